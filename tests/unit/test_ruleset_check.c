#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "season_2024.h"
#include "spoilt_season.h"

static const uint8_t hash[HASH_SIZE] = { 0xAB };

/* What is wrong with the season as it stands now; afterwards it is right again. */
static const char *faults_of_the_season(void)
{
	struct ruleset *made = ruleset_make(&season.draft, 1, hash, &season.why);

	assert_true((!made) == (season.why.count > 0));
	ruleset_free(made);
	return season_picture();
}

#define REFUSED(change, expected)                                                                  \
	do {                                                                                       \
		change;                                                                            \
		assert_string_equal(faults_of_the_season(), (expected));                           \
	} while (0)

static void the_season_of_2024_is_right(void **state)
{
	(void)state;
	assert_string_equal(faults_of_the_season(), "");
}

static void who_and_when_are_bounded(void **state)
{
	(void)state;
	REFUSED(season.draft.cluster = "tcxdd",
	        "season.cluster must be up to 32 capitals, digits and hyphens, not beginning with a hyphen, got \"tcxdd\"");
	REFUSED(season.draft.cluster = "",
	        "season.cluster must be up to 32 capitals, digits and hyphens, not beginning with a hyphen, got \"\"");
	REFUSED(season.draft.year = 1999, "season.year must be 2000 to 2999, got 1999");
	REFUSED(season.draft.year = 3000, "season.year must be 2000 to 2999, got 3000");
	REFUSED(season.draft.year = UINT32_MAX, "season.year must be 2000 to 2999, got 4294967295");
}

static void a_season_is_of_an_edition_that_there_is(void **state)
{
	(void)state;
	season.draft.has_edition = true;
	REFUSED(season.draft.edition = 0, "season.edition must be 1 to 2, got 0");
	season.draft.has_edition = true;
	REFUSED(season.draft.edition = EDITION_NEWEST + 1, "season.edition must be 1 to 2, got 3");
}

static void the_scale_is_bounded_and_is_the_sum_of_the_maxima(void **state)
{
	(void)state;
	REFUSED(season.draft.scale = 0, "season.scale must be 0.01 to 10000.00 points, got 0.00");
	REFUSED(season.draft.scale = POINTS_MAX + 1,
	        "season.scale must be 0.01 to 10000.00 points, got 10000.01");
	REFUSED(season.draft.scale = 100001,
	        "season.tasks the maxima sum to 1000.00 and must sum to the scale, 1000.01");
	REFUSED(season.tasks[0].max--,
	        "season.tasks the maxima sum to 999.99 and must sum to the scale, 1000.00");
	REFUSED(season.tasks[0].max = 0,
	        "season.tasks[0].max must be 0.01 to 1000.00 points, got 0.00");
	REFUSED(season.tasks[0].max = INT64_MAX,
	        "season.tasks[0].max must be 0.01 to 1000.00 points, got 92233720368547758.07");
	REFUSED(season.tasks[0].max = INT64_MIN,
	        "season.tasks[0].max must be 0.01 to 1000.00 points, got -92233720368547758.08");
}

static void groups_are_numbered_once(void **state)
{
	(void)state;
	REFUSED(season.groups[7].number = 9,
	        "season.tasks[11].group group 8 is not of this season; "
	        "season.tasks[12].group group 8 is not of this season; "
	        "season.tasks[13].group group 8 is not of this season");
	REFUSED(season.groups[season.draft.group_count++].number = 3,
	        "season.groups[8].number group 3 stands twice");
	REFUSED(season.groups[season.draft.group_count++].number = 0,
	        "season.groups[8].number must be 1 to 32, got 0");
	REFUSED(season.groups[season.draft.group_count++].number = 33,
	        "season.groups[8].number must be 1 to 32, got 33");
	REFUSED(season.draft.priority_group = 12,
	        "season.priority_group group 12 is not of this season");
	REFUSED(season.draft.priority_group = 0,
	        "season.priority_group group 0 is not of this season");
}

