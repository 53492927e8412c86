/*
 * lookup -- the addresses behind a name that ZeroMQ does not try: it takes the first of a kind, and a
 * daemon that moved, or one of two, may be at another.
 *
 * A lookup may take as long as a name server likes, so it has a thread of its own, which ends with it;
 * nobody waits for it, and what it has not found yet is not there yet.
 */
#ifndef THIDUA_LOOKUP_H
#define THIDUA_LOOKUP_H

#include <stddef.h>

enum { LOOKUP_ADDRESSES_MAX = 16, LOOKUP_ENDPOINT_SIZE = 64 };

struct lookup;

/* Begins to look up the host of a checked endpoint that has a name. NULL: it cannot be begun now. */
struct lookup *lookup_begin(const char *endpoint);
/* Also while it is looked up. May be called twice. */
void lookup_forget(struct lookup **lookup);

/* How many were found beyond the first of each kind, at most LOOKUP_ADDRESSES_MAX; 0 for NULL, and while it
 * is looked up. */
size_t lookup_count(const struct lookup *lookup);

/* The endpoint "tcp://10.0.0.2:7401" of one of these; the lookup's. */
const char *lookup_endpoint(const struct lookup *lookup, size_t index);

#endif
