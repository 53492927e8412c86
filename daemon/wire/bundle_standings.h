/*
 * bundle_standings -- the end of a bundle, which the entries before it make: each locked standing is
 * computed again, none is left out, and the trailer is the daemon's word for all. Private to wire.
 */
#ifndef WIRE_BUNDLE_STANDINGS_H
#define WIRE_BUNDLE_STANDINGS_H

#include "bundle_differ.h"
#include "messages.h"

/* False with a fault: it does not agree. */
bool bundle_check_locked(struct bundle_verifier *verifier, const struct told_standings *found);
/* before: bytes of the file before it. */
bool bundle_check_trailer(struct bundle_verifier *verifier, const struct bundle_trailer *trailer,
                          size_t before);

#endif
