/* What a review makes of points: what is verified, disputed, resolved, returned counts as what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "review_deed.h"
#include "review_year.h"
#include "scorecard.h"

#include <cmocka.h>

#define SENT     "2024-03-18T08:00+07:00"
#define VERIFIED "2024-03-20T08:00+07:00"
#define THEN     "2024-03-21T08:00+07:00"
#define LOCK     "2024-11-29T00:00+07:00" /* of Q4 */

static uint8_t marks_of(struct rig *rig, const char *board, enum period period, const char *now)
{
	const struct standing standing = rig_standing(rig, period, at(now));

	return rig_row(&standing, board)->marks;
}

static void an_adjusted_value_counts_and_both_are_shown(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "CB", Q1, SENT, "T01", 9); /* of 9 */
	review_verify(rig, "CB", Q1, VERIFIED, "T01=4");
	assert_string_equal(rig_points_at(rig, "CB", "T01", Q1, THEN), "35.56");
	assert_int_equal(marks_of(rig, "CB", Q1, THEN), MARK_ADJUSTED);
	const struct score_line *line = rig_score_line(rig, "CB", Q1, THEN, "T01");

	assert_int_equal(line->value_count, 1);
	assert_int_equal(line->values[0].reported, 9 * UNITS);
	assert_int_equal(line->values[0].counted, 4 * UNITS);
	assert_string_equal(line->values[0].reason, "theo sổ gốc");
	assert_int_equal(rig_score_line(rig, "CB", Q1, THEN, "T03")->value_count, 0);
}

static void while_a_task_is_disputed_the_reviewers_value_counts(void **state)
{
	struct rig *rig = *state;
	const char *later = "2024-03-22T08:00+07:00", *end = "2024-03-23T08:00+07:00";

	rig_report_with(rig, "CB", Q1, SENT, "T01", 9);
	review_verify(rig, "CB", Q1, VERIFIED, "T01=4");
	assert_string_equal(review_deed(rig, REVIEW_DISPUTE, "CB", Q1, "CB", THEN, "T01 T03"),
	                    "OK");
	assert_string_equal(rig_points_at(rig, "CB", "T01", Q1, THEN), "35.56");
	assert_int_equal(marks_of(rig, "CB", Q1, THEN), MARK_ADJUSTED | MARK_DISPUTED);
	assert_true(rig_score_line(rig, "CB", Q1, THEN, "T01")->values[0].disputed);
	assert_true(rig_score_line(rig, "CB", Q1, THEN, "T03")->values[0].disputed);
	assert_string_equal(
	        review_deed(rig, REVIEW_RESOLVE, "CB", Q1, "supervisor", later, "T01=9 T03=4"),
	        "OK");
	assert_string_equal(rig_points_at(rig, "CB", "T01", Q1, end), "80.00");
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q1, end), "50.00");
	assert_int_equal(marks_of(rig, "CB", Q1, end), MARK_ADJUSTED); /* T03 */
	assert_true(rig_score_line(rig, "CB", Q1, end, "T01")->values[0].resolved);
}

static void a_value_that_a_resolution_gives_back_is_not_adjusted(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "CB", Q1, SENT, "T01", 9);
	review_verify(rig, "CB", Q1, VERIFIED, "T01=4");
	assert_string_equal(review_deed(rig, REVIEW_DISPUTE, "CB", Q1, "CB", THEN, "T01"), "OK");
	assert_string_equal(review_deed(rig, REVIEW_RESOLVE, "CB", Q1, "supervisor", THEN, "T01=9"),
	                    "OK");
	assert_int_equal(marks_of(rig, "CB", Q1, "2024-03-22T08:00+07:00"), 0);
}

