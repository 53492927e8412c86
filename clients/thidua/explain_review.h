/*
 * explain_review -- why a task's points are not those of what its board reported: what a reviewer put
 * in its place and with which reason, and what does not count until somebody verifies it.
 */
#ifndef EXPLAIN_REVIEW_H
#define EXPLAIN_REVIEW_H

#include "arena.h"
#include "messages.h"

/* A sentence; "" when the points are those of what was reported. */
const char *explain_cause(struct arena *arena, const struct told_score_line *line);

/* Where nothing counts there is no formula to show. */
bool explain_withheld(const struct told_score_line *line);

/* Prints a line for each period of which the review says something. */
void explain_values(struct arena *arena, const struct told_score_line *line, int indent);

#endif
