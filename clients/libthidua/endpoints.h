/*
 * endpoints -- the list of places where a daemon may be found, as people write it.
 */
#ifndef THIDUA_ENDPOINTS_H
#define THIDUA_ENDPOINTS_H

#include "faults.h"

enum { ENDPOINTS_MAX = 8 };

/* Splits and checks a list of endpoints: texts in the arena, at most ENDPOINTS_MAX. 0 with a fault
 * on field when one is wrong.
 */
size_t endpoints_split(const char *list, const char *field, struct arena *arena,
                       const char *out[ENDPOINTS_MAX], struct faults *why);

/* Does a checked endpoint name a host, rather than give its address? */
bool endpoint_is_name(const char *endpoint);

#endif
