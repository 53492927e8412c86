/*
 * All cells stand in one part, content.xml. A cell has its value as an attribute and the text
 * that people see as paragraphs; numbers are taken from the first. Rows and cells that repeat
 * are written once with a count: a sheet commonly ends with a million empty rows, so that only
 * what has a value is repeated here, and runs into the bounds of the grid.
 */
#include "workbook_ods.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "faults.h"
#include "grid.h"
#include "ods_text.h"
#include "xml.h"

#define DOCUMENT "office:document-content/"
#define TABLE    DOCUMENT "office:body/office:spreadsheet/table:table"
#define STYLE    DOCUMENT "office:automatic-styles/style:style"
#define ROW      "/table:table-row"
#define CELL     ROW "/table:table-cell"

enum { STYLE_NAME_MAX = 255, BEYOND_ALL = 1 << 30 };

struct ods_reader {
	struct arena *arena;
	struct grid grid;
	const char *hidden[ODS_HIDDEN_STYLES_MAX];
	size_t hidden_count;
	const char *style; /* the last of a table, or NULL */
	uint32_t rows;     /* how often this one stands */
	bool row_hidden;
	uint32_t next_column; /* of those that are declared before the rows */
	size_t row_cells;     /* of the grid before it */
	uint32_t next_row;
	uint32_t columns; /* how often this cell stands */
	struct cell cell;
	struct buffer value; /* of the cell, when it is an attribute */
	bool has_value, is_error;
	char type[11]; /* "percentage" is the longest */
	struct ods_text text;
};

static bool is(const char *path, const char *other)
{
	return strcmp(path, other) == 0;
}

/* What follows of a path after a table and the groups that rows may stand in; "" elsewhere. */
static const char *in_table(const char *path)
{
	static const char *const groups[] = { "/table:table-row-group",
		                              "/table:table-rows",
		                              "/table:table-header-rows",
		                              "/table:table-column-group",
		                              "/table:table-columns",
		                              "/table:table-header-columns",
		                              NULL };
	const size_t size = sizeof(TABLE) - 1;

	return strncmp(path, TABLE "/", size + 1) == 0 ? xml_path_after(path + size, groups) : "";
}

/* What follows of a path after a cell; NULL elsewhere. */
static const char *in_cell(const char *path)
{
	const char *rest = in_table(path);

	return strncmp(rest, CELL "/", sizeof(CELL)) == 0 ? rest + sizeof(CELL) - 1 : NULL;
}

static bool remember_style(struct ods_reader *reader, xml_attributes attributes)
{
	const char *name = xml_attribute(attributes, "style:name");
	const char *family = xml_attribute(attributes, "style:family");

	reader->style = NULL;
	if (name && strlen(name) <= STYLE_NAME_MAX && family && is(family, "table"))
		reader->style = arena_text(reader->arena, "%s", name);
	return true;
}

static bool judge_style(struct ods_reader *reader, xml_attributes attributes)
{
	const char *display = xml_attribute(attributes, "table:display");

	if (!reader->style || !display || !is(display, "false"))
		return true;
	if (reader->hidden_count == ODS_HIDDEN_STYLES_MAX) {
		fail(reader->grid.why, FAULT_WORKBOOK_STYLES_MANY, "",
		     fault_number(reader->grid.why, ODS_HIDDEN_STYLES_MAX));
		return false;
	}
	reader->hidden[reader->hidden_count++] = reader->style;
	return true;
}

static bool begin_table(struct ods_reader *reader, xml_attributes attributes)
{
	const char *name = xml_attribute(attributes, "table:name");
	const char *style = xml_attribute(attributes, "table:style-name");
	bool hidden = false;

	for (size_t i = 0; style && i < reader->hidden_count; i++)
		hidden = hidden || is(reader->hidden[i], style);
	reader->next_row = reader->next_column = 0;
	return grid_sheet(&reader->grid, name ? name : "", name ? strlen(name) : 0, hidden);
}

