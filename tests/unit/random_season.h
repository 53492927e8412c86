/*
 * random_season -- seasons and reports that no person would think of, from a seed that makes them
 * again.
 */
#ifndef TESTS_RANDOM_SEASON_H
#define TESTS_RANDOM_SEASON_H

#include "rig.h"

struct dice {
	uint64_t state;
};

/* A number of the environment, such as THIDUA_SEED. */
uint64_t random_setting(const char *name, uint64_t otherwise);

/* 0 to count - 1. */
uint64_t roll(struct dice *dice, uint64_t count);
bool chance(struct dice *dice, unsigned percent);

/* A season that is right, after a first day: 2 to 6 boards, 1 to 8 tasks of all kinds. What it points to is
 * the arena's. The second is that of 2024. */
void random_draft_of(struct dice *dice, struct arena *arena, uint32_t year, int32_t first,
                     struct season_draft *draft);
void random_draft(struct dice *dice, struct arena *arena, struct season_draft *draft);

/* Changes what a next version may change at an instant: targets, phasing, policies, and the lock of
 * the year. */
void random_next_version(struct dice *dice, struct arena *arena, struct season_draft *draft);

/* The next revision of a board's report under the ruleset in force of a year, with any values; line by
 * line right. */
void random_report(struct dice *dice, struct rig *rig, uint32_t year, size_t board,
                   enum period period, int64_t received_at, struct rig_report *out);

#endif
