/*
 * sheet_heads -- what a report's spreadsheet says before its tables: whose it is, and of when.
 */
#ifndef SHEET_HEADS_H
#define SHEET_HEADS_H

#include "sheet_words.h"
#include "workbook.h"

struct faults;

struct sheet_said {
	const char *text;  /* NULL: not said */
	const char *place; /* of its cell; NULL: the label is not there either */
	bool emptied;      /* not said, where words for people show that it was meant to be */
};

/* What stands before the tables, as it is written. */
struct sheet_heads {
	struct sheet_said said[SHEET_LABELS];
	bool tasks; /* is there a table of tasks? */
	bool complete; /* do the tables say all of their units and decimals, so that no season is needed? */
};

/* Texts are in the arena of why. Faults are only added. A workbook without a table of tasks needs a
 * map: then mapped is true. */
void sheet_heads_read(const struct workbook *workbook, bool mapped, struct sheet_heads *out,
                      struct faults *why);

#endif
