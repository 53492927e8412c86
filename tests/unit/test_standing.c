/* The standing of a period: accumulation, base, lateness, ranks, what time changes and what nothing changes. */
#include "calendar.h"
#include "decimal.h"
#include "rig.h"
#include "season_2024.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const statuses[] = { "?", "EXPECTED", "ON_TIME", "LATE", "OVERDUE", "PENDING", "MISSING" };

static int open_2024(void **state)
{
	static struct rig rig;

	rig_open(&rig);
	rig_begin_2024(&rig);
	*state = &rig;
	return 0;
}

static int close_rig(void **state)
{
	rig_close(*state);
	return 0;
}

/* "842.11 = 842.11 - 0.00, 0 days ON_TIME HT": total, base, deduction, lateness, band. */
static const char *told(struct rig *rig, const struct standing *standing, const char *board)
{
	const struct standing_row *row = rig_row(standing, board);
	char total[DECIMAL_SIZE], base[DECIMAL_SIZE], deduction[DECIMAL_SIZE];

	return arena_text(&rig->arena, "%s = %s - %s, %u days %s %s", decimal_format(row->total, POINT_DECIMALS, total),
	                  decimal_format(row->base, POINT_DECIMALS, base),
	                  decimal_format(row->deduction, POINT_DECIMALS, deduction), row->late_days, statuses[row->status],
	                  standing->ruleset->bands[row->band].code);
}

/* The board's row in the standing of a period at an instant. */
static const char *row_at(struct rig *rig, const char *board, enum period period, const char *instant)
{
	const struct standing standing = rig_standing(rig, period, at(instant));

	return told(rig, &standing, board);
}

static const char *points_at(struct rig *rig, const char *board, const char *task, enum period period, const char *instant)
{
	const struct standing standing = rig_standing(rig, period, at(instant));

	return rig_points(rig, &standing, board, task);
}

/* "1:HN 2=BK 2=CB ..." of the first boards. */
static const char *ranks(struct rig *rig, const struct standing *standing, size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++) {
		const uint16_t board = standing->order[i];

		text = arena_text(&rig->arena, "%s%s%u%s%s", text, i > 0 ? " " : "", standing->rows[board].rank,
		                  standing->rows[board].tied ? "=" : ":", standing->ruleset->boards[board]);
	}
	return text;
}

static const struct task_total *total_of(const struct standing *standing, const char *task)
{
	return &standing->totals[ruleset_task(standing->ruleset, task)];
}

/* A report with all tasks at target but one, given in whole units. */
static void report_with(struct rig *rig, const char *board, enum period period, const char *instant, const char *task,
                        int64_t units)
{
	struct rig_report report;

	rig_report(rig, board, period, at(instant), &report);
	rig_line(&report, task)->actual = units * UNITS;
	rig_must_send(rig, &report.command);
}

static void report_share(struct rig *rig, const char *board, enum period period, const char *instant, const char *task,
                         int64_t done, int64_t out_of)
{
	struct rig_report report;

	rig_report(rig, board, period, at(instant), &report);
	rig_line(&report, task)->done = done * UNITS;
	rig_line(&report, task)->out_of = out_of * UNITS;
	rig_must_send(rig, &report.command);
}

static void report_models(struct rig *rig, const char *board, enum period period, const char *instant, size_t models)
{
	struct rig_report report;

	rig_report(rig, board, period, at(instant), &report);
	report.command.submit_report.model_count = models;
	rig_must_send(rig, &report.command);
}

/* Defines the season again with one task changed, which only a season without reports could be; in a cluster of its own. */
static void begin_with(struct rig *rig, const char *task, enum accumulation accumulation, bool lower_is_better)
{
	struct task_draft tasks[SEASON_2024_TASKS];
	struct season_draft draft;

	season_2024_draft(&draft);
	memcpy(tasks, draft.tasks, sizeof(tasks));
	for (size_t i = 0; i < draft.task_count; i++) {
		if (strcmp(tasks[i].code, task) == 0) {
			tasks[i].accumulation = (int)accumulation;
			tasks[i].lower_is_better = lower_is_better;
		}
	}
	draft.tasks = tasks;
	rig_close(rig);
	rig_open(rig);
	for (size_t i = 0; i < draft.board_count; i++) {
		const struct command grant =
		        rig_grant(rig, ROLE_OFFICE, draft.boards[i].code, draft.boards[i].code, at("2024-01-02T00:00Z"));

		rig_must_send(rig, &grant);
	}
	const struct command define = rig_season(rig, &draft, 1, at("2024-01-02T00:00Z"));

	rig_must_send(rig, &define);
}

