/*
 * questions -- answers about a cluster in memory; those that only the journal can give are stored.h.
 *
 * What becomes of the message is the course's matter: these fill its reply or its faults.
 */
#ifndef APP_QUESTIONS_H
#define APP_QUESTIONS_H

#include "app.h"

/* PING: of no cluster. */
void questions_ping(struct app *app, struct message *message);

/* Fills the message's reply from memory, or *read with what the store is to be asked: then true. */
bool questions_serve(struct app *app, const struct entry *entry, struct message *message,
                     struct store_read *read);

/* What a command would give; it has been checked. */
void questions_try(struct app *app, const struct entry *entry, struct message *message);

#endif
