/*
 * subscriptions -- which topics somebody wants, and which clusters are to be published next for it.
 *
 * A storm of subscribers costs one message a tick; every topic with a subscriber is repeated.
 */
#ifndef APP_SUBSCRIPTIONS_H
#define APP_SUBSCRIPTIONS_H

#include <uthash.h>

#include "bus.h"
#include "ruleset.h"

struct directory;

enum { FRESH_MAX = 65536 };

struct wish { /* a prefix that somebody hears */
	char prefix[TOPIC_SIZE];
	size_t hearers;
	UT_hash_handle hh;
};

struct wishes { /* by cluster; "" for prefixes that do not name one whole */
	char code[CLUSTER_SIZE];
	struct wish *all;
	UT_hash_handle hh;
};

struct subscriptions {
	struct wishes *wishes;
	char (*queue)[CLUSTER_SIZE]; /* owned: clusters to publish, in order */
	size_t queue_first, queue_count, queue_capacity;
	char (*fresh)[TOPIC_SIZE]; /* owned: new prefixes since the last tick */
	size_t fresh_count, fresh_capacity;
	int64_t tick;   /* monotonic moment of the next first sight; INT64_MAX: none */
	int64_t repeat; /* of the next repetition */
};

void subscriptions_open(struct subscriptions *subscriptions, int64_t now);
void subscriptions_close(struct subscriptions *subscriptions);

/* Somebody hears a prefix, or no more. tick: the moment of its first sight, when none is awaited
 * yet. */
void subscriptions_add(struct subscriptions *subscriptions, const char *prefix, int64_t tick);
void subscriptions_remove(struct subscriptions *subscriptions, const char *prefix);

/* Does somebody hear this topic of the cluster? Who comes later gets it as first sight. */
bool subscriptions_want(const struct subscriptions *subscriptions, const char *cluster,
                        const char *topic);

/* Puts into the queue what is due now; the repetition after this one comes after `pause`. */
void subscriptions_queue(struct subscriptions *subscriptions, const struct directory *directory,
                         int64_t now, int64_t pause);
/* Takes the next cluster out of it; NULL: it is empty. The text stays until the next call. */
const char *subscriptions_next(struct subscriptions *subscriptions);

/* The next repetition comes at `latest` at the latest. */
void subscriptions_hasten(struct subscriptions *subscriptions, int64_t latest);

/* The monotonic moment at which something is due. */
int64_t subscriptions_moment(const struct subscriptions *subscriptions);

#endif
