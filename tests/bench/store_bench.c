/*
 * store_bench -- what a report costs the database: the store's batches beside the COPY limit, on
 * one connection each.
 *
 *   store_bench CONNINFO [REPORTS [BATCH]]   CONNINFO: an empty database of a server with fsync on
 *
 * The store writes a journal row of 1.2 KB, a report and a whole standing of 14 boards x 14 tasks
 * for each report; the next batch is filled while one commits, as the daemon does. The COPY limit
 * is a binary COPY of one report row and its 14 lines into plain tables with their primary keys,
 * committed every 1,000 reports. Prints reports/s, processor time of both sides, and the ratio.
 */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "copy.h"
#include "poller.h"
#include "seal.h"
#include "season_2024.h"
#include "store.h"

enum { COMMAND_BYTES = 1200, ROUNDS = 3 };

/* --- the store --- */

struct bench {
	struct store *store;
	struct poller *poller;
	struct standing standing;
	struct ruleset rulesets[COPY_CLUSTERS]; /* one, under many names */
	bool ready, done;
};

static void on_ready(void *context, const uint8_t *epoch)
{
	(void)epoch;
	((struct bench *)context)->ready = true;
}

static void on_lost(void *context, const char *reason)
{
	(void)context;
	die("lost", reason);
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
	(void)batch;
	if (outcome != STORE_COMMITTED)
		die("a batch did not commit", detail ? detail : "fenced");
	((struct bench *)context)->done = true;
}

static void turn_until(struct bench *bench, const bool *what)
{
	while (!*what) {
		poller_begin(bench->poller);
		store_wait(bench->store, bench->poller);
		poller_wait(bench->poller);
		store_work(bench->store, bench->poller);
	}
}

static void add_report(struct bench *bench, struct batch *batch, uint64_t n)
{
	static uint8_t command[COMMAND_BYTES], signature[SIGNATURE_SIZE], key[KEY_SIZE],
	        previous[HASH_SIZE], hash[HASH_SIZE];
	struct place place = place_of(n);
	struct journal_row row = { .cluster = place.cluster,
		                   .kind = "submit_report",
		                   .year = 2024 };
	int64_t actual[COPY_TASKS], out_of[COPY_TASKS],
	        received_at = 1710000000000000 + (int64_t)n * 1000;
	uint64_t id[2] = { htobe64(n << 12), n * UINT64_C(0x9e3779b97f4a7c15) };

	for (size_t i = 0; i < sizeof(command) / 8; i++)
		((uint64_t *)(void *)command)[i] = (n + i) * UINT64_C(0x9e3779b97f4a7c15);
	memcpy(row.command_id, id, ID_SIZE);
	row.entry = (struct journal_entry){ place.sequence, received_at, command,  COMMAND_BYTES,
		                            signature,      key,         previous, hash };
	batch_journal(batch, &row);
	for (int task = 0; task < COPY_TASKS; task++) {
		actual[task] = (int64_t)n + task;
		out_of[task] = task % 2 ? actual[task] + 1 : -1;
	}
	batch_report(batch, &(struct report_row){ .cluster = place.cluster,
	                                          .year = 2024,
	                                          .board = bench->rulesets[0].boards[place.board],
	                                          .period = (enum period)place.period,
	                                          .revision = place.revision,
	                                          .sequence = place.sequence,
	                                          .received_at = received_at,
	                                          .hash = hash,
	                                          .task_count = COPY_TASKS,
	                                          .actual = actual,
	                                          .out_of = out_of });
	bench->standing.ruleset = &bench->rulesets[n % COPY_CLUSTERS];
	bench->standing.period = (enum period)place.period;
	bench->standing.sequence = place.sequence;
	bench->standing.as_of = received_at;
	for (size_t i = 0; i < (size_t)COPY_BOARDS * COPY_TASKS; i++)
		bench->standing.points[i] = (int64_t)((n + i) % 8000);
	batch_standing(batch, &bench->standing, hash);
}

static struct batch *fill(struct bench *bench, uint64_t from, uint64_t count)
{
	struct batch *batch = store_batch(bench->store);

	for (uint64_t n = from; n < from + count; n++)
		add_report(bench, batch, n);
	return batch;
}

