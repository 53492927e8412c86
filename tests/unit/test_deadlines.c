/* Lateness, locks and versions: what time changes in a standing, and what nothing changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rig.h"
#include "season_2024.h"

#include <cmocka.h>

static void the_due_day_counts_to_its_last_microsecond(void **state) /* G6 */
{
	struct rig *rig = *state;

	rig_must_report(rig, "TQ", Q1, at("2024-03-20T16:59:59.999999Z"));
	rig_must_report(rig, "BK", Q1, at("2024-03-20T17:00:00Z"));
	assert_string_equal(rig_row_at(rig, "TQ", Q1, "2024-03-21T00:00Z"),
	                    "855.00 = 855.00 - 0.00, 0 days ON_TIME TOT");
	assert_string_equal(rig_row_at(rig, "BK", Q1, "2024-03-21T00:00Z"),
	                    "850.00 = 855.00 - 5.00, 1 days LATE TOT");
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
		assert_string_equal(rig_row_at(rig, cases[i].board, Q1, "2024-04-01T00:00Z"),
		                    cases[i].row);
}

static void a_report_that_does_not_come_costs_more_at_each_midnight(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(rig_row_at(rig, "HN", Q1, "2024-03-20T16:59:59.999999Z"),
	                    "0.00 = 0.00 - 0.00, 0 days EXPECTED KHT");
	assert_string_equal(rig_row_at(rig, "HN", Q1, "2024-03-20T17:00Z"),
	                    "0.00 = 0.00 - 5.00, 1 days OVERDUE KHT");
	assert_string_equal(rig_row_at(rig, "HN", Q1, "2024-03-22T17:00Z"),
	                    "0.00 = 0.00 - 10.00, 3 days OVERDUE KHT");
	assert_string_equal(rig_row_at(rig, "HN", Q1, "2024-04-05T16:59:59Z"),
	                    "0.00 = 0.00 - 20.00, 16 days OVERDUE KHT");
	assert_string_equal(rig_row_at(rig, "HN", Q1, "2024-04-05T17:00Z"),
	                    "0.00 = 0.00 - 20.00, 17 days MISSING KHT");
	assert_string_equal(rig_row_at(rig, "HN", Q1, "2024-12-01T00:00Z"),
	                    "0.00 = 0.00 - 20.00, 17 days MISSING KHT");
}

static void a_correction_is_not_late(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "TQ", Q1, "2024-03-20T12:00+07:00", "T01", 0);
	rig_report_with(rig, "TQ", Q1, "2024-03-31T12:00+07:00", "T01", 9);
	assert_string_equal(rig_row_at(rig, "TQ", Q1, "2024-04-01T00:00Z"),
	                    "855.00 = 855.00 - 0.00, 0 days ON_TIME TOT");
}

static void deductions_and_days_add_up_over_the_year(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "TQ", Q1, at("2024-03-21T12:00+07:00"));
	rig_must_report(rig, "TQ", Q2, at("2024-06-22T12:00+07:00"));
	assert_string_equal(rig_row_at(rig, "TQ", Q2, "2024-06-23T00:00Z"),
	                    "840.00 = 855.00 - 15.00, 5 days LATE TOT");
	assert_string_equal(rig_row_at(rig, "BK", Q2, "2024-06-23T00:00Z"),
	                    "0.00 = 0.00 - 30.00, 22 days OVERDUE KHT");
}

static void a_deduction_never_takes_a_total_below_zero(void **state)
{
	struct rig *rig = *state;
	const struct standing standing = rig_standing(rig, Q1, at("2024-04-01T00:00Z"));

	assert_int_equal(rig_row(&standing, "HN")->total, 0);
	assert_int_equal(rig_row(&standing, "HN")->deduction, 2000);
}

static void as_of_is_the_last_command_or_the_last_midnight_that_counted(void **state)
{
	struct rig *rig = *state;

	assert_true(rig_standing(rig, Q1, at("2024-03-15T10:00Z")).as_of ==
	            at("2024-03-14T17:00Z")); /* it opened */
	assert_int_equal(rig_standing(rig, Q1, at("2024-03-15T10:00Z")).sequence, 15);
	rig_must_report(rig, "HN", Q1, at("2024-03-16T00:00Z"));
	assert_true(rig_standing(rig, Q1, at("2024-03-19T00:00Z")).as_of ==
	            at("2024-03-16T00:00Z"));
	assert_int_equal(rig_standing(rig, Q1, at("2024-03-19T00:00Z")).sequence, 16);
	assert_true(rig_standing(rig, Q1, at("2024-03-21T00:00Z")).as_of ==
	            at("2024-03-20T17:00Z")); /* others are overdue */
	rig_must_report(rig, "HN", Q1, at("2024-03-21T01:00Z"));
	assert_true(rig_standing(rig, Q1, at("2024-03-21T02:00Z")).as_of ==
	            at("2024-03-21T01:00Z"));
	assert_int_equal(rig_standing(rig, Q1, at("2024-03-21T02:00Z")).sequence, 17);
	assert_true(rig_standing(rig, Q1, at("2024-06-01T00:00Z")).as_of ==
	            at("2024-04-05T17:00Z")); /* it locked */
	assert_true(rig_standing(rig, Q1, at("2024-12-01T00:00Z")).as_of ==
	            at("2024-06-14T17:00Z")); /* Q2 became current */
}

