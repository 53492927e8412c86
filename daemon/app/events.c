/*
 * A function for each event of the store and each question of bus and http, all short, because the
 * matters themselves have files of their own. The one thing decided here is what a database that
 * came back means: the same epoch, and memory stays as it is; another one, and everything that was
 * loaded from the old is forgotten.
 */
#include "events.h"

#include <stdio.h>
#include <string.h>

#include "course.h"
#include "doubt.h"
#include "exposition.h"
#include "feed.h"
#include "journald.h"
#include "log.h"
#include "patience.h"
#include "readable.h"
#include "sweep.h"
#include "undo.h"

/* --- the store --- */

static void on_telling(void *context)
{
	struct app *app = context;

	directory_tell(&app->directory);
}

/* Everything that was loaded from the old one, what gathers on it (time may have moved what came while nothing
 * could be written), whom it admitted, and what of it is due. */
static void forget_database(struct app *app)
{
	char cluster[CLUSTER_SIZE];
	struct granted_key key;

	log_event(LOG_LEVEL_WARN, "database_replaced",
	          NUMBER("clusters", HASH_COUNT(app->cache.entries)));
	if (app->gathering->rows)
		undo_batches(app, STORE_LOST, "the database was replaced");
	cache_forget(&app->cache);
	while (directory_untold(&app->directory, cluster, &key)) {
		key.revoked = true;
		app_grant(app, cluster, &key);
	}
	directory_forget_seasons(&app->directory);
}

static void on_ready(void *context, const uint8_t *epoch)
{
	struct app *app = context;

	if (app->epoch_known && memcmp(app->epoch, epoch, EPOCH_SIZE) != 0)
		forget_database(app);
	memcpy(app->epoch, epoch, EPOCH_SIZE);
	app->epoch_known = true;
	clock_asked(&app->clock);
	doubt_watch(app);
	bus_put_off(app->bus,
	            false); /* the keys are known from here on, whatever becomes of the database */
	if (!store_ready(app->store))
		return; /* connected, but what it could not write is still to be tried */
	patience_end(app);
	journald_tell(doubt_stops(app) ? "STATUS=The clock is in doubt" : "STATUS=Serving");
	log_event(LOG_LEVEL_INFO, "database_ready", NUMBER("seasons", app->directory.season_count),
	          NUMBER("keys", HASH_COUNT(app->directory.keys)));
}

static void on_lost(void *context, const char *reason)
{
	struct app *app = context;

	app->metrics.database_lost_total++;
	journald_tell(store_connected(app->store) ? "STATUS=The database cannot commit"
	                                          : "STATUS=The database is away");
	log_event(LOG_LEVEL_ERROR, "database_lost", TEXT("reason", reason));
	course_end_waiting(app);
	patience_begin(app);
}

static void on_key(void *context, const struct granted_connection *told)
{
	struct app *app = context;

	app_grant(app, told->cluster, &told->key);
}

static void on_season(void *context, const struct known_season *season)
{
	struct app *app = context;

	app_season(app, season->cluster, season->year, season->next_change, &season->seats);
}

static void on_clock(void *context, int64_t told, int64_t asked)
{
	struct app *app = context;

	clock_hear(&app->clock, told, asked);
}

static void on_newest(void *context, const char *cluster, int64_t received_at)
{
	doubt_hear_entry(context, cluster, received_at);
}

static void on_batch_done(void *context, struct batch *batch, enum store_outcome outcome,
                          const char *detail)
{
	(void)batch;
	course_end_batch(context, outcome, detail);
}

static void on_head(void *context, const char *cluster, const struct journal_entry *last)
{
	struct app *app = context;

	cache_replay_head(&app->cache, cluster, last);
}

static void on_year(void *context, const struct known_year *year)
{
	struct app *app = context;

	cache_replay_year(&app->cache, year);
	directory_stored(&app->directory, year->cluster, year->year, year->next_change);
}

static void on_ids(void *context, const struct known_ids *ids)
{
	struct app *app = context;

	cache_replay_ids(&app->cache, ids);
}

static void on_entry(void *context, const char *cluster, const struct journal_entry *entry)
{
	struct app *app = context;

	cache_replay(&app->cache, cluster, entry);
}

/* Is the season's next change still that which the directory knows? Within a freeze the database does not tell it
 * (readable.c), so what has been loaded is asked too. */
static bool moves_as_known(const struct season_place *place, const struct cluster *cluster,
                           int64_t now)
{
	const int64_t known = place->next_change;

	return known == cluster_next_change(cluster, place->year, now) &&
	       place->stored == readable_next_change(cluster, place->year, known, now);
}

