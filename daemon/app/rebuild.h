/*
 * rebuild -- the projections again, from nothing but the journal.
 */
#ifndef APP_REBUILD_H
#define APP_REBUILD_H

#include "clock.h"
#include "config.h"

/* --rebuild, all of it; false with faults. */
bool rebuild_run(const struct config *config, const struct clock *clock, struct faults *why);

#endif
