/*
 * carry -- what somebody has signed elsewhere, on its way through: whose it is, as which request it goes to the
 * daemon, and what comes back.
 *
 * Nothing is added to it and nothing of it believed but its signature; how much of it is under way at once is
 * under_way.h's.
 */
#ifndef CARRY_H
#define CARRY_H

#include "buffer.h"
#include "outcome.h"
#include "route.h"
#include "signing.h"
#include "thidua.h"

struct answer;

/* A SignedCommand or SignedQuery; out points into bytes. False: there is no key, so nobody has signed it. */
bool carry_read(const uint8_t *bytes, size_t size, struct signed_command *out);
/* A name that anybody may write is nobody's: what others have forged must not take a signer's part, here or at the
 * daemon. */
bool carry_is_signed(enum route route, const struct signed_command *sealed);
/* Appends the Request. */
void carry_wrap(enum route route, const uint8_t *bytes, size_t size, struct buffer *out);
/* The daemon's own words, whatever they are; its receipt stands in them. answer: the reply, decoded. */
struct outcome carry_outcome(const struct thidua_reply *reply, const struct answer *answer,
                             bool json);

#endif
