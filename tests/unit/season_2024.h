/*
 * season_2024 -- the season of 2024 of cluster TCXDD-1 as a draft: 14 boards, 14 tasks, five
 * periods.
 *
 * One plausible season that tests begin from and spoil. Deviating targets and two tasks not
 * assigned are among it.
 */
#ifndef TESTS_SEASON_2024_H
#define TESTS_SEASON_2024_H

#include "ruleset.h"

enum { SEASON_2024_TASKS = 14, SEASON_2024_BOARDS = 14 };

/* Fills draft. What it points to is static and const: copy an array before changing it. */
void season_2024_draft(struct season_draft *draft);

/* That of a year, with a review of five days, five to dispute and two to answer, Q4 and FINAL strict. Dates of
 * 2025 are those of 2024 a year later, and PT is head then, HN deputy. What it points to is static and stays
 * until the next one. */
void season_2024_reviewed(uint32_t year, struct season_draft *draft);

/* A made ruleset of it, version 1 and a hash of 0x24 bytes; for ruleset_free. Ends the process when
 * the season is refused. */
struct ruleset *season_2024_ruleset(void);

#endif
