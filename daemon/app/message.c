/*
 * Messages are made when they are first needed and never freed before the end; `all` knows each
 * one, so that the oldest command can be found and everything be freed, wherever it is. A message
 * given back keeps one block of its arena and the room of its reply, unless that was unusually
 * large.
 */
#include "message.h"

#include <stdlib.h>
#include <string.h>

#include "seal.h"

/* A report of 14 lines needs about 8 KiB decoded; the largest command allowed, with every text at
 * its bound, fits as well. */
enum { ARENA_BUDGET = 4 * 1024 * 1024, REPLY_KEPT = 16 * 1024 };

void list_push(struct message_list *list, struct message *message)
{
	message->next = NULL;
	if (list->last)
		list->last->next = message;
	else
		list->first = message;
	list->last = message;
	list->count++;
}

struct message *list_pop(struct message_list *list)
{
	struct message *message = list->first;

	if (!message)
		return NULL;
	list->first = message->next;
	if (!list->first)
		list->last = NULL;
	list->count--;
	message->next = NULL;
	return message;
}

void list_append(struct message_list *to, struct message_list *from)
{
	if (!from->first)
		return;
	if (to->last)
		to->last->next = from->first;
	else
		to->first = from->first;
	to->last = from->last;
	to->count += from->count;
	*from = (struct message_list){ 0 };
}

void message_pool_open(struct message_pool *pool, size_t bound)
{
	*pool = (struct message_pool){ .bound = bound,
		                       .all = must_alloc(bound, sizeof(struct message *)) };
}

struct message *message_take(struct message_pool *pool)
{
	struct message *message = list_pop(&pool->idle);

	if (!message) {
		if (pool->made == pool->bound)
			return NULL;
		message = must_alloc(1, sizeof(*message));
		arena_init(&message->arena, ARENA_BUDGET);
		pool->all[pool->made++] = message;
	}
	faults_init(&message->why, &message->arena);
	return message;
}

void message_give(struct message_pool *pool, struct message *message)
{
	struct arena arena = message->arena;
	struct buffer reply = message->reply;

	arena_reset(&arena);
	buffer_reset(&reply);
	if (reply.capacity > REPLY_KEPT)
		buffer_close(&reply);
	*message = (struct message){ .arena = arena, .reply = reply };
	list_push(&pool->idle, message);
}

bool message_pool_empty(const struct message_pool *pool)
{
	return pool->idle.count == 0 && pool->made == pool->bound;
}

size_t message_pool_busy(const struct message_pool *pool)
{
	return pool->made - pool->idle.count;
}

int64_t message_pool_oldest(const struct message_pool *pool)
{
	int64_t oldest = INT64_MAX;

	for (size_t i = 0; i < pool->made; i++) {
		const struct message *message = pool->all[i];

		if (message->request.body == REQUEST_COMMAND && message->sequence == 0 &&
		    message->received_at < oldest)
			oldest = message->received_at;
	}
	return oldest;
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

void message_verify(void *job)
{
	struct message *message = job;
	const struct signed_command *sealed = &message->request.signed_command;

	message->verified =
	        seal_verify(sealed->bytes, sealed->size, sealed->signature, sealed->key);
	if (!message->verified)
		return;
	message->decoded = command_decode(sealed->bytes, sealed->size, &message->arena,
	                                  &message->command, &message->why);
	memcpy(message->command.key, sealed->key, KEY_SIZE);
	message->command.received_at = message->received_at;
}
