/*
 * From the root's relations to the workbook, from its relations to the sheets, in the order of
 * the workbook, and to what cells share: strings and styles. A sheet of charts or macros is
 * passed over.
 */
#include "workbook_xlsx.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "faults.h"
#include "grid.h"
#include "relations.h"
#include "xlsx_cells.h"
#include "xlsx_text.h"
#include "xml.h"

#define STRING "sst/si"

struct listed_sheet {
	const char *name;
	const char *part;
	bool hidden;
};

struct xlsx_reader {
	struct parts *parts;
	struct arena *arena;
	struct faults *why;
	struct grid grid;
	struct relations relations;                          /* of the workbook */
	struct listed_sheet sheets[WORKBOOK_SHEETS_MAX + 1]; /* grid_sheet refuses the last */
	size_t sheet_count;
	struct buffer strings; /* const char * */
	struct xlsx_text text;
	struct buffer bytes; /* of the part that is being read */
	struct xlsx_shared shared;
};

static bool list_sheet(void *context, const char *path, xml_attributes attributes)
{
	struct xlsx_reader *reader = context;

	if (strcmp(path, "workbook/sheets/sheet") != 0 || reader->sheet_count > WORKBOOK_SHEETS_MAX)
		return true;
	const char *name = xml_attribute(attributes, "name");
	const char *state = xml_attribute(attributes, "state");
	const char *id = xml_attribute(attributes, "r:id");
	const char *part = id ? relation_of_id(&reader->relations, id, "worksheet") : NULL;

	if (part)
		reader->sheets[reader->sheet_count++] = (struct listed_sheet){
			.name = arena_text(reader->arena, "%s", name ? name : ""),
			.part = part,
			.hidden = state && strcmp(state, "visible") != 0,
		};
	return true;
}

static bool is_run(const char *path)
{
	return strcmp(path, STRING "/t") == 0 || strcmp(path, STRING "/r/t") == 0;
}

static bool begin_string(void *context, const char *path, xml_attributes attributes)
{
	struct xlsx_reader *reader = context;

	if (strcmp(path, STRING) == 0)
		xlsx_text_begin(&reader->text);
	else if (is_run(path))
		xlsx_text_run(&reader->text, attributes);
	return true;
}

static bool take_string(void *context, const char *path, const char *text, size_t size)
{
	struct xlsx_reader *reader = context;

	if (is_run(path))
		xlsx_text_append(&reader->text, text, size);
	return true;
}

static bool end_string(void *context, const char *path)
{
	struct xlsx_reader *reader = context;

	if (is_run(path))
		xlsx_text_run_end(&reader->text);
	if (strcmp(path, STRING) != 0)
		return true;
	if (reader->strings.size == XLSX_STRINGS_MAX * sizeof(const char *)) {
		fail(reader->why, FAULT_WORKBOOK_STRINGS_MANY, "",
		     fault_number(reader->why, XLSX_STRINGS_MAX));
		return false;
	}
	xlsx_text_decode(&reader->text);
	const char *text = grid_text(&reader->grid, NULL, (const char *)reader->text.bytes.data,
	                             reader->text.bytes.size);

	buffer_append(&reader->strings, &text, sizeof(text));
	return text;
}

static bool read_xml(struct xlsx_reader *reader, const char *part, const struct xml_reader *xml)
{
	return reader->parts->read(reader->parts, part, &reader->bytes, reader->why) &&
	       xml_read(part, &reader->bytes, xml, reader, reader->why);
}

static bool read_strings(struct xlsx_reader *reader)
{
	static const struct xml_reader xml = { begin_string, take_string, end_string };
	const char *part = relation_of_type(&reader->relations, "sharedStrings");

	if (part && !read_xml(reader, part, &xml))
		return false;
	reader->shared.strings = (const char *const *)(const void *)reader->strings.data;
	reader->shared.string_count = reader->strings.size / sizeof(const char *);
	return true;
}

static bool read_styles(struct xlsx_reader *reader)
{
	const char *part = relation_of_type(&reader->relations, "styles");

	styles_init(&reader->shared.styles, reader->why);
	return !part || (reader->parts->read(reader->parts, part, &reader->bytes, reader->why) &&
	                 styles_read(&reader->shared.styles, part, &reader->bytes));
}

/* People know a sheet by its name, not by the part that it is in. */
static void name_sheet(struct faults *why, size_t from, const struct listed_sheet *sheet)
{
	for (size_t i = from; i < why->count; i++)
		if (strncmp(why->items[i].field, sheet->part, strlen(sheet->part)) == 0)
			why->items[i].field = sheet->name;
}

static bool read_sheets(struct xlsx_reader *reader)
{
	struct grid *grid = &reader->grid;

	for (size_t i = 0; i < reader->sheet_count; i++) {
		const struct listed_sheet *sheet = &reader->sheets[i];

		const size_t faults = reader->why->count;

		if (!grid_sheet(grid, sheet->name, strlen(sheet->name), sheet->hidden) ||
		    !reader->parts->read(reader->parts, sheet->part, &reader->bytes, reader->why) ||
		    !xlsx_cells_read(sheet->part, &reader->bytes, &reader->shared, grid) ||
		    !grid_sheet_end(grid)) {
			name_sheet(reader->why, faults, sheet);
			return false;
		}
	}
	return true;
}

static bool read_workbook(struct xlsx_reader *reader)
{
	static const struct xml_reader xml = { .begin = list_sheet };
	struct relations root;

	if (!relations_read(reader->parts, "", reader->arena, &root, reader->why))
		return false;
	const char *part = relation_of_type(&root, "officeDocument");

	if (!part) {
		fail(reader->why, FAULT_WORKBOOK_FOREIGN, "");
		return false;
	}
	return relations_read(reader->parts, part, reader->arena, &reader->relations,
	                      reader->why) &&
	       read_xml(reader, part, &xml) && read_strings(reader) && read_styles(reader) &&
	       read_sheets(reader);
}

bool workbook_xlsx_read(struct parts *parts, struct arena *arena, struct workbook *out,
                        struct faults *why)
{
	struct xlsx_reader *reader = must_alloc(1, sizeof(*reader));

	reader->parts = parts;
	reader->arena = arena;
	reader->why = why;
	grid_init(&reader->grid, arena, why);
	const bool read = read_workbook(reader) && grid_finish(&reader->grid, out);

	grid_close(&reader->grid);
	buffer_close(&reader->strings);
	buffer_close(&reader->text.bytes);
	buffer_close(&reader->bytes);
	free(reader);
	return read;
}
