/*
 * Messages are made when they are first needed and never freed before the end; `all` knows each
 * one, so that everything can be freed, wherever it is. A message given back keeps one block of its
 * arena and the room of its reply, unless that was unusually large.
 *
 * What is under way stands in the order in which it came, wherever it is, so that the oldest command
 * that is not decided is found behind those of the batch that gathers. To look through all that were
 * ever made took six instructions for each: 7 % of what the loop does for one report alone, once
 * queue_max had been under way.
 *
 * Lists are linked both ways: a message leaves from the middle of its list as cheaply as from the
 * front, so to move it nobody need know where it was.
 */
#include "message.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "query.h"
#include "signing.h"

/* A report of 14 lines needs about 8 KiB decoded; the largest command allowed, with every text at
 * its bound, fits as well. */
enum {
	ARENA_BUDGET = 4 * 1024 * 1024,
	ARENA_KEPT = 16 * 1024, /* of one that used more nothing is kept */
	REPLY_KEPT = 4 * 1024
};

#define TO(place) (1u << MESSAGE_##place)

static const unsigned moves[MESSAGE_PLACES] = {
	[MESSAGE_IDLE] = TO(RECEIVED),
	[MESSAGE_RECEIVED] = TO(QUEUED) | TO(CLOCK) | TO(IDLE),
	[MESSAGE_QUEUED] = TO(VERIFYING) | TO(WAITING) | TO(READING) | TO(HELD) | TO(IDLE),
	[MESSAGE_VERIFYING] =
	        TO(WAITING) | TO(ENTERED) | TO(FOLLOWING) | TO(READING) | TO(HELD) | TO(IDLE),
	[MESSAGE_WAITING] = TO(RUNNABLE) | TO(IDLE),
	[MESSAGE_RUNNABLE] =
	        TO(WAITING) | TO(ENTERED) | TO(FOLLOWING) | TO(READING) | TO(HELD) | TO(IDLE),
	[MESSAGE_ENTERED] = TO(REDO) | TO(IDLE),
	[MESSAGE_FOLLOWING] = TO(RUNNABLE),
	[MESSAGE_HELD] = TO(RUNNABLE) | TO(IDLE),
	[MESSAGE_READING] = TO(IDLE),
	[MESSAGE_REDO] = TO(ENTERED) | TO(FOLLOWING) | TO(READING) | TO(HELD) | TO(REDO) | TO(IDLE),
	[MESSAGE_CLOCK] = TO(IDLE),
};

static void unlink_message(struct message *message)
{
	DL_DELETE(message->list->first, message);
	message->list->count--;
}

static void link_message(struct message *message, struct message_list *list)
{
	message->list = list;
	DL_APPEND(list->first, message);
	list->count++;
}

void message_move(struct message *message, struct message_list *to)
{
	assert(moves[message_place(message)] & (1u << to->place));
	unlink_message(message);
	link_message(message, to);
}

void message_move_all(struct message_list *from, struct message_list *to)
{
	while (from->first)
		message_move(from->first, to);
}

void message_pool_open(struct message_pool *pool, size_t bound, size_t bytes_bound)
{
	*pool = (struct message_pool){ .bound = bound,
		                       .bytes_bound = bytes_bound,
		                       .all = must_alloc(bound, sizeof(struct message *)) };
	for (enum message_place place = 0; place < MESSAGE_PLACES; place++)
		pool->at[place].place = place;
}

void message_pool_close(struct message_pool *pool)
{
	for (size_t i = 0; i < pool->made; i++) {
		arena_close(&pool->all[i]->arena);
		buffer_close(&pool->all[i]->reply);
		free(pool->all[i]);
	}
	free(pool->all);
	*pool = (struct message_pool){ 0 };
}

static void make_message(struct message_pool *pool)
{
	struct message *message = must_alloc(1, sizeof(*message));

	arena_init(&message->arena, ARENA_BUDGET);
	pool->all[pool->made++] = message;
	link_message(message, &pool->at[MESSAGE_IDLE]);
}

/* To its place among those under way: the last, unless the clock was set back by so little that it is believed. */
static void arrive(struct message_pool *pool, struct message *message)
{
	struct message *before = pool->under_way ? pool->under_way->earlier : NULL;

	while (before && before->received_at > message->received_at)
		before = before == pool->under_way ? NULL : before->earlier;
	DL_APPEND_ELEM2(pool->under_way, before, message, earlier, later);
}

