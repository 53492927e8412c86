/*
 * query -- a question as its own message, and as the one struct in which all of them are the same.
 *
 * Which field of a question means what is said once, for both directions.
 */
#ifndef WIRE_QUERY_H
#define WIRE_QUERY_H

#include "messages.h"
#include "request.h"

struct buffer;

/* out->asked is the question in from, which must stay. */
void query_take(const struct told_query *from, struct query *out);

/* The texts are lent. from->asked: what the question asks beyond what all share, in its own struct; NULL:
 * nothing. */
void query_fill(const struct query *query, struct told_query *out);

/* --- signed, so that somebody else may carry it: its bytes --- */

void query_encode(const struct query *query, struct buffer *out);
/* False with faults: it is no question that we know. */
bool query_decode(const uint8_t *bytes, size_t size, struct arena *arena, struct query *out,
                  struct faults *why);

#endif
