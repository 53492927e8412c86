/*
 * What happens to a message, each step in a file of its own or below; where a message is meanwhile,
 * and where it may go, is drawn in message.h.
 *
 *   received   the envelope is opened, who may not is refused       intake.c   RECEIVED
 *   queued     in its key's lane, until that has room                          QUEUED
 *   verified   a thread has checked signature and shape                        VERIFYING
 *   routed     to its cluster, which may have to be loaded                     WAITING, RUNNABLE
 *   served     a question or a dry run is answered                  serve.c    HELD, READING
 *   checked    the rules of the season; what is known already       serve.c    FOLLOWING, READING
 *              after all that came on a day before                  serve.c    WAITING
 *   entered    it has its sequence and hash, and moves the cluster  enter.c    ENTERED
 *   sealed     the standings that the batch moved go with it        sealing.c
 *   committed  receipts, then standings                             commit.c
 *              or not, and all runs again                           undo.c     REDO
 *
 * Everything that can be refused early is. What is read from the socket is always answered.
 */
#include "course.h"

#include "calendar.h"
#include "commit.h"
#include "doubt.h"
#include "poller.h"
#include "questions.h"
#include "sealing.h"
#include "serve.h"
#include "shut.h"
#include "stored.h"
#include "undo.h"

enum { ATTEMPTS_MAX = 8 };

enum { SIGNED_MINUTES_MAX = 5 }; /* before or after */
#define MINUTE (60 * MICROSECONDS)

/* --- what of a cluster is in memory --- */

/* May a year that was left out have used its id, or that of the command in it? */
static bool may_be_lacking(const struct app *app, const struct entry *entry,
                           const struct command *command)
{
	const struct command *inside = command_inside(command);

	return cache_may_lack_id(&app->cache, entry, command->id) ||
	       (inside && cache_may_lack_id(&app->cache, entry, inside->id));
}

/* The first year that the message needs and that is not in memory; 0: none. An id that a year left
 * out may have used is looked for in all of them. */
static uint32_t missing_year(const struct app *app, const struct entry *entry,
                             const struct message *message)
{
	const struct cluster *cluster = entry->cluster;
	bool query = request_asks(&message->request);
	uint32_t year = query ? message->request.query.year : message->command.year;

	if (!query && may_be_lacking(app, entry, &message->command))
		return cluster_lacking(cluster, 0);
	if (cluster_lacks(cluster, year))
		return year;
	/* of which all that is open may be here, but for who asks why not */
	const uint32_t other = query ? 0 : cluster_speaks_of(&message->command);

	return cluster_lacks(cluster, other) && cluster_version(cluster, other) == 0 ? other : 0;
}

/* Can the message be served now? If not, what it needs is loaded next. */
static bool is_complete(struct app *app, struct entry *entry, const struct message *message)
{
	if (entry->state != ENTRY_READY || entry->more)
		return false;
	uint32_t year = missing_year(app, entry, message);

	if (year != 0 && store_connected(app->store))
		cache_want_year(&app->cache, entry, year);
	return year == 0;
}

/* --- routed --- */

/* Without the database no new entry is made: nobody would load it, and nothing would bound them. */
static void route_message(struct app *app, struct message *message)
{
	faults_init(&message->why, &message->arena); /* it may have been refused in vain */
	if (serve_ping(app, message))
		return;
	const char *code = message_cluster(message);
	struct entry *entry =
	        shut_may_load(app) ? cache_entry(&app->cache, code) : cache_find(&app->cache, code);

	if (entry && is_complete(app, entry, message))
		serve_message(app, entry, message);
	else if (entry && entry->state == ENTRY_BROKEN)
		app_refuse_for(app, message, FAULT_CLUSTER_BROKEN, "cluster");
	else if (!store_ready(app->store))
		shut_refuse(app, message);
	else if (!shut_may_load(app))
		app_refuse_for(app, message, FAULT_CLUSTER_UNREAD, "cluster");
	else
		message_move(message, &entry->waiting);
}

/* --- verified --- */

static void begin_message(struct app *app, struct message *message)
{
	if (message->request.body == REQUEST_QUERY) {
		route_message(app, message);
		return;
	}
	message_move(message, &app->messages.at[MESSAGE_VERIFYING]);
	if (!verifier_submit(app->verifier, message)) /* cannot be: it holds the pool */
		app_refuse_for(app, message, FAULT_REQUESTS_TOO_MANY, "request");
}

