/*
 * season_policies -- what the policies of a season mean for its cluster, in sentences with its boards
 * and days, so that who agrees to one sees what comes of it.
 */
#ifndef SEASON_POLICIES_H
#define SEASON_POLICIES_H

#include "arena.h"
#include "ruleset.h"

/* Nothing for a season of edition 1, which has none. */
void season_policies_print(struct arena *arena, const struct ruleset *ruleset);

#endif
