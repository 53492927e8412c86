/*
 * clock -- what time the daemon says it is: the machine's, or the rehearsal's own.
 *
 * A rehearsal runs from an instant of its own at a speed of its own; speed 0 stands still until it
 * is advanced. It never goes back.
 */
#ifndef IO_CLOCK_H
#define IO_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock {
	bool rehearsal;
	int64_t from;    /* rehearsal instant at `started` */
	int64_t started; /* monotonic */
	int64_t speed;   /* rehearsal microseconds for each real one; 0: stands still */
};

void clock_real(struct clock *clock);
void clock_rehearse(struct clock *clock, int64_t from, int64_t speed);

/* Microseconds since 1970-01-01 UTC. */
int64_t clock_now(const struct clock *clock);

/* Rehearsal only: forward to an instant; false when that would go back. */
bool clock_advance(struct clock *clock, int64_t to);

/* The monotonic moment at which clock_now will have reached `instant`; INT64_MAX when never by
 * itself. */
int64_t clock_moment(const struct clock *clock, int64_t instant);

#endif
