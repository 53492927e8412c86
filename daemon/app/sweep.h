/*
 * sweep -- time passes: periods open, missing reports cost more, periods lock, without any message.
 *
 * The database knows when each season moves next, so what came due while the daemon was down is
 * done when it is up again.
 */
#ifndef APP_SWEEP_H
#define APP_SWEEP_H

#include "app.h"

/* Touches the seasons that are due; a cold one when it is loaded. */
void sweep_due(struct app *app);

/* An entry has been loaded: touches what was due of it, or leaves it due. */
void sweep_entry(struct app *app, struct entry *entry);

/* The monotonic moment of the next, INT64_MAX: none. */
int64_t sweep_moment(const struct app *app);

#endif