static void there_is_no_standing_before_the_period_opens(void **state)
{
	struct rig *rig = *state;
	const struct season *season = cluster_season(rig->cluster, 2024);
	struct standing standing = { .sequence = 77 };

	assert_false(standing_compute(season, Q1, at("2024-03-14T16:59:59.999999Z"), &rig->arena, &standing));
	assert_int_equal(standing.sequence, 77);
	assert_true(standing_compute(season, Q1, at("2024-03-14T17:00Z"), &rig->arena, &standing));
	assert_false(standing_compute(season, Q2, at("2024-03-14T17:00Z"), &rig->arena, &standing));
}

static void every_expected_report_is_there_before_any_arrives(void **state)
{
	struct rig *rig = *state;
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-15T00:00+07:00"));

	assert_string_equal(told(rig, &standing, "HN"), "0.00 = 0.00 - 0.00, 0 days EXPECTED KHT");
	assert_string_equal(ranks(rig, &standing, 3), "1=TQ 1=BK 1=CB");
	assert_int_equal(standing.reported, 0);
	assert_int_equal(rig_row(&standing, "HN")->revision, 0);
	assert_int_equal(rig_row(&standing, "HN")->assigned, 100000);
	assert_true(standing.current);
	assert_false(standing.locked);
}

static void every_value_zero_on_time_is_a_legitimate_report(void **state) /* G8 */
{
	struct rig *rig = *state;
	struct rig_report report;

	rig_report(rig, "HN", Q1, at("2024-03-15T08:00+07:00"), &report);
	for (size_t i = 0; i < report.command.submit_report.line_count; i++) {
		report.lines[i].actual = report.lines[i].done = 0;
	}
	rig_must_send(rig, &report.command);
	assert_string_equal(row_at(rig, "HN", Q1, "2024-03-16T00:00Z"), "0.00 = 0.00 - 0.00, 0 days ON_TIME KHT");
}

static void what_is_not_assigned_rescales_the_base(void **state) /* G5 */
{
	struct rig *rig = *state;
	struct rig_report report;

	rig_report(rig, "LCH", Q1, at("2024-03-15T08:00+07:00"), &report); /* T12, 50.00, is not assigned to LCH */
	rig_line(&report, "T01")->actual = 84375;                          /* 75.00 */
	rig_must_send(rig, &report.command);
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-16T00:00Z"));

	assert_int_equal(rig_row(&standing, "LCH")->earned, 80000);
	assert_int_equal(rig_row(&standing, "LCH")->assigned, 95000);
	assert_string_equal(rig_points(rig, &standing, "LCH", "T12"), "-");
	assert_string_equal(told(rig, &standing, "LCH"), "842.11 = 842.11 - 0.00, 0 days ON_TIME TOT");
}

static void the_other_policy_gives_nothing_for_it(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.not_assigned = NOT_ASSIGNED_ZERO;
	const struct command define = rig_season(rig, &draft, 2, at("2024-01-03T00:00Z"));

	rig_must_send(rig, &define);
	rig_must_report(rig, "LCH", Q1, at("2024-03-15T08:00+07:00"));
	assert_string_equal(row_at(rig, "LCH", Q1, "2024-03-16T00:00Z"), "805.00 = 805.00 - 0.00, 0 days ON_TIME TOT");
}

static void the_due_day_counts_to_its_last_microsecond(void **state) /* G6 */
{
	struct rig *rig = *state;

	rig_must_report(rig, "TQ", Q1, at("2024-03-20T16:59:59.999999Z"));
	rig_must_report(rig, "BK", Q1, at("2024-03-20T17:00:00Z"));
	assert_string_equal(row_at(rig, "TQ", Q1, "2024-03-21T00:00Z"), "855.00 = 855.00 - 0.00, 0 days ON_TIME TOT");
	assert_string_equal(row_at(rig, "BK", Q1, "2024-03-21T00:00Z"), "850.00 = 855.00 - 5.00, 1 days LATE TOT");
}

static void lateness_costs_by_the_ladder(void **state)
{
	struct rig *rig = *state;
	static const struct {
		const char *board, *instant, *row;
	} cases[] = {
		{ "TQ", "2024-03-22T12:00+07:00", "850.00 = 855.00 - 5.00, 2 days LATE TOT" },
		{ "BK", "2024-03-23T12:00+07:00", "845.00 = 855.00 - 10.00, 3 days LATE TOT" },
		{ "CB", "2024-03-25T12:00+07:00", "845.00 = 855.00 - 10.00, 5 days LATE TOT" },
		{ "DB", "2024-03-26T12:00+07:00", "840.00 = 855.00 - 15.00, 6 days LATE TOT" },
		{ "HG", "2024-03-30T12:00+07:00", "840.00 = 855.00 - 15.00, 10 days LATE TOT" },
		{ "HB", "2024-03-31T12:00+07:00", "835.00 = 855.00 - 20.00, 11 days LATE TOT" },
	};

	for (size_t i = 0; i < 6; i++)
		rig_must_report(rig, cases[i].board, Q1, at(cases[i].instant));
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(row_at(rig, cases[i].board, Q1, "2024-04-01T00:00Z"), cases[i].row);
}