static long writer_process(const char *conninfo)
{
	PGconn *connection = PQconnectdb(conninfo);
	PGresult *result =
	        run(connection,
	            "select pid from pg_stat_activity where application_name = 'thiduad writer' "
	            "and datname = current_database()");
	long process = strtol(PQgetvalue(result, 0, 0), NULL, 10);

	PQclear(result);
	PQfinish(connection);
	return process;
}

static struct cost store_speed(struct bench *bench, const char *conninfo, uint64_t from,
                               uint64_t count, uint64_t batch_count)
{
	long server = writer_process(conninfo);
	struct cost cost = { -seconds(CLOCK_MONOTONIC), -server_seconds(server),
		             -seconds(CLOCK_PROCESS_CPUTIME_ID) };
	struct batch *next = fill(bench, from, batch_count);

	for (uint64_t n = from + batch_count; n <= from + count; n += batch_count) {
		bench->done = false;
		store_commit(bench->store, next);
		if (n < from + count)
			next = fill(bench, n, batch_count);
		turn_until(bench, &bench->done);
	}
	cost.wall += seconds(CLOCK_MONOTONIC);
	cost.server += server_seconds(server);
	cost.client += seconds(CLOCK_PROCESS_CPUTIME_ID);
	return cost;
}

static void bench_open(struct bench *bench, const char *conninfo, struct arena *arena)
{
	static const struct store_events events = { .ready = on_ready,
		                                    .lost = on_lost,
		                                    .key = on_key,
		                                    .season = on_season,
		                                    .batch_done = on_batch_done };
	struct ruleset *ruleset = season_2024_ruleset();
	struct faults why;

	faults_init(&why, arena);
	if (!store_migrate(conninfo, false, &why))
		die("migrating", why.items[0].message);
	bench->poller = poller_new();
	bench->standing.rows = arena_alloc(arena, COPY_BOARDS, sizeof(*bench->standing.rows));
	bench->standing.points = arena_alloc(arena, (size_t)COPY_BOARDS * COPY_TASKS,
	                                     sizeof(*bench->standing.points));
	bench->standing.totals = arena_alloc(arena, COPY_TASKS, sizeof(*bench->standing.totals));
	for (int i = 0; i < COPY_CLUSTERS; i++) {
		bench->rulesets[i] = *ruleset;
		snprintf(bench->rulesets[i].cluster, CLUSTER_SIZE, "BENCH-%d", i);
	}
	bench->store = store_open(&(struct store_settings){ .conninfo = conninfo,
	                                                    .connect_timeout = 10000000,
	                                                    .reads_max = 1 },
	                          &events, bench);
	turn_until(bench, &bench->ready);
}

static void print(const char *what, const struct cost *cost, uint64_t count)
{
	printf("%s %.0f reports/s, %.1f us of the server and %.1f us of the client a report\n",
	       what, (double)count / cost->wall, cost->server * 1e6 / (double)count,
	       cost->client * 1e6 / (double)count);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 42000,
	         batch_count = argc > 3 ? strtoull(argv[3], NULL, 10) : 500;
	struct cost copy_total = { 0 }, store_total = { 0 };
	static struct bench bench;
	struct arena arena;

	if (argc < 2 || count % COPY_BATCH != 0 || batch_count == 0 || count % batch_count != 0 ||
	    !seal_start())
		die("usage",
		    "store_bench CONNINFO [REPORTS [BATCH]]; REPORTS a multiple of 1000 and of BATCH");
	arena_init(&arena, 0);
	bench_open(&bench, argv[1], &arena);
	for (uint64_t round = 0; round < ROUNDS;
	     round++) { /* in turns, so that both see the same machine */
		struct cost copied = copy_limit(argv[1], round * count, count, &bench.rulesets[0]);
		struct cost stored =
		        store_speed(&bench, argv[1], round * count, count, batch_count);

		print("copy ", &copied, count);
		print("store", &stored, count);
		copy_total.wall += copied.wall;
		copy_total.server += copied.server;
		store_total.wall += stored.wall;
		store_total.server += stored.server;
	}
	printf("ratio %.2f by the clock, %.2f by the server's processor time\n",
	       copy_total.wall / store_total.wall, copy_total.server / store_total.server);
	store_close(&bench.store);
	poller_free(&bench.poller);
	arena_close(&arena);
	return 0;
}
