/*
 * explain -- the points of a board in words: what was done, what was due, the formula with the
 * numbers put in, the rounding.
 *
 * Nothing is computed here that decides anything: the points are the daemon's, and the exact
 * fraction is the one it rounded.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "members.h"

/* by_loss: the task of which most was lost comes first. */
void explain_card(struct arena *arena, const struct told_scorecard *card,
                  const struct member_list *members, bool by_loss);

/* Centi-points as an exact fraction in decimal text, shown in points with up to six decimals and an
 * ellipsis when there are more: "3062500", "1000" is 30.625. In the arena. */
const char *explain_fraction(struct arena *arena, const char *numerator, const char *denominator);

#endif
