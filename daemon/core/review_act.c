/*
 * The six commands of a review differ in little: each names a board, a period and what it acts on by its hash, is for some
 * sides and not for others, and adds a row. Here is that, once; named_by() is all that knows of their messages.
 *
 * A row says until when what it began lasts, so that it is settled by the season of then.
 */
#include "review_act.h"

#include <string.h>

#include "calendar.h"
#include "faults.h"
#include "names.h"
#include "season.h"

/* Nobody takes a report so often: what its office cannot make up its mind about is the supervisor's. */
enum { EVENTS_MAX = 1024 };

struct named { /* by a command */
	enum review_event event;
	const char *board;
	int period;
	const uint8_t *hash;
	const char *hash_field;
};

static struct named named_by(const struct command *command)
{
#define NAMED(event, member, hash)                                                                 \
	(struct named)                                                                             \
	{                                                                                          \
		event, command->member.board, command->member.period, command->member.hash, #hash  \
	}
	switch (command->action) {
	case ACTION_TAKE_REPORT:
		return NAMED(REVIEW_TAKE, take_report, report_hash);
	case ACTION_RELEASE_REPORT:
		return NAMED(REVIEW_RELEASE, release_report, report_hash);
	case ACTION_RETURN_REPORT:
		return NAMED(REVIEW_RETURN, return_report, report_hash);
	case ACTION_VERIFY_REPORT:
		return NAMED(REVIEW_VERIFY, verify_report, report_hash);
	case ACTION_DISPUTE_REPORT:
		return NAMED(REVIEW_DISPUTE, dispute_report, verification_hash);
	default:
		return NAMED(REVIEW_RESOLVE, resolve_dispute, verification_hash);
	}
#undef NAMED
}

static const char *field_of(const struct command *command, const char *name, struct faults *why)
{
	return fault_path(why, "%s.%s", cluster_action_name(command->action), name);
}

/* --- what it is about, and who may --- */

static bool is_there(const struct cluster *cluster, const struct command *command)
{
	const struct ruleset *ruleset =
	        cluster_ruleset(cluster, command->year, command->received_at);
	const struct named named = named_by(command);
	const enum period period = season_period(named.period);

	return ruleset && ruleset_board(ruleset, named.board) >= 0 && period != PERIODS &&
	       period_held(ruleset, period);
}

bool review_where(const struct cluster *cluster, const struct command *command, struct faults *why)
{
	const struct ruleset *ruleset =
	        cluster_ruleset(cluster, command->year, command->received_at);
	const struct named named = named_by(command);
	const enum period period = season_period(named.period);
	const size_t before = why->count;

	if (command->year == 0)
		fail(why, FAULT_YEAR_ABSENT, "year", cluster_action_name(command->action));
	else if (!ruleset)
		fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
	else if (ruleset_board(ruleset, named.board) < 0)
		fail(why, FAULT_NOT_A_MEMBER, field_of(command, "board", why), named.board,
		     fault_number(why, command->year));
	else if (period == PERIODS)
		fail(why, FAULT_NOT_WITHIN, field_of(command, "period", why), "1",
		     fault_number(why, PERIODS), fault_number(why, named.period));
	else if (!period_held(ruleset, period))
		fail(why, FAULT_PERIOD_NOT_HELD, field_of(command, "period", why),
		     names_find(&names_periods, (int)period), fault_number(why, command->year));
	return why->count == before;
}

bool review_own(const struct cluster *cluster, const struct granted_key *signer,
                const struct command *command, struct faults *why)
{
	const struct ruleset *ruleset =
	        cluster_ruleset(cluster, command->year, command->received_at);
	const struct named named = named_by(command);
	const size_t board = (size_t)ruleset_board(ruleset, named.board);
	const unsigned side = review_side(ruleset, signer, board), may = review_sides(named.event);

	if (side & may)
		return side == REVIEW_BY_BOARD || key_ripe(cluster, command, why);
	if (may == REVIEW_BY_BOARD)
		fail(why, FAULT_OTHER_BOARD, field_of(command, "board", why), signer->board);
	else if (side == REVIEW_BY_BOARD)
		fail(why, FAULT_REVIEW_OWN, "key", signer->board);
	else
		fail(why, FAULT_REVIEW_NOT_REVIEWER, "key", signer->board,
		     ruleset->boards[review_reviewer(ruleset, board)]);
	return false;
}

/* --- may it be now --- */

static bool has_appraised(const struct ruleset *ruleset, size_t board)
{
	bool found = false;

	for (size_t task = 0; task < ruleset->task_count; task++)
		found |= ruleset->tasks[task].kind == KIND_APPRAISED &&
		         ruleset_target(ruleset, board, task) > 0;
	return found;
}

/* A taking that has ended by itself meanwhile had not when that was done which is brought back. To a new
 * one its end is no hindrance. */
static int64_t judged_at(const struct review_act *act, const struct command *command)
{
	return act->event == REVIEW_TAKE ? command->received_at : act->moment;
}

