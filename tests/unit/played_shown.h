/*
 * played_shown -- who sees what of a played year, written again from the rules: members in a freeze what they
 * saw last before it, the public what was published.
 */
#ifndef TESTS_PLAYED_SHOWN_H
#define TESTS_PLAYED_SHOWN_H

#include "played_facts.h"

/* A freeze of one of its periods, and publication. */
void shown_agree(struct dice *dice, struct season_draft *draft);

/* Of the first of two: mostly of its last period, and so long that the next season begins in it. */
void shown_stretch(struct dice *dice, struct season_draft *draft);

/* Is anything held back now? */
bool shown_frozen(const struct played *played, int64_t now);

/* When a season was defined first; INT64_MAX: it is not. */
int64_t shown_defined_at(const struct played *played, size_t season);

/* Until when it may be told in the season of which is spoken what came of all: now, or to the last instant before
 * the freeze of another one. */
int64_t shown_told_elsewhere(struct played *played, int64_t now);

/* What members and the public see of each period. */
void shown_look(struct facts *facts, struct played *played, int64_t now);

/* In which seasons nothing may move by a command, as bits: another one is frozen, and it is of that, or says something
 * of limitations, which are of no one season. */
unsigned shown_shut(struct played *played, const struct command *command);

/* What any audience sees of the standings of these seasons. */
uint64_t shown_of(struct played *played, unsigned seasons, int64_t now);

/* Before a command that is accepted. */
void shown_entering(struct played *played, const struct played_entry *entry);

#endif
