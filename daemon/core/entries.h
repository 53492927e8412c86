/*
 * entries -- points of bonus and deduction beside the tasks.
 *
 * What others ask of them: how many of each a standing has to count, and which those are.
 */
#ifndef CORE_ENTRIES_H
#define CORE_ENTRIES_H

#include "reading.h"

struct arena;

struct entry_sum { /* centi-points of a board; before the cap */
	int64_t bonus, deduction;
};

/* Of all boards, [board_count] by their places in the ruleset, as the reading sees them. Moves its
 * version. */
void entries_read(struct reading *reading, struct entry_sum *out);

/* The entries that count for a board, in the order in which they took effect; the list is the
 * arena's. Returns their number. */
size_t entries_of(const struct reading *reading, size_t board, struct arena *arena,
                  const struct told_points_entry **out);

#endif
