/*
 * The report of one board for one period, and its corrections. A correction names the revision that
 * it replaces, so that two people of one office cannot overwrite each other unseen.
 */
#include <string.h>

#include "action.h"
#include "calendar.h"
#include "faults.h"
#include "names.h"
#include "season.h"
#include "text.h"

/* The season's tasks that a report has spoken of, and by which line. */
struct spoken {
	bool yes[TASKS_MAX];
	size_t line[TASKS_MAX];
};

bool submit_report_allow(const struct cluster *cluster, const struct command *command,
                         struct faults *why)
{
	if (!allow_role(cluster, command, ROLE_OFFICE, why))
		return false;
	const struct granted_key *key = find_key(cluster, command->key);

	if (strcmp(key->board, command->submit_report.board) == 0)
		return true;
	fail(why, FAULT_OTHER_BOARD, "submit_report.board", key->board);
	return false;
}

/* Open from the midnight of opens until the end of the day of lock. */
static void check_open(const struct ruleset *ruleset, enum period period, int64_t now,
                       struct faults *why)
{
	const struct period_dates *dates = &ruleset->periods[period];
	const bool early = now < period_opens_at(ruleset, period);
	char from[11], until[11];

	if (!early && now < period_locks_at(ruleset, period))
		return;
	faults_add(why, early ? FAULT_PERIOD_NOT_OPEN : FAULT_PERIOD_LOCKED, "submit_report.period",
	           (const char *const[]){ names_find(&names_periods, (int)period),
	                                  calendar_format(dates->opens, from),
	                                  calendar_format(dates->lock, until) },
	           3);
}

static void check_revision(const struct report *in_force, const struct submit_report *submit,
                           struct faults *why)
{
	if (submit->revision == 0)
		fail(why, FAULT_REVISION_ABSENT, "submit_report.revision");
	else if (submit->revision != in_force->revision + 1 && in_force->revision == 0)
		fail(why, FAULT_REVISION_NOT_FIRST, "submit_report.revision",
		     fault_number(why, submit->revision));
	else if (submit->revision != in_force->revision + 1)
		fail(why, FAULT_REVISION_STALE, "submit_report.revision",
		     fault_number(why, in_force->revision),
		     fault_hash(why, in_force->hash, HASH_SIZE),
		     fault_number(why, submit->revision));
	else if (submit->revision == 1 && submit->has_previous_hash)
		fail(why, FAULT_PREVIOUS_UNWANTED, "submit_report.previous_hash");
	else if (submit->revision > 1 && !submit->has_previous_hash)
		fail(why, FAULT_PREVIOUS_ABSENT, "submit_report.previous_hash",
		     fault_number(why, in_force->revision),
		     fault_hash(why, in_force->hash, HASH_SIZE));
	else if (submit->revision > 1 &&
	         memcmp(submit->previous_hash, in_force->hash, HASH_SIZE) != 0)
		fail(why, FAULT_PREVIOUS_STALE, "submit_report.previous_hash",
		     fault_number(why, in_force->revision),
		     fault_hash(why, in_force->hash, HASH_SIZE));
}

/* Present, and 0 to QUANTITY_MAX. A path is made only for a fault: most reports have none. */
static bool check_number(size_t line, const char *name, bool present, int64_t number,
                         struct faults *why)
{
	if (present && number >= 0 && number <= QUANTITY_MAX)
		return true;
	const char *field = fault_path(why, "lines[%zu].%s", line, name);

	if (!present)
		fail(why, FAULT_VALUE_ABSENT, field);
	else if (number < 0)
		fail(why, FAULT_BELOW_ZERO, field, fault_quantity(why, number));
	else
		fail(why, FAULT_VALUE_TOO_LARGE, field, fault_quantity(why, QUANTITY_MAX),
		     fault_quantity(why, number));
	return false;
}

static void check_quantity(const struct task *task, const struct report_line *line, size_t i,
                           struct faults *why)
{
	if (check_number(i, "actual", line->has_actual, line->actual, why) &&
	    task->kind == KIND_PER_UNIT && line->actual % FULL != 0)
		fail(why, FAULT_NOT_WHOLE, fault_path(why, "lines[%zu].actual", i),
		     fault_quantity(why, line->actual));
	if (line->has_done)
		fail(why, FAULT_NOT_A_SHARE, fault_path(why, "lines[%zu].done", i), task->code);
	if (line->has_out_of)
		fail(why, FAULT_NOT_A_SHARE, fault_path(why, "lines[%zu].out_of", i), task->code);
}

static void check_percent(const struct task *task, const struct report_line *line, size_t i,
                          struct faults *why)
{
	const bool done = check_number(i, "done", line->has_done, line->done, why);
	const bool out_of = check_number(i, "out_of", line->has_out_of, line->out_of, why);

	if (done && out_of && line->done > line->out_of)
		fail(why, FAULT_DONE_TOO_LARGE, fault_path(why, "lines[%zu].done", i),
		     fault_quantity(why, line->out_of), fault_quantity(why, line->done));
	if (line->has_actual)
		fail(why, FAULT_NOT_A_QUANTITY, fault_path(why, "lines[%zu].actual", i),
		     task->code);
}

static void check_values(const struct task *task, const struct report_line *line, size_t i,
                         struct faults *why)
{
	if (task->measure == MEASURE_PERCENT)
		check_percent(task, line, i, why);
	else
		check_quantity(task, line, i, why);
}

