/*
 * receipt_verify -- a file of one command and its receipt: does it prove what it says?
 */
#ifndef RECEIPT_VERIFY_H
#define RECEIPT_VERIFY_H

#include "options.h"

struct buffer;

/* Says what is proven, or everything that is wrong. daemon_key: by whose word; NULL: by that of whom the
 * file names, which is shown to be compared. THIDUA_REFUSED: it proves nothing. */
int receipt_verify(struct options *options, const struct buffer *file, const uint8_t *daemon_key);

#endif
