/*
 * Places are gathered sheet by sheet, since the scan and the map both go through a sheet before the
 * next; of many only the first are named, for a filter may hide hundreds.
 */
#include "sheet_hidden.h"

#include <string.h>

#include "arena.h"
#include "sheet_map.h"
#include "sheet_scan.h"
#include "words.h"

enum { PLACES_MAX = 12 };

/* Hidden places of one sheet, as people name them. */
struct places {
	const char *text;
	uint32_t last;
	size_t count;
};

struct search {
	struct arena *arena;
	const struct sheet *sheet;
	struct places rows, columns;
	bool columns_seen[WORKBOOK_COLUMNS_MAX];
	const char *out;
};

static void add(struct search *search, struct places *places, const char *place)
{
	if (places->count++ < PLACES_MAX)
		places->text = arena_text(search->arena, "%s%s%s", places->text,
		                          *places->text ? ", " : "", place);
	else if (places->count == PLACES_MAX + 2)
		places->text = arena_text(search->arena, "%s...", places->text);
}

/* Of the sheet before. */
static void end_sheet(struct search *search)
{
	const struct {
		enum word word;
		const struct places *places;
	} kinds[] = { { WORD_HIDDEN_ROWS, &search->rows },
		      { WORD_HIDDEN_COLUMNS, &search->columns } };

	for (size_t i = 0; i < 2; i++)
		if (*kinds[i].places->text) {
			const char *note = arena_text(search->arena, say(kinds[i].word),
			                              search->sheet->name, kinds[i].places->text);

			search->out = arena_text(search->arena, "%s%s\n", search->out, note);
		}
}

static void begin_sheet(struct search *search, const struct sheet *sheet)
{
	if (search->sheet == sheet)
		return;
	if (search->sheet)
		end_sheet(search);
	search->sheet = sheet;
	search->rows = search->columns = (struct places){ .text = "" };
	memset(search->columns_seen, 0, sizeof(search->columns_seen));
}

/* A dash says that nothing is reported. */
static bool has_value(const struct cell *cell)
{
	return strcmp(cell->text, "-") != 0 && strcmp(cell->text, "–") != 0;
}

static void look_at(struct search *search, const struct cell *cell)
{
	const struct sheet unnamed = { .name = "" };

	if (!cell || !has_value(cell))
		return;
	if (cell->row_hidden && (search->rows.count == 0 || search->rows.last != cell->row)) {
		add(search, &search->rows, arena_text(search->arena, "%u", cell->row + 1));
		search->rows.last = cell->row;
	}
	if (cell->column_hidden && !search->columns_seen[cell->column]) {
		const char *place = workbook_place(search->arena, &unnamed, 0, cell->column);

		add(search, &search->columns,
		    arena_text(search->arena, "%.*s", (int)strlen(place) - 1, place));
		search->columns_seen[cell->column] = true;
	}
}

static void look_at_row(void *context, const struct sheet_row *row)
{
	const bool tasks = row->table == TABLE_OF_TASKS;

	begin_sheet(context, row->sheet);
	for (int i = 0; i < SHEET_COLUMNS; i++)
		if (row->columns[i] >= 0 && sheet_table_of((enum sheet_column)i) == row->table &&
		    (!tasks || i == COLUMN_VALUE || i == COLUMN_OUT_OF))
			look_at(context, sheet_row_cell(row, (enum sheet_column)i));
}

const char *sheet_hidden_notes(struct arena *arena, const struct workbook *workbook,
                               const struct sheet_map *map)
{
	struct search search = { .arena = arena, .out = "" };
	const struct sheet_visitor visitor = { NULL, NULL, look_at_row, &search };

	sheet_scan(workbook, &visitor);
	for (size_t i = 0; map && i < map->count; i++) {
		const struct sheet_mapped *mapped = &map->items[i];
		const struct sheet *sheet = sheet_map_sheet(workbook, mapped->sheet);

		if (!sheet)
			continue;
		begin_sheet(&search, sheet);
		look_at(&search, workbook_cell(sheet, mapped->row, (uint32_t)mapped->value));
		if (mapped->out_of >= 0)
			look_at(&search,
			        workbook_cell(sheet, mapped->row, (uint32_t)mapped->out_of));
	}
	if (search.sheet)
		end_sheet(&search);
	return search.out;
}
