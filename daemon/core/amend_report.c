/*
 * What was found of a report after its period had locked. Whoever finds it proposes it, also the board
 * itself; it is signed by the supervisor and by head or deputy, whichever is not concerned, so that
 * nobody amends what he is ranked by. Until then, and before the lock, nothing of it is true: before the
 * lock the board submits another revision.
 *
 * What is said of a task is judged as a resolution's word is: any value, always with a reason.
 */
#include <string.h>

#include "action.h"
#include "arena.h"
#include "calendar.h"
#include "faults.h"
#include "judgement.h"
#include "names.h"
#include "proposal_tell.h"
#include "question.h"
#include "reasons.h"
#include "season.h"

enum {
	AMENDMENTS_MAX = 64, /* of a report */
	TOLD_TASKS = 256     /* in an answer: each may have a reason of 2,000 bytes */
};

static enum period period_of(const struct command *command)
{
	return season_period(command->amend_report.period);
}

static bool is_there(const struct cluster *cluster, const struct command *command,
                     struct faults *why)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const char *board = command->amend_report.board;
	const enum period period = period_of(command);

	if (!ruleset)
		fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
	else if (ruleset_board(ruleset, board) < 0)
		fail(why, FAULT_NOT_A_MEMBER, "amend_report.board", board,
		     fault_number(why, command->year));
	else if (period == PERIODS || !period_held(ruleset, period))
		fail(why, FAULT_PERIOD_NOT_HELD, "amend_report.period",
		     period == PERIODS ? "0" : names_find(&names_periods, (int)period),
		     fault_number(why, command->year));
	else
		return true;
	return false;
}

static bool amend_needs(const struct cluster *cluster, const struct command *command,
                        struct needs *out)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);

	*out = (struct needs){
		.seats = SEAT_HEAD | SEAT_SUPERVISOR,
		.board = ruleset ? ruleset_board(ruleset, command->amend_report.board) : -1,
		.either = true,
	};
	return true;
}

static bool may_amend(const struct cluster *cluster, const struct granted_key *signer,
                      const struct command *command, struct faults *why)
{
	struct needs needs;

	amend_needs(cluster, command, &needs);
	if (proposal_seat(cluster, command->year, &needs, signer) != 0)
		return key_ripe(cluster, command, why);
	if (strcmp(signer->board, command->amend_report.board) == 0)
		return true;
	fail(why, FAULT_AMENDMENT_NOT_YOURS, "key");
	return false;
}

static size_t count_of(const struct cluster *cluster, const struct command *command)
{
	const struct amendment_row *rows = rows_amendments(cluster);
	size_t count = 0;

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_AMENDMENTS); i++)
		count += rows[i].year == command->year && rows[i].period == period_of(command) &&
		         strcmp(rows_boards(cluster)[rows[i].board].code,
		                command->amend_report.board) == 0;
	return count;
}

static bool is_open(const struct cluster *cluster, const struct command *command,
                    const struct ruleset *ruleset, struct faults *why)
{
	const enum period period = period_of(command);
	const char *name = names_find(&names_periods, (int)period);
	const size_t before = why->count;
	char day[CALENDAR_DATE_SIZE];

	if (ruleset->proposal_days == 0)
		fail(why, FAULT_AMENDMENT_NOT_AGREED, "amend_report.period",
		     fault_number(why, command->year));
	else if (command_taken_at(command) < period_locks_at(ruleset, period))
		fail(why, FAULT_AMENDMENT_BEFORE_LOCK, "amend_report.period", name,
		     calendar_format(ruleset->periods[period].lock, day));
	else if (count_of(cluster, command) >= AMENDMENTS_MAX)
		fail(why, FAULT_AMENDMENTS_TOO_MANY, "amend_report.period",
		     command->amend_report.board, name, fault_number(why, AMENDMENTS_MAX));
	return why->count == before;
}

/* The tasks as the period was scored under: a later version may have taken one from the board, or made
 * it smaller. None moves their order or their kinds. */
static void amend_check(const struct cluster *cluster, const struct command *command,
                        struct faults *why)
{
	const struct amend_report *amend = &command->amend_report;
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const struct ruleset *then =
	        cluster_scored_under(cluster, command->year, period_of(command), INT64_MAX);
	const int board = ruleset_board(then, amend->board);
	struct judgement_list list = { .tasks = amend->tasks,
		                       .count = amend->task_count,
		                       .final = true };

	if (!is_open(cluster, command, ruleset, why) ||
	    !proposal_may_come(cluster, command, "amend_report", why))
		return;
	const struct review_act act = {
		.cluster = cluster,
		.ruleset = then,
		.board = (size_t)board,
		.review.report =
		        cluster_report(cluster, command->year, (size_t)board, period_of(command)),
	};

