/*
 * A sheet is locked but for what is to be filled in, without a password: against slips, not against
 * people. Numbers go through a double here, which is only how the file format stores them; they are
 * read back by their fifteen digits.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "ruleset.h"
#include "show.h"
#include "template.h"
#include "words.h"

enum { QUANTITY_UNIT = 10000, LINE_HEIGHT = 16, DECIMALS_MOST = 8, SCALE_ALONE = 65 /* percent */ };

struct book {
	const struct template *template;
	lxw_workbook *workbook;
	lxw_worksheet *sheets[TEMPLATE_SHEETS];
	lxw_format *formats[TEMPLATE_STYLES];
	lxw_format *numbers[DECIMALS_MOST + 1], *values[DECIMALS_MOST + 1]; /* by decimals */
};

/* In letters; 0 behind the last column. */
static const uint8_t widths[TEMPLATE_SHEETS][11] = {
	[SHEET_REPORT] = { 11, 46, 12, 11, 13, 12, 14, 14, 8, 34 },
	[SHEET_MODELS] = { 50, 25, 60 },
	[SHEET_LIMITATIONS] = { 50, 45, 45 },
	[SHEET_PROPOSALS] = { 120 },
	[SHEET_EVIDENCE] = { 120 },
	[SHEET_HELP] = { 120 },
};

static void make_formats(struct book *book)
{
	enum { YELLOW = 0xFFF8DC, GREY = 0x808080, PALE = 0xF2F2F2 };

	for (int i = 0; i < TEMPLATE_STYLES; i++) {
		lxw_format *format = book->formats[i] = workbook_add_format(book->workbook);

		format_set_text_wrap(format);
		format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
		if (i >= STYLE_HEAD || i == STYLE_TEXT)
			format_set_border(format, LXW_BORDER_HAIR);
	}
	lxw_format **formats = book->formats;

	format_set_bold(formats[STYLE_TITLE]);
	format_set_font_size(formats[STYLE_TITLE], 14);
	formats[STYLE_TITLE]->text_wrap = formats[STYLE_ASIDE]->text_wrap = LXW_FALSE;
	format_set_font_color(formats[STYLE_ASIDE], GREY);
	format_set_bold(formats[STYLE_LABEL]);
	format_set_bold(formats[STYLE_HEAD]);
	format_set_bg_color(formats[STYLE_HEAD], PALE);
	format_set_align(formats[STYLE_CLOSED], LXW_ALIGN_RIGHT);
	format_set_font_color(formats[STYLE_CLOSED], GREY);
	format_set_bg_color(formats[STYLE_CLOSED], PALE);
	format_set_num_format(formats[STYLE_WORDS], "@");
	format_set_bg_color(formats[STYLE_WORDS], YELLOW);
	format_set_unlocked(formats[STYLE_WORDS]);
	/* as many as it has, for "#.####" leaves a point behind a whole number */
	for (int i = 0; i <= DECIMALS_MOST; i++) {
		char shape[32];

		snprintf(shape, sizeof(shape), "#,##0%s%.*s", i > 0 ? "." : "", i, "00000000");
		book->numbers[i] = workbook_add_format(book->workbook);
		format_set_num_format(book->numbers[i], shape);
		format_set_border(book->numbers[i], LXW_BORDER_HAIR);
		format_set_align(book->numbers[i], LXW_ALIGN_VERTICAL_CENTER);
		format_set_align(book->numbers[i], LXW_ALIGN_RIGHT);
		book->values[i] = workbook_add_format(book->workbook);
		format_set_num_format(book->values[i], shape);
		format_set_bg_color(book->values[i], YELLOW);
		format_set_border(book->values[i], LXW_BORDER_THIN);
		format_set_align(book->values[i], LXW_ALIGN_VERTICAL_CENTER);
		format_set_unlocked(book->values[i]);
	}
}

/* What the program lets a person type: the daemon's bounds. */
static void validate(lxw_worksheet *sheet, const struct template_cell *cell)
{
	lxw_data_validation rule = {
		.validate = cell->decimals > 0 ? LXW_VALIDATION_TYPE_DECIMAL
		                               : LXW_VALIDATION_TYPE_INTEGER,
		.criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
		.ignore_blank = LXW_VALIDATION_ON,
		.minimum_number = 0,
		.maximum_number = (double)(QUANTITY_MAX / QUANTITY_UNIT),
		/* never written through, but without const in the library's struct */
		.error_title = (char *)(uintptr_t)say(WORD_TEMPLATE_ERROR),
		.error_message =
		        (char *)(uintptr_t)say(cell->decimals > 0 ? WORD_TEMPLATE_ERROR_DECIMAL
		                                                  : WORD_TEMPLATE_ERROR_WHOLE),
	};

	worksheet_data_validation_cell(sheet, cell->row, (lxw_col_t)cell->column, &rule);
}

