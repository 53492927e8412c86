/*
 * sheet_task -- the row of one task: its code, and what is reported of it.
 *
 * Inside of sheet_report only.
 */
#ifndef SHEET_TASK_H
#define SHEET_TASK_H

#include "faults.h"
#include "messages.h"
#include "sheet_report.h"
#include "sheet_scan.h"

/* out is set when there is a line; false when there is none, also when something is wrong, which is
 * said. *code: the task, when it is known where its row stands; else NULL, and then out: the code
 * that stands in the row, or NULL when it has none. */
bool sheet_task_read(const struct sheet_row *row, const struct sheet_rules *rules,
                     const char *board, struct faults *why, const char **code,
                     struct report_line *out);

/* In capitals, as codes are; "" when there is none. In the arena. */
const char *sheet_task_code(const struct sheet_row *row, struct arena *arena);

/* Does a report of this board have a line for the task? */
bool sheet_task_expected(const struct season_draft *season, const char *board,
                         const struct task_draft *task);

#endif