static void counts_are_bounded(void **state)
{
	(void)state;
	REFUSED(season.draft.task_count = 0, "season.tasks must be 1 to 64 in number, got 0");
	REFUSED(season.draft.task_count = 65, "season.tasks must be 1 to 64 in number, got 65");
	REFUSED(season.draft.board_count = 65, "season.boards must be 2 to 64 in number, got 65");
	REFUSED(season.draft.period_count = 4, "season.periods must be exactly 5, got 4");
	REFUSED(season.draft.holiday_count = 65,
	        "season.holidays must be 0 to 64 in number, got 65");
	REFUSED(season.draft.late_step_count = 17,
	        "season.late_steps must be 0 to 16 in number, got 17");
	REFUSED(season.draft.tie_break_count = 0,
	        "season.tie_breaks must be 1 to 5 in number, got 0");
	REFUSED(season.draft.tie_break_count = 6,
	        "season.tie_breaks must be 1 to 5 in number, got 6");
	REFUSED(season.draft.band_count = 0, "season.bands must be 1 to 8 in number, got 0");
	REFUSED(season.draft.band_count = 9, "season.bands must be 1 to 8 in number, got 9");
}

static void codes_are_well_formed_and_stand_once(void **state)
{
	(void)state;
	REFUSED(season.tasks[4].code = "T04",
	        "season.tasks[4].code T04 stands twice, first in season.tasks[3]");
	REFUSED(season.tasks[4].code = "",
	        "season.tasks[4].code must be a capital and up to 6 capitals or digits, got \"\"");
	REFUSED(season.tasks[4].code = "T-05",
	        "season.tasks[4].code must be a capital and up to 6 capitals or digits, got \"T-05\"");
	REFUSED(season.boards[4].code = "TQ",
	        "season.boards[4].code TQ stands twice, first in season.boards[0]");
	REFUSED(season.boards[4].code = "Hg",
	        "season.boards[4].code must be 2 or 3 capitals and perhaps 2 digits, got \"Hg\"");
	REFUSED(season.bands[1].code = "XS", "season.bands[1].code XS stands twice");
	REFUSED(season.bands[1].code = "tốt",
	        "season.bands[1].code must be a capital and up to 6 capitals or digits, got \"tốt\"");
}

static void numbers_of_the_wire_are_known(void **state)
{
	(void)state;
	REFUSED(season.tasks[0].kind = 0, "season.tasks[0].kind is absent");
	REFUSED(season.tasks[0].kind = 7, "season.tasks[0].kind must be 1 to 6, got 7");
	REFUSED(season.tasks[0].kind = -1, "season.tasks[0].kind must be 1 to 6, got -1");
	REFUSED(season.tasks[0].accumulation = 4,
	        "season.tasks[0].accumulation must be 1 to 3, got 4");
	REFUSED(season.tasks[0].measure = 6, "season.tasks[0].measure must be 1 to 5, got 6");
	REFUSED(season.tasks[0].measure = INT32_MAX,
	        "season.tasks[0].measure must be 1 to 5, got 2147483647");
	REFUSED(season.tie_breaks[4] = 6, "season.tie_breaks[4] must be 1 to 5, got 6");
	REFUSED(season.draft.not_assigned = 0, "season.not_assigned must be RESCALE or ZERO");
	REFUSED(season.periods[2].period = 4,
	        "season.periods[2].period must be 3, in order, got 4");
}

static void phasing_rises_to_the_whole(void **state)
{
	static const uint32_t falls[] = { 2500, 2000, 7500, 10000 },
	                      begins_at_0[] = { 0, 5000, 7500, 10000 },
	                      beyond[] = { 2500, 5000, 10001, 10000 },
	                      ends_early[] = { 2500, 5000, 7500, 9999 },
	                      level[] = { 10, 10, 10, 10000 };

	(void)state;
	REFUSED(season.tasks[0].phasing_count = 3,
	        "season.tasks[0].phasing must be exactly 4, got 3");
	REFUSED(season.tasks[0].phasing_count = 0,
	        "season.tasks[0].phasing must be exactly 4, got 0");
	REFUSED(season.tasks[0].phasing = falls,
	        "season.tasks[0].phasing[1] must not be less than the 2500 before it, got 2000");
	REFUSED(season.tasks[0].phasing = begins_at_0,
	        "season.tasks[0].phasing[0] must be 1 to 10000 basis points, got 0");
	REFUSED(season.tasks[0].phasing = beyond,
	        "season.tasks[0].phasing[2] must be 1 to 10000 basis points, got 10001; "
	        "season.tasks[0].phasing[3] must not be less than the 10001 before it, got 10000");
	REFUSED(season.tasks[0].phasing = ends_early,
	        "season.tasks[0].phasing must end at 10000, got 9999");
	REFUSED(season.tasks[0].phasing = level, "");
}

