/*
 * The end of a freeze before its last day, which the supervisor and the head sign. Nobody reveals before the
 * lock: what could still change would be told.
 */
#include "action.h"
#include "calendar.h"
#include "faults.h"
#include "freeze.h"
#include "names.h"
#include "proposal.h"
#include "season.h"

static bool is_there(const struct cluster *cluster, const struct command *command,
                     struct faults *why)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const enum period period = season_period(command->reveal.period);

	if (!ruleset)
		fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
	else if (period < PERIODS && !period_held(ruleset, period))
		fail(why, FAULT_PERIOD_NOT_HELD, "reveal.period",
		     names_find(&names_periods, (int)period), fault_number(why, command->year));
	return ruleset && (period == PERIODS || period_held(ruleset, period));
}

static bool reveal_needs(const struct cluster *cluster, const struct command *command,
                         struct needs *out)
{
	(void)cluster;
	(void)command;
	*out = (struct needs){ .seats = SEAT_HEAD | SEAT_SUPERVISOR, .board = -1 };
	return true;
}

static bool may_reveal(const struct cluster *cluster, const struct granted_key *signer,
                       const struct command *command, struct faults *why)
{
	struct needs needs;

	reveal_needs(cluster, command, &needs);
	return proposal_may_sign(cluster, command, &needs, signer, why);
}

static void reveal_check(const struct cluster *cluster, const struct command *command,
                         struct faults *why)
{
	static const char field[] = "reveal.period";
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const int64_t now = command_taken_at(command);
	const struct freeze freeze = freeze_look(cluster, command->year, now);
	const enum period period = season_period(command->reveal.period);
	char date[CALENDAR_DATE_SIZE];

	if (ruleset->proposal_days == 0 || freeze.begins == INT64_MAX || period != freeze.period)
		fail(why, FAULT_FREEZE_NOT_AGREED, field, fault_number(why, command->year));
	else if (now < freeze.begins || now >= freeze.ends)
		fail(why, FAULT_NOT_FROZEN, field);
	else if (now < period_locks_at(ruleset, freeze.period))
		fail(why, FAULT_REVEAL_BEFORE_LOCK, field,
		     names_find(&names_periods, (int)freeze.period),
		     calendar_format(ruleset->periods[freeze.period].lock, date));
	else
		proposal_may_come(cluster, command, "reveal", why);
}

static bool reveal_apply(struct cluster *cluster, const struct command *command,
                         struct effect *effect)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);

	if (!ruleset || ruleset->freeze.first == 0 || !proposal_waited(cluster, command))
		return false;
	struct reveal_row *row = rows_add(cluster, TABLE_REVEALS, 1);

	row->at = rows_now(cluster);
	row->year = (uint16_t)command->year;
	effect->year = command->year;
	effect->from = ruleset->freeze.period;
	effect->shown = true;
	effect->reveals = command->year;
	effect->calendar = effect->carries = true;
	return true;
}

const struct action action_reveal = {
	.number = ACTION_REVEAL,
	.name = "reveal",
	.scope = SCOPE_PERIOD,
	.roles = MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR),
	.where = is_there,
	.own = may_reveal,
	.check = reveal_check,
	.apply = reveal_apply,
	.needs = reveal_needs,
	.can_hold = freeze_holds, /* one that has ended by itself is not revealed any more */
};
