/*
 * sheet_pick -- which sheets of a workbook are read.
 */
#ifndef SHEET_PICK_H
#define SHEET_PICK_H

#include "workbook.h"

struct faults;

/* Of sheets that have the same tasks the first alone, having said that there are others: which one
 * is meant nobody can know, and what is wrong in each row of both is no help. Sheets that have
 * different tasks are one report. Lives in the arena of why. */
void sheet_pick(const struct workbook *workbook, struct workbook *out, struct faults *why);

#endif
