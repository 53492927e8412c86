/*
 * metrics -- what the daemon counts, as one list that is declaration and exposition.
 */
#ifndef APP_METRICS_H
#define APP_METRICS_H

#include <stdint.h>

#include "histogram.h"

/* name, Prometheus type, help */
#define METRICS(X)                                                                                 \
	X(commands_accepted_total, counter, "Commands committed to the journal")                   \
	X(commands_refused_total, counter, "Commands answered with a refusal")                     \
	X(commands_duplicate_total, counter,                                                       \
	  "Commands answered again with their original receipt")                                   \
	X(queries_total, counter, "Queries answered")                                              \
	X(requests_malformed_total, counter, "Frames that were no request")                        \
	X(requests_unavailable_total, counter, "Requests answered UNAVAILABLE or BUSY")            \
	X(batches_committed_total, counter, "Batches committed")                                   \
	X(batches_failed_total, counter, "Batches that failed or whose fate was unknown")          \
	X(batch_commands_last, gauge, "Commands in the last batch committed")                      \
	X(standings_published_total, counter, "Standings given to the feed")                       \
	X(subscriptions_refused_total, counter,                                                    \
	  "Subscriptions without the right to hear anything of it, or beyond the bounds")          \
	X(standings_computed_total, counter, "Standings computed")                                 \
	X(seasons_moved_by_time_total, counter, "Seasons recomputed because time passed")          \
	X(database_lost_total, counter, "Times the database was lost")

/* name, help */
#define HISTOGRAMS(X)                                                                              \
	X(commit_seconds, "Time from sending a batch to its commit")                               \
	X(receipt_seconds, "Time from the arrival of a command to its receipt")

struct metrics {
#define X(name, type, help) uint64_t name;
	METRICS(X)
#undef X
#define X(name, help) struct histogram name;
	HISTOGRAMS(X)
#undef X
};

#endif