static void a_report_that_does_not_come_costs_more_at_each_midnight(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(row_at(rig, "HN", Q1, "2024-03-20T16:59:59.999999Z"), "0.00 = 0.00 - 0.00, 0 days EXPECTED KHT");
	assert_string_equal(row_at(rig, "HN", Q1, "2024-03-20T17:00Z"), "0.00 = 0.00 - 5.00, 1 days OVERDUE KHT");
	assert_string_equal(row_at(rig, "HN", Q1, "2024-03-22T17:00Z"), "0.00 = 0.00 - 10.00, 3 days OVERDUE KHT");
	assert_string_equal(row_at(rig, "HN", Q1, "2024-04-05T16:59:59Z"), "0.00 = 0.00 - 20.00, 16 days OVERDUE KHT");
	assert_string_equal(row_at(rig, "HN", Q1, "2024-04-05T17:00Z"), "0.00 = 0.00 - 20.00, 17 days MISSING KHT");
	assert_string_equal(row_at(rig, "HN", Q1, "2024-12-01T00:00Z"), "0.00 = 0.00 - 20.00, 17 days MISSING KHT");
}

static void a_correction_is_not_late(void **state)
{
	struct rig *rig = *state;

	report_with(rig, "TQ", Q1, "2024-03-20T12:00+07:00", "T01", 0);
	report_with(rig, "TQ", Q1, "2024-03-31T12:00+07:00", "T01", 9);
	assert_string_equal(row_at(rig, "TQ", Q1, "2024-04-01T00:00Z"), "855.00 = 855.00 - 0.00, 0 days ON_TIME TOT");
}

static void deductions_and_days_add_up_over_the_year(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "TQ", Q1, at("2024-03-21T12:00+07:00"));
	rig_must_report(rig, "TQ", Q2, at("2024-06-22T12:00+07:00"));
	assert_string_equal(row_at(rig, "TQ", Q2, "2024-06-23T00:00Z"), "840.00 = 855.00 - 15.00, 5 days LATE TOT");
	assert_string_equal(row_at(rig, "BK", Q2, "2024-06-23T00:00Z"), "0.00 = 0.00 - 30.00, 22 days OVERDUE KHT");
}

static void a_deduction_never_takes_a_total_below_zero(void **state)
{
	struct rig *rig = *state;
	const struct standing standing = rig_standing(rig, Q1, at("2024-04-01T00:00Z"));

	assert_int_equal(rig_row(&standing, "HN")->total, 0);
	assert_int_equal(rig_row(&standing, "HN")->deduction, 2000);
}

static void sum_adds_the_increments_and_a_missing_quarter_adds_nothing(void **state)
{
	struct rig *rig = *state;

	report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T01", 4); /* of 9, 18, 27, 36 */
	report_with(rig, "CB", Q3, "2024-09-16T00:00Z", "T01", 5);
	assert_string_equal(points_at(rig, "CB", "T01", Q1, "2024-03-17T00:00Z"), "35.56");
	assert_string_equal(points_at(rig, "CB", "T01", Q2, "2024-06-17T00:00Z"), "17.78");
	assert_string_equal(points_at(rig, "CB", "T01", Q3, "2024-09-17T00:00Z"), "26.67");
}

static void last_takes_the_latest_report_and_keeps_it_while_none_comes(void **state)
{
	struct rig *rig = *state;

	report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T03", 6);
	assert_string_equal(points_at(rig, "CB", "T03", Q2, "2024-06-17T00:00Z"), "75.00");
	report_with(rig, "CB", Q2, "2024-06-16T00:00Z", "T03", 4);
	assert_string_equal(points_at(rig, "CB", "T03", Q2, "2024-06-17T00:00Z"), "50.00");
	assert_string_equal(points_at(rig, "CB", "T03", Q1, "2024-06-17T00:00Z"), "75.00");
}

static void max_takes_the_largest(void **state)
{
	struct rig *rig = *state;

	report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T14", 3);
	report_with(rig, "CB", Q2, "2024-06-16T00:00Z", "T14", 1);
	assert_string_equal(points_at(rig, "CB", "T14", Q2, "2024-06-17T00:00Z"), "30.00");
	report_with(rig, "CB", Q3, "2024-09-16T00:00Z", "T14", 4);
	assert_string_equal(points_at(rig, "CB", "T14", Q3, "2024-09-17T00:00Z"), "40.00");
}

