#include "fake_daemon.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#include "arena.h"
#include "buffer.h"
#include "reply.h"

enum {
	ACTS_MAX = 256,
	COMMANDS_MAX = 256,
	RECEIVED_MAX = 1024,
	ROUTE_MAX = 256,
	RETRY_MS = 20,
	AWAIT_SECONDS = 10
};
#define RECEIVED_AT INT64_C(1710900000000000)

struct journaled {
	uint8_t id[ID_SIZE], hash[HASH_SIZE];
	char cluster[CLUSTER_SIZE];
};

struct fake_daemon {
	pthread_t thread;
	pthread_mutex_t lock; /* over all below but the sockets */
	pthread_cond_t changed;
	void *context, *router, *publisher, *zap, *orders; /* the thread's; orders is its end */
	void *boss;                                        /* the test's end */
	struct credential keys, stranger;
	char commands[80], feed[80];
	enum act acts[ACTS_MAX];
	size_t act_count, act_next;
	bool deaf;                     /* to whoever sends the first command */
	uint8_t deaf_route[ROUTE_MAX]; /* of size 0 until then */
	size_t deaf_route_size;
	struct journaled journal[COMMANDS_MAX];
	size_t journal_count;
	size_t received[RECEIVED_MAX], received_count; /* places in the journal, from 1 */
	size_t subscriptions;
	bool admit;
	size_t refusals;
	fake_answerer *answerer;
	void *answerer_context;
	struct buffer held; /* a reply that waits for the next request */
	uint8_t held_route[ROUTE_MAX];
	size_t held_route_size;
	bool stopping;
};

/* As assert, in every build. */
static void must(bool right, const char *what)
{
	if (right)
		return;
	fprintf(stderr, "fake_daemon: %s\n", what);
	abort();
}

/* --- answers --- */

static struct journaled *enter(struct fake_daemon *fake, const struct signed_command *command,
                               struct arena *arena)
{
	struct command opened;
	struct faults why;

	faults_init(&why, arena);
	must(seal_verify(command->bytes, command->size, command->signature, command->key),
	     "wrong signature");
	must(command_replay(command->bytes, command->size, arena, &opened, &why), "no command");
	const uint8_t *id = opened.id;
	size_t at = 0;

	while (at < fake->journal_count && memcmp(fake->journal[at].id, id, ID_SIZE) != 0)
		at++;
	struct journaled *entry = &fake->journal[at];

	if (at == fake->journal_count) {
		must(++fake->journal_count <= COMMANDS_MAX, "journal full");
		memcpy(entry->id, id, ID_SIZE);
		seal_hash(command->bytes, command->size, entry->hash);
		strcpy(entry->cluster, opened.cluster);
	}
	uint8_t hash[HASH_SIZE];

	seal_hash(command->bytes, command->size, hash);
	must(memcmp(hash, entry->hash, HASH_SIZE) == 0, "one id, two commands");
	must(fake->received_count < RECEIVED_MAX, "too many requests");
	fake->received[fake->received_count++] = at + 1;
	return entry;
}

static void write_receipt(struct fake_daemon *fake, const struct journaled *entry, enum act act,
                          uint64_t correlation, struct arena *arena, struct buffer *out)
{
	struct receipt_statement statements[3] = { 0 }; /* as of a batch of three */
	struct receipt receipts[3];

	for (size_t i = 0; i < 3; i++) {
		statements[i].cluster = entry->cluster;
		statements[i].sequence = (uint64_t)(entry - fake->journal) + 1;
		statements[i].received_at = RECEIVED_AT;
		statements[i].has_late_days = true;
		statements[i].late_days = 2;
	}
	memcpy(statements[1].command_id, entry->id, ID_SIZE);
	memcpy(statements[1].command_hash, entry->hash, HASH_SIZE);
	const uint8_t *secret =
	        act == FORGED_KEY ? fake->stranger.sign_secret : fake->keys.sign_secret;

	seal_receipts(statements, 3, secret, arena, receipts);
	reply_receipt(out, correlation, &receipts[act == FORGED_COMMAND ? 2 : 1]);
}

static void write_refusal(enum act act, uint64_t correlation, struct arena *arena,
                          struct buffer *out)
{
	static const enum status statuses[] = {
		[BUSY] = STATUS_BUSY,           [UNAVAILABLE] = STATUS_UNAVAILABLE,
		[INVALID] = STATUS_INVALID,     [STALE] = STATUS_STALE,
		[FORBIDDEN] = STATUS_FORBIDDEN,
	};
	struct faults why;

