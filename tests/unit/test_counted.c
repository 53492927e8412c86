/* What of a report counts where reports are reviewed, while nobody has reviewed it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "rig.h"
#include "scorecard.h"
#include "season_2024.h"

#include <cmocka.h>

/* Q4 is due on 20 November and locks with the 28th; with 5 days to review, what comes from the
 * midnight to the 24th on counts only when somebody verifies it. */
#define IN_TIME  "2024-11-23T23:59:59.999999+07:00"
#define TOO_LATE "2024-11-24T00:00:00+07:00"
#define AFTER    "2024-11-28T12:00+07:00"
#define LOCK     "2024-11-29T00:00+07:00"

/* less: of T10 less is better. */
static struct rig *begin_with(void **state, bool less)
{
	static const int strict[] = { Q4 + 1, FINAL + 1 };
	static struct rig rig;
	struct task_draft tasks[SEASON_2024_TASKS];
	struct season_draft draft;

	season_2024_draft(&draft);
	memcpy(tasks, draft.tasks, sizeof(tasks));
	tasks[9].lower_is_better = less;
	draft.tasks = tasks;
	draft.has_edition = draft.has_review = true;
	draft.edition = EDITION_SECOND;
	draft.review = (struct review_draft){ 5, 5, 2, 2, strict };
	rig_open(&rig);
	rig_begin(&rig, &draft);
	*state = &rig;
	return &rig;
}

static int begin(void **state)
{
	begin_with(state, false);
	return 0;
}

static int begin_with_less(void **state)
{
	begin_with(state, true);
	return 0;
}

static void a_report_that_nobody_has_reviewed_counts_and_is_marked(void **state)
{
	struct rig *rig = *state;
	const char *now = "2024-03-19T08:00+07:00";

	rig_report_with(rig, "CB", Q1, "2024-03-18T08:00+07:00", "T01", 4); /* of 9 */
	const struct standing standing = rig_standing(rig, Q1, at(now));

	assert_string_equal(rig_points(rig, &standing, "CB", "T01"), "35.56");
	assert_int_equal(rig_row(&standing, "CB")->marks, MARK_UNREVIEWED);
	assert_int_equal(rig_row(&standing, "CB")->review, REVIEW_SUBMITTED);
	assert_int_equal(rig_row(&standing, "HN")->marks, 0);
	assert_int_equal(rig_row(&standing, "HN")->review, REVIEW_EXPECTED);
	assert_int_equal(rig_score_line(rig, "HN", Q1, now, "T01")->cause, CAUSE_NOT_REPORTED);
	assert_int_equal(rig_score_line(rig, "CB", Q1, now, "T01")->cause, CAUSE_NONE);
}

/* Half of the 90 points is for the target, 300 by the first quarter. */
static void what_nobody_has_verified_leads_nobody(void **state)
{
	struct rig *rig = *state;
	const char *now = "2024-03-19T08:00+07:00";

	rig_report_with(rig, "CB", Q1, "2024-03-18T08:00+07:00", "T10", 6000);
	rig_report_with(rig, "DB", Q1, "2024-03-18T08:00+07:00", "T10", 225);
	rig_report_with(rig, "SL", Q1, "2024-03-18T08:00+07:00", "T10", 150);
	const struct standing standing = rig_standing(rig, Q1, at(now));

	assert_string_equal(rig_points(rig, &standing, "CB", "T10"), "45.00");
	assert_string_equal(rig_points(rig, &standing, "DB", "T10"), "45.00");
	assert_string_equal(rig_points(rig, &standing, "SL", "T10"), "22.50");
	assert_int_equal(standing.leaders[9], -1);
	assert_int_equal(standing.totals[9].exceeded, 0);
	assert_int_equal(rig_score_line(rig, "CB", Q1, now, "T10")->cause, CAUSE_AT_MOST_TARGET);
	assert_int_equal(rig_score_line(rig, "DB", Q1, now, "T10")->cause, CAUSE_NONE);
}

