/*
 * A season file (season.schema.json) to the draft that the core checks.
 *
 * The file differs from the message in two places: a board's targets are an object by task code,
 * where null says "not assigned", and periods and kinds go by name. season_path turns a fault found
 * in the message back into the path of the file.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "json_in.h"
#include "json_read.h"

enum { PHASES = 4, HUNDREDS = 100000 }; /* bounds of shape only; the rules are ruleset_make's */

static void read_groups(const struct json_place *file, struct season_draft *out)
{
	static const char *const names[] = { "number", "name", NULL };
	struct arena *arena = file->reader->arena;
	const struct json_place list =
	        json_list(file, "groups", MUST, GROUPS_MAX, &out->group_count);
	struct group_draft *groups = arena_alloc(arena, out->group_count, sizeof(*groups));

	for (size_t i = 0; i < out->group_count; i++) {
		const struct json_place group = json_item(&list, i);

		json_only(&group, names);
		json_whole(&group, "number", MUST, HUNDREDS, &groups[i].number);
		json_text(&group, "name", MUST, &groups[i].name);
	}
	out->groups = groups;
}

static void read_steps(const struct json_place *task, struct task_draft *out)
{
	static const char *const names[] = { "threshold", "points", NULL };
	const struct json_place list = json_list(task, "steps", MAY, STEPS_MAX, &out->step_count);
	struct ladder_step *steps =
	        arena_alloc(task->reader->arena, out->step_count, sizeof(*steps));

	for (size_t i = 0; i < out->step_count; i++) {
		const struct json_place step = json_item(&list, i);

		json_only(&step, names);
		json_whole(&step, "threshold", MUST, HUNDREDS, &steps[i].threshold);
		json_points(&step, "points", MUST, &steps[i].points);
	}
	out->steps = steps;
}

static void read_phasing(const struct json_place *task, struct task_draft *out)
{
	struct arena *arena = task->reader->arena;
	const struct json_place list =
	        json_list(task, "phasing", MUST, PHASES, &out->phasing_count);
	uint32_t *phasing = arena_alloc(arena, out->phasing_count, sizeof(*phasing));

	for (size_t i = 0; i < out->phasing_count; i++)
		json_whole_value(task->reader, json_array_get(list.value, i),
		                 arena_text(arena, "%s[%zu]", list.path, i), HUNDREDS, &phasing[i]);
	out->phasing = phasing;
}

static void read_task(const struct json_place *task, struct task_draft *out)
{
	static const char *const names[] = { "code",
		                             "group",
		                             "name",
		                             "unit",
		                             "kind",
		                             "accumulation",
		                             "measure",
		                             "max",
		                             "phasing",
		                             "target",
		                             "lower_is_better",
		                             "steps",
		                             "per_unit",
		                             NULL };

	json_only(task, names);
	out->code = "";
	json_text(task, "code", MUST, &out->code);
	json_whole(task, "group", MUST, HUNDREDS, &out->group);
	json_text(task, "name", MUST, &out->name);
	json_text(task, "unit", MUST, &out->unit);
	json_choice(task, "kind", MUST, &names_kinds, &out->kind);
	json_choice(task, "accumulation", MUST, &names_accumulations, &out->accumulation);
	json_choice(task, "measure", MUST, &names_measures, &out->measure);
	json_points(task, "max", MUST, &out->max);
	read_phasing(task, out);
	out->has_target = json_quantity(task, "target", MAY, &out->target);
	json_flag(task, "lower_is_better", MAY, &out->lower_is_better);
	read_steps(task, out);
	out->has_per_unit = json_points(task, "per_unit", MAY, &out->per_unit);
}

static void read_tasks(const struct json_place *file, struct season_draft *out)
{
	struct arena *arena = file->reader->arena;
	const struct json_place list = json_list(file, "tasks", MUST, TASKS_MAX, &out->task_count);
	struct task_draft *tasks = arena_alloc(arena, out->task_count, sizeof(*tasks));

	for (size_t i = 0; i < out->task_count; i++) {
		const struct json_place task = json_item(&list, i);

		read_task(&task, &tasks[i]);
	}
	out->tasks = tasks;
}