	faults_init(&why, arena);
	if (act == INVALID) {
		fail(&why, FAULT_BELOW_ZERO, "lines[3].actual", "-1");
		fail(&why, FAULT_TASK_UNKNOWN, "lines[4].task", "T99");
	} else if (act == STALE) {
		fail(&why, FAULT_REVISION_NOT_FIRST, "revision", "2");
	} else if (act == FORBIDDEN) {
		fail(&why, FAULT_CONNECTION_UNKNOWN, "");
	}
	reply_refusal(out, correlation, statuses[act], &why,
	              act == BUSY || act == UNAVAILABLE ? RETRY_MS : 0);
}

static void send_reply(struct fake_daemon *fake, const void *route, size_t route_size,
                       const struct buffer *reply)
{
	zmq_send(fake->router, route, route_size, ZMQ_SNDMORE);
	zmq_send(fake->router, reply->data, reply->size, 0);
}

static void release_held(struct fake_daemon *fake)
{
	if (fake->held.size > 0)
		send_reply(fake, fake->held_route, fake->held_route_size, &fake->held);
	buffer_reset(&fake->held);
}

static bool is_deaf_to(struct fake_daemon *fake, const uint8_t *route, size_t route_size)
{
	if (fake->deaf_route_size == 0) {
		memcpy(fake->deaf_route, route, route_size);
		fake->deaf_route_size = route_size;
	}
	return fake->deaf_route_size == route_size &&
	       memcmp(fake->deaf_route, route, route_size) == 0;
}

static enum act next_act(struct fake_daemon *fake, const struct journaled *entry,
                         const uint8_t *route, size_t route_size)
{
	if (fake->deaf && is_deaf_to(fake, route, route_size))
		return LOST;
	const size_t next = fake->deaf ? (size_t)(entry - fake->journal) : fake->act_next++;

	return next < fake->act_count ? fake->acts[next] : ANSWERED;
}

static void answer_command(struct fake_daemon *fake, const struct request *request,
                           const uint8_t *route, size_t route_size, struct arena *arena)
{
	const struct journaled *entry = enter(fake, &request->signed_command, arena);
	const enum act act = next_act(fake, entry, route, route_size);
	struct buffer reply = { 0 };

	if (act == GARBAGE)
		buffer_append(&reply, "\xff\xff\xff", 3);
	else if (act >= BUSY && act <= FORBIDDEN)
		write_refusal(act, request->correlation, arena, &reply);
	else
		write_receipt(fake, entry, act, request->correlation, arena, &reply);
	if (act != LOST && act != HELD)
		send_reply(fake, route, route_size, &reply);
	if (act == DOUBLED)
		send_reply(fake, route, route_size, &reply);
	release_held(fake);
	if (act == HELD) {
		buffer_append(&fake->held, reply.data, reply.size);
		memcpy(fake->held_route, route, route_size);
		fake->held_route_size = route_size;
	}
	buffer_close(&reply);
}

/* The entry asked for, as the receipts tell it. */
static void write_page(struct fake_daemon *fake, const struct query *query, uint64_t correlation,
                       struct buffer *out)
{
	static const uint8_t zeros[SIGNATURE_SIZE];
	const struct journal_entry entry = { .sequence = query->from,
		                             .received_at = RECEIVED_AT,
		                             .command = zeros,
		                             .command_size = 1,
		                             .signature = zeros,
		                             .key = zeros,
		                             .previous_hash = zeros,
		                             .hash = zeros };

	reply_journal(out, correlation, &entry, query->from <= fake->journal_count ? 1 : 0,
	              fake->journal_count, NULL);
}

/* What a client asks of itself; else as the test says, or not at all. */
static void answer_query(struct fake_daemon *fake, const struct request *request,
                         const uint8_t *route, size_t route_size)
{
	const uint64_t correlation = request->correlation;
	static const uint8_t epoch[EPOCH_SIZE] = { 7 };
	struct buffer reply = { 0 };

	if (fake->answerer)
		fake->answerer(fake->answerer_context, correlation, &reply);
	else if (request->query.question == QUESTION_JOURNAL)
		write_page(fake, &request->query, correlation, &reply);
	else if (request->query.question == QUESTION_PING)
		reply_pong(&reply, correlation, RECEIVED_AT, "fake", epoch, true);
	if (reply.size == 0)
		return;
	send_reply(fake, route, route_size, &reply);
	buffer_close(&reply);
}

/* --- the thread --- */

static void take_request(struct fake_daemon *fake)
{
	uint8_t route[ROUTE_MAX];
	zmq_msg_t body;
	struct arena arena;
	struct request request;
	struct faults why;
	const int route_size = zmq_recv(fake->router, route, sizeof(route), 0);

	must(route_size > 0, "no route");
	zmq_msg_init(&body);
	zmq_msg_recv(&body, fake->router, 0);
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	must(request_decode(zmq_msg_data(&body), zmq_msg_size(&body), &arena, &request, &why),
	     "no request");
	if (request.body == REQUEST_COMMAND)
		answer_command(fake, &request, route, (size_t)route_size, &arena);
	else
		answer_query(fake, &request, route, (size_t)route_size);
	arena_close(&arena);
	zmq_msg_close(&body);
}

