/*
 * places -- where a link may try: each endpoint in turn, and of one with a name its IPv6 address, its IPv4
 * one, and then those that it has beyond these (lookup.h).
 */
#ifndef THIDUA_PLACES_H
#define THIDUA_PLACES_H

#include <stdbool.h>

#include "endpoints.h"

struct lookup;

struct places {
	const char *endpoints[ENDPOINTS_MAX];
	size_t count;          /* of endpoints */
	size_t now;            /* the endpoint in use */
	size_t step;           /* its address in use */
	struct lookup *lookup; /* of its name; NULL: none looked up */
};

/* Splits a list of endpoints, which lie in the arena then, and takes the first place. False with a fault
 * on field. */
bool places_take(struct places *places, const char *list, const char *field, struct arena *arena,
                 struct faults *why);
/* May be called twice. */
void places_forget(struct places *places);

/* Turns to the next; true: that is another endpoint's first, or the same one's again. */
bool places_next(struct places *places);

/* As people wrote it. */
const char *places_endpoint(const struct places *places);

/* What is to be connected to, the endpoint or one of its addresses; *four: a name means its IPv4 one. */
const char *places_address(const struct places *places, bool *four);

/* Is it the first, or the last, address of its endpoint? */
bool places_is_first(const struct places *places);
bool places_is_last(const struct places *places);

/* How many there are in a round, as far as it is known now. */
size_t places_count(const struct places *places);

/* May there be other machines than the one in use? The two kinds of address of a name are one machine's. */
bool places_has_others(const struct places *places);

#endif
