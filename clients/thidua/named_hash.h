/*
 * named_hash -- one of many by how its hash begins, as people name it.
 */
#ifndef NAMED_HASH_H
#define NAMED_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "command.h"

struct named_hash {
	const char *name; /* hex digits; given */
	size_t count;     /* that begin so */
	uint8_t hash[HASH_SIZE];
};

/* Can it be how a hash begins? Else THIDUA_USAGE having said so: before anything is opened. */
int named_hash_check(const char *name);

/* Is it the whole hash, so that none need be looked for? */
bool named_hash_whole(const char *name);

/* Is it this one? */
void named_hash_look(struct named_hash *named, const uint8_t *hash);

/* Of a name that was checked: fills out when there is one alone; else THIDUA_USAGE having said why. */
int named_hash_take(const struct named_hash *named, uint8_t *out);

#endif
