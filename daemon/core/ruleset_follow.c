/*
 * May a season's next version follow the one in force? Reports are kept by place of board and task,
 * and what a locked period was scored under is history: neither may move.
 */
#include <string.h>

#include "calendar.h"
#include "faults.h"
#include "names.h"
#include "ruleset.h"

/* What has a name is told by it: its number says nothing to those who wrote the file. */
static void same_name(struct faults *why, size_t task, const char *field, const struct names *names,
                      int previous, int next)
{
	if (next != previous)
		fail(why, FAULT_CODE_MOVED, fault_path(why, "season.tasks[%zu].%s", task, field),
		     names_find(names, previous), names_find(names, next));
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
		same_name(why, i, "kind", &names_kinds, was->kind, is->kind);
		same_name(why, i, "accumulation", &names_accumulations, was->accumulation,
		          is->accumulation);
		same_name(why, i, "measure", &names_measures, was->measure, is->measure);
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

/* --- dates: what has happened stays --- */

static void same_day(struct faults *why, enum fault_reason reason, enum period period,
                     const char *name, int32_t previous, int32_t next)
{
	char was[CALENDAR_DATE_SIZE], is[CALENDAR_DATE_SIZE];

	if (next == previous)
		return;
	faults_add(
	        why, reason, fault_path(why, "season.periods[%d].%s", (int)period, name),
	        (const char *const[]){ calendar_format(previous, was), calendar_format(next, is) },
	        2);
}

static void refuse_day(struct faults *why, enum fault_reason reason, enum period period,
                       const char *name, int32_t day)
{
	char date[CALENDAR_DATE_SIZE];
	const char *const text = calendar_format(day, date);

	faults_add(why, reason, fault_path(why, "season.periods[%d].%s", (int)period, name), &text,
	           1);
}

/* The days as agreed may stay and what they mean still move. */
static void same_due(struct faults *why, enum fault_reason date, enum fault_reason holidays,
                     enum period period, const struct period_dates *was,
                     const struct period_dates *is)
{
	same_day(why, date, period, "due", was->due, is->due);
	if (is->due == was->due && is->rolled != was->rolled)
		faults_add(why, holidays, "season.holidays",
		           (const char *const[]){ names_find(&names_periods, (int)period) }, 1);
}

static void opens_follows(const struct ruleset *next, const struct ruleset *previous,
                          enum period period, int64_t now, struct faults *why)
{
	const int32_t was = previous->periods[period].opens, is = next->periods[period].opens;

	if (period_opens_at(previous, period) <= now)
		same_day(why, FAULT_OPEN_DATE_MOVED, period, "opens", was, is);
	else if (period_opens_at(next, period) <= now)
		refuse_day(why, FAULT_OPENS_IN_THE_PAST, period, "opens", is);
}

static void due_follows(const struct ruleset *next, const struct ruleset *previous,
                        enum period period, int64_t now, struct faults *why)
{
	const struct period_dates *was = &previous->periods[period], *is = &next->periods[period];

	if (ruleset_late_days(previous, period, now) > 0)
		same_due(why, FAULT_PAST_DUE_MOVED, FAULT_PAST_DUE_ROLLED, period, was, is);
	else if (ruleset_late_days(next, period, now) > 0)
		refuse_day(why, FAULT_DUE_IN_THE_PAST, period, "due", is->due);
}

static void dates_follow(const struct ruleset *next, const struct ruleset *previous,
                         enum period period, int64_t now, struct faults *why)
{
	const struct period_dates *was = &previous->periods[period], *is = &next->periods[period];

	if (!period_held(next, period)) {
		if (period_opens_at(previous, period) <= now)
			fail(why, FAULT_OPEN_NOT_HELD,
			     fault_path(why, "season.periods[%d].not_held", (int)period),
			     names_find(&names_periods, (int)period));
		return;
	}
	if (period_locks_at(previous, period) <= now) {
		same_day(why, FAULT_LOCKED_DATE_MOVED, period, "opens", was->opens, is->opens);
		same_due(why, FAULT_LOCKED_DATE_MOVED, FAULT_LOCKED_DUE_MOVED, period, was, is);
		same_day(why, FAULT_LOCKED_DATE_MOVED, period, "lock", was->lock, is->lock);
		return;
	}
	if (next->edition >= EDITION_SECOND) {
		opens_follows(next, previous, period, now, why);
		due_follows(next, previous, period, now, why);
	}
	if (period_locks_at(next, period) <= now)
		refuse_day(why, FAULT_LOCK_IN_THE_PAST, period, "lock", is->lock);
}

/* --- the review: nobody's time is cut short, and no report is struck out afterwards --- */

static void same_steps(const struct review_policy *was, const struct review_policy *is,
                       enum period first, struct faults *why)
{
	const char *name = names_find(&names_periods, (int)first);

	if (is->review_days == 0) {
		fail(why, FAULT_REVIEW_BEGUN, "season.review", name);
		return;
	}
	if (is->review_days != was->review_days)
		fail(why, FAULT_REVIEW_BEGUN, "season.review.review_days", name);
	if (is->dispute_days != was->dispute_days)
		fail(why, FAULT_REVIEW_BEGUN, "season.review.dispute_days", name);
	if (is->return_days != was->return_days)
		fail(why, FAULT_REVIEW_BEGUN, "season.review.return_days", name);
}

static void review_follows(const struct ruleset *next, const struct ruleset *previous, int64_t now,
                           struct faults *why)
{
	const enum period first = period_held(previous, Q1) ? Q1 : period_after(previous, Q1);
	const size_t before = why->count;

	if (ruleset_reviews(previous) && period_opens_at(previous, first) <= now)
		same_steps(&previous->review, &next->review, first, why);
	for (enum period period = Q1; why->count == before && period < PERIODS; period++) {
		if (period_opens_at(previous, period) <= now &&
		    period_strict(next, period) != period_strict(previous, period))
			fail(why, FAULT_REVIEW_BEGUN, "season.review.strict",
			     names_find(&names_periods, (int)period));
	}
}

/* --- who sees what: nothing that was held back comes out by a new version, nor the other way --- */

static void freeze_is_ahead(const struct ruleset *next, int64_t now, struct faults *why)
{
	char date[CALENDAR_DATE_SIZE];

	if (ruleset_freezes_at(next) <= now)
		fail(why, FAULT_FREEZE_IN_THE_PAST, "season.freeze.first",
		     calendar_format(next->freeze.first, date));
}

static void freeze_follows(const struct ruleset *next, const struct ruleset *previous, int64_t now,
                           struct faults *why)
{
	const struct freeze_dates *was = &previous->freeze, *is = &next->freeze;
	char date[CALENDAR_DATE_SIZE];
	const bool same =
	        was->first == is->first && was->last == is->last && was->period == is->period;

	if (!same && ruleset_freezes_at(previous) <= now)
		fail(why, FAULT_FREEZE_BEGUN, "season.freeze", calendar_format(was->first, date));
	else if (!same)
		freeze_is_ahead(next, now, why);
}

static void publication_follows(const struct ruleset *next, const struct ruleset *previous,
                                int64_t now, struct faults *why)
{
	const enum period first = period_held(previous, Q1) ? Q1 : period_after(previous, Q1);

	if (next->publication != previous->publication && period_opens_at(previous, first) <= now)
		fail(why, FAULT_REVIEW_BEGUN, "season.publication",
		     names_find(&names_periods, (int)first));
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
	review_follows(next, previous, now, why);
	freeze_follows(next, previous, now, why);
	publication_follows(next, previous, now, why);
	return why->count == before;
}

bool ruleset_may_begin(const struct ruleset *first, int64_t now, struct faults *why)
{
	const size_t before = why->count;

	for (enum period period = Q1; first->edition >= EDITION_SECOND && period < PERIODS;
	     period++) {
		char lock[CALENDAR_DATE_SIZE];

		if (period_locks_at(first, period) > now)
			continue;
		calendar_format(first->periods[period].lock, lock);
		faults_add(why, FAULT_LOCKED_BEFORE_DEFINED,
		           fault_path(why, "season.periods[%d].lock", (int)period),
		           (const char *const[]){ names_find(&names_periods, (int)period), lock },
		           2);
	}
	freeze_is_ahead(first, now, why);
	return why->count == before;
}
