/*
 * office_key -- key files from disk: an office's own, which nobody else may read, and the daemon's
 * public one.
 */
#ifndef THIDUA_OFFICE_KEY_H
#define THIDUA_OFFICE_KEY_H

#include "credential.h"

/* secret: the file must hold the secrets and must not be readable by group or others. False with
 * faults on field. */
bool office_key_read(const char *path, const char *field, bool secret, struct credential *out,
                     struct faults *why);

#endif
