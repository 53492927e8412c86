/*
 * A row of names begins a table when it has the first column of one; then the others are looked up
 * in the same row. A table of tasks needs its values too, else it is some other list, whose rows
 * begin nothing all the same.
 */
#include "sheet_scan.h"

#include <string.h>

#include "arena.h"
#include "faults.h"
#include "text.h"

const struct cell *sheet_row_cell(const struct sheet_row *row, enum sheet_column column)
{
	for (size_t i = 0; i < row->count; i++)
		if ((int)row->cells[i].column == row->columns[column])
			return &row->cells[i];
	return NULL;
}

const char *sheet_row_place(struct arena *arena, const struct sheet_row *row,
                            enum sheet_column column, const char *task)
{
	const int at = row->columns[column];
	const char *place =
	        workbook_place(arena, row->sheet, row->number, at < 0 ? 0 : (uint32_t)at);

	return task ? arena_text(arena, "%s (%s)", place, task) : place;
}

const char *sheet_cell_text(struct arena *arena, const struct cell *cell, const char *place,
                            struct faults *why)
{
	if (!cell)
		return "";
	if (cell->kind == CELL_DATE)
		fail(why, FAULT_SHEET_CELL_DATE, place);
	else if (cell->kind == CELL_ERROR && !*cell->text)
		fail(why, FAULT_SHEET_CELL_UNCOMPUTED, place);
	else if (cell->kind == CELL_ERROR)
		fail(why, FAULT_SHEET_CELL_ERROR, place, cell->text);
	if (cell->kind == CELL_DATE || cell->kind == CELL_ERROR)
		return NULL;
	const char *text = cell->text + strspn(cell->text, " \t\n");
	size_t size = strlen(text);

	while (size > 0 && strchr(" \t\n", text[size - 1]))
		size--;
	return arena_text(arena, "%.*s", (int)size, text);
}

/* Is it the row of a task, whatever words stand in it? "mô hình" is what T13 counts. */
static bool is_of_task(const struct sheet_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if ((int)row->cells[i].column == row->codes)
			return text_is_code(row->cells[i].text) &&
			       sheet_column_of(row->cells[i].text) == SHEET_COLUMNS;
	return false;
}

/* Is a figure among them? Then they are no names, of whatever these words are. */
static bool has_figure(const struct sheet_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		const char *text = row->cells[i].text;

		if (row->cells[i].kind != CELL_TEXT ||
		    (*text >= '0' && *text <= '9' && !text[strspn(text, "0123456789., ")]))
			return true;
	}
	return false;
}

/* The table that a row of names begins; SHEET_TABLES: none. Sets the row's columns. */
static enum sheet_table begins(struct sheet_row *row)
{
	int columns[SHEET_COLUMNS];
	enum sheet_table table = SHEET_TABLES;

	if (is_of_task(row))
		return SHEET_TABLES;
	for (int i = 0; i < SHEET_COLUMNS; i++)
		columns[i] = -1;
	for (size_t i = 0; i < row->count; i++) {
		const enum sheet_column column = row->cells[i].kind == CELL_TEXT
		                                         ? sheet_column_of(row->cells[i].text)
		                                         : SHEET_COLUMNS;

		if (column != SHEET_COLUMNS && columns[column] < 0)
			columns[column] = (int)row->cells[i].column;
	}
	for (int i = SHEET_COLUMNS - 1; i >= 0; i--) /* the first that it must have wins */
		if (columns[i] >= 0 && sheet_column_starts((enum sheet_column)i))
			table = sheet_table_of((enum sheet_column)i);
	if (columns[COLUMN_TASK] >= 0)
		row->codes = columns[COLUMN_TASK];
	if (table == TABLE_OF_TASKS ? columns[COLUMN_VALUE] < 0 : has_figure(row))
		return SHEET_TABLES;
	if (table != SHEET_TABLES) {
		memcpy(row->columns, columns, sizeof(columns));
		row->codes = columns[COLUMN_TASK];
		row->head = row->number;
	}
	return table;
}

static void visit(const struct sheet_visitor *visitor, struct sheet_row *row)
{
	const enum sheet_table table = begins(row);

	if (table != SHEET_TABLES) {
		row->table = table;
		if (visitor->head)
			visitor->head(visitor->context, row);
	} else if (row->table != SHEET_TABLES && visitor->of_table) {
		visitor->of_table(visitor->context, row);
	} else if (row->table == SHEET_TABLES && visitor->loose) {
		visitor->loose(visitor->context, row);
	}
}

void sheet_scan(const struct workbook *workbook, const struct sheet_visitor *visitor)
{
	for (size_t i = 0; i < workbook->sheet_count; i++) {
		const struct sheet *sheet = &workbook->sheets[i];
		struct sheet_row row = { .sheet = sheet, .table = SHEET_TABLES, .codes = -1 };

		for (size_t at = 0; at < sheet->cell_count && !sheet->hidden; at += row.count) {
			row.cells = &sheet->cells[at];
			row.number = row.cells->row;
			row.count = 1;
			while (at + row.count < sheet->cell_count &&
			       row.cells[row.count].row == row.number)
				row.count++;
			visit(visitor, &row);
		}
	}
}
