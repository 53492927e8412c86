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

/* The same as it stood at an instant, of what the audience may see at `now`: in a freeze what it is shown, of a
 * year that is final what had locked, where the public awaits a publication what has been published by now. False:
 * nothing, or the instant has not come. */
bool disclosed_standing_at(const struct cluster *cluster, uint32_t year, enum period period,
                           enum audience audience, int64_t now, int64_t at, struct arena *arena,
                           struct standing *out);

/* As standing_compute_locked, for an audience: that of a locked period by the number of its amendment. False:
 * there is none, or it may not see it. */
bool disclosed_amended(const struct cluster *cluster, uint32_t year, enum period period,
                       uint32_t amendment, enum audience audience, int64_t now, struct arena *arena,
                       struct standing *out);

/* What a board sees in a freeze, of a period of its own that had locked before, instead of the standing that is
 * shown: the one that its own latest amendment made since. False: there is none. */
bool disclosed_own_amended(const struct cluster *cluster, const struct sight *sight, uint32_t year,
                           const char *board, enum period period, struct arena *arena,
                           struct standing *out);

/* The revision of a board's report that who asks may see; 0: none. */
uint32_t disclosed_revision(const struct cluster *cluster, const struct sight *sight, uint32_t year,
                            const char *board, enum period period);

/* The instant as of which who asks sees what is of no one season: of all seasons the earliest. Board "": of none. */
int64_t disclosed_seen(const struct cluster *cluster, const struct sight *sight, const char *board);

/* The first instant whose entries are not shown to who asks, but his own: of all seasons that are held back
 * the earliest; INT64_MAX: there is none. */
int64_t disclosed_until(const struct cluster *cluster, const struct sight *sight);

#endif
