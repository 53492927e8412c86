/*
 * course -- a message from the socket to its reply: received, verified, checked, entered, sealed,
 * committed, answered.
 *
 * Two batches at most: one gathers while the other flies. A command builds on the state with
 * everything before it, committed or not. When a batch does not commit, whatever the reason, there
 * is one answer: bring the clusters it touched back to their journals, and run its commands once
 * more, in order, with the received_at they had. When the database refused it, memory is rewound,
 * and the next try takes half as many, until the poison stands alone and is refused. When nobody
 * knows, or another daemon was faster, the clusters are loaded again; what had been committed after
 * all is then found by its id and answered with its original receipt.
 */
#ifndef APP_COURSE_H
#define APP_COURSE_H

#include "app.h"

/* Runs what may enter now: what was in a batch that failed, then what waited for its cluster, then
 * what is verified. */
void course_advance(struct app *app);

/* The entry is READY or BROKEN now: what waited for it may run. */
void course_wake(struct app *app, struct entry *entry);

/* Seals the gathering batch and sends it, when the store is idle and there is one. */
void course_send(struct app *app);

/* The store's word on the batch. */
void course_end_batch(struct app *app, enum store_outcome outcome, const char *detail);

/* The store's answer to what a message was READING. */
void course_end_read(struct app *app, struct message *message, const struct journal_entry *entries,
                     size_t count, uint64_t head, bool ok);

/* The database is away: everything that waits for a load is answered. */
void course_end_waiting(struct app *app);

/* Answers those who advanced the clock, once nothing is due by it. */
void course_answer_clock(struct app *app);

/* Who waits for clusters that cannot be loaded now. */
void course_end_unread(struct app *app);
/* May another message run now? If not, a commit or a load will tell. */
bool course_may_advance(const struct app *app);
/* Is no batch under way, and none to come from what is there? */
bool course_quiet(const struct app *app);
/* The monotonic moment of what comes by itself; INT64_MAX: nothing. */
int64_t course_moment(const struct app *app);

#endif
