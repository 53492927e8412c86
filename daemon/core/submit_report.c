/*
 * The report of one board for one period, and its corrections. A correction names the revision that
 * it replaces, so that two people of one office cannot overwrite each other unseen.
 */
#include <string.h>

#include "action.h"
#include "arena.h"
#include "calendar.h"
#include "faults.h"
#include "fold.h"
#include "freeze.h"
#include "limitations.h"
#include "models.h"
#include "names.h"
#include "postmark.h"
#include "report_lines.h"
#include "review_edges.h"
#include "season.h"
#include "standing.h"

/* scoring.c counts on it; wire's bound is lower by far. */
enum {
	MODELS_MAX = QUANTITY_MAX / FULL,
	REVISIONS_MAX =
	        4096, /* of a board and period: nobody corrects so often, and the journal forgets
	                         none */
};

_Static_assert((int)REVISIONS_MAX <= (int)REVISIONS_MOST && MODELS_MAX < 1 << 24,
               "a report's row has room for them");

/* The season's tasks that a report has spoken of, and by which line. */
struct spoken {
	bool yes[TASKS_MAX];
	size_t line[TASKS_MAX];
};

static bool of_own_board(const struct cluster *cluster, const struct granted_key *signer,
                         const struct command *command, struct faults *why)
{
	(void)cluster;
	if (strcmp(signer->board, command->submit_report.board) == 0)
		return true;
	fail(why, FAULT_OTHER_BOARD, "submit_report.board", signer->board);
	return false;
}

/* Open from the midnight of opens until the end of the day of lock. */
static void check_open(const struct ruleset *ruleset, enum period period, int64_t now,
                       struct faults *why)
{
	const struct period_dates *dates = &ruleset->periods[period];
	const bool early = now < period_opens_at(ruleset, period);
	char from[CALENDAR_DATE_SIZE], until[CALENDAR_DATE_SIZE];

	if (!early && now < period_locks_at(ruleset, period))
		return;
	faults_add(why, early ? FAULT_PERIOD_NOT_OPEN : FAULT_PERIOD_LOCKED, "submit_report.period",
	           (const char *const[]){ names_find(&names_periods, (int)period),
	                                  calendar_format(dates->opens, from),
	                                  calendar_format(dates->lock, until) },
	           3);
}

/* Head and deputy see what the others do not: what they knew before these is no advantage to their own
 * boards. */
static void check_seen(const struct review_act *act, struct faults *why)
{
	const struct ruleset *ruleset = act->ruleset;

	if ((act->board == ruleset->head || act->board == ruleset->deputy) &&
	    freeze_holds(act->cluster, ruleset->year, act->moment))
		fail(why, FAULT_SEES_WHAT_IS_HELD_BACK, "submit_report.period",
		     ruleset->boards[act->board]);
}

/* In a season with a review the table of it has the word: nothing is submitted while somebody looks at
 * it, nor when it has been verified. board: -1: none of the season. */
static void check_time(const struct cluster *cluster, const struct command *command,
                       const struct ruleset *ruleset, int board, enum period period,
                       struct faults *why)
{
	struct review_act act = { .cluster = cluster,
		                  .ruleset = ruleset,
		                  .name = action_submit_report.name,
		                  .event = REVIEW_SUBMIT,
		                  .side = REVIEW_BY_BOARD,
		                  .board = board < 0 ? 0 : (size_t)board,
		                  .period = period,
		                  .moment = command_taken_at(command) };

	if (!ruleset_reviews(ruleset) || board < 0) {
		check_open(ruleset, period, act.moment, why);
		if (board >= 0)
			check_seen(&act, why);
		return;
	}
	review_now(cluster, command->year, act.board, period, command->received_at, &act.review);
	if (review_lets(&act, why) && act.review.state != REVIEW_RETURNED)
		check_seen(&act, why);
}

static void submit_alone(const struct command *command, struct faults *why)
{
	const struct submit_report *submit = &command->submit_report;

	if (submit->revision == 0)
		fail(why, FAULT_REVISION_ABSENT, "submit_report.revision");
	else if (submit->revision == 1 && submit->has_previous_hash)
		fail(why, FAULT_PREVIOUS_UNWANTED, "submit_report.previous_hash");
	else if (submit->revision > 1 && !submit->has_previous_hash)
		fail(why, FAULT_PREVIOUS_ABSENT, "submit_report.previous_hash");
	if (submit->model_count > MODELS_MAX)
		fail(why, FAULT_MODELS_TOO_MANY, "submit_report.models");
}

static void check_revision(const struct report *in_force, const struct submit_report *submit,
                           struct faults *why)
{
	const uint32_t next = in_force->revision + 1U;

