/*
 * A label counts where no table is, with what stands next to it in its row: the names over a table
 * may be the same words.
 */
#include "sheet_heads.h"

#include <string.h>

#include "arena.h"
#include "faults.h"
#include "fold.h"
#include "sheet_scan.h"
#include "words.h"

enum { LABEL_REACH = 3, STRANGERS_MAX = 5 };

struct heads {
	struct sheet_heads *out;
	struct faults *why;
	/* where a row of names has codes but no values, or values but no codes; NULL */
	const char *valueless, *codeless;
	const char *strange; /* what else stands in the first of those rows */
};

/* What stands behind a label in its row. Words further off, as a template has them for people, are
 * no value: then the one beside the label is missing. */
static void take_label(struct heads *heads, const struct sheet_row *row, size_t i)
{
	struct arena *arena = heads->why->arena;
	const struct cell *label_cell = &row->cells[i];
	const enum sheet_label label = sheet_label_of(label_cell->text);
	const struct cell *next = i + 1 < row->count ? &row->cells[i + 1] : NULL;

	if (label == SHEET_LABELS || (next && sheet_label_of(next->text) != SHEET_LABELS))
		return;
	struct sheet_said *said = &heads->out->said[label];
	const bool near = next && next->column <= label_cell->column + LABEL_REACH;
	const bool beside = near && next->column == label_cell->column + 1;
	const uint32_t column = near ? next->column : label_cell->column + 1;
	const char *place = workbook_place(arena, row->sheet, row->number, column);
	const char *text = near ? sheet_cell_text(arena, next, place, heads->why) : "";

	if (!text)
		return;
	if (!*text || (!beside && !sheet_label_fits(label, text))) {
		place = workbook_place(arena, row->sheet, row->number, label_cell->column + 1);
		if (!said->place)
			*said = (struct sheet_said){ NULL, place, *text != '\0' };
	} else if (said->text && strcmp(said->text, text) != 0) {
		fail(heads->why, FAULT_SHEET_LABEL_TWICE, place, said->place);
	} else if (!said->text) {
		*said = (struct sheet_said){ text, place, false };
	}
}

/* Names of a template that nobody reads. */
static bool is_for_people(const char *text)
{
	static const enum word words[] = { WORD_TEMPLATE_TASK, WORD_TEMPLATE_TARGET,
		                           WORD_TEMPLATE_BY_NOW, WORD_TEMPLATE_BEFORE };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (fold_same(text, words_in(VIETNAMESE, words[i])) ||
		    fold_same(text, words_in(ENGLISH, words[i])))
			return true;
	return false;
}

/* Which of the names is the one that was changed? "" when all are known. */
static const char *strangers(struct arena *arena, const struct sheet_row *row)
{
	const struct sheet unnamed = { .name = "" };
	const char *out = "";
	size_t count = 0;

	for (size_t i = 0; i < row->count && count < STRANGERS_MAX; i++) {
		const struct cell *cell = &row->cells[i];

		if (cell->kind != CELL_TEXT || sheet_column_of(cell->text) != SHEET_COLUMNS ||
		    is_for_people(cell->text))
			continue;
		out = arena_text(arena, "%s%s\"%.40s\" (%s)", out, count++ > 0 ? ", " : "",
		                 cell->text,
		                 workbook_place(arena, &unnamed, row->number, cell->column));
	}
	return out;
}

/* A row of names that would begin the tasks if it had the other name too. */
static void take_half(struct heads *heads, const struct sheet_row *row, const struct cell *cell)
{
	const enum sheet_column column = sheet_column_of(cell->text);
	const char **place = column == COLUMN_TASK    ? &heads->valueless
	                     : column == COLUMN_VALUE ? &heads->codeless
	                                              : NULL;

	if (!place || *place)
		return;
	if (column == COLUMN_TASK || !heads->strange)
		heads->strange = strangers(heads->why->arena, row);
	*place = workbook_place(heads->why->arena, row->sheet, row->number, cell->column);
}

