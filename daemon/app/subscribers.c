/*
 * Two tables a connection: what it asked for, and what it hears for it, each prefix once with the
 * number of those that need it. The first names its rows of the second, so that what is asked for no
 * more takes with it exactly what it was given, whatever the key may hear by then.
 */
#include "subscribers.h"

#include <stdio.h>
#include <stdlib.h>

#include "arena.h"

static struct subscriber *find_subscriber(const struct subscribers *subscribers, uint64_t line)
{
	struct subscriber *found;

	HASH_FIND(hh, subscribers->all, &line, sizeof(line), found);
	return found;
}

static void free_asked(struct subscriber *subscriber, struct asked *asked)
{
	HASH_DEL(subscriber->asked, asked);
	free(asked->held);
	free(asked);
}

static void free_subscriber(struct subscribers *subscribers, struct subscriber *subscriber)
{
	HASH_DEL(subscribers->all, subscriber);
	free(subscriber);
}

static void let_go(struct subscribers *subscribers, struct subscriber *subscriber,
                   struct held *held, subscribers_dropped *dropped, void *context)
{
	if (--held->needed > 0)
		return;
	if (dropped)
		dropped(context, held->prefix);
	HASH_DEL(subscriber->held, held);
	free(held);
	subscribers->held_count--;
}

static void drop_asked(struct subscribers *subscribers, struct subscriber *subscriber,
                       struct asked *asked, subscribers_dropped *dropped, void *context)
{
	for (size_t i = 0; i < asked->held_count; i++)
		let_go(subscribers, subscriber, asked->held[i], dropped, context);
	free_asked(subscriber, asked);
}

static void drop_all(struct subscribers *subscribers, struct subscriber *subscriber,
                     subscribers_dropped *dropped, void *context)
{
	struct asked *asked, *next;

	HASH_ITER (hh, subscriber->asked, asked, next)
		drop_asked(subscribers, subscriber, asked, dropped, context);
	free_subscriber(subscribers, subscriber);
}

void subscribers_close(struct subscribers *subscribers)
{
	struct subscriber *subscriber, *next;

	HASH_ITER (hh, subscribers->all, subscriber, next)
		drop_all(subscribers, subscriber, NULL, NULL);
}

struct asked *subscribers_ask(struct subscribers *subscribers, uint64_t line, const char *prefix)
{
	struct subscriber *subscriber = find_subscriber(subscribers, line);

	if (!subscriber) {
		subscriber = must_alloc(1, sizeof(*subscriber));
		subscriber->line = line;
		HASH_ADD(hh, subscribers->all, line, sizeof(line), subscriber);
	}
	struct asked *asked;

	HASH_FIND_STR(subscriber->asked, prefix, asked);
	if (asked || HASH_COUNT(subscriber->asked) >= LINE_PREFIXES_MAX)
		return NULL;
	asked = must_alloc(1, sizeof(*asked));
	snprintf(asked->prefix, sizeof(asked->prefix), "%s", prefix);
	HASH_ADD_STR(subscriber->asked, prefix, asked);
	return asked;
}

static void remember_held(struct asked *asked, struct held *held)
{
	if (asked->held_count == asked->held_capacity) {
		asked->held_capacity = asked->held_capacity ? 2 * asked->held_capacity : 1;
		asked->held = must_grow(asked->held, asked->held_capacity, sizeof(struct held *));
	}
	asked->held[asked->held_count++] = held;
	held->needed++;
}

enum holding subscribers_hold(struct subscribers *subscribers, uint64_t line, struct asked *asked,
                              const char *prefix)
{
	struct subscriber *subscriber = find_subscriber(subscribers, line);
	struct held *held;

	HASH_FIND_STR(subscriber->held, prefix, held);
	if (held) {
		remember_held(asked, held);
		return HOLDING_ALREADY;
	}
	if (subscribers->held_count >= HELD_MAX)
		return HOLDING_FULL;
	held = must_alloc(1, sizeof(*held));
	snprintf(held->prefix, sizeof(held->prefix), "%s", prefix);
	HASH_ADD_STR(subscriber->held, prefix, held);
	subscribers->held_count++;
	remember_held(asked, held);
	return HOLDING_NEW;
}

void subscribers_drop(struct subscribers *subscribers, uint64_t line, const char *prefix,
                      subscribers_dropped *dropped, void *context)
{
	struct subscriber *subscriber = find_subscriber(subscribers, line);
	struct asked *asked = NULL;

	if (subscriber)
		HASH_FIND_STR(subscriber->asked, prefix, asked);
	if (asked)
		drop_asked(subscribers, subscriber, asked, dropped, context);
	if (subscriber && !subscriber->asked)
		free_subscriber(subscribers, subscriber);
}

void subscribers_leave(struct subscribers *subscribers, uint64_t line, subscribers_dropped *dropped,
                       void *context)
{
	struct subscriber *subscriber = find_subscriber(subscribers, line);

	if (subscriber)
		drop_all(subscribers, subscriber, dropped, context);
}
