/*
 * A report file (report.schema.json) to the command's report and its texts.
 *
 * The one rule of shape that is said here and not left to the daemon is "actual, or done and
 * out_of": people mix them up, and the file has the words for it. Absent is not zero: a line
 * without either is a fault.
 */
#include "arena.h"
#include "json_in.h"
#include "json_read.h"

enum { TEXTS_MAX = 50, EVIDENCE_MAX = 100 };

static void read_line(const struct json_place *list, size_t index, struct report_line *out)
{
	static const char *const names[] = { "task", "actual", "done", "out_of", NULL };
	const struct json_place line = json_item(list, index);

	json_only(&line, names);
	out->task = "";
	json_text(&line, "task", MUST, &out->task);
	out->has_actual = json_quantity(&line, "actual", MAY, &out->actual);
	out->has_done = json_quantity(&line, "done", MAY, &out->done);
	out->has_out_of = json_quantity(&line, "out_of", MAY, &out->out_of);
	const bool percent = json_has(&line, "done") || json_has(&line, "out_of");
	struct faults *why = list->reader->why;

	if (line.value && json_has(&line, "actual") && percent)
		fail(why, FAULT_JSON_LINE_BOTH, line.path);
	else if (line.value && !json_has(&line, "actual") && !percent)
		fail(why, FAULT_JSON_LINE_EMPTY, line.path);
}

static void read_lines(const struct json_place *file, struct submit_report *out)
{
	const struct json_place list = json_list(file, "lines", MAY, TASKS_MAX, &out->line_count);
	struct report_line *lines =
	        arena_alloc(file->reader->arena, out->line_count, sizeof(*lines));

	for (size_t i = 0; i < out->line_count; i++)
		read_line(&list, i, &lines[i]);
	out->lines = lines;
}

static void read_limitations(const struct json_place *file, struct submit_report *out)
{
	static const char *const names[] = { "text", "cause", "remedy", NULL };
	const struct json_place list =
	        json_list(file, "limitations", MAY, TEXTS_MAX, &out->limitation_count);
	struct limitation *items =
	        arena_alloc(file->reader->arena, out->limitation_count, sizeof(*items));

	for (size_t i = 0; i < out->limitation_count; i++) {
		const struct json_place item = json_item(&list, i);

		json_only(&item, names);
		json_text(&item, "text", MUST, &items[i].text);
		json_text(&item, "cause", MAY, &items[i].cause);
		json_text(&item, "remedy", MAY, &items[i].remedy);
	}
	out->limitations = items;
}

static void read_models(const struct json_place *file, struct submit_report *out)
{
	static const char *const names[] = { "title", "field", "effect", NULL };
	const struct json_place list = json_list(file, "models", MAY, TEXTS_MAX, &out->model_count);
	struct good_model *items =
	        arena_alloc(file->reader->arena, out->model_count, sizeof(*items));

	for (size_t i = 0; i < out->model_count; i++) {
		const struct json_place item = json_item(&list, i);

		json_only(&item, names);
		json_text(&item, "title", MUST, &items[i].title);
		json_text(&item, "field", MAY, &items[i].field);
		json_text(&item, "effect", MAY, &items[i].effect);
	}
	out->models = items;
}

static void read_texts(const struct json_place *file, struct submit_report *out)
{
	const struct json_reader *reader = file->reader;

	read_limitations(file, out);
	read_models(file, out);
	struct json_place list = json_list(file, "proposals", MAY, TEXTS_MAX, &out->proposal_count);
	const char **proposals =
	        arena_alloc(reader->arena, out->proposal_count, sizeof(*proposals));

	for (size_t i = 0; i < out->proposal_count; i++)
		json_text_value(reader, json_array_get(list.value, i),
		                arena_text(reader->arena, "proposals[%zu]", i), &proposals[i]);
	out->proposals = proposals;
	list = json_list(file, "evidence", MAY, EVIDENCE_MAX, &out->evidence_count);
	uint8_t(*evidence)[HASH_SIZE] =
	        arena_alloc(reader->arena, out->evidence_count, sizeof(*evidence));

	for (size_t i = 0; i < out->evidence_count; i++)
		json_hash_value(reader, json_array_get(list.value, i),
		                arena_text(reader->arena, "evidence[%zu]", i), evidence[i]);
	out->evidence = (const uint8_t(*)[HASH_SIZE])evidence;
}

static void read_report(const struct json_place *file, struct report_file *out)
{
	static const char *const names[] = { "cluster",  "year",        "board",
		                             "period",   "revision",    "previous_hash",
		                             "lines",    "limitations", "proposals",
		                             "models",   "evidence",    "$schema",
		                             "$comment", NULL };

	json_only(file, names);
	out->cluster = out->report.board = "";
	json_text(file, "cluster", MUST, &out->cluster);
	json_whole(file, "year", MUST, 2999, &out->year);
	json_text(file, "board", MUST, &out->report.board);
	json_choice(file, "period", MUST, &names_periods, &out->report.period);
	out->report.period++; /* from enum period to the wire's number */
	out->has_revision = json_whole(file, "revision", MAY, UINT32_MAX, &out->report.revision);
	if (out->has_revision && out->report.revision == 0)
		fail(file->reader->why, FAULT_MUST_BE_AT_LEAST, "revision", "1");
	out->report.has_previous_hash =
	        json_hash(file, "previous_hash", MAY, out->report.previous_hash);
	if (json_has(file, "previous_hash") && !json_has(file, "revision"))
		fail(file->reader->why, FAULT_JSON_HASH_ALONE, "previous_hash");
	read_lines(file, &out->report);
	read_texts(file, &out->report);
}

bool report_from_json(const char *text, size_t size, struct report_file *out, struct faults *why)
{
	const struct json_reader reader = { why->arena, why };

	*out = (struct report_file){ 0 };
	json_t *value;

	if (!json_read_text(&reader, text, size, &value))
		return false;
	const struct json_place file = { &reader, value, "" };

	if (json_is_object(value))
		read_report(&file, out);
	else
		fail(why, FAULT_JSON_FILE_NO_OBJECT, "file");
	json_decref(value);
	return why->count == 0;
}
