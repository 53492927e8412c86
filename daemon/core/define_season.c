/*
 * The operator defines a season, or its next version. A period that is locked keeps the version it
 * was scored under.
 */
#include <string.h>

#include "action.h"
#include "faults.h"
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

static void define_check(const struct cluster *cluster, const struct command *command,
                         struct faults *why)
{
	const struct define_season *define = &command->define_season;
	const struct ruleset *previous = cluster_ruleset(cluster, command->year, INT64_MAX);

	check_version(cluster_version(cluster, command->year), define->version, why);
	if (strcmp(define->season.cluster, command->cluster) != 0)
		fail(why, FAULT_SEASON_CLUSTER, "season.cluster", cluster->code);
	if (define->season.year != command->year)
		fail(why, FAULT_SEASON_YEAR, "season.year", fault_number(why, command->year),
		     fault_number(why, define->season.year));

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

	effect->calendar = true;
	return command->year != 0 && define->season.year == command->year &&
	       define->version == cluster_version(cluster, command->year) + 1 &&
	       season_add_version(cluster, define, command->year);
}

const struct action action_define_season = {
	.number = ACTION_DEFINE_SEASON,
	.name = "define_season",
	.scope = SCOPE_SEASON,
	.roles = MAY(ROLE_OPERATOR),
	.check = define_check,
	.apply = define_apply,
};
