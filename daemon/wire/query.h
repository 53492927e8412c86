/*
 * query -- a question as its own message, and as the one struct in which all of them are the same.
 *
 * Which field of a question means what is said once, for both directions.
 */
#ifndef WIRE_QUERY_H
#define WIRE_QUERY_H

#include "messages.h"
#include "request.h"

/* out->asked is the question in from, which must stay. */
void query_take(const struct told_query *from, struct query *out);

/* The texts are lent. */
void query_fill(const struct query *query, struct told_query *out);

#endif
