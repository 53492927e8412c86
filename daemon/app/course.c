/*
 * Read from top to bottom this is what happens to a message; the steps are declared first, in their
 * order, because each hands the message to the next. Where a message is meanwhile, and where it may
 * go, is drawn in message.h.
 *
 *   received   the envelope is opened, who may not is refused       RECEIVED
 *   queued     in its key's lane, until that has room               QUEUED
 *   verified   a thread has checked signature and shape             VERIFYING
 *   routed     to its cluster, which may have to be loaded          WAITING, RUNNABLE
 *   served     a question or a dry run is answered                  HELD, READING
 *   checked    the rules of the season; what is known already       FOLLOWING, READING
 *   entered    it has its sequence and hash, and moves the cluster  ENTERED
 *   sealed     the standings that the batch moved go with it
 *   committed  receipts, then standings
 *              or not, and all runs again: undo.c                   REDO
 *
 * Everything that can be refused early is. What is read from the socket is always answered.
 */
#include "course.h"

#include <assert.h>
#include <string.h>

#include "calendar.h"
#include "doubt.h"
#include "feed.h"
#include "known.h"
#include "poller.h"
#include "project.h"
#include "question.h"
#include "questions.h"
#include "sealing.h"
#include "stored.h"
#include "undo.h"

enum { RECEIVE_AT_ONCE = 64, RECEIVE_BYTES_AT_ONCE = 1 << 20, ATTEMPTS_MAX = 8 };

enum { SIGNED_MINUTES_MAX = 5 }; /* before or after */
#define MINUTE (60 * MICROSECONDS)

static void receive_message(struct app *app, const struct bus_message *in);
static void queue_message(struct app *app, struct message *message, const struct bus_message *in);
static void begin_message(struct app *app, struct message *message);
static void take_verified(struct app *app, struct message *message);
static void route_message(struct app *app, struct message *message);
static void serve_query(struct app *app, struct entry *entry, struct message *message);
static void try_command(struct app *app, struct entry *entry, struct message *message);
static void check_command(struct app *app, struct entry *entry, struct message *message);
static void enter_command(struct app *app, struct entry *entry, struct message *message);
static void find_known(struct app *app, struct entry *entry, struct message *message,
                       uint64_t sequence);
static void commit_batch(struct app *app);

static void place_message(struct app *app, struct message *message, enum message_place place)
{
	message_move(message, &app->messages.at[place]);
}

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

/* --- received --- */

static bool is_ping(const struct request *request)
{
	return request_asks(request) && request->query.question == QUESTION_PING;
}

/* In short turns: each stage of a report waits for one. */
void course_receive(struct app *app)
{
	struct bus_message in;
	size_t bytes = 0;

	for (int i = 0; i < RECEIVE_AT_ONCE && bytes < RECEIVE_BYTES_AT_ONCE &&
	                !message_pool_empty(&app->messages) && bus_receive(app->bus, &in);
	     i++) {
		bytes += in.size;
		receive_message(app, &in);
	}
}

/* Asked over a connection, in its own name. */
static void check_reader(const struct app *app, const uint8_t curve_key[KEY_SIZE],
                         const struct query *query, struct granted_key *reader, struct faults *why)
{
	if (!directory_reader(&app->directory, curve_key, query->cluster, reader))
		fail(why, FAULT_CONNECTION_WITHOUT_ROLE, "query.cluster");
	else if (!audience_may_read(reader, question_audience(query->question), NULL))
		fail(why, FAULT_QUESTION_OF_MEMBERS, "query");
}

static bool may_begin(struct app *app, struct message *message, const uint8_t curve_key[KEY_SIZE])
{
	const struct request *request = &message->request;
	struct faults *why = &message->why;

	if (!directory_admits(&app->directory, curve_key)) {
		fail(why, FAULT_CONNECTION_UNKNOWN, "connection");
	} else if (request->body == REQUEST_QUERY) {
		if (request->query.question != QUESTION_PING)
			check_reader(app, curve_key, &request->query, &message->reader, why);
	} else if (request->body == REQUEST_ADVANCE_CLOCK) {
		if (!directory_is_root(&app->directory, curve_key))
			fail(why, FAULT_CLOCK_OPERATORS, "connection");
	} else if (!directory_may_send(&app->directory, curve_key)) {
		fail(why, FAULT_CONNECTION_OF_VIEWER, "connection");
	} else if (!request_asks(request) && app->clock.asked && doubt_stops(app)) {
		fail(why, FAULT_CLOCK_DOUBTED, "clock", app->clock.trouble);
	}
	return why->count == 0;
}