static void shares_sum_by_their_parts(void **state)
{
	struct rig *rig = *state;

	begin_with(rig, "T05", ACCUMULATE_SUM, false); /* 70.00 for 100 % */
	report_share(rig, "CB", Q1, "2024-03-16T00:00Z", "T05", 1, 1);
	report_share(rig, "CB", Q2, "2024-06-16T00:00Z", "T05", 0, 2);
	assert_string_equal(points_at(rig, "CB", "T05", Q2, "2024-06-17T00:00Z"), "23.33");
	report_share(rig, "CB", Q2, "2024-06-16T01:00Z", "T05", 0, 0);
	assert_string_equal(points_at(rig, "CB", "T05", Q2, "2024-06-17T00:00Z"), "70.00");
}

static void the_largest_share_is_found_without_dividing(void **state)
{
	struct rig *rig = *state;

	begin_with(rig, "T05", ACCUMULATE_MAX, false);
	report_share(rig, "CB", Q1, "2024-03-16T00:00Z", "T05", 2, 3);
	report_share(rig, "CB", Q2, "2024-06-16T00:00Z", "T05", 60, 100);
	report_share(rig, "CB", Q3, "2024-09-16T00:00Z", "T05", 0, 0);
	assert_string_equal(points_at(rig, "CB", "T05", Q3, "2024-09-17T00:00Z"), "46.67");
	report_share(rig, "BK", Q3, "2024-09-16T00:00Z", "T05", 0, 9); /* 0 % is a share */
	assert_string_equal(points_at(rig, "BK", "T05", Q3, "2024-09-17T00:00Z"), "0.00");
	report_share(rig, "VP", Q3, "2024-09-16T00:00Z", "T05", 0, 0);
	assert_string_equal(points_at(rig, "VP", "T05", Q3, "2024-09-17T00:00Z"), "-");
}

static void a_share_of_nothing_is_not_assigned_but_silence_is_zero(void **state)
{
	struct rig *rig = *state;

	report_share(rig, "CB", Q1, "2024-03-16T00:00Z", "T05", 0, 0);
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-17T00:00Z"));

	assert_string_equal(rig_points(rig, &standing, "CB", "T05"), "-");
	assert_int_equal(rig_row(&standing, "CB")->assigned, 93000);
	assert_string_equal(told(rig, &standing, "CB"), "844.09 = 844.09 - 0.00, 0 days ON_TIME TOT"); /* 785 of 930 */
	assert_string_equal(rig_points(rig, &standing, "BK", "T05"), "0.00");
	assert_int_equal(rig_row(&standing, "BK")->assigned, 100000);
}

static void final_replaces_q4_and_never_changes_it(void **state)
{
	struct rig *rig = *state;

	report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T01", 9);
	report_with(rig, "CB", Q4, "2024-11-16T00:00Z", "T01", 9);
	report_with(rig, "BK", Q4, "2024-11-16T00:00Z", "T01", 9);
	const struct standing conference = rig_standing(rig, Q4, at("2024-12-01T00:00Z"));
	const uint64_t hash = rig_hash(&conference);

	assert_string_equal(rig_points(rig, &conference, "CB", "T01"), "40.00");
	assert_string_equal(points_at(rig, "CB", "T01", FINAL, "2025-01-02T00:00Z"), "40.00");
	report_with(rig, "CB", FINAL, "2025-01-02T00:00Z", "T01", 18);
	assert_string_equal(points_at(rig, "CB", "T01", FINAL, "2025-01-03T00:00Z"), "60.00");
	assert_string_equal(points_at(rig, "BK", "T01", FINAL, "2025-01-03T00:00Z"), "20.00"); /* has its Q4 report only */
	const struct standing later = rig_standing(rig, Q4, at("2025-03-01T00:00Z"));

	assert_true(rig_hash(&later) == hash);
	assert_string_equal(rig_points(rig, &later, "CB", "T01"), "40.00");
}

static void models_are_counted_over_the_year(void **state)
{
	struct rig *rig = *state;

	report_models(rig, "CB", Q1, "2024-03-16T00:00Z", 1);
	report_models(rig, "CB", Q4, "2024-11-16T00:00Z", 2);
	report_models(rig, "BK", Q4, "2024-11-16T00:00Z", 7);
	const struct standing q4 = rig_standing(rig, Q4, at("2024-12-01T00:00Z"));

	assert_int_equal(q4.models, 10);
	assert_string_equal(rig_points(rig, &q4, "CB", "T13"), "36.00");
	assert_string_equal(rig_points(rig, &q4, "BK", "T13"), "60.00");
	report_models(rig, "CB", FINAL, "2025-01-02T00:00Z", 3);
	const struct standing final = rig_standing(rig, FINAL, at("2025-01-03T00:00Z"));

	assert_int_equal(final.models, 11);
	assert_string_equal(rig_points(rig, &final, "CB", "T13"), "48.00");
}