	if (submit->revision == 0)
		return;
	if (submit->revision != next && in_force->revision == 0)
		fail(why, FAULT_REVISION_NOT_FIRST, "submit_report.revision",
		     fault_number(why, submit->revision));
	else if (submit->revision != next)
		fail(why, FAULT_REVISION_STALE, "submit_report.revision",
		     fault_number(why, in_force->revision),
		     fault_hash(why, in_force->hash, HASH_SIZE),
		     fault_number(why, submit->revision));
	else if (submit->revision > REVISIONS_MAX)
		fail(why, FAULT_REVISIONS_TOO_MANY, "submit_report.revision",
		     fault_number(why, REVISIONS_MAX));
	else if (submit->revision > 1 && submit->has_previous_hash &&
	         memcmp(submit->previous_hash, in_force->hash, HASH_SIZE) != 0)
		fail(why, FAULT_PREVIOUS_STALE, "submit_report.previous_hash",
		     fault_number(why, in_force->revision),
		     fault_hash(why, in_force->hash, HASH_SIZE));
}

static void check_line(const struct ruleset *ruleset, size_t board, const struct report_line *line,
                       size_t i, struct spoken *spoken, struct faults *why)
{
	const int task = ruleset_task(ruleset, line->task);

	if (task < 0) {
		report_line_refuse_task(line->task, "lines", i, why);
		return;
	}
	if (spoken->yes[task]) {
		fail(why, FAULT_LINE_TWICE, fault_path(why, "lines[%zu].task", i), line->task,
		     fault_number(why, (long long)spoken->line[task]));
		return;
	}
	spoken->yes[task] = true;
	spoken->line[task] = i;
	const enum fault_reason no = report_line_refusal(ruleset, board, (size_t)task);

	if (no != FAULT_REASONS)
		faults_add(why, no, fault_path(why, "lines[%zu].task", i), &line->task, 1);
	else
		report_line_check(&ruleset->tasks[task], line, "lines", i, why);
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

/* Two spellings of one model count once, so the second is refused. */
static void check_titles(const struct submit_report *submit, struct faults *why)
{
	uint64_t *hashes = arena_alloc(why->arena, submit->model_count, sizeof(*hashes));

	for (size_t i = 0; i < submit->model_count; i++) {
		const char *title = submit->models[i].title;
		const int32_t unassigned = fold_unassigned(title);

		if (unassigned != 0)
			fail(why, FAULT_TEXT_HOLDS_UNASSIGNED,
			     fault_path(why, "models[%zu].title", i),
			     fault_path(why, "U+%04X", unassigned));
		if (fold_same(title, ""))
			fail(why, FAULT_TITLE_EMPTY, fault_path(why, "models[%zu].title", i));
		hashes[i] = fold_hash(title);
		for (size_t k = 0; k < i; k++) {
			if (hashes[k] != hashes[i] || !fold_same(submit->models[k].title, title))
				continue;
			fail(why, FAULT_TITLE_TWICE, fault_path(why, "models[%zu].title", i),
			     fault_path(why, "models[%zu]", k));
			break;
		}
	}
}

static void submit_check(const struct cluster *cluster, const struct command *command,
                         struct faults *why)
{
	const struct submit_report *submit = &command->submit_report;
	const struct ruleset *ruleset =
	        cluster_ruleset(cluster, command->year, command->received_at);

	if (!ruleset) {
		if (command->year != 0) /* absent is said already */
			fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
		return;
	}
	const int board = ruleset_board(ruleset, submit->board);
	const enum period period = season_period(submit->period);

	if (board < 0)
		fail(why, FAULT_NOT_A_MEMBER, "submit_report.board", submit->board,
		     fault_number(why, command->year));
	if (period == PERIODS)
		fail(why, FAULT_NOT_WITHIN, "submit_report.period", "1", fault_number(why, PERIODS),
		     fault_number(why, submit->period));
	else if (!period_held(ruleset, period))
		fail(why, FAULT_PERIOD_NOT_HELD, "submit_report.period",
		     names_find(&names_periods, (int)period), fault_number(why, command->year));
	else
		check_time(cluster, command, ruleset, board, period, why);
	if (submit->model_count <= MODELS_MAX && ruleset->edition >= EDITION_SECOND)
		check_titles(submit, why);
	limitations_check_report(cluster, command, ruleset, why);
	if (board < 0)
		return;
	models_check_report(cluster, command, ruleset, why);
	if (period != PERIODS)
		check_revision(cluster_report(cluster, command->year, (size_t)board, period),
		               submit, why);
	check_lines(ruleset, (size_t)board, submit, why);
}

static bool can_be_held(const struct value *value)
{
	return value->actual >= 0 && value->actual <= QUANTITY_MAX && value->out_of >= 0 &&
	       value->out_of <= QUANTITY_MAX;
}

/* What the lines say, by task; false when one is about nothing that the season has. */
static bool take_lines(const struct ruleset *ruleset, const struct submit_report *submit,
                       struct value *values)
{
	int task = -1;

	for (size_t i = 0; i < ruleset->task_count; i++)
		values[i] = (struct value){ .actual = -1 };
	for (size_t i = 0; i < submit->line_count; i++) {
		const struct report_line *line = &submit->lines[i];

		task = ruleset_task_from(ruleset, line->task, task + 1);
		if (task < 0 || !task_has_line(&ruleset->tasks[task]))
			return false;
		const bool percent = ruleset->tasks[task].measure == MEASURE_PERCENT;

		values[task] = percent ? (struct value){ line->done, line->out_of }
		                       : (struct value){ line->actual, 0 };
		if (!can_be_held(&values[task]))
			return false;
	}
	return true;
}

/* From when its lateness counts. What its receipt said is no more than was promised, also when the
 * postmark that it rested on has not come back. */
static int64_t counted_at(const struct cluster *cluster, const struct command *command,
                          const struct ruleset *ruleset, size_t board, enum period period)
{
	const struct receipt_statement *receipt = command->receipt;
	const int64_t counted = postmark_counted_at(cluster, command, ruleset, board, period);

	if (!receipt || !receipt->has_late_days ||
	    ruleset_late_days(ruleset, period, counted) <= receipt->late_days)
		return counted;
	const int32_t day = ruleset->periods[period].rolled + (int32_t)receipt->late_days;

	return calendar_midnight(day + 1) - 1;
}

/* before: the revision that it replaces; NULL: none. */
static struct report_times times_of(const struct cluster *cluster, const struct command *command,
                                    const struct ruleset *ruleset, size_t board,
                                    const struct report *before)
{
	const enum period period = season_period(command->submit_report.period);
	struct report_times times = { 0 };

	if (before)
		times = cluster_report_times(cluster, before);
	times.taken_at = command_taken_at(command);
	if (!before) {
		times.first_received_at = times.taken_at;
		times.counted_at = counted_at(cluster, command, ruleset, board, period);
	}
	times.late_days = ruleset_late_days(ruleset, period, times.counted_at);
	return times;
}

static bool submit_apply(struct cluster *cluster, const struct command *command,
                         struct effect *effect)
{
	const struct submit_report *submit = &command->submit_report;
	const struct ruleset *ruleset =
	        cluster_ruleset(cluster, command->year, command->received_at);
	const int place = ruleset ? ruleset_board(ruleset, submit->board) : -1;
	const enum period period = season_period(submit->period);
	struct value values[TASKS_MAX];

	if (place < 0 || period == PERIODS || !period_held(ruleset, period) ||
	    submit->model_count > MODELS_MAX || !take_lines(ruleset, submit, values))
		return false;
	struct report *report =
	        season_add_row(cluster, CHAIN_REPORTS, command->year, submit->board, period);
	const struct report *before =
	        report ? season_row_before(cluster, CHAIN_REPORTS, report) : NULL;

	if (!report || submit->revision > REVISIONS_MOST ||
	    submit->revision != (before ? before->revision : 0) + 1U)
		return false;
	report->revision = (uint16_t)submit->revision;
	const struct report_times times =
	        times_of(cluster, command, ruleset, (size_t)place, before);

	season_keep_times(cluster, report, &times);
	memcpy(report->hash, command->hash, HASH_SIZE);
	report->models = submit->model_count & ROWS_MAX;
	season_keep_values(cluster, report, values, ruleset->task_count);
	if (ruleset->limitations)
		limitations_keep_report(cluster, submit, report);
	if (ruleset->models)
		models_keep_report(cluster, submit, report);
	effect->from = period;
	effect->has_late_days = true;
	effect->late_days = times.late_days;
	return true;
}

/* Of the revision that this command was, whatever came since. */
static void submit_told(const struct cluster *cluster, const struct command *command,
                        struct effect *effect)
{
	const struct submit_report *submit = &command->submit_report;
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const int board = ruleset ? ruleset_board(ruleset, submit->board) : -1;
	const enum period period = season_period(submit->period);

	effect->has_late_days = true;
	if (board < 0 || period == PERIODS)
		return;
	const struct report *report = cluster_report(cluster, command->year, (size_t)board, period);

	while (report && report->revision > submit->revision)
		report = season_row_before(cluster, CHAIN_REPORTS, report);
	if (report)
		effect->late_days = cluster_report_times(cluster, report).late_days;
}

const struct action action_submit_report = {
	.number = ACTION_SUBMIT_REPORT,
	.name = "submit_report",
	.scope = SCOPE_PERIOD,
	.roles = MAY(ROLE_OFFICE),
	.unseeing = true,
	.own = of_own_board,
	.alone = submit_alone,
	.check = submit_check,
	.apply = submit_apply,
	.told = submit_told,
};
