/*
 * season -- what a cluster keeps of a year: versions of its ruleset and the reports in force.
 *
 * The owner's side of struct season; who only reads uses cluster.h.
 */
#ifndef CORE_SEASON_H
#define CORE_SEASON_H

#include "cluster.h"

/* Appends a version; the season owns the ruleset. The first one makes the table of reports. */
void season_add_version(struct season *season, struct ruleset *ruleset, uint64_t sequence,
                        int64_t received_at);

/* The report of a board and period, made when there is none. */
struct report *season_open_report(struct season *season, size_t board, enum period period);

/* Makes copy, which is bit by bit like season, own all that it points to. */
void season_copy(const struct season *season, struct season *copy);

/* Frees what a season owns, not the season. */
void season_close(struct season *season);

/* Bytes it holds, its own included. */
size_t season_size(const struct season *season);

#endif
