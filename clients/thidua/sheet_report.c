/*
 * Twice through the workbook: once for what stands before the tables, which says whose report it is
 * and so which season judges it, and once for the tables. A list that is longer than a report takes
 * is refused at its first item too many.
 */
#include "sheet_report.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "sheet_map.h"
#include "sheet_scan.h"
#include "sheet_task.h"
#include "text.h"

/* A report's lists while they grow, and where each item stands. */
struct reading {
	const struct sheet_rules *rules;
	struct report_file *out;
	struct faults *why;
	struct report_line *lines;
	struct limitation *limitations;
	struct good_model *models;
	const char **proposals;
	uint8_t (*evidence)[HASH_SIZE];
	const char *rows[SHEET_LINES_MAX]; /* codes of the tasks that have a row */
	const char *row_places[SHEET_LINES_MAX];
	size_t row_count;
	bool full[SHEET_TABLES];
	struct report_places places;
};

/* False having said that there are too many, once for each table. */
static bool is_room(struct reading *reading, enum sheet_table table, size_t count, size_t most,
                    const char *place)
{
	if (count < most)
		return true;
	if (!reading->full[table])
		fail(reading->why, FAULT_JSON_LIST_LONG, place,
		     fault_number(reading->why, (long long)most),
		     fault_number(reading->why, (long long)count + 1));
	reading->full[table] = true;
	return false;
}

/* task: what the map says, or NULL: it stands in the row. */
static void take_task(struct reading *reading, const struct sheet_row *row, const char *task)
{
	struct arena *arena = reading->why->arena;
	struct submit_report *report = &reading->out->report;
	struct report_line line;
	const char *code = task;
	const bool there =
	        sheet_task_read(row, reading->rules, report->board, reading->why, &code, &line);

	if (!code)
		return;
	const enum sheet_column last =
	        row->columns[COLUMN_OUT_OF] < 0 ? COLUMN_VALUE : COLUMN_OUT_OF;
	const char *place = sheet_row_place(arena, row, task ? COLUMN_VALUE : COLUMN_TASK, code);
	size_t i = 0;

	while (i < reading->row_count && strcmp(reading->rows[i], code) != 0)
		i++;
	if (i < reading->row_count)
		fail(reading->why, FAULT_SHEET_TASK_TWICE, place, code, reading->row_places[i]);
	if (i < reading->row_count ||
	    !is_room(reading, TABLE_OF_TASKS, reading->row_count, SHEET_LINES_MAX, place))
		return;
	reading->rows[reading->row_count] = code;
	reading->row_places[reading->row_count++] = place;
	if (!there)
		return;
	reading->places.lines[report->line_count] = sheet_row_place(arena, row, COLUMN_VALUE, code);
	reading->places.out_of[report->line_count] = sheet_row_place(arena, row, last, code);
	reading->lines[report->line_count++] = line;
}

static void read_task(struct reading *reading, const struct sheet_row *row)
{
	take_task(reading, row, NULL);
}

/* The cells of a row of the sheet. */
static void find_row(const struct sheet *sheet, uint32_t number, struct sheet_row *out)
{
	size_t at = 0;

	while (at < sheet->cell_count && sheet->cells[at].row < number)
		at++;
	*out = (struct sheet_row){ .sheet = sheet, .cells = &sheet->cells[at], .number = number };
	while (at + out->count < sheet->cell_count && out->cells[out->count].row == number)
		out->count++;
	for (int i = 0; i < SHEET_COLUMNS; i++)
		out->columns[i] = -1;
}

static void read_mapped(struct reading *reading, const struct workbook *workbook)
{
	const struct sheet_map *map = reading->rules->map;

	for (size_t i = 0; map && i < map->count; i++) {
		const struct sheet_mapped *mapped = &map->items[i];
		const struct sheet *sheet = sheet_map_sheet(workbook, mapped->sheet);
		struct sheet_row row;

		if (!sheet) {
			fail(reading->why, FAULT_MAP_SHEET, mapped->task, mapped->sheet);
			continue;
		}
		find_row(sheet, mapped->row, &row);
		row.columns[COLUMN_VALUE] = mapped->value;
		row.columns[COLUMN_OUT_OF] = mapped->out_of;
		take_task(reading, &row, mapped->task);
	}
}