/* No sum of these leaves 32 bits. */
static uint32_t beyond(uint32_t place, uint32_t count)
{
	return count > BEYOND_ALL - place ? BEYOND_ALL : place + count;
}

/* Folded away, or left out by a filter. */
static bool is_hidden(xml_attributes attributes)
{
	const char *seen = xml_attribute(attributes, "table:visibility");

	return seen && !is(seen, "visible");
}

static void take_column(struct ods_reader *reader, xml_attributes attributes)
{
	const uint32_t count = xml_whole(attributes, "table:number-columns-repeated", 1);

	if (is_hidden(attributes))
		grid_hide_columns(&reader->grid, reader->next_column, count);
	reader->next_column = beyond(reader->next_column, count);
}

static void begin_row(struct ods_reader *reader, xml_attributes attributes)
{
	reader->rows = xml_whole(attributes, "table:number-rows-repeated", 1);
	reader->row_cells = reader->grid.cells.size / sizeof(struct cell);
	reader->cell.row = reader->next_row;
	reader->row_hidden = is_hidden(attributes);
	reader->columns = 0;
	reader->cell.column = 0;
}

/* Where the value of a type stands. */
static const char *value_name(const char *type)
{
	if (is(type, "string"))
		return "office:string-value";
	if (is(type, "date"))
		return "office:date-value";
	if (is(type, "time"))
		return "office:time-value";
	return is(type, "boolean") ? "office:boolean-value" : "office:value";
}

static void take_value(struct ods_reader *reader, xml_attributes attributes)
{
	const char *type = xml_attribute(attributes, "office:value-type");
	const char *seen = xml_attribute(attributes, "calcext:value-type");

	memset(reader->type, 0, sizeof(reader->type));
	strncpy(reader->type, type ? type : "", sizeof(reader->type) - 1);
	const char *value = xml_attribute(attributes, value_name(reader->type));

	buffer_reset(&reader->value);
	if (value)
		buffer_append(&reader->value, value, strlen(value));
	reader->has_value = value;
	reader->is_error = seen && is(seen, "error");
}

static bool begin_cell(struct ods_reader *reader, xml_attributes attributes)
{
	const uint32_t column = beyond(reader->cell.column, reader->columns);

	reader->cell = (struct cell){
		.row = reader->next_row,
		.column = column,
		.computed = xml_attribute(attributes, "table:formula"),
		.row_hidden = reader->row_hidden,
	};
	reader->columns = xml_whole(attributes, "table:number-columns-repeated", 1);
	take_value(reader, attributes);
	ods_text_begin(&reader->text);
	return true;
}

static bool begin(void *context, const char *path, xml_attributes attributes)
{
	struct ods_reader *reader = context;
	const char *rest = in_table(path);

	if (is(path, STYLE))
		return remember_style(reader, attributes);
	if (is(path, STYLE "/style:table-properties"))
		return judge_style(reader, attributes);
	if (is(path, TABLE))
		return begin_table(reader, attributes);
	if (is(rest, CELL) || is(rest, ROW "/table:covered-table-cell"))
		return begin_cell(reader, attributes);
	if (is(rest, "/table:table-column"))
		take_column(reader, attributes);
	else if (is(rest, ROW))
		begin_row(reader, attributes);
	else if (in_cell(path))
		ods_text_element(&reader->text, in_cell(path), attributes, WORKBOOK_CELL_BYTES_MAX);
	return true;
}

static bool take_text(void *context, const char *path, const char *text, size_t size)
{
	struct ods_reader *reader = context;
	const char *rest = in_cell(path);

	if (rest)
		ods_text_append(&reader->text, rest, text, size);
	return true;
}

/* The kind of a cell that has a value; bytes: out, what it is taken from. */
static enum cell_kind judge(struct ods_reader *reader, const struct buffer **bytes)
{
	const char *type = reader->type;

