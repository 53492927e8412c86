/*
 * proposal_tell -- proposals as they are told: what they say in a line, who signed, who should.
 */
#ifndef CORE_PROPOSAL_TELL_H
#define CORE_PROPOSAL_TELL_H

#include "audience.h"
#include "proposal.h"

struct arena;

/* What is told points into arena and cluster. */
void proposal_tell(const struct cluster *cluster, const struct proposal_row *row, int64_t now,
                   struct arena *arena, struct told_proposal *out);

/* Who signed it when: who proposed it, then who countersigned. Returns their number. */
size_t proposal_tell_signatures(const struct cluster *cluster, const struct proposal_row *row,
                                int64_t until, struct arena *arena,
                                const struct told_signature **out);

/* The command that has just been applied as a proposal, by itself: what a dry run is answered. */
void proposal_tell_last(const struct cluster *cluster, int64_t now, struct arena *arena,
                        struct told_proposals *out);

/* The instant as of which who asks sees a proposal; before it came: not at all. */
int64_t proposal_tell_until(const struct cluster *cluster, const struct sight *sight,
                            const struct proposal_row *row);

#endif
