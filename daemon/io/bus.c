/*
 * Requests come through a ROUTER, standings go out through an XPUB (bus_feed.c), both opened by
 * bus_socket.c.
 * Nothing here waits: what cannot be taken or sent now is told to the caller, and a peer that does
 * not read loses what is beyond its high-water mark. A message of another form is passed over, a
 * bounded number at once.
 */
#include "bus.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "bus_private.h"
#include "log.h"
#include "monitor.h"
#include "poller.h"
#include "request.h"
#include "text.h"
#include "zap.h"

enum {
	SOCKETS_MAX = 32,        /* ours, with those of the monitors; not connections */
	BUSY_EVENTS = 16,        /* of connections that come and go, in one reading */
	READ_INTERVAL = 1000000, /* of the monitors, when nothing else asks for it */
	READ_INTERVAL_BUSY = 50000,
};

/* --- opening --- */

/* What slow peers can make the library keep at worst: said, because nothing else says it. */
static void tell(const struct bus *bus, const struct bus_settings *settings)
{
	int64_t peer = (int64_t)settings->receive_high_water * REQUEST_BYTES_MAX;

	log_event(LOG_LEVEL_INFO, "bus_open", TEXT("commands", bus_command_endpoint(bus)),
	          TEXT("feed", bus_feed_endpoint(bus)),
	          NUMBER("connections_max", settings->lines.connections_max),
	          NUMBER("peer_requests_max", settings->receive_high_water),
	          NUMBER("peer_bytes_max", peer),
	          NUMBER("peer_replies_max", settings->send_high_water));
}

/* What a peer has sent in whole messages up to its high-water mark is no fault of its. */
static void open_bytes(struct bus *bus, const struct bus_settings *settings)
{
	struct line_bytes_bounds bounds = settings->bytes;
	int64_t whole = ((int64_t)settings->receive_high_water + 2) * (REQUEST_BYTES_MAX + 64);

	if (bounds.peer_unfinished_max < whole)
		bounds.peer_unfinished_max = whole;
	line_bytes_open(&bus->bytes, &bounds);
}

static bool open_all(struct bus *bus, const struct bus_settings *settings, bus_admits *admits,
                     void *context, struct faults *why)
{
	if (!monitor_tells_lines(why) || !bus_socket_room(&settings->lines, why))
		return false;
	bus->zmq_context = zmq_ctx_new();
	if (!bus->zmq_context ||
	    zmq_ctx_set(bus->zmq_context, ZMQ_IO_THREADS, settings->io_threads) != 0 ||
	    zmq_ctx_set(bus->zmq_context, ZMQ_MAX_SOCKETS, SOCKETS_MAX) != 0) {
		fail(why, FAULT_NO_SOCKET, "bus", zmq_strerror(errno));
		return false;
	}
	bus->admits = admits;
	bus->context = context;
	bus->lines = lines_open(&settings->lines);
	open_bytes(bus, settings);
	bus->zap = zap_open(bus->zmq_context, admits, context, bus->lines, &bus->counts, why);
	if (!bus->zap)
		return false;
	for (enum bus_socket_kind kind = 0; kind < BUS_SOCKETS; kind++)
		if (!bus_socket_open(bus->zmq_context, kind, settings, &bus->sockets[kind], why))
			return false;
	bus->commands = bus->sockets[BUS_COMMANDS].socket;
	bus->feed = bus->sockets[BUS_FEED].socket;
	return true;
}

struct bus *bus_open(const struct bus_settings *settings, bus_admits *admits, void *context,
                     struct faults *why)
{
	struct bus *bus = must_alloc(1, sizeof(*bus));
	sigset_t all, before;

	zmq_msg_init(&bus->body);
	sigfillset(&all); /* the library's threads inherit this: signals are the loop's */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool opened = open_all(bus, settings, admits, context, why);

	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!opened)
		bus_close(&bus);
	else
		tell(bus, settings);
	return bus;
}

void bus_close(struct bus **bus)
{
	if (!*bus)
		return;
	zmq_msg_close(&(*bus)->body);
	for (enum bus_socket_kind kind = 0; kind < BUS_SOCKETS; kind++)
		bus_socket_close(&(*bus)->sockets[kind]);
	zap_close(&(*bus)->zap);
	lines_close(&(*bus)->lines);
	while ((*bus)->zmq_context && zmq_ctx_term((*bus)->zmq_context) != 0 && errno == EINTR)
		;
	free(*bus);
	*bus = NULL;
}

