#include "disclosed.h"

#include "freeze.h"
#include "publication.h"
#include "rows.h"

bool disclosed_standing(const struct cluster *cluster, uint32_t year, enum period period,
                        enum audience audience, int64_t now, struct arena *arena,
                        struct standing *out)
{
	if (audience_awaits_publication(cluster, year, audience)) {
		const struct publication_row *published =
		        publication_find(cluster, year, period, now);

		return published && standing_compute_locked(cluster, year, period,
		                                            published->amendment, now, arena, out);
	}
	if (audience_is_live(cluster, year, audience, now))
		return standing_compute(cluster, year, period, now, arena, out);
	if (!standing_compute(cluster, year, period, freeze_seen(cluster, year, now), arena, out))
		return false;
	out->frozen = !out->locked;
	return true;
}
