/*
 * carried -- from when on a season counts what is not its own alone.
 *
 * Limitations are named in one season, closed in another, and count in both. What the freeze of a season holds
 * back would be told by the standing of the next, to whoever reads that. So there it counts from the end of
 * the freeze on. That is a rule of counting: it is so for everybody, head, deputy and supervisor included, no
 * audience has to be asked, and what was counted at an instant can be computed again.
 *
 * Inside core only.
 */
#ifndef CORE_CARRIED_H
#define CORE_CARRIED_H

#include "reading.h"

struct arena;

struct carried { /* the arena's: freezes of other seasons, those that have begun by an instant */
	const struct carried_freeze *freezes;
	size_t count;
	int64_t seen; /* what came until then counts */
};

/* What a season counts at an instant of what is not its own alone, as the others' freezes were known then: no later
 * version, and no Reveal, changes it. */
void carried_look(const struct cluster *cluster, uint32_t year, int64_t instant,
                  struct arena *arena, struct carried *out);

/* From when on that counts which came to be at an instant. */
int64_t carried_from(const struct carried *carried, int64_t came);

/* It is looked at: what depends on it is as new as the end of what held it back, and rests on the Reveal that
 * ended it. */
void carried_note(struct reading *reading, const struct carried *carried, int64_t came);

/* The first year whose freeze may hold back what counts in a season; its own: none of an earlier one does. */
uint32_t carried_needs_from(const struct cluster *cluster, uint32_t year, int64_t now);

/* When what was held back comes to count next in a season; INT64_MAX: never. */
int64_t carried_next_change(const struct cluster *cluster, uint32_t year, int64_t now);

#endif
