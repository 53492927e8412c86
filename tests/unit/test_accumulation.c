/* What a board has of a task by a period: increments, latest and largest values, FINAL in place of
 * Q4, models. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rig.h"
#include "season_2024.h"

#include <cmocka.h>

static void begin_with(struct rig *rig, uint32_t edition, const char *task,
                       enum accumulation accumulation, bool lower_is_better)
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
	draft.has_edition = true;
	draft.edition = edition;
	rig_close(rig);
	rig_open(rig);
	rig_begin(rig, &draft);
}

static void sum_adds_the_increments_and_a_missing_quarter_adds_nothing(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T01", 4); /* of 9, 18, 27, 36 */
	rig_report_with(rig, "CB", Q3, "2024-09-16T00:00Z", "T01", 5);
	assert_string_equal(rig_points_at(rig, "CB", "T01", Q1, "2024-03-17T00:00Z"), "35.56");
	assert_string_equal(rig_points_at(rig, "CB", "T01", Q2, "2024-06-17T00:00Z"), "17.78");
	assert_string_equal(rig_points_at(rig, "CB", "T01", Q3, "2024-09-17T00:00Z"), "26.67");
}

static void last_takes_the_latest_report_and_keeps_it_while_none_comes(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T03", 6);
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q2, "2024-06-17T00:00Z"), "75.00");
	rig_report_with(rig, "CB", Q2, "2024-06-16T00:00Z", "T03", 4);
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q2, "2024-06-17T00:00Z"), "50.00");
	assert_string_equal(rig_points_at(rig, "CB", "T03", Q1, "2024-06-17T00:00Z"), "75.00");
}

static void max_takes_the_largest(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T14", 3);
	rig_report_with(rig, "CB", Q2, "2024-06-16T00:00Z", "T14", 1);
	assert_string_equal(rig_points_at(rig, "CB", "T14", Q2, "2024-06-17T00:00Z"), "30.00");
	rig_report_with(rig, "CB", Q3, "2024-09-16T00:00Z", "T14", 4);
	assert_string_equal(rig_points_at(rig, "CB", "T14", Q3, "2024-09-17T00:00Z"), "40.00");
}

static void shares_sum_by_their_parts(void **state)
{
	struct rig *rig = *state;

	begin_with(rig, EDITION_FIRST, "T05", ACCUMULATE_SUM, false); /* 70.00 for 100 % */
	rig_report_share(rig, "CB", Q1, "2024-03-16T00:00Z", "T05", 1, 1);
	rig_report_share(rig, "CB", Q2, "2024-06-16T00:00Z", "T05", 0, 2);
	assert_string_equal(rig_points_at(rig, "CB", "T05", Q2, "2024-06-17T00:00Z"), "23.33");
	rig_report_share(rig, "CB", Q2, "2024-06-16T01:00Z", "T05", 0, 0);
	assert_string_equal(rig_points_at(rig, "CB", "T05", Q2, "2024-06-17T00:00Z"), "70.00");
}

static void the_largest_share_is_found_without_dividing(void **state)
{
	struct rig *rig = *state;

	begin_with(rig, EDITION_FIRST, "T05", ACCUMULATE_MAX, false);
	rig_report_share(rig, "CB", Q1, "2024-03-16T00:00Z", "T05", 2, 3);
	rig_report_share(rig, "CB", Q2, "2024-06-16T00:00Z", "T05", 60, 100);
	rig_report_share(rig, "CB", Q3, "2024-09-16T00:00Z", "T05", 0, 0);
	assert_string_equal(rig_points_at(rig, "CB", "T05", Q3, "2024-09-17T00:00Z"), "46.67");
	rig_report_share(rig, "BK", Q3, "2024-09-16T00:00Z", "T05", 0, 9); /* 0 % is a share */
	assert_string_equal(rig_points_at(rig, "BK", "T05", Q3, "2024-09-17T00:00Z"), "0.00");
	rig_report_share(rig, "VP", Q3, "2024-09-16T00:00Z", "T05", 0, 0);
	assert_string_equal(rig_points_at(rig, "VP", "T05", Q3, "2024-09-17T00:00Z"), "-");
}

static void a_share_of_nothing_is_not_assigned_but_silence_is_zero(void **state)
{
	struct rig *rig = *state;

	rig_report_share(rig, "CB", Q1, "2024-03-16T00:00Z", "T05", 0, 0);
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-17T00:00Z"));

	assert_string_equal(rig_points(rig, &standing, "CB", "T05"), "-");
	assert_int_equal(rig_row(&standing, "CB")->assigned, 93000);
	assert_string_equal(rig_told(rig, &standing, "CB"),
	                    "844.09 = 844.09 - 0.00, 0 days ON_TIME TOT"); /* 785 of 930 */
	assert_string_equal(rig_points(rig, &standing, "BK", "T05"), "0.00");
	assert_int_equal(rig_row(&standing, "BK")->assigned, 100000);
}

