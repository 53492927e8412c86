/*
 * Random commands by random actors at random instants, under all the rules of a year; after each step what
 * must hold is looked at. A year that fails is made as short as it can be, and told:
 *
 *   THIDUA_SEED=123 THIDUA_ROUNDS=1 test_random_years
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "buffer.h"
#include "calendar.h"
#include "played_facts.h"
#include "seal.h"

#include <cmocka.h>

static uint64_t first_seed, rounds;

/* Plays a plan until something is not true. NULL: all was. */
static const char *play(const struct plan *plan, bool loud, struct tally *tally)
{
	static char failed[400];
	struct facts facts = { .tally = tally };
	struct played played;

	played_begin(&played, plan);
	facts_begin(&facts, &played);
	for (size_t i = 0; i < plan->count && !played.failed; i++) {
		arena_reset(&played.scratch);
		struct command made;
		const char *by;

		if (!played_make(&played, &plan->deeds[i], &made, &by))
			continue;
		const char *answer = facts_try(&facts, &played, &made, by);

		if (loud)
			print_message("  %s: %s\n", played_tell(&played, &made, by), answer);
	}
	if (!played.failed)
		facts_end(&facts, &played);
	const bool fine = !played.failed;

	if (!fine)
		snprintf(failed, sizeof(failed), "%s", played.failed);
	played_end(&played);
	return fine ? NULL : failed;
}

/* Leaves out whatever may be left out, the large first. */
static void shorten(struct plan *plan)
{
	for (size_t part = plan->count / 2; part > 0; part /= 2) {
		for (size_t from = 0; from + part <= plan->count;) {
			struct plan without = *plan;

			memmove(&without.deeds[from], &without.deeds[from + part],
			        (plan->count - from - part) * sizeof(*without.deeds));
			without.count -= part;
			if (play(&without, false, NULL))
				*plan = without;
			else
				from += part;
		}
	}
}

static void what_must_hold_holds_in_every_year(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	for (uint64_t round = 0; round < rounds; round++) {
		struct plan plan;

		played_plan(&plan, first_seed + round);
		if (!play(&plan, false, &tally))
			continue;
		shorten(&plan);
		print_error("the shortest year of THIDUA_SEED=%" PRIu64 " that fails:\n",
		            first_seed + round);
		const char *what = play(&plan, true, NULL);

		fail_msg("not true: %s", what);
	}
	facts_tell(&tally);
	/* years in which all is refused would prove nothing; the rarest kind enters in one of twenty */
	assert_true(rounds < 400 ||
	            (facts_all_kinds_entered(&tally) && facts_all_happened(&tally)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_must_hold_holds_in_every_year),
	};

	if (!seal_start())
		return 1;
	first_seed = random_setting("THIDUA_SEED", (uint64_t)time(NULL) * 1000003);
	rounds = random_setting("THIDUA_ROUNDS", 24);
	print_message("THIDUA_SEED=%" PRIu64 " THIDUA_ROUNDS=%" PRIu64 "\n", first_seed, rounds);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
