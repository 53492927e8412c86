/*
 * workbook_zip -- the parts of a zip archive in memory.
 *
 * An archive may unpack to a thousand times its size, and its directory may say anything; so the
 * bounds are kept while unpacking, over all that is read of one archive.
 */
#ifndef WORKBOOK_ZIP_H
#define WORKBOOK_ZIP_H

#include "parts.h"

enum {
	ZIP_PARTS_MAX = 1000,
	ZIP_PART_MAX = 32 << 20,     /* bytes of a part, unpacked */
	ZIP_UNPACKED_MAX = 64 << 20, /* of all that is read */
	ZIP_RATIO_MAX = 200,         /* of all that is read to the archive itself, beyond */
	ZIP_RATIO_FREE = 1 << 20,
};

/* bytes stay the caller's, and must live as long. NULL having said why. */
struct parts *zip_parts_open(const uint8_t *bytes, size_t size, struct faults *why);

/* May be called twice. */
void zip_parts_close(struct parts **parts);

#endif