static void a_kind_has_the_measures_it_can_score(void **state)
{
	(void)state;
	REFUSED(season.tasks[0].measure = MEASURE_MODELS,
	        "season.tasks[0].measure of a task of kind LINEAR must be QUANTITY, "
	        "PERCENT or LIMITATIONS");
	REFUSED(season.tasks[12].measure = MEASURE_PERCENT,
	        "season.tasks[12].measure of a task of kind PER_UNIT must be QUANTITY or MODELS");
	REFUSED(season.tasks[9].measure = MEASURE_MODELS,
	        "season.tasks[9].measure of a task of kind LEADER must be QUANTITY: the "
	        "products that compare leads of percentages would pass 128 bits");
	REFUSED(season.tasks[1].kind = KIND_APPRAISED,
	        "season.tasks[1].measure of a task of kind APPRAISED must be NONE");
	REFUSED(season.tasks[1].kind = KIND_BINARY, "");
	REFUSED(season.tasks[0].lower_is_better = true, "");
	REFUSED(season.tasks[12].lower_is_better = true,
	        "season.tasks[12].lower_is_better does not go with kind PER_UNIT");
}

static void an_appraised_task_has_no_target(void **state)
{
	struct task_draft *task = &season.tasks[1];
	const struct target_draft own[] = {
		{ .task = "T02", .has_target = true, .target = 10000 }
	};

	(void)state;
	for (int round = 0; round < 3; round++) {
		task->kind = KIND_APPRAISED;
		task->measure = MEASURE_NONE;
		task->has_target = round == 1;
		if (round == 2) {
			season.boards[2].targets = own;
			season.boards[2].target_count = 1;
		}
		assert_string_equal(
		        faults_of_the_season(),
		        round == 0 ? ""
		        : round == 1
		                ? "season.tasks[1].target T02 is appraised and can have no target"
		                : "season.boards[2].targets[0].target T02 is appraised and can have no target");
	}
}

static void an_appraised_task_counts_as_assigned(void **state)
{
	(void)state;
	season.tasks[1].kind = KIND_APPRAISED;
	season.tasks[1].measure = MEASURE_NONE;
	season.tasks[1].has_target = false;
	struct ruleset *made = ruleset_make(&season.draft, 1, hash, &season.why);

	assert_non_null(made);
	assert_int_equal(ruleset_target(made, 0, 1), TARGET_APPRAISED);
	assert_false(task_has_line(&made->tasks[1]));
	ruleset_free(made);
}

static void steps_belong_to_ladders_and_rise(void **state)
{
	static const struct ladder_step falls[] = { { 5000, 2000 }, { 5000, 2000 } };
	static const struct ladder_step outside[] = { { 0, 0 }, { 100001, 10001 } };

	(void)state;
	REFUSED(season.tasks[2].step_count = 0,
	        "season.tasks[2].steps must be 1 to 16 in number, got 0");
	REFUSED(season.tasks[2].step_count = 17,
	        "season.tasks[2].steps must be 1 to 16 in number, got 17");
	REFUSED((season.tasks[0].steps = falls, season.tasks[0].step_count = 2),
	        "season.tasks[0].steps does not go with kind LINEAR");
	REFUSED((season.tasks[2].steps = falls, season.tasks[2].step_count = 2),
	        "season.tasks[2].steps[1].threshold must be more than the 5000 of the step before, got 5000; "
	        "season.tasks[2].steps[1].points must be more than those of the step before");
	REFUSED((season.tasks[2].steps = outside, season.tasks[2].step_count = 2),
	        "season.tasks[2].steps[0].threshold must be 1 to 100000 basis points, got 0; "
	        "season.tasks[2].steps[0].points must be 0.01 to 100.00 points, got 0.00; "
	        "season.tasks[2].steps[1].threshold must be 1 to 100000 basis points, got 100001; "
	        "season.tasks[2].steps[1].points must be 0.01 to 100.00 points, got 100.01");
}

static void per_unit_belongs_to_its_kind(void **state)
{
	(void)state;
	REFUSED(season.tasks[12].has_per_unit = false, "season.tasks[12].per_unit is absent");
	REFUSED(season.tasks[12].per_unit = 0,
	        "season.tasks[12].per_unit must be 0.01 to 60.00 points, got 0.00");
	REFUSED(season.tasks[12].per_unit = 6001,
	        "season.tasks[12].per_unit must be 0.01 to 60.00 points, got 60.01");
	REFUSED(season.tasks[0].has_per_unit = true,
	        "season.tasks[0].per_unit does not go with kind LINEAR");
}

