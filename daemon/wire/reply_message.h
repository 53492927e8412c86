/*
 * reply_message -- the parts of replies that several of wire's files make. Private to wire.
 */
#ifndef WIRE_REPLY_MESSAGE_H
#define WIRE_REPLY_MESSAGE_H

#include "reply.h"
#include "thidua/v1/service.pb-c.h"

void reply_begin(Thidua__V1__Reply *reply, uint64_t correlation, enum status status);

/* Both point into the entry afterwards, and out at command. */
void reply_entry(const struct journal_entry *entry, Thidua__V1__SignedCommand *command,
                 Thidua__V1__StoredCommand *out);

#endif
