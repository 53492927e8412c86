/*
 * locked -- what locked and each standing that succeeds it, for those who write it down.
 */
#ifndef APP_LOCKED_H
#define APP_LOCKED_H

#include "shown.h"
#include "store.h"

/* latest: of a period that has locked, by `now`. All that came before it goes into the batch with it,
 * since it may not have been written when it came: the daemon was down at the lock, or rebuilds.
 * shown: what was published before it, and written down if it was locked; NULL: nothing that is known. */
void locked_put(struct batch *batch, const struct standing *latest, const struct shown *shown,
                int64_t now, struct arena *arena);

#endif
