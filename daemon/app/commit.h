/*
 * commit -- the database has it: receipts first, then standings, then whoever waited for it.
 */
#ifndef APP_COMMIT_H
#define APP_COMMIT_H

#include "app.h"

/* The batch that flew is committed. */
void commit_batch(struct app *app);

/* The original receipt of what was committed before; another command under its id is told so. */
void commit_answer_known(struct app *app, struct message *message,
                         const struct journal_entry *entry);

#endif
