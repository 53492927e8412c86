/*
 * hearing -- what of a prefix a key may hear.
 *
 * A prefix that covers more is cut down to the clusters, and for live/ the seasons, that the key may
 * read: to hear, it need not know which these are.
 */
#ifndef APP_HEARING_H
#define APP_HEARING_H

#include "directory.h"

/* A prefix within the one asked for; for the call. */
typedef void hearing_give(void *context, const char *prefix);

/* Calls give for each that the connection's key may hear now; for none: it may hear nothing of it. */
void hearing_narrow(const struct directory *directory, const uint8_t curve_key[KEY_SIZE],
                    const char *prefix, hearing_give *give, void *context);

/* A season that was of these seats, directory_no_season's when it is new, is now of those, and the directory
 * knows it: may the grant hear other topics than before? */
bool hearing_changes(const struct directory *directory, const struct grant *grant,
                     const struct seats *before, const struct seats *seats);

#endif
