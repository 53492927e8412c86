/*
 * targets -- what each board is to reach of each task, in numbers as narrow as all of them fit.
 *
 * A season has as many as boards times tasks, most of them small whole numbers. ruleset_target reads them.
 * Inside core only.
 */
#ifndef CORE_TARGETS_H
#define CORE_TARGETS_H

#include "ruleset.h"

/* Bytes of each target of a draft that can be held: 2, 4 or 8. */
uint8_t targets_width(const struct season_draft *draft);

/* Bytes of them all, with what aligns the array behind them to 8. */
size_t targets_size(const struct ruleset *ruleset);

/* Puts them into the room that ruleset->targets has. */
void targets_place(const struct season_draft *draft, struct ruleset *ruleset);

#endif
