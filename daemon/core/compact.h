/*
 * compact -- the boards sign what they have agreed.
 *
 * What others ask of it: whether all have.
 */
#ifndef CORE_COMPACT_H
#define CORE_COMPACT_H

#include "reading.h"

/* Has a board not signed the version that was in force when the reading ends? False where the
 * season asks for no signatures. Moves the reading's version. */
bool compact_provisional(struct reading *reading);

/* Have all boards signed the newest version? False where none is asked to. */
bool compact_complete(const struct cluster *cluster, uint32_t year);

/* Is a board of the version asked to sign it, and has not? */
bool compact_awaits(const struct cluster *cluster, const struct version_row *version, size_t board,
                    int64_t now);

#endif
