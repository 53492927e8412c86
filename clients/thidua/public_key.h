/*
 * public_key -- the key of somebody else, from its file.
 */
#ifndef PUBLIC_KEY_H
#define PUBLIC_KEY_H

#include "dial.h"

/* Reads the key file of somebody else (its public half is enough). THIDUA_CONFIG having said why.
 */
int public_key_read(const struct options *options, const char *path, struct arena *arena,
                    struct credential *out);

#endif
