/*
 * receipts -- does a journal hold what its daemon has acknowledged? An outbox has the receipts, a
 * bundle the journal.
 */
#ifndef RECEIPTS_H
#define RECEIPTS_H

#include "bundle.h"
#include "json_out.h"

/* Of a bundle that was verified: tells each receipt of the outbox that it does not honour, on
 * stdout, or with --json into out. THIDUA_MISSING when there is any; THIDUA_OK, THIDUA_CONFIG having
 * said why. */
int receipts_check(const char *outbox, const struct bundle_verdict *verdict,
                   const struct buffer *bundle, json_t *out);

#endif