static void silence_never_leads_where_less_is_better(void **state)
{
	struct rig *rig = *state;

	begin_with(rig, EDITION_FIRST, "T10", ACCUMULATE_SUM, true);
	rig_report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T10", 150); /* of at most 300 */
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-17T00:00Z"));

	assert_string_equal(rig_points(rig, &standing, "CB", "T10"), "90.00");
	assert_string_equal(rig_points(rig, &standing, "BK", "T10"), "0.00");
}

/* Edition 1 has T10 with 150 of at most 600 by the half-year: the full points, for silence. */
static void where_less_is_better_nothing_counts_while_a_report_is_lacking(void **state)
{
	struct rig *rig = *state;

	begin_with(rig, EDITION_FIRST, "T10", ACCUMULATE_SUM, true);
	rig_report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T10", 150);
	assert_string_equal(rig_points_at(rig, "CB", "T10", Q2, "2024-06-17T00:00Z"), "90.00");
	for (int accumulation = ACCUMULATE_SUM; accumulation <= ACCUMULATE_MAX; accumulation++) {
		begin_with(rig, EDITION_SECOND, "T10", (enum accumulation)accumulation, true);
		rig_report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T10", 150);
		assert_string_equal(rig_points_at(rig, "CB", "T10", Q1, "2024-06-17T00:00Z"),
		                    "90.00");
		assert_string_equal(rig_points_at(rig, "CB", "T10", Q2, "2024-06-17T00:00Z"),
		                    "0.00");
		rig_report_with(rig, "CB", Q2, "2024-06-17T00:00Z", "T10", 150);
		assert_string_equal(rig_points_at(rig, "CB", "T10", Q2, "2024-06-18T00:00Z"),
		                    "90.00");
		/* the fourth quarter is awaited although FINAL would replace it */
		rig_report_with(rig, "CB", Q3, "2024-09-17T00:00Z", "T10", 150);
		rig_report_with(rig, "CB", FINAL, "2025-01-02T00:00Z", "T10", 150);
		assert_string_equal(rig_points_at(rig, "CB", "T10", FINAL, "2025-01-03T00:00Z"),
		                    "0.00");
	}
}

static void final_replaces_q4_and_never_changes_it(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T01", 9);
	rig_report_with(rig, "CB", Q4, "2024-11-16T00:00Z", "T01", 9);
	rig_report_with(rig, "BK", Q4, "2024-11-16T00:00Z", "T01", 9);
	const struct standing conference = rig_standing(rig, Q4, at("2024-12-01T00:00Z"));
	const uint64_t hash = rig_hash(&conference);

	assert_string_equal(rig_points(rig, &conference, "CB", "T01"), "40.00");
	assert_string_equal(rig_points_at(rig, "CB", "T01", FINAL, "2025-01-02T00:00Z"), "40.00");
	rig_report_with(rig, "CB", FINAL, "2025-01-02T00:00Z", "T01", 18);
	assert_string_equal(rig_points_at(rig, "CB", "T01", FINAL, "2025-01-03T00:00Z"), "60.00");
	assert_string_equal(rig_points_at(rig, "BK", "T01", FINAL, "2025-01-03T00:00Z"),
	                    "20.00"); /* has its Q4 report only */
	const struct standing later = rig_standing(rig, Q4, at("2025-03-01T00:00Z"));

	assert_true(rig_hash(&later) == hash);
	assert_string_equal(rig_points(rig, &later, "CB", "T01"), "40.00");
}

static void models_are_counted_over_the_year(void **state)
{
	struct rig *rig = *state;

	rig_report_models(rig, "CB", Q1, "2024-03-16T00:00Z", 1);
	rig_report_models(rig, "CB", Q4, "2024-11-16T00:00Z", 2);
	rig_report_models(rig, "BK", Q4, "2024-11-16T00:00Z", 7);
	const struct standing q4 = rig_standing(rig, Q4, at("2024-12-01T00:00Z"));

	assert_int_equal(q4.models, 10);
	assert_string_equal(rig_points(rig, &q4, "CB", "T13"), "36.00");
	assert_string_equal(rig_points(rig, &q4, "BK", "T13"), "60.00");
	rig_report_models(rig, "CB", FINAL, "2025-01-02T00:00Z", 3);
	const struct standing final = rig_standing(rig, FINAL, at("2025-01-03T00:00Z"));

	assert_int_equal(final.models, 11);
	assert_string_equal(rig_points(rig, &final, "CB", "T13"), "48.00");
}

#define BEGUN(test) cmocka_unit_test_setup_teardown(test, rig_setup_2024, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BEGUN(sum_adds_the_increments_and_a_missing_quarter_adds_nothing),
		BEGUN(last_takes_the_latest_report_and_keeps_it_while_none_comes),
		BEGUN(max_takes_the_largest),
		BEGUN(shares_sum_by_their_parts),
		BEGUN(the_largest_share_is_found_without_dividing),
		BEGUN(a_share_of_nothing_is_not_assigned_but_silence_is_zero),
		BEGUN(silence_never_leads_where_less_is_better),
		BEGUN(where_less_is_better_nothing_counts_while_a_report_is_lacking),
		BEGUN(final_replaces_q4_and_never_changes_it),
		BEGUN(models_are_counted_over_the_year),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
