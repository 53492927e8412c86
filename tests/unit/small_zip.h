/*
 * small_zip -- archives in memory, right ones; tests spoil them.
 */
#ifndef SMALL_ZIP_H
#define SMALL_ZIP_H

#include <stddef.h>
#include <stdint.h>

struct buffer;

struct zip_entry {
	const char *name;
	const void *bytes;
	size_t size;
	int method; /* ZIP_CM_* */
	const char *password;
};

/* In the place of what out holds; count entries. */
void small_zip(const struct zip_entry *entries, size_t count, struct buffer *out);

#endif
