/*
 * feed -- publishes standings to who has just subscribed, and all that somebody wants every 15 s.
 *
 * What a commit moves is published with the commit. One rule heals the late joiner, the lost
 * message and the dead daemon: the whole standing comes again.
 */
#ifndef APP_FEED_H
#define APP_FEED_H

#include "app.h"

/* Takes subscriptions in. */
void feed_subscribe(struct app *app);

/* Publishes what is due; some clusters a call, so that nobody waits for it. */
void feed_publish_due(struct app *app);

/* All topics of a READY cluster that somebody wants, when it is wanted at all; when it has commands
 * in a batch, after their commit. */
void feed_publish_cluster(struct app *app, struct entry *entry);

/* repeat_seconds may be another now. */
void feed_adopt(struct app *app);

#endif
