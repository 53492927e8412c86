/*
 * A cell is <c r="F7" s="3" t="s"><f>...</f><v>12</v></c>: its place, its style, its type, the
 * formula and the value, which by type is a number, the index of a shared string, a text, a
 * flag, an error or a date. Without r it stands after the one before.
 */
#include "xlsx_cells.h"

#include <string.h>

#include "faults.h"
#include "xlsx_text.h"
#include "xml.h"

#define ROW     "worksheet/sheetData/row"
#define CELL    ROW "/c"
#define VALUE   CELL "/v"
#define FORMULA CELL "/f"

struct sheet_reader {
	const struct xlsx_shared *shared;
	struct grid *grid;
	uint32_t next_row, next_column;
	bool row_hidden;
	struct cell cell;
	char type[10]; /* "inlineStr" is the longest */
	uint32_t style;
	struct xlsx_text text;
};

static bool is(const char *path, const char *other)
{
	return strcmp(path, other) == 0;
}

static bool is_inline(const char *path)
{
	return is(path, CELL "/is/t") || is(path, CELL "/is/r/t");
}

static bool refuse_reference(struct sheet_reader *reader, const char *reference)
{
	fail(reader->grid->why, FAULT_WORKBOOK_REFERENCE,
	     reader->grid->sheets[reader->grid->sheet_count - 1].name, reference);
	return false;
}

static bool is_hidden(xml_attributes attributes)
{
	const char *hidden = xml_attribute(attributes, "hidden");

	return hidden && (is(hidden, "1") || is(hidden, "true"));
}

/* They stand before the rows. */
static void take_columns(struct sheet_reader *reader, xml_attributes attributes)
{
	const uint32_t first = xml_whole(attributes, "min", 0);
	const uint32_t last = xml_whole(attributes, "max", first);

	if (is_hidden(attributes) && first > 0 && last >= first)
		grid_hide_columns(reader->grid, first - 1, last - first + 1);
}

static void begin_row(struct sheet_reader *reader, xml_attributes attributes)
{
	const uint32_t number = xml_whole(attributes, "r", reader->next_row + 1);

	reader->cell.row = number > 0 ? number - 1 : 0;
	reader->next_row = reader->cell.row + 1;
	reader->next_column = 0;
	reader->row_hidden = is_hidden(attributes);
}

static bool begin_cell(struct sheet_reader *reader, xml_attributes attributes)
{
	const char *reference = xml_attribute(attributes, "r");
	const char *type = xml_attribute(attributes, "t");
	struct cell *cell = &reader->cell;

	*cell = (struct cell){ .row = cell->row,
		               .column = reader->next_column,
		               .row_hidden = reader->row_hidden };
	if (reference) {
		const char *rest = workbook_reference(reference, &cell->row, &cell->column);

		if (!rest || *rest)
			return refuse_reference(reader, reference);
	}
	reader->next_column = cell->column + 1;
	reader->style = xml_whole(attributes, "s", 0);
	stpncpy(reader->type, type ? type : "n", sizeof(reader->type) - 1);
	xlsx_text_begin(&reader->text);
	return true;
}

static bool take_merge(struct sheet_reader *reader, xml_attributes attributes)
{
	const char *range = xml_attribute(attributes, "ref");
	struct merge merge;
	const char *rest = range ? workbook_reference(range, &merge.row, &merge.column) : NULL;

	if (rest && !*rest)
		return true; /* of one cell */
	rest = rest && *rest == ':'
	               ? workbook_reference(rest + 1, &merge.last_row, &merge.last_column)
	               : NULL;
	if (!rest || *rest)
		return refuse_reference(reader, range ? range : "");
	return grid_merge(reader->grid, &merge);
}

