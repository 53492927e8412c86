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
	grid->text_bytes += size + WORKBOOK_TEXT_EACH;
	if (grid->text_bytes > WORKBOOK_TEXT_MAX) {
		refuse(grid, cell, FAULT_WORKBOOK_TEXT_MUCH, WORKBOOK_TEXT_MAX >> 20);
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
	memset(grid->hidden, 0, sizeof(grid->hidden));
	return true;
}

void grid_hide_columns(struct grid *grid, uint32_t first, uint32_t count)
{
	for (uint32_t i = first; i < WORKBOOK_COLUMNS_MAX && i - first < count; i++)
		grid->hidden[i] = true;
}

static int by_place(const void *left, const void *right)
{
	const struct cell *a = left, *b = right;

	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

static size_t count_digits(const char *text, size_t size)
{
	size_t count = 0;

	while (count < size && text[count] >= '0' && text[count] <= '9')
		count++;
	return count;
}

bool grid_is_number(const char *text, size_t size)
{
	if (size == 0) /* text may be NULL */
		return false;
	size_t at = text[0] == '-';
	size_t digits = count_digits(text + at, size - at);

	at += digits;
	if (at < size && text[at] == '.') {
		const size_t decimals = count_digits(text + at + 1, size - at - 1);

		digits += decimals;
		at += 1 + decimals;
	}
	if (digits > 0 && at < size && (text[at] == 'E' || text[at] == 'e')) {
		at++;
		at += at < size && (text[at] == '+' || text[at] == '-');
		digits = count_digits(text + at, size - at);
		at += digits;
	}
	return digits > 0 && at == size;
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
	struct cell put = *cell;

	put.column_hidden = grid->hidden[cell->column];
	buffer_append(&grid->cells, &put, sizeof(put));
	return true;
}

bool grid_merge(struct grid *grid, const struct merge *merge)
{
	if (grid->merges.size == GRID_MERGES_MAX * sizeof(*merge)) {
		fail(grid->why, FAULT_WORKBOOK_MERGES_MANY, last_sheet(grid)->name,
		     fault_number(grid->why, GRID_MERGES_MAX));
		return false;
	}
	buffer_append(&grid->merges, merge, sizeof(*merge));
	return true;
}

static int by_beginning(const void *left, const void *right)
{
	const struct merge *a = left, *b = right;
	const struct cell first = { .row = a->row, .column = a->column };
	const struct cell second = { .row = b->row, .column = b->column };

	return by_place(&first, &second);
}

static bool begins_before(const struct merge *merge, const struct cell *cell)
{
	return merge->row < cell->row || (merge->row == cell->row && merge->column < cell->column);
}

/* Walks cells and merges together, both by place; hidden_to is how far down each column is hidden
 * by the merges that began. Returns how many cells are left. */
static size_t drop_hidden(struct cell *cells, size_t count, struct merge *merges,
                          size_t merge_count)
{
	uint32_t hidden_to[WORKBOOK_COLUMNS_MAX] = { 0 }; /* the row after the last */
	size_t left = 0, begun = 0;

	qsort(merges, merge_count, sizeof(*merges), by_beginning);
	for (size_t i = 0; i < count; i++) {
		for (; begun < merge_count && begins_before(&merges[begun], &cells[i]); begun++)
			for (uint32_t j = merges[begun].column;
			     j <= merges[begun].last_column && j < WORKBOOK_COLUMNS_MAX; j++)
				if (hidden_to[j] <= merges[begun].last_row)
					hidden_to[j] = merges[begun].last_row + 1;
		if (cells[i].row >= hidden_to[cells[i].column])
			cells[left++] = cells[i];
	}
	return left;
}

static bool sort(struct grid *grid, struct cell *cells, size_t count)
{
	qsort(cells, count, sizeof(*cells), by_place);
	for (size_t i = 1; i < count; i++)
		if (by_place(&cells[i - 1], &cells[i]) == 0) {
			fail(grid->why, FAULT_WORKBOOK_CELL_TWICE,
			     grid_place(grid, cells[i].row, cells[i].column));
			return false;
		}
	return true;
}

bool grid_sheet_end(struct grid *grid)
{
	struct sheet *sheet = &grid->sheets[grid->sheet_count - 1];
	struct cell *cells = (struct cell *)(void *)grid->cells.data;
	size_t count = grid->cells.size / sizeof(*cells);

	if (grid->disordered && !sort(grid, cells, count))
		return false;
	if (count > 0 && grid->merges.size > 0)
		count = drop_hidden(cells, count, (struct merge *)(void *)grid->merges.data,
		                    grid->merges.size / sizeof(struct merge));
	struct cell *kept = arena_alloc(grid->arena, count, sizeof(*kept));

	if (count > 0)
		memcpy(kept, cells, count * sizeof(*cells));
	sheet->cells = kept;
	sheet->cell_count = count;
	grid->cell_count += count;
	grid->disordered = false;
	buffer_reset(&grid->cells);
	buffer_reset(&grid->merges);
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
	buffer_close(&grid->merges);
}
