/*
 * lanes -- a queue for each connection key, served in turns.
 *
 * Requests of all went through one queue, so that one key's flood stood before everybody's report.
 * Here each CURVE key has a lane of its own (never a signer, whom nobody has verified yet): only so
 * much of it is on its way at once, from the verifier to the commit, and what waits of one key waits
 * behind that key's requests alone. A lane keeps its order.
 */
#ifndef APP_LANES_H
#define APP_LANES_H

#include <uthash.h>

#include "message.h"

struct lane {
	uint8_t key[KEY_SIZE];
	struct message_list queued;
	size_t count, bytes;      /* of all its messages, queued or on their way */
	unsigned on_its_way;      /* weight */
	struct lane *prev, *next; /* of those that have something queued, in turns */
	UT_hash_handle hh;
};

struct lanes {
	struct lane *all;            /* uthash */
	struct lane *turns;          /* utlist */
	size_t count_max, bytes_max; /* of one key */
};

void lanes_open(struct lanes *lanes, size_t count_max, size_t bytes_max);
/* Messages are the pool's. */
void lanes_close(struct lanes *lanes);

/* Queues a message of size bytes that is RECEIVED; false: its key has too many, or too many bytes. */
bool lanes_enter(struct lanes *lanes, struct message *message, const uint8_t key[KEY_SIZE],
                 size_t size);
/* The next one whose turn it is, which is on its way from here on and leaves the queue at once; NULL:
 * all lanes are empty or full. */
struct message *lanes_next(struct lanes *lanes);
bool lanes_ready(const struct lanes *lanes);
/* The message with this share has been answered. */
void lanes_leave(struct lanes *lanes, const struct lane_share *share);

#endif
