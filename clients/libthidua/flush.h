/*
 * flush -- sends what waits in the outbox until each command has its receipt or its refusal.
 */
#ifndef THIDUA_FLUSH_H
#define THIDUA_FLUSH_H

#include "handle.h"

/* A command is settled, and on disk. statement: what its receipt says; NULL: refused with code, or
 * THIDUA_UNKNOWN, and thidua_faults says why. False: stop. */
typedef bool flush_settled(void *context, const uint8_t id[ID_SIZE], int code,
                           const struct receipt_statement *statement);

/* THIDUA_OK: nothing waits. THIDUA_KEPT: something does, and handle->error says why, unless the
 * listener stopped. Others: the outbox failed. refusal: THIDUA_OK, or the first refusal's code. */
int flush_run(struct thidua *handle, int64_t until, flush_settled *settled, void *context,
              int *refusal);

#endif
