/*
 * outbox_lost -- receipts against a journal that may have been put back: which there are, which of
 * them the journal no longer holds, and what brings these back.
 *
 * The journal is a chain, so what it holds of one cluster's receipts is all up to some sequence.
 */
#ifndef THIDUA_OUTBOX_LOST_H
#define THIDUA_OUTBOX_LOST_H

#include "outbox.h"

/* Reads out of receipts where their entries are, for rows that were kept when this had no columns. */
bool outbox_number(struct outbox *outbox, const uint8_t key[KEY_SIZE], struct faults *why);

/* The first cluster, by name, after another ("": all) in which rows signed by key are acknowledged.
 */
bool outbox_next_cluster(struct outbox *outbox, const uint8_t key[KEY_SIZE], const char *after,
                         char out[CLUSTER_SIZE], bool *found, struct faults *why);

struct outbox_receipt {
	int64_t place;
	uint64_t sequence;
	uint8_t hash[HASH_SIZE];   /* of the journal there */
	uint8_t epoch[EPOCH_SIZE]; /* of the database in which it was last seen; zeros: not known */
};

/* Those of a cluster's acknowledged rows that are of one journal, by rising sequence, in arena; root
 * NULL: those of which it is not known yet. */
bool outbox_receipts(struct outbox *outbox, const uint8_t key[KEY_SIZE], const char *cluster,
                     const uint8_t *root, struct arena *arena, struct outbox_receipt **out,
                     size_t *count, struct faults *why);

/* A receipt of which it was not known is of this journal, in this database; root NULL: of none that
 * was looked at. */
bool outbox_assign(struct outbox *outbox, int64_t place, const uint8_t *root,
                   const uint8_t epoch[EPOCH_SIZE], struct faults *why);

/* Are there acknowledged rows of which it is not known? */
bool outbox_rootless(struct outbox *outbox, const uint8_t key[KEY_SIZE], bool *out,
                     struct faults *why);

/* The journal, in this database, holds the first of these receipts, as many as held, and not the
 * others: their rows are LOST. It says nothing of rows that another process has acknowledged, or
 * brought back, since the receipts were read: these stay as they are. */
bool outbox_judge(struct outbox *outbox, const struct outbox_receipt *receipts, size_t count,
                  size_t held, const uint8_t epoch[EPOCH_SIZE], struct faults *why);

/* Was one of key's acknowledged rows of the cluster last seen in another database? */
bool outbox_elsewhere(struct outbox *outbox, const uint8_t key[KEY_SIZE], const char *cluster,
                      const uint8_t epoch[EPOCH_SIZE], bool *out, struct faults *why);

/* Has one of key's acknowledged rows of the cluster, other than place, an entry at or after the
 * sequence? */
bool outbox_reaches(struct outbox *outbox, const uint8_t key[KEY_SIZE], const char *cluster,
                    uint64_t sequence, int64_t place, bool *out, struct faults *why);

/* The first lost row signed by key after (sequence, place), in arena, with its reply. */
bool outbox_next_lost(struct outbox *outbox, const uint8_t key[KEY_SIZE], uint64_t sequence,
                      int64_t place, struct arena *arena, struct outbox_row *out, bool *found,
                      struct faults *why);

/* Keeps the Reinstate that brings a row back, durable when it returns, unless it has one. */
bool outbox_keep(struct outbox *outbox, int64_t place, const struct signed_command *reinstate,
                 struct faults *why);

/* As outbox_record, of a lost row: ACKNOWLEDGED again, REFUSED, or LOST as before. Its first receipt
 * stays. */
bool outbox_record_lost(struct outbox *outbox, const struct outbox_result *result,
                        enum outbox_state *became, struct faults *why);

#endif
