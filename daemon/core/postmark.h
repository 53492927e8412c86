/*
 * postmark -- reports that were signed in time and come a little later.
 *
 * What others ask of postmarks: from when a report counts, and whether a board has one.
 */
#ifndef CORE_POSTMARK_H
#define CORE_POSTMARK_H

#include "reading.h"

/* The instant from which a first report's lateness counts: its postmark's when it has one in time,
 * else its own. By the board's place in the season's newest version. */
int64_t postmark_counted_at(const struct cluster *cluster, const struct command *report,
                            const struct ruleset *ruleset, size_t board, enum period period);

/* When the board's last postmark of a period came; 0: none. Moves the reading's version. */
int64_t postmark_read(struct reading *reading, size_t board, enum period period);

#endif