/* Texts of a row whose first column is its key. False when there is nothing to take. */
static bool read_texts(struct reading *reading, const struct sheet_row *row,
                       const enum sheet_column *columns, size_t count, const char **texts)
{
	struct arena *arena = reading->why->arena;
	bool whole = true, any = false;

	for (size_t i = 0; i < count; i++) {
		texts[i] = sheet_cell_text(arena, sheet_row_cell(row, columns[i]),
		                           sheet_row_place(arena, row, columns[i], NULL),
		                           reading->why);
		whole &= texts[i] != NULL;
		any |= texts[i] && *texts[i];
	}
	if (whole && any && !*texts[0])
		fail(reading->why, FAULT_SHEET_KEY_MISSING,
		     sheet_row_place(arena, row, columns[0], NULL),
		     sheet_column_name(arena, columns[0]));
	return whole && any && *texts[0];
}

static void read_limitation(struct reading *reading, const struct sheet_row *row)
{
	static const enum sheet_column columns[] = { COLUMN_LIMITATION, COLUMN_CAUSE,
		                                     COLUMN_REMEDY };
	size_t *count = &reading->out->report.limitation_count;
	const char *texts[3];
	const char *place = sheet_row_place(reading->why->arena, row, COLUMN_LIMITATION, NULL);

	if (!read_texts(reading, row, columns, 3, texts) ||
	    !is_room(reading, row->table, *count, SHEET_TEXTS_MAX, place))
		return;
	reading->places.limitations[*count] = place;
	reading->limitations[(*count)++] =
	        (struct limitation){ .text = texts[0], .cause = texts[1], .remedy = texts[2] };
}

static void read_model(struct reading *reading, const struct sheet_row *row)
{
	static const enum sheet_column columns[] = { COLUMN_MODEL, COLUMN_FIELD, COLUMN_EFFECT };
	size_t *count = &reading->out->report.model_count;
	const char *texts[3];
	const char *place = sheet_row_place(reading->why->arena, row, COLUMN_MODEL, NULL);

	if (!read_texts(reading, row, columns, 3, texts) ||
	    !is_room(reading, row->table, *count, SHEET_TEXTS_MAX, place))
		return;
	reading->places.models[*count] = place;
	reading->models[(*count)++] =
	        (struct good_model){ .title = texts[0], .field = texts[1], .effect = texts[2] };
}

static void read_proposal(struct reading *reading, const struct sheet_row *row)
{
	static const enum sheet_column columns[] = { COLUMN_PROPOSAL };
	size_t *count = &reading->out->report.proposal_count;
	const char *text;
	const char *place = sheet_row_place(reading->why->arena, row, COLUMN_PROPOSAL, NULL);

	if (!read_texts(reading, row, columns, 1, &text) ||
	    !is_room(reading, row->table, *count, SHEET_TEXTS_MAX, place))
		return;
	reading->places.proposals[*count] = place;
	reading->proposals[(*count)++] = text;
}

static void read_evidence(struct reading *reading, const struct sheet_row *row)
{
	static const enum sheet_column columns[] = { COLUMN_EVIDENCE };
	size_t *count = &reading->out->report.evidence_count;
	const char *text;
	const char *place = sheet_row_place(reading->why->arena, row, COLUMN_EVIDENCE, NULL);

	if (!read_texts(reading, row, columns, 1, &text) ||
	    !is_room(reading, row->table, *count, SHEET_EVIDENCE_MAX, place))
		return;
	if (strlen(text) != 2 * (size_t)HASH_SIZE ||
	    !text_unhex(text, reading->evidence[*count], HASH_SIZE)) {
		fail(reading->why, FAULT_JSON_NO_HEX, place, "64");
		return;
	}
	reading->places.evidence[(*count)++] = place;
}