static void receive_message(struct app *app, const struct bus_message *in)
{
	struct message *message = message_begin(&app->messages);
	const uint8_t *bytes = arena_copy(&message->arena, in->bytes, in->size);

	assert(bytes); /* a request is far within its budget */
	message->peer = in->peer;
	message->arrived = poller_now();
	message->relayed = directory_is_relay(&app->directory, in->curve_key);
	message->received_at = clock_now(&app->clock);
	message_charge(&app->messages, message);
	if (!request_decode(bytes, in->size, &message->arena, &message->request, &message->why)) {
		app->metrics.requests_malformed_total++;
		app_refuse(app, message);
	} else if (!may_begin(app, message, in->curve_key)) {
		app_refuse(app, message);
	} else {
		queue_message(app, message, in);
	}
}

static void advance_clock(struct app *app, struct message *message)
{
	if (!app->clock.rehearsal)
		fail(&message->why, FAULT_CLOCK_REAL, "advance_clock");
	else if (!clock_advance(&app->clock, message->request.advance_to))
		fail(&message->why, FAULT_CLOCK_BACK, "advance_clock.to");
	if (message->why.count > 0)
		app_refuse(app, message);
	else
		place_message(app, message, MESSAGE_CLOCK);
}

/* Of one key only so many are taken; the rest is answered at once, so that it is sent again. */
static void queue_message(struct app *app, struct message *message, const struct bus_message *in)
{
	if (is_ping(&message->request))
		route_message(app, message);
	else if (message->request.body == REQUEST_ADVANCE_CLOCK)
		advance_clock(app, message);
	else if (!lanes_enter(&app->lanes, message, in->curve_key, in->size))
		app_refuse_for(app, message, FAULT_REQUESTS_OF_KEY_TOO_MANY, "request");
}