static void read_targets(const struct json_place *board, struct board_draft *out)
{
	struct arena *arena = board->reader->arena;
	const struct json_place object = json_inner(board, "targets", MAY);

	if (json_object_size(object.value) > TASKS_MAX) {
		fail(board->reader->why, FAULT_JSON_TARGETS_MANY, object.path,
		     fault_number(board->reader->why, TASKS_MAX));
		return;
	}
	struct target_draft *targets =
	        arena_alloc(arena, json_object_size(object.value), sizeof(*targets));
	const char *task;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object.value, task, value)
	{
		struct target_draft *target = &targets[out->target_count++];

		target->task = arena_text(arena, "%s", task);
		target->not_assigned = json_is_null(value);
		target->has_target = !target->not_assigned;
		if (target->has_target)
			json_quantity_value(board->reader, value,
			                    arena_text(arena, "%s.%s", object.path, task),
			                    &target->target);
	}
	out->targets = targets;
}

static void read_boards(const struct json_place *file, struct season_draft *out)
{
	static const char *const names[] = { "code", "name", "iso", "targets", NULL };
	struct arena *arena = file->reader->arena;
	const struct json_place list =
	        json_list(file, "boards", MUST, BOARDS_MAX, &out->board_count);
	struct board_draft *boards = arena_alloc(arena, out->board_count, sizeof(*boards));

	for (size_t i = 0; i < out->board_count; i++) {
		const struct json_place board = json_item(&list, i);

		json_only(&board, names);
		boards[i].code = "";
		json_text(&board, "code", MUST, &boards[i].code);
		json_text(&board, "name", MUST, &boards[i].name);
		json_text(&board, "iso", MAY, &boards[i].iso);
		read_targets(&board, &boards[i]);
	}
	out->boards = boards;
}

static void read_periods(const struct json_place *file, struct season_draft *out)
{
	static const char *const names[] = { "period", "opens", "due", "lock", NULL };
	const struct json_place list =
	        json_list(file, "periods", MUST, PERIODS, &out->period_count);
	struct period_draft *periods =
	        arena_alloc(file->reader->arena, out->period_count, sizeof(*periods));

	for (size_t i = 0; i < out->period_count; i++) {
		const struct json_place period = json_item(&list, i);

		json_only(&period, names);
		if (json_choice(&period, "period", MUST, &names_periods, &periods[i].period))
			periods[i].period++; /* from enum period to the wire's number */
		periods[i].has_opens = json_day(&period, "opens", MUST, &periods[i].opens);
		periods[i].has_due = json_day(&period, "due", MUST, &periods[i].due);
		periods[i].has_lock = json_day(&period, "lock", MUST, &periods[i].lock);
	}
	out->periods = periods;
}

static void read_calendar(const struct json_place *file, struct season_draft *out)
{
	static const char *const names[] = { "until_days", "deduction", NULL };
	struct arena *arena = file->reader->arena;
	struct json_place list =
	        json_list(file, "holidays", MAY, HOLIDAYS_MAX, &out->holiday_count);
	int32_t *holidays = arena_alloc(arena, out->holiday_count, sizeof(*holidays));

	for (size_t i = 0; i < out->holiday_count; i++)
		json_day_value(file->reader, json_array_get(list.value, i),
		               arena_text(arena, "holidays[%zu]", i), &holidays[i]);
	out->holidays = holidays;
	list = json_list(file, "late_steps", MAY, STEPS_MAX, &out->late_step_count);
	struct late_step *steps = arena_alloc(arena, out->late_step_count, sizeof(*steps));

	for (size_t i = 0; i < out->late_step_count; i++) {
		const struct json_place step = json_item(&list, i);

		json_only(&step, names);
		json_whole(&step, "until_days", MUST, HUNDREDS, &steps[i].until_days);
		json_points(&step, "deduction", MUST, &steps[i].deduction);
	}
	out->late_steps = steps;
}

