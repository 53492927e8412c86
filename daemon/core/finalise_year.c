/*
 * Supervisor and head say that a year is settled: all of it has locked, and nobody waits for an answer to
 * what he does not agree with. From the second signature on it stays as it is (final.h), and what was
 * still proposed in it is void.
 *
 * Who has a report under review then, or never came to review it, has it so for good: the locked standings
 * are what counts, and none of that would move them.
 */
#include "finalise_year.h"

#include "action.h"
#include "calendar.h"
#include "faults.h"
#include "final.h"
#include "models.h"
#include "names.h"
#include "proposal.h"
#include "review.h"
#include "season.h"

#define FIELD "finalise_year"

static bool is_there(const struct cluster *cluster, const struct command *command,
                     struct faults *why)
{
	if (cluster_version(cluster, command->year) > 0)
		return true;
	if (command->year == 0)
		fail(why, FAULT_YEAR_ABSENT, "year", FIELD);
	else
		fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
	return false;
}

static bool finalise_needs(const struct cluster *cluster, const struct command *command,
                           struct needs *out)
{
	(void)cluster;
	(void)command;
	*out = (struct needs){ .seats = SEAT_HEAD | SEAT_SUPERVISOR, .board = -1 };
	return true;
}

static bool may_finalise(const struct cluster *cluster, const struct granted_key *signer,
                         const struct command *command, struct faults *why)
{
	struct needs needs;

	finalise_needs(cluster, command, &needs);
	return proposal_may_sign(cluster, command, &needs, signer, why);
}

/* --- is it settled --- */

static void look_at_locks(const struct ruleset *ruleset, int64_t now, struct faults *why)
{
	char day[CALENDAR_DATE_SIZE];

	for (enum period period = Q1; period < PERIODS; period++) {
		if (period_held(ruleset, period) && now < period_locks_at(ruleset, period))
			fail(why, FAULT_FINAL_BEFORE_LOCK, FIELD,
			     names_find(&names_periods, (int)period),
			     calendar_format(ruleset->periods[period].lock, day));
	}
}

static void look_at_disputes(const struct cluster *cluster, const struct ruleset *ruleset,
                             int64_t now, struct faults *why)
{
	struct review review;

	for (size_t i = 0; i < (size_t)ruleset->board_count * PERIODS; i++) {
		const size_t board = i / PERIODS;
		const enum period period = (enum period)(i % PERIODS);

		if (!period_held(ruleset, period))
			continue;
		review_now(cluster, ruleset->year, board, period, now, &review);
		if (review.state == REVIEW_DISPUTED)
			fail(why, FAULT_REVIEW_DISPUTED, FIELD, ruleset->boards[board],
			     names_find(&names_periods, (int)period));
	}
}

static void look_at_verdicts(const struct cluster *cluster, const struct ruleset *ruleset,
                             struct faults *why)
{
	struct known_models known;

	if (!ruleset->models)
		return;
	models_look(cluster, ruleset->year, INT64_MAX, why->arena, &known);
	for (size_t i = 0; i < known.count; i++) {
		const struct known_model *model = &known.items[i];

		if (model->dispute)
			fail(why, FAULT_FINAL_MODEL_DISPUTED, FIELD,
			     rows_boards(cluster)[model->report->cell.board].code, model->title);
	}
}

bool finalise_may(const struct cluster *cluster, uint32_t year, int64_t now, struct faults *why)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, year, INT64_MAX);
	const size_t before = why->count;

	if (ruleset->proposal_days == 0) {
		fail(why, FAULT_FINAL_NOT_AGREED, FIELD, fault_number(why, year));
		return false;
	}
	look_at_locks(ruleset, now, why);
	look_at_disputes(cluster, ruleset, now, why);
	look_at_verdicts(cluster, ruleset, why);
	return why->count == before;
}

static void finalise_check(const struct cluster *cluster, const struct command *command,
                           struct faults *why)
{
	if (finalise_may(cluster, command->year, command->received_at, why))
		proposal_may_come(cluster, command, FIELD, why);
}

static bool finalise_apply(struct cluster *cluster, const struct command *command,
                           struct effect *effect)
{
	if (cluster_version(cluster, command->year) == 0 || final_of(cluster, command->year) ||
	    !proposal_waited(cluster, command))
		return false;
	struct final_row *row = rows_add(cluster, TABLE_FINALS, 1);

	row->at = rows_now(cluster);
	row->year = (uint16_t)command->year;
	effect->year = 0;
	return true;
}

const struct action action_finalise_year = {
	.number = ACTION_FINALISE_YEAR,
	.name = "finalise_year",
	.scope = SCOPE_SEASON,
	.roles = MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR),
	.where = is_there,
	.own = may_finalise,
	.check = finalise_check,
	.apply = finalise_apply,
	.needs = finalise_needs,
};
