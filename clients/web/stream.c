/*
 * What a client has seen is a number a period, the serial of the standing that it got last; a standing
 * with a greater one is news to it. Of several the one with the smallest sequence goes first, so that
 * the id of the last event says of all others what has been seen (version_seen).
 *
 * A stream is listed from its first reading on, when the headers are written. Once it is given up, since
 * it has gone, is too slow or all are stopped, it is resumed, and libmicrohttpd frees it with its response.
 */
#include "stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <utlist.h>

#include "arena.h"
#include "json_value.h"

enum { EVENTS_A_TURN = 256, BLOCK = 512 };

struct stream {
	struct stream *prev, *next;
	struct streams *streams;
	struct MHD_Connection *connection;
	struct held *held;
	int socket; /* libmicrohttpd's */
	bool chunked, listed, ending, greeted, blocked;
	uint64_t seen[HELD_PERIODS + 1], told, beats;
	struct event event; /* on its way; body NULL: none */
	size_t at;          /* bytes of it that are written */
	int64_t since;      /* monotonic: when it was begun */
};

static int64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t stream_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

bool streams_open(struct streams *streams, int64_t slow, int64_t beat_seconds)
{
	*streams = (struct streams){
		.slow = slow, .beat_seconds = beat_seconds, .away = true, .silent = -1
	};
	streams->beat = event_new("beat", NULL, "{}");
	streams->descriptor = epoll_create1(EPOLL_CLOEXEC);
	return streams->descriptor >= 0;
}

void streams_close(struct streams *streams)
{
	event_close(&streams->beat);
	event_close(&streams->daemon);
	if (streams->descriptor >= 0)
		close(streams->descriptor);
	streams->descriptor = -1;
}

/* --- what is next --- */

static struct event hello_of(const struct stream *stream)
{
	const struct streams *streams = stream->streams;
	const struct held *held = stream->held;
	json_t *value = json_pack(
	        "{s:s, s:i, s:o, s:o, s:b, s:s, s:o, s:I}", "cluster", held->cluster, "year",
	        (int)held->year, "periods", held_opened(held), "now",
	        json_instant(held->rehearsal ? held->published_at : read_clock(CLOCK_REALTIME)),
	        "rehearsal", held->rehearsal, "daemon", streams->away ? "away" : "up",
	        "silent_seconds",
	        streams->silent < 0 ? json_null() : json_integer(streams->silent / 1000),
	        "beat_seconds", (json_int_t)streams->beat_seconds);
	char *text = json_dumps(value, JSON_COMPACT);
	const struct event event = event_first("hello", text);

	free(text);
	json_decref(value);
	return event;
}

static const struct held_standing *next_standing(struct stream *stream, int *period)
{
	const struct held_standing *next = NULL;

	for (int i = 1; i <= HELD_PERIODS; i++) {
		const struct held_standing *standing = &stream->held->periods[i];

		if (standing->serial > stream->seen[i] &&
		    (!next || standing->version.sequence < next->version.sequence)) {
			next = standing;
			*period = i;
		}
	}
	return next;
}

static struct event share(const struct event *event)
{
	struct event copy = *event;

	copy.body = body_share(event->body);
	return copy;
}

/* False: it has everything. */
static bool take_next(struct stream *stream)
{
	const struct streams *streams = stream->streams;
	int period = 0;
	const struct held_standing *standing = next_standing(stream, &period);

	if (!stream->greeted) {
		stream->event = hello_of(stream);
		stream->greeted = true;
	} else if (standing) {
		stream->event = share(&standing->event);
		stream->seen[period] = standing->serial;
	} else if (stream->told < streams->told) {
		stream->event = share(&streams->daemon);
		stream->told = streams->told;
	} else if (stream->beats < streams->beats) {
		stream->event = share(&streams->beat);
		stream->beats = streams->beats;
	} else {
		return false;
	}
	stream->at = stream->chunked ? 0 : stream->event.head;
	stream->since = stream_now();
	return true;
}

/* --- writing --- */

static void watch(struct stream *stream, bool room)
{
	struct epoll_event event = { .events = EPOLLRDHUP | (room ? (unsigned)EPOLLOUT : 0U),
		                     .data.ptr = stream };

	if (stream->blocked == room)
		return;
	stream->blocked = room;
	stream->streams->blocked += room ? 1 : (size_t)-1;
	epoll_ctl(stream->streams->descriptor, EPOLL_CTL_MOD, stream->socket, &event);
}

/* libmicrohttpd asks its reader once more, hears that it is over, and closes the socket. */
static void end(struct stream *stream)
{
	if (stream->ending)
		return;
	watch(stream, false);
	stream->ending = true;
	stream->streams->ending++;
	epoll_ctl(stream->streams->descriptor, EPOLL_CTL_DEL, stream->socket, NULL);
	shutdown(stream->socket, SHUT_RDWR);
	event_close(&stream->event);
	MHD_resume_connection(stream->connection);
}

