/*
 * verifier -- a few threads that check signatures; everything else stays in the one loop.
 *
 * Checking is the largest single cost of a report (90 us) and a pure function: bytes in, verdict
 * out. Results come back in the order of the jobs, so that two revisions of one office cannot
 * overtake each other. The ring is bounded: when it is full the ROUTER is not read and TCP pushes
 * back. A source of the loop.
 */
#ifndef IO_VERIFIER_H
#define IO_VERIFIER_H

#include <stdbool.h>
#include <stddef.h>

struct poller;
struct verifier;

/* Pure; runs in a worker's thread. job is the caller's and untouched by others until it comes back.
 */
typedef void verifier_work(void *job);

/* workers 0: one for each processor, at least 1. capacity: jobs under way at most. Signals are
 * blocked in the threads. NULL when not one thread can be started. */
struct verifier *verifier_start(unsigned workers, size_t capacity, verifier_work *work);
/* Waits for the jobs that run; the others are dropped. */
void verifier_stop(struct verifier **verifier);

/* False when the ring is full. */
bool verifier_submit(struct verifier *verifier, void *job);
bool verifier_full(const struct verifier *verifier);
size_t verifier_pending(const struct verifier *verifier);

/* The oldest job when it is done, else NULL. */
void *verifier_next(struct verifier *verifier);

void verifier_wait(struct verifier *verifier, struct poller *poller);

#endif
