/*
 * view -- a standing as the public header shows it.
 */
#ifndef THIDUA_VIEW_H
#define THIDUA_VIEW_H

#include "answer.h"
#include "thidua.h"

/* In the arena, which must be the one that told was decoded into. */
const struct thidua_standings *view_standings(const struct told_standings *told,
                                              struct arena *arena);

#endif
