/*
 * message -- one request under way, from the socket to its reply.
 *
 * A message is in exactly one place, and its place is the list that holds it. message_move is the
 * only function that changes either, and goes only where the drawing goes:
 *
 *   IDLE      --> RECEIVED                   a frame has come
 *   RECEIVED  --> QUEUED, CLOCK, IDLE
 *   QUEUED    --> VERIFYING, WAITING, READING, HELD, IDLE
 *   VERIFYING --> WAITING, ENTERED, FOLLOWING, READING, HELD, IDLE
 *   WAITING   --> RUNNABLE, IDLE             what it waits for is there; the database is not
 *   RUNNABLE  --> WAITING, ENTERED, FOLLOWING, READING, HELD, IDLE
 *   ENTERED   --> REDO, IDLE                 the batch failed; it committed
 *   FOLLOWING --> RUNNABLE                   either
 *   HELD      --> RUNNABLE, IDLE             the batch failed; it committed
 *   READING   --> IDLE
 *   REDO      --> ENTERED, FOLLOWING, READING, HELD, REDO, IDLE
 *   CLOCK     --> IDLE
 *
 * REDO to REDO: behind what failed just now, which was before it.
 * IDLE is reached by the reply alone: what was read from the socket is always answered. The pool
 * bounds how many messages there are; when none is IDLE the ROUTER is not read and TCP pushes back.
 */
#ifndef APP_MESSAGE_H
#define APP_MESSAGE_H

#include "arena.h"
#include "buffer.h"
#include "bus.h"
#include "request.h"

enum message_place {
	MESSAGE_IDLE,      /* nobody's */
	MESSAGE_RECEIVED,  /* its envelope is looked at */
	MESSAGE_QUEUED,    /* in the lane of its key */
	MESSAGE_VERIFYING, /* a thread has it */
	MESSAGE_WAITING, /* for its cluster, which is being loaded, or for what came the day before */
	MESSAGE_RUNNABLE,  /* its turn comes */
	MESSAGE_ENTERED,   /* a command in a batch */
	MESSAGE_FOLLOWING, /* the same command again: looked at once the batch is through */
	MESSAGE_HELD,      /* its reply shows what is in a batch: goes out with the commit */
	MESSAGE_READING,   /* the store looks something up for it */
	MESSAGE_REDO,      /* was in a batch that failed: before everything new */
	MESSAGE_CLOCK,     /* advanced the clock: until nothing is due */
	MESSAGE_PLACES
};

struct message_list {
	enum message_place place;
	struct message *first;
	size_t count;
};

enum verdict { /* of the verifying thread */
	       VERDICT_NONE,
	       VERDICT_FORGED,   /* the signature is wrong */
	       VERDICT_UNSHAPED, /* not what it came as: why says what is wrong */
	       VERDICT_SOUND,    /* command, or request.query, is complete */
};

struct lane_share {        /* what it takes of the lane of its key */
	struct lane *lane; /* NULL: none */
	size_t size;       /* as it came */
	unsigned weight;
};

struct message {
	struct message_list *list; /* that holds it */
	struct message *next, *prev;
	struct message *earlier, *later; /* of all that are under way, by when they came */
	struct arena arena;              /* its bytes, and everything decoded from them */
	struct faults why;
	struct peer peer;
	struct request request;
	struct command command;    /* COMMAND, DRY_RUN */
	struct granted_key reader; /* QUERY, SIGNED_QUERY: who asks, in its cluster */
	int64_t held_from; /* GET_JOURNAL: the first instant whose entries, but his own, are held back */
	enum verdict verdict;
	bool told;         /* its sender has had a reply: patience.c */
	bool relayed;      /* came over a relay's connection */
	bool shared;       /* counts for its signer (relays.h) */
	unsigned attempts; /* batches that failed with it */
	uint64_t sequence; /* ENTERED: of its entry */
	uint8_t hash[HASH_SIZE];
	bool has_late_days; /* these three for the receipt */
	uint32_t late_days;
	bool proposal;
	int current;             /* GET_SEASON: enum period or -1 */
	int64_t finalised_at;    /* GET_SEASON; 0: it was not */
	int64_t received_at;     /* the daemon's clock when it came */
	int64_t arrived;         /* monotonic, for metrics */
	size_t charged;          /* bytes of it that the pool counts */
	struct lane_share share; /* lanes.c's */
	struct buffer reply;     /* kept for the next message */
};

struct message_pool {
	struct message_list at[MESSAGE_PLACES]; /* those of entries and batches stay empty here */
	struct message **all;                   /* owned: every message ever made, wherever it is */
	struct message *under_way;              /* the earliest */
	size_t made, bound;
	size_t bytes, bytes_bound; /* of what is under way */
};

void message_pool_open(struct message_pool *pool, size_t bound, size_t bytes_bound);
/* Frees all, wherever they are: only when nobody will touch one again. */
void message_pool_close(struct message_pool *pool);

/* One that is RECEIVED now, and came then; NULL when the pool is empty: bound messages are under way,
 * or as many bytes. */
struct message *message_begin(struct message_pool *pool, int64_t received_at);
/* What it holds is counted anew: after it was copied, decoded or answered. */
void message_charge(struct message_pool *pool, struct message *message);
/* To the end of a list, from wherever it is. The list belongs to the pool, an entry or a batch. */
void message_move(struct message *message, struct message_list *to);
/* All of a list, in order. */
void message_move_all(struct message_list *from, struct message_list *to);
/* It has been answered: IDLE. */
void message_end(struct message_pool *pool, struct message *message);

static inline enum message_place message_place(const struct message *message)
{
	return message->list->place;
}

/* The cluster it is about. */
const char *message_cluster(const struct message *message);

bool message_pool_empty(const struct message_pool *pool);
size_t message_pool_busy(const struct message_pool *pool);
/* When the oldest command came that has not been entered or refused yet; INT64_MAX: none is under
 * way. */
int64_t message_pool_oldest(const struct message_pool *pool);

/* Checks the signature and decodes what is signed. Pure: touches the message alone, runs in a
 * verifier's thread. */
void message_verify(void *message);

#endif
