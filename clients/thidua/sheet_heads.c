/*
 * A label counts where no table is, with what stands next to it in its row: the names over a table
 * may be the same words.
 */
#include "sheet_heads.h"

#include <string.h>

#include "arena.h"
#include "faults.h"
#include "sheet_scan.h"

enum { LABEL_REACH = 3 };

struct heads {
	struct sheet_heads *out;
	struct faults *why;
	const char *valueless; /* where codes stand in a row of names, but no values; NULL */
};

/* What stands behind a label in its row. */
static void take_label(struct heads *heads, const struct sheet_row *row, size_t i)
{
	const enum sheet_label label = sheet_label_of(row->cells[i].text);
	const struct cell *next = i + 1 < row->count ? &row->cells[i + 1] : NULL;

	if (label == SHEET_LABELS || !next || next->column > row->cells[i].column + LABEL_REACH ||
	    sheet_label_of(next->text) != SHEET_LABELS)
		return;
	const char *place =
	        workbook_place(heads->why->arena, row->sheet, row->number, next->column);
	const char *text = sheet_cell_text(heads->why->arena, next, place, heads->why);
	struct sheet_said *said = &heads->out->said[label];

	if (!text || !*text)
		return;
	if (said->text && strcmp(said->text, text) != 0)
		fail(heads->why, FAULT_SHEET_LABEL_TWICE, place, said->place);
	else if (!said->text)
		*said = (struct sheet_said){ text, place };
}

static void look_for_labels(void *context, const struct sheet_row *row)
{
	struct heads *heads = context;

	for (size_t i = 0; i < row->count; i++) {
		if (row->cells[i].kind != CELL_TEXT)
			continue;
		take_label(heads, row, i);
		if (!heads->valueless && sheet_column_of(row->cells[i].text) == COLUMN_TASK)
			heads->valueless = workbook_place(heads->why->arena, row->sheet,
			                                  row->number, row->cells[i].column);
	}
}

static void look_at_names(void *context, const struct sheet_row *row)
{
	struct heads *heads = context;
	enum sheet_column seen[SHEET_COLUMNS];
	size_t count = 0;

	if (row->table == TABLE_OF_TASKS) {
		heads->out->tasks = true;
		heads->out->complete &= row->columns[COLUMN_DECIMALS] >= 0;
	}
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

void sheet_heads_read(const struct workbook *workbook, bool mapped, struct sheet_heads *out,
                      struct faults *why)
{
	struct heads heads = { .out = out, .why = why };
	const struct sheet_visitor visitor = { look_at_names, look_for_labels, NULL, &heads };
	const char *values = sheet_column_name(why->arena, COLUMN_VALUE);

	*out = (struct sheet_heads){ .complete = true };
	sheet_scan(workbook, &visitor);
	out->complete &= out->tasks;
	if (out->tasks || mapped)
		return;
	if (heads.valueless)
		fail(why, FAULT_SHEET_NO_VALUES, heads.valueless, values);
	else
		fail(why, FAULT_SHEET_NO_TABLE,
		     workbook->sheet_count > 0 ? workbook->sheets[0].name : "",
		     sheet_column_name(why->arena, COLUMN_TASK), values);
}
