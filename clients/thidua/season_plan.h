/*
 * season_plan -- what defining a season would do, said before it is done.
 */
#ifndef SEASON_PLAN_H
#define SEASON_PLAN_H

#include <jansson.h>
#include <stdio.h>

#include "dial.h"

struct season_plan {
	const struct season_draft *was; /* in force, or NULL: the season is new */
	const struct season_draft *is;
	uint32_t version;   /* that it would get; 0: nothing changes */
	bool known_instant; /* is the daemon's time known? */
	int64_t now;        /* what has locked by then keeps its version */
};

/* For people: the changes, and which locked periods stay as they are. */
void season_plan_print(struct arena *arena, const struct season_plan *plan, FILE *out);

/* The same as JSON. */
json_t *season_plan_json(struct arena *arena, const struct season_plan *plan);

#endif
