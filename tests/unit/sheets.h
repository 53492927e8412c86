/*
 * sheets -- a workbook in one line, for tests of its readers.
 */
#ifndef SHEETS_H
#define SHEETS_H

#include "arena.h"
#include "faults.h"
#include "workbook_read.h"

struct sheets {
	struct arena arena;
	struct faults why;
	struct workbook book;
};

void sheets_open(struct sheets *sheets);
void sheets_close(struct sheets *sheets);

/* The cells as "A1=text B1:n%=0.5", sheets by their names; or "! field: message" of the first
 * fault. A letter tells what is no text: n number, d date, f flag, e error; then % of a percentage,
 * * of a formula. Checks that it is of a right form. In the arena. */
const char *sheets_read(struct sheets *sheets, const void *bytes, size_t size,
                        enum workbook_kind kind);

/* The same of what was read by other means. */
const char *sheets_show(struct sheets *sheets, bool read);

#endif
