/*
 * A step takes some clusters out of the queue of subscriptions and asks the cache; a cold one
 * publishes when it is loaded, one with commands in a batch when that is committed. What time brings is
 * told when its sweep is committed, until then what was before (app_told).
 */
#include "feed.h"

#include "disclosed.h"
#include "freeze.h"
#include "hearing.h"
#include "log.h"
#include "poller.h"
#include "topics.h"

enum { CLUSTERS_AT_ONCE = 32, SUBSCRIPTIONS_AT_ONCE = 256 };

/* --- who hears what --- */

struct giving { /* a subscription that is being judged */
	struct app *app;
	const struct bus_subscription *told;
	struct asked *asked;
	size_t given;
	bool full;
};

static void give(void *context, const char *prefix)
{
	struct giving *giving = context;
	struct app *app = giving->app;
	const int64_t tick = poller_now() + app->config->first_sight_milliseconds * 1000;

	switch (subscribers_hold(&app->subscribers, giving->told->line, giving->asked, prefix)) {
	case HOLDING_FULL:
		giving->full = true;
		return;
	case HOLDING_NEW:
		bus_hear(app->bus, prefix, true);
		subscriptions_add(&app->subscriptions, prefix, tick);
		break;
	case HOLDING_ALREADY:
		break;
	}
	giving->given++;
}

static void refuse(struct app *app, const struct bus_subscription *told, bool full)
{
	char key[LOG_KEY_SIZE];

	app->metrics.subscriptions_refused_total++;
	log_event(LOG_LEVEL_INFO, full ? "too_many_prefixes" : "subscription_refused",
	          TEXT("key", log_key(told->curve_key, key)), TEXT("prefix", told->prefix));
}

static void subscribe(struct app *app, const struct bus_subscription *told)
{
	struct giving giving = {
		.app = app,
		.told = told,
		.asked = subscribers_ask(&app->subscribers, told->line, told->prefix),
		.full = true,
	};

	if (giving.asked) {
		giving.full = false;
		hearing_narrow(&app->directory, told->curve_key, told->prefix, give, &giving);
	}
	if (giving.full || giving.given == 0)
		refuse(app, told, giving.full);
}

static void take_back(void *context, const char *prefix)
{
	struct app *app = context;

	bus_hear(app->bus, prefix, false);
	subscriptions_remove(&app->subscriptions, prefix);
}

static void forget(void *context, const char *prefix)
{
	struct app *app = context;

	subscriptions_remove(&app->subscriptions, prefix);
}

void feed_subscribe(struct app *app)
{
	struct bus_subscription told;

	for (int i = 0; i < SUBSCRIPTIONS_AT_ONCE && bus_subscription(app->bus, &told); i++) {
		switch (told.wish) {
		case BUS_SUBSCRIBES:
			subscribe(app, &told);
			break;
		case BUS_UNSUBSCRIBES:
			subscribers_drop(&app->subscribers, told.line, told.prefix, take_back, app);
			break;
		case BUS_LEAVES: /* the library has taken all back */
			subscribers_leave(&app->subscribers, told.line, forget, app);
			break;
		}
	}
}

/* --- what they hear --- */

static int64_t pause_of(const struct app *app)
{
	return app->config->repeat_seconds * 1000000;
}

void feed_adopt(struct app *app)
{
	subscriptions_hasten(&app->subscriptions, poller_now() + pause_of(app));
}

/* Ranks as they were shown in a freeze, in the order of the season's boards; false: of the period nothing was
 * shown, or nothing was held back. */
static bool ranks_before(struct app *app, const struct standing *standing, uint32_t *ranks)
{
	const struct cluster *cluster = standing->reading.cluster;
	const struct ruleset *ruleset = standing->ruleset;
	const struct freeze freeze = freeze_look(cluster, ruleset->year, app_now(app, cluster));
	struct standing before;

	if (freeze.begins == INT64_MAX ||
	    !standing_compute(cluster, ruleset->year, standing->period, freeze.begins - 1,
	                      &app->scratch, &before) ||
	    (before.locked && before.sequence == standing->sequence &&
	     before.as_of == standing->as_of))
		return false;
	for (size_t i = 0; i < ruleset->board_count; i++) {
		const int place = ruleset_board(before.ruleset, ruleset->boards[i]);

		ranks[i] = place >= 0 ? before.rows[place].rank : 0;
	}
	return true;
}

