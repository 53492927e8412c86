/*
 * deeds -- commands as they come from a line, with bytes and the hash of these, for what waits for a
 * signature and what is named by its hash.
 */
#ifndef TESTS_DEEDS_H
#define TESTS_DEEDS_H

#include "rig.h"

/* An empty cluster with all offices of the season, "Vu" the supervisor, "viewer" and "public", which sees
 * what was published, and the season. Keys are granted on 2024-01-02. */
void deeds_begin(struct rig *rig, const struct season_draft *draft);

/* With bytes, their hash, and what they say, as it is read from a line. */
struct command deeds_sealed(struct rig *rig, const struct command *command);

/* Sealed and sent: "OK", or status and field. The command is as it was read. */
const char *deeds_send(struct rig *rig, struct command *command);

/* What waits is proposed by one and signed by the other; fails the test when it is refused. */
void deeds_agree(struct rig *rig, struct command *proposed, const char *by, const char *when);

#endif
