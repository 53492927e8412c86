/*
 * proposal_say -- what waits for a second signature, in words: what it says, who has signed, who should.
 */
#ifndef PROPOSAL_SAY_H
#define PROPOSAL_SAY_H

#include "messages.h"

struct arena;

/* "CB: +5,00 (KT1)" or "season 2024, version 2". In the arena. */
const char *proposal_say(struct arena *arena, const struct told_proposal *proposal, uint32_t year);

/* "+5,00" of an entry, by its kind. In the arena. */
const char *proposal_say_points(struct arena *arena, int kind, int64_t points);

/* "HN, the supervisor"; "–" for none. In the arena. */
const char *proposal_say_signers(struct arena *arena, const struct told_signature *signers,
                                 size_t count);

/* How a hash begins, by which people name it. In the arena. */
const char *proposal_say_hash(struct arena *arena, const uint8_t *hash);

/* What became of it, and when; of an open one until when it waits. In the arena. */
const char *proposal_say_state(struct arena *arena, const struct told_proposal *proposal);

#endif
