/*
 * What a file is, is said by its first bytes: a zip archive names its parts in the open, and Excel
 * wrote OLE files before 2007 and writes one still around what a password locks.
 */
#include "workbook_read.h"

#include <string.h>

#include "faults.h"
#include "text.h"
#include "text_file.h"
#include "workbook_csv.h"
#include "workbook_ods.h"
#include "workbook_xlsx.h"
#include "workbook_zip.h"

static bool begins(const uint8_t *bytes, size_t size, const void *magic, size_t magic_size)
{
	return size >= magic_size && memcmp(bytes, magic, magic_size) == 0;
}

static bool holds(const uint8_t *bytes, size_t size, const void *what, size_t what_size)
{
	return memmem(bytes, size, what, what_size) != NULL;
}

static bool ends(const char *name, const char *ending)
{
	const size_t size = strlen(name), ending_size = strlen(ending);

	return size >= ending_size && strcasecmp(name + size - ending_size, ending) == 0;
}

static bool is_old(const uint8_t *bytes, size_t size)
{
	return begins(bytes, size, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
}

/* CSV that somebody gave the name of a workbook, which its program opens all the same? */
static bool is_text(const uint8_t *bytes, size_t size)
{
	bool big;

	return size > 0 && *bytes != '<' && !begins(bytes, size, "PK", 2) &&
	       (text_file_is_utf16(bytes, size, &big) ||
	        (!memchr(bytes, 0, size) && text_is_utf8((const char *)bytes, size)));
}

enum workbook_kind workbook_kind(const uint8_t *bytes, size_t size, const char *name)
{
	static const char ods[] = "mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
	static const char parts[] = "[Content_Types].xml";

	if (is_old(bytes, size))
		return WORKBOOK_OLD;
	if (begins(bytes, size, "PK", 2) && holds(bytes, size, ods, sizeof(ods) - 1))
		return WORKBOOK_ODS;
	if (begins(bytes, size, "PK", 2) && holds(bytes, size, parts, sizeof(parts) - 1))
		return WORKBOOK_XLSX;
	const bool csv = ends(name, ".csv") || ends(name, ".tsv");
	const bool xlsx = ends(name, ".xlsx") || ends(name, ".xlsm");
	const bool named = xlsx || ends(name, ".ods") || ends(name, ".xls");

	if (named && is_text(bytes, size))
		return WORKBOOK_CSV;
	if (named && begins(bytes, size, "<", 1)) /* as programs of the web export them */
		return WORKBOOK_FOREIGN;
	if (!named)
		return csv ? WORKBOOK_CSV : WORKBOOK_NONE;
	return xlsx ? WORKBOOK_XLSX : ends(name, ".xls") ? WORKBOOK_OLD : WORKBOOK_ODS;
}

static bool refuse_old(const uint8_t *bytes, size_t size, struct faults *why)
{
	static const char locked[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

	if (is_old(bytes, size) && holds(bytes, size, locked, sizeof(locked)))
		fail(why, FAULT_WORKBOOK_LOCKED, "");
	else
		fail(why, FAULT_WORKBOOK_OLD, "");
	return false;
}

static bool read_parts(const uint8_t *bytes, size_t size,
                       bool (*read)(struct parts *, struct arena *, struct workbook *,
                                    struct faults *),
                       struct arena *arena, struct workbook *out, struct faults *why)
{
	struct parts *parts = zip_parts_open(bytes, size, why);
	const bool whole = parts && read(parts, arena, out, why);

	zip_parts_close(&parts);
	return whole;
}

bool workbook_read(const uint8_t *bytes, size_t size, enum workbook_kind kind, struct arena *arena,
                   struct workbook *out, struct faults *why)
{
	*out = (struct workbook){ 0 };
	if (size > WORKBOOK_BYTES_MAX) {
		fail(why, FAULT_WORKBOOK_LARGE, "", fault_number(why, WORKBOOK_BYTES_MAX >> 20));
		return false;
	}
	switch (kind) {
	case WORKBOOK_XLSX:
		return read_parts(bytes, size, workbook_xlsx_read, arena, out, why);
	case WORKBOOK_ODS:
		return read_parts(bytes, size, workbook_ods_read, arena, out, why);
	case WORKBOOK_CSV:
		return workbook_csv_read(bytes, size, arena, out, why);
	case WORKBOOK_OLD:
		return refuse_old(bytes, size, why);
	default:
		fail(why, FAULT_WORKBOOK_FOREIGN, "");
		return false;
	}
}