static void read_row(void *context, const struct sheet_row *row)
{
	static void (*const readers[SHEET_TABLES])(struct reading *, const struct sheet_row *) = {
		[TABLE_OF_TASKS] = read_task,        [TABLE_OF_LIMITATIONS] = read_limitation,
		[TABLE_OF_MODELS] = read_model,      [TABLE_OF_PROPOSALS] = read_proposal,
		[TABLE_OF_EVIDENCE] = read_evidence,
	};

	readers[row->table](context, row);
}

/* A task without a row was forgotten: absent is not zero. */
static void find_absent(struct reading *reading)
{
	const struct season_draft *season = reading->rules->season;

	for (size_t i = 0; season && i < season->task_count; i++) {
		const struct task_draft *task = &season->tasks[i];
		size_t j = 0;

		while (j < reading->row_count && strcmp(reading->rows[j], task->code) != 0)
			j++;
		if (j == reading->row_count &&
		    sheet_task_expected(season, reading->out->report.board, task))
			fail(reading->why, FAULT_SHEET_TASK_ABSENT, task->code);
	}
}

static const char **list(struct arena *arena, size_t count)
{
	return arena_alloc(arena, count, sizeof(const char *));
}

void sheet_report_read(const struct workbook *workbook, const struct sheet_rules *rules,
                       struct report_file *out, struct faults *why)
{
	struct arena *arena = why->arena;
	struct reading reading = {
		.rules = rules,
		.out = out,
		.why = why,
		.lines = arena_alloc(arena, SHEET_LINES_MAX, sizeof(*reading.lines)),
		.limitations = arena_alloc(arena, SHEET_TEXTS_MAX, sizeof(*reading.limitations)),
		.models = arena_alloc(arena, SHEET_TEXTS_MAX, sizeof(*reading.models)),
		.proposals = list(arena, SHEET_TEXTS_MAX),
		.evidence = arena_alloc(arena, SHEET_EVIDENCE_MAX, sizeof(*reading.evidence)),
		.places = { list(arena, SHEET_LINES_MAX), list(arena, SHEET_LINES_MAX),
		            list(arena, SHEET_TEXTS_MAX), list(arena, SHEET_TEXTS_MAX),
		            list(arena, SHEET_TEXTS_MAX), list(arena, SHEET_EVIDENCE_MAX) },
	};
	const struct sheet_visitor visitor = { NULL, NULL, read_row, &reading };

	sheet_scan(workbook, &visitor);
	read_mapped(&reading, workbook);
	find_absent(&reading);
	out->report.lines = reading.lines;
	out->report.limitations = reading.limitations;
	out->report.models = reading.models;
	out->report.proposals = reading.proposals;
	out->report.evidence = (const uint8_t(*)[HASH_SIZE])reading.evidence;
	out->places = reading.places;
}

/* --- places --- */

const char *sheet_report_place(const struct report_file *file, const char *field)
{
	const struct submit_report *report = &file->report;
	const struct {
		const char *list;
		const char *const *places;
		size_t count;
	} lists[] = {
		{ "lines", file->places.lines, report->line_count },
		{ "limitations", file->places.limitations, report->limitation_count },
		{ "models", file->places.models, report->model_count },
		{ "proposals", file->places.proposals, report->proposal_count },
		{ "evidence", file->places.evidence, report->evidence_count },
	};
	char name[16], part[16] = "";
	size_t at;

	if (sscanf(field, "%15[a-z][%zu].%15[a-z_]", name, &at, part) < 2)
		return NULL;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (strcmp(name, lists[i].list) == 0 && lists[i].places && at < lists[i].count)
			return i == 0 && strcmp(part, "out_of") == 0 ? file->places.out_of[at]
			                                             : lists[i].places[at];
	return NULL;
}
