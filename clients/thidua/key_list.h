/*
 * key_list -- who is admitted, as the journal has it.
 */
#ifndef KEY_LIST_H
#define KEY_LIST_H

#include "options.h"

struct credential;

/* All keys that were ever granted a role, with what became of them. */
int key_list(struct options *options);

/* What a key may; THIDUA_FORBIDDEN: nothing. */
int key_show(struct options *options, const struct credential *key);

#endif