struct message *message_begin(struct message_pool *pool, int64_t received_at)
{
	if (message_pool_empty(pool))
		return NULL;
	if (pool->at[MESSAGE_IDLE].count == 0)
		make_message(pool);
	struct message *message = pool->at[MESSAGE_IDLE].first;

	message->told = false;
	message->received_at = received_at;
	arrive(pool, message);
	faults_init(&message->why, &message->arena);
	message_move(message, &pool->at[MESSAGE_RECEIVED]);
	return message;
}

void message_charge(struct message_pool *pool, struct message *message)
{
	size_t held = message->arena.used + message->reply.capacity;

	pool->bytes += held - message->charged; /* unsigned arithmetic comes out right */
	message->charged = held;
}

void message_end(struct message_pool *pool, struct message *message)
{
	message_move(message, &pool->at[MESSAGE_IDLE]);
	DL_DELETE2(pool->under_way, message, earlier, later);
	pool->bytes -= message->charged;
	if (message->arena.used > ARENA_KEPT)
		arena_close(&message->arena);
	else
		arena_reset(&message->arena);
	buffer_reset(&message->reply);
	if (message->reply.capacity > REPLY_KEPT)
		buffer_close(&message->reply);
	*message = (struct message){ .list = message->list,
		                     .prev = message->prev,
		                     .arena = message->arena,
		                     .reply = message->reply };
}

const char *message_cluster(const struct message *message)
{
	return request_asks(&message->request) ? message->request.query.cluster
	                                       : message->command.cluster;
}

bool message_pool_empty(const struct message_pool *pool)
{
	return (pool->at[MESSAGE_IDLE].count == 0 && pool->made == pool->bound) ||
	       pool->bytes >= pool->bytes_bound;
}

size_t message_pool_busy(const struct message_pool *pool)
{
	return pool->made - pool->at[MESSAGE_IDLE].count;
}

/* What is ENTERED has its place in the journal; what is READING had it before. */
static bool undecided(const struct message *message)
{
	switch (message_place(message)) {
	case MESSAGE_RECEIVED:
	case MESSAGE_QUEUED:
	case MESSAGE_VERIFYING:
	case MESSAGE_WAITING:
	case MESSAGE_RUNNABLE:
	case MESSAGE_FOLLOWING:
	case MESSAGE_HELD:
	case MESSAGE_REDO:
		return message->request.body == REQUEST_COMMAND;
	default:
		return false;
	}
}

int64_t message_pool_oldest(const struct message_pool *pool)
{
	const struct message *message;

	DL_FOREACH2 (pool->under_way, message, later)
		if (undecided(message))
			return message->received_at;
	return INT64_MAX;
}

static void verify_query(struct message *message)
{
	const struct signed_command *sealed = &message->request.signed_command;

	if (!signing_verify(SIGNED_AS_QUERY, sealed))
		message->verdict = VERDICT_FORGED;
	else if (query_decode(sealed->bytes, sealed->size, &message->arena, &message->request.query,
	                      &message->why))
		message->verdict = VERDICT_SOUND;
	else
		message->verdict = VERDICT_UNSHAPED;
}

/* Once a dry run was signed as a command, and who had its bytes could send them as one. */
static enum verdict verify_signature(struct message *message)
{
	const struct signed_command *sealed = &message->request.signed_command;
	const bool tried = message->request.body == REQUEST_DRY_RUN;

	if (signing_verify(tried ? SIGNED_AS_DRY_RUN : SIGNED_AS_COMMAND, sealed))
		return VERDICT_SOUND;
	if (!tried || !signing_verify(SIGNED_AS_COMMAND, sealed))
		return VERDICT_FORGED;
	fail(&message->why, FAULT_DRY_RUN_AS_COMMAND, "signature");
	return VERDICT_UNSHAPED;
}

static void verify_command(struct message *message)
{
	const struct signed_command *sealed = &message->request.signed_command;

	message->verdict = verify_signature(message);
	if (message->verdict != VERDICT_SOUND)
		return;
	bool decoded = command_decode(sealed->bytes, sealed->size, &message->arena,
	                              &message->command, &message->why) &&
	               command_prove(&message->command, &message->why);

	message->verdict = decoded ? VERDICT_SOUND : VERDICT_UNSHAPED;
	memcpy(message->command.key, sealed->key, KEY_SIZE);
	message->command.received_at = message->received_at;
}

void message_verify(void *job)
{
	struct message *message = job;

	if (message->request.body == REQUEST_SIGNED_QUERY)
		verify_query(message);
	else
		verify_command(message);
}