static void a_verified_lead_takes_points_and_no_verification_makes_one(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "CB", Q1, SENT, "T10", 600); /* of 300 */
	rig_report_with(rig, "HG", Q1, SENT, "T10", 450);
	review_verify(rig, "HG", Q1, VERIFIED, "");
	assert_string_equal(rig_points_at(rig, "HG", "T10", Q1, THEN), "90.00");
	assert_string_equal(rig_points_at(rig, "CB", "T10", Q1, THEN), "45.00");
	assert_string_equal(review_deed(rig, REVIEW_TAKE, "CB", Q1, "HN", THEN, ""), "OK");
	assert_string_equal(review_deed(rig, REVIEW_VERIFY, "CB", Q1, "HN", THEN, "T10=601"),
	                    "INVALID tasks[0].actual");
	assert_string_equal(review_deed(rig, REVIEW_VERIFY, "CB", Q1, "HN", THEN, "T10=599 T01=10"),
	                    "OK");
	assert_string_equal(rig_points_at(rig, "CB", "T10", Q1, "2024-03-22T08:00+07:00"), "90.00");
	/* x is 0.5 and L 299/300 */
	assert_string_equal(rig_points_at(rig, "HG", "T10", Q1, "2024-03-22T08:00+07:00"), "67.58");
	assert_string_equal(
	        review_deed(rig, REVIEW_DISPUTE, "CB", Q1, "CB", "2024-03-22T08:00+07:00", "T10"),
	        "OK");
	assert_string_equal(review_deed(rig, REVIEW_RESOLVE, "CB", Q1, "supervisor",
	                                "2024-03-22T09:00+07:00", "T10=900"),
	                    "OK");
	assert_string_equal(rig_points_at(rig, "HG", "T10", Q1, "2024-03-23T08:00+07:00"), "56.25");
}

static void what_is_verified_leads_beside_what_is_not(void **state)
{
	struct rig *rig = *state;
	const char *now = "2024-06-17T08:00+07:00";

	rig_report_with(rig, "CB", Q1, SENT, "T10", 900); /* 600 by the half-year */
	review_verify(rig, "CB", Q1, VERIFIED, "");
	rig_report_with(rig, "CB", Q2, "2024-06-16T08:00+07:00", "T10", 6000);
	assert_string_equal(rig_points_at(rig, "CB", "T10", Q2, now), "90.00");
	const struct score_line *line = rig_score_line(rig, "CB", Q2, now, "T10");

	assert_int_equal(line->cause, CAUSE_VERIFIED_ALONE);
	assert_int_equal(line->achievement.actual, 6900 * UNITS);
	assert_int_equal(line->achievement.verified, 900 * UNITS);
	assert_int_equal(line->leader_actual, 900 * UNITS);
}

static void appraised_points_are_those_of_the_latest_verified_report(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at(SENT));
	assert_string_equal(rig_points_at(rig, "CB", "T14", Q1, THEN), "0.00");
	assert_int_equal(rig_score_line(rig, "CB", Q1, THEN, "T14")->cause, CAUSE_NOT_APPRAISED);
	review_verify(rig, "CB", Q1, VERIFIED, "T14=40p");
	assert_string_equal(rig_points_at(rig, "CB", "T14", Q1, THEN), "40.00");
	rig_must_report(rig, "CB", Q2, at("2024-06-16T08:00+07:00"));
	assert_string_equal(rig_points_at(rig, "CB", "T14", Q2, "2024-06-17T08:00+07:00"), "40.00");
	review_verify(rig, "CB", Q2, "2024-06-17T09:00+07:00", "T14=15p");
	assert_string_equal(rig_points_at(rig, "CB", "T14", Q2, "2024-06-18T08:00+07:00"), "15.00");
	assert_string_equal(rig_points_at(rig, "CB", "T14", Q1, "2024-06-18T08:00+07:00"), "40.00");
	assert_int_equal(marks_of(rig, "CB", Q2, "2024-06-18T08:00+07:00"), 0);
}

static void a_returned_revision_does_not_count_in_a_strict_period(void **state)
{
	struct rig *rig = *state;
	const char *sent = "2024-11-16T08:00+07:00", *returned = "2024-11-18T08:00+07:00",
	           *after = "2024-11-18T09:00+07:00";

	rig_report_with(rig, "CB", Q4, sent, "T03", 8);
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, returned), "100.00");
	assert_string_equal(review_deed(rig, REVIEW_TAKE, "CB", Q4, "HN", returned, ""), "OK");
	assert_string_equal(review_deed(rig, REVIEW_RETURN, "CB", Q4, "HN", returned, ""), "OK");
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, after), "0.00");
	assert_int_equal(rig_score_line(rig, "CB", Q4, after, "T03")->cause, CAUSE_RETURNED);
	assert_int_equal(marks_of(rig, "CB", Q4, after), MARK_UNCOUNTED);
	/* answered too late */
	rig_report_with(rig, "CB", Q4, "2024-11-24T00:00+07:00", "T03", 6);
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, LOCK), "0.00");
	assert_int_equal(rig_score_line(rig, "CB", Q4, LOCK, "T03")->cause, CAUSE_TOO_LATE);
	const struct standing locked = rig_standing(rig, Q4, at(LOCK));

	assert_int_equal(rig_row(&locked, "CB")->status, BOARD_ON_TIME); /* the first was */
	assert_int_equal(rig_row(&locked, "CB")->deduction, 3 * 2000);   /* of Q1 to Q3 */
	const uint64_t hash = rig_hash(&locked);

	/* verified after the lock: in later standings */
	review_verify(rig, "CB", Q4, "2024-12-02T08:00+07:00", "");
	const struct standing again = rig_standing(rig, Q4, at("2025-01-02T08:00+07:00"));

	assert_true(rig_hash(&again) == hash);
	assert_string_equal(rig_points_at(rig, "CB", "T03", FINAL, "2025-01-02T08:00+07:00"),
	                    "75.00");
}

