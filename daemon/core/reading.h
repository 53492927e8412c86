/*
 * reading -- the rows of a season as they stood at an instant, and what has been read of them.
 *
 * At its lock a period stands still: a reading of it sees only what came before. Every row that is
 * asked for moves the reading's version, so a standing that depends on a row is newer than it.
 * Inside core only, but that a standing holds one.
 */
#ifndef CORE_READING_H
#define CORE_READING_H

#include "cluster.h"

struct version_row;

struct reading {
	const struct cluster *cluster; /* outlives the reading */
	const struct version_row *version, *newest;
	const struct ruleset *ruleset; /* scored under */
	int64_t until;                 /* what came later has not come */
	int64_t amended_until;         /* but for amendments, which come after a lock */
	uint64_t amended_last;         /* those of a later entry have not come either */
	int64_t instant;   /* what time did by then is done: at the lock before all else */
	uint64_t sequence; /* of the latest row that was read */
	int64_t as_of;     /* when that came */
};

/* Of a period at `now`; false when there is no such season. */
bool reading_open(struct reading *reading, const struct cluster *cluster, uint32_t year,
                  enum period period, int64_t now);

/* A row that a reading may see is looked at: what depends on it is newer. */
void reading_note(struct reading *reading, const struct row *row);

/* By the board's place in the ruleset. Never NULL: revision 0 says that there is none yet. */
const struct report *reading_report(struct reading *reading, size_t board, enum period period);

/* What the report says of each task, in the ruleset's order. */
void reading_values(const struct reading *reading, const struct report *report, struct value *out);

#endif
