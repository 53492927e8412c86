/* sheets_dump -- a spreadsheet as lines of JSON arrays: sheet, hidden, row, column, kind, percent, computed, text.
 * usage: sheets_dump FILE... */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "faults.h"
#include "file.h"
#include "workbook_read.h"

static void print_text(const char *text)
{
	putchar('"');
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if (*text == '\n' || *text == '\t')
			printf(*text == '\n' ? "\\n" : "\\t");
		else
			putchar(*text);
	putchar('"');
}

static void print_sheet(const struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->cell_count; i++) {
		const struct cell *cell = &sheet->cells[i];

		putchar('[');
		print_text(sheet->name);
		printf(",%d,%u,%u,%d,%d,%d,", sheet->hidden, cell->row, cell->column, cell->kind,
		       cell->percent, cell->computed);
		print_text(cell->text);
		puts("]");
	}
}

static int dump(const char *path)
{
	struct buffer file = { 0 };
	struct arena arena;
	struct faults why;
	struct workbook book;
	int code = file_read(path, WORKBOOK_BYTES_MAX + 1, 65, &file);

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	if (code == 0 &&
	    !workbook_read(file.data, file.size, workbook_kind(file.data, file.size, path), &arena,
	                   &book, &why)) {
		fprintf(stderr, "%s: %s: %s\n", path, why.items[0].field, why.items[0].message);
		code = 65;
	}
	for (size_t i = 0; code == 0 && i < book.sheet_count; i++)
		print_sheet(&book.sheets[i]);
	arena_close(&arena);
	buffer_close(&file);
	return code;
}

int main(int argc, char **argv)
{
	int code = argc > 1 ? 0 : 64;

	for (int i = 1; i < argc && code == 0; i++)
		code = dump(argv[i]);
	return code;
}