/* Why this board cannot have a line for this task, or FAULT_REASONS. */
static enum fault_reason line_refusal(const struct ruleset *ruleset, size_t board, size_t task)
{
	if (ruleset->tasks[task].measure == MEASURE_MODELS)
		return FAULT_LINE_OF_MODELS;
	if (!task_has_line(&ruleset->tasks[task]))
		return FAULT_LINE_OF_APPRAISED;
	if (ruleset_target(ruleset, board, task) == 0)
		return FAULT_LINE_NOT_ASSIGNED;
	return FAULT_REASONS;
}

/* A line that names no task of the season; its text may be anything. */
static void refuse_task(const char *code, size_t i, struct faults *why)
{
	const char *field = fault_path(why, "lines[%zu].task", i);

	if (!code[0])
		fail(why, FAULT_ABSENT, field);
	else if (!text_is_code(code))
		fail(why, FAULT_TASK_CODE, field);
	else
		fail(why, FAULT_TASK_UNKNOWN, field, code);
}

static void check_line(const struct ruleset *ruleset, size_t board, const struct report_line *line,
                       size_t i, struct spoken *spoken, struct faults *why)
{
	const int task = ruleset_task(ruleset, line->task);

	if (task < 0) {
		refuse_task(line->task, i, why);
		return;
	}
	if (spoken->yes[task]) {
		fail(why, FAULT_LINE_TWICE, fault_path(why, "lines[%zu].task", i), line->task,
		     fault_number(why, (long long)spoken->line[task]));
		return;
	}
	spoken->yes[task] = true;
	spoken->line[task] = i;
	const enum fault_reason no = line_refusal(ruleset, board, (size_t)task);

	if (no != FAULT_REASONS)
		faults_add(why, no, fault_path(why, "lines[%zu].task", i), &line->task, 1);
	else
		check_values(&ruleset->tasks[task], line, i, why);
}

static void check_lines(const struct ruleset *ruleset, size_t board,
                        const struct submit_report *submit, struct faults *why)
{
	struct spoken spoken = { 0 };

	for (size_t i = 0; i < submit->line_count; i++)
		check_line(ruleset, board, &submit->lines[i], i, &spoken, why);
	for (size_t task = 0; task < ruleset->task_count; task++) {
		const bool awaited = task_has_line(&ruleset->tasks[task]) &&
		                     ruleset_target(ruleset, board, task) > 0;

		if (awaited && !spoken.yes[task])
			fail(why, FAULT_LINE_MISSING, "lines", ruleset->tasks[task].code);
	}
}

void submit_report_check(const struct cluster *cluster, const struct command *command,
                         struct faults *why)
{
	const struct submit_report *submit = &command->submit_report;
	const struct season *season = find_season(cluster, command->year);

	if (!season) {
		if (command->year != 0) /* absent is said already */
			fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
		return;
	}
	const struct ruleset *ruleset = season_ruleset(season, command->received_at);
	const int board = ruleset_board(ruleset, submit->board);
	const bool period = submit->period >= 1 && submit->period <= PERIODS;

	if (board < 0)
		fail(why, FAULT_NOT_A_MEMBER, "submit_report.board", submit->board,
		     fault_number(why, command->year));
	if (!period)
		fail(why, FAULT_NOT_WITHIN, "submit_report.period", fault_number(why, 1),
		     fault_number(why, PERIODS), fault_number(why, submit->period));
	else
		check_open(ruleset, (enum period)(submit->period - 1), command->received_at, why);
	if (submit->model_count >
	    (size_t)(QUANTITY_MAX /
	             FULL)) /* scoring.c counts on it; wire's bound is lower by far */
		fail(why, FAULT_MODELS_TOO_MANY, "submit_report.models");
	if (board < 0)
		return;
	if (period)
		check_revision(
		        season_report(season, (size_t)board, (enum period)(submit->period - 1)),
		        submit, why);
	check_lines(ruleset, (size_t)board, submit, why);
}

void submit_report_apply(struct cluster *cluster, const struct command *command)
{
	const struct submit_report *submit = &command->submit_report;
	const enum period period = (enum period)(submit->period - 1);
	struct season *season = find_season(cluster, command->year);
	const struct ruleset *ruleset = season_ruleset(season, command->received_at);
	struct report *report =
	        season_open_report(season, (size_t)ruleset_board(ruleset, submit->board), period);

	if (report->revision == 0) {
		report->received_at = command->received_at;
		report->late_days = late_days(ruleset, period, command->received_at);
	}
	report->sequence = cluster->sequence;
	report->revised_at = command->received_at;
	report->revision = submit->revision;
	memcpy(report->hash, command->hash, HASH_SIZE);
	report->models = (uint32_t)submit->model_count;
	for (size_t i = 0; i < ruleset->task_count; i++)
		report->values[i] = (struct value){ .actual = -1 };
	for (size_t i = 0; i < submit->line_count; i++) {
		const struct report_line *line = &submit->lines[i];
		const int task = ruleset_task(ruleset, line->task);
		const bool percent = ruleset->tasks[task].measure == MEASURE_PERCENT;

		report->values[task] = percent ? (struct value){ line->done, line->out_of }
		                               : (struct value){ line->actual, 0 };
	}
}
