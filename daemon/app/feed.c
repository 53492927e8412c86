/*
 * A step takes some clusters out of the queue of subscriptions and asks the cache; a cold one
 * publishes when it is loaded, one with commands in a batch when that is committed.
 */
#include "feed.h"

#include "poller.h"

enum { CLUSTERS_AT_ONCE = 32 };

void feed_subscribe(struct app *app)
{
	int64_t tick = poller_now() + app->config->first_sight_milliseconds * 1000;
	char prefix[TOPIC_SIZE];
	bool added;

	while (bus_subscription(app->bus, prefix, &added)) {
		if (added)
			subscriptions_add(&app->subscriptions, prefix, tick);
		else
			subscriptions_remove(&app->subscriptions, prefix);
	}
}

static int64_t pause_of(const struct app *app)
{
	return app->config->repeat_seconds * 1000000;
}

void feed_adopt(struct app *app)
{
	subscriptions_hasten(&app->subscriptions, poller_now() + pause_of(app));
}

static void publish_standing(struct app *app, const char *topic, const struct standing *standing)
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
	standing_encode(&app->out, standing, &notice);
	bus_publish(app->bus, topic, app->out.data, app->out.size);
	app->metrics.standings_published_total++;
}

static void publish_season(struct app *app, const struct entry *entry, uint32_t year, int64_t now)
{
	for (enum period period = Q1; period < PERIODS; period++) {
		char topic[TOPIC_SIZE];
		struct standing standing;

		subscriptions_topic(topic, entry->code, year, period);
		if (!subscriptions_name(&app->subscriptions, entry->code, topic))
			continue;
		arena_reset(&app->scratch);
		if (!standing_compute(entry->cluster, year, period, now, &app->scratch, &standing))
			break;
		publish_standing(app, topic, &standing);
	}
}

static bool names_year(const struct app *app, const struct entry *entry, uint32_t year)
{
	char topic[TOPIC_SIZE];
	bool named = false;

	for (enum period period = Q1; period < PERIODS && !named; period++) {
		subscriptions_topic(topic, entry->code, year, period);
		named = subscriptions_name(&app->subscriptions, entry->code, topic);
	}
	return named;
}

/* Is a year wanted that is not in memory? Then all waits for it. Without the database what is there
 * is all there is. */
static bool want_year(struct app *app, struct entry *entry)
{
	const struct cluster *cluster = entry->cluster;

	for (size_t i = 0; i < cluster_lacking_count(cluster) && store_ready(app->store); i++) {
		uint32_t year = cluster_lacking(cluster, i);

		if (names_year(app, entry, year)) {
			cache_want_year(&app->cache, entry, year);
			return true;
		}
	}
	return false;
}

void feed_publish_cluster(struct app *app, struct entry *entry)
{
	if (!entry->feed_wanted || entry->state != ENTRY_READY || entry_dirty(entry) ||
	    want_year(app, entry))
		return;
	const struct cluster *cluster = entry->cluster;

	entry->feed_wanted = false;
	for (size_t i = 0; i < cluster_year_count(cluster); i++)
		publish_season(app, entry, cluster_year(cluster, i), app_now(app, cluster));
}

void feed_publish_due(struct app *app)
{
	subscriptions_queue(&app->subscriptions, &app->directory, poller_now(), pause_of(app));
	const char *code;

	for (int i = 0; i < CLUSTERS_AT_ONCE && (code = subscriptions_next(&app->subscriptions));
	     i++) {
		struct entry *entry = cache_entry(&app->cache, code);

		entry->feed_wanted = true;
		feed_publish_cluster(app, entry);
	}
}