static void begin_message(struct app *app, struct message *message)
{
	if (message->request.body == REQUEST_QUERY) {
		route_message(app, message);
		return;
	}
	place_message(app, message, MESSAGE_VERIFYING);
	if (!verifier_submit(app->verifier, message)) /* cannot be: it holds the pool */
		app_refuse_for(app, message, FAULT_REQUESTS_TOO_MANY, "request");
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

/* --- verified --- */

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

static bool can_load(const struct app *app)
{
	return store_ready(app->store) && store_reads(app->store) && app->cache.trouble[0] == '\0';
}

/* Can nothing new enter? Then it is answered, and need not keep its turn. */
bool course_is_shut(const struct app *app)
{
	return !store_ready(app->store) ||
	       (app->messages.at[MESSAGE_REDO].count > 0 && !can_load(app));
}

/* What the database cannot do it is not asked for: what was away wrote nothing either. */
static void refuse_shut(struct app *app, struct message *message)
{
	app_refuse_for(app, message,
	               store_connected(app->store) ? FAULT_DATABASE_UNABLE : FAULT_DATABASE_AWAY,
	               "database");
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
	return course_is_shut(app) && store_connected(app->store) && course_quiet(app) &&
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

void course_advance(struct app *app)
{
	const struct message_list *runnable = &app->messages.at[MESSAGE_RUNNABLE];

	redo_messages(app);
	struct message *message;

	while ((message = lanes_next(&app->lanes)))
		begin_message(app, message);
	while (course_is_shut(app) || course_may_advance(app)) {
		if (runnable->first)
			route_message(app, runnable->first);
		else if ((message = verifier_next(app->verifier)))
			take_verified(app, message);
		else
			break;
	}
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

/* --- routed --- */

static void serve_message(struct app *app, struct entry *entry, struct message *message)
{
	buffer_reset(&message->reply);
	faults_init(&message->why, &message->arena); /* it may have been refused in vain */
	switch (message->request.body) {
	case REQUEST_COMMAND:
		check_command(app, entry, message);
		break;
	case REQUEST_DRY_RUN:
		try_command(app, entry, message);
		break;
	default:
		serve_query(app, entry, message);
		break;
	}
}

/* Without the database no new entry is made: nobody would load it, and nothing would bound them. */
static void route_message(struct app *app, struct message *message)
{
	if (is_ping(&message->request)) {
		app->metrics.queries_total++;
		questions_ping(app, message);
		app_answer(app, message, &message->reply);
		return;
	}
	const char *code = message_cluster(message);
	struct entry *entry =
	        can_load(app) ? cache_entry(&app->cache, code) : cache_find(&app->cache, code);

	if (entry && is_complete(app, entry, message))
		serve_message(app, entry, message);
	else if (entry && entry->state == ENTRY_BROKEN)
		app_refuse_for(app, message, FAULT_CLUSTER_BROKEN, "cluster");
	else if (!store_ready(app->store))
		refuse_shut(app, message);
	else if (!can_load(app))
		app_refuse_for(app, message, FAULT_CLUSTER_UNREAD, "cluster");
	else
		message_move(message, &entry->waiting);
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
	for (struct entry *entry = app->cache.newest; entry; entry = entry->older) {
		while (entry->waiting.first)
			refuse_shut(app, entry->waiting.first);
	}
}

/* --- served: questions and dry runs --- */

static void hold_message(struct app *app, struct message *message)
{
	message_charge(&app->messages, message);
	message_move(message, app->gathering->rows ? &app->gathering->held : &app->flying->held);
}

/* A refusal is final for its sender, so it must not rest on what may never be: while the newest
 * state waits for its commit, the refusal waits with it, and is judged anew when there is none. */
static void refuse_settled(struct app *app, const struct entry *entry, struct message *message)
{
	if (!entry_dirty(entry) || message->why.items[0].code == STATUS_UNAVAILABLE) {
		app_refuse(app, message);
	} else if (course_is_shut(app) && message_place(message) != MESSAGE_REDO) {
		faults_init(&message->why, &message->arena);
		refuse_shut(app, message);
	} else {
		hold_message(app, message);
	}
}

/* What is shown is committed: a reply made of uncommitted commands goes out with their batch. */
static void answer_shown(struct app *app, const struct entry *entry, struct message *message)
{
	if (message->why.count > 0)
		refuse_settled(app, entry, message);
	else if (entry_dirty(entry) && course_is_shut(app))
		refuse_shut(app, message);
	else if (entry_dirty(entry))
		hold_message(app, message);
	else
		app_answer(app, message, &message->reply);
}

static void read_store(struct app *app, struct message *message, const struct store_read *read)
{
	if (store_read(app->store, read, message))
		place_message(app, message, MESSAGE_READING);
	else
		app_refuse_for(app, message, FAULT_DATABASE_SILENT, "database");
}

/* Answered as the signer may see, whoever carries it. */
static bool may_sign_query(const struct entry *entry, struct message *message)
{
	const struct request *request = &message->request;

	if (!audience_reader(entry->cluster, request->signed_command.key, &message->reader,
	                     &message->why))
		return false;
	if (!audience_may_read(&message->reader, question_audience(request->query.question), NULL))
		fail(&message->why, FAULT_QUESTION_OF_MEMBERS, "query");
	return message->why.count == 0;
}

static void serve_query(struct app *app, struct entry *entry, struct message *message)
{
	struct store_read read;

	app->metrics.queries_total++;
	if (message->request.body == REQUEST_SIGNED_QUERY && !may_sign_query(entry, message))
		answer_shown(app, entry, message);
	else if (questions_serve(app, entry, message, &read))
		read_store(app, message, &read);
	else
		answer_shown(app, entry, message);
}

/* Nothing enters while it is not known what time it is. The bounds of the season's edition are
 * judged here, because only here the season is known. */
static bool check_rules(const struct app *app, const struct entry *entry, struct message *message)
{
	if (doubt_stops(app))
		fail(&message->why, FAULT_CLOCK_DOUBTED, "clock", app->clock.trouble);
	else if (doubt_stops_cluster(app, entry->cluster))
		fail(&message->why, FAULT_CLUSTER_AHEAD, "cluster");
	if (message->why.count > 0)
		return false;
	message->command.received_at = cluster_time(entry->cluster, message->command.received_at);
	const uint32_t edition = cluster_edition(entry->cluster, &message->command);
	const bool formed = command_judge(&message->command, edition, &message->why);

	return cluster_check(entry->cluster, &message->command, &message->why) && formed &&
	       cluster_check_arrival(&message->command, &message->why);
}

static void try_command(struct app *app, struct entry *entry, struct message *message)
{
	uint64_t known = cluster_find_command(entry->cluster, message->command.id);

	if (known > 0) {
		find_known(app, entry, message, known);
		return;
	}
	if (check_rules(app, entry, message))
		questions_try(app, entry, message);
	answer_shown(app, entry, message);
}

/* --- checked --- */

static void check_command(struct app *app, struct entry *entry, struct message *message)
{
	uint64_t known = cluster_find_command(entry->cluster, message->command.id);
	bool may_enter = !course_is_shut(app) ||
	                 (message_place(message) == MESSAGE_REDO && store_connected(app->store));

	if (known > 0)
		find_known(app, entry, message, known);
	else if (may_enter && check_rules(app, entry, message))
		enter_command(app, entry, message);
	else if (message->why.count > 0)
		refuse_settled(app, entry, message);
	else if (message_place(message) != MESSAGE_REDO) /* its fate must be known first */
		refuse_shut(app, message);
}

/* It is in the journal already, or in a batch; what it was answered then it is answered now, to
 * whoever signs it and has a role in the cluster: ids are no secret. */
static void find_known(struct app *app, struct entry *entry, struct message *message,
                       uint64_t sequence)
{
	struct effect told;
	struct store_read read = { .question = STORE_COMMAND,
		                   .cluster = entry->code,
		                   .from = sequence };

	if (!cluster_knows_signer(entry->cluster, message->command.key, &message->why)) {
		refuse_settled(app, entry, message);
		return;
	}
	if (sequence > entry->committed && course_is_shut(app)) {
		app_refuse_for(app, message, FAULT_COMMIT_AWAITED, "database");
		return;
	}
	if (sequence > entry->committed) {
		message_move(message, app->gathering->rows ? &app->gathering->following
		                                           : &app->flying->following);
		return;
	}
	cluster_told(entry->cluster, &message->command, &told);
	message->has_late_days = told.has_late_days;
	message->late_days = told.late_days;
	message->proposal = told.proposal;
	read_store(app, message, &read);
}

/* --- entered --- */

static struct batch *gathering_rows(struct app *app)
{
	if (!app->gathering->rows)
		app->gathering->rows = store_batch(app->store);
	return app->gathering->rows;
}

static void touch_season(struct app *app, struct entry *entry, uint32_t year, enum period from,
                         const struct command *command)
{
	struct touched *touched = pending_touch(app->gathering, entry, year);
	struct cause cause = { .sequence = entry->cluster->sequence };

	if (from < touched->from)
		touched->from = from;
	memcpy(cause.id, command->id, ID_SIZE);
	for (enum period period = from; period < PERIODS; period++)
		touched->causes[period] = cause;
}

static void touch_calendar(struct app *app, struct entry *entry, uint32_t year,
                           const struct command *command)
{
	struct touched *touched = pending_touch(app->gathering, entry, year);

	touched->calendar = true;
	if (!touched->by_time)
		touched->now = command->received_at;
}

/* A season, and those after it, whose year so far may build on it; those before it where they do. */
static void touch_seasons(struct app *app, struct entry *entry, const struct command *cause,
                          const struct effect *effect)
{
	const struct cluster *cluster = entry->cluster;

	for (size_t i = 0; effect->year != 0 && i < cluster_year_count(cluster); i++) {
		const uint32_t year = cluster_year(cluster, i);

		if ((year < effect->year && !effect->carries) || cluster_lacks(cluster, year))
			continue;
		touch_season(app, entry, year, year == effect->year ? effect->from : Q1, cause);
		if (effect->calendar && (year == effect->year || effect->carries))
			touch_calendar(app, entry, year, cause);
	}
	if (effect->shown)
		entry->feed_wanted = true; /* with the commit: until then the entry is dirty */
	if (effect->reveals != 0) {
		entry->unveiling = (struct unveiling){ .year = effect->reveals };
		memcpy(entry->unveiling.cause, cause->id, ID_SIZE);
	}
	if (effect->access)
		pending_touch(app->gathering, entry, 0)->access = true;
}

static void journal_command(struct app *app, const struct entry *entry,
                            const struct message *message, const uint8_t previous[HASH_SIZE])
{
	const struct command *command = &message->command;
	const struct signed_command *sealed = &message->request.signed_command;
	struct journal_row row = { .cluster = entry->code,
		                   .kind = cluster_action_name(command->action),
		                   .year = command->year };

	memcpy(row.command_id, command->id, ID_SIZE);
	row.entry = (struct journal_entry){
		.sequence = message->sequence,
		.received_at = command->received_at,
		.command = sealed->bytes,
		.command_size = sealed->size,
		.signature = sealed->signature,
		.key = sealed->key,
		.previous_hash = previous,
		.hash = message->hash,
	};
	batch_journal(gathering_rows(app), &row);
}

static void enter_command(struct app *app, struct entry *entry, struct message *message)
{
	struct command *command = &message->command;
	const struct signed_command *sealed = &message->request.signed_command;
	struct cluster *cluster = entry->cluster;
	struct effect effect;
	uint8_t previous[HASH_SIZE];

	sealing_remember(app, entry, command->year);
	pending_touch(app->gathering, entry, 0);
	memcpy(previous, cluster->hash, HASH_SIZE);
	message->sequence = cluster->sequence + 1;
	seal_chain(previous, message->sequence, command->received_at, sealed->bytes, sealed->size,
	           message->hash);
	bool applied = cluster_apply(cluster, command, message->hash, &effect);

	assert(applied); /* it has just been checked */
	(void)applied;
	touch_seasons(app, entry, command, &effect);
	journal_command(app, entry, message, previous);
	arena_reset(&app->scratch);
	message->has_late_days = effect.has_late_days;
	message->late_days = effect.late_days;
	message->proposal = effect.proposal;
	project_command(gathering_rows(app), cluster, command, command->received_at, &app->scratch);
	message_move(message, &app->gathering->entered);
}

void course_touch_by_time(struct app *app, struct entry *entry, uint32_t year, int64_t now)
{
	sealing_remember(app, entry, year);
	struct touched *touched = pending_touch(app->gathering, entry, year);

	gathering_rows(app);
	touched->now = now;
	touched->by_time = true;
	touched->from = Q1;
	app->metrics.seasons_moved_by_time_total++;
}

/* --- sealed --- */

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
	bool shut = course_is_shut(app);

	if (app->messages.at[MESSAGE_RUNNABLE].count > 0 && (shut || course_may_advance(app)))
		return 0;
	if (lanes_ready(&app->lanes)) /* what was answered since has made room */
		return 0;
	return nothing_tries(app) || (redo_may_run(app) && store_idle(app->store)) ? app->redo_after
	                                                                           : INT64_MAX;
}

void course_send(struct app *app)
{
	struct pending *sealed = app->gathering;

	if (!sealed->rows || !store_idle(app->store))
		return;
	for (size_t i = 0; i < sealed->touched_count; i++) {
		struct touched *touched = &sealed->touched[i];

		sealing_add(app, touched);
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

/* --- committed --- */

static void state_receipt(const struct app *app, const struct message *message,
                          struct receipt_statement *statement)
{
	const struct command *command = &message->command;

	*statement = (struct receipt_statement){
		.cluster = command->cluster,
		.sequence = message->sequence,
		.received_at = command->received_at,
		.has_late_days = message->has_late_days,
		.late_days = message->late_days,
		.rehearsal = app->clock.rehearsal,
		.proposal = message->proposal,
	};
	memcpy(statement->command_id, command->id, ID_SIZE);
	memcpy(statement->command_hash, command->hash, HASH_SIZE);
	memcpy(statement->hash, message->hash, HASH_SIZE);
}

static void answer_receipt(struct app *app, struct message *message, const struct receipt *receipt)
{
	buffer_reset(&app->out);
	reply_receipt(&app->out, message->request.correlation, receipt);
	app_answer(app, message, &app->out);
}

/* One signature for all of the batch. */
static void answer_entered(struct app *app, struct message_list *entered)
{
	size_t count = entered->count, i = 0;

	if (count == 0)
		return;
	arena_reset(&app->scratch);
	struct receipt_statement *statements =
	        arena_alloc(&app->scratch, count, sizeof(*statements));
	struct receipt *receipts = arena_alloc(&app->scratch, count, sizeof(*receipts));

	for (struct message *message = entered->first; message; message = message->next)
		state_receipt(app, message, &statements[i++]);
	seal_receipts(statements, count, app->config->keys.sign_secret, &app->scratch, receipts);
	for (i = 0; i < count; i++) {
		histogram_add(&app->metrics.receipt_seconds,
		              poller_now() - entered->first->arrived);
		app_tell_accepted(app, entered->first);
		answer_receipt(app, entered->first, &receipts[i]);
	}
	app->metrics.commands_accepted_total += count;
}

/* What the batch changes for those who are not asked about one cluster: who may connect, which
 * seasons there are and when time moves them. Before the receipts, so that who has one finds it so.
 */
static void update_directory(struct app *app, const struct pending *pending)
{
	for (size_t i = 0; i < pending->admission_count; i++) {
		const struct admission *told = &pending->admissions[i];

		app_grant(app, told->entry->code, &told->key);
	}
	for (size_t i = 0; i < pending->touched_count; i++) {
		const struct touched *touched = &pending->touched[i];

		if (touched->by_time || touched->calendar)
			app_season(app, touched->entry->code, touched->year, touched->next_change,
			           &touched->seats);
	}
}

static void publish_notices(struct app *app, const struct pending *pending)
{
	for (size_t i = 0; i < pending->notice_count; i++) {
		const struct notice *notice = &pending->notices[i];

		bus_publish(app->bus, notice->topic, pending->feed.data + notice->offset,
		            notice->size);
	}
	app->metrics.standings_published_total += pending->notice_count;
}

static void release_entries(struct app *app, const struct pending *pending)
{
	for (size_t i = 0; i < pending->touched_count; i++) {
		const struct touched *touched = &pending->touched[i];
		struct entry *entry = touched->entry;

		if (touched->sequence > entry->committed)
			entry->committed = touched->sequence;
		feed_publish_cluster(app, entry);
		cache_unpin(&app->cache, entry);
		cache_resize(&app->cache, entry);
	}
}

static void answer_held(struct app *app, struct message *message)
{
	if (message->why.count > 0)
		app_refuse(app, message);
	else
		app_answer(app, message, &message->reply);
}

static void commit_batch(struct app *app)
{
	struct pending *flying = app->flying;

	app->metrics.batches_committed_total++;
	app->unable_in_a_row = 0;
	app->metrics.batch_commands_last = flying->entered.count;
	histogram_add(&app->metrics.commit_seconds, poller_now() - flying->sent_at);
	update_directory(app, flying);
	answer_entered(app, &flying->entered);
	publish_notices(app, flying);
	app->redo_limit *= 2; /* the poison is elsewhere, or gone */
	release_entries(app, flying);
	message_move_all(&flying->following, &app->messages.at[MESSAGE_RUNNABLE]);
	while (flying->held.first)
		answer_held(app, flying->held.first);
	pending_clear(flying);
}

/* --- answered from the store --- */

/* The original receipt; another command under the same id is told so. */
static void answer_known(struct app *app, struct message *message,
                         const struct journal_entry *entry)
{
	struct receipt_statement statement;
	struct receipt receipt;

	if (!known_take_entry(message, entry)) {
		app_refuse(app, message);
		return;
	}
	state_receipt(app, message, &statement);
	arena_reset(&app->scratch);
	seal_receipts(&statement, 1, app->config->keys.sign_secret, &app->scratch, &receipt);
	app->metrics.commands_duplicate_total++;
	answer_receipt(app, message, &receipt);
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
		answer_known(app, message, &entries[0]);
	} else {
		app_refuse_for(app, message, FAULT_DATABASE_REPLACED, "database");
	}
}