static void midnights_do_not_count_when_all_have_reported(void **state)
{
	struct rig *rig = *state;
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, INT64_MAX);

	for (size_t i = 0; i < ruleset->board_count; i++)
		rig_must_report(rig, ruleset->boards[i], Q1, at("2024-03-21T01:00Z"));
	assert_true(rig_standing(rig, Q1, at("2024-04-05T16:59Z")).as_of ==
	            at("2024-03-21T01:00Z"));
	assert_true(rig_standing(rig, Q1, at("2024-04-05T17:00Z")).as_of ==
	            at("2024-04-05T17:00Z"));
}

/* Only in edition 1: from 2 on a due day that has passed stays. */
static void a_receipt_says_as_many_late_days_as_the_standing(void **state)
{
	struct rig *rig = *state;
	struct period_draft periods[PERIODS];
	struct season_draft draft;
	struct rig_report first, second;
	struct effect told;

	rig_report(rig, "TQ", Q1, at("2024-03-20T12:00+07:00"), &first);
	rig_must_send(rig, &first.command);
	season_2024_draft(&draft);
	memcpy(periods, draft.periods, sizeof(periods));
	periods[Q1].due -= 5;
	draft.periods = periods;
	const struct command define = rig_season(rig, &draft, 2, at("2024-03-21T00:00Z"));

	rig_must_send(rig, &define);
	rig_report(rig, "TQ", Q1, at("2024-03-22T12:00+07:00"), &second);
	rig_must_send(rig, &second.command);
	assert_string_equal(rig_row_at(rig, "TQ", Q1, "2024-03-23T00:00Z"),
	                    "845.00 = 855.00 - 10.00, 5 days LATE TOT");
	cluster_told(rig->cluster, &second.command, &told);
	assert_int_equal(told.late_days, 5);
	cluster_told(rig->cluster, &first.command, &told); /* its receipt as it was */
	assert_int_equal(told.late_days, 0);
}

static void a_key_or_another_season_does_not_touch_the_standing(void **state)
{
	struct rig *rig = *state;
	const struct command grant =
	        rig_grant(rig, ROLE_VIEWER, "", "viewer", at("2024-03-17T00:00Z"));

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
	const struct cluster *cluster = rig->cluster;

	assert_int_equal(cluster_ruleset(cluster, 2024, at("2024-01-01T00:00Z"))->version,
	                 1); /* before all of them: the first */
	assert_int_equal(cluster_ruleset(cluster, 2024, at("2024-04-05T16:59:59.999998Z"))->version,
	                 1);
	assert_int_equal(cluster_ruleset(cluster, 2024, at("2024-04-05T16:59:59.999999Z"))->version,
	                 2);
	assert_int_equal(cluster_scored_under(cluster, 2024, Q1, at("2024-04-01T00:00Z"))->version,
	                 1);
	assert_int_equal(cluster_scored_under(cluster, 2024, Q1, at("2025-01-01T00:00Z"))->version,
	                 2);
	assert_string_equal(rig_row_at(rig, "HN", Q1, "2024-05-01T00:00Z"),
	                    "0.00 = 0.00 - 40.00, 17 days MISSING KHT");
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
	define =
	        rig_season(rig, &draft, 3,
	                   at("2024-04-12T16:59:59.999999Z")); /* in time for the moved lock only */
	rig_must_send(rig, &define);
	draft.missing_deduction = 3000;
	define = rig_season(rig, &draft, 4, at("2024-04-12T17:00Z"));
	rig_must_send(rig, &define);
	assert_int_equal(rig_standing(rig, Q1, at("2024-05-01T00:00Z")).ruleset->version, 3);
	assert_string_equal(rig_row_at(rig, "PT", Q1, "2024-05-01T00:00Z"),
	                    "0.00 = 0.00 - 40.00, 24 days MISSING KHT");
}

#define BEGUN(test) cmocka_unit_test_setup_teardown(test, rig_setup_2024, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BEGUN(the_due_day_counts_to_its_last_microsecond),
		BEGUN(lateness_costs_by_the_ladder),
		BEGUN(a_report_that_does_not_come_costs_more_at_each_midnight),
		BEGUN(a_correction_is_not_late),
		BEGUN(deductions_and_days_add_up_over_the_year),
		BEGUN(a_deduction_never_takes_a_total_below_zero),
		BEGUN(as_of_is_the_last_command_or_the_last_midnight_that_counted),
		BEGUN(midnights_do_not_count_when_all_have_reported),
		BEGUN(a_receipt_says_as_many_late_days_as_the_standing),
		BEGUN(a_key_or_another_season_does_not_touch_the_standing),
		BEGUN(the_current_period_is_the_latest_that_has_opened),
		BEGUN(nothing_that_comes_after_the_lock_changes_a_locked_standing),
		BEGUN(a_version_counts_from_its_receipt_for_what_is_not_locked),
		BEGUN(a_version_may_move_the_lock_of_what_is_not_locked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
