/*
 * Letters, numbers, days and tables for people.
 *
 * Widths are counted in places on the screen, by wcwidth after mbrtowc, since bytes and code points
 * are both wrong for Vietnamese. A table is a list of cells, row by row; widths are found when all
 * are known, and when the terminal is too narrow the widest column that may be cut gives way first,
 * one place at a time, until all fit or none may be cut. A last column that wraps gives way before them:
 * it is as wide as the others leave, or, where that is too narrow to be read, stands below its row.
 */
#include "show.h"

#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "arena.h"
#include "calendar.h"
#include "decimal.h"
#include "output.h"
#include "text.h"
#include "words.h"

static bool coloured;

void show_start(void)
{
	setlocale(LC_CTYPE, "");
	if (MB_CUR_MAX == 1)
		setlocale(LC_CTYPE, "C.UTF-8");
	const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

	coloured = show_on_terminal() && !(no && *no) && terminal && strcmp(terminal, "dumb") != 0;
}

bool show_on_terminal(void)
{
	return isatty(STDOUT_FILENO) != 0;
}

static size_t columns_of(int descriptor)
{
	struct winsize size;

	return isatty(descriptor) && ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

size_t show_columns(void)
{
	return columns_of(STDOUT_FILENO);
}

size_t show_error_columns(void)
{
	return columns_of(STDERR_FILENO);
}

void show_text(enum paint paint, const char *text)
{
	static const char *const codes[PAINTS] = {
		[PAINT_BOLD] = "\033[1m",  [PAINT_DIM] = "\033[2m",  [PAINT_GOOD] = "\033[32m",
		[PAINT_WARN] = "\033[33m", [PAINT_BAD] = "\033[31m",
	};

	if (coloured && codes[paint])
		output_escape(codes[paint]);
	fputs(text, stdout);
	if (coloured && codes[paint])
		output_escape("\033[0m");
}

void show_hex(const char *what, const uint8_t bytes[HASH_SIZE])
{
	char hex[2 * HASH_SIZE + 1];

	text_hex(bytes, HASH_SIZE, hex);
	printf("%s\n  %s\n", what, hex);
}

/* Bytes of the next letter and its places; what cannot be read is one byte and one place. */
static size_t next_letter(const char *text, size_t *places)
{
	wchar_t letter;
	mbstate_t state = { 0 };
	const size_t bytes = mbrtowc(&letter, text, strlen(text), &state);

	if (bytes == 0 || bytes > 4) {
		*places = 1;
		return 1;
	}
	const int width = wcwidth(letter);

	*places = width < 0 ? 0 : (size_t)width;
	return bytes;
}

size_t show_width(const char *text)
{
	size_t width = 0, places;

	for (; *text; width += places)
		text += next_letter(text, &places);
	return width;
}

static const char *keep_start(struct arena *arena, const char *text, size_t width)
{
	size_t taken = 0, places, at = 0;

	for (size_t bytes; text[at]; at += bytes, taken += places) {
		bytes = next_letter(text + at, &places);
		if (taken + places > width - 1)
			break;
	}
	return arena_text(arena, "%.*s…", (int)at, text);
}

/* Half a word is left out too, when there is another behind it. */
static const char *keep_end(struct arena *arena, const char *text, size_t width)
{
	size_t left = show_width(text), places;
	const char *whole = text;

	for (; left > width - 1; left -= places)
		text += next_letter(text, &places);
	const char *word = strchr(text, ' ');

	if (text > whole && text[-1] != ' ' && *text != ' ' && word)
		text = word;
	return arena_text(arena, "…%s", text);
}

const char *show_fit(struct arena *arena, const char *text, size_t width, enum cut cut)
{
	if (show_width(text) <= width)
		return text;
	if (width == 0)
		return "";
	return cut == CUT_START ? keep_end(arena, text, width) : keep_start(arena, text, width);
}

const char *show_wrapped(struct arena *arena, const char *text, size_t columns)
{
	const char *out = "";

	while (columns > 0 && show_width(text) > columns) {
		size_t taken = 0, places, at = 0, space = 0;

		for (size_t bytes; text[at] && taken <= columns; at += bytes, taken += places) {
			space = text[at] == ' ' ? at : space;
			bytes = next_letter(text + at, &places);
		}
		if (space == 0)
			break;
		out = arena_text(arena, "%s%.*s\n", out, (int)space, text);
		text += space + 1;
	}
	return arena_text(arena, "%s%s", out, text);
}

static const char *localised(struct arena *arena, char *number)
{
	char *point = strchr(number, '.');

	if (point && words_language() == VIETNAMESE)
		*point = ',';
	return arena_text(arena, "%s", number);
}

const char *show_points(struct arena *arena, int64_t points)
{
	char text[DECIMAL_SIZE];

	return localised(arena, decimal_format(points, POINT_DECIMALS, text));
}

const char *show_decimal(struct arena *arena, int64_t value, int decimals)
{
	char text[DECIMAL_SIZE];

	return localised(arena, decimal_short(value, decimals, text));
}

const char *show_quantity(struct arena *arena, int64_t quantity)
{
	return show_decimal(arena, quantity, QUANTITY_DECIMALS);
}

const char *show_bytes(struct arena *arena, uint64_t bytes)
{
	static const char *const units[] = { "byte", "KB", "MB", "GB" };
	enum { STEP = 1024, UNITS = sizeof(units) / sizeof(*units) };
	size_t unit = 0;
	uint64_t tenths = 10 * bytes;

	for (; tenths >= 10 * STEP && unit + 1 < UNITS; unit++)
		tenths /= STEP;
	char number[DECIMAL_SIZE];

	return arena_text(arena, "%s %s%s",
	                  localised(arena, decimal_short((int64_t)tenths, 1, number)), units[unit],
	                  unit == 0 && words_language() == ENGLISH && bytes != 1 ? "s" : "");
}

const char *show_share(struct arena *arena, int64_t basis_points)
{
	char text[DECIMAL_SIZE];

	return arena_text(arena, "%s %%", localised(arena, decimal_short(basis_points, 2, text)));
}

const char *show_day(struct arena *arena, int32_t day)
{
	char iso[CALENDAR_DATE_SIZE];

	calendar_format(day, iso);
	return arena_text(arena, "%.2s-%.2s-%.4s", iso + 8, iso + 5, iso);
}

const char *show_instant(struct arena *arena, int64_t instant)
{
	char iso[CALENDAR_INSTANT_SIZE];

	calendar_format_instant(instant, iso);
	return arena_text(arena, "%s %.8s", show_day(arena, calendar_day(instant)), iso + 11);
}

void table_start(struct table *table, struct arena *arena, const struct column *columns,
                 size_t column_count)
{
	*table = (struct table){ .arena = arena, .columns = columns, .column_count = column_count };
	table->widths = arena_alloc(arena, column_count, sizeof(*table->widths));
}

void table_cell(struct table *table, enum paint paint, const char *format, ...)
{
	if (table->cell_count == table->cell_capacity) {
		const size_t more = table->cell_capacity ? table->cell_capacity * 2 : 256;
		struct table_item *cells = arena_alloc(table->arena, more, sizeof(*cells));

		if (table->cell_count > 0)
			memcpy(cells, table->cells, table->cell_count * sizeof(*cells));
		table->cells = cells;
		table->cell_capacity = more;
	}
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	const size_t size = (size_t)vsnprintf(NULL, 0, format, arguments) + 1;
	char *text = arena_alloc(table->arena, size, 1);

	va_end(arguments);
	vsnprintf(text, size, format, again);
	va_end(again);
	table->cells[table->cell_count++] =
	        (struct table_item){ output_one_line(table->arena, text), paint };
}

/* The widest column that may be cut, or column_count. */
static size_t widest_flexible(const struct table *table)
{
	enum { NARROWEST = 8 };
	size_t widest = table->column_count;

	for (size_t i = 0; i < table->column_count; i++)
		if (table->columns[i].cut != CUT_NEVER && table->columns[i].cut != CUT_WRAP &&
		    table->widths[i] > NARROWEST &&
		    (widest == table->column_count || table->widths[i] > table->widths[widest]))
			widest = i;
	return widest;
}

static void leave_out(struct table *table, size_t column)
{
	struct column *columns = arena_alloc(table->arena, table->column_count, sizeof(*columns));
	size_t kept = 0;

	for (size_t i = 0; i < table->column_count; i++) {
		if (i != column)
			columns[kept++] = table->columns[i];
	}
	kept = 0;
	for (size_t at = 0; at < table->cell_count; at++) {
		if (at % table->column_count != column)
			table->cells[kept++] = table->cells[at];
	}
	table->cell_count = kept;
	table->columns = columns;
	table->column_count--;
	table->spare &= ~(UINT32_C(1) << column);
}

enum { WRAP_NARROWEST = 30, WRAP_INDENT = 4 };

/* Returns how wide the row is then. */
static size_t wrap_last(struct table *table, size_t columns, size_t whole)
{
	const size_t last = table->column_count - 1;

	if (table->columns[last].cut != CUT_WRAP || columns == 0 || whole <= columns)
		return whole;
	const size_t others = whole - table->widths[last];

	table->under = others + WRAP_NARROWEST > columns;
	if (!table->under)
		return table->widths[last] = columns - others, columns;
	table->widths[last] =
	        columns > WRAP_NARROWEST + WRAP_INDENT ? columns - WRAP_INDENT : WRAP_NARROWEST;
	return others - (last > 0 ? TABLE_GAP : 0);
}

void table_layout(struct table *table, size_t columns)
{
	size_t whole = 0;

	table->under = false;
	for (size_t i = 0; i < table->column_count; i++) {
		table->widths[i] = show_width(table->columns[i].title);
		for (size_t at = i; at < table->cell_count; at += table->column_count) {
			const size_t width = show_width(table->cells[at].text);

			table->widths[i] = width > table->widths[i] ? width : table->widths[i];
		}
		whole += table->widths[i] + (i > 0 ? TABLE_GAP : 0);
	}
	whole = wrap_last(table, columns, whole);
	for (size_t cut;
	     columns > 0 && whole > columns && (cut = widest_flexible(table)) < table->column_count;
	     whole--)
		table->widths[cut]--;
	if (columns == 0 || whole <= columns || table->spare == 0)
		return;
	leave_out(table, 31 - (size_t)__builtin_clz(table->spare));
	table_layout(table, columns);
}

static size_t indent_of(const struct table *table)
{
	size_t indent = 0;

	for (size_t i = 0; i + 1 < table->column_count; i++)
		indent += table->widths[i] + TABLE_GAP;
	return table->under ? WRAP_INDENT : indent;
}

/* All of it, each line where the first one begins. */
static void print_wrapped(const struct table *table, const char *text, enum paint paint)
{
	const size_t last = table->column_count - 1;
	const char *line = show_wrapped(table->arena, text, table->widths[last]);

	if (table->under && *line)
		printf("\n%*s", WRAP_INDENT, "");
	else if (last > 0 && *line)
		printf("%*s", TABLE_GAP, "");
	for (size_t size; *line; line += size) {
		size = strcspn(line, "\n");
		show_text(paint, arena_text(table->arena, "%.*s", (int)size, line));
		if (line[size])
			size++, printf("\n%*s", (int)indent_of(table), "");
	}
}

static void print_cell(const struct table *table, size_t column, const char *text, enum paint paint)
{
	if (table->columns[column].cut == CUT_WRAP) {
		print_wrapped(table, text, paint);
		return;
	}
	const char *fitting =
	        show_fit(table->arena, text, table->widths[column], table->columns[column].cut);
	const size_t taken = show_width(fitting);
	const size_t blank = table->widths[column] > taken ? table->widths[column] - taken : 0;
	const bool last = column + 1 == table->column_count;

	if (column > 0)
		printf("%*s", TABLE_GAP, "");
	if (table->columns[column].right)
		printf("%*s", (int)blank, "");
	show_text(paint, fitting);
	if (!table->columns[column].right && !last)
		printf("%*s", (int)blank, "");
}

void table_print(struct table *table)
{
	table_layout(table, show_columns());
	for (size_t i = 0; i < table->column_count; i++)
		print_cell(table, i, table->columns[i].title, PAINT_DIM);
	putchar('\n');
	for (size_t at = 0; at < table->cell_count; at++) {
		const size_t column = at % table->column_count;

		print_cell(table, column, table->cells[at].text, table->cells[at].paint);
		if (column + 1 == table->column_count)
			putchar('\n');
	}
}

bool table_apart(void)
{
	return !show_on_terminal();
}

/* Cells hold no tab and no line of their own: table_cell saw to that. */
void table_print_list(struct table *table)
{
	if (!table_apart()) {
		table_print(table);
		return;
	}
	for (size_t i = 0; i < table->column_count; i++)
		printf("%s%c", table->columns[i].title, i + 1 < table->column_count ? '\t' : '\n');
	for (size_t at = 0; at < table->cell_count; at++)
		printf("%s%c", table->cells[at].text,
		       (at + 1) % table->column_count != 0 ? '\t' : '\n');
}