static void take_handshake(struct fake_daemon *fake)
{
	static const char *const ends[] = { "", "", "" }; /* text, user id, metadata */
	char frames[8][300];
	int sizes[8], count = 0, more = 1;

	while (more != 0) {
		size_t size = sizeof(more);

		sizes[count] = zmq_recv(fake->zap, frames[count], sizeof(frames[count]), 0);
		zmq_getsockopt(fake->zap, ZMQ_RCVMORE, &more, &size);
		count += count < 7;
	}
	zmq_send(fake->zap, frames[0], (size_t)sizes[0], ZMQ_SNDMORE);
	zmq_send(fake->zap, frames[1], (size_t)sizes[1], ZMQ_SNDMORE);
	zmq_send(fake->zap, fake->admit ? "200" : "400", 3, ZMQ_SNDMORE);
	for (int i = 0; i < 3; i++)
		zmq_send(fake->zap, ends[i], 0, i < 2 ? ZMQ_SNDMORE : 0);
	fake->refusals += !fake->admit;
}

static void take_subscription(struct fake_daemon *fake)
{
	uint8_t frame[256];
	const int size = zmq_recv(fake->publisher, frame, sizeof(frame), 0);

	if (size > 0 && frame[0] == 1)
		fake->subscriptions++;
	else if (size > 0)
		fake->subscriptions--;
}

static void take_order(struct fake_daemon *fake)
{
	zmq_msg_t topic, body;

	zmq_msg_init(&topic);
	zmq_msg_init(&body);
	zmq_msg_recv(&topic, fake->orders, 0);
	if (zmq_msg_more(&topic)) {
		zmq_msg_recv(&body, fake->orders, 0);
		zmq_msg_send(&topic, fake->publisher, ZMQ_SNDMORE);
		zmq_msg_send(&body, fake->publisher, 0);
	} else {
		fake->stopping = true;
	}
	zmq_msg_close(&topic);
	zmq_msg_close(&body);
}

static void *run(void *context)
{
	struct fake_daemon *fake = context;
	bool going = true;

	while (going) {
		zmq_pollitem_t items[] = { { fake->zap, 0, ZMQ_POLLIN, 0 },
			                   { fake->publisher, 0, ZMQ_POLLIN, 0 },
			                   { fake->orders, 0, ZMQ_POLLIN, 0 },
			                   { fake->router, 0, ZMQ_POLLIN, 0 } };

		if (zmq_poll(items, 4, -1) < 0)
			continue;
		pthread_mutex_lock(&fake->lock);
		static void (*const takers[])(struct fake_daemon *) = { take_handshake,
			                                                take_subscription,
			                                                take_order, take_request };

		for (size_t i = 0; i < 4; i++)
			if ((items[i].revents & ZMQ_POLLIN) != 0)
				takers[i](fake);
		going = !fake->stopping;
		pthread_cond_broadcast(&fake->changed);
		pthread_mutex_unlock(&fake->lock);
	}
	return NULL;
}

/* --- the test's side --- */

static void *bind_server(struct fake_daemon *fake, int type, const char *endpoint, char *bound,
                         size_t size)
{
	const int one = 1, zero = 0;
	void *socket = zmq_socket(fake->context, type);

	zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &one, sizeof(one));
	zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, fake->keys.curve_secret, SECRET_CURVE_SIZE);
	zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, "test", 4);
	zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof(zero));
	if (type == ZMQ_XPUB)
		zmq_setsockopt(socket, ZMQ_XPUB_VERBOSE, &one, sizeof(one));
	const int code = zmq_bind(socket, !endpoint ? "tcp://127.0.0.1:*" : endpoint);

	if (code != 0) {
		fprintf(stderr, "fake_daemon: %s: %s\n", endpoint, zmq_strerror(errno));
		abort();
	}
	zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, bound, &size);
	return socket;
}

struct fake_daemon *fake_start(const struct credential *keys, const char *command_endpoint,
                               const char *feed_endpoint)
{
	struct fake_daemon *fake = must_alloc(1, sizeof(*fake));
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_mutex_init(&fake->lock, NULL);
	pthread_cond_init(&fake->changed, &attributes);
	fake->admit = true;
	fake->keys = *keys;
	credential_make("stranger", &fake->stranger);
	fake->context = zmq_ctx_new();
	fake->zap = zmq_socket(fake->context, ZMQ_REP);
	zmq_bind(fake->zap, "inproc://zeromq.zap.01");
	fake->boss = zmq_socket(fake->context, ZMQ_PAIR);
	fake->orders = zmq_socket(fake->context, ZMQ_PAIR);
	zmq_bind(fake->boss, "inproc://orders");
	zmq_connect(fake->orders, "inproc://orders");
	fake->router = bind_server(fake, ZMQ_ROUTER, command_endpoint, fake->commands,
	                           sizeof(fake->commands));
	fake->publisher =
	        bind_server(fake, ZMQ_XPUB, feed_endpoint, fake->feed, sizeof(fake->feed));
	pthread_create(&fake->thread, NULL, run, fake);
	return fake;
}

