/*
 * proposal_show -- all that a proposal says, before somebody signs it: the season's changes, what each
 * task is amended to, points with their reason, and the hash of the document that it rests on.
 */
#ifndef PROPOSAL_SHOW_H
#define PROPOSAL_SHOW_H

#include <jansson.h>

#include "dial.h"

/* Asks the daemon for what it changes. */
int proposal_show(struct dial *dial, const struct told_proposal *proposal, uint32_t year);

/* The same with the fields of its command. */
json_t *proposal_show_json(struct dial *dial, const struct told_proposal *proposal);

#endif
