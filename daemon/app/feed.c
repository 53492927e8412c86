/*
 * Prefixes are kept by the cluster that they name whole, so that a change asks only those of its
 * own cluster and the few broad ones ("standings/"), which are under "". XPUB matches again when it
 * sends: a prefix here only says whether it is worth computing a standing at all.
 *
 * First sight and repetition put clusters into one queue; a step takes some of it, asks the cache,
 * and a cold one publishes when it is loaded. A new subscription waits for the next tick, so a
 * thousand screens that come at once cost one message each topic. A repetition is left out while
 * the last one is still in the queue.
 */
#include "feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "app.h"
#include "log.h"
#include "names.h"
#include "poller.h"

enum { CLUSTERS_AT_ONCE = 32 };

static const char TOPIC_ROOT[] = "standings/";

void feed_open(struct feed *feed)
{
	*feed = (struct feed){ .tick = INT64_MAX, .repeat = monotonic_now() };
}

void feed_close(struct feed *feed)
{
	struct wishes *wishes, *next;

	HASH_ITER (hh, feed->wishes, wishes, next) {
		struct wish *wish, *following;

		LL_FOREACH_SAFE (wishes->first, wish, following)
			free(wish);
		HASH_DEL(feed->wishes, wishes);
		free(wishes);
	}
	free(feed->queue);
	free(feed->fresh);
	*feed = (struct feed){ .tick = INT64_MAX };
}

void feed_topic(char topic[TOPIC_SIZE], const char *cluster, uint32_t year, enum period period)
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

static struct wishes *find_wishes(const struct feed *feed, const char *code)
{
	struct wishes *wishes;

