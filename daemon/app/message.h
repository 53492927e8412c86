/*
 * message -- one request under way, from the socket to its reply.
 *
 * A message is in exactly one place at a time: the verifier, the list of a cluster that is being
 * loaded, a batch, a read of the store, or the redo list. Its arena holds its bytes and everything
 * decoded from them. The pool bounds how many there are; when it is empty the ROUTER is not read
 * and TCP pushes back.
 */
#ifndef APP_MESSAGE_H
#define APP_MESSAGE_H

#include "arena.h"
#include "buffer.h"
#include "bus.h"
#include "request.h"

struct message {
	struct message *next; /* in the list that holds it */
	struct arena arena;
	struct faults why;
	struct peer peer;
	struct request request;
	struct command command; /* COMMAND, DRY_RUN: set by message_verify */
	bool verified;          /* the signature is right */
	bool decoded;           /* command is complete; else why says what is wrong */
	bool uncertain;    /* was in a batch of unknown fate: is not answered until that is known */
	unsigned attempts; /* batches that failed with it */
	uint64_t sequence; /* of its entry, once entered */
	uint8_t hash[HASH_SIZE];
	uint32_t late_days;
	int current;         /* GET_SEASON: enum period or -1 */
	int64_t received_at; /* the daemon's clock when it came */
	int64_t arrived;     /* monotonic, for metrics */
	struct buffer reply; /* ready, waiting for the batch that it reads from; kept for the next
	                        message */
};

struct message_list {
	struct message *first, *last;
	size_t count;
};

void list_push(struct message_list *list, struct message *message);
/* The first, taken out; NULL when empty. */
struct message *list_pop(struct message_list *list);
/* Moves all of `from` behind `to`. */
void list_append(struct message_list *to, struct message_list *from);

struct message_pool {
	struct message_list idle;
	struct message **all; /* owned: every message ever made, wherever it is */
	size_t made, bound;
};

void message_pool_open(struct message_pool *pool, size_t bound);

/* NULL when bound messages are under way. */
struct message *message_take(struct message_pool *pool);
void message_give(struct message_pool *pool, struct message *message);
bool message_pool_empty(const struct message_pool *pool);
size_t message_pool_busy(const struct message_pool *pool);
/* When the oldest command came that has not been entered or refused yet; INT64_MAX: none is under
 * way. */
int64_t message_pool_oldest(const struct message_pool *pool);
/* Frees all, wherever they are: only when nobody will touch one again. */
void message_pool_close(struct message_pool *pool);

/* Checks the signature and decodes the command. Pure: touches the message alone, runs in a
 * verifier's thread. */
void message_verify(void *message);

#endif