static void an_answer_in_time_counts_beside_what_was_returned(void **state)
{
	struct rig *rig = *state;
	const char *returned = "2024-11-18T08:00+07:00";

	rig_report_with(rig, "CB", Q4, "2024-11-16T08:00+07:00", "T03", 8);
	assert_string_equal(review_deed(rig, REVIEW_TAKE, "CB", Q4, "HN", returned, ""), "OK");
	assert_string_equal(review_deed(rig, REVIEW_RETURN, "CB", Q4, "HN", returned, ""), "OK");
	rig_report_with(rig, "CB", Q4, "2024-11-23T23:59:59.999999+07:00", "T03", 6);
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, LOCK), "75.00");
	assert_int_equal(marks_of(rig, "CB", Q4, LOCK), MARK_UNREVIEWED);
}

static void what_came_late_counts_once_it_is_verified(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "CB", Q4, "2024-11-25T08:00+07:00", "T03", 8);
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, "2024-11-26T08:00+07:00"), "0.00");
	review_verify(rig, "CB", Q4, "2024-11-26T08:00+07:00", "");
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, LOCK), "100.00");
	assert_int_equal(marks_of(rig, "CB", Q4, LOCK), 0);
}

static void before_the_lock_a_microsecond_decides(void **state)
{
	struct rig *rig = *state;
	static const char *const instants[] = { "2024-04-05T23:59:59.999999+07:00",
		                                "2024-04-06T00:00:00+07:00",
		                                "2024-04-06T00:00:00.000001+07:00" };
	static const char *const points[] = { "90.00", "45.00", "45.00" };

	rig_report_with(rig, "CB", Q1, SENT, "T10", 600);
	assert_string_equal(
	        review_deed(rig, REVIEW_TAKE, "CB", Q1, "HN", "2024-04-02T08:00+07:00", ""), "OK");
	for (size_t i = 0; i < 3; i++) {
		const struct cluster_mark mark = cluster_mark(rig->cluster);

		assert_string_equal(
		        review_deed(rig, REVIEW_VERIFY, "CB", Q1, "HN", instants[i], ""), "OK");
		assert_string_equal(rig_points_at(rig, "CB", "T10", Q1, "2024-04-07T08:00+07:00"),
		                    points[i]);
		assert_int_equal(marks_of(rig, "CB", Q1, "2024-04-07T08:00+07:00"),
		                 i == 0 ? 0 : MARK_UNREVIEWED);
		assert_int_equal(marks_of(rig, "CB", Q2, "2024-06-16T08:00+07:00"), 0);
		cluster_rewind(rig->cluster, &mark);
	}
}

int main(void)
{
#define APPRAISED(test) cmocka_unit_test_setup_teardown(test, review_year_setup, rig_teardown)
#define PLAIN(test)     cmocka_unit_test_setup_teardown(test, review_year_setup_plain, rig_teardown)
	const struct CMUnitTest tests[] = {
		PLAIN(an_adjusted_value_counts_and_both_are_shown),
		PLAIN(while_a_task_is_disputed_the_reviewers_value_counts),
		PLAIN(a_value_that_a_resolution_gives_back_is_not_adjusted),
		PLAIN(a_verified_lead_takes_points_and_no_verification_makes_one),
		PLAIN(what_is_verified_leads_beside_what_is_not),
		APPRAISED(appraised_points_are_those_of_the_latest_verified_report),
		PLAIN(a_returned_revision_does_not_count_in_a_strict_period),
		PLAIN(an_answer_in_time_counts_beside_what_was_returned),
		PLAIN(what_came_late_counts_once_it_is_verified),
		PLAIN(before_the_lock_a_microsecond_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
