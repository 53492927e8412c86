/*
 * pending -- what a batch holds beside its rows: the messages that wait for it, the seasons that it
 * moved, and what is to be told once it is committed.
 *
 * Two of them take turns: one gathers while the other flies.
 */
#ifndef APP_PENDING_H
#define APP_PENDING_H

#include "cache.h"
#include "message.h"
#include "store.h"

struct cause { /* the last command that may have moved a standing */
	uint64_t sequence;
	uint8_t id[ID_SIZE];
};

struct touched {             /* a season that the batch moved */
	size_t next;         /* 1 + the place of another row of the entry; 0: none */
	struct entry *entry; /* pinned */
	uint32_t year;       /* 0: the cluster itself, a row that each has that a command entered */
	struct cluster_mark before; /* year 0: the cluster without the batch */
	uint64_t sequence;          /* the cluster's when the batch was sealed */
	bool access;                /* year 0: who may connect has changed */
	enum period from;           /* standings before this one do not change */
	bool calendar;              /* when time moves it next has changed */
	bool by_time;               /* time has moved it */
	int64_t now;                /* by_time: how far; calendar: since when */
	int64_t next_change;        /* by_time, calendar: found when the batch is sealed */
	struct seats seats;         /* the same */
	bool shown; /* who may see what has changed: all of the cluster is published with the commit */
	struct unveiling unveiling;   /* of the freeze that it ends; year 0: none */
	struct cause causes[PERIODS]; /* sequence 0: none */
};

struct notice { /* a standing to publish */
	char topic[TOPIC_SIZE];
	size_t offset, size; /* in the pending's feed */
};

struct admission { /* a key as it stands with the batch */
	const struct entry *entry;
	struct granted_key key;
};

struct pending {
	struct batch *rows; /* NULL: empty */
	struct message_list entered, following, held;
	struct touched *touched; /* owned */
	size_t touched_count, touched_capacity;
	struct notice *notices; /* owned */
	size_t notice_count, notice_capacity;
	struct buffer feed;           /* what is published, one after the other */
	struct admission *admissions; /* owned */
	size_t admission_count, admission_capacity;
	int64_t sent_at; /* monotonic */
};

void pending_open(struct pending *pending);
/* Frees all but the rows, which are the store's. */
void pending_close(struct pending *pending);

/* The row of a season, made when it is not there; only of the pending that gathers. */
struct touched *pending_touch(struct pending *pending, struct entry *entry, uint32_t year);
/* The standing from there to feed's end is published under the topic. */
void pending_notice(struct pending *pending, const char *topic, size_t offset);
void pending_admit(struct pending *pending, const struct entry *entry,
                   const struct granted_key *key);
/* Has time moved any of its seasons? */
bool pending_by_time(const struct pending *pending);
/* Ready to gather again: it keeps its memory. The messages are elsewhere by then. */
void pending_clear(struct pending *pending);

#endif
