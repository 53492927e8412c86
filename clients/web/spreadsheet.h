/*
 * spreadsheet -- a standing as a workbook (.xlsx): the ranking, each board's points of each task, and what the
 * cluster has of each task.
 *
 * The same standing gives the same bytes: nothing in it is of the moment at which it was made.
 */
#ifndef SPREADSHEET_H
#define SPREADSHEET_H

#include "body.h"
#include "faults.h" /* enum language */
#include "member_names.h"

extern const char spreadsheet_type[];

/* NULL: there is no room for it. */
struct body *spreadsheet_make(const struct told_standings *standings,
                              const struct member_list *names, enum language language);

/* Is the number shown by its nearest double, as spreadsheets keep numbers, digit for digit? A file has fifteen. */
bool spreadsheet_shows(int64_t value);

#endif
