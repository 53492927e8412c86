/*
 * What others tell the loop, and what becomes of it: a function for each event of the store and
 * each question of bus and http, all short, because the matters themselves have files of their own.
 * The one thing decided here is what a database that came back means: the same epoch, and memory
 * stays as it is; another one, and everything that was loaded from the old is forgotten.
 */
#include "app.h"

#include <string.h>
#include <unistd.h>

#include "journald.h"
#include "log.h"
#include "poller.h"
#include "seal.h"

enum { READS_MAX = 1024, SCRATCH_BUDGET = 0, RETRY_AFTER_MS = 1000 };

/* --- answering --- */

void app_answer(struct app *app, struct message *message, const struct buffer *reply)
{
	bus_reply(app->bus, &message->peer, reply->data,
	          reply->size); /* who is gone or does not read asks again */
	message_give(&app->pool, message);
}

/* What is refused for the sender's fault is worth a line; that the daemon could not serve has been
 * said once already, as database_lost or journal_broken, and is counted here. */
static enum log_level count_refusal(struct app *app, const struct message *message,
                                    enum status status)
{
	if (status == STATUS_UNAVAILABLE || status == STATUS_BUSY) {
		app->metrics.requests_unavailable_total++;
		return LOG_LEVEL_DEBUG;
	}
	if (message->request.body == REQUEST_COMMAND)
		app->metrics.commands_refused_total++;
	return LOG_LEVEL_INFO;
}

void app_refuse(struct app *app, struct message *message)
{
	const struct fault *first = &message->why.items[0];
	enum log_level level = count_refusal(app, message, first->code);

	log_event(level, "refused", TEXT("status", status_name(first->code)),
	          TEXT("field", first->field), TEXT("message", first->message),
	          NUMBER("faults", message->why.count),
	          TEXT("cluster", message->command.cluster ? message->command.cluster : ""));
	buffer_reset(&app->out);
	reply_refusal(&app->out, message->request.correlation, first->code, &message->why,
	              level == LOG_LEVEL_DEBUG ? RETRY_AFTER_MS : 0);
	app_answer(app, message, &app->out);
}

void app_refuse_for(struct app *app, struct message *message, enum fault_reason reason,
                    const char *field)
{
	faults_add(&message->why, reason, field, NULL, 0);
	app_refuse(app, message);
}

/* --- the store's events --- */

static void on_ready(void *context, const uint8_t *epoch)
{
	struct app *app = context;

	if (app->epoch_known && memcmp(app->epoch, epoch, EPOCH_SIZE) != 0) {
		log_event(LOG_LEVEL_WARN, "database_replaced",
		          NUMBER("clusters", HASH_COUNT(app->cache.entries)));
		cache_forget(&app->cache);
	}
	memcpy(app->epoch, epoch, EPOCH_SIZE);
	app->epoch_known = true;
	bus_put_off(app->bus,
	            false); /* the keys are known from here on, whatever becomes of the database */
	systemd_tell("STATUS=Serving");
	log_event(LOG_LEVEL_INFO, "database_ready", NUMBER("seasons", app->directory.season_count),
	          NUMBER("keys", HASH_COUNT(app->directory.keys)));
}

static void on_lost(void *context, const char *reason)
{
	struct app *app = context;

	app->metrics.database_lost_total++;
	systemd_tell("STATUS=The database is away");
	log_event(LOG_LEVEL_ERROR, "database_lost", TEXT("reason", reason));
	ingest_unavailable(app);
}

static void on_key(void *context, const struct granted_connection *key)
{
	struct app *app = context;

	directory_grant(&app->directory, key->curve_key, key->sign_key, key->cluster, key->role,
	                key->revoked);
}

static void on_season(void *context, const struct known_season *season)
{
	struct app *app = context;

	directory_season(&app->directory, season->cluster, season->year, season->next_change);
}

static void on_batch_done(void *context, struct batch *batch, enum store_outcome outcome,
                          const char *detail)
{
	(void)batch;
	ledger_done(context, outcome, detail);
}

static void on_entry(void *context, const char *cluster, const struct journal_entry *entry)
{
	struct app *app = context;

	cache_replay(&app->cache, cluster, entry);
}

/* What another daemon did, or a commit that was never heard of, is known from here on. */
static void learn(struct app *app, const struct entry *entry)
{
	const struct cluster *cluster = entry->cluster;

	for (size_t i = 0; i < cluster->key_count; i++) {
		const struct granted_key *key = &cluster->keys[i];

		directory_grant(&app->directory, key->curve_key, key->sign_key, entry->code,
		                key->role, key->revoked);
	}
	for (size_t i = 0; i < cluster->season_count; i++) {
		if (!directory_find_season(&app->directory, entry->code, cluster->seasons[i].year))
			directory_season(&app->directory, entry->code, cluster->seasons[i].year,
			                 cluster->last_received_at);
	}
}

