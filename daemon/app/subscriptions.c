/*
 * Prefixes are kept by the cluster that they name whole, so that a change asks only those of its
 * own cluster and the few broad ones ("standings/"), which are under "". XPUB matches again when it
 * sends: a prefix here only says whether it is worth computing a standing at all.
 *
 * First sight and repetition put clusters into one queue. A new subscription waits for the next
 * tick, so a thousand screens that come at once cost one message each topic. A repetition is left
 * out while the last one is still in the queue.
 */
#include "subscriptions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "arena.h"
#include "directory.h"
#include "log.h"
#include "names.h"

static const char TOPIC_ROOT[] = "standings/";

void subscriptions_open(struct subscriptions *subscriptions, int64_t now)
{
	*subscriptions = (struct subscriptions){ .tick = INT64_MAX, .repeat = now };
}

void subscriptions_close(struct subscriptions *subscriptions)
{
	struct wishes *wishes, *next;

	HASH_ITER (hh, subscriptions->wishes, wishes, next) {
		struct wish *wish, *following;

		LL_FOREACH_SAFE (wishes->first, wish, following)
			free(wish);
		HASH_DEL(subscriptions->wishes, wishes);
		free(wishes);
	}
	free(subscriptions->queue);
	free(subscriptions->fresh);
	*subscriptions = (struct subscriptions){ .tick = INT64_MAX };
}

void subscriptions_topic(char topic[TOPIC_SIZE], const char *cluster, uint32_t year,
                         enum period period)
{
	snprintf(topic, TOPIC_SIZE, "%s%s/%u/%s", TOPIC_ROOT, cluster, year,
	         names_find(&names_periods, (int)period));
}

/* The cluster that a prefix names whole: "standings/TCXDD-1/..." gives TCXDD-1; others "". */
static void code_of(const char *prefix, char code[CLUSTER_SIZE])
{
	size_t root = strlen(TOPIC_ROOT);

	code[0] = '\0';
	if (strncmp(prefix, TOPIC_ROOT, root) != 0)
		return;
	const char *begin = prefix + root;
	const char *end = strchr(begin, '/');

	if (end && (size_t)(end - begin) < CLUSTER_SIZE)
		snprintf(code, CLUSTER_SIZE, "%.*s", (int)(end - begin), begin);
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
		LL_FOREACH (wishes->first, wish)
			if (strcmp(wish->prefix, prefix) == 0)
				return wish;
	return NULL;
}

static void add_wish(struct subscriptions *subscriptions, const char *prefix)
{
	char code[CLUSTER_SIZE];

	code_of(prefix, code);
	struct wishes *wishes = find_wishes(subscriptions, code);

	if (find_wish(wishes, prefix))
		return;
	if (subscriptions->prefix_count == PREFIXES_MAX) {
		/* its messages still come at each change; only repetition is left out */
		log_event(LOG_LEVEL_WARN, "too_many_prefixes", NUMBER("bound", PREFIXES_MAX));
		subscriptions->more_prefixes = true;
		return;
	}
	if (!wishes) {
		wishes = must_alloc(1, sizeof(*wishes));
		memcpy(wishes->code, code, CLUSTER_SIZE);
		HASH_ADD_STR(subscriptions->wishes, code, wishes);
	}
	struct wish *wish;

	wish = must_alloc(1, sizeof(*wish));
	snprintf(wish->prefix, sizeof(wish->prefix), "%s", prefix);
	LL_PREPEND(wishes->first, wish);
	subscriptions->prefix_count++;
}

void subscriptions_remove(struct subscriptions *subscriptions, const char *prefix)
{
	char code[CLUSTER_SIZE];

	code_of(prefix, code);
	struct wishes *wishes = find_wishes(subscriptions, code);
	struct wish *wish = find_wish(wishes, prefix);

	if (!wish)
		return;
	LL_DELETE(wishes->first, wish);
	free(wish);
	subscriptions->prefix_count--;
	if (!wishes->first) {
		HASH_DEL(subscriptions->wishes, wishes);
		free(wishes);
	}
}

static void remember_fresh(struct subscriptions *subscriptions, const char *prefix)
{
	for (size_t i = 0; i < subscriptions->fresh_count; i++) {
		if (strcmp(subscriptions->fresh[i], prefix) == 0)
			return;
	}
	if (subscriptions->fresh_count == PREFIXES_MAX)
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

static bool wished(const struct wishes *wishes, const char *topic)
{
	struct wish *wish = NULL;

	if (wishes)
		LL_FOREACH (wishes->first, wish)
			if (strncmp(topic, wish->prefix, strlen(wish->prefix)) == 0)
				return true;
	return false;
}

bool subscriptions_name(const struct subscriptions *subscriptions, const char *cluster,
                        const char *topic)
{
	return subscriptions->wishes && (wished(find_wishes(subscriptions, cluster), topic) ||
	                                 wished(find_wishes(subscriptions, ""), topic));
}

bool subscriptions_want(const struct subscriptions *subscriptions, const char *cluster,
                        const char *topic)
{
	return subscriptions->more_prefixes || subscriptions_name(subscriptions, cluster, topic);
}

static void enqueue(struct subscriptions *subscriptions, const char *code)
{
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
	char topic[TOPIC_SIZE];

	snprintf(topic, sizeof(topic), "%s%s/", TOPIC_ROOT, cluster);
	return strncmp(topic, prefix, strlen(prefix)) == 0;
}

static void enqueue_prefix(struct subscriptions *subscriptions, const struct directory *directory,
                           const char *prefix)
{
	char code[CLUSTER_SIZE];

	code_of(prefix, code);
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
		struct wish *wish;

		LL_FOREACH (broad->first, wish)
			wanted = wanted || prefix_reaches(wish->prefix, place->code);
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