static bool begin(void *context, const char *path, xml_attributes attributes)
{
	struct sheet_reader *reader = context;

	if (is(path, CELL))
		return begin_cell(reader, attributes);
	if (is(path, "worksheet/mergeCells/mergeCell"))
		return take_merge(reader, attributes);
	if (is(path, "worksheet/cols/col"))
		take_columns(reader, attributes);
	else if (is(path, ROW))
		begin_row(reader, attributes);
	else if (is(path, FORMULA))
		reader->cell.computed = true;
	else if (is_inline(path))
		xlsx_text_run(&reader->text, attributes);
	return true;
}

static bool take_text(void *context, const char *path, const char *text, size_t size)
{
	struct sheet_reader *reader = context;

	if (is(path, VALUE) || is_inline(path))
		xlsx_text_append(&reader->text, text, size);
	return true;
}

static void judge_number(struct sheet_reader *reader, const char *text, size_t size)
{
	struct cell *cell = &reader->cell;
	const enum style_shown shown = styles_shown(&reader->shared->styles, reader->style);

	if (!grid_is_number(text, size)) {
		cell->kind = CELL_ERROR;
		return;
	}
	cell->kind = shown == STYLE_DATE ? CELL_DATE : CELL_NUMBER;
	cell->percent = shown == STYLE_PERCENT;
}

static bool put_shared(struct sheet_reader *reader, const char *text)
{
	const struct xlsx_shared *shared = reader->shared;
	const size_t digits = strspn(text, "0123456789");
	size_t index = 0;

	for (size_t i = 0; i < digits && index < shared->string_count; i++)
		index = 10 * index + (size_t)(text[i] - '0');
	if (digits == 0 || text[digits] || index >= shared->string_count) {
		fail(reader->grid->why, FAULT_WORKBOOK_STRING_UNKNOWN,
		     grid_place(reader->grid, reader->cell.row, reader->cell.column), text);
		return false;
	}
	reader->cell.text = shared->strings[index];
	return grid_put(reader->grid, &reader->cell);
}

static void judge_flag(struct cell *cell, const char *text)
{
	if (is(text, "1") || is(text, "true"))
		cell->text = "1";
	else if (is(text, "0") || is(text, "false"))
		cell->text = "0";
	cell->kind = cell->text ? CELL_FLAG : CELL_ERROR;
}

static bool put_cell(struct sheet_reader *reader)
{
	struct cell *cell = &reader->cell;
	const char *type = reader->type;
	const bool is_text = is(type, "str") || is(type, "inlineStr");

	if (is_text) {
		xlsx_text_decode(&reader->text);
	} else {
		reader->text.run = 0;
		reader->text.kept = false;
		xlsx_text_run_end(&reader->text); /* white space around a number is none of it */
	}
	const size_t size = reader->text.bytes.size;

	if (size == 0 && (is_text || !cell->computed))
		return true; /* empty */
	buffer_append(&reader->text.bytes, "", 1);
	const char *text = (const char *)reader->text.bytes.data;

	if (is(type, "s"))
		return put_shared(reader, text);
	if (is(type, "b"))
		judge_flag(cell, text);
	else if (is(type, "d"))
		cell->kind = CELL_DATE;
	else if (is(type, "n"))
		judge_number(reader, text, size);
	else if (!is_text)
		cell->kind = CELL_ERROR;
	if (!cell->text)
		cell->text = grid_text(reader->grid, cell, text, size);
	return cell->text && grid_put(reader->grid, cell);
}

static bool end(void *context, const char *path)
{
	struct sheet_reader *reader = context;

	if (is(path, CELL))
		return put_cell(reader);
	if (is_inline(path))
		xlsx_text_run_end(&reader->text);
	return true;
}

bool xlsx_cells_read(const char *part, const struct buffer *bytes, const struct xlsx_shared *shared,
                     struct grid *grid)
{
	static const struct xml_reader xml = { begin, take_text, end };
	struct sheet_reader reader = { .shared = shared, .grid = grid };
	const bool read = xml_read(part, bytes, &xml, &reader, grid->why);

	buffer_close(&reader.text.bytes);
	return read;
}
