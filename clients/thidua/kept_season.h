/*
 * kept_season -- the season as it was seen last, beside the outbox, for its names when no daemon can be
 * asked.
 *
 * OUTBOX.season-CLUSTER-YEAR. Only what is shown comes from it: nothing is judged by it, nothing fails for
 * want of it, and who deletes it loses nothing.
 */
#ifndef KEPT_SEASON_H
#define KEPT_SEASON_H

#include "dial.h"

/* Silently nothing where there is no place for it. */
void kept_season_put(struct dial *dial, const char *cluster, uint32_t year, const uint8_t *bytes,
                     size_t size);

/* False when there is none that can be read. */
bool kept_season_get(struct dial *dial, const char *cluster, uint32_t year,
                     struct season_draft *out);

#endif
