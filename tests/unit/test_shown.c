/*
 * What was published last is known again by a hash. Held here, on random years, against the bytes
 * that travel: the hash differs where a client would see something else, and only there; and what
 * differs has a version that moved, or clients would drop it as a repetition.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "random_year.h"
#include "reply.h"
#include "shown.h"

#include <cmocka.h>

struct last { /* of a period */
	bool seen;
	struct buffer bytes;
	uint8_t content[HASH_SIZE];
	uint64_t sequence;
	int64_t as_of;
};

struct watched {
	struct last periods[PERIODS];
	size_t moves, rests;
};

/* All that travels but what says when and why. */
static void travel(const struct standing *standing, const uint8_t state_hash[HASH_SIZE],
                   struct buffer *out)
{
	static const uint8_t epoch[EPOCH_SIZE];
	struct standing bare = *standing;
	const struct standing_notice notice = { .epoch = epoch, .state_hash = state_hash };

	bare.sequence = 0;
	bare.as_of = 0;
	buffer_reset(out);
	standing_encode(out, &bare, &notice);
}

static void compare(struct year *year, struct watched *watched, const struct standing *standing)
{
	struct last *last = &watched->periods[standing->period];
	struct buffer bytes = { 0 };
	uint8_t state_hash[HASH_SIZE], content[HASH_SIZE];

	standing_seal(standing, state_hash);
	shown_content(standing, state_hash, content);
	travel(standing, state_hash, &bytes);
	if (last->seen) {
		const bool moved = bytes.size != last->bytes.size ||
		                   memcmp(bytes.data, last->bytes.data, bytes.size) != 0;

		must(year, moved == (memcmp(content, last->content, HASH_SIZE) != 0),
		     "the hash differs where the bytes do");
		must(year,
		     !moved || standing->sequence > last->sequence || standing->as_of > last->as_of,
		     "what differs has a version that moved");
		watched->moves += moved;
		watched->rests += !moved;
	}
	buffer_close(&last->bytes);
	*last = (struct last){ true, bytes, { 0 }, standing->sequence, standing->as_of };
	memcpy(last->content, content, HASH_SIZE);
}

static void look(struct year *year, int64_t now, struct watched *watched)
{
	for (enum period period = Q1; period < PERIODS; period++) {
		struct standing standing;

		if (standing_compute(year->rig.cluster, 2024, period, now, &year->scratch,
		                     &standing))
			compare(year, watched, &standing);
		arena_reset(&year->scratch);
	}
}

/* Now that something has come, and at each moment at which time moves the season until then. */
static void watch(struct year *year, int64_t now, void *seen)
{
	struct watched *watched = seen;

	look(year, now, watched);
	int64_t next = cluster_next_change(year->rig.cluster, 2024, now);
	int64_t until = year->end;

	for (size_t i = 0; i < year->event_count; i++) {
		if (year->events[i].at > now && year->events[i].at < until)
			until = year->events[i].at;
	}
	for (; next < until; next = cluster_next_change(year->rig.cluster, 2024, next))
		look(year, next, watched);
}

static void what_a_client_sees_is_known_again(void **state)
{
	const char *text = getenv("THIDUA_ROUNDS");
	const uint64_t rounds = text ? strtoull(text, NULL, 10) : 100;
	size_t moves = 0, rests = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= rounds; seed++) {
		struct watched watched = { 0 };
		struct year year;

		year_begin(&year, seed);
		year_plan_versions(&year);
		year_play(&year, watch, &watched);
		moves += watched.moves;
		rests += watched.rests;
		for (enum period period = Q1; period < PERIODS; period++)
			buffer_close(&watched.periods[period].bytes);
		year_finish(&year);
	}
	assert_true(moves > 10 * rounds);
	assert_true(rests > 10 * rounds);
}

static void what_is_put_is_found_and_counted(void **state)
{
	struct rig *rig = *state;
	struct shown *list = NULL;
	struct standing standing;
	const uint8_t content[HASH_SIZE] = { 7 };

	assert_true(standing_compute(rig->cluster, 2024, Q1, at("2024-03-25T00:00Z"), &rig->arena,
	                             &standing));
	assert_null(shown_find(list, 2024, Q1));
	shown_put(&list, &standing, content);
	shown_put(&list, &standing, content);
	assert_non_null(shown_find(list, 2024, Q1));
	assert_null(shown_find(list, 2024, Q2));
	assert_null(shown_find(list, 2025, Q1));
	assert_memory_equal(shown_find(list, 2024, Q1)->content, content, HASH_SIZE);
	assert_int_equal(shown_size(list),
	                 sizeof(struct shown) + standing.ruleset->board_count * sizeof(uint32_t));
	assert_true(shown_begin(&list, 2024));
	assert_false(shown_begin(&list, 2024));
	assert_true(shown_begin(&list, 2025));
	assert_null(shown_find(list, 2024, Q2));
	assert_non_null(shown_find(list, 2024, Q1));
	shown_clear(&list);
	assert_null(list);
	assert_true(shown_begin(&list, 2024));
	shown_clear(&list);
}

/* FINAL amended by what it replaces: the same points and ranks, but the successor of what locked. */
static void a_successor_that_says_the_same_is_news(void **state)
{
	struct rig *rig = *state;
	uint8_t state_hash[HASH_SIZE], before[HASH_SIZE], after[HASH_SIZE];
	struct standing standing;

	assert_true(standing_compute(rig->cluster, 2024, Q1, at("2024-03-25T00:00Z"), &rig->arena,
	                             &standing));
	standing_seal(&standing, state_hash);
	shown_content(&standing, state_hash, before);
	standing.amendment = 1;
	standing_seal(&standing, state_hash);
	shown_content(&standing, state_hash, after);
	assert_memory_not_equal(after, before, HASH_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_client_sees_is_known_again),
		cmocka_unit_test_setup_teardown(what_is_put_is_found_and_counted, rig_setup_2024,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(a_successor_that_says_the_same_is_news,
		                                rig_setup_2024, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
