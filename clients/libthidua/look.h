/*
 * look -- does the journal still hold what our receipts say?
 *
 * A database restored from a backup has lost what came after it. Rows whose entries are gone are put
 * back, to be reinstated; they go before everything that waits, since that may build on them.
 */
#ifndef THIDUA_LOOK_H
#define THIDUA_LOOK_H

#include "handle.h"

/* Asks about each cluster in which the handle's key has receipts. THIDUA_OK: all are in their
 * journals or put back, as far as this key may know; handle->doubt says that it may not any more,
 * and that the database is another one. THIDUA_KEPT: no answer, the handle says why. THIDUA_CONFIG:
 * the outbox failed. */
int look_run(struct thidua *handle, int64_t until);

/* The same, when that was not done within a minute, or something is strange. Without an answer, and
 * with nothing that waits for one, THIDUA_OK. */
int look_if_due(struct thidua *handle, bool strange, int64_t until);

/* After something was acknowledged: learns which journal it is of, so that it is known should it be
 * lost. What the handle says of the call so far stays. */
void look_once_more(struct thidua *handle, int64_t until);

#endif
