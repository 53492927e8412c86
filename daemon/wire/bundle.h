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
void bundle_end(struct buffer *out, uint64_t entries);

struct bundle_verdict {
	bool agrees;
	char difference[400]; /* the first one, in English: what, where, expected, found */
	char cluster[CLUSTER_SIZE];
	uint8_t operator_key[KEY_SIZE];
	uint64_t entries;
	uint32_t locked;
	uint8_t head[HASH_SIZE];
};

/* operator_key: the root to hold it against; NULL: the bundle's own. */
void bundle_verify(const uint8_t *bytes, size_t size, const uint8_t *operator_key,
                   struct bundle_verdict *out);

#endif
