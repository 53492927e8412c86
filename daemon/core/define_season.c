/*
 * The operator defines a season, or its next version. A period that is locked keeps the version it
 * was scored under. What all have signed, or what has begun, is changed by two: then a version is a
 * proposal (proposal.h) and the supervisor's signature makes it one.
 */
#include <string.h>

#include "action.h"
#include "compact.h"
#include "faults.h"
#include "freeze.h"
#include "limitations.h"
#include "models.h"
#include "proposal.h"
#include "season.h"

static void check_version(uint32_t in_force, uint32_t version, struct faults *why)
{
	if (version == 0)
		fail(why, FAULT_VERSION_ABSENT, "define_season.version",
		     fault_number(why, (long long)in_force + 1));
	else if (version != in_force + 1 && in_force == 0)
		fail(why, FAULT_VERSION_NOT_FIRST, "define_season.version",
		     fault_number(why, version));
	else if (version != in_force + 1)
		fail(why, FAULT_VERSION_STALE, "define_season.version", fault_number(why, in_force),
		     fault_number(why, (long long)in_force + 1), fault_number(why, version));
}

/* Once all have signed what they agreed, or it has begun, the operator alone changes nothing. */
static bool define_needs(const struct cluster *cluster, const struct command *command,
                         struct needs *out)
{
	const struct ruleset *in_force = cluster_ruleset(cluster, command->year, INT64_MAX);

	*out = (struct needs){ .seats = SEAT_OPERATOR | SEAT_SUPERVISOR, .board = -1 };
	return in_force && in_force->proposal_days > 0 &&
	       (ruleset_current(in_force, command->received_at) >= 0 ||
	        compact_complete(cluster, command->year));
}

static bool may_define(const struct cluster *cluster, const struct granted_key *signer,
                       const struct command *command, struct faults *why)
{
	struct needs needs;

	return !define_needs(cluster, command, &needs) ||
	       proposal_may_sign(cluster, command, &needs, signer, why);
}

static void same_office(const char *field, const struct ruleset *was, size_t board, const char *now,
                        struct faults *why)
{
	if (strcmp(was->boards[board], now) != 0)
		fail(why, FAULT_CODE_MOVED, field, was->boards[board], now);
}

static void define_check(const struct cluster *cluster, const struct command *command,
                         struct faults *why)
{
	const struct define_season *define = &command->define_season;
	const struct ruleset *previous = cluster_ruleset(cluster, command->year, INT64_MAX);
	struct needs needs;
	const bool waits = define_needs(cluster, command, &needs);

	if (waits && !proposal_may_come(cluster, command, "define_season", why))
		return;
	/* Another one would be told at once what is held back. */
	if (waits || freeze_holds(cluster, command->year, command->received_at)) {
		same_office("season.head", previous, previous->head, define->season.head, why);
		same_office("season.deputy", previous, previous->deputy, define->season.deputy,
		            why);
	}
	check_version(cluster_version(cluster, command->year), define->version, why);
	if (strcmp(define->season.cluster, command->cluster) != 0)
		fail(why, FAULT_SEASON_CLUSTER, "season.cluster", cluster->code);
	if (define->season.year != command->year)
		fail(why, FAULT_SEASON_YEAR, "season.year", fault_number(why, command->year),
		     fault_number(why, define->season.year));

	models_check_season(cluster, command, why);
	limitations_check_season(cluster, command, why);
	struct ruleset *next =
	        ruleset_make(&define->season, define->version, define->season_hash, why);

	if (next && previous)
		ruleset_may_follow(next, previous, command->received_at, why);
	else if (next)
		ruleset_may_begin(next, command_taken_at(command), why);
	ruleset_free(next);
}

/* Makes the ruleset a second time instead of keeping it from the check: seasons are rare, and the
 * check changes nothing. */
static bool define_apply(struct cluster *cluster, const struct command *command,
                         struct effect *effect)
{
	const struct define_season *define = &command->define_season;

	effect->calendar = effect->carries = true;
	if (command->year == 0 || define->season.year != command->year ||
	    define->version != cluster_version(cluster, command->year) + 1 ||
	    !season_add_version(cluster, define, command->year))
		return false;
	limitations_keep_season(cluster, &define->season);
	return true;
}

const struct action action_define_season = {
	.number = ACTION_DEFINE_SEASON,
	.name = "define_season",
	.scope = SCOPE_SEASON,
	.roles = MAY(ROLE_OPERATOR),
	.own = may_define,
	.check = define_check,
	.apply = define_apply,
	.needs = define_needs,
};
