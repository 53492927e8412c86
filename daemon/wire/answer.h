/*
 * answer -- what a client reads: Reply and Standings frames to plain structs. The reverse of reply.
 *
 * The told_ structs of messages.h are what travelled, not core state: an answer is read by people and
 * programs that have no season at hand. Periods in them are the wire's numbers, from 1. Everything
 * lives in the caller's arena.
 */
#ifndef WIRE_ANSWER_H
#define WIRE_ANSWER_H

#include "reply.h"

struct answer {
	uint64_t correlation;
	enum status status;
	size_t fault_count;
	const struct fault *faults;
	uint32_t retry_after_ms;
	enum answer_kind kind;
	const struct told_reply *reply; /* as it travelled, for what has no member here */
	struct receipt receipt;
	struct told_standings standings; /* also DRY_RUN */
	struct told_scorecard scorecard; /* also DRY_RUN */
	size_t entry_count;              /* REPORT: 1; JOURNAL: with those that are held back */
	const struct journal_entry *entries;
	uint64_t head;
	struct {
		uint32_t version;
		const uint8_t *bytes;
		size_t size;
		uint8_t hash[HASH_SIZE];
		int current;          /* enum period or -1 */
		int64_t finalised_at; /* 0: it was not */
	} season;
	struct told_completeness completeness;
	struct told_pong pong;
};

/* out points into from afterwards. */
void answer_entry(const struct told_entry *from, struct journal_entry *out);

/* False when the bytes are no Reply; unknown fields are passed over, so that an old client reads a
 * new daemon. */
bool answer_decode(const uint8_t *bytes, size_t size, struct arena *arena, struct answer *out);

bool answer_standings(const uint8_t *bytes, size_t size, struct arena *arena,
                      struct told_standings *out);

#endif
