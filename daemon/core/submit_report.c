/*
 * The report of one board for one period, and its corrections. A correction names the revision that
 * it replaces, so that two people of one office cannot overwrite each other unseen.
 */
#include <string.h>

#include "action.h"
#include "calendar.h"
#include "decimal.h"
#include "faults.h"
#include "season.h"
#include "text.h"

static const char *const period_names[PERIODS] = { "Q1", "Q2", "Q3", "Q4", "FINAL" };

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
	fail_freely(why, STATUS_FORBIDDEN, "submit_report.board",
	            "must be %s, the board of this key", key->board);
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
	fail_freely(why, STATUS_CLOSED, "submit_report.period",
	            "%s %s: reports are accepted from %s to %s", period_names[period],
	            early ? "is not open yet" : "is locked", calendar_format(dates->opens, from),
	            calendar_format(dates->lock, until));
}

static void check_revision(const struct report *in_force, const struct submit_report *submit,
                           struct faults *why)
{
	char hash[2 * HASH_SIZE + 1];

	text_hex(in_force->hash, HASH_SIZE, hash);
	if (submit->revision == 0)
		fail_freely(why, STATUS_INVALID, "submit_report.revision",
		            "is absent; the first is 1");
	else if (submit->revision != in_force->revision + 1 && in_force->revision == 0)
		fail_freely(why, STATUS_STALE, "submit_report.revision",
		            "no revision is in force; the first is 1, got %u", submit->revision);
	else if (submit->revision != in_force->revision + 1)
		fail_freely(why, STATUS_STALE, "submit_report.revision",
		            "revision %u is in force with hash %s; got %u", in_force->revision,
		            hash, submit->revision);
	else if (submit->revision == 1 && submit->has_previous_hash)
		fail_freely(why, STATUS_INVALID, "submit_report.previous_hash",
		            "must be absent: revision 1 has no previous one");
	else if (submit->revision > 1 && !submit->has_previous_hash)
		fail_freely(why, STATUS_INVALID, "submit_report.previous_hash",
		            "is absent; revision %u is in force with hash %s", in_force->revision,
		            hash);
	else if (submit->revision > 1 &&
	         memcmp(submit->previous_hash, in_force->hash, HASH_SIZE) != 0)
		fail_freely(why, STATUS_STALE, "submit_report.previous_hash",
		            "revision %u is in force with hash %s", in_force->revision, hash);
}

/* Present, and 0 to QUANTITY_MAX. A path is made only for a fault: most reports have none. */
static bool check_number(size_t line, const char *name, bool present, int64_t number,
                         struct faults *why)
{
	char got[DECIMAL_SIZE], most[DECIMAL_SIZE];

	if (present && number >= 0 && number <= QUANTITY_MAX)
		return true;
	const char *field = fault_path(why, "lines[%zu].%s", line, name);

	decimal_short(number, QUANTITY_DECIMALS, got);
	if (!present)
		fail_freely(why, STATUS_INVALID, field, "is absent; absent is not zero");
	else if (number < 0)
		fail_freely(why, STATUS_INVALID, field, "must be 0 or more, got %s", got);
	else
		fail_freely(why, STATUS_INVALID, field, "must be at most %s, got %s",
		            decimal_short(QUANTITY_MAX, QUANTITY_DECIMALS, most), got);
	return false;
}

static void check_quantity(const struct task *task, const struct report_line *line, size_t i,
                           struct faults *why)
{
	char got[DECIMAL_SIZE];

	if (check_number(i, "actual", line->has_actual, line->actual, why) &&
	    task->kind == KIND_PER_UNIT && line->actual % FULL != 0)
		fail_freely(why, STATUS_INVALID, fault_path(why, "lines[%zu].actual", i),
		            "must be a whole number, got %s",
		            decimal_short(line->actual, QUANTITY_DECIMALS, got));
	if (line->has_done)
		fail_freely(why, STATUS_INVALID, fault_path(why, "lines[%zu].done", i),
		            "must be absent: %s is a quantity", task->code);
	if (line->has_out_of)
		fail_freely(why, STATUS_INVALID, fault_path(why, "lines[%zu].out_of", i),
		            "must be absent: %s is a quantity", task->code);
}