/* unveiling: who hears it saw the season as it was before a freeze until now; else NULL. */
static void encode(struct app *app, const struct standing *standing,
                   const struct unveiling *unveiling)
{
	uint8_t state_hash[HASH_SIZE];
	uint32_t ranks[BOARDS_MAX];
	struct standing_notice notice = {
		.epoch = app->epoch,
		.published_at = app_now(app, standing->reading.cluster),
		.rehearsal = app->clock.rehearsal,
		.state_hash = state_hash,
	};

	if (unveiling && ranks_before(app, standing, ranks)) {
		notice.ranks_before = ranks;
		notice.cause = unveiling->by_time ? NULL : unveiling->cause;
	}
	standing_seal(standing, state_hash);
	buffer_reset(&app->out);
	standing_encode(&app->out, standing, &notice);
}

/* Who hears what is live hears it first: what is frozen is then no news to him. */
static const enum audience order[] = { AUDIENCE_LIVE, AUDIENCE_MEMBER, AUDIENCE_PUBLIC };
enum { AUDIENCES = sizeof(order) / sizeof(order[0]) };

/* What an audience may see of a period. Those who see it alike hear the same bytes. */
static void publish_period(struct app *app, const struct entry *entry, uint32_t year,
                           enum period period, int64_t now)
{
	const struct cluster *cluster = entry->cluster;
	const struct unveiling *made_for = NULL;
	bool live_made = false;

	for (size_t i = 0; i < AUDIENCES; i++) {
		const bool live = audience_is_live(cluster, year, order[i], now);
		const struct unveiling *unveiling =
		        live && order[i] != AUDIENCE_LIVE && entry->unveiling.year == year
		                ? &entry->unveiling
		                : NULL;
		char topic[TOPIC_SIZE];
		struct standing standing;

		topics_make(topic, order[i], entry->code, year, period);
		if (!subscriptions_want(&app->subscriptions, entry->code, topic))
			continue;
		if (!live || !live_made || made_for != unveiling) {
			arena_reset(&app->scratch);
			live_made = false;
			if (!disclosed_standing(cluster, year, period, order[i], now, &app->scratch,
			                        &standing))
				continue; /* not open, not held, or not published */
			encode(app, &standing, unveiling);
		}
		live_made = live;
		made_for = unveiling;
		bus_publish(app->bus, topic, app->out.data, app->out.size);
		app->metrics.standings_published_total++;
	}
}

/* Does anybody hear it? */
static bool is_heard(const struct app *app, const char *cluster, uint32_t year, enum period period)
{
	for (size_t i = 0; i < AUDIENCES; i++) {
		char topic[TOPIC_SIZE];

		topics_make(topic, order[i], cluster, year, period);
		if (subscriptions_want(&app->subscriptions, cluster, topic))
			return true;
	}
	return false;
}

static void publish_season(struct app *app, const struct entry *entry, uint32_t year, int64_t now)
{
	for (enum period period = Q1; period < PERIODS; period++)
		publish_period(app, entry, year, period, now);
}

static bool names_year(const struct app *app, const struct entry *entry, uint32_t year)
{
	bool named = false;

	for (enum period period = Q1; period < PERIODS && !named; period++)
		named = is_heard(app, entry->code, year, period);
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
	for (size_t i = 0; i < cluster_year_count(cluster); i++) {
		const uint32_t year = cluster_year(cluster, i);

		if (!cluster_lacks(cluster, year))
			publish_season(app, entry, year, app_told(app, cluster, year));
	}
	entry->unveiling.year = 0;
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