/* Its own time, since a rehearsal's may stand still, and who carries it may have kept it. */
static void check_signed_at(struct message *message)
{
	const int64_t apart = clock_wall() - message->request.query.signed_at;

	if (apart > SIGNED_MINUTES_MAX * MINUTE || apart < -SIGNED_MINUTES_MAX * MINUTE)
		fail(&message->why, FAULT_SIGNED_AT_OTHER_TIME, "query.signed_at",
		     fault_number(&message->why, SIGNED_MINUTES_MAX));
}

/* What came over a relay counts for its signer; false: he has too many under way. */
static bool share_relay(struct app *app, struct message *message)
{
	message->shared =
	        message->relayed && relays_take(&app->relays, message->request.signed_command.key,
	                                        (size_t)app->config->relay_signer_requests_max);
	return message->shared || !message->relayed;
}

static void take_verified(struct app *app, struct message *message)
{
	message_charge(&app->messages, message); /* decoded, it is larger */
	if (message->verdict == VERDICT_SOUND && message->request.body == REQUEST_SIGNED_QUERY)
		check_signed_at(message);
	if (message->verdict == VERDICT_FORGED)
		app_refuse_for(app, message, FAULT_SIGNATURE_WRONG, "signature");
	else if (message->why.count > 0)
		app_refuse(app, message);
	else if (!share_relay(app, message))
		app_refuse_for(app, message, FAULT_SIGNER_REQUESTS_TOO_MANY, "request");
	else
		route_message(app, message);
}

/* --- run again --- */

static bool has_room(const struct app *app)
{
	const struct pending *gathering = app->gathering;
	size_t count_max = (size_t)app->config->batch_count_max;

	if (app->redo_limit > 0 && app->redo_limit < count_max)
		count_max = app->redo_limit;
	return gathering->entered.count < count_max &&
	       (!gathering->rows ||
	        batch_size(gathering->rows) < (size_t)app->config->batch_bytes_max);
}

bool course_may_advance(const struct app *app)
{
	return app->messages.at[MESSAGE_REDO].count == 0 && has_room(app);
}

static void refuse_tried(struct app *app, struct message *message)
{
	fail(&message->why, FAULT_BATCHES_FAILED, "command",
	     fault_number(&message->why, message->attempts));
	app_refuse(app, message);
}

/* The database could not write, and neither a command nor time is there to see whether it can. */
static bool nothing_tries(const struct app *app)
{
	return shut_now(app) && store_connected(app->store) && course_quiet(app) &&
	       app->directory.sweeping == 0 && app->directory.next_change > clock_now(&app->clock);
}

/* Runs what is left of a batch that failed, in order: what follows may build on it. */
static void redo_messages(struct app *app)
{
	struct message_list *redo = &app->messages.at[MESSAGE_REDO];

	if (redo->count == 0 && app->gathering->entered.count == 0)
		app->redo_limit = 0;
	if (!store_connected(app->store) || poller_now() < app->redo_after)
		return;
	if (nothing_tries(app))
		store_hope(app->store);
	while (redo->count > 0 && has_room(app)) {
		struct message *message = redo->first;
		struct entry *entry = cache_entry(&app->cache, message_cluster(message));

		if (entry->state != ENTRY_BROKEN && !is_complete(app, entry, message))
			return;
		if (message->attempts > ATTEMPTS_MAX)
			refuse_tried(app, message);
		else
			route_message(app, message);
		if (redo->first == message)
			return; /* the database has just gone */
	}
}

/* Is all of the day decided? In doubt about the time nobody can say so. Those that are early may be of several days, in any
 * order: what is not of the day that begins is early again. */
static bool day_begins(const struct app *app)
{
	return app->early.count > 0 &&
	       (doubt_stops(app) || calendar_day(app_settled(app)) > app->day);
}

static void begin_day(struct app *app)
{
	if (!day_begins(app))
		return;
	if (!doubt_stops(app))
		app->day = calendar_day(app_settled(app));
	message_move_all(&app->early, &app->messages.at[MESSAGE_RUNNABLE]);
}

void course_advance(struct app *app)
{
	const struct message_list *runnable = &app->messages.at[MESSAGE_RUNNABLE];

	redo_messages(app);
	begin_day(app);
	struct message *message;

	while ((message = lanes_next(&app->lanes)))
		begin_message(app, message);
	while (shut_now(app) || course_may_advance(app)) {
		if (runnable->first)
			route_message(app, runnable->first);
		else if ((message = verifier_next(app->verifier)))
			take_verified(app, message);
		else
			break;
	}
}

