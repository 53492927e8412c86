/*
 * stored -- what only the journal can tell: a report, a season's bytes, entries.
 *
 * The store is asked once it is known that there is such a season, and that who asks may see it.
 */
#ifndef APP_STORED_H
#define APP_STORED_H

#include "app.h"

/* Fills *read with what the store is to be asked; false with a fault. */
bool stored_ask(const struct app *app, const struct entry *entry, struct message *message,
                struct store_read *read);

/* The store's answer to that: fills the message's reply or its faults. */
void stored_tell(struct app *app, struct message *message, const struct journal_entry *entries,
                 size_t count, uint64_t head);

#endif
