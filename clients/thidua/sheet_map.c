/*
 * A place is read as people write it, "Tổng hợp!F8 / G8": the last exclamation mark ends the sheet's
 * name, since a name may have one too. Both cells are in one row, so that a fault names a row.
 */
#include "sheet_map.h"

#include <string.h>

#include "arena.h"
#include "faults.h"
#include "fold.h"
#include "text.h"

/* "F8": false when it is no cell, or one beyond what sheets have. */
static bool read_cell(const char *text, size_t size, uint32_t *row, int *column)
{
	size_t at = 0;

	*row = 0;
	*column = 0;
	for (; at < size && text[at] >= 'A' && text[at] <= 'Z' && *column < WORKBOOK_COLUMNS_MAX;
	     at++)
		*column = *column * 26 + (text[at] - 'A' + 1);
	const size_t letters = at;

	for (; at < size && text[at] >= '0' && text[at] <= '9' && *row < WORKBOOK_ROWS_MAX; at++)
		*row = *row * 10 + (uint32_t)(text[at] - '0');
	if (letters == 0 || at != size || *row == 0 || *row > WORKBOOK_ROWS_MAX ||
	    *column > WORKBOOK_COLUMNS_MAX)
		return false;
	--*row;
	--*column;
	return true;
}

static const char *trimmed(struct arena *arena, const char *text, size_t size)
{
	while (size > 0 && strchr(" \t", *text)) {
		text++;
		size--;
	}
	while (size > 0 && strchr(" \t", text[size - 1]))
		size--;
	return arena_text(arena, "%.*s", (int)size, text);
}

bool sheet_map_place(struct arena *arena, const char *text, struct sheet_mapped *out)
{
	const char *mark = strrchr(text, '!');
	const char *cells = mark ? mark + 1 : text;
	const char *slash = strchr(cells, '/');
	const char *value = trimmed(arena, cells, slash ? (size_t)(slash - cells) : strlen(cells));

	out->sheet = trimmed(arena, text, mark ? (size_t)(mark - text) : 0);
	out->out_of = -1;
	if (!read_cell(value, strlen(value), &out->row, &out->value))
		return false;
	if (!slash)
		return true;
	const char *out_of = trimmed(arena, slash + 1, strlen(slash + 1));
	uint32_t row;

	return read_cell(out_of, strlen(out_of), &row, &out->out_of) && row == out->row;
}

const struct sheet_mapped *sheet_map_find(const struct sheet_map *map, const char *task)
{
	for (size_t i = 0; i < map->count; i++)
		if (strcmp(map->items[i].task, task) == 0)
			return &map->items[i];
	return NULL;
}

static void take_line(struct arena *arena, const char *line, size_t size, size_t number,
                      struct sheet_map *out, struct faults *why)
{
	const char *text = trimmed(arena, line, size);
	const char *equals = strchr(text, '=');
	struct sheet_mapped *mapped = &out->items[out->count];

	if (!*text || *text == '#')
		return;
	const char *field = fault_path(why, "%zu", number);

	if (!equals || out->count == SHEET_MAP_MAX) {
		fail(why, FAULT_MAP_LINE, field, fault_path(why, "%.60s", text));
		return;
	}
	mapped->task = trimmed(arena, text, (size_t)(equals - text));
	if (!text_is_code(mapped->task) || !sheet_map_place(arena, equals + 1, mapped))
		fail(why, FAULT_MAP_LINE, field, fault_path(why, "%.60s", text));
	else if (sheet_map_find(out, mapped->task))
		fail(why, FAULT_GIVEN_TWICE, mapped->task);
	else
		out->count++;
}

void sheet_map_parse(struct arena *arena, const char *text, struct sheet_map *out,
                     struct faults *why)
{
	*out = (struct sheet_map){ .items = arena_alloc(arena, SHEET_MAP_MAX + 1,
		                                        sizeof(*out->items)) };
	for (size_t number = 1; *text; number++) {
		const size_t size = strcspn(text, "\n");

		take_line(arena, text, size, number, out, why);
		text += size + (text[size] == '\n');
	}
}

const char *sheet_map_line(struct arena *arena, const struct sheet_mapped *mapped)
{
	const struct sheet named = { .name = mapped->sheet };
	const struct sheet unnamed = { .name = "" };
	const char *value = workbook_place(arena, &named, mapped->row, (uint32_t)mapped->value);

	if (mapped->out_of < 0)
		return arena_text(arena, "%s = %s\n", mapped->task, value);
	return arena_text(arena, "%s = %s / %s\n", mapped->task, value,
	                  workbook_place(arena, &unnamed, mapped->row, (uint32_t)mapped->out_of));
}

const struct sheet *sheet_map_sheet(const struct workbook *workbook, const char *name)
{
	for (size_t i = 0; i < workbook->sheet_count; i++)
		if (*name ? fold_same(workbook->sheets[i].name, name) : !workbook->sheets[i].hidden)
			return &workbook->sheets[i];
	return NULL;
}

const char *sheet_map_path(struct arena *arena, const char *context)
{
	static const char ending[] = ".conf";
	const size_t size = context ? strlen(context) : 0, tail = sizeof(ending) - 1;
	const size_t stem =
	        size > tail && strcmp(context + size - tail, ending) == 0 ? size - tail : size;

	return context ? arena_text(arena, "%.*s.map", (int)stem, context) : NULL;
}