void course_wake(struct app *app, struct entry *entry)
{
	message_move_all(&entry->waiting, &app->messages.at[MESSAGE_RUNNABLE]);
}

/* Who waits for what is in a batch asks again, and is answered. */
static void end_looking_on(struct app *app, struct pending *pending)
{
	message_move_all(&pending->held, &app->messages.at[MESSAGE_RUNNABLE]);
	message_move_all(&pending->following, &app->messages.at[MESSAGE_RUNNABLE]);
}

void course_end_unread(struct app *app)
{
	for (struct entry *entry = app->cache.newest; entry; entry = entry->older) {
		while (entry->waiting.first)
			app_refuse_for(app, entry->waiting.first, FAULT_CLUSTER_UNREAD, "cluster");
	}
}

void course_end_waiting(struct app *app)
{
	end_looking_on(app, app->flying);
	end_looking_on(app, app->gathering);
	while (app->early.first)
		shut_refuse(app, app->early.first);
	for (struct entry *entry = app->cache.newest; entry; entry = entry->older) {
		while (entry->waiting.first)
			shut_refuse(app, entry->waiting.first);
	}
}

/* --- sealed, committed, answered --- */

bool course_quiet(const struct app *app)
{
	return !app->gathering->rows && !app->flying->rows &&
	       app->messages.at[MESSAGE_REDO].count == 0;
}

static bool redo_may_run(const struct app *app)
{
	const struct message *first = app->messages.at[MESSAGE_REDO].first;
	const struct entry *entry = first ? cache_find(&app->cache, message_cluster(first)) : NULL;

	return first && (!entry || entry->state == ENTRY_READY || entry->state == ENTRY_BROKEN);
}

int64_t course_moment(const struct app *app)
{
	bool shut = shut_now(app);

	if (app->messages.at[MESSAGE_RUNNABLE].count > 0 && (shut || course_may_advance(app)))
		return 0;
	if (lanes_ready(&app->lanes) || day_begins(app)) /* what was answered since has made room */
		return 0;
	return nothing_tries(app) || (redo_may_run(app) && store_idle(app->store)) ? app->redo_after
	                                                                           : INT64_MAX;
}

void course_answer_clock(struct app *app)
{
	struct message_list *list = &app->messages.at[MESSAGE_CLOCK];

	if (list->count == 0 || app->directory.next_change <= clock_now(&app->clock) ||
	    app->directory.sweeping > 0 || !course_quiet(app))
		return;
	while (list->first) {
		questions_ping(app, list->first);
		app_answer(app, list->first, &list->first->reply);
	}
}

void course_send(struct app *app)
{
	struct pending *sealed = app->gathering;

	if (!sealed->rows || !store_idle(app->store))
		return;
	const int64_t settled = app_settled(app);

	for (size_t i = 0; i < sealed->touched_count; i++) {
		struct touched *touched = &sealed->touched[i];

		sealing_add(app, touched, settled);
		if (touched->next == 0)
			sealing_fence(app, touched);
		touched->sequence = touched->entry->cluster->sequence;
		touched->entry->touched = 0;
	}
	if (app->messages.at[MESSAGE_REDO].count == 0)
		app->redo_limit = 0;
	sealed->sent_at = poller_now();
	app->gathering = app->flying;
	app->flying = sealed;
	store_commit(app->store, sealed->rows);
}

void course_end_batch(struct app *app, enum store_outcome outcome, const char *detail)
{
	if (outcome == STORE_COMMITTED)
		commit_batch(app);
	else
		undo_batches(app, outcome, detail);
}

void course_end_read(struct app *app, struct message *message, const struct journal_entry *entries,
                     size_t count, uint64_t head, bool ok)
{
	if (!ok) {
		app_refuse_for(app, message, FAULT_DATABASE_AWAY, "database");
	} else if (request_asks(&message->request)) {
		stored_tell(app, message, entries, count, head);
		if (message->why.count > 0)
			app_refuse(app, message);
		else
			app_answer(app, message, &message->reply);
	} else if (count == 1) {
		commit_answer_known(app, message, &entries[0]);
	} else {
		app_refuse_for(app, message, FAULT_DATABASE_REPLACED, "database");
	}
}