static void check_percent(const struct task *task, const struct report_line *line, size_t i,
                          struct faults *why)
{
	const bool done = check_number(i, "done", line->has_done, line->done, why);
	const bool out_of = check_number(i, "out_of", line->has_out_of, line->out_of, why);
	char got[DECIMAL_SIZE], most[DECIMAL_SIZE];

	if (done && out_of && line->done > line->out_of)
		fail_freely(why, STATUS_INVALID, fault_path(why, "lines[%zu].done", i),
		            "must be at most out_of, %s, got %s",
		            decimal_short(line->out_of, QUANTITY_DECIMALS, most),
		            decimal_short(line->done, QUANTITY_DECIMALS, got));
	if (line->has_actual)
		fail_freely(why, STATUS_INVALID, fault_path(why, "lines[%zu].actual", i),
		            "must be absent: %s is done out of", task->code);
}

static void check_values(const struct task *task, const struct report_line *line, size_t i,
                         struct faults *why)
{
	if (task->measure == MEASURE_PERCENT)
		check_percent(task, line, i, why);
	else
		check_quantity(task, line, i, why);
}

/* Why this board cannot have a line for this task, or NULL. */
static const char *refusal(const struct ruleset *ruleset, size_t board, size_t task)
{
	if (ruleset->tasks[task].measure == MEASURE_MODELS)
		return "takes no line: it is counted from the models";
	if (!task_has_line(&ruleset->tasks[task]))
		return "takes no line: its points are given by the reviewer";
	if (ruleset_target(ruleset, board, task) == 0)
		return "is not assigned to this board";
	return NULL;
}

/* A line that names no task of the season; its text may be anything. */
static void refuse_task(const char *code, size_t i, struct faults *why)
{
	const char *field = fault_path(why, "lines[%zu].task", i);

	if (!code[0])
		fail_freely(why, STATUS_INVALID, field, "is absent");
	else if (!text_is_code(code))
		fail_freely(why, STATUS_INVALID, field, "is not the code of a task");
	else
		fail_freely(why, STATUS_INVALID, field, "there is no task %s in this season", code);
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
		fail_freely(why, STATUS_INVALID, fault_path(why, "lines[%zu].task", i),
		            "%s stands in lines[%zu] already", line->task, spoken->line[task]);
		return;
	}
	spoken->yes[task] = true;
	spoken->line[task] = i;
	const char *no = refusal(ruleset, board, (size_t)task);

	if (no)
		fail_freely(why, STATUS_INVALID, fault_path(why, "lines[%zu].task", i), "%s %s",
		            line->task, no);
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
			fail_freely(why, STATUS_INVALID, "lines",
			            "%s is missing; absent is not zero", ruleset->tasks[task].code);
	}
}

void submit_report_check(const struct cluster *cluster, const struct command *command,
                         struct faults *why)
{
	const struct submit_report *submit = &command->submit_report;
	const struct season *season = find_season(cluster, command->year);

	if (!season) {
		if (command->year != 0) /* absent is said already */
			fail_freely(why, STATUS_NOT_FOUND, "year", "there is no season %u",
			            command->year);
		return;
	}
	const struct ruleset *ruleset = season_ruleset(season, command->received_at);
	const int board = ruleset_board(ruleset, submit->board);
	const bool period = submit->period >= 1 && submit->period <= PERIODS;

	if (board < 0)
		fail_freely(why, STATUS_NOT_FOUND, "submit_report.board",
		            "%s is not a member in %u", submit->board, command->year);
	if (!period)
		fail_freely(why, STATUS_INVALID, "submit_report.period", "must be 1 to %d, got %d",
		            PERIODS, submit->period);
	else
		check_open(ruleset, (enum period)(submit->period - 1), command->received_at, why);
	if (submit->model_count >
	    (size_t)(QUANTITY_MAX /
	             FULL)) /* scoring.c counts on it; wire's bound is lower by far */
		fail_freely(why, STATUS_INVALID, "submit_report.models", "are too many");
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
