/*
 * workbook_csv -- text with separators, as Excel, LibreOffice and people write it.
 */
#ifndef WORKBOOK_CSV_H
#define WORKBOOK_CSV_H

#include "workbook.h"

struct faults;

/* UTF-8, or UTF-16 with a byte order mark; separated by comma, semicolon or tab. A sheet without a
 * name; all cells are texts. As workbook_read. */
bool workbook_csv_read(const uint8_t *bytes, size_t size, struct arena *arena, struct workbook *out,
                       struct faults *why);

#endif
