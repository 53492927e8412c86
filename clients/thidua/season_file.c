/*
 * A season file (season.schema.json), read; json_season.c writes one: the message, but for a board's targets,
 * which are an object by task code where null says "not assigned". season_path turns a fault found
 * in the message back into the path of the file.
 *
 * What `thidua season show --json` prints is such a file, so that it can be corrected and defined
 * as the next version.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "json_form.h"
#include "json_in.h"
#include "messages_forms.h"

static void read_targets(const struct json_place *board, void *read)
{
	const struct json_reader *reader = board->reader;
	const struct json_place object = json_object_value(
	        reader, json_member(board, "targets", MAY), json_path(board, "targets"));
	struct board_draft *out = read;

	if (json_object_size(object.value) > TASKS_MAX) {
		fail(reader->why, FAULT_JSON_TARGETS_MANY, object.path,
		     fault_number(reader->why, TASKS_MAX));
		return;
	}
	struct target_draft *targets =
	        arena_alloc(reader->arena, json_object_size(object.value), sizeof(*targets));
	const char *task;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object.value, task, value)
	{
		struct target_draft *target = &targets[out->target_count++];

		target->task = arena_text(reader->arena, "%s", task);
		target->not_assigned = json_is_null(value);
		target->has_target = !target->not_assigned;
		if (target->has_target)
			json_quantity_value(reader, value, json_path(&object, task),
			                    &target->target);
	}
	out->targets = targets;
}

static const struct json_twist twists[] = {
	{ .form = &form_season_draft,
	  .must = "cluster year groups tasks boards periods tie_breaks priority_group bands not_assigned head deputy",
	  .may = "" },
	{ .form = &form_task_draft,
	  .must = "code group kind accumulation measure max phasing",
	  .may = "" },
	{ .form = &form_board_draft,
	  .must = "code",
	  .may = "",
	  .other = "targets",
	  .read_other = read_targets },
	{ .form = &form_period_draft, .must = "period", .may = "opens due lock" },
	{ .form = &form_review_draft, .must = "review_days dispute_days return_days", .may = "" },
	{ .form = &form_entry_rule_draft, .must = "code kind least most", .may = "" },
	{ .form = &form_band_draft, .must = "code at_least", .may = "" },
	{ .form = NULL },
};

bool season_from_json(const char *text, size_t size, struct season_draft *out, struct faults *why)
{
	static const char *const beside[] = { "$schema", "$comment", NULL };
	const struct json_reader reader = { why->arena, why };

	*out = (struct season_draft){ 0 };
	json_t *value;

	if (!json_read_text(&reader, text, size, &value))
		return false;
	const struct json_place file = { &reader, value, "" };

	if (json_is_object(value)) {
		json_form_only(&file, &form_season_draft, beside);
		json_form_read(&file, &form_season_draft, twists, out);
	} else {
		fail(why, FAULT_JSON_FILE_NO_OBJECT, "file");
	}
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