static void the_last_revision_that_could_be_reviewed_counts_in_a_strict_period(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "CB", Q4, "2024-11-16T08:00+07:00", "T03", 2); /* of 8: 25.00 */
	rig_report_with(rig, "CB", Q4, IN_TIME, "T03", 4);
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, AFTER), "50.00");
	rig_report_with(rig, "CB", Q4, TOO_LATE, "T03", 8);
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q4, AFTER), "50.00");
	const struct standing standing = rig_standing(rig, Q4, at(LOCK));

	assert_string_equal(rig_points(rig, &standing, "CB", "T03"), "50.00");
	assert_int_equal(rig_row(&standing, "CB")->revision, 3);
	assert_int_equal(rig_row(&standing, "CB")->status, BOARD_ON_TIME);
	assert_int_equal(rig_row(&standing, "CB")->marks, MARK_UNREVIEWED | MARK_UNCOUNTED);
	const struct score_line *line = rig_score_line(rig, "CB", Q4, LOCK, "T03");

	assert_int_equal(line->cause, CAUSE_TOO_LATE);
	assert_int_equal(line->value_count, 1);
	assert_int_equal(line->values[0].period, Q4 + 1);
	assert_int_equal(line->values[0].reported, 8 * UNITS);
	assert_int_equal(line->values[0].counted, 4 * UNITS);
	assert_int_equal(line->values[0].cause, CAUSE_TOO_LATE);
}

/* Of T01 36 are due in the year; T03 is LAST, T14 MAX. */
static void what_came_too_late_is_as_if_it_had_not_come_but_for_lateness(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "CB", Q3, "2024-09-16T08:00+07:00", "T03", 4);
	rig_report_with(rig, "CB", Q4, TOO_LATE, "T03", 8);
	const struct standing standing = rig_standing(rig, Q4, at(LOCK));

	assert_string_equal(rig_points(rig, &standing, "CB", "T01"), "20.00"); /* Q3's 9 */
	assert_string_equal(rig_points(rig, &standing, "CB", "T03"), "50.00");
	assert_int_equal(rig_row(&standing, "CB")->status, BOARD_LATE);
	assert_int_equal(rig_row(&standing, "CB")->revision, 1);
	assert_int_equal(standing.reported, 1);
	assert_int_equal(rig_row(&standing, "CB")->marks, MARK_UNREVIEWED | MARK_UNCOUNTED);
	assert_int_equal(rig_score_line(rig, "CB", Q4, LOCK, "T01")->cause, CAUSE_TOO_LATE);
	assert_false(rig_score_line(rig, "CB", Q4, LOCK, "T01")->values[0].has_counted);
}

static void
in_the_standing_of_final_the_report_of_q4_stands_while_final_does_not_count(void **state)
{
	struct rig *rig = *state;
	const char *late = "2025-02-13T00:00+07:00", *now = "2025-02-14T08:00+07:00";

	rig_report_with(rig, "CB", Q4, "2024-11-16T08:00+07:00", "T03", 4);
	rig_report_with(rig, "CB", FINAL, late, "T03", 8);
	assert_string_equal(rig_points_at(rig, "CB", "T03", FINAL, now), "50.00");
	rig_report_with(rig, "DB", Q4, "2024-11-16T08:00+07:00", "T03", 4);
	rig_report_with(rig, "DB", FINAL, "2025-02-10T23:59:59.999999+07:00", "T03", 8);
	assert_string_equal(rig_points_at(rig, "DB", "T03", FINAL, now), "100.00");
}

static void of_an_uncounted_report_less_is_not_better(void **state)
{
	struct rig *rig = *state;

	for (enum period period = Q1; period <= Q3; period++)
		rig_report_with(
		        rig, "CB", period,
		        ((const char *[]){ "2024-03-18T00:00+07:00", "2024-06-16T00:00+07:00",
		                           "2024-09-16T00:00+07:00" })[period],
		        "T10", 0);
	assert_string_equal(rig_points_at(rig, "CB", "T10", Q3, "2024-09-17T00:00+07:00"),
	                    "45.00"); /* nobody has verified it */
	assert_int_equal(rig_score_line(rig, "CB", Q4, "2024-11-16T00:00+07:00", "T10")->cause,
	                 CAUSE_LACKING);
	rig_report_with(rig, "CB", Q4, TOO_LATE, "T10", 0);
	assert_string_equal(rig_points_at(rig, "CB", "T10", Q4, LOCK), "0.00");
	assert_int_equal(rig_score_line(rig, "CB", Q4, LOCK, "T10")->cause, CAUSE_TOO_LATE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		        a_report_that_nobody_has_reviewed_counts_and_is_marked, begin,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(what_nobody_has_verified_leads_nobody, begin,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(
		        the_last_revision_that_could_be_reviewed_counts_in_a_strict_period, begin,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(
		        what_came_too_late_is_as_if_it_had_not_come_but_for_lateness, begin,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(
		        in_the_standing_of_final_the_report_of_q4_stands_while_final_does_not_count,
		        begin, rig_teardown),
		cmocka_unit_test_setup_teardown(of_an_uncounted_report_less_is_not_better,
		                                begin_with_less, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
