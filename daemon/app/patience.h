/*
 * patience -- how long whoever sent a command waits for a database that cannot commit.
 *
 * Of what is in a batch nobody can say whether it is written before the database does, and a short
 * absence is over before anybody has noticed. After some seconds the sender is told that it is not
 * known: sent again, the command gets its receipt, or enters. Its batch goes on as before, and its
 * first reply is its last.
 */
#ifndef APP_PATIENCE_H
#define APP_PATIENCE_H

#include "app.h"

/* The database cannot commit; it can again. */
void patience_begin(struct app *app);
void patience_end(struct app *app);

/* Tells those who have waited long enough. Each turn. */
void patience_watch(struct app *app);
/* Monotonic; INT64_MAX: nobody is to be told. */
int64_t patience_moment(const struct app *app);

#endif