static void one_report_moves_every_board_through_the_lead(void **state)
{
	struct rig *rig = *state;

	report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T10", 360); /* of 300 */
	assert_string_equal(points_at(rig, "CB", "T10", Q1, "2024-03-16T00:00Z"), "90.00");
	report_with(rig, "HN", Q1, "2024-03-16T01:00Z", "T10", 3150); /* of 2250 */
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-16T01:00Z"));

	assert_string_equal(rig_points(rig, &standing, "CB", "T10"), "67.50");
	assert_string_equal(rig_points(rig, &standing, "HN", "T10"), "90.00");
	assert_int_equal(standing.leaders[ruleset_task(standing.ruleset, "T10")], 13);
	assert_int_equal(standing.leaders[ruleset_task(standing.ruleset, "T01")], -1);
}

static void silence_never_leads_where_less_is_better(void **state)
{
	struct rig *rig = *state;

	begin_with(rig, "T10", ACCUMULATE_SUM, true);
	report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T10", 150); /* of at most 300 */
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-17T00:00Z"));

	assert_string_equal(rig_points(rig, &standing, "CB", "T10"), "90.00");
	assert_string_equal(rig_points(rig, &standing, "BK", "T10"), "0.00");
}

static void the_sums_of_the_cluster_count_who_met_the_target(void **state)
{
	struct rig *rig = *state;

	report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T06", 3); /* at its target, 12 * 25 % */
	report_with(rig, "BK", Q1, "2024-03-16T00:00Z", "T06", 5); /* above 8 * 25 % */
	report_with(rig, "HN", Q1, "2024-03-16T00:00Z", "T06", 1); /* below 30 * 25 % */
	report_share(rig, "TQ", Q1, "2024-03-16T00:00Z", "T02", 7, 9);
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-17T00:00Z"));
	const struct task_total *t06 = total_of(&standing, "T06"), *t02 = total_of(&standing, "T02");

	assert_int_equal(t06->actual, 12 * UNITS);             /* with TQ's 3 */
	assert_int_equal(t06->target, (11 * 12 + 38) * UNITS); /* VP has none */
	assert_int_equal(t06->met, 3);
	assert_int_equal(t06->exceeded, 1);
	assert_int_equal(t02->actual, (3 * 9500 + 7) * UNITS);
	assert_int_equal(t02->target, (3 * 10000 + 9) * UNITS);
	assert_int_equal(t02->met, 3);
	assert_int_equal(t02->exceeded, 0);
	assert_int_equal(standing.reported, 4);
}

static void bands_follow_the_total(void **state)
{
	struct rig *rig = *state;

	report_models(rig, "CB", Q1, "2024-03-16T00:00Z", 5); /* 915.00 */
	rig_must_report(rig, "BK", Q1, at("2024-03-16T00:00Z"));
	report_with(rig, "TQ", Q1, "2024-03-16T00:00Z", "T03", 0); /* 755.00 */
	struct rig_report report;

	rig_report(rig, "SL", Q1, at("2024-03-16T00:00Z"), &report);
	report.command.submit_report.model_count = 5;
	rig_line(&report, "T01")->actual = 73125; /* 65.00 of 80.00 */
	rig_must_send(rig, &report.command);
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-17T00:00Z"));

	assert_string_equal(told(rig, &standing, "CB"), "915.00 = 915.00 - 0.00, 0 days ON_TIME XS");
	assert_string_equal(told(rig, &standing, "SL"), "900.00 = 900.00 - 0.00, 0 days ON_TIME XS");
	assert_string_equal(told(rig, &standing, "BK"), "855.00 = 855.00 - 0.00, 0 days ON_TIME TOT");
	assert_string_equal(told(rig, &standing, "TQ"), "755.00 = 755.00 - 0.00, 0 days ON_TIME HT");
	assert_string_equal(told(rig, &standing, "HN"), "0.00 = 0.00 - 0.00, 0 days EXPECTED KHT");
}

