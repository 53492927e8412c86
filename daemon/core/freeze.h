/*
 * freeze -- is what comes of a season held back now, and from whom?
 *
 * From the first midnight of a season's freeze to the last, or until it is revealed by two, boards,
 * viewers and the operator see the season as it was at its last instant before; their own they see as it
 * is. Head, deputy and supervisor see everything. The rows are the same for all: who may not see what
 * came reads them as of that instant.
 */
#ifndef CORE_FREEZE_H
#define CORE_FREEZE_H

#include "cluster.h"

struct freeze {              /* of a season */
	int64_t begins;      /* the first instant that is held back; INT64_MAX: it has none */
	int64_t ends;        /* the first one that all see again */
	int64_t revealed_at; /* INT64_MAX: by nobody; else ends */
	enum period period;
};

/* As it is known at `now`. */
struct freeze freeze_look(const struct cluster *cluster, uint32_t year, int64_t now);

/* Is anything held back now? */
bool freeze_holds(const struct cluster *cluster, uint32_t year, int64_t now);

/* The instant as of which the season is seen by who may not see what is held back: `now`, or the last one
 * before a freeze. */
int64_t freeze_seen(const struct cluster *cluster, uint32_t year, int64_t now);

/* The same of a reader who does not write it down when it begins: also the last instant before a freeze that
 * is to come. INT64_MAX: there is none, or it is over. */
int64_t freeze_shown_until(const struct cluster *cluster, uint32_t year, int64_t now);

/* When a freeze begins or ends next; INT64_MAX: never. */
int64_t freeze_next_change(const struct cluster *cluster, uint32_t year, int64_t now);

#endif