static void targets_are_bounded(void **state)
{
	(void)state;
	REFUSED(season.tasks[0].target = 0,
	        "season.tasks[0].target must be more than 0 and at most 10000000, got 0");
	REFUSED(season.tasks[0].target = -1,
	        "season.tasks[0].target must be more than 0 and at most 10000000, got -0.0001");
	REFUSED(season.tasks[0].target = QUANTITY_MAX, "");
	REFUSED(season.tasks[0].target = QUANTITY_MAX + 1,
	        "season.tasks[0].target must be more than 0 and at most 10000000, got 10000000.0001");
	REFUSED(season.tasks[1].target = 1000000, "");
	REFUSED(season.tasks[1].target = 1000001,
	        "season.tasks[1].target must be more than 0 and at most 100 %, got 100.0001");
}

static void targets_of_boards_name_each_task_once(void **state)
{
	static const struct target_draft unknown[] = {
		{ .task = "T99", .has_target = true, .target = 1 }
	};
	static const struct target_draft nothing[] = { { .task = "T01" } };
	static const struct target_draft both[] = {
		{ .task = "T01", .has_target = true, .target = 1, .not_assigned = true }
	};
	static const struct target_draft zero[] = { { .task = "T01", .has_target = true } };
	static const struct target_draft twice[] = {
		{ .task = "T01", .has_target = true, .target = 1 },
		{ .task = "T01", .not_assigned = true }
	};
	static const struct target_draft percent[] = {
		{ .task = "T02", .has_target = true, .target = 1000001 }
	};

	(void)state;
	REFUSED(season_give(4, unknown, 1),
	        "season.boards[4].targets[0].task \"T99\" is not a task of this season");
	REFUSED(season_give(4, nothing, 1),
	        "season.boards[4].targets[0] must have either a target or not_assigned true");
	REFUSED(season_give(4, both, 1),
	        "season.boards[4].targets[0] must have either a target or not_assigned true");
	REFUSED(season_give(4, zero, 1),
	        "season.boards[4].targets[0].target must be more than 0 and at most 10000000, got 0");
	REFUSED(season_give(4, twice, 2), "season.boards[4].targets[1].task T01 stands twice");
	REFUSED(season_give(4, percent, 1),
	        "season.boards[4].targets[0].target must be more than 0 and at most 100 %, got 100.0001");
}

static void every_board_has_a_target_for_every_task(void **state)
{
	static const struct target_draft own[] = {
		{ .task = "T14", .has_target = true, .target = 50000 }
	};
	static const struct target_draft not_ours[] = { { .task = "T14", .not_assigned = true } };

	(void)state;
	season.draft.board_count = 3;
	season.draft.head = "TQ";
	season.draft.deputy = "BK";
	season.tasks[13].has_target = false;
	season_give(0, own, 1);
	season_give(1, not_ours, 1);
	assert_string_equal(
	        faults_of_the_season(),
	        "season.boards[2].targets has neither a target for T14 nor not_assigned, and the "
	        "task has no target");
}

static void a_board_without_any_task_is_refused(void **state)
{
	static struct target_draft none[SEASON_2024_TASKS];

	(void)state;
	for (size_t i = 0; i < SEASON_2024_TASKS; i++)
		none[i] =
		        (struct target_draft){ .task = season.tasks[i].code, .not_assigned = true };
	REFUSED(season_give(6, none, SEASON_2024_TASKS),
	        "season.boards[6].targets no task is assigned to LCH");
	REFUSED(season_give(6, none, SEASON_2024_TASKS - 1), "");
}

static void dates_stand_in_order(void **state)
{
	(void)state;
	REFUSED(season.periods[0].has_opens = false, "season.periods[0].opens is absent");
	REFUSED(season.periods[1].has_due = false, "season.periods[1].due is absent");
	REFUSED(season.periods[4].has_lock = false, "season.periods[4].lock is absent");
	REFUSED(season.periods[0].due = day("2024-03-14"),
	        "season.periods[0].due must be on or after 2024-03-15, when it opens, got 2024-03-14");
	REFUSED(season.periods[0].lock = day("2024-03-19"),
	        "season.periods[0].lock must be on or after 2024-03-20, the working day when it is due, got 2024-03-19");
	REFUSED(season.periods[1].lock = day("2024-10-05"),
	        "season.periods[2].lock must be after 2024-10-05, when the period before locks, got 2024-10-05");
	REFUSED(season.periods[1].opens = day("2024-03-15"),
	        "season.periods[1].opens must be after 2024-03-15, when the period before opens, got 2024-03-15");
	REFUSED(season.periods[4].lock = INT32_MAX,
	        "season.periods[4].lock must be a day of the years 1970 to 2999, got day 2147483647");
	REFUSED(season.periods[0].opens = -1,
	        "season.periods[0].opens must be a day of the years 1970 to 2999, got day -1");
}

