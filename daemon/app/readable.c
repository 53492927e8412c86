#include "readable.h"

#include "arena.h"
#include "disclosed.h"
#include "freeze.h"
#include "reply.h"

static void put_standings(struct batch *batch, const struct cluster *cluster, uint32_t year,
                          int64_t now, struct arena *arena)
{
	for (enum period period = Q1; period < PERIODS; period++) {
		struct standing standing;
		uint8_t state_hash[HASH_SIZE];

		arena_reset(arena);
		if (!disclosed_standing(cluster, year, period, AUDIENCE_MEMBER, now, arena,
		                        &standing))
			continue; /* it had not opened, or is not held */
		standing_seal(&standing, state_hash);
		batch_standing_shown(batch, &standing, state_hash);
	}
}

void readable_put(struct batch *batch, const struct cluster *cluster, uint32_t year, int64_t now,
                  struct arena *arena)
{
	const bool frozen = freeze_holds(cluster, year, now);

	if (frozen)
		put_standings(batch, cluster, year, now, arena);
	batch_shown(batch, cluster->code, year, freeze_shown_until(cluster, year, now), frozen);
}

int64_t readable_next_change(const struct cluster *cluster, uint32_t year, int64_t next_change,
                             int64_t now)
{
	return freeze_holds(cluster, year, now) ? freeze_look(cluster, year, now).begins
	                                        : next_change;
}
