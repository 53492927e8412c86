/*
 * xlsx_cells -- the cells of one sheet of an .xlsx.
 */
#ifndef XLSX_CELLS_H
#define XLSX_CELLS_H

#include "grid.h"
#include "workbook_styles.h"

/* What cells name by its number. */
struct xlsx_shared {
	const char *const *strings;
	size_t string_count;
	struct styles styles;
};

/* A part such as xl/worksheets/sheet1.xml, into the last sheet of the grid. False having said
 * why. */
bool xlsx_cells_read(const char *part, const struct buffer *bytes, const struct xlsx_shared *shared,
                     struct grid *grid);

#endif
