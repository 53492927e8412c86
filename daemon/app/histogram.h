/*
 * histogram -- how long something took, as Prometheus counts it: how many took at most so long, for
 * each of a few bounds, and the sum.
 */
#ifndef APP_HISTOGRAM_H
#define APP_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum { HISTOGRAM_BOUNDS = 12 };

struct histogram {
	uint64_t counts[HISTOGRAM_BOUNDS + 1]; /* each of its own bound alone; the last: longer */
	uint64_t sum;                          /* microseconds */
};

/* Microseconds, rising. */
extern const int64_t histogram_bounds[HISTOGRAM_BOUNDS];

void histogram_add(struct histogram *histogram, int64_t microseconds);

#endif
