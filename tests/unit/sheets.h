/*
 * sheets -- a workbook in one line, for tests of its readers.
 */
#ifndef SHEETS_H
#define SHEETS_H

#include "arena.h"
#include "faults.h"
#include "parts.h"
#include "workbook_read.h"

enum { SHEETS_SHOWN = 1000 }; /* cells of a sheet, and looked at */

struct sheets {
	struct arena arena;
	struct faults why;
	struct workbook book;
};

void sheets_open(struct sheets *sheets);
void sheets_close(struct sheets *sheets);

/* The cells as "A1=text B1:n%=0.5", sheets by their names; or "! field: message" of the first
 * fault. A letter tells what is no text: n number, d date, f flag, e error; then % of a percentage,
 * * of a formula, ^ of a hidden row, | of a hidden column. Checks that it is of a right form. In the arena. */
const char *sheets_read(struct sheets *sheets, const void *bytes, size_t size,
                        enum workbook_kind kind);

/* A part in memory. */
struct part {
	const char *name;
	const char *text;
};

/* The same of parts that nobody packed; reader is that of a format. The last of parts has no
 * name. */
const char *sheets_read_parts(struct sheets *sheets, const struct part *parts,
                              bool (*reader)(struct parts *, struct arena *, struct workbook *,
                                             struct faults *));

#endif
