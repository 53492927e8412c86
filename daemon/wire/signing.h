/*
 * signing -- bytes that somebody signs, each as what it is.
 *
 * A command is signed as it stands, since the journal keeps its signature. All else is signed over a
 * text that names it, a newline and the bytes, so that whoever carries it can use it for nothing
 * else.
 */
#ifndef WIRE_SIGNING_H
#define WIRE_SIGNING_H

#include "request.h"
#include "seal.h"

enum signed_as {
	SIGNED_AS_COMMAND,
	SIGNED_AS_DRY_RUN, /* thidua.dry-run.v1: a command's bytes, to be tried only */
	SIGNED_AS_QUERY    /* thidua.query.v1 */
};

/* Signs out->bytes: sets signature and key. */
void signing_sign(enum signed_as as, const uint8_t secret[SECRET_SIGN_SIZE],
                  struct signed_command *out);

/* Did the key sign the bytes as this? Touches nothing else; any thread. */
bool signing_verify(enum signed_as as, const struct signed_command *sealed);

#endif
