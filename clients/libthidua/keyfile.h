/*
 * keyfile -- key files from disk: an office's own, which nobody else may read, and the daemon's public one.
 */
#ifndef THIDUA_KEYFILE_H
#define THIDUA_KEYFILE_H

#include "credential.h"

/* secret: the file must hold the secrets and must not be readable by group or others. False with faults on field. */
bool keyfile_read(const char *path, const char *field, bool secret, struct credential *out, struct faults *why);

#endif