static void write_on(struct stream *stream)
{
	while (!stream->ending && (stream->event.body || take_next(stream))) {
		const size_t size = stream->chunked ? stream->event.body->size
		                                    : stream->event.head + stream->event.bytes;
		const ssize_t sent = send(stream->socket, stream->event.body->bytes + stream->at,
		                          size - stream->at, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0 && errno == EAGAIN) {
			watch(stream, true);
			return;
		}
		if (sent < 0) {
			end(stream);
			return;
		}
		stream->at += (size_t)sent;
		if (stream->at < size)
			continue;
		event_close(&stream->event);
		stream->streams->sent++;
	}
	if (!stream->ending)
		watch(stream, false);
}

/* --- libmicrohttpd --- */

static void list(struct stream *stream)
{
	struct streams *streams = stream->streams;
	struct epoll_event event = { .events = EPOLLRDHUP, .data.ptr = stream };

	stream->socket =
	        MHD_get_connection_info(stream->connection, MHD_CONNECTION_INFO_CONNECTION_FD)
	                ->connect_fd;
	setsockopt(stream->socket, IPPROTO_TCP, TCP_CORK, &(int){ 0 }, sizeof(int));
	setsockopt(stream->socket, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	stream->listed = true;
	DL_PREPEND(streams->first, stream);
	streams->count++;
	streams->opened++;
	MHD_suspend_connection(stream->connection);
	if (epoll_ctl(streams->descriptor, EPOLL_CTL_ADD, stream->socket, &event) != 0)
		end(stream);
	else
		write_on(stream);
}

/* Called when the headers are written, and once more when we have given it up. */
static ssize_t read_nothing(void *context, uint64_t position, char *out, size_t most)
{
	struct stream *stream = context;

	(void)position;
	(void)out;
	(void)most;
	if (stream->ending)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (!stream->listed)
		list(stream);
	return 0;
}

static void forget(void *context)
{
	struct stream *stream = context;
	struct streams *streams = stream->streams;

	if (stream->listed) {
		DL_DELETE(streams->first, stream);
		streams->count--;
		streams->blocked -= stream->blocked ? 1 : 0;
		streams->ending -= stream->ending ? 1 : 0;
	}
	event_close(&stream->event);
	free(stream);
}

struct MHD_Response *stream_begin(struct streams *streams, struct MHD_Connection *connection,
                                  struct held *held, const struct version *after, bool chunked)
{
	struct stream *stream = must_alloc(1, sizeof(*stream));

	*stream = (struct stream){ .streams = streams,
		                   .connection = connection,
		                   .held = held,
		                   .socket = -1,
		                   .chunked = chunked,
		                   .told = streams->told,
		                   .beats = streams->beats };
	for (int i = 1; after && i <= HELD_PERIODS; i++)
		if (held->periods[i].there && version_seen(after, &held->periods[i].version))
			stream->seen[i] = held->periods[i].serial;
	struct MHD_Response *response = MHD_create_response_from_callback(
	        MHD_SIZE_UNKNOWN, BLOCK, read_nothing, stream, forget);

	if (!response)
		free(stream);
	return response;
}

/* --- for all --- */

void streams_publish(struct streams *streams, const struct held *held)
{
	for (struct stream *stream = streams->first; stream; stream = stream->next)
		if (stream->held == held && !stream->blocked)
			write_on(stream);
}

static void write_all(struct streams *streams)
{
	for (struct stream *stream = streams->first; stream; stream = stream->next)
		if (!stream->blocked)
			write_on(stream);
}

void streams_tell(struct streams *streams, bool away)
{
	const int64_t now = read_clock(CLOCK_REALTIME);
	json_t *value =
	        json_pack("{s:s, s:o}", "daemon", away ? "away" : "up", "since", json_instant(now));
	char *text = json_dumps(value, JSON_COMPACT);

	streams->away = away;
	event_close(&streams->daemon);
	streams->daemon = event_new("daemon", NULL, text);
	streams->told++;
	free(text);
	json_decref(value);
	write_all(streams);
}

void streams_beat(struct streams *streams)
{
	streams->beats++;
	write_all(streams);
}

void streams_work(struct streams *streams)
{
	struct epoll_event events[EVENTS_A_TURN];
	const int count = epoll_wait(streams->descriptor, events, EVENTS_A_TURN, 0);

	for (int i = 0; i < count; i++) {
		struct stream *stream = events[i].data.ptr;

		if ((events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
			end(stream);
		else
			write_on(stream);
	}
}

void streams_cut_slow(struct streams *streams, int64_t now)
{
	if (streams->blocked == 0)
		return;
	for (struct stream *stream = streams->first; stream; stream = stream->next) {
		if (!stream->blocked || now - stream->since < streams->slow)
			continue;
		streams->cut++;
		end(stream);
	}
}

void streams_end_all(struct streams *streams)
{
	for (struct stream *stream = streams->first; stream; stream = stream->next)
		end(stream);
}
