/* A scorecard explains every point of a board: all that is in it leads to the row of the standing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rig.h"
#include "scorecard.h"
#include "season_2024.h"

#include <cmocka.h>

static struct scorecard card(struct rig *rig, const char *board, enum period period,
                             const char *instant)
{
	struct standing *standing = arena_alloc(&rig->arena, 1, sizeof(*standing));
	struct scorecard out;

	*standing = rig_standing(rig, period, at(instant));
	scorecard_make(standing, (size_t)ruleset_board(standing->ruleset, board), at(instant),
	               &rig->arena, &out);
	return out;
}

static const struct score_line *line(const struct scorecard *scorecard, const char *task)
{
	return &scorecard->lines[ruleset_task(scorecard->standing->ruleset, task)];
}

static void every_task_has_a_line_in_the_order_of_the_season(void **state)
{
	struct rig *rig = *state;
	const struct scorecard scorecard = card(rig, "HN", Q1, "2024-03-16T00:00Z");

	assert_int_equal(scorecard.line_count, SEASON_2024_TASKS);
	assert_string_equal(scorecard.lines[0].task->code, "T01");
	assert_string_equal(scorecard.lines[13].task->code, "T14");
	assert_false(scorecard.lines[0].achievement.reported);
	assert_true(scorecard.lines[0].achievement.assigned);
	assert_int_equal(scorecard.lines[0].achievement.target, 96 * UNITS);
	assert_int_equal(scorecard.lines[0].phasing, 2500);
}

static void a_line_holds_all_that_its_points_follow_from(void **state)
{
	struct rig *rig = *state;
	struct rig_report report;

	rig_report(rig, "HN", Q1, at("2024-03-16T00:00Z"), &report);
	rig_line(&report, "T01")->actual = 10 * UNITS; /* of 24: 33.33 */
	rig_line(&report, "T03")->actual = 6 * UNITS;  /* the third step */
	rig_must_send(rig, &report.command);
	const struct scorecard scorecard = card(rig, "HN", Q1, "2024-03-16T01:00Z");
	const struct score_line *t01 = line(&scorecard, "T01");

	assert_int_equal(t01->achievement.actual, 10 * UNITS);
	assert_int_equal(t01->result.points, 3333);
	assert_int_equal(scoring_round(t01->result.numerator, t01->result.denominator), 3333);
	assert_true(t01->result.numerator * 24 == t01->result.denominator * 10 * 8000);
	assert_int_equal(t01->result.above, -1);
	assert_int_equal(t01->leader, -1);
	assert_int_equal(line(&scorecard, "T03")->result.step, 3);
	assert_int_equal(line(&scorecard, "T02")->achievement.out_of, 10000 * UNITS);
}

static void a_line_names_the_board_that_leads(void **state)
{
	struct rig *rig = *state;
	struct rig_report report;

	rig_must_report(rig, "CB", Q1, at("2024-03-16T00:00Z"));
	rig_report(rig, "HN", Q1, at("2024-03-16T00:00Z"), &report);
	rig_line(&report, "T10")->actual = 3000 * UNITS;
	rig_must_send(rig, &report.command);
	const struct scorecard scorecard = card(rig, "CB", Q1, "2024-03-16T01:00Z");
	const struct score_line *t10 = line(&scorecard, "T10");

	assert_int_equal(t10->leader, 13);
	assert_int_equal(t10->leader_actual, 3000 * UNITS);
	assert_int_equal(t10->leader_target, 9000 * UNITS);
	assert_int_equal(t10->result.points, 4500);
}

static void lines_sum_to_the_row(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "LCH", Q1, at("2024-03-21T12:00+07:00"));
	const struct scorecard scorecard = card(rig, "LCH", Q1, "2024-03-22T00:00Z");
	const struct standing_row *row = rig_row(scorecard.standing, "LCH");
	int64_t earned = 0, assigned = 0;

	for (size_t i = 0; i < scorecard.line_count; i++) {
		earned += scorecard.lines[i].result.points;
		assigned +=
		        scorecard.lines[i].achievement.assigned ? scorecard.lines[i].task->max : 0;
	}
	assert_int_equal(earned, row->earned);
	assert_int_equal(assigned, row->assigned);
	assert_int_equal(assigned, 95000);
	assert_int_equal(row->total, row->base - scorecard.late[0].lateness.deduction);
}

static void each_period_so_far_says_how_late_it_was(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "HN", Q2, at("2024-06-20T12:00+07:00"));
	const struct scorecard scorecard =
	        card(rig, "HN", Q3, "2024-09-21T00:00Z"); /* a Saturday */

	assert_int_equal(scorecard.late_count, 3);
	assert_int_equal(scorecard.late[Q1].lateness.status, BOARD_MISSING);
	assert_int_equal(scorecard.late[Q1].lateness.days, 17);
	assert_int_equal(scorecard.late[Q1].lateness.deduction, 2000);
	assert_int_equal(scorecard.late[Q1].received_at, 0);
	assert_int_equal(scorecard.late[Q2].lateness.status, BOARD_LATE);
	assert_int_equal(scorecard.late[Q2].lateness.days, 2);
	assert_true(scorecard.late[Q2].received_at == at("2024-06-20T12:00+07:00"));
	assert_int_equal(scorecard.late[Q3].lateness.status, BOARD_OVERDUE);
	assert_int_equal(scorecard.late[Q3].lateness.days, 1);
	assert_int_equal(scorecard.late[Q3].due, 19986); /* 2024-09-20 */
}

static void after_the_lock_the_scorecard_stands_still(void **state)
{
	struct rig *rig = *state;
	const struct scorecard scorecard = card(rig, "HN", Q1, "2025-05-01T00:00Z");

	assert_int_equal(scorecard.late[Q1].lateness.days, 17);
	assert_int_equal(scorecard.late[Q1].lateness.status, BOARD_MISSING);
}

static void the_effective_due_date_is_the_working_day(void **state)
{
	struct rig *rig = *state;
	const struct scorecard scorecard = card(rig, "HN", FINAL, "2025-01-02T00:00Z");

	assert_int_equal(scorecard.late_count, 5);
	assert_int_equal(scorecard.late[FINAL].due,
	                 20122); /* 2025-01-31 is of Tết: Monday 2025-02-03 */
	assert_int_equal(scorecard.late[FINAL].lateness.status, BOARD_EXPECTED);
}

#define BEGUN(test) cmocka_unit_test_setup_teardown(test, rig_setup_2024, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BEGUN(every_task_has_a_line_in_the_order_of_the_season),
		BEGUN(a_line_holds_all_that_its_points_follow_from),
		BEGUN(a_line_names_the_board_that_leads),
		BEGUN(lines_sum_to_the_row),
		BEGUN(each_period_so_far_says_how_late_it_was),
		BEGUN(after_the_lock_the_scorecard_stands_still),
		BEGUN(the_effective_due_date_is_the_working_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
