/*
 * The same replay, the same rows and the same batches as the running daemon's, cluster by cluster:
 * one transaction each takes its old projections out and puts the new ones in. So whenever it is
 * interrupted, every cluster has the one or the other, and nobody is locked out.
 *
 * What it writes is locked as of now, so it asks the same witnesses about the clock as the daemon does,
 * before each cluster.
 *
 * A cluster that cannot be replayed, or does not end where its head is known to be, is told, marked
 * and passed over: its projections stay as they were. The connection's end ends it all.
 */
#include "rebuild.h"

#include <string.h>

#include "arena.h"
#include "locked.h"
#include "log.h"
#include "poller.h"
#include "project.h"
#include "readable.h"
#include "replay.h"
#include "request.h"
#include "setting_rules.h"
#include "store.h"

struct rebuild {
	struct store *store;
	struct poller *poller;
	const struct config *config;
	struct clock clock;
	struct cluster *cluster; /* being replayed */
	struct batch *batch;
	struct arena arena;
	struct faults *why;
	size_t built;
	bool ready, loaded, committed;
	bool sound;   /* the cluster, so far */
	bool stopped; /* nothing more can be done */
};

static void on_ready(void *context, const uint8_t *epoch)
{
	(void)epoch;
	((struct rebuild *)context)->ready = true;
}

static void stop(struct rebuild *rebuild, enum fault_reason reason, const char *said)
{
	if (!rebuild->stopped)
		faults_add(rebuild->why, reason, "database", &said, 1);
	rebuild->stopped = true;
}

static void on_lost(void *context, const char *reason)
{
	struct rebuild *rebuild = context;

	stop(rebuild, rebuild->ready ? FAULT_DATABASE_LOST : FAULT_DATABASE_CONNECTING, reason);
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
	rebuild->sound = outcome == STORE_COMMITTED;
	if (rebuild->sound)
		return;
	fail(rebuild->why, FAULT_BATCH_UNCOMMITTED, rebuild->cluster->code,
	     detail ? detail : "no reason given");
	rebuild->stopped = outcome == STORE_LOST;
}

static void on_entry(void *context, const char *code, const struct journal_entry *entry)
{
	struct rebuild *rebuild = context;
	struct command command;

	if (!rebuild->sound)
		return;
	rebuild->sound = replay_entry(rebuild->cluster, entry, &rebuild->arena, &command);
	if (rebuild->sound)
		project_command(rebuild->batch, rebuild->cluster, &command,
		                clock_now(&rebuild->clock), &rebuild->arena);
	else
		log_event(LOG_LEVEL_ERROR, "journal_broken", TEXT("cluster", code),
		          NUMBER("sequence", entry->sequence));
}

static void on_loaded(void *context, const char *const *clusters, size_t count, bool ok)
{
	struct rebuild *rebuild = context;

	(void)clusters;
	(void)count;
	rebuild->loaded = true;
	if (!ok)
		stop(rebuild, FAULT_DATABASE_LOST, store_trouble(rebuild->store));
}

static void on_clock(void *context, int64_t told, int64_t asked)
{
	clock_hear(&((struct rebuild *)context)->clock, told, asked);
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
	while (!*what && !rebuild->stopped) {
		poller_begin(rebuild->poller);
		store_wait(rebuild->store, rebuild->poller);
		poller_wait(rebuild->poller);
		store_work(rebuild->store, rebuild->poller);
	}
	return !rebuild->stopped;
}

static void project_standings(struct rebuild *rebuild)
{
	const struct cluster *cluster = rebuild->cluster;
	const int64_t now = cluster_time(cluster, clock_now(&rebuild->clock));

	for (size_t i = 0; i < cluster_year_count(cluster); i++) {
		const uint32_t year = cluster_year(cluster, i);
		struct standing standing;
		uint8_t state_hash[HASH_SIZE];

		for (enum period period = Q1; period < PERIODS; period++) {
			arena_reset(&rebuild->arena);
			if (!standing_compute(cluster, year, period, now, &rebuild->arena,
			                      &standing))
				continue; /* not open, or not held */
			standing_seal(&standing, state_hash);
			batch_standing(rebuild->batch, &standing, state_hash);
			if (standing.amendment > 0)
				locked_put(rebuild->batch, &standing, NULL, now, &rebuild->arena);
		}
		readable_put(rebuild->batch, cluster, year, now, &rebuild->arena);
		batch_next_change(rebuild->batch, cluster->code, year,
		                  readable_next_change(cluster, year,
		                                       cluster_next_change(cluster, year, now),
		                                       now),
		                  cluster_needs_from(cluster, year, now));
	}
}

