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

/* out and *place, of the value's cell, and *out_of_place are set when there is a line; false when there is none,
 * also when something is wrong, which is said. *code: of the task, NULL when the row has none. */
bool sheet_task_read(const struct sheet_row *row, const struct sheet_rules *rules,
                     const char *board, struct faults *why, const char **code,
                     struct report_line *out);

/* Does a report of this board have a line for the task? */
bool sheet_task_expected(const struct season_draft *season, const char *board,
                         const struct task_draft *task);

#endif