static void equals_share_a_rank_and_the_priority_group_breaks_a_tie(void **state)
{
	struct rig *rig = *state;

	report_models(rig, "HN", Q1, "2024-03-16T00:00Z", 1);
	rig_must_report(rig, "CB", Q1, at("2024-03-16T00:00Z"));
	rig_must_report(rig, "BK", Q1, at("2024-03-16T00:00Z"));
	rig_must_report(rig, "PT", Q1, at("2024-03-20T17:00Z")); /* 850.00 after 5.00 */
	struct standing standing = rig_standing(rig, Q1, at("2024-03-21T00:00Z"));

	assert_string_equal(ranks(rig, &standing, 5), "1:HN 2=BK 2=CB 4:PT 5=TQ");
	assert_int_equal(rig_row(&standing, "CB")->priority, 10000);

	/* PT as good as SL in total, by fewer points in T14 and one more model; SL has 50.00 less in T03, the priority group */
	struct rig_report report;

	rig_report(rig, "SL", Q1, at("2024-03-20T17:00Z"), &report);
	rig_line(&report, "T03")->actual = 4 * UNITS; /* 50.00 less */
	report.command.submit_report.model_count = 5; /* 60.00 more */
	rig_line(&report, "T14")->actual = 4 * UNITS; /* 10.00 less */
	rig_must_send(rig, &report.command);
	standing = rig_standing(rig, Q1, at("2024-03-21T00:00Z"));
	assert_string_equal(told(rig, &standing, "SL"), "850.00 = 855.00 - 5.00, 1 days LATE TOT");
	assert_string_equal(ranks(rig, &standing, 6), "1:HN 2=BK 2=CB 4:PT 5:SL 6=TQ");
}

static void the_rank_before_is_that_of_the_period_before(void **state)
{
	struct rig *rig = *state;

	report_with(rig, "HN", Q1, "2024-03-16T00:00Z", "T03", 8);
	report_with(rig, "PT", Q1, "2024-03-16T00:00Z", "T03", 6);
	report_with(rig, "HN", Q2, "2024-06-16T00:00Z", "T03", 2);
	report_with(rig, "PT", Q2, "2024-06-16T00:00Z", "T03", 4);
	const struct standing q1 = rig_standing(rig, Q1, at("2024-06-17T00:00Z"));
	const struct standing q2 = rig_standing(rig, Q2, at("2024-06-17T00:00Z"));

	assert_int_equal(rig_row(&q1, "HN")->rank_before, 0);
	assert_int_equal(rig_row(&q1, "HN")->rank, 1);
	assert_int_equal(rig_row(&q2, "HN")->rank_before, 1);
	assert_int_equal(rig_row(&q2, "PT")->rank_before, 2);
	assert_int_equal(rig_row(&q2, "PT")->rank, 1);
	assert_int_equal(rig_standing(rig, Q3, at("2024-09-16T00:00Z")).rows[8].rank_before, 1); /* PT in Q2 */
	assert_int_equal(rig_standing(rig, Q3, at("2024-09-16T00:00Z")).rows[13].rank_before, 2);
}

static void as_of_is_the_last_command_or_the_last_midnight_that_counted(void **state)
{
	struct rig *rig = *state;

	assert_true(rig_standing(rig, Q1, at("2024-03-15T10:00Z")).as_of == at("2024-03-14T17:00Z")); /* it opened */
	assert_int_equal(rig_standing(rig, Q1, at("2024-03-15T10:00Z")).sequence, 15);
	rig_must_report(rig, "HN", Q1, at("2024-03-16T00:00Z"));
	assert_true(rig_standing(rig, Q1, at("2024-03-19T00:00Z")).as_of == at("2024-03-16T00:00Z"));
	assert_int_equal(rig_standing(rig, Q1, at("2024-03-19T00:00Z")).sequence, 16);
	assert_true(rig_standing(rig, Q1, at("2024-03-21T00:00Z")).as_of == at("2024-03-20T17:00Z")); /* others are overdue */
	rig_must_report(rig, "HN", Q1, at("2024-03-21T01:00Z"));
	assert_true(rig_standing(rig, Q1, at("2024-03-21T02:00Z")).as_of == at("2024-03-21T01:00Z"));
	assert_int_equal(rig_standing(rig, Q1, at("2024-03-21T02:00Z")).sequence, 17);
	assert_true(rig_standing(rig, Q1, at("2024-06-01T00:00Z")).as_of == at("2024-04-05T17:00Z")); /* it locked */
	assert_true(rig_standing(rig, Q1, at("2024-12-01T00:00Z")).as_of == at("2024-06-14T17:00Z")); /* Q2 became current */
}

static void a_key_or_another_season_does_not_touch_the_standing(void **state)
{
	struct rig *rig = *state;
	const struct command grant = rig_grant(rig, ROLE_VIEWER, "", "viewer", at("2024-03-17T00:00Z"));

	rig_must_report(rig, "HN", Q1, at("2024-03-16T00:00Z"));
	rig_must_send(rig, &grant);
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-18T00:00Z"));

	assert_int_equal(standing.sequence, 16);
	assert_true(standing.as_of == at("2024-03-16T00:00Z"));
}

