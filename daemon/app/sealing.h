/*
 * sealing -- the standings that a batch moved, computed once each when it is sealed.
 *
 * A burst of reports of one cluster costs five standings, not five each. What is written and
 * published is what differs from what was published last (shown.h).
 */
#ifndef APP_SEALING_H
#define APP_SEALING_H

#include "app.h"

/* Before a cluster is changed: makes sure that it is known what was published of this season and
 * those after it. */
void sealing_remember(struct app *app, struct entry *entry, uint32_t year);

/* Computes what a season of the gathering batch has become, and adds rows and notices to it. settled: app_settled,
 * which never goes back, else what a sweep brings could be older than what was published; nor is it published further
 * than to what is due. */
void sealing_add(struct app *app, struct touched *touched, int64_t settled);

/* Of the first row of each cluster: the batch holds only if the database has the cluster's head
 * where the batch found it. */
void sealing_fence(struct app *app, const struct touched *touched);

#endif
