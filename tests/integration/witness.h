/*
 * witness -- a store under test and a diary of all that it told, in order and in few words.
 */
#ifndef TESTS_WITNESS_H
#define TESTS_WITNESS_H

#include "poller.h"
#include "store.h"

struct witness {
	struct store *store;
	struct poller *poller;
	char diary[20000]; /* "ready", "committed", "entry C1/1", ... one a line */
	size_t entries, answers;
};

/* Opens a store; rehearsal false. */
void witness_open(struct witness *witness, const char *conninfo);
void witness_open_with(struct witness *witness, const struct store_settings *settings);
/* Opens one on a new, migrated database, whose conninfo is returned, and waits until it is ready.
 */
const char *witness_open_fresh(struct witness *witness);
void witness_close(struct witness *witness);

/* Turns the loop until the diary holds the text (from now on: it is emptied first by
 * witness_forget), or fails after 20 s. */
void witness_until(struct witness *witness, const char *text);
/* One turn; a glance is one that does not wait. */
void witness_turn(struct witness *witness);
void witness_glance(struct witness *witness);
void witness_forget(struct witness *witness);

/* A journal row of a cluster: id and hashes follow from cluster and sequence. size bytes of
 * command. */
void witness_journal(struct batch *batch, const char *cluster, uint64_t sequence, size_t size);
void witness_journal_of(struct batch *batch, const char *cluster, uint32_t year, uint64_t sequence,
                        size_t size);
/* The batch moves the head of a cluster from here to there; hashes are those of witness_journal. */
void witness_head(struct batch *batch, const char *cluster, uint64_t before, uint64_t sequence);
/* A report of 3 tasks: 1, absent, 2 of 4. */
void witness_report(struct batch *batch, const char *cluster, const char *board, uint32_t revision,
                    uint64_t sequence);

/* The season of a ruleset of 2024, named in Vietnamese. */
void witness_season(struct batch *batch, const struct ruleset *ruleset, int64_t next_change);

/* Commits and waits for the outcome, which then stands alone in the diary. */
void witness_commit(struct witness *witness, struct batch *batch);
/* Commits a batch of one journal row and its head, and waits for its outcome. */
void witness_append(struct witness *witness, const char *cluster, uint64_t sequence);

#endif
