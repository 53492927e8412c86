/*
 * readable -- what of a season who only reads the database may see.
 */
#ifndef APP_READABLE_H
#define APP_READABLE_H

#include "cluster.h"
#include "store.h"

/* As of when it is shown goes into the batch, and in a freeze its standings as members see them. */
void readable_put(struct batch *batch, const struct cluster *cluster, uint32_t year, int64_t now,
                  struct arena *arena);

/* What the season says of when time moves it next: readers see that too, so in a freeze, when it rests on
 * what they may not see, the freeze's begin. Who starts with it looks at the season at once. */
int64_t readable_next_change(const struct cluster *cluster, uint32_t year, int64_t next_change,
                             int64_t now);

#endif
