/*
 * spoilt_season -- a season of 2024 whose parts may be changed, and the faults that it then has.
 *
 * Each refusal is shown by one change and the fault it must give, and only that one.
 */
#ifndef TESTS_SPOILT_SEASON_H
#define TESTS_SPOILT_SEASON_H

#include "arena.h"
#include "faults.h"
#include "ruleset.h"

struct spoilt_season {
	struct season_draft draft; /* points to the arrays below */
	struct task_draft tasks[TASKS_MAX + 1];
	struct board_draft boards[BOARDS_MAX + 1];
	struct period_draft periods[PERIODS + 1];
	int32_t holidays[HOLIDAYS_MAX + 1];
	struct late_step late_steps[17];
	struct band_draft bands[BANDS_MAX + 1];
	struct group_draft groups[GROUPS_MAX + 1];
	int tie_breaks[TIEBREAKS_MAX + 1];
	struct arena arena;
	struct faults why;
};

/* The one that tests change. */
extern struct spoilt_season season;

/* For cmocka: makes season right, with no faults; frees what it took. */
int season_begin(void **state);
int season_end(void **state);

/* Another board's targets, the caller's. */
void season_give(size_t board, const struct target_draft *targets, size_t count);

/* "field message; field message" of season.why; then makes the season right again. The text stands
 * until the next call. */
const char *season_picture(void);

/* Of "2024-03-20" and "2024-03-20T17:00Z"; fails the test when it is none. */
int32_t day(const char *text);
int64_t instant(const char *text);

#endif
