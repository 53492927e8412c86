/*
 * subscribers -- what each connection of the feed has asked for, and what of it it hears.
 *
 * Two prefixes that one connection asks for may be cut down to the same, and XPUB does not count
 * them: so a prefix is taken back only when the last one that needs it is.
 */
#ifndef APP_SUBSCRIBERS_H
#define APP_SUBSCRIBERS_H

#include <uthash.h>

#include "bus.h"

enum {
	LINE_PREFIXES_MAX = 1024, /* asked for by one connection */
	HELD_MAX = 65536,         /* heard by all */
};

struct held { /* a prefix that a connection hears */
	char prefix[TOPIC_SIZE];
	size_t needed; /* by so many that it asked for */
	UT_hash_handle hh;
};

struct asked { /* a prefix that it asked for */
	char prefix[TOPIC_SIZE];
	struct held **held; /* owned list of the subscriber's */
	size_t held_count, held_capacity;
	UT_hash_handle hh;
};

struct subscriber {
	uint64_t line;
	struct asked *asked;
	struct held *held;
	UT_hash_handle hh;
};

struct subscribers {
	struct subscriber *all;
	size_t held_count;
};

/* A prefix that a connection hears no more. */
typedef void subscribers_dropped(void *context, const char *prefix);

void subscribers_close(struct subscribers *subscribers);

/* NULL: it has asked for that before, or for too much. */
struct asked *subscribers_ask(struct subscribers *subscribers, uint64_t line, const char *prefix);

enum holding { HOLDING_NEW, HOLDING_ALREADY, HOLDING_FULL };
/* It hears this for what it asked, if that is not FULL. */
enum holding subscribers_hold(struct subscribers *subscribers, uint64_t line, struct asked *asked,
                              const char *prefix);

/* It does not ask for it any more. */
void subscribers_drop(struct subscribers *subscribers, uint64_t line, const char *prefix,
                      subscribers_dropped *dropped, void *context);
/* It is gone. */
void subscribers_leave(struct subscribers *subscribers, uint64_t line, subscribers_dropped *dropped,
                       void *context);

#endif