static void read_bands(const struct json_place *file, struct season_draft *out)
{
	static const char *const names[] = { "code", "name", "at_least", NULL };
	struct arena *arena = file->reader->arena;
	const struct json_place list = json_list(file, "bands", MUST, BANDS_MAX, &out->band_count);
	struct band_draft *bands = arena_alloc(arena, out->band_count, sizeof(*bands));

	for (size_t i = 0; i < out->band_count; i++) {
		const struct json_place band = json_item(&list, i);

		json_only(&band, names);
		bands[i].code = "";
		json_text(&band, "code", MUST, &bands[i].code);
		json_text(&band, "name", MUST, &bands[i].name);
		bands[i].has_at_least = json_points(&band, "at_least", MUST, &bands[i].at_least);
	}
	out->bands = bands;
}

static void read_policies(const struct json_place *file, struct season_draft *out)
{
	struct arena *arena = file->reader->arena;

	json_points(file, "missing_deduction", MUST, &out->missing_deduction);
	json_points(file, "bonus_cap", MUST, &out->bonus_cap);
	const struct json_place list =
	        json_list(file, "tie_breaks", MUST, TIEBREAKS_MAX, &out->tie_break_count);
	int *tiebreaks = arena_alloc(arena, out->tie_break_count, sizeof(*tiebreaks));

	for (size_t i = 0; i < out->tie_break_count; i++)
		json_choice_value(file->reader, json_array_get(list.value, i),
		                  arena_text(arena, "tie_breaks[%zu]", i), &names_tiebreaks,
		                  &tiebreaks[i]);
	out->tie_breaks = tiebreaks;
	json_whole(file, "priority_group", MUST, HUNDREDS, &out->priority_group);
	json_choice(file, "not_assigned", MUST, &names_policies, &out->not_assigned);
	json_whole(file, "postmark_grace_days", MAY, HUNDREDS, &out->postmark_grace_days);
	out->head = out->deputy = "";
	json_text(file, "head", MUST, &out->head);
	json_text(file, "deputy", MUST, &out->deputy);
}

static void read_season(const struct json_place *file, struct season_draft *out)
{
	static const char *const names[] = { "cluster",
		                             "year",
		                             "name",
		                             "scale",
		                             "groups",
		                             "tasks",
		                             "boards",
		                             "periods",
		                             "bands",
		                             "holidays",
		                             "late_steps",
		                             "bonus_cap",
		                             "priority_group",
		                             "head",
		                             "missing_deduction",
		                             "not_assigned",
		                             "deputy",
		                             "tie_breaks",
		                             "edition",
		                             "postmark_grace_days",
		                             "$schema",
		                             "$comment",
		                             NULL };

	json_only(file, names);
	out->cluster = "";
	json_text(file, "cluster", MUST, &out->cluster);
	json_whole(file, "year", MUST, 2999, &out->year);
	out->has_edition = json_whole(file, "edition", MAY, EDITION_NEWEST, &out->edition);
	json_text(file, "name", MUST, &out->name);
	json_points(file, "scale", MUST, &out->scale);
	read_groups(file, out);
	read_tasks(file, out);
	read_boards(file, out);
	read_periods(file, out);
	read_calendar(file, out);
	read_bands(file, out);
	read_policies(file, out);
}

bool season_from_json(const char *text, size_t size, struct season_draft *out, struct faults *why)
{
	const struct json_reader reader = { why->arena, why };

	*out = (struct season_draft){ 0 };
	json_t *value;

	if (!json_read_text(&reader, text, size, &value))
		return false;
	const struct json_place file = { &reader, value, "" };

	if (json_is_object(value))
		read_season(&file, out);
	else
		fail(why, FAULT_JSON_FILE_NO_OBJECT, "file");
	json_decref(value);
	return why->count == 0;
}

const char *season_path(const struct season_draft *season, const char *field, struct arena *arena)
{
	static const char prefix[] = "season.";

	if (strncmp(field, prefix, sizeof(prefix) - 1) == 0)
		field += sizeof(prefix) - 1;
	size_t board, target;

	if (sscanf(field, "boards[%zu].targets[%zu]", &board, &target) != 2 ||
	    board >= season->board_count || target >= season->boards[board].target_count)
		return field;
	return arena_text(arena, "boards[%zu].targets.%s", board,
	                  season->boards[board].targets[target].task);
}
