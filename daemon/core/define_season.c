/*
 * The operator defines a season, or its next version. A period that is locked keeps the version it
 * was scored under.
 */
#include <assert.h>
#include <string.h>

#include "action.h"
#include "arena.h"
#include "faults.h"
#include "season.h"

static void check_version(const struct season *season, uint32_t version, struct faults *why)
{
	const uint32_t in_force = season ? season->version_count : 0;

	if (version == 0)
		fail(why, FAULT_VERSION_ABSENT, "define_season.version",
		     fault_number(why, in_force + 1));
	else if (version != in_force + 1 && in_force == 0)
		fail(why, FAULT_VERSION_NOT_FIRST, "define_season.version",
		     fault_number(why, version));
	else if (version != in_force + 1)
		fail(why, FAULT_VERSION_STALE, "define_season.version", fault_number(why, in_force),
		     fault_number(why, in_force + 1), fault_number(why, version));
}

void define_season_check(const struct cluster *cluster, const struct command *command,
                         struct faults *why)
{
	const struct define_season *define = &command->define_season;
	const struct season *season = find_season(cluster, command->year);

	check_version(season, define->version, why);
	if (strcmp(define->draft.cluster, command->cluster) != 0)
		fail(why, FAULT_SEASON_CLUSTER, "season.cluster", cluster->code);
	if (define->draft.year != command->year)
		fail(why, FAULT_SEASON_YEAR, "season.year", fault_number(why, command->year),
		     fault_number(why, define->draft.year));

	struct ruleset *next = ruleset_make(&define->draft, define->version, define->hash, why);

	if (next && season)
		ruleset_may_follow(next, season_ruleset(season, INT64_MAX), command->received_at,
		                   why);
	ruleset_free(next);
}

/* Makes the ruleset a second time instead of keeping it from the check: seasons are rare, and the
 * check changes nothing. */
void define_season_apply(struct cluster *cluster, const struct command *command)
{
	const struct define_season *define = &command->define_season;
	struct season *season = find_season(cluster, command->year);
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	struct ruleset *ruleset = ruleset_make(&define->draft, define->version, define->hash, &why);

	assert(ruleset); /* it has been checked */
	arena_close(&arena);
	if (!season) {
		cluster->seasons = must_grow(cluster->seasons, cluster->season_count + 1,
		                             sizeof(*cluster->seasons));
		season = &cluster->seasons[cluster->season_count++];
		*season = (struct season){ .year = (uint16_t)command->year };
	}
	season_add_version(season, ruleset, cluster->sequence, command->received_at);
}
