/*
 * signals -- SIGTERM and SIGINT end the daemon in good order, SIGHUP reads the configuration again.
 */
#ifndef APP_SIGNALS_H
#define APP_SIGNALS_H

#include "app.h"

/* Obeys those that have come. */
void signals_obey(struct app *app);

#endif
