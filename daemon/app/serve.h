/*
 * serve -- what becomes of a message whose cluster is in memory: a question or a dry run is answered,
 * a command is checked and enters, or is refused.
 *
 * What rests on commands that are not committed yet is held back until their batch is: what is
 * shown and what is refused must not rest on what may never be.
 */
#ifndef APP_SERVE_H
#define APP_SERVE_H

#include "app.h"

/* Is it a PING? That is of no cluster, and is answered at once. */
bool serve_ping(struct app *app, struct message *message);

void serve_message(struct app *app, struct entry *entry, struct message *message);

#endif
