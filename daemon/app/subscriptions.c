/*
 * Prefixes are kept by the cluster that they name whole, so that a change asks only those of its
 * own cluster and the few broad ones ("standings/"), which are under "". Each is here as it was given
 * to who hears it (hearing.h). XPUB matches again when it sends: a prefix here only says whether it
 * is worth computing a standing at all.
 *
 * First sight and repetition put clusters into one queue. A new subscription waits for the next
 * tick, so a thousand screens that come at once cost one message each topic. A repetition is left
 * out while the last one is still in the queue.
 */
#include "subscriptions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "directory.h"
#include "topics.h"

enum { FEW = 16 }; /* prefixes that are gone through one by one */

void subscriptions_open(struct subscriptions *subscriptions, int64_t now)
{
	*subscriptions = (struct subscriptions){ .tick = INT64_MAX, .repeat = now };
}

void subscriptions_close(struct subscriptions *subscriptions)
{
	struct wishes *wishes, *next;

	HASH_ITER (hh, subscriptions->wishes, wishes, next) {
		struct wish *wish, *following;

		HASH_ITER (hh, wishes->all, wish, following) {
			HASH_DEL(wishes->all, wish);
			free(wish);
		}
		HASH_DEL(subscriptions->wishes, wishes);
		free(wishes);
	}
	free(subscriptions->queue);
	free(subscriptions->fresh);
	*subscriptions = (struct subscriptions){ .tick = INT64_MAX };
}

static struct wishes *find_wishes(const struct subscriptions *subscriptions, const char *code)
{
	struct wishes *wishes;

	HASH_FIND_STR(subscriptions->wishes, code, wishes);
	return wishes;
}

static struct wish *find_wish(const struct wishes *wishes, const char *prefix)
{
	struct wish *wish = NULL;

	if (wishes)
		HASH_FIND_STR(wishes->all, prefix, wish);
	return wish;
}

static struct wish *make_wish(struct subscriptions *subscriptions, const char *code,
                              struct wishes *wishes, const char *prefix)
{
	if (!wishes) {
		wishes = must_alloc(1, sizeof(*wishes));
		snprintf(wishes->code, sizeof(wishes->code), "%s", code);
		HASH_ADD_STR(subscriptions->wishes, code, wishes);
	}
	struct wish *wish = must_alloc(1, sizeof(*wish));

	snprintf(wish->prefix, sizeof(wish->prefix), "%s", prefix);
	HASH_ADD_STR(wishes->all, prefix, wish);
	return wish;
}

static void add_wish(struct subscriptions *subscriptions, const char *prefix)
{
	char code[CLUSTER_SIZE];

	topics_cluster(prefix, code);
	struct wishes *wishes = find_wishes(subscriptions, code);
	struct wish *wish = find_wish(wishes, prefix);

	if (!wish)
		wish = make_wish(subscriptions, code, wishes, prefix);
	wish->hearers++;
}

void subscriptions_remove(struct subscriptions *subscriptions, const char *prefix)
{
	char code[CLUSTER_SIZE];

	topics_cluster(prefix, code);
	struct wishes *wishes = find_wishes(subscriptions, code);
	struct wish *wish = find_wish(wishes, prefix);

	if (!wish || --wish->hearers > 0)
		return;
	HASH_DEL(wishes->all, wish);
	free(wish);
	if (!wishes->all) {
		HASH_DEL(subscriptions->wishes, wishes);
		free(wishes);
	}
}

static void remember_fresh(struct subscriptions *subscriptions, const char *prefix)
{
	if (subscriptions->fresh_count == FRESH_MAX)
		return; /* the next repetition serves it */
	if (subscriptions->fresh_count == subscriptions->fresh_capacity) {
		subscriptions->fresh_capacity =
		        subscriptions->fresh_capacity ? 2 * subscriptions->fresh_capacity : 16;
		subscriptions->fresh =
		        must_grow(subscriptions->fresh, subscriptions->fresh_capacity,
		                  sizeof(*subscriptions->fresh));
	}
	snprintf(subscriptions->fresh[subscriptions->fresh_count++], TOPIC_SIZE, "%s", prefix);
}

void subscriptions_add(struct subscriptions *subscriptions, const char *prefix, int64_t tick)
{
	add_wish(subscriptions, prefix);
	remember_fresh(subscriptions, prefix);
	if (subscriptions->tick == INT64_MAX)
		subscriptions->tick = tick;
}

static bool wished_among_few(const struct wishes *wishes, const char *topic)
{
	for (const struct wish *wish = wishes->all; wish; wish = wish->hh.next)
		if (strncmp(topic, wish->prefix, strlen(wish->prefix)) == 0)
			return true;
	return false;
}