static void on_loaded(void *context, const char *const *clusters, size_t count, bool ok)
{
	struct app *app = context;

	if (!ok) {
		cache_unload(&app->cache);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct entry *entry = cache_loaded(&app->cache, clusters[i]);

		if (!entry)
			continue;
		if (entry->state == ENTRY_READY)
			learn(app, entry);
		sweep_entry(app, entry);
		if (entry->feed_wanted && entry->state == ENTRY_READY)
			feed_entry(app, entry);
		ingest_waiting(app, entry);
	}
}

static void on_answer(void *context, void *tag, const struct journal_entry *entries, size_t count,
                      uint64_t head, bool ok)
{
	queries_answer(context, tag, entries, count, head, ok);
}

/* --- what bus and http ask --- */

static bool admits(void *context, const uint8_t curve_key[KEY_SIZE])
{
	struct app *app = context;

	return directory_admits(&app->directory, curve_key);
}

static bool healthy(void *context, const char **reason)
{
	(void)context;
	*reason = "the loop turns";
	return true;
}

static bool ready(void *context, const char **reason)
{
	struct app *app = context;

	*reason = app->draining             ? "draining"
	          : store_ready(app->store) ? "ready"
	                                    : store_trouble(app->store);
	return !app->draining && store_ready(app->store);
}

/* --- start and stop --- */

static bool open_sources(struct app *app, struct faults *why)
{
	static const struct store_events events = {
		.ready = on_ready,
		.lost = on_lost,
		.key = on_key,
		.season = on_season,
		.batch_done = on_batch_done,
		.entry = on_entry,
		.loaded = on_loaded,
		.answer = on_answer,
	};
	static const struct http_answers answers = { metrics_write, healthy, ready };
	const struct config *config = &app->config;

	app->poller = poller_new();
	app->verifier = verifier_start((unsigned)config->verify_workers, (size_t)config->queue_max,
	                               message_verify);
	if (!app->verifier) {
		fail(why, FAULT_THREADS_ABSENT, "verify_workers");
		return false;
	}
	app->store = store_open(&(struct store_settings){ .conninfo = config->database,
	                                                  .rehearsal = app->clock.rehearsal,
	                                                  .connect_timeout = 10000000,
	                                                  .reads_max = READS_MAX },
	                        &events, app);
	app->bus = bus_open(
	        &(struct bus_settings){ .command_endpoint = config->command_endpoint,
	                                .feed_endpoint = config->feed_endpoint,
	                                .curve_secret = config->keys.curve_secret,
	                                .io_threads = (int)config->io_threads,
	                                .send_high_water = (int)config->send_high_water,
	                                .receive_high_water = (int)config->receive_high_water,
	                                .backlog = 1024,
	                                .connections_max = (int)config->connections_max },
	        admits, app, why);
	if (!app->bus)
		return false;
	bus_put_off(app->bus, true); /* until the keys are known: who comes now comes again */
	app->http = http_open(config->http_address, &answers, app, why);
	if (why->count > 0)
		return false;
	log_event(LOG_LEVEL_INFO, "listening", TEXT("command", bus_command_endpoint(app->bus)),
	          TEXT("feed", bus_feed_endpoint(app->bus)),
	          NUMBER("http", app->http ? http_port(app->http) : 0),
	          TEXT("version", THIDUAD_VERSION), NUMBER("rehearsal", app->clock.rehearsal));
	return true;
}

bool app_open(struct app *app, struct config *config, const struct clock *clock, struct faults *why)
{
	const char *path = app->config_path;

	*app = (struct app){
		.config = *config, .config_path = path, .clock = *clock, .signals = -1
	};
	*config = (struct config){ 0 };
	message_pool_open(&app->pool, (size_t)app->config.queue_max);
	arena_init(&app->scratch, SCRATCH_BUDGET);
	directory_open(&app->directory, app->config.root.curve_public);
	cache_open(&app->cache, app->config.root.sign_public, (size_t)app->config.cache_bytes_max);
	feed_open(&app->feed);
	app->signals = signals_open(); /* before any thread, so that none takes a signal */
	if (app->signals < 0) {
		fail(why, FAULT_SIGNALS_ABSENT, "signals");
		return false;
	}
	return open_sources(app, why);
}

void app_close(struct app *app)
{
	http_close(&app->http);
	bus_close(&app->bus);
	ledger_close(app);
	store_close(&app->store);
	verifier_stop(&app->verifier);
	poller_free(&app->poller);
	if (app->signals >= 0)
		close(app->signals);
	feed_close(&app->feed);
	cache_close(&app->cache);
	directory_close(&app->directory);
	message_pool_close(&app->pool);
	arena_close(&app->scratch);
	buffer_close(&app->out);
	config_close(&app->config);
	log_write(LOG_LEVEL_INFO, "stopped", NULL);
}
