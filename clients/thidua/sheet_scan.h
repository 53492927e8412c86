/*
 * sheet_scan -- a workbook row by row: which table a row belongs to, and its cells by column.
 *
 * Inside of sheet_report only.
 */
#ifndef SHEET_SCAN_H
#define SHEET_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "sheet_words.h"
#include "workbook.h"

struct faults;

struct sheet_row {
	const struct sheet *sheet;
	const struct cell *cells; /* [count], by column */
	size_t count;
	uint32_t number;            /* from 0 */
	enum sheet_table table;     /* SHEET_TABLES: of none */
	int columns[SHEET_COLUMNS]; /* of the table; -1: it has no such */
	uint32_t head;              /* of the table: the row of its names */
	int codes;                  /* the column under the last name of codes; -1: none */
};

/* What is done with each row, in order; NULL: nothing. */
struct sheet_visitor {
	void (*head)(void *context, const struct sheet_row *row); /* the names over a table */
	void (*loose)(void *context, const struct sheet_row *row);
	void (*of_table)(void *context, const struct sheet_row *row);
	void *context;
};

/* Hidden sheets are passed over: nobody sees what stands there. */
void sheet_scan(const struct workbook *workbook, const struct sheet_visitor *visitor);

/* The cell, or NULL when it is empty or there is no such column. */
const struct cell *sheet_row_cell(const struct sheet_row *row, enum sheet_column column);

/* "Báo cáo!G7", with the task when there is one: "Báo cáo!G7 (T03)". Of the row's first column when
 * the table has no such. In the arena. */
const char *sheet_row_place(struct arena *arena, const struct sheet_row *row,
                            enum sheet_column column, const char *task);

/* Text without blanks around it; "" when there is nothing, NULL having said why it is no text. In
 * the arena. */
const char *sheet_cell_text(struct arena *arena, const struct cell *cell, const char *place,
                            struct faults *why);

#endif
