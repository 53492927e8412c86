/*
 * sheet_map -- where the values of a report stand in a sheet that an office has made itself.
 *
 * Kept beside the context, NAME.map for NAME.conf, a line a task: "T02 = Tổng hợp!F8 / G8" is done
 * in F8 and out of G8, both in one row. Without a sheet's name it is the first one that is not
 * hidden. thidua map makes it and people may change it.
 */
#ifndef SHEET_MAP_H
#define SHEET_MAP_H

#include "sheet_report.h"

struct arena;
struct faults;

enum { SHEET_MAP_MAX = 128 };

/* In the arena. Faults are only added, as "line 3". */
void sheet_map_parse(struct arena *arena, const char *text, struct sheet_map *out,
                     struct faults *why);

/* Where a task's value is; NULL: the map does not say. */
const struct sheet_mapped *sheet_map_find(const struct sheet_map *map, const char *task);

/* One line's right side, "Tổng hợp!F8 / G8". False: it is no place. */
bool sheet_map_place(struct arena *arena, const char *text, struct sheet_mapped *out);

/* As it stands in the file, with the line's end. In the arena. */
const char *sheet_map_line(struct arena *arena, const struct sheet_mapped *mapped);

/* Sheet of the workbook; NULL when it has none of this name. */
const struct sheet *sheet_map_sheet(const struct workbook *workbook, const char *name);

/* "NAME.map" beside the context file; NULL when there is no context. */
const char *sheet_map_path(struct arena *arena, const char *context);

#endif
