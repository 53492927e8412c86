/*
 * judged -- what is said of a report's tasks beside the report, in few bytes: by a verification, a dispute, a
 * resolution, an amendment.
 *
 * Inside core only.
 */
#ifndef CORE_JUDGED_H
#define CORE_JUDGED_H

#include "cluster.h"

struct judged_task {
	struct value value; /* actual: of an appraised task the points; of an objection -1 */
	const char *reason;
	uint16_t task; /* its place in the season, which no version moves */
	bool appraised;
};

/* Puts them into the heap, at most TASKS_MAX, behind a hash when that is not NULL. Returns a reference. */
uint32_t judged_keep(struct cluster *cluster, const uint8_t *hash, const struct judged_task *tasks,
                     size_t count);

/* Reads the one that begins at `at`, whose reason is the heap's. Returns where the next one does. */
const uint8_t *judged_next(const struct heap *heap, const uint8_t *at, struct judged_task *out);

#endif
