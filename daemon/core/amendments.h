/*
 * amendments -- what two have signed of a report after its period had locked, as standings count it.
 *
 * A locked standing keeps its inputs, but for what was amended since: then another one succeeds it.
 * Inside core only.
 */
#ifndef CORE_AMENDMENTS_H
#define CORE_AMENDMENTS_H

#include "judged.h"
#include "reading.h"

struct amended {
	uint64_t tasks;  /* a bit for each that was amended; TASKS_MAX is 64 */
	uint16_t number; /* of the latest amendment; 0: there is none */
};

/* Of a board's report of a period, as the reading sees it. Moves the reading's version. values:
 * [task_count], gets what counts; appraised: [task_count], points. */
struct amended amendments_put(struct reading *reading, size_t board, enum period period,
                              struct value *values, int64_t *appraised);

/* What was amended of one task of it last. Returns the number of that amendment; 0: nothing was. */
uint16_t amendments_find(const struct reading *reading, size_t board, enum period period,
                         size_t task, struct judged_task *out);

/* The latest that came at the period's lock or later and that a standing of it counts, so that it
 * succeeds the one that locked; 0: none. Moves the reading's version, also where it changes no value. */
uint16_t amendments_since_lock(struct reading *reading, enum period period);

/* The entry of the last that came before an instant, as reading.amended_last; 0: none did. */
uint64_t amendments_before(const struct cluster *cluster, int64_t instant);

/* Of the standings of a locked period, the one that locked and those that succeed it: the amendment that
 * made the next one after that of number `after`, and the entry with which it does. False: there is none. */
bool amendments_next(const struct cluster *cluster, uint32_t year, enum period period,
                     uint32_t after, uint32_t *number, const struct row **since);

#endif