static bool wished(const struct wishes *wishes, const char *topic)
{
	const size_t size = strlen(topic);
	struct wish *wish = NULL;

	if (!wishes)
		return false;
	if (HASH_COUNT(wishes->all) <= FEW)
		return wished_among_few(wishes, topic);
	for (size_t i = 0; i <= size && !wish; i++)
		HASH_FIND(hh, wishes->all, topic, i, wish);
	return wish;
}

bool subscriptions_want(const struct subscriptions *subscriptions, const char *cluster,
                        const char *topic)
{
	return subscriptions->wishes && (wished(find_wishes(subscriptions, cluster), topic) ||
	                                 wished(find_wishes(subscriptions, ""), topic));
}

static void enqueue(struct subscriptions *subscriptions, const char *code)
{
	const size_t count = subscriptions->queue_count;

	if (count > subscriptions->queue_first &&
	    strcmp(subscriptions->queue[count - 1], code) == 0)
		return; /* what a broad prefix was cut down to comes together */
	if (subscriptions->queue_count == subscriptions->queue_capacity) {
		subscriptions->queue_capacity =
		        subscriptions->queue_capacity ? 2 * subscriptions->queue_capacity : 64;
		subscriptions->queue =
		        must_grow(subscriptions->queue, subscriptions->queue_capacity,
		                  sizeof(*subscriptions->queue));
	}
	snprintf(subscriptions->queue[subscriptions->queue_count++], CLUSTER_SIZE, "%s", code);
}

/* Might a prefix that names no whole cluster match topics of this one? */
static bool prefix_reaches(const char *prefix, const char *cluster)
{
	for (enum audience audience = AUDIENCE_MEMBER; audience <= AUDIENCE_LIVE; audience++) {
		char base[TOPIC_SIZE];

		topics_base(base, audience, cluster, 0);
		if (strncmp(base, prefix, strlen(prefix)) == 0)
			return true;
	}
	return false;
}

static void enqueue_prefix(struct subscriptions *subscriptions, const struct directory *directory,
                           const char *prefix)
{
	char code[CLUSTER_SIZE];

	topics_cluster(prefix, code);
	if (code[0] != '\0') {
		if (directory_cluster(directory, code))
			enqueue(subscriptions, code);
		return;
	}
	for (struct cluster_place *place = directory->clusters; place; place = place->hh.next) {
		if (prefix_reaches(prefix, place->code))
			enqueue(subscriptions, place->code);
	}
}

static void enqueue_repetition(struct subscriptions *subscriptions,
                               const struct directory *directory)
{
	struct wishes *broad = find_wishes(subscriptions, "");

	if (!broad) {
		for (struct wishes *wishes = subscriptions->wishes; wishes;
		     wishes = wishes->hh.next) {
			if (directory_cluster(directory, wishes->code))
				enqueue(subscriptions, wishes->code);
		}
		return;
	}
	for (struct cluster_place *place = directory->clusters; place; place = place->hh.next) {
		bool wanted = find_wishes(subscriptions, place->code) != NULL;

		for (struct wish *wish = broad->all; wish && !wanted; wish = wish->hh.next)
			wanted = prefix_reaches(wish->prefix, place->code);
		if (wanted)
			enqueue(subscriptions, place->code);
	}
}

void subscriptions_queue(struct subscriptions *subscriptions, const struct directory *directory,
                         int64_t now, int64_t pause)
{
	if (subscriptions->queue_first == subscriptions->queue_count)
		subscriptions->queue_first = subscriptions->queue_count = 0;
	if (now >= subscriptions->tick) {
		for (size_t i = 0; i < subscriptions->fresh_count; i++)
			enqueue_prefix(subscriptions, directory, subscriptions->fresh[i]);
		subscriptions->fresh_count = 0;
		subscriptions->tick = INT64_MAX;
	}
	if (now >= subscriptions->repeat) {
		/* a queue that the last repetition has not emptied is repetition enough */
		if (subscriptions->queue_first == subscriptions->queue_count)
			enqueue_repetition(subscriptions, directory);
		subscriptions->repeat = now + pause;
	}
}

const char *subscriptions_next(struct subscriptions *subscriptions)
{
	return subscriptions->queue_first < subscriptions->queue_count
	               ? subscriptions->queue[subscriptions->queue_first++]
	               : NULL;
}

void subscriptions_hasten(struct subscriptions *subscriptions, int64_t latest)
{
	if (subscriptions->repeat > latest)
		subscriptions->repeat = latest;
}

int64_t subscriptions_moment(const struct subscriptions *subscriptions)
{
	if (subscriptions->queue_first < subscriptions->queue_count)
		return 0;
	return subscriptions->tick < subscriptions->repeat ? subscriptions->tick
	                                                   : subscriptions->repeat;
}
