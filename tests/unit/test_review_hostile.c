/* Offices that use the review against others, and what it does at a lock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "review_year.h"

#include <cmocka.h>

/* Q4 is strict: due on 20 November, locked with the 28th. */
#define REPORTED  "2024-11-16T08:00+07:00"
#define LAST      "2024-11-28T23:59:59.999999+07:00"
#define LOCK      "2024-11-29T00:00+07:00"
#define AFTERWARD "2024-11-29T00:00:00.000001+07:00"
#define IN_FINAL  "2025-01-02T08:00+07:00"

static const struct judgement adjusted = {
	.task = "T03", .has_actual = true, .actual = 4 * UNITS, .reason = "mới xong bốn mốc"
};

/* T03 of eight milestones: as reported 100.00 points, as adjusted 50.00. */
static void report(struct rig *rig, enum period period, const char *when)
{
	rig_must_report(rig, "CB", period, at(when));
}

static const char *adjust(struct rig *rig, enum period period, const char *name, const char *when)
{
	struct command verify = review_command_of(rig, period, REVIEW_VERIFY, "CB", name, when);

	verify.verify_report.tasks = &adjusted;
	verify.verify_report.task_count = 1;
	return rig_send(rig, &verify);
}

static void a_head_who_reviews_nothing_leaves_it_to_the_supervisor(void **state)
{
	struct rig *rig = *state;

	report(rig, Q4, REPORTED);
	assert_string_equal(review_send_of(rig, Q4, REVIEW_TAKE, "CB", "supervisor",
	                                   "2024-11-21T23:59:59.999999+07:00"),
	                    "CLOSED take_report.period");
	review_must_of(rig, Q4, REVIEW_TAKE, "CB", "supervisor", "2024-11-25T08:00+07:00");
	assert_string_equal(adjust(rig, Q4, "supervisor", LAST), "OK");
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, LOCK), "50.00");
}

static void what_nobody_reviews_counts_as_reported_and_says_so(void **state)
{
	struct rig *rig = *state;

	report(rig, Q4, REPORTED);
	const struct standing standing = rig_standing(rig, Q4, at(LOCK));

	assert_string_equal(rig_points(rig, &standing, "CB", "T03"), "100.00");
	assert_int_equal(rig_row(&standing, "CB")->marks, MARK_UNREVIEWED);
}

static void who_takes_at_once_and_sits_on_it_keeps_it_for_the_days_of_review(void **state)
{
	struct rig *rig = *state;

	report(rig, Q4, REPORTED);
	review_must_of(rig, Q4, REVIEW_TAKE, "CB", "HN", "2024-11-16T08:00:00.000001+07:00");
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, "2024-11-17T08:00+07:00"),
	                    "100.00");
	review_must_of(rig, Q4, REVIEW_TAKE, "CB", "HN", "2024-11-22T00:00+07:00"); /* once more */
	review_must_of(rig, Q4, REVIEW_TAKE, "CB", "supervisor", "2024-11-22T00:00+07:00");
	assert_string_equal(
	        review_send_of(rig, Q4, REVIEW_RELEASE, "CB", "HN", LAST),
	        "CLOSED release_report.period"); /* it fell back from the supervisor, too */
}

static void nothing_is_adjusted_or_returned_in_the_last_moment(void **state)
{
	struct rig *rig = *state;

	report(rig, Q4, REPORTED);
	review_must_of(rig, Q4, REVIEW_TAKE, "CB", "HN", "2024-11-27T08:00+07:00");
	assert_string_equal(adjust(rig, Q4, "HN", LAST), "CLOSED verify_report.period");
	assert_string_equal(review_send_of(rig, Q4, REVIEW_RETURN, "CB", "HN", LAST),
	                    "CLOSED return_report.period");
	assert_string_equal(review_send_of(rig, Q4, REVIEW_RETURN, "CB", "HN", LOCK),
	                    "CLOSED return_report.period");
}

