/*
 * sheet_load -- a report from a workbook, with what the sheet does not say: from the options, and
 * from the season in force.
 */
#ifndef SHEET_LOAD_H
#define SHEET_LOAD_H

#include "json_in.h"
#include "options.h"
#include "sheet_report.h"
#include "workbook.h"

/* What out points to belongs to the options' arena, as does the arena of why. Asks the daemon for
 * the season when the sheet does not say all of its decimals itself; without an answer it goes on,
 * and what only the season could tell is left to the daemon. */
void sheet_load(struct options *options, const struct workbook *workbook, struct report_file *out,
                struct faults *why);

/* The map beside the context, empty when there is none. False having said why it cannot be read;
 * what is wrong in it is added to why. */
bool sheet_load_map(struct options *options, struct sheet_map *out, struct faults *why);

#endif
