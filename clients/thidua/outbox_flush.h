/*
 * outbox_flush -- what waits is sent now: of one context, or of each that this user has.
 */
#ifndef OUTBOX_FLUSH_H
#define OUTBOX_FLUSH_H

#include "options.h"

/* Says what became of each row. The command's code. */
int outbox_flush(struct options *options);

/* Of each context whose outbox holds something that it may send. THIDUA_KEPT: somewhere something still
 * waits; else the first code that is not THIDUA_OK. */
int outbox_flush_all(struct options *options);

#endif
