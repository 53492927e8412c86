/*
 * loop -- one thread, one wait. Every source says what it waits for, then does what it can, and
 * never blocks.
 */
#ifndef APP_LOOP_H
#define APP_LOOP_H

#include "app.h"

/* Turns until SIGTERM has been obeyed. */
void loop_run(struct app *app);

#endif