static void the_lock_is_not_before_the_working_day_that_due_means(void **state)
{
	(void)state;
	season.periods[1].due = day("2024-06-22"); /* a Saturday */
	season.periods[1].lock = day("2024-06-23");
	assert_string_equal(
	        faults_of_the_season(),
	        "season.periods[1].lock must be on or after 2024-06-24, the working day when it is "
	        "due, got 2024-06-23");
	season.periods[1].due = day("2024-06-22");
	season.periods[1].lock = day("2024-06-24");
	assert_string_equal(faults_of_the_season(), "");
}

static void holidays_stand_once_in_any_order(void **state)
{
	(void)state;
	REFUSED(season.holidays[1] = season.holidays[0],
	        "season.holidays[1] 2024-01-01 stands twice");
	REFUSED(season.holidays[1] = INT32_MIN,
	        "season.holidays[1] must be a day of the years 1970 to 2999, got day -2147483648");
	for (size_t i = 0; i < season.draft.holiday_count; i++)
		season.holidays[season.draft.holiday_count - 1 - i] =
		        (int32_t)(19723 + i * 11 % 17);
	struct ruleset *made = ruleset_make(&season.draft, 1, hash, &season.why);

	assert_non_null(made);
	for (uint16_t i = 1; i < made->holiday_count; i++)
		assert_true(made->holidays[i - 1] < made->holidays[i]);
	ruleset_free(made);
}

static void late_steps_rise(void **state)
{
	(void)state;
	REFUSED(season.late_steps[0].until_days = 0,
	        "season.late_steps[0].until_days must be 1 to 366, got 0");
	REFUSED(season.late_steps[2].until_days = 367,
	        "season.late_steps[2].until_days must be 1 to 366, got 367");
	REFUSED(season.late_steps[1].until_days = 2,
	        "season.late_steps[1].until_days must be more than the 2 of the step before, got 2");
	REFUSED(season.late_steps[1].deduction = 499,
	        "season.late_steps[1].deduction must not be less than that of the step before");
	REFUSED(season.late_steps[1].deduction = 500, "");
	REFUSED(season.late_steps[0].deduction = -1,
	        "season.late_steps[0].deduction must be 0.00 to 1000.00 points, got -0.01");
	REFUSED(season.draft.missing_deduction = 100001,
	        "season.missing_deduction must be 0.00 to 1000.00 points, got 1000.01");
	REFUSED(season.draft.bonus_cap = -1,
	        "season.bonus_cap must be 0.00 to 1000.00 points, got -0.01");
	REFUSED(season.draft.late_step_count = 0, "");
}

static void tie_breaks_begin_with_the_total_and_stand_once(void **state)
{
	(void)state;
	REFUSED((season.tie_breaks[0] = TIEBREAK_BASE, season.tie_breaks[3] = TIEBREAK_TOTAL),
	        "season.tie_breaks[0] must be TIE_BREAK_TOTAL, got 4");
	REFUSED(season.tie_breaks[4] = TIEBREAK_BASE, "season.tie_breaks[4] 4 stands twice");
	REFUSED(season.draft.tie_break_count = 1, "");
}

static void the_days_of_grace_are_of_edition_2_and_end_by_the_lock(void **state)
{
	(void)state;
	REFUSED(season.draft.postmark_grace_days = 3,
	        "season.postmark_grace_days needs edition 2 of the rules");
	REFUSED((season.draft.has_edition = true, season.draft.edition = 2,
	         season.draft.postmark_grace_days = 3),
	        "");
	REFUSED((season.draft.has_edition = true, season.draft.edition = 2,
	         season.draft.postmark_grace_days = 31),
	        "season.postmark_grace_days must be 1 to 30, got 31");
	/* Q4 is due on a Wednesday, 2024-11-20, and locks on 2024-11-28 */
	REFUSED((season.draft.has_edition = true, season.draft.edition = 2,
	         season.draft.postmark_grace_days = 8),
	        "");
	REFUSED((season.draft.has_edition = true, season.draft.edition = 2,
	         season.draft.postmark_grace_days = 9),
	        "season.postmark_grace_days 9 days after 2024-11-20, when a report is due, must not be "
	        "past its lock, 2024-11-28");
}

static const int q4_twice[] = { Q4 + 1, FINAL + 1, Q4 + 1 }, out_of_range[] = { 0, PERIODS + 1 };

