/*
 * keyfile -- small files that the daemon trusts: read whole, with a bound, and only when nobody
 * else can have read or changed them.
 */
#ifndef SERVICE_KEYFILE_H
#define SERVICE_KEYFILE_H

#include <stdbool.h>

#include "credential.h"
#include "faults.h"

struct buffer;

enum keyfile_trust {
	KEYFILE_ANY,    /* whoever owns it */
	KEYFILE_OWNED,  /* by the process's user or root, and nobody else may write it */
	KEYFILE_SECRET, /* and nobody else may read it either */
};

/* Appends the file as text_file_plain makes it. The fault is at `where` and begins with the path. */
bool keyfile_read(const char *path, enum keyfile_trust trust, struct buffer *out, const char *where,
                  struct faults *why);

/* Reads a credential: the whole one when secret, else the public half. */
bool keyfile_credential(const char *path, bool secret, struct credential *out, const char *where,
                        struct faults *why);

#endif
