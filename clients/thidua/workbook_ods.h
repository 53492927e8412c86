/*
 * workbook_ods -- OpenDocument: LibreOffice, and Google's tables when asked for it.
 */
#ifndef WORKBOOK_ODS_H
#define WORKBOOK_ODS_H

#include "parts.h"
#include "workbook.h"

enum { ODS_HIDDEN_STYLES_MAX = 1000 };

/* As workbook_read. */
bool workbook_ods_read(struct parts *parts, struct arena *arena, struct workbook *out,
                       struct faults *why);

#endif
