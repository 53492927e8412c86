/*
 * workbook_read -- from the bytes of a file to its workbook.
 */
#ifndef WORKBOOK_READ_H
#define WORKBOOK_READ_H

#include "workbook.h"

struct faults;

enum workbook_kind {
	WORKBOOK_NONE,
	WORKBOOK_XLSX,
	WORKBOOK_CSV,
	WORKBOOK_ODS,
	WORKBOOK_FOREIGN, /* has the name of one and is something else */
	WORKBOOK_OLD,     /* .xls, or behind a password: workbook_read says what to do */
};

/* By content first, then by how the name ends: CSV has no content that tells it, but a text with the
 * name of a workbook is taken for one. */
enum workbook_kind workbook_kind(const uint8_t *bytes, size_t size, const char *name);

/* Everything of out lives in the arena. False having said why. */
bool workbook_read(const uint8_t *bytes, size_t size, enum workbook_kind kind, struct arena *arena,
                   struct workbook *out, struct faults *why);

#endif
