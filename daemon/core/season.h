/*
 * season -- what a cluster keeps of a year: versions of its ruleset, and reports.
 *
 * Who computes reads rows through a reading, which remembers the latest of what it has read: a
 * standing's version (sequence, as_of) follows from it, and no kind of row can be forgotten. Inside
 * core only.
 */
#ifndef CORE_SEASON_H
#define CORE_SEASON_H

#include "reading.h"
#include "rows.h"

/* The wire's number of a period; PERIODS when it is none. */
static inline enum period season_period(int number)
{
	return number >= 1 && number <= PERIODS ? (enum period)(number - 1) : PERIODS;
}

/* The latest version of a year; NULL when there is none. */
const struct version_row *season_newest(const struct cluster *cluster, uint32_t year);

/* Number of a version's board, by its place. */
uint16_t season_board(const struct cluster *cluster, const struct version_row *version,
                      size_t place);

const struct ruleset *season_rules(const struct cluster *cluster,
                                   const struct version_row *version);

/* When the first version came of which it is one. */
int64_t season_defined_at(const struct cluster *cluster, const struct version_row *version);

/* When its first held period opened; when it was defined, if that was later: before, there was nothing of it. */
int64_t season_begun_at(const struct cluster *cluster, const struct version_row *version);

/* Adds the version that follows. False, with nothing done, when a season cannot be held so. */
bool season_add_version(struct cluster *cluster, const struct define_season *define, uint32_t year);

/* Adds a row to a chain of a board and period, dated; the rest of it is the caller's to fill, of a review first
 * the report. NULL,
 * with nothing done, when the season's newest version has no such board. */
void *season_add_row(struct cluster *cluster, enum chain chain, uint32_t year, const char *board,
                     enum period period);

/* The newest row of a chain by the board's place in the newest version, which there must be; NULL:
 * none. */
const void *season_newest_row(const struct cluster *cluster, enum chain chain,
                              const struct version_row *newest, size_t place, enum period period);

/* The newest of those that had come by an instant. */
const void *season_row_by(const struct cluster *cluster, enum chain chain,
                          const struct version_row *newest, size_t place, enum period period,
                          int64_t instant);

/* The row before it in its chain; NULL: none. */
const void *season_row_before(const struct cluster *cluster, enum chain chain, const void *row);

/* The newest row of a chain that a reading may see, by the board's place in its ruleset; NULL:
 * none. What it gives moves the reading's version. */
const void *season_read_row(struct reading *reading, enum chain chain, size_t board,
                            enum period period);

/* Keeps when a new revision came. */
void season_keep_times(struct cluster *cluster, struct report *report,
                       const struct report_times *times);

/* Keeps what a new revision says of each task. */
void season_keep_values(struct cluster *cluster, struct report *report, const struct value *values,
                        size_t task_count);

/* Before a rewind to these counts of rows: the chains without what comes after. The versions are
 * cut already. */
void season_cut_chains(struct cluster *cluster, const uint32_t counts[TABLES]);

#endif
