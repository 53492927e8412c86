/* A spreadsheet that somebody mailed us. The first byte tells which way it goes in: what is packed
 * is hard to change into something that can be unpacked, so that the parts of an archive also come
 * bare, one after the other. */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "faults.h"
#include "text.h"
#include "workbook_ods.h"
#include "workbook_read.h"
#include "workbook_xlsx.h"

enum { BETWEEN_PARTS = 0x1E /* no character of XML */, CHECKED = 1000 };

static const char root[] =
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        "<Relationship Id='a' Type='x/officeDocument' Target='xl/workbook.xml'/></Relationships>";
static const char *const names[] = { "xl/_rels/workbook.xml.rels", "xl/workbook.xml",
	                             "xl/sharedStrings.xml", "xl/styles.xml",
	                             "xl/worksheets/sheet1.xml" };

struct bare_parts {
	struct parts parts;
	const uint8_t *bytes;
	size_t size;
};

/* The part of this number, its size and where it begins. */
static const uint8_t *cut(const struct bare_parts *bare, size_t number, size_t *size)
{
	const uint8_t *begin = bare->bytes, *end = begin + bare->size, *next;

	while ((next = memchr(begin, BETWEEN_PARTS, (size_t)(end - begin))) && number > 0) {
		begin = next + 1;
		number--;
	}
	*size = (size_t)((next ? next : end) - begin);
	return number == 0 ? begin : NULL;
}

static const uint8_t *find(struct parts *parts, const char *name, size_t *size)
{
	const struct bare_parts *bare = (struct bare_parts *)(void *)parts;

	*size = sizeof(root) - 1;
	if (strcmp(name, "_rels/.rels") == 0)
		return (const uint8_t *)root;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i], name) == 0)
			return cut(bare, i, size);
	return strcmp(name, "content.xml") == 0 ? cut(bare, 0, size) : NULL;
}

static bool has_part(struct parts *parts, const char *name)
{
	size_t size;

	return find(parts, name, &size);
}

static bool read_part(struct parts *parts, const char *name, struct buffer *out, struct faults *why)
{
	size_t size;
	const uint8_t *bytes = find(parts, name, &size);

	buffer_close(out); /* exactly as large, so that a byte read beyond it is seen */
	if (!bytes) {
		fail(why, FAULT_WORKBOOK_PART_MISSING, name);
		return false;
	}
	buffer_append(out, bytes, size);
	return true;
}

static void check(const struct workbook *book, struct arena *arena)
{
	for (size_t i = 0; i < book->sheet_count; i++) {
		const struct sheet *sheet = &book->sheets[i];

		for (size_t j = 0; j < sheet->cell_count && j < CHECKED; j++) {
			const struct cell *cell = &sheet->cells[j];
			uint32_t row, column;
			const struct sheet bare = { .name = "" };
			const char *place = workbook_place(arena, &bare, cell->row, cell->column);

			if (workbook_cell(sheet, cell->row, cell->column) != cell ||
			    text_check(cell->text, strlen(cell->text)) != TEXT_FINE ||
			    (!*cell->text && cell->kind != CELL_ERROR) ||
			    !workbook_reference(place, &row, &column) || row != cell->row ||
			    column != cell->column)
				abort();
		}
	}
}

static bool read_some_way(const uint8_t *bytes, size_t size, char way, struct arena *arena,
                          struct workbook *out, struct faults *why)
{
	struct bare_parts bare = { { has_part, read_part }, bytes, size };

	switch (way) {
	case 'x':
		return workbook_xlsx_read(&bare.parts, arena, out, why);
	case 'o':
		return workbook_ods_read(&bare.parts, arena, out, why);
	case 'c':
		return workbook_read(bytes, size, WORKBOOK_CSV, arena, out, why);
	default:
		return workbook_read(bytes, size, workbook_kind(bytes, size, ""), arena, out, why);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena arena;
	struct faults why;
	struct workbook book;

	if (size == 0)
		return 0;
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	if (read_some_way(bytes + 1, size - 1, (char)bytes[0], &arena, &book, &why) !=
	    (why.count == 0))
		abort();
	if (why.count == 0)
		check(&book, &arena);
	arena_close(&arena);
	return 0;
}