static void look_for_labels(void *context, const struct sheet_row *row)
{
	struct heads *heads = context;

	for (size_t i = 0; i < row->count; i++) {
		if (row->cells[i].kind != CELL_TEXT)
			continue;
		take_label(heads, row, i);
		take_half(heads, row, &row->cells[i]);
	}
}

static void look_for_tasks(void *context, const struct sheet_row *row)
{
	struct heads *heads = context;

	if (row->table == TABLE_OF_TASKS) {
		heads->out->tasks = true;
		heads->out->complete &=
		        row->columns[COLUMN_DECIMALS] >= 0 && row->columns[COLUMN_UNIT] >= 0;
	}
}

static void look_at_names(void *context, const struct sheet_row *row)
{
	struct heads *heads = context;
	enum sheet_column seen[SHEET_COLUMNS];
	size_t count = 0;

	for (size_t i = 0; i < row->count; i++) {
		const enum sheet_column column = row->cells[i].kind == CELL_TEXT
		                                         ? sheet_column_of(row->cells[i].text)
		                                         : SHEET_COLUMNS;
		size_t j = 0;

		while (j < count && seen[j] != column)
			j++;
		if (column == SHEET_COLUMNS || sheet_table_of(column) != row->table)
			continue;
		if (j < count)
			fail(heads->why, FAULT_SHEET_COLUMN_TWICE,
			     workbook_place(heads->why->arena, row->sheet, row->number,
			                    row->cells[i].column),
			     sheet_row_place(heads->why->arena, row, column, NULL));
		else
			seen[count++] = column;
	}
}

/* The hidden sheet that has them; NULL. */
static const char *hidden_tasks(const struct workbook *workbook)
{
	for (size_t i = 0; i < workbook->sheet_count; i++) {
		struct sheet_heads out = { .complete = true };
		struct heads heads = { .out = &out };
		const struct sheet_visitor visitor = { look_for_tasks, NULL, NULL, &heads };
		struct sheet shown = workbook->sheets[i];

		shown.hidden = false;
		sheet_scan(&(struct workbook){ &shown, 1 }, &visitor);
		if (out.tasks)
			return workbook->sheets[i].name;
	}
	return NULL;
}

/* This alone: without its names nothing of the sheet is understood, and what else could be said of
 * it would lead astray. */
static void refuse_tableless(const struct heads *heads, const struct workbook *workbook)
{
	struct faults *why = heads->why;
	const char *place = heads->valueless ? heads->valueless : heads->codeless;
	const char *task = sheet_column_name(why->arena, COLUMN_TASK);
	const char *value = sheet_column_name(why->arena, COLUMN_VALUE);
	const char *absent = heads->valueless ? value : task;
	const char *hidden = hidden_tasks(workbook);

	if (hidden)
		fail(why, FAULT_SHEET_HIDDEN, hidden);
	else if (!place)
		fail(why, FAULT_SHEET_NO_TABLE,
		     workbook->sheet_count > 0 ? workbook->sheets[0].name : "", task, value);
	else if (*heads->strange)
		fail(why, FAULT_SHEET_NO_NAME_BUT, place, absent, heads->strange);
	else
		fail(why, FAULT_SHEET_NO_NAME, place, absent);
}

void sheet_heads_read(const struct workbook *workbook, bool mapped, struct sheet_heads *out,
                      struct faults *why)
{
	struct heads heads = { .out = out, .why = why };
	const struct sheet_visitor first = { look_for_tasks, look_for_labels, NULL, &heads };
	const struct sheet_visitor second = { look_at_names, NULL, NULL, &heads };

	*out = (struct sheet_heads){ .complete = true };
	sheet_scan(workbook, &first);
	out->complete &= out->tasks;
	if (out->tasks || mapped)
		sheet_scan(workbook, &second);
	else
		refuse_tableless(&heads, workbook);
}
