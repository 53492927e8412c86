/*
 * May a season's next version follow the one in force? Reports are kept by place of board and task,
 * and what a locked period was scored under is history: neither may move.
 */
#include <string.h>

#include "calendar.h"
#include "faults.h"
#include "names.h"
#include "ruleset.h"

static void same_number(struct faults *why, const char *list, size_t i, const char *field,
                        unsigned previous, unsigned next)
{
	if (next != previous)
		fail(why, FAULT_NUMBER_MOVED, fault_path(why, "season.%s[%zu].%s", list, i, field),
		     fault_number(why, previous), fault_number(why, next));
}

static void same_code(struct faults *why, const char *list, size_t i, const char *previous,
                      const char *next)
{
	if (strcmp(next, previous) != 0)
		fail(why, FAULT_CODE_MOVED, fault_path(why, "season.%s[%zu].code", list, i),
		     previous, next);
}

static bool same_count(struct faults *why, const char *path, size_t previous, size_t next)
{
	if (next == previous)
		return true;
	fail(why, FAULT_COUNT_MOVED, path, fault_number(why, (long long)previous),
	     fault_number(why, (long long)next));
	return false;
}

static void same_tasks(const struct ruleset *next, const struct ruleset *previous,
                       struct faults *why)
{
	if (!same_count(why, "season.tasks", previous->task_count, next->task_count))
		return;
	for (size_t i = 0; i < next->task_count; i++) {
		const struct task *was = &previous->tasks[i], *is = &next->tasks[i];

		same_code(why, "tasks", i, was->code, is->code);
		same_number(why, "tasks", i, "kind", was->kind, is->kind);
		same_number(why, "tasks", i, "accumulation", was->accumulation, is->accumulation);
		same_number(why, "tasks", i, "measure", was->measure, is->measure);
	}
}

static void same_boards(const struct ruleset *next, const struct ruleset *previous,
                        struct faults *why)
{
	if (!same_count(why, "season.boards", previous->board_count, next->board_count))
		return;
	for (size_t i = 0; i < next->board_count; i++)
		same_code(why, "boards", i, previous->boards[i], next->boards[i]);
}

static void same_day(struct faults *why, size_t period, const char *name, int32_t previous,
                     int32_t next)
{
	char was[CALENDAR_DATE_SIZE], is[CALENDAR_DATE_SIZE];

	if (next != previous)
		fail(why, FAULT_LOCKED_DATE_MOVED,
		     fault_path(why, "season.periods[%zu].%s", period, name),
		     calendar_format(previous, was), calendar_format(next, is));
}

static void dates_follow(const struct ruleset *next, const struct ruleset *previous,
                         enum period period, int64_t now, struct faults *why)
{
	const struct period_dates *was = &previous->periods[period], *is = &next->periods[period];
	char date[CALENDAR_DATE_SIZE];

	if (period_locks_at(previous, period) <= now) {
		same_day(why, period, "opens", was->opens, is->opens);
		same_day(why, period, "due", was->due, is->due);
		same_day(why, period, "lock", was->lock, is->lock);
		if (is->due == was->due && is->rolled != was->rolled)
			fail(why, FAULT_LOCKED_DUE_MOVED, "season.holidays",
			     names_find(&names_periods, (int)period));
	} else if (period_locks_at(next, period) <= now) {
		fail(why, FAULT_LOCK_IN_THE_PAST,
		     fault_path(why, "season.periods[%zu].lock", (size_t)period),
		     calendar_format(is->lock, date));
	}
}

bool ruleset_may_follow(const struct ruleset *next, const struct ruleset *previous, int64_t now,
                        struct faults *why)
{
	size_t before = why->count;

	if (strcmp(next->cluster, previous->cluster) != 0)
		fail(why, FAULT_CODE_MOVED, "season.cluster", previous->cluster, next->cluster);
	if (next->year != previous->year)
		fail(why, FAULT_NUMBER_MOVED, "season.year", fault_number(why, previous->year),
		     fault_number(why, next->year));
	if (next->edition != previous->edition)
		fail(why, FAULT_NUMBER_MOVED, "season.edition",
		     fault_number(why, previous->edition), fault_number(why, next->edition));
	same_tasks(next, previous, why);
	same_boards(next, previous, why);
	for (enum period period = Q1; period < PERIODS; period++)
		dates_follow(next, previous, period, now, why);
	return why->count == before;
}
