/*
 * played_makers -- random commands of every kind, at the state that a played year has come to.
 *
 * A new command is a row of makers[].
 */
#ifndef TESTS_PLAYED_MAKERS_H
#define TESTS_PLAYED_MAKERS_H

#include "played_year.h"

/* Policies of the season that the commands need. */
void makers_policies(struct dice *dice, struct season_draft *draft);

/* What a cluster must be told before its first command. */
void makers_start(struct cluster *cluster);

struct command makers_season(struct played *played, const struct season_draft *draft,
                             uint32_t version, int64_t now);

/* False: nothing of the kind that was thrown is there to try. */
bool makers_any(struct played *played, struct command *out, const char **by);

/* "BA Q1", of the scratch arena. */
const char *makers_about(struct played *played, const struct command *command);

#endif
