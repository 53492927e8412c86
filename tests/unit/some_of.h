/*
 * some_of -- all of many, or some.
 *
 * A test that goes through all code points has to in dev. Where only the compiler is another or valgrind looks on
 * (THIDUA_ROUNDS is set, as by tests/run) the first of them, which hold what we write with, and then one in 251 are enough.
 */
#ifndef SOME_OF_H
#define SOME_OF_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum { SOME_FIRST = 0x2000, SOME_STEP = 251 };

static inline bool some_only(void)
{
	return getenv("THIDUA_ROUNDS") != NULL;
}

/* To the next one; some: as some_only says. */
static inline int32_t some_next(int32_t at, bool some)
{
	return some && at >= SOME_FIRST ? at + SOME_STEP : at + 1;
}

#endif
