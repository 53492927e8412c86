/*
 * When time alone moves a standing of a season, or who sees it, next: its calendar, and what in it ends by itself.
 * Whatever a new kind of row lets time do, its word is here.
 */
#include "carried.h"
#include "freeze.h"
#include "review.h"

int64_t cluster_next_change(const struct cluster *cluster, uint32_t year, int64_t now)
{
	const int64_t dates = ruleset_next_change(cluster_ruleset(cluster, year, INT64_MAX), now);
	const int64_t moves[] = { review_next_change(cluster, year, now),
		                  freeze_next_change(cluster, year, now),
		                  carried_next_change(cluster, year, now) };
	int64_t next = dates;

	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
		next = moves[i] < next ? moves[i] : next;
	return next;
}
