/*
 * A batch is gone, and with it the one that gathered behind it, which was built on what it did. The
 * clusters of both go back to what the journal holds: rewound, when the database refused the batch
 * and nothing else can have been written; forgotten and loaded again, when nobody knows or another
 * daemon was faster. Their messages keep their order and their received_at and stand in line before
 * everything new; course.c runs them again.
 */
#include "undo.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "log.h"
#include "poller.h"
#include "shown.h"

enum {
	PAUSE_MICROSECONDS = 100000,
	SWEEP_PAUSE_MICROSECONDS = 1000000,
	TRIES = 2, /* of what the database cannot write */
};

static void refuse_poison(struct app *app, struct message *message, const char *detail)
{
	log_event(LOG_LEVEL_ERROR, "command_refused_by_database",
	          TEXT("cluster", message->command.cluster), TEXT("detail", detail));
	/* what the database says may name its tables and values: the log's, not a client's */
	fail(&message->why, FAULT_DATABASE_REFUSES, "command",
	     fault_path(&message->why, "%.5s", detail));
	app_refuse(app, message);
}

/* Takes back what a batch did to the clusters in memory. The database refused it, so nothing of it
 * is in the journal; and nothing that it computed was published. */
static void rewind_clusters(struct app *app, const struct pending *pending)
{
	for (size_t i = 0; i < pending->touched_count; i++) {
		const struct touched *touched = &pending->touched[i];
		struct entry *entry = touched->entry;

		if (touched->year == 0)
			cluster_rewind(entry->cluster, &touched->before);
		shown_clear(&entry->shown);
		entry->touched = 0;
		cache_unpin(&app->cache, entry);
		directory_sweep_fails(&app->directory, entry->code);
	}
}

/* Forgets the clusters that a batch touched, and wants them again; what another daemon made of their calendar is seen
 * by the sweep. One cluster may stand there many
 * times, so the codes are taken down before the first entry goes. */
static void forget_clusters(struct app *app)
{
	const struct pending *both[] = { app->flying, app->gathering };
	size_t count = 0;
	char(*codes)[CLUSTER_SIZE] =
	        must_alloc(both[0]->touched_count + both[1]->touched_count, sizeof(*codes));

	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < both[i]->touched_count; j++)
			memcpy(codes[count++], both[i]->touched[j].entry->code, CLUSTER_SIZE);
	}
	for (size_t i = 0; i < count; i++) {
		struct entry *entry = cache_find(&app->cache, codes[i]);

		if (entry && entry->state == ENTRY_READY) {
			/* who waits for more of it asks again */
			message_move_all(&entry->waiting, &app->messages.at[MESSAGE_RUNNABLE]);
			cache_drop(&app->cache, entry);
		}
		cache_entry(&app->cache, codes[i]);
		directory_sweep_fails(&app->directory, codes[i]);
		directory_doubt(&app->directory, codes[i], clock_now(&app->clock));
	}
	free(codes);
}

/* Halving ends by itself; what cannot be written is tried as long as it takes, by one command. */
static void count_attempt(struct message *message, enum store_outcome outcome)
{
	if (outcome != STORE_REFUSED && (outcome != STORE_UNABLE || message->attempts < TRIES))
		message->attempts++;
}

/* The first goes on trying: by it is seen when the database can again. It hears the same when it is
 * sent again. */
static void refuse_unable(struct app *app)
{
	struct message *message = app->messages.at[MESSAGE_REDO].first;
	struct message *next = message ? message->next : NULL;

	while ((message = next)) {
		next = message->next;
		if (message->attempts >= TRIES)
			app_refuse_for(app, message, FAULT_DATABASE_UNABLE, "database");
	}
}

/* Its commands run again before everything new; who only looked on asks again after them. */
static void take_back(struct app *app, struct pending *pending, enum store_outcome outcome)
{
	struct message_list *runnable = &app->messages.at[MESSAGE_RUNNABLE];
	struct message *message;

	for (message = pending->entered.first; message; message = message->next)
		count_attempt(message, outcome);
	message_move_all(&pending->entered, &app->messages.at[MESSAGE_REDO]);
	message_move_all(&pending->following, runnable);
	message_move_all(&pending->held, runnable);
	pending_clear(pending);
}

/* To the front of what is to run again, since that was behind it. */
static void take_back_batches(struct app *app, enum store_outcome outcome)
{
	struct message_list *redo = &app->messages.at[MESSAGE_REDO];
	size_t behind = redo->count;

	take_back(app, app->flying, outcome);
	take_back(app, app->gathering, outcome);
	for (; behind > 0; behind--)
		message_move(redo->first, redo);
}

void undo_batches(struct app *app, enum store_outcome outcome, const char *detail)
{
	static const char *const names[] = { [STORE_FENCED] = "fenced",
		                             [STORE_REFUSED] = "refused",
		                             [STORE_UNABLE] = "unable",
		                             [STORE_LOST] = "lost",
		                             [STORE_COMMITTED] = "committed" };
	struct message_list *redo = &app->messages.at[MESSAGE_REDO];
	size_t count = app->flying->entered.count;

	if (outcome != STORE_UNABLE) /* that is said once, as database_lost */
		log_event(LOG_LEVEL_WARN, "batch_failed", TEXT("outcome", names[outcome]),
		          NUMBER("commands", count), TEXT("detail", detail ? detail : ""));
	app->metrics.batches_failed_total++;
	if (app->gathering->rows)
		store_discard(app->store, app->gathering->rows);
	if (outcome == STORE_REFUSED && pending_by_time(app->flying))
		app->sweep_after =
		        poller_now() + SWEEP_PAUSE_MICROSECONDS; /* the commands go on without it */
	else if (outcome == STORE_REFUSED && count == 1)
		refuse_poison(app, app->flying->entered.first, detail ? detail : "no reason given");
	else if (outcome == STORE_UNABLE)
		app->sweep_after = poller_retry(&app->unable_in_a_row);
	if (outcome == STORE_REFUSED || outcome == STORE_UNABLE) {
		rewind_clusters(app, app->gathering);
		rewind_clusters(app, app->flying);
	} else {
		forget_clusters(app);
	}
	take_back_batches(app, outcome);
	app->redo_limit =
	        outcome == STORE_REFUSED && redo->count > 0 ? (count > 1 ? count / 2 : 1) : 0;
	app->redo_after = outcome == STORE_LOST     ? poller_now() + PAUSE_MICROSECONDS
	                  : outcome == STORE_UNABLE ? app->sweep_after
	                                            : 0;
	if (outcome == STORE_UNABLE)
		refuse_unable(app);
}
