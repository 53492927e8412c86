/*
 * copy -- the COPY limit: how fast this server takes in reports when nothing else is done with
 * them.
 *
 * Binary COPY of one report row and its 14 lines into plain tables with their primary keys,
 * committed every 1,000 reports.
 */
#ifndef BENCH_COPY_H
#define BENCH_COPY_H

#include <libpq-fe.h>
#include <stdint.h>
#include <time.h>

#include "ruleset.h"

enum { COPY_CLUSTERS = 1000, COPY_TASKS = 14, COPY_BOARDS = 14, COPY_BATCH = 1000 };

struct place { /* of the n-th report: which board's, for which period */
	char cluster[CLUSTER_SIZE];
	uint32_t board, period, revision;
	uint64_t sequence;
};

struct cost {
	double wall, server, client; /* seconds; the last two of processor time */
};

struct place place_of(uint64_t n);

/* The reports from..from+count-1, count a multiple of COPY_BATCH, on a connection of its own; makes
 * the tables where missing.
 */
struct cost copy_limit(const char *conninfo, uint64_t from, uint64_t count,
                       const struct ruleset *ruleset);

/* Processor time of a server process, seconds. */
double server_seconds(long process);
double seconds(clockid_t clock);

/* These end the process when something fails. The result is the caller's. */
PGresult *run(PGconn *connection, const char *sql);
_Noreturn void die(const char *what, const char *why);

#endif
