/*
 * A reason says something, or does not come in; what came in once is what it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "rig.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena;

static int start(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

/* Each command that gives a reason, giving this one. */
static size_t with_reason(const char *reason, struct command out[8])
{
	struct judgement *judged = arena_alloc(&arena, 1, sizeof(*judged));
	struct objection *objection = arena_alloc(&arena, 1, sizeof(*objection));

	*judged = (struct judgement){ .task = "T10", .reason = reason };
	*objection = (struct objection){ .task = "T10", .reason = reason };
	const struct command all[] = {
		{ .action = ACTION_RETURN_REPORT, .return_report = { .reason = reason } },
		{ .action = ACTION_VERIFY_REPORT,
		  .verify_report = { .tasks = judged, .task_count = 1 } },
		{ .action = ACTION_DISPUTE_REPORT,
		  .dispute_report = { .tasks = objection, .task_count = 1 } },
		{ .action = ACTION_RESOLVE_DISPUTE,
		  .resolve_dispute = { .tasks = judged, .task_count = 1 } },
		{ .action = ACTION_WITHDRAW_PROPOSAL, .withdraw_proposal = { .reason = reason } },
		{ .action = ACTION_ENTER_POINTS, .enter_points = { .reason = reason } },
		{ .action = ACTION_WITHDRAW_POINTS, .withdraw_points = { .reason = reason } },
		{ .action = ACTION_AMEND_REPORT,
		  .amend_report = { .tasks = judged, .task_count = 1 } },
	};

	memcpy(out, all, sizeof(all));
	return COUNT(all);
}

/* All of them refuse it for this, or, with NULL, none does. */
static void refused_by_all(const char *reason, const char *expected)
{
	struct command commands[8];
	const size_t count = with_reason(reason, commands);

	for (size_t i = 0; i < count; i++) {
		struct faults why;

		faults_init(&why, &arena);
		assert_int_equal(cluster_check_arrival(&commands[i], &why), !expected);
		assert_int_equal(why.count, expected ? 1 : 0);
		if (!expected)
			continue;
		assert_string_equal(why.items[0].reason, expected);
		assert_non_null(strstr(why.items[0].field, "reason"));
	}
}

static void a_reason_that_says_nothing_is_refused_by_each_command(void **state)
{
	static const char *const nothing[] = { "   ", "\u00A0", "\u0301", "...", "\n\t", "🏆" };

	(void)state;
	for (size_t i = 0; i < COUNT(nothing); i++)
		refused_by_all(nothing[i], "REASON_EMPTY");
}

static void what_nobody_sees_or_turns_the_writing_is_refused(void **state)
{
	static const char *const hidden[] = { "\u200B", "\uFEFF", "thiếu \u202Eục lục",
		                              "a\u2066b" };

	(void)state;
	for (size_t i = 0; i < COUNT(hidden); i++)
		refused_by_all(hidden[i], "TEXT_HOLDS_INVISIBLE");
	refused_by_all("a\uFFFF", "TEXT_HOLDS_UNASSIGNED");
}

static void a_reason_of_one_letter_or_digit_and_none_are_let_in(void **state)
{
	(void)state;
	refused_by_all("ố", NULL);
	refused_by_all("7", NULL);
	refused_by_all("thiếu phụ lục;\n\txem trang 2", NULL);
	refused_by_all("", NULL); /* who needs one refuses that himself */
}

/* A journal that is verified goes through the other check alone. */
static void what_was_accepted_before_still_is(void **state)
{
	struct command commands[8];
	const size_t count = with_reason("   ", commands);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		struct faults why;

		faults_init(&why, &arena);
		commands[i].year = 2024;
		assert_true(cluster_check_alone(&commands[i], &why));
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
	const struct CMUnitTest tests[] = {
		TEST(a_reason_that_says_nothing_is_refused_by_each_command),
		TEST(what_nobody_sees_or_turns_the_writing_is_refused),
		TEST(a_reason_of_one_letter_or_digit_and_none_are_let_in),
		TEST(what_was_accepted_before_still_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
