/* sheets_dump -- a spreadsheet as lines of JSON arrays: sheet, hidden, row, column, kind, percent,
 * computed, text. usage: sheets_dump [-c] FILE...; -c: only how many cells, the seconds of a
 * processor, and the most memory in KiB */
#include <stdio.h>
#include <string.h>
#include <time.h>

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

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* VmHWM of this program; getrusage would tell that of whoever started it, when it was more. */
static long most_memory(void)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[256];
	long most = 0;

	while (status && fgets(line, sizeof(line), status))
		sscanf(line, "VmHWM: %ld", &most);
	if (status)
		fclose(status);
	return most;
}

static void print_cost(const struct workbook *book, double seconds)
{
	size_t cells = 0;

	for (size_t i = 0; i < book->sheet_count; i++)
		cells += book->sheets[i].cell_count;
	printf("%zu %.6f %ld\n", cells, seconds, most_memory());
}

static int dump(const char *path, bool counted)
{
	struct buffer file = { 0 };
	struct arena arena;
	struct faults why;
	struct workbook book;
	int code = file_read(path, WORKBOOK_BYTES_MAX + 1, 65, &file);

	const double began = now();

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	if (code == 0 &&
	    !workbook_read(file.data, file.size, workbook_kind(file.data, file.size, path), &arena,
	                   &book, &why)) {
		fprintf(stderr, "%s: %s: %s\n", path, why.items[0].field, why.items[0].message);
		code = 65;
	}
	if (code == 0 && counted)
		print_cost(&book, now() - began);
	for (size_t i = 0; code == 0 && !counted && i < book.sheet_count; i++)
		print_sheet(&book.sheets[i]);
	arena_close(&arena);
	buffer_close(&file);
	return code;
}

int main(int argc, char **argv)
{
	const bool counted = argc > 1 && strcmp(argv[1], "-c") == 0;
	int code = argc > 1 + counted ? 0 : 64;

	for (int i = 1 + counted; i < argc && code == 0; i++)
		code = dump(argv[i], counted);
	return code;
}
