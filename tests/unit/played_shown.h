/*
 * played_shown -- who sees what of a played year, written again from the rules: members in a freeze what they
 * saw last before it, the public what was published.
 */
#ifndef TESTS_PLAYED_SHOWN_H
#define TESTS_PLAYED_SHOWN_H

#include "played_facts.h"

/* A freeze of one of its periods, and publication. */
void shown_agree(struct dice *dice, struct season_draft *draft);

/* Is anything held back now? */
bool shown_frozen(const struct played *played, int64_t now);

/* What members and the public see of each period. */
void shown_look(struct facts *facts, struct played *played, int64_t now);

/* Before a command that is accepted. */
void shown_entering(struct played *played, const struct played_entry *entry);

#endif
