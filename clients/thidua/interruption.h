/*
 * interruption -- ends the wait for a receipt when somebody wants to go, and lets it be said what is kept.
 *
 * What is in the outbox is safe at any moment, so being ended is no failure: after SIGINT or SIGTERM the wait is
 * over as if its time were up, and what was to be sent is kept.
 */
#ifndef INTERRUPTION_H
#define INTERRUPTION_H

#include <stdbool.h>

struct thidua;

bool interruption_came(void);

/* From now on, for the waits of this handle. A second SIGINT ends the process at once. */
void interruption_watch(struct thidua *handle);

#endif