/* Edition 2, with a review of 5, 5 and 2 days. */
static void agree_to_review(const int *strict, size_t count)
{
	season.draft.has_edition = season.draft.has_review = true;
	season.draft.edition = 2;
	season.draft.review = (struct review_draft){ 5, 5, 2, count, strict };
}

static void a_review_is_of_edition_2_and_its_days_are_bounded(void **state)
{
	(void)state;
	REFUSED(season.draft.has_review = true, "season.review needs edition 2 of the rules");
	REFUSED(agree_to_review(NULL, 0), "");
	REFUSED((agree_to_review(NULL, 0), season.draft.review.review_days = 0,
	         season.draft.review.dispute_days = 61, season.draft.review.return_days = 256),
	        "season.review.review_days must be 1 to 60, got 0; "
	        "season.review.dispute_days must be 1 to 60, got 61; "
	        "season.review.return_days must be 1 to 60, got 256");
}

static void what_counts_unreviewed_could_have_been_reviewed(void **state)
{
	(void)state;
	REFUSED(agree_to_review(q4_twice, 2), "");
	REFUSED(agree_to_review(q4_twice, 3), "season.review.strict[2] Q4 stands twice");
	REFUSED(agree_to_review(out_of_range, 2), "season.review.strict[0] must be 1 to 5, got 0; "
	                                          "season.review.strict[1] must be 1 to 5, got 6");
	/* Q4 is due on 2024-11-20 and locks on 2024-11-28: eight days */
	REFUSED((agree_to_review(q4_twice, 1), season.draft.review.review_days = 8), "");
	REFUSED((agree_to_review(q4_twice, 1), season.draft.review.review_days = 9),
	        "season.review.strict[0] cannot be this period: its lock, 2024-11-28, is less than 9 "
	        "days after 2024-11-20, when a report is due, so that it could not be reviewed in "
	        "time");
	/* the day that due means: of 2024-11-23, a Saturday, the Monday */
	REFUSED((agree_to_review(q4_twice, 1), season.periods[Q4].due = day("2024-11-23"),
	         season.draft.review.review_days = 3),
	        "");
	REFUSED((agree_to_review(q4_twice, 1), season.periods[Q4].due = day("2024-11-23"),
	         season.draft.review.review_days = 4),
	        "season.review.strict[0] cannot be this period: its lock, 2024-11-28, is less than 4 "
	        "days after 2024-11-25, when a report is due, so that it could not be reviewed in "
	        "time");
	REFUSED((agree_to_review(q4_twice, 1),
	         season.periods[Q4] = (struct period_draft){ .period = Q4 + 1, .not_held = true }),
	        "season.review.strict[0] is Q4, which is not held");
}

static void a_freeze_has_a_standing_before_it_and_the_lock_in_it(void **state)
{
	(void)state;
#define SECOND season.draft.has_edition = true, season.draft.edition = 2
#define FREEZE(of, from, to)                                                                       \
	SECOND, season.draft.has_freeze = true,                                                    \
	        season.draft.freeze = (struct freeze_draft){ .period = (of),                       \
		                                             .has_first = true,                    \
		                                             .first = day(from),                   \
		                                             .has_last = true,                     \
		                                             .last = day(to) }
	REFUSED((FREEZE(Q4 + 1, "2024-11-16", "2024-11-28")), "");
	REFUSED((FREEZE(Q4 + 1, "2024-11-28", "2024-11-28")), "");
	REFUSED((FREEZE(Q4 + 1, "2024-11-15", "2024-11-28")),
	        "season.freeze.first must be after 2024-11-15, when the period opens");
	REFUSED((FREEZE(Q4 + 1, "2024-11-29", "2024-11-29")),
	        "season.freeze.first must not be after 2024-11-28, when the period locks");
	REFUSED((FREEZE(Q4 + 1, "2024-11-20", "2024-11-27")),
	        "season.freeze.last must not be before 2024-11-28, when the period locks");
	REFUSED((FREEZE(Q4 + 1, "2024-11-20", "2026-01-01")),
	        "season.freeze.last must be a day of 2024 or 2025, got 2026-01-01");
	REFUSED((FREEZE(0, "2024-11-20", "2024-11-29")),
	        "season.freeze.period must be 1 to 5, got 0");
	REFUSED((FREEZE(Q4 + 1, "2024-11-20", "2024-11-29"), season.draft.edition = 1),
	        "season.freeze needs edition 2 of the rules");
	REFUSED((FREEZE(Q4 + 1, "2024-11-20", "2024-11-29"), season.draft.freeze.has_first = false,
	         season.draft.freeze.has_last = false),
	        "season.freeze.first is missing: a freeze has a first and a last day; "
	        "season.freeze.last is missing: a freeze has a first and a last day");
	REFUSED((FREEZE(Q4 + 1, "2024-11-20", "2024-11-29"),
	         season.periods[Q4] = (struct period_draft){ .period = Q4 + 1, .not_held = true }),
	        "season.freeze.period is Q4, which is not held");
	REFUSED(season.draft.publication = true, "season.publication needs edition 2 of the rules");
	REFUSED((SECOND, season.draft.publication = true), "");
#undef FREEZE
#undef SECOND
}