	HASH_FIND_STR(feed->wishes, code, wishes);
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

static void add_wish(struct feed *feed, const char *prefix)
{
	char code[CLUSTER_SIZE];

	code_of(prefix, code);
	struct wishes *wishes = find_wishes(feed, code);

	if (find_wish(wishes, prefix))
		return;
	if (feed->prefix_count == PREFIXES_MAX) {
		/* its messages still come at each change; only repetition is left out */
		log_event(LOG_LEVEL_WARN, "too_many_prefixes", NUMBER("bound", PREFIXES_MAX));
		feed->more_prefixes = true;
		return;
	}
	if (!wishes) {
		wishes = must_alloc(1, sizeof(*wishes));
		memcpy(wishes->code, code, CLUSTER_SIZE);
		HASH_ADD_STR(feed->wishes, code, wishes);
	}
	struct wish *wish;

	wish = must_alloc(1, sizeof(*wish));
	snprintf(wish->prefix, sizeof(wish->prefix), "%s", prefix);
	LL_PREPEND(wishes->first, wish);
	feed->prefix_count++;
}

static void remove_wish(struct feed *feed, const char *prefix)
{
	char code[CLUSTER_SIZE];

	code_of(prefix, code);
	struct wishes *wishes = find_wishes(feed, code);
	struct wish *wish = find_wish(wishes, prefix);

	if (!wish)
		return;
	LL_DELETE(wishes->first, wish);
	free(wish);
	feed->prefix_count--;
	if (!wishes->first) {
		HASH_DEL(feed->wishes, wishes);
		free(wishes);
	}
}

static void remember_fresh(struct feed *feed, const char *prefix)
{
	for (size_t i = 0; i < feed->fresh_count; i++) {
		if (strcmp(feed->fresh[i], prefix) == 0)
			return;
	}
	if (feed->fresh_count == PREFIXES_MAX)
		return; /* the next repetition serves it */
	if (feed->fresh_count == feed->fresh_capacity) {
		feed->fresh_capacity = feed->fresh_capacity ? 2 * feed->fresh_capacity : 16;
		feed->fresh = must_grow(feed->fresh, feed->fresh_capacity, sizeof(*feed->fresh));
	}
	snprintf(feed->fresh[feed->fresh_count++], TOPIC_SIZE, "%s", prefix);
}

void feed_subscriptions(struct app *app)
{
	struct feed *feed = &app->feed;
	char prefix[TOPIC_SIZE];
	bool added;

	while (bus_subscription(app->bus, prefix, &added)) {
		if (!added) {
			remove_wish(feed, prefix);
			continue;
		}
		add_wish(feed, prefix);
		remember_fresh(feed, prefix);
		if (feed->tick == INT64_MAX)
			feed->tick = monotonic_now() + app->config.first_sight_milliseconds * 1000;
	}
}

static void enqueue(struct app *app, const char *code)
{
	struct feed *feed = &app->feed;

	if (feed->queue_count == feed->queue_capacity) {
		feed->queue_capacity = feed->queue_capacity ? 2 * feed->queue_capacity : 64;
		feed->queue = must_grow(feed->queue, feed->queue_capacity, sizeof(*feed->queue));
	}
	snprintf(feed->queue[feed->queue_count++], CLUSTER_SIZE, "%s", code);
}

/* Might a prefix that names no whole cluster match topics of this one? */
static bool prefix_reaches(const char *prefix, const char *cluster)
{
	char topic[TOPIC_SIZE];

	snprintf(topic, sizeof(topic), "%s%s/", TOPIC_ROOT, cluster);
	return strncmp(topic, prefix, strlen(prefix)) == 0;
}

static void enqueue_prefix(struct app *app, const char *prefix)
{
	char code[CLUSTER_SIZE];

	code_of(prefix, code);
	if (code[0] != '\0') {
		if (directory_cluster(&app->directory, code))
			enqueue(app, code);
		return;
	}
	for (struct cluster_place *place = app->directory.clusters; place; place = place->hh.next) {
		if (prefix_reaches(prefix, place->code))
			enqueue(app, place->code);
	}
}

static void enqueue_repetition(struct app *app)
{
	struct wishes *broad = find_wishes(&app->feed, "");

	if (!broad) {
		for (struct wishes *wishes = app->feed.wishes; wishes; wishes = wishes->hh.next) {
			if (directory_cluster(&app->directory, wishes->code))
				enqueue(app, wishes->code);
		}
		return;
	}
	for (struct cluster_place *place = app->directory.clusters; place; place = place->hh.next) {
		bool wanted = find_wishes(&app->feed, place->code) != NULL;
		struct wish *wish;

		LL_FOREACH (broad->first, wish)
			wanted = wanted || prefix_reaches(wish->prefix, place->code);
		if (wanted)
			enqueue(app, place->code);
	}
}

static void enqueue_due(struct app *app, int64_t now)
{
	struct feed *feed = &app->feed;

	if (feed->queue_first == feed->queue_count)
		feed->queue_first = feed->queue_count = 0;
	if (now >= feed->tick) {
		for (size_t i = 0; i < feed->fresh_count; i++)
			enqueue_prefix(app, feed->fresh[i]);
		feed->fresh_count = 0;
		feed->tick = INT64_MAX;
	}
	if (now >= feed->repeat) {
		/* a queue that the last repetition has not emptied is repetition enough */
		if (feed->queue_first == feed->queue_count)
			enqueue_repetition(app);
		feed->repeat = now + app->config.repeat_seconds * 1000000;
	}
}

void feed_adopt(struct app *app)
{
	int64_t latest = monotonic_now() + app->config.repeat_seconds * 1000000;

	if (app->feed.repeat > latest)
		app->feed.repeat = latest;
}

void feed_step(struct app *app)
{
	struct feed *feed = &app->feed;

	enqueue_due(app, monotonic_now());
	for (int i = 0; i < CLUSTERS_AT_ONCE && feed->queue_first < feed->queue_count; i++) {
		struct entry *entry = cache_entry(&app->cache, feed->queue[feed->queue_first++]);

		entry->feed_wanted = true;
		if (entry->state == ENTRY_READY)
			feed_entry(app, entry);
	}
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

bool feed_wants(const struct feed *feed, const char *cluster, const char *topic)
{
	return feed->more_prefixes || (feed->wishes && (wished(find_wishes(feed, cluster), topic) ||
	                                                wished(find_wishes(feed, ""), topic)));
}

static void publish(struct app *app, const char *topic, const struct standing *standing)
{
	uint8_t state_hash[HASH_SIZE];
	struct standing_notice notice = {
		.epoch = app->epoch,
		.published_at = clock_now(&app->clock),
		.rehearsal = app->clock.rehearsal,
		.state_hash = state_hash,
	};

	standing_seal(standing, state_hash);
	buffer_reset(&app->out);
	encode_standings(&app->out, standing, &notice);
	bus_publish(app->bus, topic, app->out.data, app->out.size);
	app->metrics.standings_published_total++;
}

void feed_entry(struct app *app, struct entry *entry)
{
	const struct cluster *cluster = entry->cluster;
	const struct wishes *own = find_wishes(&app->feed, entry->code),
	                    *broad = find_wishes(&app->feed, "");
	int64_t now = clock_now(&app->clock);

	if (entry_dirty(entry))
		return; /* once it is committed */
	entry->feed_wanted = false;
	if (now < cluster->last_received_at)
		now = cluster->last_received_at;
	for (size_t i = 0; i < cluster->season_count; i++) {
		for (enum period period = Q1; period < PERIODS; period++) {
			char topic[TOPIC_SIZE];
			struct standing standing;

			feed_topic(topic, entry->code, cluster->seasons[i].year, period);
			if (!wished(own, topic) && !wished(broad, topic))
				continue;
			arena_reset(&app->scratch);
			if (!standing_compute(&cluster->seasons[i], period, now, &app->scratch,
			                      &standing))
				break;
			publish(app, topic, &standing);
		}
	}
}

int64_t feed_moment(const struct feed *feed)
{
	if (feed->queue_first < feed->queue_count)
		return 0;
	return feed->tick < feed->repeat ? feed->tick : feed->repeat;
}
