/*
 * parts -- the files that are inside of a file, by their names.
 *
 * A workbook's reader asks for parts and not for an archive, so that tests and the fuzzer reach it
 * without packing anything.
 */
#ifndef PARTS_H
#define PARTS_H

#include <stdbool.h>

#include "buffer.h"

struct faults;

struct parts {
	bool (*has)(struct parts *parts, const char *name);
	/* Puts the part in the place of what out holds; out ends with a NUL that does not count.
	 * False having said why, as when there is no such part. */
	bool (*read)(struct parts *parts, const char *name, struct buffer *out, struct faults *why);
};

#endif
