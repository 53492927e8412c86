/*
 * workbook -- what a spreadsheet file holds: sheets of cells, with the values as they were written,
 * whatever the format.
 *
 * Files come by mail from many machines, so each is a stranger's: every count has a bound, and what
 * is beyond it, or broken, is a fault. Nothing here knows what a cell means.
 */
#ifndef WORKBOOK_H
#define WORKBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
	WORKBOOK_BYTES_MAX = 16 << 20, /* of the file */
	WORKBOOK_SHEETS_MAX = 64,
	WORKBOOK_ROWS_MAX = 65536,
	WORKBOOK_COLUMNS_MAX = 1024,
	WORKBOOK_CELLS_MAX = 500000,         /* of all sheets; empty ones do not count */
	WORKBOOK_CELL_BYTES_MAX = 3 * 32767, /* Excel's own bound, in UTF-8 */
	WORKBOOK_TEXT_MAX = 32 << 20, /* bytes of all texts; what many cells share counts once */
	WORKBOOK_TEXT_EACH = 16,      /* that a text counts beside its bytes */
};

enum cell_kind {
	CELL_TEXT,   /* all of CSV */
	CELL_NUMBER, /* digits as in the file, such as 80.09999999999999 or 9.55E-1, by no double */
	CELL_DATE,   /* a number shown as a date or a time, or ISO 8601 */
	CELL_FLAG,   /* 0 or 1 */
	CELL_ERROR,  /* such as #DIV/0!; "" for a formula whose value the file does not have */
};

/* Texts are UTF-8 in NFC, without control characters but newline and tab. An empty cell is not
 * there. */
struct cell {
	uint32_t row, column; /* from 0 */
	enum cell_kind kind;
	bool percent;  /* a number shown as a percentage: 0.955 as 95,5 % */
	bool computed; /* by a formula; text is the value that the file has of it */
	bool row_hidden, column_hidden; /* by hand, by a filter, or folded away */
	const char *text;               /* never NULL */
};

struct sheet {
	const char *name;         /* "" for CSV */
	const struct cell *cells; /* by row, then column; none twice */
	size_t cell_count;
	bool hidden;
};

struct workbook {
	const struct sheet *sheets;
	size_t sheet_count;
};

/* Or NULL. */
const struct cell *workbook_cell(const struct sheet *sheet, uint32_t row, uint32_t column);

/* As people see it: "Báo cáo!F7"; "F7" for CSV. In the arena. */
const char *workbook_place(struct arena *arena, const struct sheet *sheet, uint32_t row,
                           uint32_t column);

/* The cell that a text such as "F7" or "F7:G9" begins with; the rest of the text, or NULL when it
 * begins with none. */
const char *workbook_reference(const char *text, uint32_t *row, uint32_t *column);

#endif
