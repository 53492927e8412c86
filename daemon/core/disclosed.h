/*
 * disclosed -- the standing of a period that an audience may see: the live one, the last before a freeze, or
 * what was published.
 */
#ifndef CORE_DISCLOSED_H
#define CORE_DISCLOSED_H

#include "audience.h"
#include "standing.h"

/* As standing_compute, for an audience: what it may see of a period at `now`. False: nothing. */
bool disclosed_standing(const struct cluster *cluster, uint32_t year, enum period period,
                        enum audience audience, int64_t now, struct arena *arena,
                        struct standing *out);

#endif
