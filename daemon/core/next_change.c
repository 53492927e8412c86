/*
 * When time alone moves a standing of a season next: its calendar, and what in it ends by itself.
 * Whatever a new kind of row lets time do, its word is here.
 */
#include "review.h"

int64_t cluster_next_change(const struct cluster *cluster, uint32_t year, int64_t now)
{
	const int64_t dates = ruleset_next_change(cluster_ruleset(cluster, year, INT64_MAX), now);
	const int64_t review = review_next_change(cluster, year, now);

	return dates < review ? dates : review;
}