static void entries_of_points_need_two_signatures_and_bounds(void **state)
{
	struct entry_rule_draft rules[2] = { { "KT1", "Được tặng Cờ thi đua", ENTRY_BONUS, 100,
		                               1000 },
		                             { "KL1", "Có vụ việc", ENTRY_DEDUCTION, 500, 500 } };

	(void)state;
#define SECOND season.draft.has_edition = true, season.draft.edition = 2
#define RULES  season.draft.entry_rules = rules, season.draft.entry_rule_count = 2
	REFUSED(season.draft.proposal_days = 10,
	        "season.proposal_days needs edition 2 of the rules");
	REFUSED((SECOND, season.draft.proposal_days = 61),
	        "season.proposal_days must be 1 to 60, got 61");
	REFUSED((SECOND, season.draft.proposal_days = 60), "");
	REFUSED((RULES), "season.entry_rules needs edition 2 of the rules");
	REFUSED((SECOND, RULES),
	        "season.entry_rules needs proposal_days: points are entered by two signatures");
	REFUSED((SECOND, RULES, season.draft.proposal_days = 10), "");
	REFUSED((SECOND, RULES, season.draft.proposal_days = 10, rules[1].code = "KT1"),
	        "season.entry_rules[1].code KT1 stands twice");
	REFUSED((SECOND, RULES, season.draft.proposal_days = 10, rules[1].code = "k"),
	        "season.entry_rules[1].code must be a capital and up to 6 capitals or digits, got \"k\"");
	rules[1].code = "KL1";
	REFUSED((SECOND, RULES, season.draft.proposal_days = 10, rules[0].least = 1001),
	        "season.entry_rules[0].least must be 0.01 to 10.00 points, got 10.01");
	REFUSED((SECOND, RULES, season.draft.proposal_days = 10, rules[0].least = 0),
	        "season.entry_rules[0].least must be 0.01 to 10.00 points, got 0.00");
	REFUSED((SECOND, RULES, season.draft.proposal_days = 10, rules[0].most = 100001),
	        "season.entry_rules[0].most must be 0.01 to 1000.00 points, got 1000.01");
	rules[0].most = 1000;
	rules[0].least = 1;
	REFUSED((SECOND, RULES, season.draft.proposal_days = 10, rules[0].kind = 0),
	        "season.entry_rules[0].kind must be 1 to 2, got 0");
#undef RULES
#undef SECOND
}

static void the_decimals_of_a_task_are_of_edition_2_and_bound_its_targets(void **state)
{
	(void)state;
	REFUSED(season.tasks[0].has_decimals = true,
	        "season.tasks[0].decimals needs edition 2 of the rules");
	REFUSED((season.draft.has_edition = true, season.draft.edition = 2,
	         season.tasks[0].has_decimals = season.tasks[1].has_decimals = true,
	         season.tasks[0].target = 345000, season.tasks[1].target = 955000),
	        "season.tasks[0].target of T01, which has 0 decimals, cannot be 34.5");
	REFUSED((season.draft.has_edition = true, season.draft.edition = 2,
	         season.tasks[0].has_decimals = true, season.tasks[0].decimals = 1,
	         season.tasks[0].target = 345000),
	        "");
}

static void the_dates_of_edition_2_lie_in_its_year_and_the_next(void **state)
{
	(void)state;
	/* FINAL locks on 2025-02-15 and the new year of 2025 is a holiday */
	REFUSED((season.draft.has_edition = true, season.draft.edition = 2), "");
	REFUSED((season.periods[0].opens = day("2023-12-31"),
	         season.holidays[0] = day("1970-01-01"),
	         season.periods[4].lock = day("2026-01-01")),
	        "");
	REFUSED((season.draft.has_edition = true, season.draft.edition = 2,
	         season.periods[0].opens = day("2023-12-31"),
	         season.holidays[0] = day("1970-01-01"), season.periods[4].due = day("2026-01-01"),
	         season.periods[4].lock = day("2026-01-02")),
	        "season.periods[0].opens must be a day of 2024 or 2025, got 2023-12-31; "
	        "season.periods[4].due must be a day of 2024 or 2025, got 2026-01-01; "
	        "season.periods[4].lock must be a day of 2024 or 2025, got 2026-01-02; "
	        "season.holidays[0] must be a day of 2024 or 2025, got 1970-01-01");
	REFUSED((season.draft.has_edition = true, season.draft.edition = 2,
	         season.periods[0].opens = day("2024-01-01"),
	         season.periods[4].lock = day("2025-12-31")),
	        "");
}

