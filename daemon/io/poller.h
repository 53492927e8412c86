/*
 * poller -- the one place where the daemon waits.
 *
 * Before each wait every source adds what it waits for and until when; afterwards each looks at its
 * own slots. Times are of the monotonic clock, microseconds.
 */
#ifndef IO_POLLER_H
#define IO_POLLER_H

#include <stdbool.h>
#include <stdint.h>

struct poller;

enum { POLL_READ = 1, POLL_WRITE = 2 };

struct poller *poller_new(void);
void poller_free(struct poller **poller);

/* Empties the set: no slots, no deadline. */
void poller_begin(struct poller *poller);

/* Return the slot. A ZeroMQ socket is passed as void *. wanted: POLL_READ | POLL_WRITE. */
int poller_add_descriptor(struct poller *poller, int descriptor, int wanted);
int poller_add_socket(struct poller *poller, void *socket);

/* Not to wait beyond this moment; the earliest counts. */
void poller_until(struct poller *poller, int64_t moment);

/* Waits. False when interrupted for good (the context ends). */
bool poller_wait(struct poller *poller);

/* What is possible at a slot: POLL_READ, POLL_WRITE, both or 0; slot -1 is 0. */
int poller_ready(const struct poller *poller, int slot);

int64_t poller_now(void);
/* When to try again what has failed: after 100 ms, and twice as long each time in a row, at most
 * 3.2 s. Counts one failure more; who succeeds sets it to 0. */
int64_t poller_retry(unsigned *failures);
/* Bytes of memory of this process. */
int64_t poller_resident(void);

#endif