/* Its calendar and seats. What is due by what was known stays due: who listens here hears of it by the sweep, which
 * learns all this too. */
static void learn_season(struct app *app, const struct cluster *cluster, uint32_t year)
{
	const struct season_place *place =
	        directory_find_season(&app->directory, cluster->code, year);
	const int64_t now = app_now(app, cluster);
	int64_t next_change = cluster->last_received_at;
	struct seats seats;

	if (place && (place->sweeping || place->next_change <= now || cluster_lacks(cluster, year)))
		return;
	if (place)
		next_change =
		        moves_as_known(place, cluster, now) ? place->next_change : place->stored;
	if (audience_seats(cluster, year, now, &seats))
		app_season(app, cluster->code, year, next_change, &seats);
}

/* What another daemon did, or a commit that was never heard of, is known from here on. */
static void learn_cluster(struct app *app, const struct entry *entry)
{
	const struct cluster *cluster = entry->cluster;

	for (size_t i = 0; i < cluster_key_count(cluster); i++) {
		struct granted_key key;

		cluster_key_at(cluster, i, &key);
		app_grant(app, entry->code, &key);
	}
	for (size_t i = 0; i < cluster_year_count(cluster); i++)
		learn_season(app, cluster, cluster_year(cluster, i));
}

/* A question that failed on a connection that lives: a right is missing, somebody holds a lock. That
 * the connection is gone is said as database_lost. */
static void unload(struct app *app)
{
	const char *reason = store_reader_trouble(app->store);

	if (cache_unload(&app->cache, reason) && store_reads(app->store))
		log_event(LOG_LEVEL_ERROR, "load_failed", TEXT("reason", reason));
	course_end_unread(app);
}

static void on_loaded(void *context, const char *const *clusters, size_t count, bool ok)
{
	struct app *app = context;

	if (!ok) {
		unload(app);
		return;
	}
	if (app->cache.failures > 0)
		log_event(LOG_LEVEL_INFO, "loading_again", NUMBER("clusters", count));
	app->cache.failures = 0;
	app->cache.trouble[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		struct entry *entry = cache_loaded(&app->cache, clusters[i]);

		if (!entry)
			continue;
		if (entry->state == ENTRY_READY)
			learn_cluster(app, entry);
		sweep_entry(app, entry);
		feed_publish_cluster(app, entry);
		course_wake(app, entry);
	}
}

static void on_answer(void *context, void *tag, const struct journal_entry *entries, size_t count,
                      uint64_t head, bool ok)
{
	course_end_read(context, tag, entries, count, head, ok);
}

const struct store_events events_of_store = {
	.telling = on_telling,
	.ready = on_ready,
	.lost = on_lost,
	.key = on_key,
	.season = on_season,
	.clock = on_clock,
	.newest = on_newest,
	.batch_done = on_batch_done,
	.head = on_head,
	.year = on_year,
	.ids = on_ids,
	.entry = on_entry,
	.loaded = on_loaded,
	.answer = on_answer,
};

/* --- bus and http --- */

bool events_admit(void *context, const uint8_t curve_key[KEY_SIZE])
{
	struct app *app = context;

	return directory_admits(&app->directory, curve_key);
}

static void write_metrics(void *context, struct buffer *out)
{
	exposition_write(context, out);
}

static bool healthy(void *context, const char **reason)
{
	(void)context;
	(void)reason;
	return true;
}

/* The others are served, so it is ready. */
static bool tell_broken(struct app *app, const char **reason)
{
	static char text[200];
	const struct entry *entry = app->cache.newest;

	if (app->cache.broken == 0)
		return true;
	while (entry->state != ENTRY_BROKEN)
		entry = entry->older;
	snprintf(text, sizeof(text), "ok, but %zu clusters are broken, such as %s",
	         app->cache.broken, entry->code);
	*reason = text;
	return true;
}

static bool ready(void *context, const char **reason)
{
	struct app *app = context;

	if (app->draining)
		*reason = "draining";
	else if (!store_ready(app->store))
		*reason = store_trouble(app->store);
	else if (doubt_stops(app))
		*reason = app->clock.trouble;
	else if (!store_reads(app->store))
		*reason = store_reader_trouble(app->store);
	else if (app->cache.trouble[0] != '\0')
		*reason = app->cache.trouble;
	else
		return tell_broken(app, reason);
	return false;
}

const struct http_answers events_of_http = { write_metrics, healthy, ready };