	for (size_t i = 0; i < TASKS_MAX; i++)
		list.wanted[i] = JUDGEMENT_ALLOWED;
	if (amend->task_count == 0)
		fail(why, FAULT_ABSENT, "tasks");
	else
		judgement_check(&act, &list, why);
}

static uint16_t next_number(const struct cluster *cluster, uint32_t year)
{
	const struct amendment_row *rows = rows_amendments(cluster);
	uint16_t number = 1;

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_AMENDMENTS); i++)
		number = (uint16_t)(number + (rows[i].year == year));
	return number;
}

static bool amend_apply(struct cluster *cluster, const struct command *command,
                        struct effect *effect)
{
	const struct amend_report *amend = &command->amend_report;
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const struct proposal_row *proposal = proposal_find(cluster, command->year, command->hash);
	struct review_row kept = { .event = REVIEW_RESOLVE };

	if (!proposal || !ruleset || ruleset_board(ruleset, amend->board) < 0 ||
	    period_of(command) == PERIODS ||
	    !judgement_keep(cluster, command, amend->tasks, amend->task_count, &kept))
		return false;
	const uint16_t number = next_number(cluster, command->year);
	const uint32_t proposed = proposal_number(cluster, proposal);
	const uint16_t board = rows_board(cluster, amend->board);
	struct amendment_row *row = rows_add(cluster, TABLE_AMENDMENTS, 1);

	row->at = rows_now(cluster);
	row->proposal = proposed;
	row->judged = kept.said;
	row->judged_count = kept.judged_count;
	row->year = (uint16_t)command->year;
	row->number = number;
	row->board = board;
	row->period = (uint8_t)period_of(command);
	effect->from = period_of(command);
	effect->board = rows_boards(cluster)[board].code;
	return true;
}

static void amend_arrival(const struct command *command, struct faults *why)
{
	reasons_check_judged(command->amend_report.tasks, command->amend_report.task_count, why);
}

const struct action action_amend_report = {
	.number = ACTION_AMEND_REPORT,
	.name = "amend_report",
	.scope = SCOPE_PERIOD,
	.roles = MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR),
	.where = is_there,
	.own = may_amend,
	.arrival = amend_arrival,
	.check = amend_check,
	.apply = amend_apply,
	.needs = amend_needs,
};

/* --- which there are --- */

static bool tell_amendment(const struct cluster *cluster, const struct amendment_row *row,
                           struct arena *arena, struct told_amendment *out)
{
	static const struct command by = { .received_at = 0 };
	const struct proposal_row *proposal = &rows_proposals(cluster)[row->proposal - 1];
	struct command proposed;

	if (!proposal_open(cluster, proposal, &by, arena, &proposed))
		return false;
	*out = (struct told_amendment){
		.number = row->number,
		.board = rows_boards(cluster)[row->board].code,
		.period = row->period + 1,
		.task_count = proposed.amend_report.task_count,
		.tasks = proposed.amend_report.tasks,
	};
	memcpy(out->amendment, proposed.hash, HASH_SIZE);
	memcpy(out->evidence, proposed.amend_report.evidence, HASH_SIZE);
	out->signature_count =
	        proposal_tell_signatures(cluster, proposal, INT64_MAX, arena, &out->signatures);
	return true;
}

static void tell_amendments(const struct cluster *cluster, const void *asked,
                            const struct sight *sight, struct arena *arena, void *answered,
                            struct faults *why)
{
	const struct get_amendments *question = asked;
	struct told_amendments *out = answered;
	const struct amendment_row *rows = rows_amendments(cluster);
	struct told_amendment *told = arena_alloc(arena, TOLD_TASKS, sizeof(*told));
	size_t tasks = 0;

	if (cluster_version(cluster, question->year) == 0) {
		fail(why, FAULT_CLUSTER_WITHOUT_SEASON, "query.year", cluster->code,
		     fault_number(why, question->year));
		return;
	}
	for (uint32_t i = rows_count(cluster, TABLE_AMENDMENTS); i-- > 0;) {
		if (rows[i].year != question->year ||
		    rows[i].at.received_at >
		            audience_sees(cluster, sight, question->year,
		                          rows_boards(cluster)[rows[i].board].code) ||
		    (question->before > 0 && rows[i].number >= question->before))
			continue;
		tasks += rows[i].judged_count;
		out->more = tasks > TOLD_TASKS && out->amendment_count > 0;
		if (out->more)
			break;
		out->amendment_count +=
		        tell_amendment(cluster, &rows[i], arena, &told[out->amendment_count]);
	}
	out->amendments = told;
}

const struct question_row question_amendments = {
	.number = QUESTION_AMENDMENTS,
	.answer = "amendments",
	.tell = tell_amendments,
};
