#include "locked.h"

#include "reply.h"

/* The number of the first that may not have been written yet. False: all have. */
static bool find_first(const struct standing *latest, const struct shown *shown, uint32_t *number)
{
	struct standing written = *latest;

	*number = 0;
	if (!shown || !shown->locked)
		return true;
	written.amendment = shown->amendment;
	return standing_next_amended(&written, number);
}

void locked_put(struct batch *batch, const struct standing *latest, const struct shown *shown,
                int64_t now, struct arena *arena)
{
	const struct ruleset *ruleset = latest->ruleset;
	uint32_t amendment;
	struct standing standing;

	if (!find_first(latest, shown, &amendment))
		return;

	while (standing_compute_locked(latest->reading.cluster, ruleset->year, latest->period,
	                               amendment, now, arena, &standing)) {
		uint8_t state_hash[HASH_SIZE];

		standing_seal(&standing, state_hash);
		batch_locked(batch, &standing, state_hash);
		if (!standing_next_amended(&standing, &amendment))
			return;
	}
}
