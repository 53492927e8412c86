/*
 * undo -- what becomes of a batch that did not commit.
 *
 * The one answer to all failures: the clusters that it touched are brought back to their journals,
 * and its commands wait to run once more, in order.
 */
#ifndef APP_UNDO_H
#define APP_UNDO_H

#include "app.h"

/* Takes back the flying batch and the gathering one. detail: the database's words; NULL: none. */
void undo_batches(struct app *app, enum store_outcome outcome, const char *detail);

#endif
