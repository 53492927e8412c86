/*
 * ingest -- a request from the socket to whoever can answer it.
 *
 *   received -> envelope -> may this connection? -> signature and decoding (verifier) -> cluster in
 * memory? -> served
 *
 * Everything that can be refused early is. What is read from the socket is always answered.
 */
#include <assert.h>
#include <string.h>

#include "app.h"
#include "log.h"
#include "poller.h"

enum { RECEIVE_AT_ONCE = 256 };

static bool may_begin(struct app *app, struct message *message, const uint8_t curve_key[KEY_SIZE])
{
	const struct request *request = &message->request;
	struct faults *why = &message->why;

	if (!directory_admits(&app->directory, curve_key)) {
		fail(why, FAULT_CONNECTION_UNKNOWN, "connection");
	} else if (request->body == REQUEST_QUERY && request->query.question != QUESTION_PING) {
		if (!directory_may_read(&app->directory, curve_key, request->query.cluster))
			fail(why, FAULT_CONNECTION_WITHOUT_ROLE, "query.cluster");
	} else if (request->body == REQUEST_ADVANCE_CLOCK) {
		if (!directory_is_root(&app->directory, curve_key))
			fail(why, FAULT_CLOCK_OPERATORS, "connection");
	} else if (request->body != REQUEST_QUERY &&
	           !directory_may_send(&app->directory, curve_key)) {
		fail(why, FAULT_CONNECTION_OF_VIEWER, "connection");
	}
	return why->count == 0;
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
		list_push(&app->clock_waiting, message);
}

static void begin(struct app *app, struct message *message)
{
	switch (message->request.body) {
	case REQUEST_COMMAND:
	case REQUEST_DRY_RUN:
		if (!verifier_submit(app->verifier, message))
			app_refuse_for(app, message, FAULT_REQUESTS_TOO_MANY,
			               "request"); /* cannot be: the ring holds the pool */
		break;
	case REQUEST_QUERY:
		ingest_route(app, message);
		break;
	case REQUEST_ADVANCE_CLOCK:
		advance_clock(app, message);
		break;
	case REQUEST_NONE:
		assert(false); /* request_decode refuses it */
		break;
	}
}

void ingest_receive(struct app *app)
{
	struct bus_message in;

	for (int i = 0;
	     i < RECEIVE_AT_ONCE && !message_pool_empty(&app->pool) && bus_receive(app->bus, &in);
	     i++) {
		struct message *message = message_take(&app->pool);

		message->peer = in.peer;
		message->arrived = monotonic_now();
		uint8_t *bytes = arena_alloc(&message->arena, in.size > 0 ? in.size : 1, 1);

		memcpy(bytes, in.bytes, in.size);
		if (!request_decode(bytes, in.size, &message->arena, &message->request,
		                    &message->why)) {
			app->metrics.requests_malformed_total++;
			app_refuse(app, message);
			continue;
		}
		if (!may_begin(app, message, in.curve_key)) {
			app_refuse(app, message);
			continue;
		}
		message->received_at = clock_now(&app->clock);
		begin(app, message);
	}
}

static void route_verified(struct app *app, struct message *message)
{
	if (!message->verified) {
		fail(&message->why, FAULT_SIGNATURE_WRONG, "signature");
		app_refuse(app, message);
	} else if (!message->decoded) {
		app_refuse(app, message);
	} else {
		ingest_route(app, message);
	}
}

void ingest_verified(struct app *app)
{
	bool away = !store_ready(app->store); /* then nothing enters and nothing need keep its turn:

	                                         all are answered */

	ledger_redo(app);
	struct message *message;

	while (away || (app->ledger.redo.count == 0 && ledger_has_room(app))) {
		if ((message = list_pop(&app->loaded)))
			ingest_route(app, message);
		else if ((message = verifier_next(app->verifier)))
			route_verified(app, message);
		else
			break;
	}
}

static void serve(struct app *app, struct entry *entry, struct message *message)
{
	switch (message->request.body) {
	case REQUEST_COMMAND:
		ledger_enter(app, entry, message);
		break;
	case REQUEST_DRY_RUN:
		queries_dry_run(app, entry, message);
		break;
	default:
		queries_serve(app, entry, message);
		break;
	}
}

void ingest_route(struct app *app, struct message *message)
{
	bool query = message->request.body == REQUEST_QUERY;
	const char *code = query ? message->request.query.cluster : message->command.cluster;

	if (query && message->request.query.question == QUESTION_PING) {
		queries_serve(app, NULL, message);
		return;
	}
	/* without the database no new entry is made: nobody would load it, and nothing would bound
	 * them */
	struct entry *entry = store_ready(app->store) ? cache_entry(&app->cache, code)
	                                              : cache_find(&app->cache, code);

	if (entry && entry->state == ENTRY_READY) {
		serve(app, entry, message);
	} else if (entry && entry->state == ENTRY_BROKEN) {
		app_refuse_for(app, message, FAULT_CLUSTER_BROKEN, "cluster");
	} else if (!store_ready(app->store)) {
		app_refuse_for(app, message, FAULT_DATABASE_AWAY, "database");
	} else {
		list_push(&entry->waiting, message);
	}
}

void ingest_waiting(struct app *app, struct entry *entry)
{
	list_append(&app->loaded, &entry->waiting);
}

void ingest_unavailable(struct app *app)
{
	struct message_list *redo = &app->ledger.redo, rest = *redo;

	*redo = (struct message_list){ 0 };
	struct message *kept;

	while ((kept = list_pop(&rest))) {
		if (kept->uncertain)
			list_push(redo, kept);
		else
			app_refuse_for(app, kept, FAULT_DATABASE_AWAY, "database");
	}
	for (struct entry *entry = app->cache.newest; entry; entry = entry->older) {
		struct message *message;

		while ((message = list_pop(&entry->waiting)))
			app_refuse_for(app, message, FAULT_DATABASE_AWAY, "database");
	}
}