static void a_deputy_resolves_no_dispute_of_his_own(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "PT", REVIEW_DISPUTED);
	assert_string_equal(review_send(rig, REVIEW_RESOLVE, "PT", "PT", "2024-03-21T08:00+07:00"),
	                    "FORBIDDEN key");
	assert_string_equal(review_send(rig, REVIEW_RESOLVE, "PT", "HN", "2024-03-21T08:00+07:00"),
	                    "FORBIDDEN key");
}

static void who_disputes_everything_on_the_last_day_has_what_the_reviewer_says(void **state)
{
	struct rig *rig = *state;
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, INT64_MAX);
	struct objection all[TASKS_MAX];
	size_t count = 0;

	report(rig, Q4, REPORTED);
	review_must_of(rig, Q4, REVIEW_TAKE, "CB", "HN", "2024-11-23T08:00+07:00");
	assert_string_equal(adjust(rig, Q4, "HN", "2024-11-23T09:00+07:00"), "OK");
	for (size_t task = 0; task < ruleset->task_count; task++) {
		if (ruleset->tasks[task].measure != MEASURE_MODELS)
			all[count++] = (struct objection){ ruleset->tasks[task].code, "không" };
	}
	struct command dispute = review_command_of(rig, Q4, REVIEW_DISPUTE, "CB", "CB", LAST);

	dispute.dispute_report.tasks = all;
	dispute.dispute_report.task_count = count;
	assert_string_equal(rig_send(rig, &dispute), "OK");
	const struct standing standing = rig_standing(rig, Q4, at(LOCK));

	assert_string_equal(rig_points(rig, &standing, "CB", "T03"), "50.00");
	assert_int_equal(rig_row(&standing, "CB")->marks, MARK_ADJUSTED | MARK_DISPUTED);
	assert_int_equal(rig_row(&standing, "CB")->review, REVIEW_DISPUTED);
}

static void who_is_returned_and_never_answers_has_reported_nothing_but_in_time(void **state)
{
	struct rig *rig = *state;

	report(rig, Q4, REPORTED);
	review_must_of(rig, Q4, REVIEW_TAKE, "CB", "HN", "2024-11-17T08:00+07:00");
	review_must_of(rig, Q4, REVIEW_RETURN, "CB", "HN", "2024-11-21T23:59:59.999999+07:00");
	const struct standing standing = rig_standing(rig, Q4, at(LOCK));

	assert_string_equal(rig_points(rig, &standing, "CB", "T03"), "0.00");
	assert_int_equal(rig_row(&standing, "CB")->status, BOARD_ON_TIME);
	assert_int_equal(rig_row(&standing, "CB")->marks, MARK_UNCOUNTED);
	assert_int_equal(rig_row(&standing, "CB")->review, REVIEW_SUBMITTED); /* by the lock */
}

static void a_revision_that_was_superseded_is_not_reviewed(void **state)
{
	struct rig *rig = *state;

	report(rig, Q4, REPORTED);
	const struct command take = review_command_of(rig, Q4, REVIEW_TAKE, "CB", "HN", REPORTED);

	report(rig, Q4, REPORTED); /* another, in the same batch */
	assert_string_equal(rig_send(rig, &take), "STALE take_report.report_hash");
}

/* Of two commands in one batch the later is judged after the earlier. */
static void a_revision_is_not_verified_that_another_has_superseded(void **state)
{
	struct rig *rig = *state;

	report(rig, Q4, REPORTED);
	review_must_of(rig, Q4, REVIEW_TAKE, "CB", "HN", REPORTED);
	const struct command verify =
	        review_command_of(rig, Q4, REVIEW_VERIFY, "CB", "HN", REPORTED);
	const struct cluster_mark mark = cluster_mark(rig->cluster);
	struct rig_report second;

	rig_report(rig, "CB", Q4, at(REPORTED), &second);
	/* the report is in somebody's hands: what it is does not change under them */
	assert_string_equal(rig_send(rig, &second.command), "CLOSED submit_report.period");
	assert_string_equal(rig_send(rig, &verify), "OK");
	cluster_rewind(rig->cluster, &mark);
	assert_string_equal(rig_send(rig, &verify), "OK");
	assert_string_equal(rig_send(rig, &second.command), "CLOSED submit_report.period");
	cluster_rewind(rig->cluster, &mark);

	review_must_of(rig, Q4, REVIEW_RELEASE, "CB", "HN", REPORTED);
	rig_must_send(rig, &second.command);
	assert_string_equal(rig_send(rig, &verify), "CLOSED verify_report.period");
	review_must_of(rig, Q4, REVIEW_TAKE, "CB", "HN", REPORTED);
	assert_string_equal(rig_send(rig, &verify), "STALE verify_report.report_hash");
	assert_string_equal(review_send_of(rig, Q4, REVIEW_VERIFY, "CB", "HN", REPORTED), "OK");
}