/* Does the journal end where it is known to? */
static bool meets(const struct cluster *cluster, const struct known_head *head)
{
	return head->sequence == 0 || (head->sequence == cluster->sequence &&
	                               memcmp(head->hash, cluster->hash, HASH_SIZE) == 0);
}

static void write_cluster(struct rebuild *rebuild, const struct known_head *head)
{
	const struct cluster *cluster = rebuild->cluster;

	project_standings(rebuild);
	batch_renew(rebuild->batch, cluster->code);
	batch_head(rebuild->batch, &(struct head_row){ .cluster = cluster->code,
	                                               .sequence = head->sequence,
	                                               .hash = head->hash,
	                                               .next_sequence = cluster->sequence,
	                                               .next_hash = cluster->hash });
	store_commit(rebuild->store, rebuild->batch);
	wait_until(rebuild, &rebuild->committed);
	rebuild->built += rebuild->sound;
}

static void pass_over(struct rebuild *rebuild, const struct known_head *head)
{
	log_event(LOG_LEVEL_ERROR, "cluster_not_rebuilt", TEXT("cluster", head->cluster),
	          NUMBER("journal_ends", rebuild->cluster->sequence),
	          NUMBER("known_to_end", head->sequence));
	fail(rebuild->why, FAULT_CLUSTER_BROKEN, head->cluster);
	store_discard(rebuild->store, rebuild->batch);
	rebuild->stopped =
	        !store_mark_broken(rebuild->config->database, head->cluster, rebuild->why);
}

/* --- the clock --- */

static void hear_entries(struct rebuild *rebuild, const struct known_head *heads, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (heads[i].received_at != 0 &&
		    !setting_lists(rebuild->config->clusters_ahead, heads[i].cluster))
			clock_hear_entry(&rebuild->clock, heads[i].received_at);
	clock_asked(&rebuild->clock);
}

static bool may_go_on(struct rebuild *rebuild)
{
	clock_watch(&rebuild->clock);
	if (!clock_sure(&rebuild->clock) && !rebuild->stopped) {
		fail(rebuild->why, FAULT_CLOCK_DOUBTED, "clock", rebuild->clock.trouble);
		rebuild->stopped = true;
	}
	return !rebuild->stopped;
}

/* --- all of them --- */

static void rebuild_cluster(struct rebuild *rebuild, const struct known_head *head)
{
	rebuild->cluster = cluster_new(head->cluster, rebuild->config->root.sign_public);
	cluster_read_by(rebuild->cluster, &command_reader);
	rebuild->batch = store_batch(rebuild->store);
	rebuild->loaded = rebuild->committed = false;
	rebuild->sound = true;
	if (store_load(rebuild->store, &head->cluster, 1) &&
	    wait_until(rebuild, &rebuild->loaded)) {
		if (rebuild->sound && meets(rebuild->cluster, head))
			write_cluster(rebuild, head);
		else
			pass_over(rebuild, head);
	}
	cluster_free(&rebuild->cluster);
}

static bool rebuild_all(struct rebuild *rebuild)
{
	struct faults *why = rebuild->why;
	struct known_head *heads;
	size_t count;

	if (!wait_until(rebuild, &rebuild->ready) ||
	    !store_heads(rebuild->config->database, why->arena, &heads, &count, why))
		return false;
	hear_entries(rebuild, heads, count);
	for (size_t i = 0; i < count && may_go_on(rebuild); i++)
		rebuild_cluster(rebuild, &heads[i]);
	log_event(why->count > 0 ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO, "rebuilt",
	          NUMBER("clusters", rebuild->built), NUMBER("not", count - rebuild->built));
	return why->count == 0;
}

bool rebuild_run(const struct config *config, const struct clock *clock, struct faults *why)
{
	static const struct store_events events = {
		.ready = on_ready,
		.lost = on_lost,
		.key = on_key,
		.season = on_season,
		.clock = on_clock,
		.batch_done = on_batch_done,
		.entry = on_entry,
		.loaded = on_loaded,
		.answer = on_answer,
	};
	struct rebuild rebuild = {
		.config = config, .clock = *clock, .poller = poller_new(), .why = why
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
