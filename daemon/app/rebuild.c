/*
 * The same replay, the same rows and the same batches as the running daemon's, cluster by cluster.
 */
#include "rebuild.h"

#include <string.h>

#include "arena.h"
#include "log.h"
#include "poller.h"
#include "project.h"
#include "replay.h"
#include "store.h"

struct rebuild {
	struct store *store;
	struct poller *poller;
	const struct config *config;
	const struct clock *clock;
	struct cluster *cluster; /* being replayed */
	struct batch *batch;
	struct arena arena;
	struct faults *why;
	bool ready, loaded, committed;
};

static void on_ready(void *context, const uint8_t *epoch)
{
	(void)epoch;
	((struct rebuild *)context)->ready = true;
}

static bool broken(const struct rebuild *rebuild)
{
	return rebuild->why->count > 0;
}

static void on_lost(void *context, const char *reason)
{
	struct rebuild *rebuild = context;

	if (!broken(rebuild))
		faults_add(rebuild->why,
		           rebuild->ready ? FAULT_DATABASE_LOST : FAULT_DATABASE_CONNECTING,
		           "database", &reason, 1);
}

static void on_key(void *context, const struct granted_connection *key)
{
	(void)context;
	(void)key;
}

static void on_season(void *context, const struct known_season *season)
{
	(void)context;
	(void)season;
}

static void on_batch_done(void *context, struct batch *batch, enum store_outcome outcome,
                          const char *detail)
{
	struct rebuild *rebuild = context;

	(void)batch;
	rebuild->committed = true;
	if (outcome != STORE_COMMITTED && !broken(rebuild))
		fail(rebuild->why, FAULT_BATCH_UNCOMMITTED, rebuild->cluster->code,
		     detail ? detail : "another daemon was faster");
}

static void on_entry(void *context, const char *code, const struct journal_entry *entry)
{
	struct rebuild *rebuild = context;
	struct command command;

	if (broken(rebuild))
		return;
	if (!replay_entry(rebuild->cluster, entry, &rebuild->arena, &command)) {
		fail(rebuild->why, FAULT_CLUSTER_BROKEN, code);
		return;
	}
	project_command(rebuild->batch, rebuild->cluster, &command, clock_now(rebuild->clock),
	                &rebuild->arena);
}

static void on_loaded(void *context, const char *const *clusters, size_t count, bool ok)
{
	struct rebuild *rebuild = context;

	(void)clusters;
	(void)count;
	rebuild->loaded = true;
	if (!ok && !broken(rebuild))
		fail(rebuild->why, FAULT_DATABASE_LOST, "database", store_trouble(rebuild->store));
}

static void on_answer(void *context, void *tag, const struct journal_entry *entries, size_t count,
                      uint64_t head, bool ok)
{
	(void)context;
	(void)tag;
	(void)entries;
	(void)count;
	(void)head;
	(void)ok;
}

static bool wait_until(struct rebuild *rebuild, const bool *what)
{
	while (!*what && !broken(rebuild)) {
		poller_begin(rebuild->poller);
		store_wait(rebuild->store, rebuild->poller);
		poller_wait(rebuild->poller);
		store_work(rebuild->store, rebuild->poller);
	}
	return !broken(rebuild);
}

static void project_standings(struct rebuild *rebuild)
{
	const struct cluster *cluster = rebuild->cluster;
	const int64_t now = cluster_time(cluster, clock_now(rebuild->clock));

	for (size_t i = 0; i < cluster_year_count(cluster); i++) {
		const uint32_t year = cluster_year(cluster, i);
		struct standing standing;
		uint8_t state_hash[HASH_SIZE];

		for (enum period period = Q1; period < PERIODS; period++) {
			arena_reset(&rebuild->arena);
			if (!standing_compute(cluster, year, period, now, &rebuild->arena,
			                      &standing))
				break;
			standing_seal(&standing, state_hash);
			batch_standing(rebuild->batch, &standing, state_hash);
		}
		batch_next_change(rebuild->batch, cluster->code, year,
		                  cluster_next_change(cluster, year, now));
	}
}

static bool rebuild_cluster(struct rebuild *rebuild, const char *code)
{
	rebuild->cluster = cluster_new(code, rebuild->config->root.sign_public);
	rebuild->batch = store_batch(rebuild->store);
	rebuild->loaded = rebuild->committed = false;
	bool done = store_load(rebuild->store, &code, 1) && wait_until(rebuild, &rebuild->loaded);

	if (done) {
		project_standings(rebuild);
		store_commit(rebuild->store, rebuild->batch);
		done = wait_until(rebuild, &rebuild->committed);
	}
	cluster_free(&rebuild->cluster);
	return done;
}

static bool rebuild_all(struct rebuild *rebuild)
{
	struct faults *why = rebuild->why;
	const char *const *codes;
	size_t count, i = 0;

	if (!wait_until(rebuild, &rebuild->ready) ||
	    !store_clusters(rebuild->config->database, why->arena, &codes, &count, why) ||
	    !store_clear_projections(rebuild->config->database, why))
		return false;
	while (i < count && rebuild_cluster(rebuild, codes[i]))
		i++;
	if (broken(rebuild))
		return false;
	log_event(LOG_LEVEL_INFO, "rebuilt", NUMBER("clusters", count));
	return true;
}

bool rebuild_run(const struct config *config, const struct clock *clock, struct faults *why)
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
	struct rebuild rebuild = {
		.config = config, .clock = clock, .poller = poller_new(), .why = why
	};

	arena_init(&rebuild.arena, 0);
	rebuild.store = store_open(&(struct store_settings){ .conninfo = config->database,
	                                                     .rehearsal = clock->rehearsal,
	                                                     .alone = true,
	                                                     .connect_timeout = 10000000,
	                                                     .reads_max = 1 },
	                           &events, &rebuild);
	bool done = rebuild_all(&rebuild);

	store_close(&rebuild.store);
	poller_free(&rebuild.poller);
	arena_close(&rebuild.arena);
	return done;
}
