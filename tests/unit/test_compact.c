/* The boards sign the season, each version of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "question.h"
#include "rig.h"
#include "season_2024.h"

#include <cmocka.h>

#define SIGNED "2024-01-03T08:00+07:00"
#define LOCK   "2024-04-06T00:00+07:00" /* of Q1 */

static struct season_draft season(bool compact)
{
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.has_edition = true;
	draft.edition = EDITION_SECOND;
	draft.compact = compact;
	return draft;
}

static void define(struct rig *rig, const struct season_draft *draft, uint32_t version,
                   const char *when)
{
	const struct command command = rig_season(rig, draft, version, at(when));

	rig_must_send(rig, &command);
}

/* All boards have a key. */
static struct rig *begin_with(void **state, bool compact)
{
	static struct rig rig;
	const struct season_draft draft = season(compact);

	rig_open(&rig);
	rig_begin(&rig, &draft);
	*state = &rig;
	return &rig;
}

static int begin(void **state)
{
	begin_with(state, true);
	return 0;
}

static int begin_without(void **state)
{
	begin_with(state, false);
	return 0;
}

static struct command signature(struct rig *rig, const char *office, uint32_t version,
                                const char *when)
{
	struct command command = rig_command(rig, ACTION_SIGN_COMPACT, office, at(when));
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, at(when));

	command.year = 2024;
	memcpy(command.sign_compact.ruleset_hash, ruleset->hash, HASH_SIZE);
	if (version != ruleset->version)
		command.sign_compact.ruleset_hash[0] ^= 1;
	return command;
}

static const char *sign(struct rig *rig, const char *office, uint32_t version, const char *when)
{
	const struct command command = signature(rig, office, version, when);

	return rig_send(rig, &command);
}

static void all_sign(struct rig *rig, uint32_t version, const char *but, const char *when)
{
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, at(when));

	for (size_t i = 0; i < ruleset->board_count; i++) {
		if (strcmp(ruleset->boards[i], but) != 0)
			assert_string_equal(sign(rig, ruleset->boards[i], version, when), "OK");
	}
}

static bool provisional(struct rig *rig, enum period period, const char *when)
{
	return rig_standing(rig, period, at(when)).provisional;
}

static void a_standing_is_provisional_until_the_last_board_has_signed(void **state)
{
	struct rig *rig = *state;

	all_sign(rig, 1, "YB", SIGNED);
	rig_must_report(rig, "HN", Q1, at("2024-03-18T08:00+07:00"));
	const struct standing before = rig_standing(rig, Q1, at("2024-03-19T08:00+07:00"));
	const uint64_t hash = rig_hash(&before), sequence = before.sequence;

	assert_true(before.provisional);
	assert_string_equal(sign(rig, "YB", 1, "2024-03-20T08:00+07:00"), "OK");
	const struct standing after = rig_standing(rig, Q1, at("2024-03-20T09:00+07:00"));

	assert_false(after.provisional);
	assert_true(rig_hash(&after) == hash); /* a word */
	assert_true(after.sequence > sequence);
	assert_int_equal(after.as_of, at("2024-03-20T08:00+07:00"));
}

static void a_standing_that_locked_unsigned_stays_marked(void **state)
{
	struct rig *rig = *state;

	all_sign(rig, 1, "YB", SIGNED);
	assert_string_equal(sign(rig, "YB", 1, LOCK), "OK");
	const struct standing locked = rig_standing(rig, Q1, at("2024-06-16T08:00+07:00"));

	assert_true(locked.provisional);
	assert_true(locked.sequence < rig->cluster->sequence);
	assert_false(provisional(rig, Q2, "2024-06-16T08:00+07:00"));
}

static void a_standing_that_was_signed_in_the_last_microsecond_is_not(void **state)
{
	struct rig *rig = *state;

	all_sign(rig, 1, "YB", SIGNED);
	assert_string_equal(sign(rig, "YB", 1, "2024-04-05T23:59:59.999999+07:00"), "OK");
	assert_false(provisional(rig, Q1, LOCK));
}

