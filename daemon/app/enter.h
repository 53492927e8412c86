/*
 * enter -- a command gets its sequence and its hash, moves its cluster, and joins the batch that gathers.
 */
#ifndef APP_ENTER_H
#define APP_ENTER_H

#include "app.h"

/* It has just been checked against the state that it enters. */
void enter_command(struct app *app, struct entry *entry, struct message *message);

/* Time has moved a season by `now`: its standings are computed with the next batch. */
void enter_by_time(struct app *app, struct entry *entry, uint32_t year, int64_t now);

#endif
