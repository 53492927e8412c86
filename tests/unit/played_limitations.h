/*
 * played_limitations -- what boards have named as not going well in a played year, written again from the
 * rules.
 *
 * What the season's file lists is what the year asks for; what its own reports name is of the next.
 */
#ifndef TESTS_PLAYED_LIMITATIONS_H
#define TESTS_PLAYED_LIMITATIONS_H

#include "played_facts.h"

/* Those of the year before, and tasks that ask for them. */
void limitations_agree(struct dice *dice, struct arena *arena, struct season_draft *draft);

/* Those of a report: few, so that they come again, in any spelling. */
void limitations_name(struct played *played, struct submit_report *out);

/* What each board gets for them in a standing. */
void limitations_counted(struct played *played, const struct standing *standing);

/* Before a command that is accepted. */
void limitations_entering(struct played *played, const struct played_entry *entry);

#endif
