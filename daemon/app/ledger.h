/*
 * ledger -- commands become entries, entries become batches, commits become receipts.
 *
 * Two batches at most: one gathers while the other flies. A command builds on the state with
 * everything before it, committed or not. When a batch does not commit, whatever the reason, there
 * is one answer: forget the clusters it touched, load them from the journal again, and run its
 * commands once more, in order, with the received_at they had. What had been committed after all is
 * then found by its id and answered with its original receipt. When the database refuses a batch,
 * the next try takes half as many, until the poison stands alone and is refused.
 */
#ifndef APP_LEDGER_H
#define APP_LEDGER_H

#include "cache.h"
#include "message.h"
#include "store.h"

struct app;

struct touched {             /* a season whose standings change with the batch */
	struct entry *entry; /* pinned */
	uint32_t year;       /* 0: the cluster's keys; no standing */
	enum period from;    /* standings before this one do not change */
	uint64_t sequence;   /* the cluster's when the batch was sealed */
	bool by_time;        /* and locked ones are written as well */
	bool defined;        /* the same: a season may come when some of its periods are over */
	bool has_cause;
	uint8_t cause[ID_SIZE]; /* the last command */
	int64_t now;            /* by_time: how far */
	int64_t next_change;    /* by_time: to tell the directory */
};

struct notice { /* a standing to publish after the commit */
	char topic[TOPIC_SIZE];
	size_t offset, size; /* in pending.feed */
};

struct pending {
	struct batch *rows;          /* NULL: empty */
	struct message_list entered; /* commands, by sequence within each cluster */
	struct message_list readers; /* wait for it: a stored reply, or none to be routed again */
	struct touched *touched;     /* owned */
	size_t touched_count, touched_capacity;
	struct notice *notices; /* owned */
	size_t notice_count, notice_capacity;
	struct buffer feed;
	int64_t sent_at; /* monotonic */
};

struct ledger {
	struct pending gathering, flying;
	struct message_list redo; /* ran in a batch that did not commit; before everything new */
	size_t redo_limit;        /* commands a batch may hold while there is redo; 0: as ever */
	int64_t redo_after;       /* monotonic: not before this */
	int64_t sweep_after;      /* the same, for what time moves */
};

/* Messages are the pool's. */
void ledger_close(struct app *app);

/* May another command enter the gathering batch? */
bool ledger_has_room(const struct app *app);

/* A verified, decoded command for a READY cluster: refuses it, answers it as a duplicate, or enters
 * it. */
void ledger_enter(struct app *app, struct entry *entry, struct message *message);

/* The message's reply shows state that is not committed: it goes out with the batch. */
void ledger_reply_later(struct app *app, struct message *message);

/* Time has moved a season by `now`: its standings are computed with the next batch. */
void ledger_touch_by_time(struct app *app, struct entry *entry, uint32_t year, int64_t now);

/* Sends the gathering batch when the store is idle and there is one. */
void ledger_send(struct app *app);

/* The store's word on the batch. */
void ledger_done(struct app *app, enum store_outcome outcome, const char *detail);

/* Runs what is left of a batch that failed. */
void ledger_redo(struct app *app);

/* The store answers for a command that is journaled already. */
void ledger_duplicate(struct app *app, struct message *message, const struct journal_entry *entry);

/* Is nothing under way? */
bool ledger_quiet(const struct app *app);

#endif
