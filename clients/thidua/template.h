/*
 * template -- the empty report of a board for a period, as a spreadsheet to fill in.
 *
 * What stands in which cell is said once, here; template_xlsx and template_csv only write it. What
 * can be filled in has a style of its own, everything else is there to be read. sheet_report reads
 * all of it back: names come from sheet_words, and a row says in its own cells how many decimals its
 * value has.
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "messages.h"

struct arena;
struct buffer;

enum template_style {
	STYLE_TITLE,
	STYLE_LABEL,
	STYLE_TEXT,
	STYLE_ASIDE,  /* beside a label; as long as it likes */
	STYLE_NUMBER, /* to be read: text is a decimal, or words */
	STYLE_HEAD,   /* the names over a table */
	STYLE_CLOSED, /* nothing is filled in here: a dash */
	STYLE_VALUE,  /* to be filled in with a number; text is a decimal */
	STYLE_WORDS,  /* to be filled in with a text */
	TEMPLATE_STYLES
};

enum template_sheet {
	SHEET_REPORT,
	SHEET_MODELS,
	SHEET_LIMITATIONS,
	SHEET_PROPOSALS,
	SHEET_EVIDENCE,
	SHEET_HELP,
	TEMPLATE_SHEETS
};

struct template_cell {
	enum template_sheet sheet;
	uint32_t row, column; /* from 0 */
	enum template_style style;
	const char *text; /* "" when empty */
	int decimals;     /* VALUE: at most so many */
	const char *note; /* for who stands on it, or NULL */
};

struct template
{
	const struct template_cell *cells; /* [cell_count], by sheet, row, column */
	size_t cell_count;
	const char *sheets[TEMPLATE_SHEETS]; /* their names */
	uint32_t head_row;                   /* of the tasks: repeated on each page */
};

/* What a template is made of. */
struct template_source {
	const struct season_draft *season;
	const char *board;
	bool csv;                           /* no colours and no sheets to be spoken of */
	int period;                         /* the wire's number, 1 to 5 */
	const struct submit_report *before; /* of the period before, or NULL */
	const struct submit_report *now;    /* to be filled in already, or NULL */
};

/* In the arena and in the user's language. */
void template_make(const struct template_source *source, struct arena *arena, struct template *out);

/* A workbook at path, which libxlsxwriter opens anew. False when it cannot be written. */
bool template_xlsx(const struct template *template, const char *path);

/* UTF-8 with a BOM, semicolons and CR LF, as spreadsheet programs of Vietnam read it; the sheets below each
 * other. */
void template_csv(const struct template *template, struct buffer *out);

#endif