static void the_current_period_is_the_latest_that_has_opened(void **state)
{
	struct rig *rig = *state;

	assert_true(rig_standing(rig, Q1, at("2024-06-14T16:59:59Z")).current);
	assert_true(rig_standing(rig, Q1, at("2024-06-14T16:59:59Z")).locked);
	assert_false(rig_standing(rig, Q1, at("2024-06-14T17:00Z")).current);
	assert_true(rig_standing(rig, Q2, at("2024-06-14T17:00Z")).current);
	assert_true(rig_standing(rig, FINAL, at("2025-06-14T17:00Z")).current);
}

static void nothing_that_comes_after_the_lock_changes_a_locked_standing(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "HN", Q1, at("2024-03-16T00:00Z"));
	rig_must_report(rig, "PT", Q1, at("2024-03-25T00:00Z"));
	const struct standing locked = rig_standing(rig, Q1, at("2024-04-05T17:00Z"));
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.missing_deduction = 1;
	const struct command define = rig_season(rig, &draft, 2, at("2024-04-05T17:00Z"));

	rig_must_send(rig, &define);
	rig_must_report(rig, "HN", Q2, at("2024-06-16T00:00Z"));
	const struct standing later = rig_standing(rig, Q1, at("2025-01-01T00:00Z"));

	assert_true(later.locked);
	assert_true(rig_hash(&locked) == rig_hash(&later));
	assert_int_equal(later.ruleset->version, 1);
	assert_int_equal(later.sequence, 17);
	assert_int_equal(rig_standing(rig, Q2, at("2025-01-01T00:00Z")).ruleset->version, 2);
}

static void a_version_counts_from_its_receipt_for_what_is_not_locked(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.missing_deduction = 4000;
	const struct command define = rig_season(rig, &draft, 2, at("2024-04-05T16:59:59.999999Z"));

	rig_must_send(rig, &define);
	const struct season *season = cluster_season(rig->cluster, 2024);

	assert_int_equal(season_ruleset(season, at("2024-01-01T00:00Z"))->version, 1); /* before all of them: the first */
	assert_int_equal(season_ruleset(season, at("2024-04-05T16:59:59.999998Z"))->version, 1);
	assert_int_equal(season_ruleset(season, at("2024-04-05T16:59:59.999999Z"))->version, 2);
	assert_int_equal(season_scored_under(season, Q1, at("2024-04-01T00:00Z"))->ruleset->version, 1);
	assert_int_equal(season_scored_under(season, Q1, at("2025-01-01T00:00Z"))->ruleset->version, 2);
	assert_string_equal(row_at(rig, "HN", Q1, "2024-05-01T00:00Z"), "0.00 = 0.00 - 40.00, 17 days MISSING KHT");
	assert_int_equal(rig_standing(rig, Q1, at("2024-05-01T00:00Z")).sequence, 16);
}

static void a_version_may_move_the_lock_of_what_is_not_locked(void **state)
{
	struct rig *rig = *state;
	struct period_draft periods[PERIODS];
	struct season_draft draft;

	season_2024_draft(&draft);
	memcpy(periods, draft.periods, sizeof(periods));
	periods[Q1].lock += 7;
	draft.periods = periods;
	struct command define = rig_season(rig, &draft, 2, at("2024-04-01T00:00Z"));

	rig_must_send(rig, &define);
	rig_must_report(rig, "HN", Q1, at("2024-04-12T16:59:59Z"));
	draft.missing_deduction = 4000;
	define = rig_season(rig, &draft, 3, at("2024-04-12T16:59:59.999999Z")); /* in time for the moved lock only */
	rig_must_send(rig, &define);
	draft.missing_deduction = 3000;
	define = rig_season(rig, &draft, 4, at("2024-04-12T17:00Z"));
	rig_must_send(rig, &define);
	assert_int_equal(rig_standing(rig, Q1, at("2024-05-01T00:00Z")).ruleset->version, 3);
	assert_string_equal(row_at(rig, "PT", Q1, "2024-05-01T00:00Z"), "0.00 = 0.00 - 40.00, 24 days MISSING KHT");
}

