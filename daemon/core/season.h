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

/* The latest version of a year; NULL when there is none. */
const struct version_row *season_newest(const struct cluster *cluster, uint32_t year);

/* Number of a version's board, by its place. */
uint16_t season_board(const struct cluster *cluster, const struct version_row *version,
                      size_t place);

const struct ruleset *season_rules(const struct cluster *cluster,
                                   const struct version_row *version);

/* Adds the version that follows. False, with nothing done, when a season cannot be held so. */
bool season_add_version(struct cluster *cluster, const struct define_season *define, uint32_t year);

/* The place, in the index, of the newest report of a board; NULL when it is not of the season's
 * newest version. */
uint32_t *season_cell(const struct cluster *cluster, const struct version_row *newest,
                      uint16_t board, enum period period);

/* Adds the next revision of a cell, dated, and with the number, lateness and first receipt of the
 * one before, which are all 0 when there is none; the rest is the caller's to fill. */
struct report *season_add_report(struct cluster *cluster, uint32_t *cell, uint32_t year,
                                 uint16_t board, enum period period);

/* Keeps what a new revision says of each task. */
void season_keep_values(struct cluster *cluster, struct report *report, const struct value *values,
                        size_t task_count);

/* Before a rewind: the index without the reports from `count` on, and the versions are cut already.
 */
void season_cut_reports(struct cluster *cluster, uint32_t count);

#endif
