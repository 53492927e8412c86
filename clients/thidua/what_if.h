/*
 * what_if -- a report that is only tried: its values as they were read, the points and the rank it would
 * have, and what it would change.
 */
#ifndef WHAT_IF_H
#define WHAT_IF_H

#include "dial.h"
#include "json_in.h"

/* Shows it; nothing is stored anywhere. A file without a revision gets the next one. THIDUA_UNREACHABLE:
 * the values were shown, and nothing is known of the rest. */
int what_if(struct dial *dial, struct report_file *file);

#endif
