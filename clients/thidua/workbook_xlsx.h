/*
 * workbook_xlsx -- Office Open XML: Excel since 2007, and all who write what it reads.
 */
#ifndef WORKBOOK_XLSX_H
#define WORKBOOK_XLSX_H

#include "parts.h"
#include "workbook.h"

enum { XLSX_STRINGS_MAX = 200000 /* shared by cells */ };

/* As workbook_read. */
bool workbook_xlsx_read(struct parts *parts, struct arena *arena, struct workbook *out,
                        struct faults *why);

#endif
