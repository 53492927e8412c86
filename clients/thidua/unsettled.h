/*
 * unsettled -- what nobody has decided of a year, and nobody can once it is finalised.
 *
 * Both who sign its end see it before they do.
 */
#ifndef UNSETTLED_H
#define UNSETTLED_H

#include <stdio.h>

#include "dial.h"

/* Reports that nobody verified, models that nobody judged, closings that nobody confirmed, each after a line that says
 * what they are; nothing of what the daemon does not tell. */
void unsettled_tell(struct dial *dial, const char *cluster, uint32_t year, FILE *out);

#endif
