/*
 * A season in the form of a season file, so that what `thidua season show --json` prints can be
 * corrected and defined as the next version. Defaults that a file need not hold are left out.
 */
#include "calendar.h"
#include "json_out.h"

static json_t *day_text(int32_t day)
{
	char text[11];

	return json_string(calendar_format(day, text));
}

static json_t *steps_of(const struct task_draft *task)
{
	json_t *list = json_array();

	for (size_t i = 0; i < task->step_count; i++)
		json_array_append_new(list, json_pack("{s:i, s:o}", "threshold",
		                                      (int)task->steps[i].threshold, "points",
		                                      json_points_text(task->steps[i].points)));
	return list;
}

static json_t *task_of(const struct task_draft *task)
{
	json_t *value = json_object(), *phasing = json_array();

	for (size_t i = 0; i < task->phasing_count; i++)
		json_array_append_new(phasing, json_integer(task->phasing[i]));
	json_object_set_new(value, "code", json_string(task->code));
	json_object_set_new(value, "group", json_integer(task->group));
	json_object_set_new(value, "name", json_string(task->name));
	json_object_set_new(value, "unit", json_string(task->unit));
	json_object_set_new(value, "kind", json_name(&names_kinds, task->kind));
	json_object_set_new(value, "accumulation",
	                    json_name(&names_accumulations, task->accumulation));
	json_object_set_new(value, "measure", json_name(&names_measures, task->measure));
	json_object_set_new(value, "max", json_points_text(task->max));
	json_object_set_new(value, "phasing", phasing);
	if (task->has_target)
		json_object_set_new(value, "target", json_quantity_text(task->target));
	if (task->lower_is_better)
		json_object_set_new(value, "lower_is_better", json_true());
	if (task->step_count > 0)
		json_object_set_new(value, "steps", steps_of(task));
	if (task->has_per_unit)
		json_object_set_new(value, "per_unit", json_points_text(task->per_unit));
	return value;
}

static json_t *board_of(const struct board_draft *board)
{
	json_t *value = json_pack("{s:s, s:s}", "code", board->code, "name", board->name),
	       *targets = json_object();

	for (size_t i = 0; i < board->target_count; i++) {
		const struct target_draft *target = &board->targets[i];

		json_object_set_new(targets, target->task,
		                    target->has_target ? json_quantity_text(target->target)
		                                       : json_null());
	}
	if (board->iso[0] != '\0')
		json_object_set_new(value, "iso", json_string(board->iso));
	json_object_set_new(value, "targets", targets);
	return value;
}

static json_t *periods_of(const struct season_draft *draft)
{
	json_t *list = json_array();

	for (size_t i = 0; i < draft->period_count; i++) {
		const struct period_draft *period = &draft->periods[i];

		json_array_append_new(list, json_pack("{s:o, s:o, s:o, s:o}", "period",
		                                      json_name(&names_periods, period->period - 1),
		                                      "opens", day_text(period->opens), "due",
		                                      day_text(period->due), "lock",
		                                      day_text(period->lock)));
	}
	return list;
}

static json_t *bands_of(const struct season_draft *draft)
{
	json_t *list = json_array();

	for (size_t i = 0; i < draft->band_count; i++)
		json_array_append_new(list,
		                      json_pack("{s:s, s:s, s:o}", "code", draft->bands[i].code,
		                                "name", draft->bands[i].name, "at_least",
		                                json_points_text(draft->bands[i].at_least)));
	return list;
}

static void add_calendar(json_t *value, const struct season_draft *draft)
{
	json_t *holidays = json_array(), *steps = json_array();

	for (size_t i = 0; i < draft->holiday_count; i++)
		json_array_append_new(holidays, day_text(draft->holidays[i]));
	for (size_t i = 0; i < draft->late_step_count; i++)
		json_array_append_new(steps,
		                      json_pack("{s:i, s:o}", "until_days",
		                                (int)draft->late_steps[i].until_days, "deduction",
		                                json_points_text(draft->late_steps[i].deduction)));
	json_object_set_new(value, "periods", periods_of(draft));
	json_object_set_new(value, "holidays", holidays);
	json_object_set_new(value, "late_steps", steps);
}

json_t *json_season(const struct season_draft *draft)
{
	json_t *value = json_object(), *groups = json_array(), *tasks = json_array(),
	       *boards = json_array(), *keys = json_array();

	for (size_t i = 0; i < draft->group_count; i++)
		json_array_append_new(groups, json_pack("{s:i, s:s}", "number",
		                                        (int)draft->groups[i].number, "name",
		                                        draft->groups[i].name));
	for (size_t i = 0; i < draft->task_count; i++)
		json_array_append_new(tasks, task_of(&draft->tasks[i]));
	for (size_t i = 0; i < draft->board_count; i++)
		json_array_append_new(boards, board_of(&draft->boards[i]));
	for (size_t i = 0; i < draft->tie_break_count; i++)
		json_array_append_new(keys, json_name(&names_tiebreaks, draft->tie_breaks[i]));
	json_object_set_new(value, "cluster", json_string(draft->cluster));
	json_object_set_new(value, "year", json_integer(draft->year));
	if (draft->has_edition)
		json_object_set_new(value, "edition", json_integer(draft->edition));
	json_object_set_new(value, "name", json_string(draft->name));
	json_object_set_new(value, "scale", json_points_text(draft->scale));
	json_object_set_new(value, "groups", groups);
	json_object_set_new(value, "tasks", tasks);
	json_object_set_new(value, "boards", boards);
	add_calendar(value, draft);
	if (draft->postmark_grace_days > 0)
		json_object_set_new(value, "postmark_grace_days",
		                    json_integer(draft->postmark_grace_days));
	json_object_set_new(value, "missing_deduction", json_points_text(draft->missing_deduction));
	json_object_set_new(value, "bonus_cap", json_points_text(draft->bonus_cap));
	json_object_set_new(value, "tie_breaks", keys);
	json_object_set_new(value, "priority_group", json_integer(draft->priority_group));
	json_object_set_new(value, "bands", bands_of(draft));
	json_object_set_new(value, "not_assigned", json_name(&names_policies, draft->not_assigned));
	json_object_set_new(value, "head", json_string(draft->head));
	json_object_set_new(value, "deputy", json_string(draft->deputy));
	return value;
}
