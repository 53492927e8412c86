/*
 * public_key -- the key of somebody else, from its file.
 */
#ifndef PUBLIC_KEY_H
#define PUBLIC_KEY_H

#include "dial.h"

/* Reads the public half of a key. A secret file is refused: whoever has it by mistake must hear so.
 * THIDUA_CONFIG having said why; out is to be wiped all the same. */
int public_key_read(const struct options *options, const char *path, struct arena *arena,
                    struct credential *out);

#endif