static void a_new_version_asks_again(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft = season(true);

	all_sign(rig, 1, "", SIGNED);
	assert_false(provisional(rig, Q1, "2024-03-15T08:00+07:00"));
	draft.missing_deduction += 1;
	define(rig, &draft, 2, "2024-03-16T08:00+07:00");
	assert_true(provisional(rig, Q1, "2024-03-16T08:00+07:00"));
	all_sign(rig, 2, "", "2024-03-17T08:00+07:00");
	assert_false(provisional(rig, Q1, "2024-03-17T08:00+07:00"));
}

static void what_no_signature_may_be(void **state)
{
	struct rig *rig = *state;
	struct command command = signature(rig, "HN", 1, SIGNED);

	assert_string_equal(sign(rig, "operator", 1, SIGNED), "FORBIDDEN key");
	assert_string_equal(sign(rig, "nobody", 1, SIGNED), "FORBIDDEN key");
	assert_string_equal(sign(rig, "HN", 2, SIGNED), "STALE sign_compact.ruleset_hash");
	assert_string_equal(sign(rig, "HN", 1, SIGNED), "OK");
	assert_string_equal(sign(rig, "HN", 1, SIGNED), "CONFLICT sign_compact");
	command.year = 2025;
	assert_string_equal(rig_send(rig, &command), "NOT_FOUND year");
}

static void a_season_without_a_compact_takes_none_and_is_never_provisional(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(sign(rig, "HN", 1, SIGNED), "CLOSED sign_compact");
	assert_false(provisional(rig, Q1, "2024-03-15T08:00+07:00"));
}

static void the_question_tells_of_each_board_what_it_has_signed(void **state)
{
	struct rig *rig = *state;
	const struct get_compact asked = { .year = 2024 };
	struct season_draft draft = season(true);
	struct faults why;

	assert_string_equal(sign(rig, "HN", 1, SIGNED), "OK");
	assert_string_equal(sign(rig, "PT", 1, SIGNED), "OK");
	draft.missing_deduction += 1;
	define(rig, &draft, 2, "2024-02-02T08:00+07:00");
	assert_string_equal(sign(rig, "PT", 2, "2024-02-03T08:00+07:00"), "OK");
	struct compact told = { .season_version = 0 };

	faults_init(&why, &rig->arena);
	question_compact.tell(rig->cluster, &asked, rig_sight(at("2024-02-04T08:00+07:00")),
	                      &rig->arena, &told, &why);
	assert_int_equal(why.count, 0);
	assert_true(told.asked);
	assert_int_equal(told.season_version, 2);
	assert_int_equal(told.board_count, 14);
	for (size_t i = 0; i < told.board_count; i++) {
		const struct board_signature *board = &told.boards[i];

		assert_int_equal(board->season_version, strcmp(board->board, "PT") == 0   ? 2
		                                        : strcmp(board->board, "HN") == 0 ? 1
		                                                                          : 0);
		assert_true((board->season_version == 0) == (board->sequence == 0));
	}
}

static void a_forged_signature_breaks_the_journal_and_changes_nothing(void **state)
{
	struct rig *rig = *state;
	struct command command = signature(rig, "HN", 2, SIGNED);

	assert_false(cluster_apply(rig->cluster, &command, command.hash, NULL));
	command = signature(rig, "operator", 1, SIGNED);
	assert_false(cluster_apply(rig->cluster, &command, command.hash, NULL));
	command = signature(rig, "HN", 1, SIGNED);
	assert_true(cluster_apply(rig->cluster, &command, command.hash, NULL));
	command.id[0] ^= 1;
	assert_false(cluster_apply(rig->cluster, &command, command.hash, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		        a_standing_is_provisional_until_the_last_board_has_signed, begin,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(a_standing_that_locked_unsigned_stays_marked, begin,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_standing_that_was_signed_in_the_last_microsecond_is_not, begin,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(a_new_version_asks_again, begin, rig_teardown),
		cmocka_unit_test_setup_teardown(what_no_signature_may_be, begin, rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_season_without_a_compact_takes_none_and_is_never_provisional,
		        begin_without, rig_teardown),
		cmocka_unit_test_setup_teardown(the_question_tells_of_each_board_what_it_has_signed,
		                                begin, rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_forged_signature_breaks_the_journal_and_changes_nothing, begin,
		        rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