const char *bus_command_endpoint(const struct bus *bus)
{
	return bus->sockets[BUS_COMMANDS].endpoint;
}

const char *bus_feed_endpoint(const struct bus *bus)
{
	return bus->sockets[BUS_FEED].endpoint;
}

void bus_put_off(struct bus *bus, bool put_off)
{
	zap_put_off(bus->zap, put_off);
}

/* --- who is there --- */

static void read_monitors(struct bus *bus, int64_t now)
{
	size_t count = 0;
	enum monitor_event event;
	int descriptor;

	for (enum bus_socket_kind kind = 0; kind < BUS_SOCKETS; kind++) {
		while (monitor_next(bus->sockets[kind].monitor, &event, &descriptor)) {
			if (event == MONITOR_ACCEPTED)
				lines_accepted(bus->lines, kind, descriptor, now);
			else if (event == MONITOR_LEFT)
				lines_gone(bus->lines, kind, descriptor);
			else
				bus_socket_listens(&bus->sockets[kind], descriptor);
			count++;
		}
	}
	bus->read_at = now + (count >= BUSY_EVENTS ? READ_INTERVAL_BUSY : READ_INTERVAL);
}

/* Who may shake hands now. While lines are held the monitors are read as often as turns are given,
 * since one of them may tell of an address that has had none. */
static void give_turns(struct bus *bus, int64_t now)
{
	struct turns *turns = lines_turns(bus->lines);

	turns_give(turns, now);
	for (enum bus_socket_kind kind = 0; kind < BUS_SOCKETS; kind++)
		bus_socket_hold(&bus->sockets[kind], turns->holding);
	if (bus->read_at > turns_moment(turns))
		bus->read_at = turns_moment(turns);
}

/* The frame with the body has the metadata; under zmq_poll the routing id's has none. */
bool bus_whose(zmq_msg_t *frame, uint8_t curve_key[KEY_SIZE])
{
	const char *user = zmq_msg_gets(frame, "User-Id");

	return user && text_unhex(user, curve_key, KEY_SIZE);
}

/* The line that a message of a key came over, NULL when it has left. What the monitors have told is
 * read when this is news. */
struct line *bus_line_of(struct bus *bus, enum bus_socket_kind kind, zmq_msg_t *message,
                         const uint8_t curve_key[KEY_SIZE])
{
	int descriptor = monitor_descriptor(message);
	struct line *line = lines_find(bus->lines, kind, descriptor, curve_key);

	if (line)
		return line;
	read_monitors(bus, poller_now());
	line = lines_take(bus->lines, kind, descriptor, curve_key);
	if (line && !bus->admits(bus->context, curve_key)) /* before it had spoken nobody knew it */
		lines_end(bus->lines, line, "revoked");
	return line;
}

/* What the monitors have told first: a descriptor may be another's meanwhile. */
void bus_end_key(struct bus *bus, const uint8_t curve_key[KEY_SIZE], bool feed_only)
{
	read_monitors(bus, poller_now());
	lines_end_key(bus->lines, curve_key, feed_only ? BUS_FEED : BUS_SOCKETS, "revoked");
}

const struct line_bytes *bus_bytes(const struct bus *bus)
{
	return &bus->bytes;
}

const struct lines_counts *bus_lines(const struct bus *bus)
{
	return lines_counts(bus->lines);
}

const struct turns *bus_turns(const struct bus *bus)
{
	return lines_turns(bus->lines);
}

/* --- the loop --- */

void bus_wait(struct bus *bus, struct poller *poller, bool listening)
{
	zap_wait(bus->zap, poller);
	poller_until(poller, bus->read_at);
	poller_until(poller, lines_look_moment(bus->lines));
	if (lines_in(bus->lines) > 0)
		poller_until(poller, bus->bytes.moment);
	poller_add_socket(poller, bus->feed);
	if (listening)
		poller_add_socket(poller, bus->commands);
}

/* The monitors are read before a verdict, and now and then so that connections without a handshake
 * do not gather there; they are not waited for, because each socket waited for costs every turn of
 * the loop. */
