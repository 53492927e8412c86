/*
 * publication -- what the public may see of a season: locked standings that the supervisor has published.
 */
#ifndef CORE_PUBLICATION_H
#define CORE_PUBLICATION_H

#include "cluster.h"

/* Was the standing that an amendment of this number made, 0: that of the lock, ever published by `now`? */
bool publication_has(const struct cluster *cluster, uint32_t year, enum period period,
                     uint32_t amendment, int64_t now);

/* Since when, by `now`, a later period is published; INT64_MAX: none is. Then this one is not the current one
 * to the public. */
int64_t publication_superseded_at(const struct cluster *cluster, uint32_t year, enum period period,
                                  int64_t now);

#endif