static void bands_fall_to_0(void **state)
{
	(void)state;
	REFUSED(season.bands[3].at_least = 1,
	        "season.bands[3].at_least must be 0, because it is the last band");
	REFUSED(season.bands[1].at_least = 90000,
	        "season.bands[1].at_least must be less than that of the band before");
	REFUSED(season.bands[1].has_at_least = false, "season.bands[1].at_least is absent");
	REFUSED(season.bands[0].at_least = POINTS_MAX + 1,
	        "season.bands[0].at_least must be 0.00 to 10000.00 points, got 10000.01");
}

static void head_and_deputy_are_two_of_the_boards(void **state)
{
	(void)state;
	REFUSED(season.draft.head = "", "season.head is absent");
	REFUSED(season.draft.deputy = "TQ25", "season.deputy TQ25 is not a board of this season");
	REFUSED(season.draft.deputy = "HN",
	        "season.deputy must be another board than the head, HN");
}

static void an_empty_season_is_told_all_it_lacks(void **state)
{
	(void)state;
	season.draft = (struct season_draft){ .cluster = "", .head = "", .deputy = "" };
	assert_null(ruleset_make(&season.draft, 1, hash, &season.why));
	assert_int_equal(season.why.count, 13);
	assert_int_equal(faults_status(&season.why), STATUS_INVALID);
}

static void more_faults_than_fit_are_counted(void **state)
{
	static struct target_draft unknown[100];

	(void)state;
	for (size_t i = 0; i < 100; i++)
		unknown[i] = (struct target_draft){ .task = "X", .not_assigned = true };
	for (size_t i = 0; i < SEASON_2024_BOARDS; i++)
		season_give(i, unknown, 100);
	assert_null(ruleset_make(&season.draft, 1, hash, &season.why));
	assert_int_equal(season.why.count, FAULTS_MAX);
	assert_string_equal(season.why.items[FAULTS_MAX - 1].message, "and 1201 more faults");
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, season_begin, season_end)
	const struct CMUnitTest tests[] = {
		EACH(a_season_is_of_an_edition_that_there_is),
		EACH(the_season_of_2024_is_right),
		EACH(who_and_when_are_bounded),
		EACH(the_scale_is_bounded_and_is_the_sum_of_the_maxima),
		EACH(groups_are_numbered_once),
		EACH(counts_are_bounded),
		EACH(codes_are_well_formed_and_stand_once),
		EACH(numbers_of_the_wire_are_known),
		EACH(phasing_rises_to_the_whole),
		EACH(a_kind_has_the_measures_it_can_score),
		EACH(an_appraised_task_has_no_target),
		EACH(an_appraised_task_counts_as_assigned),
		EACH(steps_belong_to_ladders_and_rise),
		EACH(per_unit_belongs_to_its_kind),
		EACH(targets_are_bounded),
		EACH(targets_of_boards_name_each_task_once),
		EACH(every_board_has_a_target_for_every_task),
		EACH(a_board_without_any_task_is_refused),
		EACH(dates_stand_in_order),
		EACH(the_lock_is_not_before_the_working_day_that_due_means),
		EACH(holidays_stand_once_in_any_order),
		EACH(late_steps_rise),
		EACH(tie_breaks_begin_with_the_total_and_stand_once),
		EACH(the_decimals_of_a_task_are_of_edition_2_and_bound_its_targets),
		EACH(a_review_is_of_edition_2_and_its_days_are_bounded),
		EACH(what_counts_unreviewed_could_have_been_reviewed),
		EACH(the_days_of_grace_are_of_edition_2_and_end_by_the_lock),
		EACH(a_freeze_has_a_standing_before_it_and_the_lock_in_it),
		EACH(entries_of_points_need_two_signatures_and_bounds),
		EACH(the_dates_of_edition_2_lie_in_its_year_and_the_next),
		EACH(bands_fall_to_0),
		EACH(head_and_deputy_are_two_of_the_boards),
		EACH(an_empty_season_is_told_all_it_lacks),
		EACH(more_faults_than_fit_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
