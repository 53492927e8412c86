/*
 * sheet_report -- a report out of a spreadsheet: what the cells of a workbook mean.
 *
 * A table begins with a row of names that sheet_words knows and goes on to the next one or to the
 * sheet's end; tables may stand below each other, as in a CSV file, or on sheets of their own. What
 * is beside them is passed over. Templates say in the sheet itself how many decimals a value has
 * and which cells are not asked for ("–"); of other sheets the season says it, when it is known.
 *
 * Nothing is guessed and nothing is rounded but what a formula made: whatever can be read in two
 * ways, and whatever is missing, is a fault with its cell and task.
 */
#ifndef SHEET_REPORT_H
#define SHEET_REPORT_H

#include "json_in.h"
#include "sheet_words.h"
#include "workbook.h"

/* Items of a report, as command.proto bounds them; texts of each kind. A test holds that they agree. */
enum { SHEET_LINES_MAX = 128, SHEET_TEXTS_MAX = 50, SHEET_EVIDENCE_MAX = 100 };

/* A task's cells in a sheet without our names; columns from 0, out_of -1: it has none. */
struct sheet_mapped {
	const char *task, *sheet; /* "": the first sheet */
	uint32_t row;
	int value, out_of;
};

struct sheet_map {
	struct sheet_mapped *items; /* [count] */
	size_t count;
};

struct sheet_rules {
	const struct season_draft *season; /* NULL: not known */
	const struct sheet_map *map;       /* of a workbook that has no table of tasks; or NULL */
	char decimal_mark; /* ',' or '.' where the office has said which it uses; 0 */
};

/* Fills the report's lines and texts and out->places; board and period of out are set. Faults are
 * only added. */
void sheet_report_read(const struct workbook *workbook, const struct sheet_rules *rules,
                       struct report_file *out, struct faults *why);

/* The cell that a field of the report was read from, such as "Báo cáo!G7 (T03)" for
 * "lines[2].actual"; NULL when there is none. */
const char *sheet_report_place(const struct report_file *file, const char *field);

#endif
