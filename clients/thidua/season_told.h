/*
 * season_told -- a version of a season, as the daemon has it.
 */
#ifndef SEASON_TOLD_H
#define SEASON_TOLD_H

#include "dial.h"

/* version 0: the one in force. *found false: there is none, and out is not touched. Its draft lives in the
 * dial's arena, version and hash in its answer. Another code than THIDUA_OK, having said why. */
int season_told(struct dial *dial, const char *cluster, uint32_t year, uint32_t version,
                bool *found, struct season_draft *out);

#endif
