/*
 * ask -- a question asked inside another call of the library.
 */
#ifndef THIDUA_ASK_H
#define THIDUA_ASK_H

#include "handle.h"

/* Sends a Request frame until it is answered, or until the moment. Returns as thidua_request. */
int ask_frame(struct thidua *handle, const struct buffer *frame, uint64_t correlation,
              int64_t until, struct arena *arena, struct answer *answer);

/* The same of a question; that a cluster is BROKEN is an answer. */
int ask_query(struct thidua *handle, const struct query *query, int64_t until, struct arena *arena,
              struct answer *answer);

#endif
