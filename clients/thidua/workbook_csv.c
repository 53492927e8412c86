/*
 * Excel writes what it calls CSV with the separator of the country, which in Vietnam is the
 * semicolon, because the comma parts decimals; so the separator is found out. Newlines are one
 * byte by then: libcsv tells of each, and rows are counted as people see them.
 *
 * Quotation marks are held strictly: one that is not closed would swallow the rest of the file.
 */
#include "workbook_csv.h"

#include <csv.h>
#include <string.h>

#include "arena.h"
#include "faults.h"
#include "grid.h"
#include "text_file.h"

enum { RECORDS_LOOKED_AT = 20 };

struct csv_reader {
	struct grid *grid;
	uint32_t row, column;
	bool stopped;
};

/* How many of the first records have the separator as often as most that have it. */
static size_t agreeing(const struct buffer *text, char separator)
{
	size_t counts[RECORDS_LOOKED_AT] = { 0 }, records = 0, most = 0;
	bool quoted = false;

	for (size_t i = 0; i < text->size && records < RECORDS_LOOKED_AT; i++) {
		const char c = (char)text->data[i];

		quoted ^= c == '"';
		counts[records] += !quoted && c == separator;
		records += !quoted && c == '\n' && counts[records] > 0;
	}
	for (size_t i = 0; i < RECORDS_LOOKED_AT; i++) {
		size_t agree = 0;

		for (size_t j = 0; j < RECORDS_LOOKED_AT; j++)
			agree += counts[i] > 0 && counts[i] == counts[j];
		most = agree > most ? agree : most;
	}
	return most;
}

static char find_separator(const struct buffer *text)
{
	static const char separators[] = { '\t', ';', ',' };
	char found = ',';
	size_t most = 0;

	for (size_t i = 0; i < sizeof(separators); i++) {
		const size_t agree = agreeing(text, separators[i]);

		if (agree > most) {
			most = agree;
			found = separators[i];
		}
	}
	return found;
}

static void take_cell(void *text, size_t size, void *context)
{
	struct csv_reader *reader = context;
	struct cell cell = { .row = reader->row, .column = reader->column };

	reader->column++;
	if (reader->stopped || size == 0)
		return;
	reader->stopped = true;
	if (!text_is_utf8(text, size)) {
		fail(reader->grid->why, FAULT_WORKBOOK_ENCODING,
		     grid_place(reader->grid, cell.row, cell.column));
		return;
	}
	cell.text = grid_text(reader->grid, &cell, text, size);
	reader->stopped = !cell.text || !grid_put(reader->grid, &cell);
}

static void end_row(int newline, void *context)
{
	struct csv_reader *reader = context;

	(void)newline;
	reader->row++;
	reader->column = 0;
}

static int only_blanks(unsigned char c)
{
	return c == ' ';
}

static bool parse(const char *text, size_t size, char separator, struct csv_reader *reader)
{
	struct csv_parser parser;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
		must_alloc(SIZE_MAX, 1); /* ends the process */
	csv_set_delim(&parser, (unsigned char)separator);
	csv_set_space_func(&parser, only_blanks); /* or it would eat tabs that part cells */
	const bool whole = csv_parse(&parser, text, size, take_cell, end_row, reader) == size &&
	                   csv_fini(&parser, take_cell, end_row, reader) == 0;

	if (!whole && !reader->stopped)
		fail(reader->grid->why, FAULT_WORKBOOK_QUOTES,
		     grid_place(reader->grid, reader->row, reader->column));
	csv_free(&parser);
	return whole && !reader->stopped;
}

/* Excel's own way to say it, a first line "sep=;". */
static size_t told_separator(const struct buffer *text, char *separator)
{
	if (text->size < 5 || memcmp(text->data, "sep=", 4) != 0 ||
	    !memchr(",;\t", text->data[4], 3) || (text->size > 5 && text->data[5] != '\n'))
		return 0;
	*separator = (char)text->data[4];
	return text->size > 5 ? 6 : 5;
}

static bool read_text(struct buffer *text, struct grid *grid)
{
	struct csv_reader reader = { .grid = grid };

	char separator = find_separator(text);
	const size_t begin = told_separator(text, &separator);

	reader.row = begin > 0;
	return parse((const char *)text->data + begin, text->size - begin, separator, &reader);
}

bool workbook_csv_read(const uint8_t *bytes, size_t size, struct arena *arena, struct workbook *out,
                       struct faults *why)
{
	struct buffer text = { 0 };
	struct grid grid;
	bool read = false;

	grid_init(&grid, arena, why);
	buffer_reserve(&text, TEXT_FILE_ROOM(size));
	buffer_append(&text, bytes, size);
	text_file_plain_buffer(&text, 0);
	if (memchr(text.data, 0, text.size))
		fail(why, FAULT_WORKBOOK_ENCODING, "");
	else
		read = grid_sheet(&grid, "", 0, false) && read_text(&text, &grid) &&
		       grid_sheet_end(&grid) && grid_finish(&grid, out);
	buffer_close(&text);
	grid_close(&grid);
	return read;
}
