/*
 * The monitor's events are those of the library, made fewer. Two things it does not tell: that a
 * name has no address (it says that it will try again, and never began), and whether a handshake
 * was ended by the other side or by its own patience, which only the time tells.
 */
#include "link_socket.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <zmq.h>

#include "arena.h"

enum {
	MESSAGE_MAX = 4 << 20, /* a page of the journal is about 512 KiB and one command */
	SEND_HIGH_WATER = 256,
	RECEIVE_HIGH_WATER = 1024,
	RECONNECT_MS = 100,
	RECONNECT_MAX_MS = 5000,
	CONNECT_MS = 5000,
	HEARTBEAT_MS = 5000,
	HEARTBEAT_TIMEOUT_MS = 15000,
	HEARTBEAT_TTL_MS = 30000,
	SOON_MS = 100,  /* the library's clock and ours differ by less */
	EVENT_SIZE = 6, /* a monitor's first frame: event u16, value u32 */
};

struct link_network {
	void *context;
	unsigned monitors; /* numbers their names */
};

struct link_socket {
	void *socket, *monitor;
	zmq_msg_t message;           /* what link_socket_receive lent out */
	char topic[LINK_TOPIC_SIZE]; /* its first frame, when it has another */
	bool tries;                  /* it has begun to connect since it said that it would */
	int64_t connected_at;        /* milliseconds */
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct link_network *link_network_new(struct faults *why)
{
	void *context = zmq_ctx_new();

	if (!context) {
		fail(why, FAULT_NO_DESCRIPTORS, "", strerror(errno));
		return NULL;
	}
	struct link_network *network = must_alloc(1, sizeof(*network));

	network->context = context;
	return network;
}

void link_network_free(struct link_network **network)
{
	if (!*network)
		return;
	while (zmq_ctx_term((*network)->context) != 0 && errno == EINTR)
		;
	free(*network);
	*network = NULL;
}

/* --- opening --- */

static void set_number(void *socket, int option, int value)
{
	const int code = zmq_setsockopt(socket, option, &value, sizeof(value));

	assert(code == 0);
	(void)code;
}

static void set_options(void *socket, const struct link_place *place)
{
	const int options[][2] = {
		{ ZMQ_LINGER, 0 },
		{ ZMQ_IPV6, !place->four },
		{ ZMQ_SNDHWM, SEND_HIGH_WATER },
		{ ZMQ_RCVHWM, RECEIVE_HIGH_WATER },
		{ ZMQ_RECONNECT_IVL, RECONNECT_MS },
		{ ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS },
		{ ZMQ_CONNECT_TIMEOUT, CONNECT_MS },
		{ ZMQ_HANDSHAKE_IVL, LINK_HANDSHAKE_MS },
		{ ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS },
		{ ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS },
		{ ZMQ_HEARTBEAT_TTL, HEARTBEAT_TTL_MS },
	};
	const int64_t size_max = MESSAGE_MAX;
	const struct credential *credential = place->credential;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		set_number(socket, options[i][0], options[i][1]);
	zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &size_max, sizeof(size_max));
	zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, place->daemon_key, KEY_SIZE);
	zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, credential->curve_public, KEY_SIZE);
	zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, credential->curve_secret, SECRET_CURVE_SIZE);
}

static bool begin(struct link_socket *socket, struct link_network *network,
                  const struct link_place *place)
{
	const int events = ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CONNECT_DELAYED |
	                   ZMQ_EVENT_CONNECT_RETRIED | ZMQ_EVENT_CLOSED | ZMQ_EVENT_DISCONNECTED |
	                   ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
	                   ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
	                   ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
	char name[48];

	snprintf(name, sizeof(name), "inproc://link-%u", network->monitors++);
	socket->socket = zmq_socket(network->context, place->feed ? ZMQ_SUB : ZMQ_DEALER);
	socket->monitor = zmq_socket(network->context, ZMQ_PAIR);
	if (!socket->socket || !socket->monitor)
		return false;
	set_options(socket->socket, place);
	set_number(socket->monitor, ZMQ_LINGER, 0);
	return zmq_socket_monitor(socket->socket, name, events) == 0 &&
	       zmq_connect(socket->monitor, name) == 0 &&
	       zmq_connect(socket->socket, place->endpoint) == 0;
}

struct link_socket *link_socket_open(struct link_network *network, const struct link_place *place)
{
	struct link_socket *socket = must_alloc(1, sizeof(*socket));

	zmq_msg_init(&socket->message);
	if (!begin(socket, network, place)) {
		const int why = errno;

		link_socket_close(&socket);
		errno = why;
	}
	return socket;
}

void link_socket_close(struct link_socket **socket)
{
	struct link_socket *closed = *socket;

	if (!closed)
		return;
	if (closed->socket) {
		zmq_socket_monitor(closed->socket, NULL, 0);
		zmq_close(closed->socket);
	}
	if (closed->monitor)
		zmq_close(closed->monitor);
	zmq_msg_close(&closed->message);
	free(closed);
	*socket = NULL;
}

