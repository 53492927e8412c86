/*
 * replay -- an entry of the journal into its cluster, as the daemon does at a load and --rebuild
 * does for all.
 */
#ifndef APP_REPLAY_H
#define APP_REPLAY_H

#include "cluster.h"
#include "reply.h"

struct arena;

/* Enters the next entry, or the next that was not left out where a cluster lacks years, with its command in the arena, which is reset before. It was judged when
 * it was accepted; what is looked at now is that the chain holds, that the bytes are a command, and
 * that it belongs to this state. False when not: the journal is broken there. */
bool replay_entry(struct cluster *cluster, const struct journal_entry *entry, struct arena *arena,
                  struct command *out);

#endif
