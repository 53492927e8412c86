/*
 * A freeze that has begun keeps its dates, and the first version of a season may come when its freeze should
 * have begun: it holds nothing back before. So the version and the Reveal that were there at an instant say
 * what counts then, whatever comes later.
 */
#include "carried.h"

#include "arena.h"
#include "rows.h"
#include "season.h"

struct carried_freeze {
	int64_t begins, ends; /* as in struct freeze */
	const struct row *by; /* its Reveal; NULL: it ends by its date */
};

/* The version that was there; NULL: none was. */
static const struct version_row *version_known(const struct cluster *cluster, uint32_t year,
                                               int64_t instant)
{
	const struct version_row *version = season_newest(cluster, year);

	while (version && version->at.received_at > instant)
		version = version->previous > 0 ? &rows_versions(cluster)[version->previous - 1]
		                                : NULL;
	return version;
}

static const struct row *reveal_known(const struct cluster *cluster, uint32_t year, int64_t instant)
{
	const struct reveal_row *rows = rows_reveals(cluster);

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_REVEALS); i++) {
		if (rows[i].year == year && rows[i].at.received_at <= instant)
			return &rows[i].at;
	}
	return NULL;
}

/* As it was known at an instant. False: the season had none. */
static bool find_freeze(const struct cluster *cluster, uint32_t year, int64_t instant,
                        struct carried_freeze *out)
{
	const struct version_row *version = version_known(cluster, year, instant);
	const struct ruleset *ruleset = version ? season_rules(cluster, version) : NULL;

	if (!ruleset || ruleset->freeze.first == 0)
		return false;
	const int64_t defined = season_defined_at(cluster, version);
	const struct row *reveal = reveal_known(cluster, year, instant);

	*out = (struct carried_freeze){ .begins = ruleset_freezes_at(ruleset),
		                        .ends = ruleset_thaws_at(ruleset) };
	if (out->begins < defined)
		out->begins = defined;
	if (reveal && reveal->received_at < out->ends) {
		out->ends = reveal->received_at;
		out->by = reveal;
	}
	return true;
}

/* --- what counts --- */

static bool holds(const struct carried_freeze *freeze, int64_t came)
{
	return freeze->begins <= came && came < freeze->ends;
}

void carried_look(const struct cluster *cluster, uint32_t year, int64_t instant,
                  struct arena *arena, struct carried *out)
{
	const size_t years = cluster_year_count(cluster);
	struct carried_freeze *freezes = arena_alloc(arena, years, sizeof(*freezes));

	*out = (struct carried){ .freezes = freezes, .seen = instant };
	for (size_t i = 0; i < years; i++) {
		struct carried_freeze *freeze = &freezes[out->count];

		if (cluster_year(cluster, i) == year ||
		    !find_freeze(cluster, cluster_year(cluster, i), instant, freeze) ||
		    freeze->begins > instant)
			continue;
		out->count++;
		if (holds(freeze, instant) && freeze->begins - 1 < out->seen)
			out->seen = freeze->begins - 1;
	}
}

int64_t carried_from(const struct carried *carried, int64_t came)
{
	int64_t from = came;

	for (size_t i = 0; i < carried->count; i++) {
		if (holds(&carried->freezes[i], came) && carried->freezes[i].ends > from)
			from = carried->freezes[i].ends;
	}
	return from;
}

void carried_note(struct reading *reading, const struct carried *carried, int64_t came)
{
	for (size_t i = 0; i < carried->count; i++) {
		const struct carried_freeze *freeze = &carried->freezes[i];

		if (!holds(freeze, came))
			continue;
		if (freeze->ends > reading->as_of)
			reading->as_of = freeze->ends;
		if (freeze->by)
			reading_note(reading, freeze->by);
	}
}

/* --- when, and of which years --- */

uint32_t carried_needs_from(const struct cluster *cluster, uint32_t year, int64_t now)
{
	const struct version_row *season = season_newest(cluster, year);
	uint32_t from = year;

	for (size_t i = 0; season && i < cluster_year_count(cluster); i++) {
		const uint32_t other = cluster_year(cluster, i);
		struct carried_freeze freeze;

		if (other < from && find_freeze(cluster, other, now, &freeze) &&
		    freeze.ends > season_begun_at(cluster, season))
			from = other;
	}
	return from;
}

int64_t carried_next_change(const struct cluster *cluster, uint32_t year, int64_t now)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, year, INT64_MAX);
	int64_t next = INT64_MAX;

	for (size_t i = 0; ruleset->limitations && i < cluster_year_count(cluster); i++) {
		const uint32_t other = cluster_year(cluster, i);
		struct carried_freeze freeze;

		if (other != year && find_freeze(cluster, other, now, &freeze) &&
		    freeze.ends > now && freeze.ends < next &&
		    !ruleset_is_over(ruleset, freeze.ends))
			next = freeze.ends;
	}
	return next;
}
