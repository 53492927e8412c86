/*
 * reply -- what the daemon answers and publishes, to bytes.
 *
 * One function for each kind of Reply; each appends one whole frame to a buffer.
 */
#ifndef WIRE_REPLY_H
#define WIRE_REPLY_H

#include "faults.h"
#include "scorecard.h"
#include "seal.h"
#include "standing.h"

struct buffer;
struct told_reply;

enum { EPOCH_SIZE = 16 };

/* What a standing is told with, beside itself. */
struct standing_notice {
	const uint8_t *epoch; /* EPOCH_SIZE */
	int64_t published_at;
	bool rehearsal;
	const uint8_t *state_hash; /* HASH_SIZE */
	const uint32_t *
	        ranks_before; /* [board_count] as published last, 0: not; NULL: no moves are told */
	const uint8_t *cause; /* ID_SIZE, or NULL: time */
};

/* The state_hash: BLAKE2b-256 of the canonical rows. */
void standing_seal(const struct standing *standing, uint8_t out[HASH_SIZE]);

/* faults are absent for OK alone. retry_after_ms 0: absent. */
void reply_refusal(struct buffer *out, uint64_t correlation, enum status status,
                   const struct faults *why, uint32_t retry_after_ms);

void reply_receipt(struct buffer *out, uint64_t correlation, const struct receipt *receipt);

/* A Standings message alone, as the feed carries it. */
void standing_encode(struct buffer *out, const struct standing *standing,
                     const struct standing_notice *notice);

void reply_standings(struct buffer *out, uint64_t correlation, const struct standing *standing,
                     const struct standing_notice *notice);

void reply_scorecard(struct buffer *out, uint64_t correlation, const struct scorecard *scorecard);

void reply_dry_run(struct buffer *out, uint64_t correlation, const struct standing *standing,
                   const struct standing_notice *notice, const struct scorecard *scorecard);

/* An entry of the journal as the store holds it. Where it is held back there are but its sequence and hashes. */
struct journal_entry {
	uint64_t sequence;
	int64_t received_at;
	const uint8_t *command; /* NULL: it is held back */
	size_t command_size;
	const uint8_t *signature;     /* SIGNATURE_SIZE */
	const uint8_t *key;           /* KEY_SIZE */
	const uint8_t *previous_hash; /* HASH_SIZE */
	const uint8_t *hash;          /* HASH_SIZE */
};

void reply_report(struct buffer *out, uint64_t correlation, const struct journal_entry *entry);

/* current: enum period or -1. */
void reply_season(struct buffer *out, uint64_t correlation, uint32_t version, const uint8_t *season,
                  size_t size, const uint8_t hash[HASH_SIZE], int current, int64_t finalised_at);

/* proof: NULL unless the last entry is the journal's. */
void reply_journal(struct buffer *out, uint64_t correlation, const struct journal_entry *entries,
                   size_t count, uint64_t head, const struct receipt *proof);

/* What a question of the core (question.h) is answered with: an OK reply and in it the member of
 * that name, zeroed, for the question to fill; then its bytes. */
void *reply_choose(struct told_reply *reply, const char *name);
void reply_append(struct buffer *out, uint64_t correlation, struct told_reply *reply);

void reply_pong(struct buffer *out, uint64_t correlation, int64_t now, const char *version,
                const uint8_t *epoch, bool rehearsal);

#endif