/* --- at a lock --- */

static void what_is_verified_counts_in_the_standings_that_lock_later(void **state)
{
	static const struct {
		const char *when, *of_q4, *of_final;
	} cases[] = {
		{ LAST, "50.00", "50.00" },
		{ LOCK, "100.00", "50.00" },
		{ AFTERWARD, "100.00", "50.00" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rig *rig = *state;
		const struct cluster_mark mark = cluster_mark(rig->cluster);

		report(rig, Q4, REPORTED);
		review_must_of(rig, Q4, REVIEW_TAKE, "CB", "supervisor", "2024-11-27T08:00+07:00");
		assert_string_equal(adjust(rig, Q4, "supervisor", cases[i].when), "OK");
		assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, IN_FINAL), cases[i].of_q4);
		assert_string_equal(rig_points_at(rig, "CB", "T03", FINAL, IN_FINAL),
		                    cases[i].of_final);
		cluster_rewind(rig->cluster, &mark);
	}
}

static void what_is_resolved_counts_in_the_standings_that_lock_later(void **state)
{
	static const struct {
		const char *when, *of_q4, *of_final;
	} cases[] = {
		{ LAST, "75.00", "75.00" },
		{ LOCK, "50.00", "75.00" },
		{ AFTERWARD, "50.00", "75.00" },
	};
	static const struct objection objection = { .task = "T03", .reason = "đã xong sáu" };
	static const struct judgement six = {
		.task = "T03", .has_actual = true, .actual = 6 * UNITS, .reason = "đúng sáu mốc"
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rig *rig = *state;
		const struct cluster_mark mark = cluster_mark(rig->cluster);

		report(rig, Q4, REPORTED);
		review_must_of(rig, Q4, REVIEW_TAKE, "CB", "HN", "2024-11-23T08:00+07:00");
		assert_string_equal(adjust(rig, Q4, "HN", "2024-11-23T09:00+07:00"), "OK");
		struct command command = review_command_of(rig, Q4, REVIEW_DISPUTE, "CB", "CB",
		                                           "2024-11-24T08:00+07:00");

		command.dispute_report.tasks = &objection;
		assert_string_equal(rig_send(rig, &command), "OK");
		command = review_command_of(rig, Q4, REVIEW_RESOLVE, "CB", "supervisor",
		                            cases[i].when);
		command.resolve_dispute.tasks = &six;
		assert_string_equal(rig_send(rig, &command), "OK");
		assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, IN_FINAL), cases[i].of_q4);
		assert_string_equal(rig_points_at(rig, "CB", "T03", FINAL, IN_FINAL),
		                    cases[i].of_final);
		cluster_rewind(rig->cluster, &mark);
	}
}

