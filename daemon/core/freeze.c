/* A freeze begins and ends by the season's dates alone, or ends earlier by Reveal (reveal.c). */
#include "freeze.h"

#include "rows.h"
#include "ruleset.h"

static const struct reveal_row *find_reveal(const struct cluster *cluster, uint32_t year,
                                            int64_t now)
{
	const struct reveal_row *rows = rows_reveals(cluster);

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_REVEALS); i++) {
		if (rows[i].year == year && rows[i].at.received_at <= now)
			return &rows[i];
	}
	return NULL;
}

struct freeze freeze_look(const struct cluster *cluster, uint32_t year, int64_t now)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, year, INT64_MAX);
	struct freeze freeze = { INT64_MAX, INT64_MAX, INT64_MAX, PERIODS };

	if (!ruleset || ruleset->freeze.first == 0)
		return freeze;
	const struct reveal_row *reveal = find_reveal(cluster, year, now);

	freeze.begins = ruleset_freezes_at(ruleset);
	freeze.ends = ruleset_thaws_at(ruleset);
	freeze.period = ruleset->freeze.period;
	if (reveal && reveal->at.received_at < freeze.ends) /* else it came back later */
		freeze.ends = freeze.revealed_at = reveal->at.received_at;
	return freeze;
}

bool freeze_holds(const struct cluster *cluster, uint32_t year, int64_t now)
{
	const struct freeze freeze = freeze_look(cluster, year, now);

	return freeze.begins <= now && now < freeze.ends;
}

int64_t freeze_seen(const struct cluster *cluster, uint32_t year, int64_t now)
{
	const struct freeze freeze = freeze_look(cluster, year, now);

	return freeze.begins <= now && now < freeze.ends ? freeze.begins - 1 : now;
}

int64_t freeze_shown_until(const struct cluster *cluster, uint32_t year, int64_t now)
{
	const struct freeze freeze = freeze_look(cluster, year, now);

	return now < freeze.ends && freeze.begins < INT64_MAX ? freeze.begins - 1 : INT64_MAX;
}

int64_t freeze_next_change(const struct cluster *cluster, uint32_t year, int64_t now)
{
	const struct freeze freeze = freeze_look(cluster, year, now);

	if (freeze.begins > now)
		return freeze.begins;
	return freeze.ends > now ? freeze.ends : INT64_MAX;
}