static bool is_decimal(const char *text)
{
	return *text && strspn(text, "0123456789.") == strlen(text);
}

static lxw_format *format_of(const struct book *book, const struct template_cell *cell)
{
	const char *point = strchr(cell->text, '.');
	const size_t decimals = point && is_decimal(cell->text) ? strlen(point + 1) : 0;

	if (cell->style == STYLE_NUMBER)
		return book->numbers[decimals < DECIMALS_MOST ? decimals : DECIMALS_MOST];
	return cell->style == STYLE_VALUE ? book->values[cell->decimals]
	                                  : book->formats[cell->style];
}

static void write_cell(struct book *book, const struct template_cell *cell)
{
	lxw_worksheet *sheet = book->sheets[cell->sheet];
	lxw_format *format = format_of(book, cell);
	const bool number = cell->style == STYLE_VALUE || cell->style == STYLE_NUMBER;
	const lxw_col_t column = (lxw_col_t)cell->column;

	if (!*cell->text)
		worksheet_write_blank(sheet, cell->row, column, format);
	else if (number && is_decimal(cell->text))
		worksheet_write_number(sheet, cell->row, column, strtod(cell->text, NULL), format);
	else
		worksheet_write_string(sheet, cell->row, column, cell->text, format);
	if (cell->style == STYLE_VALUE)
		validate(sheet, cell);
	if (cell->note)
		worksheet_write_comment(sheet, cell->row, column, cell->note);
}

static void lay_out(struct book *book, enum template_sheet i)
{
	lxw_worksheet *sheet = book->sheets[i];
	const uint32_t head = i == SHEET_REPORT ? book->template->head_row : 0;

	for (lxw_col_t column = 0; widths[i][column] > 0; column++)
		worksheet_set_column(sheet, column, column, widths[i][column], NULL);
	/* a list's rows are there for who needs them: upright, all of them fit on one page */
	if (i == SHEET_REPORT || i == SHEET_HELP)
		worksheet_set_landscape(sheet);
	else
		worksheet_set_portrait(sheet);
	worksheet_set_paper(sheet, 9); /* A4 */
	if (widths[i][1] > 0)
		worksheet_fit_to_pages(sheet, 1, 0);
	else /* one column is cut by LibreOffice before it is fitted */
		worksheet_set_print_scale(sheet, SCALE_ALONE);
	if (i != SHEET_HELP) {
		worksheet_repeat_rows(sheet, head, head);
		worksheet_freeze_panes(sheet, head + 1, i == SHEET_REPORT ? 2 : 0);
	}
	lxw_protection allowed = { .format_columns = LXW_TRUE, .format_rows = LXW_TRUE };

	worksheet_protect(sheet, NULL, &allowed);
}

/* Lines that the text takes in its column; not every program makes room for them by itself. */
static size_t lines_of(const struct template_cell *cell)
{
	const size_t width = widths[cell->sheet][cell->column];
	size_t lines = 0;

	if (cell->style == STYLE_TITLE || cell->style == STYLE_ASIDE)
		return 1;
	for (const char *at = cell->text; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL)
		lines += 1 + show_width(at) * 9 / 8 / width; /* words do not fill a line */
	return lines;
}

static void make_room(struct book *book)
{
	const struct template *template = book->template;

	for (size_t i = 0; i < template->cell_count;) {
		const struct template_cell *first = &template->cells[i];
		size_t most = 1;

		for (; i < template->cell_count && template->cells[i].sheet == first->sheet &&
		       template->cells[i].row == first->row;
		     i++) {
			const size_t lines = lines_of(&template->cells[i]);

			most = lines > most ? lines : most;
		}
		worksheet_set_row(book->sheets[first->sheet], first->row,
		                  (double)(LINE_HEIGHT * most), NULL);
	}
}

bool template_xlsx(const struct template *template, const char *path)
{
	struct book book = { .template = template, .workbook = workbook_new(path) };

	if (!book.workbook)
		return false;
	make_formats(&book);
	for (int i = 0; i < TEMPLATE_SHEETS; i++) {
		book.sheets[i] = workbook_add_worksheet(book.workbook, template->sheets[i]);
		lay_out(&book, (enum template_sheet)i);
	}
	make_room(&book);
	for (size_t i = 0; i < template->cell_count; i++)
		write_cell(&book, &template->cells[i]);
	return workbook_close(book.workbook) == LXW_NO_ERROR;
}
