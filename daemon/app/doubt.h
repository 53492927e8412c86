/*
 * doubt -- may the machine's clock be believed? (clock.h)
 *
 * One wrong reading would spoil a year: it locks periods, and a receipt keeps its late days for
 * ever. So in doubt commands get UNAVAILABLE, nothing moves by time, and what is there can be read.
 */
#ifndef APP_DOUBT_H
#define APP_DOUBT_H

#include "app.h"

/* Asks PostgreSQL now and then, judges, and says what it finds. Each turn, before anything is taken
 * in. */
void doubt_watch(struct app *app);
/* The monotonic moment at which it has to look again. */
int64_t doubt_moment(const struct app *app);

/* The store's word. */
void doubt_hear_entry(struct app *app, const char *cluster, int64_t received_at);

/* May commands enter, and time pass? */
bool doubt_stops(const struct app *app);
/* Is the cluster's newest entry later than two readings that are believed can be apart? It came
 * under a wrong clock, and the cluster waits until its time is reached. */
bool doubt_stops_cluster(const struct app *app, const struct cluster *cluster);

#endif
