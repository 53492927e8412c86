/*
 * small_xlsx -- an .xlsx of one sheet, T, whose parts nobody packed, and what is read of it.
 */
#ifndef SMALL_XLSX_H
#define SMALL_XLSX_H

#include "sheets.h"

#define MAIN   " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define STRICT " xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\""
#define RELS   " xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\""
#define TYPE   "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define R      " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define RELATION(id, type, target)                                                                 \
	"<Relationship Id=\"" id "\" Type=\"" TYPE type "\" Target=\"" target "\"/>"

extern const char small_xlsx_root[], small_xlsx_relations[], small_xlsx_book[];

/* Its parts whole. Returned is what sheets_read shows, here and below. */
const char *small_xlsx_sheet(struct sheets *sheets, const char *sheet, const char *strings,
                             const char *styles);

/* What stands in <sheetData>, <sst> and <styleSheet>. */
const char *small_xlsx_parts(struct sheets *sheets, const char *cells, const char *strings,
                             const char *styles);

/* With the strings "một" and "hai", and the styles 0 plain, 1 percentage, 2 date. */
const char *small_xlsx_cells(struct sheets *sheets, const char *cells);

/* A1 is the first of these strings. */
const char *small_xlsx_strings(struct sheets *sheets, const char *strings);

const char *small_xlsx_merged(struct sheets *sheets, const char *cells, const char *merges);

/* count times the text, in the arena. */
const char *small_xlsx_many(struct sheets *sheets, const char *text, size_t count);

#endif
