#include <string.h>

#include "buffer.h"
#include "template.h"
#include "words.h"

static void add(struct buffer *out, const char *text)
{
	buffer_append(out, text, strlen(text));
}

/* A spreadsheet program takes a text that begins so for a formula. */
static bool looks_like_formula(const char *text)
{
	return *text && strchr("=+-@", *text) != NULL;
}

static void add_text(struct buffer *out, const char *text)
{
	if (looks_like_formula(text))
		add(out, " ");
	if (!strpbrk(text, ";\"\r\n")) {
		add(out, text);
		return;
	}
	add(out, "\"");
	for (; *text; text++) {
		if (*text == '"')
			add(out, "\"");
		buffer_append(out, text, 1);
	}
	add(out, "\"");
}

/* A decimal in the user's way; with three decimals a zero more, since 1,413 could be read as 1413. */
static void add_number(struct buffer *out, const char *text)
{
	const char *point = strchr(text, '.');

	if (!point || strspn(text, "0123456789.") != strlen(text)) {
		add_text(out, text);
		return;
	}
	buffer_append(out, text, (size_t)(point - text));
	add(out, words_language() == VIETNAMESE ? "," : ".");
	add(out, point + 1);
	if (strlen(point + 1) == 3)
		add(out, "0");
}

void template_csv(const struct template *template, struct buffer *out)
{
	uint32_t row = 0, column = 0;
	enum template_sheet sheet = SHEET_REPORT;

	add(out, "\xef\xbb\xbf");
	for (size_t i = 0; i < template->cell_count; i++) {
		const struct template_cell *cell = &template->cells[i];

		if (cell->sheet == SHEET_HELP || (cell->style == STYLE_WORDS && !*cell->text))
			continue;
		if (cell->sheet != sheet)
			add(out, "\r\n\r\n");
		for (; cell->sheet == sheet && row < cell->row; row++, column = 0)
			add(out, "\r\n");
		if (cell->sheet != sheet)
			column = 0;
		sheet = cell->sheet;
		row = cell->row;
		for (; column < cell->column; column++)
			add(out, ";");
		if (cell->style == STYLE_VALUE || cell->style == STYLE_NUMBER)
			add_number(out, cell->text);
		else
			add_text(out, cell->text);
	}
	add(out, "\r\n");
}