/* The canonical bytes stand in proto/README.md; who implements them elsewhere needs every byte where it says. */
static void canonical_bytes_are_as_documented(void **state)
{
	struct rig *rig = *state;
	struct buffer bytes = { 0 };

	rig_must_report(rig, "TQ", Q1, at("2024-03-20T17:00Z"));
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-21T00:00Z"));
	static const uint8_t head[] = "thidua.standing.v1\nTCXDD-1\0\0\0\x07\xe8\0\0\0\x01";
	static const uint8_t counts[] = "\0\0\0\x0e\0\0\0\x0eTQ\0\0\0\0\x01\0"
	                                "\0\0\0\0\0\x01\x4c\x08" /* 850.00 */
	                                "\0\0\0\0\0\x01\x4d\xfc" /* 855.00 */
	                                "\0\0\0\0\0\0\0\0"       /* no bonus */
	                                "\0\0\0\0\0\0\x01\xf4"   /* 5.00 */
	                                "\0\0\0\x01\x03TOT\0"    /* a day late, LATE */
	                                "\0\0\0\x01"             /* revision */
	                                "\0\0\0\0\0\0\x1f\x40\0\0\0\0\0\0\x1f\x40\0\0\0\0\0\0\x27\x10";
	size_t size = sizeof(head) - 1 + HASH_SIZE + 8;

	standing_canonical(&standing, &bytes);
	assert_memory_equal(bytes.data, head, sizeof(head) - 1);
	assert_memory_equal(bytes.data + sizeof(head) - 1, standing.ruleset->hash, HASH_SIZE);
	assert_memory_equal(bytes.data + sizeof(head) - 1 + HASH_SIZE, counts, sizeof(counts) - 1);
	for (size_t board = 0; board < SEASON_2024_BOARDS; board++)
		size += strlen(standing.ruleset->boards[board]) + 1 + 4 + 1 + 4 * 8 + 4 + 1 +
		        strlen(standing.ruleset->bands[standing.rows[board].band].code) + 1 + 4 + SEASON_2024_TASKS * 8;
	assert_int_equal(bytes.size, size);
	buffer_close(&bytes);
}

static void time_and_keys_do_not_enter_the_canonical_bytes(void **state)
{
	struct rig *rig = *state;
	const struct standing before = rig_standing(rig, Q1, at("2024-03-16T00:00Z"));
	const struct command revoke = rig_revoke(rig, "HN", at("2024-03-16T01:00Z"));

	rig_must_send(rig, &revoke);
	const struct standing after = rig_standing(rig, Q1, at("2024-03-18T00:00Z"));

	assert_true(rig_hash(&before) == rig_hash(&after));
}

#define BEGUN(test) cmocka_unit_test_setup_teardown(test, open_2024, close_rig)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BEGUN(there_is_no_standing_before_the_period_opens),
		BEGUN(every_expected_report_is_there_before_any_arrives),
		BEGUN(every_value_zero_on_time_is_a_legitimate_report),
		BEGUN(what_is_not_assigned_rescales_the_base),
		BEGUN(the_other_policy_gives_nothing_for_it),
		BEGUN(the_due_day_counts_to_its_last_microsecond),
		BEGUN(lateness_costs_by_the_ladder),
		BEGUN(a_report_that_does_not_come_costs_more_at_each_midnight),
		BEGUN(a_correction_is_not_late),
		BEGUN(deductions_and_days_add_up_over_the_year),
		BEGUN(a_deduction_never_takes_a_total_below_zero),
		BEGUN(sum_adds_the_increments_and_a_missing_quarter_adds_nothing),
		BEGUN(last_takes_the_latest_report_and_keeps_it_while_none_comes),
		BEGUN(max_takes_the_largest),
		BEGUN(shares_sum_by_their_parts),
		BEGUN(the_largest_share_is_found_without_dividing),
		BEGUN(a_share_of_nothing_is_not_assigned_but_silence_is_zero),
		BEGUN(final_replaces_q4_and_never_changes_it),
		BEGUN(models_are_counted_over_the_year),
		BEGUN(one_report_moves_every_board_through_the_lead),
		BEGUN(silence_never_leads_where_less_is_better),
		BEGUN(the_sums_of_the_cluster_count_who_met_the_target),
		BEGUN(bands_follow_the_total),
		BEGUN(equals_share_a_rank_and_the_priority_group_breaks_a_tie),
		BEGUN(the_rank_before_is_that_of_the_period_before),
		BEGUN(as_of_is_the_last_command_or_the_last_midnight_that_counted),
		BEGUN(a_key_or_another_season_does_not_touch_the_standing),
		BEGUN(the_current_period_is_the_latest_that_has_opened),
		BEGUN(nothing_that_comes_after_the_lock_changes_a_locked_standing),
		BEGUN(a_version_counts_from_its_receipt_for_what_is_not_locked),
		BEGUN(a_version_may_move_the_lock_of_what_is_not_locked),
		BEGUN(canonical_bytes_are_as_documented),
		BEGUN(time_and_keys_do_not_enter_the_canonical_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