struct review_act review_act_of(const struct cluster *cluster, const struct command *command)
{
	const struct ruleset *ruleset =
	        cluster_ruleset(cluster, command->year, command->received_at);
	const struct named named = named_by(command);
	const int board = ruleset_board(ruleset, named.board);
	struct granted_key signer = { .role = ROLE_NONE };
	struct review_act act = { .cluster = cluster,
		                  .ruleset = ruleset,
		                  .name = cluster_action_name(command->action),
		                  .event = named.event,
		                  .board = (size_t)board,
		                  .period = season_period(named.period),
		                  .moment = command_taken_at(command) };

	cluster_key(cluster, command->key, &signer);
	act.side = (enum review_side)review_side(ruleset, &signer, act.board);
	act.by = review_by(cluster, ruleset, &signer);
	act.adjusts =
	        command->action == ACTION_VERIFY_REPORT && command->verify_report.task_count > 0;
	act.appraised = has_appraised(ruleset, act.board);
	review_now(cluster, command->year, act.board, act.period, judged_at(&act, command),
	           &act.review);
	return act;
}

/* The verification, or else the revision, that an act must name: where the table lets it there is one. */
static const uint8_t *acted_on(const struct review_act *act)
{
	return act->review.verification ? act->review.hash : act->review.report->hash;
}

static bool names_it(const struct review_act *act, const struct command *command,
                     struct faults *why)
{
	const struct named named = named_by(command);
	const struct review_row *verification = act->review.verification;
	const struct report *report = act->review.report;
	const uint8_t *hash = acted_on(act);

	if (memcmp(named.hash, hash, HASH_SIZE) == 0)
		return true;
	if (verification)
		fail(why, FAULT_REVIEW_VERIFICATION_STALE, field_of(command, named.hash_field, why),
		     fault_hash(why, hash, HASH_SIZE));
	else
		fail(why, FAULT_REVIEW_REPORT_STALE, field_of(command, named.hash_field, why),
		     fault_number(why, report->revision), fault_hash(why, hash, HASH_SIZE));
	return false;
}

/* A taking that could go on for ever. */
static bool taken_too_often(const struct review_act *act)
{
	return act->event == REVIEW_TAKE && act->side == REVIEW_BY_REVIEWER && act->review.last &&
	       act->review.last->number >= EVENTS_MAX;
}

bool review_act_allowed(const struct review_act *act, const struct command *command,
                        struct faults *why)
{
	if (!ruleset_reviews(act->ruleset)) {
		fail(why, FAULT_REVIEW_NOT_AGREED, field_of(command, "period", why),
		     fault_number(why, command->year));
		return false;
	}
	if (!review_lets(act, why))
		return false;
	if (taken_too_often(act)) {
		fail(why, FAULT_REVIEW_TAKEN_TOO_OFTEN, field_of(command, "period", why),
		     fault_number(why, EVENTS_MAX));
		return false;
	}
	return names_it(act, command, why);
}

void review_act_check(const struct cluster *cluster, const struct command *command,
                      struct faults *why)
{
	const struct review_act act = review_act_of(cluster, command);

	review_act_allowed(&act, command, why);
}

/* --- its row --- */

static const struct review_row no_event;

void review_keep_tasks(struct cluster *cluster, const struct command *command,
                       struct review_row *row, const struct judged_task *tasks, size_t count)
{
	row->judged_count = (uint8_t)count;
	row->said = judged_keep(cluster, row->event == REVIEW_VERIFY ? command->hash : NULL, tasks,
	                        count);
}

/* After how many days time ends what the event began; 0: it does not. */
static uint8_t days_of(const struct ruleset *ruleset, enum review_event event)
{
	if (event == REVIEW_TAKE)
		return ruleset->review.review_days;
	return event == REVIEW_VERIFY ? ruleset->review.dispute_days : 0;
}

struct review_row *review_act_add(struct cluster *cluster, const struct command *command,
                                  struct effect *effect)
{
	const struct named named = named_by(command);

	if (!is_there(cluster, command))
		return NULL;
	const struct review_act act = review_act_of(cluster, command);
	const enum review_state to = review_edge(act.review.state, named.event);

	if (!to || !act.side || memcmp(named.hash, acted_on(&act), HASH_SIZE) != 0)
		return NULL;
	const struct review_row before = act.review.last ? *act.review.last : no_event;
	const uint32_t report = rows_number(cluster, TABLE_REPORTS, act.review.report);
	struct review_row *row = season_add_row(cluster, CHAIN_REVIEWS, command->year, named.board,
	                                        season_period(named.period));

	row->event = named.event;
	row->state = to;
	row->by = act.by;
	row->report = report & ROWS_MAX;
	row->number = (uint16_t)(before.number + (before.number < UINT16_MAX));
	row->returned =
	        named.event == REVIEW_RETURN || (before.report == report && before.returned);
	row->days = days_of(act.ruleset, named.event);
	effect->from = act.period;
	effect->board = act.ruleset->boards[act.board];
	effect->calendar = true;
	return row;
}
