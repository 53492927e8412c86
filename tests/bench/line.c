#include "line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#include "answer.h"
#include "arena.h"

struct lines {
	void *context;
	void **sockets;
	size_t count;
};

struct listeners {
	void *context;
	void **sockets;
	size_t count;
	struct buffer known; /* the message decoded last: all subscribers get the same bytes */
	uint64_t known_sequence;
};

double seconds_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void must(bool fine, const char *what)
{
	if (!fine) {
		fprintf(stderr, "bench: %s: %s\n", what, zmq_strerror(zmq_errno()));
		exit(1);
	}
}

static void *open_socket(void *context, int type, const char *endpoint,
                         const uint8_t daemon_key[KEY_SIZE], const struct credential *keys)
{
	void *socket = zmq_socket(context, type);
	int none = 0;

	must(socket != NULL, "socket");
	zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof(none));
	zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, daemon_key, KEY_SIZE);
	zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, keys->curve_public, KEY_SIZE);
	zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, keys->curve_secret, SECRET_CURVE_SIZE);
	must(zmq_connect(socket, endpoint) == 0, "connect");
	return socket;
}

struct lines *lines_open(const char *endpoint, const uint8_t daemon_key[KEY_SIZE],
                         const struct credential *keys, size_t stride, size_t count)
{
	struct lines *lines = must_alloc(1, sizeof(*lines));

	lines->context = zmq_ctx_new();
	lines->count = count;
	lines->sockets = must_alloc(count, sizeof(*lines->sockets));
	for (size_t i = 0; i < count; i++)
		lines->sockets[i] = open_socket(lines->context, ZMQ_DEALER, endpoint, daemon_key,
		                                &keys[i * stride]);
	return lines;
}

void lines_close(struct lines **lines)
{
	if (!*lines)
		return;
	for (size_t i = 0; i < (*lines)->count; i++)
		zmq_close((*lines)->sockets[i]);
	zmq_ctx_term((*lines)->context);
	free((*lines)->sockets);
	free(*lines);
	*lines = NULL;
}

static int by_size(const void *left, const void *right)
{
	double difference = *(const double *)left - *(const double *)right;

	return difference < 0 ? -1 : difference > 0;
}

/* Takes one reply if there is one. */
static bool take(void *socket, struct arena *arena, struct run *run, double *sent, size_t count,
                 double *latencies)
{
	zmq_msg_t message;
	struct answer answer;

	zmq_msg_init(&message);
	if (zmq_msg_recv(&message, socket, ZMQ_DONTWAIT) < 0) {
		zmq_msg_close(&message);
		return false;
	}
	arena_reset(arena);
	must(answer_decode(zmq_msg_data(&message), zmq_msg_size(&message), arena, &answer),
	     "reply");
	if (answer.kind == ANSWER_RECEIPT && answer.correlation <= count) {
		latencies[run->acknowledged++] = seconds_now() - sent[answer.correlation - 1];
	} else if (run->refused++ == 0) {
		snprintf(run->first_refusal, sizeof(run->first_refusal), "%s %s: %s",
		         status_name(answer.status),
		         answer.fault_count ? answer.faults[0].field : "",
		         answer.fault_count ? answer.faults[0].message : "");
	}
	zmq_msg_close(&message);
	return true;
}

struct queue { /* what one line has to send */
	const struct frame **frames;
	size_t count, next, unanswered;
};

/* Shares the frames out: an office's always to the same line. All pointers stand in one block, the
 * first queue's. */
static struct queue *share_out(const struct lines *lines, const struct frames *frames)
{
	struct queue *queues = must_alloc(lines->count, sizeof(*queues));
	const struct frame **all = must_alloc(frames->count, sizeof(*all));

	for (size_t i = 0; i < frames->count; i++)
		queues[frames->items[i].office % lines->count].count++;
	for (size_t line = 0; line < lines->count; line++) {
		queues[line].frames = all;
		all += queues[line].count;
		queues[line].count = 0;
	}
	for (size_t i = 0; i < frames->count; i++) {
		struct queue *queue = &queues[frames->items[i].office % lines->count];

		queue->frames[queue->count++] = &frames->items[i];
	}
	return queues;
}

static void fill(void *socket, struct queue *queue, size_t window, double *sent)
{
	while (queue->unanswered < window && queue->next < queue->count) {
		const struct frame *frame = queue->frames[queue->next++];

		sent[frame->correlation - 1] = seconds_now();
		must(zmq_send(socket, frame->bytes, frame->size, 0) >= 0, "send");
		queue->unanswered++;
	}
}

static void spread(struct run *run, double *latencies)
{
	qsort(latencies, run->acknowledged, sizeof(*latencies), by_size);
	if (run->acknowledged > 0) {
		run->p50_ms = 1e3 * latencies[run->acknowledged / 2];
		run->p99_ms = 1e3 * latencies[run->acknowledged * 99 / 100];
	}
}