static void watch(void *socket, int epoll)
{
	int descriptor;
	size_t size = sizeof(descriptor);

	if (zmq_getsockopt(socket, ZMQ_FD, &descriptor, &size) == 0) {
		struct epoll_event event = { .events = EPOLLIN };

		epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
	}
}

void link_socket_watch(const struct link_socket *socket, int epoll)
{
	watch(socket->socket, epoll);
	watch(socket->monitor, epoll);
}

/* --- events --- */

static enum link_event failure(const struct link_socket *socket)
{
	return now_ms() - socket->connected_at >= LINK_HANDSHAKE_MS - SOON_MS ? LINK_EVENT_TIRED
	                                                                      : LINK_EVENT_HUNG_UP;
}

static enum link_event event_of(struct link_socket *socket, unsigned number)
{
	switch (number) {
	case ZMQ_EVENT_CONNECT_DELAYED:
		socket->tries = true;
		return LINK_EVENT_NONE;
	case ZMQ_EVENT_CONNECTED:
		socket->tries = true;
		socket->connected_at = now_ms();
		return LINK_EVENT_CONNECTED;
	case ZMQ_EVENT_CLOSED:
		socket->tries = true;
		return LINK_EVENT_CLOSED;
	case ZMQ_EVENT_CONNECT_RETRIED: {
		const bool tried = socket->tries;

		socket->tries = false;
		return tried ? LINK_EVENT_NONE : LINK_EVENT_NO_NAME;
	}
	case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
		return LINK_EVENT_SHAKEN;
	case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
		return LINK_EVENT_REFUSED;
	case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
		return LINK_EVENT_STRANGE;
	case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
		return failure(socket);
	case ZMQ_EVENT_DISCONNECTED:
		return LINK_EVENT_ENDED;
	default:
		return LINK_EVENT_NONE;
	}
}

/* Its number; 0: none. */
static unsigned read_event(void *monitor)
{
	uint8_t frame[EVENT_SIZE];
	uint16_t number = 0;
	int more = 0, size;
	size_t more_size = sizeof(more);

	do
		size = zmq_recv(monitor, frame, sizeof(frame), ZMQ_DONTWAIT);
	while (size < 0 && errno == EINTR);
	if (size < 0)
		return 0;
	if (size == EVENT_SIZE)
		memcpy(&number, frame, sizeof(number));
	zmq_getsockopt(monitor, ZMQ_RCVMORE, &more, &more_size);
	if (more != 0)
		while (zmq_recv(monitor, NULL, 0, 0) < 0 && errno == EINTR)
			;
	return number;
}

enum link_event link_socket_event(struct link_socket *socket)
{
	for (;;) {
		const unsigned number = read_event(socket->monitor);

		if (number == 0)
			return LINK_EVENT_NONE;
		const enum link_event event = event_of(socket, number);

		if (event != LINK_EVENT_NONE)
			return event;
	}
}

/* --- messages --- */

bool link_socket_send(struct link_socket *socket, const void *bytes, size_t size)
{
	int code;

	do
		code = zmq_send(socket->socket, bytes, size, ZMQ_DONTWAIT);
	while (code < 0 && errno == EINTR);
	return code >= 0;
}

void link_socket_subscribe(struct link_socket *socket, const char *prefix)
{
	zmq_setsockopt(socket->socket, ZMQ_SUBSCRIBE, prefix, strlen(prefix));
}

static void keep_topic(struct link_socket *socket)
{
	const size_t size = zmq_msg_size(&socket->message);
	const size_t kept = size < LINK_TOPIC_SIZE ? size : LINK_TOPIC_SIZE - 1;

	memcpy(socket->topic, zmq_msg_data(&socket->message), kept);
	socket->topic[kept] = '\0';
}

bool link_socket_receive(struct link_socket *socket, const uint8_t **bytes, size_t *size)
{
	socket->topic[0] = '\0';
	for (size_t frames = 0;;) {
		const int code = zmq_msg_recv(&socket->message, socket->socket, ZMQ_DONTWAIT);

		if (code < 0 && errno != EINTR)
			return false;
		if (code >= 0 && !zmq_msg_more(&socket->message))
			break;
		if (code >= 0 && frames++ == 0)
			keep_topic(socket);
	}
	*bytes = zmq_msg_data(&socket->message);
	*size = zmq_msg_size(&socket->message);
	return true;
}

const char *link_socket_topic(const struct link_socket *socket)
{
	return socket->topic;
}

static bool has_input(void *socket)
{
	int events = 0, code;
	size_t size = sizeof(events);

	do
		code = zmq_getsockopt(socket, ZMQ_EVENTS, &events, &size);
	while (code < 0 && errno == EINTR);
	return (events & ZMQ_POLLIN) != 0;
}

/* Both are asked: that also makes the library do what waits. */
bool link_socket_has_input(const struct link_socket *socket)
{
	const bool message = has_input(socket->socket);

	return has_input(socket->monitor) || message;
}
