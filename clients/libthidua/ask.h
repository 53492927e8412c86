/*
 * ask -- a question asked inside another call of the library.
 */
#ifndef THIDUA_ASK_H
#define THIDUA_ASK_H

#include "handle.h"

/* Asks until it is answered, or until the moment; that a cluster is BROKEN is an answer. Everything of
 * answer lives in arena. THIDUA_OK: STATUS_OK. THIDUA_REFUSED, THIDUA_FORBIDDEN: answered otherwise,
 * thidua_faults and answer say why. THIDUA_UNREACHABLE: no answer, or none but BUSY and UNAVAILABLE;
 * answer->status is 0 or the last of these. */
int ask_query(struct thidua *handle, const struct query *query, int64_t until, struct arena *arena,
              struct answer *answer);

#endif
