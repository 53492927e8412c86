#include "sheets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "text.h"

#include <cmocka.h>

void sheets_open(struct sheets *sheets)
{
	arena_init(&sheets->arena, 0);
	faults_init(&sheets->why, &sheets->arena);
}

void sheets_close(struct sheets *sheets)
{
	arena_close(&sheets->arena);
}

static void check_form(const struct workbook *book)
{
	for (size_t i = 0; i < book->sheet_count; i++) {
		const struct sheet *sheet = &book->sheets[i];

		for (size_t j = 0; j < sheet->cell_count && j < SHEETS_SHOWN; j++) {
			const struct cell *cell = &sheet->cells[j];

			assert_ptr_equal(workbook_cell(sheet, cell->row, cell->column), cell);
			assert_int_equal(text_check(cell->text, strlen(cell->text)), TEXT_FINE);
			assert_true(*cell->text || cell->kind == CELL_ERROR);
		}
	}
}

static void append(struct buffer *out, const char *text)
{
	buffer_append(out, text, strlen(text));
}

static void show_cell(struct arena *arena, const struct cell *cell, struct buffer *out)
{
	static const char *const letters[] = { "", ":n", ":d", ":f", ":e" };
	const struct sheet nameless = { .name = "" };

	append(out, out->size > 0 ? " " : "");
	append(out, workbook_place(arena, &nameless, cell->row, cell->column));
	append(out, letters[cell->kind]);
	append(out, cell->percent ? "%" : "");
	append(out, cell->computed ? "*" : "");
	append(out, cell->row_hidden ? "^" : "");
	append(out, cell->column_hidden ? "|" : "");
	append(out, "=");
	append(out, cell->text);
}

static const char *show(struct sheets *sheets, bool read)
{
	struct buffer out = { 0 };

	assert_int_equal(read, sheets->why.count == 0);
	if (!read)
		return arena_text(&sheets->arena, "! %s: %s", sheets->why.items[0].field,
		                  sheets->why.items[0].message);
	check_form(&sheets->book);
	for (size_t i = 0; i < sheets->book.sheet_count; i++) {
		const struct sheet *sheet = &sheets->book.sheets[i];

		if (*sheet->name)
			append(&out, arena_text(&sheets->arena, "%s[%s%s]", i > 0 ? " " : "",
			                        sheet->name, sheet->hidden ? " hidden" : ""));
		for (size_t j = 0; j < sheet->cell_count && j < SHEETS_SHOWN; j++)
			show_cell(&sheets->arena, &sheet->cells[j], &out);
	}
	const char *shown = arena_copy(&sheets->arena, out.data, out.size);

	buffer_close(&out);
	return shown;
}

const char *sheets_read(struct sheets *sheets, const void *bytes, size_t size,
                        enum workbook_kind kind)
{
	/* of its own, so that a byte read beyond the end is seen */
	uint8_t *copy = malloc(size > 0 ? size : 1);

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	faults_init(&sheets->why, &sheets->arena);
	const bool read =
	        workbook_read(copy, size, kind, &sheets->arena, &sheets->book, &sheets->why);

	free(copy);
	return show(sheets, read);
}

struct memory_parts {
	struct parts parts;
	const struct part *items;
};

static const struct part *find(struct parts *parts, const char *name)
{
	const struct part *part = ((struct memory_parts *)(void *)parts)->items;

	while (part->name && strcmp(part->name, name) != 0)
		part++;
	return part->name ? part : NULL;
}

static bool has_part(struct parts *parts, const char *name)
{
	return find(parts, name);
}

static bool read_part(struct parts *parts, const char *name, struct buffer *out, struct faults *why)
{
	const struct part *part = find(parts, name);

	buffer_close(out); /* exactly as large as the part, so that a byte read beyond it is seen */
	if (part)
		buffer_append(out, part->text, strlen(part->text));
	else
		faults_add(why, FAULT_WORKBOOK_PART_MISSING, name, NULL, 0);
	return part;
}

const char *sheets_read_parts(struct sheets *sheets, const struct part *parts,
                              bool (*reader)(struct parts *, struct arena *, struct workbook *,
                                             struct faults *))
{
	struct memory_parts memory = { { has_part, read_part }, parts };

	faults_init(&sheets->why, &sheets->arena);
	return show(sheets, reader(&memory.parts, &sheets->arena, &sheets->book, &sheets->why));
}
