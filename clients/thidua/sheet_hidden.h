/*
 * sheet_hidden -- what counts although nobody sees it.
 *
 * A hidden row is none the less of the report: a filter that was left on must not drop a task, and
 * refusing it would keep an office from its own way of work. So it is read, and said.
 */
#ifndef SHEET_HIDDEN_H
#define SHEET_HIDDEN_H

#include "sheet_report.h"

struct arena;

/* A note for each sheet that has values of the report in hidden rows, or columns; "" is none. Each
 * ends with a newline. map: of a workbook without a table of tasks, or NULL. In the arena. */
const char *sheet_hidden_notes(struct arena *arena, const struct workbook *workbook,
                               const struct sheet_map *map);

#endif