void bus_work(struct bus *bus, struct poller *poller)
{
	int64_t now = poller_now();
	bool asked = zap_asked(bus->zap, poller);

	if (asked || now >= bus->read_at) {
		read_monitors(bus, now);
		give_turns(bus, now);
	}
	if (asked)
		zap_answer(bus->zap);
	lines_look(bus->lines, now, zap_holds(bus->zap));
	line_bytes_look(&bus->bytes, bus->lines, now);
}

/* --- requests --- */

void bus_pass_over(void *socket, zmq_msg_t *frame, struct line *line)
{
	while (zmq_msg_more(frame) && zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) >= 0)
		line_bytes_came(line, zmq_msg_size(frame));
}

enum received { RECEIVED_NOTHING, RECEIVED_BAD, RECEIVED_REQUEST };

/* Frames: routing id, an empty one from REQ, the body. All of a message is there when its first
 * frame is. */
static enum received receive_one(struct bus *bus, struct bus_message *out)
{
	int route_size =
	        zmq_recv(bus->commands, out->peer.route, sizeof(out->peer.route), ZMQ_DONTWAIT);

	if (route_size < 0 || zmq_msg_recv(&bus->body, bus->commands, ZMQ_DONTWAIT) < 0)
		return RECEIVED_NOTHING;
	assert(route_size < PEER_SIZE); /* the library bounds it */
	bool known = bus_whose(&bus->body, out->curve_key);
	struct line *line =
	        known ? bus_line_of(bus, BUS_COMMANDS, &bus->body, out->curve_key) : NULL;

	out->peer.route_size = (uint8_t)route_size;
	out->peer.descriptor = line ? line->descriptor : -1;
	out->peer.cookie = line ? line->cookie : 0;
	out->peer.delimiter = zmq_msg_size(&bus->body) == 0 && zmq_msg_more(&bus->body);
	line_bytes_came(line, zmq_msg_size(&bus->body));
	if (out->peer.delimiter && zmq_msg_recv(&bus->body, bus->commands, ZMQ_DONTWAIT) >= 0)
		line_bytes_came(line, zmq_msg_size(&bus->body));
	if (!known || zmq_msg_more(&bus->body)) {
		bus_pass_over(bus->commands, &bus->body, line);
		return RECEIVED_BAD;
	}
	out->bytes = zmq_msg_data(&bus->body);
	out->size = zmq_msg_size(&bus->body);
	return RECEIVED_REQUEST;
}

bool bus_receive(struct bus *bus, struct bus_message *out)
{
	for (int i = 0; i < PASSED_OVER_AT_ONCE; i++) {
		switch (receive_one(bus, out)) {
		case RECEIVED_NOTHING:
			return false;
		case RECEIVED_REQUEST:
			bus->counts.requests++;
			return true;
		case RECEIVED_BAD:
			bus->counts.frames_refused++;
			break;
		}
	}
	return false;
}

/* What peers have taken since is told to a socket by messages of its own, which the library reads
 * at most once a millisecond while it sends: a burst would find a peer full that keeps up. Asking
 * for its events reads them. */
void bus_look_who_has_read(void *socket)
{
	int events;
	size_t size = sizeof(events);

	zmq_getsockopt(socket, ZMQ_EVENTS, &events, &size);
}

static int begin_reply(struct bus *bus, const struct peer *peer)
{
	return zmq_send(bus->commands, peer->route, peer->route_size, ZMQ_SNDMORE | ZMQ_DONTWAIT);
}

enum bus_delivery bus_reply(struct bus *bus, const struct peer *peer, const void *bytes,
                            size_t size)
{
	int begun = begin_reply(bus, peer);

	if (begun < 0 && errno == EAGAIN) {
		bus_look_who_has_read(bus->commands);
		begun = begin_reply(bus, peer);
	}
	if (begun < 0) {
		bool full = errno == EAGAIN;

		(*(full ? &bus->counts.replies_full : &bus->counts.replies_gone))++;
		return full ? BUS_FULL : BUS_GONE;
	}
	if (peer->delimiter)
		zmq_send(bus->commands, "", 0, ZMQ_SNDMORE | ZMQ_DONTWAIT);
	zmq_send(bus->commands, bytes, size, ZMQ_DONTWAIT);
	bus->counts.replies++;
	line_bytes_went(&bus->bytes, bus->lines,
	                lines_with(bus->lines, BUS_COMMANDS, peer->descriptor, peer->cookie), size,
	                poller_now());
	return BUS_SENT;
}

const struct bus_counts *bus_counts(const struct bus *bus)
{
	return &bus->counts;
}
