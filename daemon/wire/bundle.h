/*
 * bundle -- an exported journal: written by the client, recomputed by anybody.
 *
 * Format: proto/thidua/v1/bundle.proto. Verifying replays every entry through the core: chain,
 * signatures, every rule, and the state_hash of every locked standing.
 */
#ifndef WIRE_BUNDLE_H
#define WIRE_BUNDLE_H

#include "reply.h"

struct buffer;

void bundle_begin(struct buffer *out, const char *cluster, const uint8_t operator_key[KEY_SIZE],
                  const uint8_t epoch[EPOCH_SIZE], int64_t exported_at);
void bundle_entry(struct buffer *out, const struct journal_entry *entry);
/* A Standings message as the daemon sent it. */
void bundle_locked(struct buffer *out, const uint8_t *standings, size_t size);
/* proof: JournalPage.proof of the last entry; NULL: an older daemon gave none. */
void bundle_end(struct buffer *out, uint64_t entries, const struct told_receipt *proof);

enum { HONOURED_MOST = 8 }; /* a daemon does not change its key so often */

struct bundle_verdict {
	bool agrees;
	char difference[400]; /* the first one, in English: what, where, expected, found */
	char cluster[CLUSTER_SIZE];
	uint8_t operator_key[KEY_SIZE];
	uint64_t entries;
	uint32_t locked;
	uint8_t head[HASH_SIZE];
	/* Does the daemon's word stand in it? Else daemon_key is zeros, and rehearsal is as the
	 * standings tell: nothing proves it, so nobody should be told. */
	bool proven, rehearsal;
	uint8_t daemon_key[KEY_SIZE];
	uint64_t reinstated; /* entries that brought something back */
	/* By whose receipts: mostly daemon_key, and keys that the daemon had before. */
	size_t honoured_count;
	uint8_t honoured_keys[HONOURED_MOST][KEY_SIZE];
};

/* operator_key, daemon_key: the root, and whose word must stand in it. NULL: the bundle's own, and
 * anybody's or none. */
void bundle_verify(const uint8_t *bytes, size_t size, const uint8_t *operator_key,
                   const uint8_t *daemon_key, struct bundle_verdict *out);

/* The same; tells now and then how many bytes are done (step: NULL: nobody asks). The difference is in
 * why as well, which is empty before: the fields of its faults begin with the place in the file,
 * "header", "entry 6", "standing 2024 Q1", "trailer", "at byte 17" or "at the end", and go on after
 * a colon. */
typedef void bundle_step(size_t done, size_t size);
void bundle_verify_watched(const uint8_t *bytes, size_t size, const uint8_t *operator_key,
                           const uint8_t *daemon_key, bundle_step *step, struct faults *why,
                           struct bundle_verdict *out);

/* Both live as long as the visit. */
typedef void bundle_visitor(void *context, const struct journal_entry *entry,
                            const struct command *command);

/* The entries of a bundle that was verified, in order. False at what cannot be read. */
bool bundle_entries(const uint8_t *bytes, size_t size, bundle_visitor *visit, void *context);

#endif