void lines_run(struct lines *lines, const struct frames *frames, size_t window, struct run *out)
{
	struct queue *queues = share_out(lines, frames);
	zmq_pollitem_t *items = must_alloc(lines->count, sizeof(*items));
	double *sent = must_alloc(frames->count, sizeof(*sent)),
	       *latencies = must_alloc(frames->count, sizeof(*latencies));
	struct arena arena;

	arena_init(&arena, 0);
	*out = (struct run){ 0 };
	for (size_t i = 0; i < lines->count; i++)
		items[i] = (zmq_pollitem_t){ .socket = lines->sockets[i], .events = ZMQ_POLLIN };
	double begun = seconds_now();

	for (size_t i = 0; i < lines->count; i++)
		fill(lines->sockets[i], &queues[i], window, sent);
	while (out->acknowledged + out->refused < frames->count) {
		must(zmq_poll(items, (int)lines->count, 60000) > 0, "no reply within a minute");
		for (size_t i = 0; i < lines->count; i++) {
			while (items[i].revents &&
			       take(lines->sockets[i], &arena, out, sent, frames->count, latencies))
				queues[i].unanswered--;
			fill(lines->sockets[i], &queues[i], window, sent);
		}
	}
	out->seconds = seconds_now() - begun;
	spread(out, latencies);
	arena_close(&arena);
	free(queues[0].frames);
	free(queues);
	free(items);
	free(sent);
	free(latencies);
}

double lines_ask(struct lines *lines, const struct frame *frame, struct buffer *reply)
{
	double begun = seconds_now();
	zmq_msg_t message;

	must(zmq_send(lines->sockets[0], frame->bytes, frame->size, 0) >= 0, "send");
	zmq_msg_init(&message);
	must(zmq_msg_recv(&message, lines->sockets[0], 0) >= 0, "receive");
	double ended = seconds_now();

	buffer_reset(reply);
	buffer_append(reply, zmq_msg_data(&message), zmq_msg_size(&message));
	zmq_msg_close(&message);
	return ended - begun;
}

static uint64_t sequence_of(struct listeners *audience, zmq_msg_t *message, struct arena *arena)
{
	size_t size = zmq_msg_size(message);
	struct told_standings told;

	if (size == audience->known.size &&
	    memcmp(zmq_msg_data(message), audience->known.data, size) == 0)
		return audience->known_sequence;
	arena_reset(arena);
	must(answer_standings(zmq_msg_data(message), size, arena, &told), "standings");
	buffer_reset(&audience->known);
	buffer_append(&audience->known, zmq_msg_data(message), size);
	audience->known_sequence = told.sequence;
	return told.sequence;
}

/* Waits for one message of one subscriber. */
static uint64_t hear(struct listeners *audience, size_t i, struct arena *arena)
{
	uint64_t sequence = 0;

	for (int frame = 0; frame < 2; frame++) { /* topic, standing */
		zmq_msg_t message;

		zmq_msg_init(&message);
		must(zmq_msg_recv(&message, audience->sockets[i], 0) >= 0,
		     "no standing within a minute");
		if (frame == 1)
			sequence = sequence_of(audience, &message, arena);
		zmq_msg_close(&message);
	}
	return sequence;
}

/* One after the other: to wait for all at once would cost a look at each of them for each message.
 */
double audience_wait(struct listeners *audience, uint64_t sequence)
{
	struct arena arena;

	arena_init(&arena, 0);
	for (size_t i = 0; i < audience->count; i++) {
		while (hear(audience, i, &arena) < sequence)
			;
	}
	arena_close(&arena);
	return seconds_now();
}

struct listeners *audience_open(const char *endpoint, const uint8_t daemon_key[KEY_SIZE],
                                const struct credential *keys, const char *prefix, size_t count)
{
	struct listeners *audience = must_alloc(1, sizeof(*audience));

	audience->context = zmq_ctx_new();
	zmq_ctx_set(audience->context, ZMQ_MAX_SOCKETS, (int)count + 16);
	audience->count = count;
	audience->sockets = must_alloc(count, sizeof(*audience->sockets));
	for (size_t i = 0; i < count; i++) {
		audience->sockets[i] =
		        open_socket(audience->context, ZMQ_SUB, endpoint, daemon_key, keys);
		zmq_setsockopt(audience->sockets[i], ZMQ_SUBSCRIBE, prefix, strlen(prefix));
		zmq_setsockopt(audience->sockets[i], ZMQ_RCVTIMEO, &(int){ 60000 }, sizeof(int));
	}
	audience_wait(audience, 1);
	return audience;
}

void audience_close(struct listeners **audience)
{
	if (!*audience)
		return;
	for (size_t i = 0; i < (*audience)->count; i++)
		zmq_close((*audience)->sockets[i]);
	zmq_ctx_term((*audience)->context);
	free((*audience)->sockets);
	buffer_close(&(*audience)->known);
	free(*audience);
	*audience = NULL;
}