/* The lock is the period's: nobody sends or returns any more, and all else goes on. */
static void a_review_goes_on_after_the_lock(void **state)
{
	static const char *const instants[] = { LOCK, AFTERWARD };
	static const struct objection objection = { .task = "T03", .reason = "đã xong sáu" };
	static const struct judgement six = {
		.task = "T03", .has_actual = true, .actual = 6 * UNITS, .reason = "đúng sáu mốc"
	};

	for (size_t i = 0; i < sizeof(instants) / sizeof(instants[0]); i++) {
		const char *when = instants[i];
		struct rig *rig = *state;
		const struct cluster_mark mark = cluster_mark(rig->cluster);
		struct rig_report late;

		report(rig, Q4, REPORTED);
		rig_report(rig, "CB", Q4, at(when), &late);
		assert_string_equal(rig_send(rig, &late.command), "CLOSED submit_report.period");
		review_must_of(rig, Q4, REVIEW_TAKE, "CB", "HN", when);
		assert_string_equal(review_send_of(rig, Q4, REVIEW_RETURN, "CB", "HN", when),
		                    "CLOSED return_report.period");
		review_must_of(rig, Q4, REVIEW_TAKE, "CB", "supervisor", when);
		review_must_of(rig, Q4, REVIEW_RELEASE, "CB", "supervisor", when);
		review_must_of(rig, Q4, REVIEW_TAKE, "CB", "HN", when);
		assert_string_equal(adjust(rig, Q4, "HN", when), "OK");
		struct command command =
		        review_command_of(rig, Q4, REVIEW_DISPUTE, "CB", "CB", when);

		command.dispute_report.tasks = &objection;
		rig_must_send(rig, &command);
		command = review_command_of(rig, Q4, REVIEW_RESOLVE, "CB", "supervisor", when);
		command.resolve_dispute.tasks = &six;
		rig_must_send(rig, &command);
		assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, IN_FINAL), "100.00");
		assert_string_equal(rig_points_at(rig, "CB", "T03", FINAL, IN_FINAL), "75.00");
		cluster_rewind(rig->cluster, &mark);
	}
}

/* --- memory --- */

static void a_year_of_seventy_reviews_is_kept_in_28_kibibytes(void **state)
{
	static const char *const dates[] = { "2024-03-18T08:00+07:00", "2024-06-17T08:00+07:00",
		                             "2024-09-18T08:00+07:00", "2024-11-16T08:00+07:00",
		                             "2025-01-02T08:00+07:00" };
	struct rig *rig = *state;
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, INT64_MAX);

	for (enum period period = Q1; period < PERIODS; period++) {
		for (size_t i = 0; i < ruleset->board_count; i++) {
			const char *board = ruleset->boards[i];
			const char *reviewer = strcmp(board, "HN") == 0 ? "PT" : "HN";

			rig_must_report(rig, board, period, at(dates[period]));
			review_must_of(rig, period, REVIEW_TAKE, board, reviewer, dates[period]);
			struct command verify = review_command_of(rig, period, REVIEW_VERIFY, board,
			                                          reviewer, dates[period]);

			verify.verify_report.tasks = &adjusted;
			verify.verify_report.task_count = 1;
			rig_must_send(rig, &verify);
		}
	}
	print_message("%zu bytes\n", cluster_size(rig->cluster));
	assert_true(cluster_size(rig->cluster) <= 28 * 1024);
}

#define PLAIN(test) cmocka_unit_test_setup_teardown(test, review_year_setup_plain, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAIN(a_head_who_reviews_nothing_leaves_it_to_the_supervisor),
		PLAIN(what_nobody_reviews_counts_as_reported_and_says_so),
		PLAIN(who_takes_at_once_and_sits_on_it_keeps_it_for_the_days_of_review),
		PLAIN(nothing_is_adjusted_or_returned_in_the_last_moment),
		PLAIN(a_deputy_resolves_no_dispute_of_his_own),
		PLAIN(who_disputes_everything_on_the_last_day_has_what_the_reviewer_says),
		PLAIN(who_is_returned_and_never_answers_has_reported_nothing_but_in_time),
		PLAIN(a_revision_that_was_superseded_is_not_reviewed),
		PLAIN(a_revision_is_not_verified_that_another_has_superseded),
		PLAIN(what_is_verified_counts_in_the_standings_that_lock_later),
		PLAIN(what_is_resolved_counts_in_the_standings_that_lock_later),
		PLAIN(a_review_goes_on_after_the_lock),
		PLAIN(a_year_of_seventy_reviews_is_kept_in_28_kibibytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