void fake_stop(struct fake_daemon **fake)
{
	struct fake_daemon *stopped = *fake;

	zmq_send(stopped->boss, "", 0, 0);
	pthread_join(stopped->thread, NULL);
	void *const sockets[] = { stopped->router, stopped->publisher, stopped->zap,
		                  stopped->orders, stopped->boss };

	for (size_t i = 0; i < sizeof(sockets) / sizeof(sockets[0]); i++)
		zmq_close(sockets[i]);
	zmq_ctx_term(stopped->context);
	buffer_close(&stopped->held);
	pthread_mutex_destroy(&stopped->lock);
	pthread_cond_destroy(&stopped->changed);
	free(stopped);
	*fake = NULL;
}

const char *fake_commands(const struct fake_daemon *fake)
{
	return fake->commands;
}

const char *fake_feed(const struct fake_daemon *fake)
{
	return fake->feed;
}

void fake_script(struct fake_daemon *fake, const enum act *acts, size_t count)
{
	pthread_mutex_lock(&fake->lock);
	must(fake->act_count + count <= ACTS_MAX, "script too long");
	memcpy(&fake->acts[fake->act_count], acts, count * sizeof(*acts));
	fake->act_count += count;
	pthread_mutex_unlock(&fake->lock);
}

void fake_deafen(struct fake_daemon *fake)
{
	pthread_mutex_lock(&fake->lock);
	fake->deaf = true;
	pthread_mutex_unlock(&fake->lock);
}

void fake_admit(struct fake_daemon *fake, bool admit)
{
	pthread_mutex_lock(&fake->lock);
	fake->admit = admit;
	pthread_mutex_unlock(&fake->lock);
}

/* Until *count has reached most; the lock is held. */
static void await(struct fake_daemon *fake, const size_t *count, size_t most, const char *what)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += AWAIT_SECONDS;
	while (*count < most)
		if (pthread_cond_timedwait(&fake->changed, &fake->lock, &until) != 0) {
			fprintf(stderr, "fake_daemon: %zu of %zu %s after %d s\n", *count, most,
			        what, AWAIT_SECONDS);
			abort();
		}
}

void fake_await_refusal(struct fake_daemon *fake)
{
	pthread_mutex_lock(&fake->lock);
	await(fake, &fake->refusals, fake->refusals + 1, "refused handshakes");
	pthread_mutex_unlock(&fake->lock);
}

void fake_await_received(struct fake_daemon *fake, size_t count)
{
	pthread_mutex_lock(&fake->lock);
	await(fake, &fake->received_count, count, "commands");
	pthread_mutex_unlock(&fake->lock);
}

void fake_await_subscriptions(struct fake_daemon *fake, size_t count)
{
	pthread_mutex_lock(&fake->lock);
	await(fake, &fake->subscriptions, count, "subscriptions");
	pthread_mutex_unlock(&fake->lock);
}

size_t fake_subscriptions(struct fake_daemon *fake)
{
	pthread_mutex_lock(&fake->lock);
	const size_t count = fake->subscriptions;

	pthread_mutex_unlock(&fake->lock);
	return count;
}

void fake_answer_queries(struct fake_daemon *fake, fake_answerer *answerer, void *context)
{
	pthread_mutex_lock(&fake->lock);
	fake->answerer = answerer;
	fake->answerer_context = context;
	pthread_mutex_unlock(&fake->lock);
}

const char *fake_received(struct fake_daemon *fake)
{
	static char text[RECEIVED_MAX * 4];
	size_t size = 0;

	pthread_mutex_lock(&fake->lock);
	text[0] = '\0';
	for (size_t i = 0; i < fake->received_count; i++)
		size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%zu",
		                         i == 0 ? "" : " ", fake->received[i]);
	pthread_mutex_unlock(&fake->lock);
	return text;
}

size_t fake_received_count(struct fake_daemon *fake)
{
	pthread_mutex_lock(&fake->lock);
	const size_t count = fake->received_count;

	pthread_mutex_unlock(&fake->lock);
	return count;
}

void fake_publish(struct fake_daemon *fake, const char *topic, const uint8_t *bytes, size_t size)
{
	zmq_send(fake->boss, topic, strlen(topic), ZMQ_SNDMORE);
	zmq_send(fake->boss, bytes, size, 0);
}
