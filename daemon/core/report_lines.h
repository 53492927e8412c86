/*
 * report_lines -- what may be said of one task: by a board in its report, by who judges it.
 *
 * A line stands in a list of its command, so its faults have paths such as lines[3].actual.
 */
#ifndef CORE_REPORT_LINES_H
#define CORE_REPORT_LINES_H

#include "faults.h"
#include "ruleset.h"

/* Why nobody can say a value of this task for this board, or FAULT_REASONS. */
enum fault_reason report_line_refusal(const struct ruleset *ruleset, size_t board, size_t task);

/* Is the value as the task is measured? */
void report_line_check(const struct task *task, const struct report_line *line, const char *list,
                       size_t i, struct faults *why);

/* The line names no task of the season; its text may be anything. */
void report_line_refuse_task(const char *code, const char *list, size_t i, struct faults *why);

#endif
