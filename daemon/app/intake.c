/*
 * What is read from the socket is always answered: here at once, or later by whoever takes it from
 * its lane. A ping, and who advances a rehearsal's clock, wait for no lane and no cluster.
 */
#include "intake.h"

#include <assert.h>

#include "doubt.h"
#include "poller.h"
#include "question.h"
#include "serve.h"

enum { RECEIVE_AT_ONCE = 64, RECEIVE_BYTES_AT_ONCE = 1 << 20 };

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

static void advance_clock(struct app *app, struct message *message)
{
	if (!app->clock.rehearsal)
		fail(&message->why, FAULT_CLOCK_REAL, "advance_clock");
	else if (!clock_advance(&app->clock, message->request.advance_to))
		fail(&message->why, FAULT_CLOCK_BACK, "advance_clock.to");
	if (message->why.count > 0)
		app_refuse(app, message);
	else
		message_move(message, &app->messages.at[MESSAGE_CLOCK]);
}

/* Of one key only so many are taken; the rest is answered at once, so that it is sent again. */
static void queue_message(struct app *app, struct message *message, const struct bus_message *in)
{
	if (serve_ping(app, message))
		return;
	if (message->request.body == REQUEST_ADVANCE_CLOCK)
		advance_clock(app, message);
	else if (!lanes_enter(&app->lanes, message, in->curve_key, in->size))
		app_refuse_for(app, message, FAULT_REQUESTS_OF_KEY_TOO_MANY, "request");
}

static void receive_message(struct app *app, const struct bus_message *in)
{
	struct message *message = message_begin(&app->messages, clock_now(&app->clock));
	const uint8_t *bytes = arena_copy(&message->arena, in->bytes, in->size);

	assert(bytes); /* a request is far within its budget */
	message->peer = in->peer;
	message->arrived = poller_now();
	message->relayed = directory_is_relay(&app->directory, in->curve_key);
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

/* In short turns: each stage of a report waits for one. */
void intake_receive(struct app *app)
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
