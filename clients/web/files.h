/*
 * files -- what a browser is given: the files of the page, and what is not ours, from memory.
 *
 * They are read at the start and at SIGHUP. A name is looked up in a list, so no path that somebody
 * writes ever reaches the file system.
 */
#ifndef FILES_H
#define FILES_H

#include <stdbool.h>

#include "body.h"
#include "faults.h"

enum { FILES_MAX = 1024, FILES_BYTES_MAX = 32 << 20, FILES_NAME_SIZE = 128, FILES_DEPTH_MAX = 6 };

struct files_entry {
	char name[FILES_NAME_SIZE]; /* "index.html", "vendor/source-sans-3/LICENSE" */
	const char *type;
	struct body *body;
};

struct files {
	struct files_entry *entries; /* owned; by name */
	size_t count;
	size_t bytes;
};

/* page and vendor: folders; an empty path: there are none. where: settings that are named in faults. Names
 * that begin with a dot are passed over. False with faults, and out is empty. */
bool files_load(const char *page, const char *vendor, struct files *out, struct faults *why);
void files_close(struct files *files);

/* NULL: there is none of this name. */
const struct files_entry *files_find(const struct files *files, const char *name);

#endif
