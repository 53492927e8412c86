/*
 * signals -- SIGTERM and SIGINT end the daemon in good order, SIGHUP reads the configuration again.
 */
#ifndef APP_SIGNALS_H
#define APP_SIGNALS_H

#include "app.h"

/* Blocks them, for all threads that are started later, and returns the descriptor that they come
 * through; -1 with a fault. */
int signals_open(struct faults *why);
void signals_close(int *descriptor);

/* Obeys those that have come. */
void signals_obey(struct app *app);

#endif
