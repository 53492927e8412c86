/*
 * log_gate -- keeps one peer, and one event, from filling the log.
 *
 * Of the log alone, which calls under its lock.
 */
#ifndef BASE_LOG_GATE_H
#define BASE_LOG_GATE_H

#include "log.h"

typedef void log_gate_put(enum log_level level, const char *event, const struct log_field *fields);

/* Monotonic, microseconds. */
int64_t log_gate_now(void);
/* May it be written? Else it is counted. */
bool log_gate_admits(enum log_level level, const char *event, const struct log_field *fields);
/* Would a line of this event be written, of who caused it? Else it is counted. */
bool log_gate_awaits(enum log_level level, const char *event, const char *who);
/* When a second is over, or now: puts what was folded in it. */
void log_gate_turn(log_gate_put *put, bool now);
/* When something will have to be put; INT64_MAX: nothing is folded. */
int64_t log_gate_moment(void);

#endif
