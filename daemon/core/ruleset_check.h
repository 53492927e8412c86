/*
 * ruleset_check -- is a season as it came one that can be scored?
 *
 * Everything that is wrong is said at once, each with its path, because who writes a season
 * corrects it as a whole. Apart from the ruleset itself because it is long and runs once a season.
 * Inside core only.
 */
#ifndef CORE_RULESET_CHECK_H
#define CORE_RULESET_CHECK_H

#include "ruleset.h"

/* Could scoring and a block of memory take it at all? What every edition has asked, and what a
 * forged journal must not get past. */
bool ruleset_can_be_held(const struct season_draft *draft);

/* True when nothing is wrong. */
bool ruleset_check(const struct season_draft *draft, struct faults *why);

/* Its two halves: tasks, boards and targets; all the rest. */
void ruleset_check_tasks(const struct season_draft *draft, struct faults *why);

/* Policies that may be absent, and what an edition checks more strictly. */
void check_policies_of_the_year(const struct season_draft *draft, struct faults *why);

/* Who sees what. */
void ruleset_check_shown(const struct season_draft *draft, struct faults *why);

/* A season of an edition that did not know a policy could not have agreed to it: false with a fault. */
bool ruleset_policy_known(const struct season_draft *draft, uint32_t edition, const char *path,
                          struct faults *why);

/* A day of a date that stands in a season's file is of its year or the next. */
void ruleset_check_day(const struct season_draft *draft, const char *path, int32_t day,
                       struct faults *why);

/* Index of a code in the draft, or -1. */
int ruleset_draft_task(const struct season_draft *draft, const char *code);
int ruleset_draft_board(const struct season_draft *draft, const char *code);
bool ruleset_draft_has_group(const struct season_draft *draft, uint32_t number);

/* The draft's holidays, rising; at most HOLIDAYS_MAX of them. out has that room. Returns their
 * number. */
size_t ruleset_draft_holidays(const struct season_draft *draft, int32_t *out);

/* Targets of a board, [task_count], as struct ruleset keeps them; TARGET_MISSING where neither
 * board nor task gives one. */
#define TARGET_MISSING INT64_MIN
void ruleset_draft_targets(const struct season_draft *draft, const struct board_draft *board,
                           int64_t *out);

/* The largest max a task may have: the scale, or its bound when the scale itself is wrong. */
int64_t ruleset_draft_scale(const struct season_draft *draft);

enum { DAY_LAST = 376199 }; /* 2999-12-31; every instant of a date up to here fits */

static inline bool within(int64_t value, int64_t least, int64_t most)
{
	return value >= least && value <= most;
}

/* Says that a number of items, or points, should have been from least to most. Apart from the
 * question, so that a path is made only for a fault. */
void ruleset_refuse_count(struct faults *why, const char *path, size_t count, size_t least,
                          size_t most);
void ruleset_refuse_points(struct faults *why, const char *path, int64_t points, int64_t least,
                           int64_t most);

/* Asks and says; for paths that need not be made. */
bool ruleset_count_fits(struct faults *why, const char *path, size_t count, size_t least,
                        size_t most);

#endif
