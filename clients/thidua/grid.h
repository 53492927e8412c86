/*
 * grid -- puts sheets and cells into a workbook, within its bounds.
 *
 * Every format ends here, so that no bound is kept by one and forgotten by another. A verb that
 * returns a bool is false having said why; the reader stops then.
 */
#ifndef GRID_H
#define GRID_H

#include "buffer.h"
#include "workbook.h"

struct faults;

enum { GRID_MERGES_MAX = 20000 }; /* of a sheet */

/* Cells shown as one; only the first of them has a value that anybody sees. */
struct merge {
	uint32_t row, column, last_row, last_column;
};

struct grid {
	struct arena *arena; /* of the workbook */
	struct faults *why;
	struct sheet sheets[WORKBOOK_SHEETS_MAX];
	size_t sheet_count;
	struct buffer cells;  /* struct cell, of the last sheet */
	struct buffer merges; /* struct merge, of the last sheet */
	size_t cell_count;    /* of the sheets before */
	size_t text_bytes;
	bool disordered;
	bool hidden[WORKBOOK_COLUMNS_MAX]; /* of the last sheet */
};

void grid_init(struct grid *grid, struct arena *arena, struct faults *why);

/* Begins a sheet. */
bool grid_sheet(struct grid *grid, const char *name, size_t size, bool hidden);

/* A text as a workbook has it: tidied, counted, in the arena; NULL having said why. cell: whose it
 * is, or NULL. */
const char *grid_text(struct grid *grid, const struct cell *cell, const char *text, size_t size);

/* Is it a number as these files write it, such as -12.50E-3? */
bool grid_is_number(const char *text, size_t size);

/* Columns of the last sheet that are not shown, before their cells. */
void grid_hide_columns(struct grid *grid, uint32_t first, uint32_t count);

/* text: of grid_text, or constant; "" is an empty cell unless it is an error. */
bool grid_put(struct grid *grid, const struct cell *cell);

/* The last sheet merges these. */
bool grid_merge(struct grid *grid, const struct merge *merge);

/* Sorts the cells of the last sheet, none of which may stand twice, and drops what merges hide.
 * Before the next sheet and the finish. */
bool grid_sheet_end(struct grid *grid);

/* Refuses a workbook without sheets. */
bool grid_finish(struct grid *grid, struct workbook *out);

/* Gives back what is not in the arena. May be called twice. */
void grid_close(struct grid *grid);

/* Where the next cells come from: the place of one, for a fault. In the arena of the faults. */
const char *grid_place(const struct grid *grid, uint32_t row, uint32_t column);

#endif
