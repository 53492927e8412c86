#include "locked.h"

#include "reply.h"

void locked_put(struct batch *batch, const struct standing *latest, int64_t now,
                struct arena *arena)
{
	const struct ruleset *ruleset = latest->ruleset;
	uint32_t amendment = 0;
	struct standing standing;

	while (standing_compute_locked(latest->reading.cluster, ruleset->year, latest->period,
	                               amendment, now, arena, &standing)) {
		uint8_t state_hash[HASH_SIZE];

		standing_seal(&standing, state_hash);
		batch_locked(batch, &standing, state_hash);
		if (!standing_next_amended(&standing, &amendment))
			return;
	}
}
