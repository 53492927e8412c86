/*
 * feed -- publishes standings: after each commit, to who has just subscribed, and all that somebody
 * wants every 15 s.
 *
 * One rule heals the late joiner, the lost message and the dead daemon. A storm of subscribers
 * costs one message a tick.
 */
#ifndef APP_FEED_H
#define APP_FEED_H

#include <uthash.h>

#include "bus.h"
#include "ruleset.h"

struct app;
struct entry;
struct standing;

enum { PREFIXES_MAX = 65536 };

struct wish { /* a prefix that somebody subscribed to */
	char prefix[TOPIC_SIZE];
	struct wish *next; /* of the same cluster */
};

struct wishes { /* by cluster; "" for prefixes that do not name one whole */
	char code[CLUSTER_SIZE];
	struct wish *first;
	UT_hash_handle hh;
};

struct feed {
	struct wishes *wishes;
	size_t prefix_count;
	bool more_prefixes;          /* than could be remembered: any topic may be wanted */
	char (*queue)[CLUSTER_SIZE]; /* owned: clusters to publish, in order */
	size_t queue_first, queue_count, queue_capacity;
	char (*fresh)[TOPIC_SIZE]; /* owned: new prefixes since the last tick */
	size_t fresh_count, fresh_capacity;
	int64_t tick;   /* monotonic moment of the next first sight; INT64_MAX: none */
	int64_t repeat; /* of the next repetition */
};

void feed_open(struct feed *feed);
void feed_close(struct feed *feed);

/* Takes subscriptions in. */
void feed_subscriptions(struct app *app);

/* Publishes what is due; some clusters a call, so that nobody waits for it. */
void feed_step(struct app *app);

/* All topics of a READY cluster that somebody wants; when it has commands in a batch, after their
 * commit. */
void feed_entry(struct app *app, struct entry *entry);

/* May somebody be subscribed to this topic of the cluster? Who comes later gets it as first sight.
 */
bool feed_wants(const struct feed *feed, const char *cluster, const char *topic);

/* standings/<cluster>/<year>/<period> */
void feed_topic(char topic[TOPIC_SIZE], const char *cluster, uint32_t year, enum period period);

/* repeat_seconds may be another now. */
void feed_adopt(struct app *app);

/* The monotonic moment at which feed_step has something to do. */
int64_t feed_moment(const struct feed *feed);

#endif