	*bytes = &reader->value;
	if (is(type, "float") || is(type, "currency") || is(type, "percentage")) {
		reader->cell.percent = is(type, "percentage");
		return grid_is_number((const char *)reader->value.data, reader->value.size)
		               ? CELL_NUMBER
		               : CELL_ERROR;
	}
	if (is(type, "date") || is(type, "time"))
		return CELL_DATE;
	if (is(type, "boolean"))
		return CELL_FLAG;
	if (!reader->has_value)
		*bytes = &reader->text.bytes;
	return is(type, "string") || !*type ? CELL_TEXT : CELL_ERROR;
}

/* The cell as often as it stands in its row. */
static bool put_cell(struct ods_reader *reader)
{
	struct cell cell = reader->cell;
	const struct buffer *bytes;

	cell.kind = judge(reader, &bytes);
	cell.percent = reader->cell.percent && cell.kind == CELL_NUMBER;
	if (reader->is_error || (cell.computed && !*reader->type)) {
		cell.kind = CELL_ERROR;
		bytes = &reader->text.bytes;
	}
	if (bytes->size == 0 && cell.kind != CELL_ERROR)
		return true;
	cell.text = grid_text(&reader->grid, &cell, (const char *)bytes->data, bytes->size);
	if (cell.kind == CELL_FLAG && cell.text)
		cell.text = is(cell.text, "true") ? "1" : "0";
	for (uint32_t i = 0; cell.text && i < reader->columns; i++, cell.column++)
		if (!grid_put(&reader->grid, &cell))
			return false;
	return cell.text;
}

/* The cells of the row that ended, as often as it stands. */
static bool repeat_row(struct ods_reader *reader)
{
	const struct buffer *cells = &reader->grid.cells;
	const size_t end = cells->size / sizeof(struct cell);

	for (uint32_t i = 1; reader->row_cells < end && i < reader->rows; i++)
		for (size_t j = reader->row_cells; j < end; j++) {
			struct cell cell = ((const struct cell *)(const void *)cells->data)[j];

			cell.row += i;
			if (!grid_put(&reader->grid, &cell))
				return false;
		}
	reader->next_row = beyond(reader->next_row, reader->rows);
	return true;
}

static bool end(void *context, const char *path)
{
	struct ods_reader *reader = context;
	const char *rest = in_table(path);

	if (is(path, TABLE))
		return grid_sheet_end(&reader->grid);
	if (is(rest, ROW))
		return repeat_row(reader);
	if (is(rest, CELL))
		return put_cell(reader);
	if (in_cell(path))
		ods_text_end(&reader->text, in_cell(path));
	return true;
}

/* An encrypted part is told not by the archive but in a list of all parts. False having said
 * why. */
static bool not_locked(struct parts *parts, struct buffer *bytes, struct faults *why)
{
	static const char list[] = "META-INF/manifest.xml", word[] = "encryption-data";

	if (!parts->has(parts, list))
		return true;
	if (!parts->read(parts, list, bytes, why))
		return false;
	if (bytes->size == 0 || !memmem(bytes->data, bytes->size, word, sizeof(word) - 1))
		return true;
	fail(why, FAULT_WORKBOOK_LOCKED, "");
	return false;
}

bool workbook_ods_read(struct parts *parts, struct arena *arena, struct workbook *out,
                       struct faults *why)
{
	static const struct xml_reader xml = { begin, take_text, end };
	static const char part[] = "content.xml";
	struct ods_reader *reader = must_alloc(1, sizeof(*reader));
	struct buffer bytes = { 0 };

	reader->arena = arena;
	grid_init(&reader->grid, arena, why);
	const bool read = not_locked(parts, &bytes, why) && parts->read(parts, part, &bytes, why) &&
	                  xml_read(part, &bytes, &xml, reader, why) &&
	                  grid_finish(&reader->grid, out);

	grid_close(&reader->grid);
	buffer_close(&reader->value);
	buffer_close(&reader->text.bytes);
	buffer_close(&bytes);
	free(reader);
	return read;
}
