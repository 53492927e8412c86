/*
 * Who may see how much is audience.c's; here is what of standings that gives. A board's own stands beside what
 * is shown of it, since in a freeze it sees what came of its own report alone.
 */
#include "disclosed.h"

#include <string.h>

#include "freeze.h"
#include "publication.h"
#include "review.h"
#include "rows.h"

/* What the public sees: as it locked or was amended, of that the latest that there was at an instant and that is
 * published by now; the current one is the latest that it sees. */
static bool published_standing(const struct cluster *cluster, uint32_t year, enum period period,
                               int64_t now, int64_t at, struct arena *arena, struct standing *out)
{
	const struct publication_row *rows = rows_publications(cluster);
	const int64_t superseded = publication_superseded_at(cluster, year, period, now);
	uint32_t i = rows_count(cluster, TABLE_PUBLICATIONS);
	bool found = false;

	while (!found && i-- > 0)
		found = rows[i].year == year && rows[i].period == period &&
		        rows[i].at.received_at <= now &&
		        standing_compute_locked(cluster, year, period, rows[i].amendment, at, arena,
		                                out);
	if (!found)
		return false;
	out->current = at < superseded;
	if (!out->current && out->as_of < superseded)
		out->as_of = superseded;
	return true;
}

bool disclosed_standing(const struct cluster *cluster, uint32_t year, enum period period,
                        enum audience audience, int64_t now, struct arena *arena,
                        struct standing *out)
{
	return disclosed_standing_at(cluster, year, period, audience, now, now, arena, out);
}

bool disclosed_standing_at(const struct cluster *cluster, uint32_t year, enum period period,
                           enum audience audience, int64_t now, int64_t at, struct arena *arena,
                           struct standing *out)
{
	if (at > now)
		return false;
	if (audience_awaits_publication(cluster, year, audience))
		return published_standing(cluster, year, period, now, at, arena, out);
	const int64_t seen = audience_is_live(cluster, year, audience, now)
	                             ? now
	                             : freeze_seen(cluster, year, now);

	if (!standing_compute(cluster, year, period, at < seen ? at : seen, arena, out))
		return false;
	out->frozen = at > seen && !out->locked;
	/* what is shown in a freeze stays so when its year becomes final */
	return out->locked || out->frozen || cluster_finalised_at(cluster, year) == 0;
}

bool disclosed_amended(const struct cluster *cluster, uint32_t year, enum period period,
                       uint32_t amendment, enum audience audience, int64_t now, struct arena *arena,
                       struct standing *out)
{
	if (audience_awaits_publication(cluster, year, audience) &&
	    !publication_has(cluster, year, period, amendment, now))
		return false;
	const int64_t until = audience == AUDIENCE_LIVE ? now : freeze_seen(cluster, year, now);

	return standing_compute_locked(cluster, year, period, amendment, until, arena, out);
}

bool disclosed_own_amended(const struct cluster *cluster, const struct sight *sight, uint32_t year,
                           const char *board, enum period period, struct arena *arena,
                           struct standing *out)
{
	const struct amendment_row *rows = rows_amendments(cluster);
	const int64_t seen = audience_sees(cluster, sight, year, ""),
	              own = audience_sees(cluster, sight, year, board);

	for (uint32_t i = rows_count(cluster, TABLE_AMENDMENTS); i-- > 0;) {
		if (rows[i].year == year && rows[i].period <= (uint8_t)period &&
		    rows[i].at.received_at > seen && rows[i].at.received_at <= own &&
		    strcmp(rows_boards(cluster)[rows[i].board].code, board) == 0)
			return standing_compute_locked(cluster, year, period, rows[i].number,
			                               sight->now, arena, out);
	}
	return false;
}

uint32_t disclosed_revision(const struct cluster *cluster, const struct sight *sight, uint32_t year,
                            const char *board, enum period period)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, year, INT64_MAX);
	const int place = ruleset ? ruleset_board(ruleset, board) : -1;
	struct review review;

	if (place < 0)
		return 0;
	review_seen(cluster, year, (size_t)place, period,
	            audience_sees(cluster, sight, year, board), &review);
	return review.report ? review.report->revision : 0;
}

int64_t disclosed_seen(const struct cluster *cluster, const struct sight *sight, const char *board)
{
	int64_t earliest = sight->now;

	for (size_t i = 0; i < cluster_year_count(cluster); i++) {
		const int64_t seen = audience_sees(cluster, sight, cluster_year(cluster, i), board);

		if (seen < earliest)
			earliest = seen;
	}
	return earliest;
}

int64_t disclosed_until(const struct cluster *cluster, const struct sight *sight)
{
	const int64_t seen = disclosed_seen(cluster, sight, "");

	return seen < sight->now ? seen + 1 : INT64_MAX;
}
