/*
 * answer_message -- the parts of answers that several of wire's files read. Private to wire.
 */
#ifndef WIRE_ANSWER_MESSAGE_H
#define WIRE_ANSWER_MESSAGE_H

#include "answer.h"
#include "thidua/v1/service.pb-c.h"

/* Copies exactly size bytes, or says false. */
bool answer_bytes(const ProtobufCBinaryData *from, size_t size, uint8_t *out);

/* The wire's period as an index; false when it is none. */
bool answer_period(Thidua__V1__Period from, int *out);

/* All of these: false when a size or a count is wrong. Texts and arrays stay in the message's
 * arena. */
bool answer_entry(const Thidua__V1__StoredCommand *from, struct journal_entry *out);
bool answer_standings(const Thidua__V1__Standings *from, struct arena *arena,
                      struct told_standings *out);
bool answer_scorecard(const Thidua__V1__Scorecard *from, struct arena *arena,
                      struct told_scorecard *out);

#endif
