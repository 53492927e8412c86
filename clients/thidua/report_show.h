/*
 * report_show -- a report as people read it: its values with the names of the tasks, and its texts.
 */
#ifndef REPORT_SHOW_H
#define REPORT_SHOW_H

#include "members.h"

/* A table of the lines, to stdout. */
void report_show_lines(struct arena *arena, const struct submit_report *report,
                       const struct member_list *members);

/* What the rules do not look at, to stdout. */
void report_show_texts(const struct submit_report *report);

#endif
