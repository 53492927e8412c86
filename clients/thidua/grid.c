/*
 * Cells come in the order of the file, which is nearly always that of a workbook; only when it is
 * not are they sorted. They are gathered in memory that grows, and copied into the arena when their
 * sheet ends.
 */
#include "grid.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "text_file.h"

void grid_init(struct grid *grid, struct arena *arena, struct faults *why)
{
	*grid = (struct grid){ .arena = arena, .why = why };
}

static const struct sheet *last_sheet(const struct grid *grid)
{
	return &grid->sheets[grid->sheet_count - 1];
}

const char *grid_place(const struct grid *grid, uint32_t row, uint32_t column)
{
	return workbook_place(grid->why->arena, last_sheet(grid), row, column);
}

static const char *field_of(const struct grid *grid, const struct cell *cell)
{
	return cell ? grid_place(grid, cell->row, cell->column) : "";
}

static bool refuse(struct grid *grid, const struct cell *cell, enum fault_reason reason, int bound)
{
	const char *const arguments[] = { fault_number(grid->why, bound) };

	faults_add(grid->why, reason, field_of(grid, cell), arguments, 1);
	return false;
}

const char *grid_text(struct grid *grid, const struct cell *cell, const char *text, size_t size)
{
	if (size > WORKBOOK_CELL_BYTES_MAX) {
		refuse(grid, cell, FAULT_WORKBOOK_CELL_LONG, WORKBOOK_CELL_BYTES_MAX);
		return NULL;
	}
	grid->text_bytes += size;
	if (grid->text_bytes > WORKBOOK_TEXT_MAX) {
		refuse(grid, cell, FAULT_WORKBOOK_TEXT_MUCH, WORKBOOK_TEXT_MAX);
		return NULL;
	}
	enum text_flaw flaw;
	const char *tidy = text_file_tidy(grid->arena, text, size, &flaw);

	if (!tidy)
		faults_add(grid->why, text_fault(flaw), field_of(grid, cell), NULL, 0);
	return tidy;
}

bool grid_sheet(struct grid *grid, const char *name, size_t size, bool hidden)
{
	if (grid->sheet_count == WORKBOOK_SHEETS_MAX) {
		fail(grid->why, FAULT_WORKBOOK_SHEETS_MANY, "",
		     fault_number(grid->why, WORKBOOK_SHEETS_MAX));
		return false;
	}
	const char *tidy = grid_text(grid, NULL, name, size);

	if (!tidy)
		return false;
	for (size_t i = 0; i < grid->sheet_count; i++)
		if (strcmp(grid->sheets[i].name, tidy) == 0) {
			fail(grid->why, FAULT_WORKBOOK_SHEET_TWICE, tidy);
			return false;
		}
	grid->sheets[grid->sheet_count++] = (struct sheet){ .name = tidy, .hidden = hidden };
	return true;
}

static int by_place(const void *left, const void *right)
{
	const struct cell *a = left, *b = right;

	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

bool grid_put(struct grid *grid, const struct cell *cell)
{
	const size_t count = grid->cells.size / sizeof(*cell);

	if (!*cell->text && cell->kind != CELL_ERROR)
		return true;
	if (cell->row >= WORKBOOK_ROWS_MAX)
		return refuse(grid, cell, FAULT_WORKBOOK_ROWS_MANY, WORKBOOK_ROWS_MAX);
	if (cell->column >= WORKBOOK_COLUMNS_MAX)
		return refuse(grid, cell, FAULT_WORKBOOK_COLUMNS_MANY, WORKBOOK_COLUMNS_MAX);
	if (grid->cell_count + count == WORKBOOK_CELLS_MAX)
		return refuse(grid, cell, FAULT_WORKBOOK_CELLS_MANY, WORKBOOK_CELLS_MAX);
	if (count > 0 && by_place((struct cell *)(void *)grid->cells.data + count - 1, cell) >= 0)
		grid->disordered = true;
	buffer_append(&grid->cells, cell, sizeof(*cell));
	return true;
}

bool grid_sheet_end(struct grid *grid)
{
	struct sheet *sheet = &grid->sheets[grid->sheet_count - 1];
	const size_t count = grid->cells.size / sizeof(struct cell);
	struct cell *cells = arena_alloc(grid->arena, count, sizeof(*cells));

	if (count > 0)
		memcpy(cells, grid->cells.data, grid->cells.size);
	if (grid->disordered)
		qsort(cells, count, sizeof(*cells), by_place);
	for (size_t i = 1; grid->disordered && i < count; i++)
		if (by_place(&cells[i - 1], &cells[i]) == 0) {
			fail(grid->why, FAULT_WORKBOOK_CELL_TWICE,
			     grid_place(grid, cells[i].row, cells[i].column));
			return false;
		}
	sheet->cells = cells;
	sheet->cell_count = count;
	grid->cell_count += count;
	grid->disordered = false;
	buffer_reset(&grid->cells);
	return true;
}

bool grid_finish(struct grid *grid, struct workbook *out)
{
	const size_t size = grid->sheet_count * sizeof(struct sheet);

	if (grid->sheet_count == 0) {
		fail(grid->why, FAULT_WORKBOOK_SHEETS_NONE, "");
		return false;
	}
	out->sheets = memcpy(arena_alloc(grid->arena, size, 1), grid->sheets, size);
	out->sheet_count = grid->sheet_count;
	return true;
}

void grid_close(struct grid *grid)
{
	buffer_close(&grid->cells);
}
