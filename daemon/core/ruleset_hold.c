/*
 * What a ruleset can hold, whatever an edition asks beyond it: replay does not judge a season that
 * was accepted once, but a forged one must neither overflow a block nor divide by zero. The numbers
 * are those that scoring.c counts on; they may only ever grow.
 */
#include <string.h>

#include "decimal.h"
#include "ruleset_check.h"

enum { STEP_THRESHOLD_MAX = 100000, LATE_STEPS_HELD = 16 };

static bool is_code(const char *code)
{
	return *code != '\0' && strlen(code) < CODE_SIZE;
}

static bool is_task(const struct task_draft *task)
{
	bool held = is_code(task->code) && within(task->kind, KIND_LINEAR, KIND_APPRAISED) &&
	            within(task->accumulation, ACCUMULATE_SUM, ACCUMULATE_MAX) &&
	            within(task->measure, MEASURE_QUANTITY, MEASURE_LIMITATIONS) &&
	            !(task->kind == KIND_LEADER && task->measure == MEASURE_PERCENT) &&
	            (task->measure != MEASURE_LIMITATIONS || task->kind == KIND_LINEAR) &&
	            within(task->max, 1, POINTS_MAX) && within(task->per_unit, 0, POINTS_MAX) &&
	            within(task->decimals, 0, QUANTITY_DECIMALS) &&
	            within((int64_t)task->phasing_count, 1, PERIODS) &&
	            within((int64_t)task->step_count, 0, STEPS_MAX) &&
	            (!task->has_target || within(task->target, 1, QUANTITY_MAX));

	for (size_t i = 0; held && i < task->phasing_count; i++)
		held = within(task->phasing[i], 1, FULL);
	for (size_t i = 0; held && i < task->step_count; i++)
		held = within(task->steps[i].threshold, 1, STEP_THRESHOLD_MAX) &&
		       within(task->steps[i].points, 0, POINTS_MAX);
	return held;
}

static bool is_board(const struct season_draft *draft, const struct board_draft *board)
{
	int64_t targets[TASKS_MAX];
	bool held = is_code(board->code);

	if (held)
		ruleset_draft_targets(draft, board, targets);
	for (size_t i = 0; held && i < draft->task_count; i++)
		held = within(targets[i], 0, QUANTITY_MAX);
	return held;
}

static bool is_day(bool has, int32_t day)
{
	return has && within(day, 0, DAY_LAST);
}

static bool is_calendar(const struct season_draft *draft)
{
	bool held = draft->period_count == PERIODS && draft->holiday_count <= HOLIDAYS_MAX;

	for (size_t i = 0; held && i < draft->period_count; i++) {
		const struct period_draft *period = &draft->periods[i];

		held = period->not_held || (is_day(period->has_opens, period->opens) &&
		                            is_day(period->has_due, period->due) &&
		                            is_day(period->has_lock, period->lock));
	}
	return held;
}

static bool is_review(const struct season_draft *draft)
{
	const struct review_draft *review = &draft->review;
	bool held = within(review->review_days, 1, UINT8_MAX) &&
	            within(review->dispute_days, 1, UINT8_MAX) &&
	            within(review->return_days, 1, UINT8_MAX);

	for (size_t i = 0; held && i < review->strict_count; i++)
		held = within(review->strict[i], 1, PERIODS);
	return held;
}

static bool is_freeze(const struct season_draft *draft)
{
	const struct freeze_draft *freeze = &draft->freeze;

	return within(freeze->period, 1, PERIODS) && is_day(freeze->has_first, freeze->first) &&
	       is_day(freeze->has_last, freeze->last);
}

static bool are_policies(const struct season_draft *draft)
{
	bool held = within(draft->scale, 1, POINTS_MAX) &&
	            within(draft->missing_deduction, 0, POINTS_MAX) &&
	            within(draft->bonus_cap, 0, POINTS_MAX) &&
	            draft->postmark_grace_days <= UINT8_MAX &&
	            (!draft->has_review || is_review(draft)) &&
	            (!draft->has_freeze || is_freeze(draft)) && draft->group_count <= GROUPS_MAX &&
	            draft->late_step_count <= LATE_STEPS_HELD &&
	            draft->tie_break_count <= TIEBREAKS_MAX &&
	            within((int64_t)draft->band_count, 1, BANDS_MAX) &&
	            ruleset_draft_board(draft, draft->head) >= 0 &&
	            ruleset_draft_board(draft, draft->deputy) >= 0;

	for (size_t i = 0; held && i < draft->late_step_count; i++)
		held = within(draft->late_steps[i].deduction, 0, POINTS_MAX);
	for (size_t i = 0; held && i < draft->band_count; i++)
		held = is_code(draft->bands[i].code);
	return held;
}

static bool are_entry_rules(const struct season_draft *draft)
{
	bool held = draft->proposal_days <= UINT8_MAX && draft->entry_rule_count <= ENTRY_RULES_MAX;

	for (size_t i = 0; held && i < draft->entry_rule_count; i++) {
		const struct entry_rule_draft *rule = &draft->entry_rules[i];

		held = is_code(rule->code) && within(rule->kind, ENTRY_BONUS, ENTRY_DEDUCTION) &&
		       within(rule->least, 0, POINTS_MAX) && within(rule->most, 0, POINTS_MAX);
	}
	return held;
}

static bool are_earlier_limitations(const struct season_draft *draft)
{
	bool held = draft->earlier_limitation_count <= UINT16_MAX;

	for (size_t i = 0; held && i < draft->earlier_limitation_count; i++)
		held = ruleset_draft_board(draft, draft->earlier_limitations[i].board) >= 0;
	return held;
}

bool ruleset_can_be_held(const struct season_draft *draft)
{
	bool held =
	        *draft->cluster != '\0' && strlen(draft->cluster) < CLUSTER_SIZE &&
	        draft->year <= UINT16_MAX &&
	        (!draft->has_edition || within(draft->edition, EDITION_FIRST, EDITION_NEWEST)) &&
	        within((int64_t)draft->task_count, 1, TASKS_MAX) &&
	        within((int64_t)draft->board_count, 1, BOARDS_MAX);

	for (size_t i = 0; held && i < draft->task_count; i++)
		held = is_task(&draft->tasks[i]);
	for (size_t i = 0; held && i < draft->board_count; i++)
		held = is_board(draft, &draft->boards[i]);
	return held && is_calendar(draft) && are_policies(draft) && are_entry_rules(draft) &&
	       are_earlier_limitations(draft);
}
