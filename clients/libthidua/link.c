/*
 * A link is a socket, a monitor that tells what becomes of its connection, and a timer, all three
 * under one epoll descriptor, so that whoever has a loop of his own waits for one thing.
 *
 * The monitor's events are kept as two marks, failed and refused, and one reason, trouble. The
 * marks stay until another handshake has ended: between two attempts ZeroMQ says only "connecting",
 * and what a person is told must not depend on the moment he asks. After a refusal ZeroMQ gives up
 * for good; a feed's link then sets the timer and makes its socket anew, a link for requests is
 * turned by the courier.
 *
 * A socket that cannot be made now (no descriptors left, no such host) leaves NULL: every function
 * bears that, and the next turn tries again.
 */
#include "link.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#include "arena.h"

enum {
	MESSAGE_MAX = 4 << 20, /* a page of the journal is about 512 KiB and one command */
	SEND_HIGH_WATER = 256,
	RECEIVE_HIGH_WATER = 1024,
	RECONNECT_MS = 100,
	RECONNECT_MAX_MS = 5000,
	CONNECT_MS = 5000,
	HANDSHAKE_MS = 4000,
	HEARTBEAT_MS = 5000,
	HEARTBEAT_TIMEOUT_MS = 15000,
	HEARTBEAT_TTL_MS = 30000,
	MEND_US = 2000000, /* after the daemon refused the key */
	TROUBLE_SIZE = 400,
	EVENT_SIZE = 6, /* a monitor's first frame: event u16, value u32 */
};

struct link_network {
	void *context;
	unsigned monitors; /* numbers their names */
};

struct link {
	struct link_network *network;
	struct link_settings settings;
	struct arena arena; /* endpoints and prefixes */
	const char *endpoints[ENDPOINTS_MAX];
	size_t endpoint_count, endpoint; /* the one in use */
	const char **prefixes;           /* owned; told again to a new socket */
	size_t prefix_count;
	void *socket, *monitor; /* NULL: none could be made */
	int descriptor;         /* epoll over the two and the timer */
	int timer;
	bool up;
	bool failed, refused; /* the last handshake; stays until another ends, so that what is said
	                         does not depend on the moment */
	int64_t mend_at;
	zmq_msg_t message;
	enum fault_reason reason; /* why nothing comes; FAULT_REASONS: connected */
	char detail[TROUBLE_SIZE];
	char trouble[TROUBLE_SIZE]; /* in words */
};

int64_t link_moment(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
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
	zmq_ctx_set(context, ZMQ_IPV6, 1);
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

/* --- connection --- */

static void set_number(void *socket, int option, int value)
{
	const int code = zmq_setsockopt(socket, option, &value, sizeof(value));

	assert(code == 0);
	(void)code;
}

/* detail: the second argument of a reason that has one, else "". */
static void set_trouble(struct link *link, enum fault_reason reason, const char *detail)
{
	link->reason = reason;
	snprintf(link->detail, sizeof(link->detail), "%s", detail);
	const char *const arguments[] = { link->endpoints[link->endpoint], link->detail };

	fault_fill(fault_sentence(reason, ENGLISH), arguments, strlen(fault_kinds(reason)),
	           link->trouble, sizeof(link->trouble));
}

static void set_options(const struct link *link)
{
	static const int options[][2] = {
		{ ZMQ_LINGER, 0 },
		{ ZMQ_SNDHWM, SEND_HIGH_WATER },
		{ ZMQ_RCVHWM, RECEIVE_HIGH_WATER },
		{ ZMQ_RECONNECT_IVL, RECONNECT_MS },
		{ ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS },
		{ ZMQ_CONNECT_TIMEOUT, CONNECT_MS },
		{ ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS },
		{ ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS },
		{ ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS },
		{ ZMQ_HEARTBEAT_TTL, HEARTBEAT_TTL_MS },
	};
	const int64_t size_max = MESSAGE_MAX;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		set_number(link->socket, options[i][0], options[i][1]);
	zmq_setsockopt(link->socket, ZMQ_MAXMSGSIZE, &size_max, sizeof(size_max));
	const struct credential *credential = link->settings.credential;

	zmq_setsockopt(link->socket, ZMQ_CURVE_SERVERKEY, link->settings.daemon_key, KEY_SIZE);
	zmq_setsockopt(link->socket, ZMQ_CURVE_PUBLICKEY, credential->curve_public, KEY_SIZE);
	zmq_setsockopt(link->socket, ZMQ_CURVE_SECRETKEY, credential->curve_secret,
	               SECRET_CURVE_SIZE);
}

static void watch(const struct link *link, void *socket)
{
	int descriptor;
	size_t size = sizeof(descriptor);

	if (zmq_getsockopt(socket, ZMQ_FD, &descriptor, &size) == 0) {
		struct epoll_event event = { .events = EPOLLIN };

		epoll_ctl(link->descriptor, EPOLL_CTL_ADD, descriptor, &event);
	}
}

static void disconnect(struct link *link)
{
	if (link->socket) {
		zmq_socket_monitor(link->socket, NULL, 0);
		zmq_close(link->socket);
	}
	if (link->monitor)
		zmq_close(link->monitor);
	link->socket = link->monitor = NULL;
	link->up = false;
	link->mend_at = INT64_MAX;
}

static bool open_sockets(struct link *link)
{
	const int events = ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CLOSED | ZMQ_EVENT_DISCONNECTED |
	                   ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
	                   ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
	                   ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
	char name[48];

	snprintf(name, sizeof(name), "inproc://link-%u", link->network->monitors++);
	link->socket = zmq_socket(link->network->context,
	                          link->settings.kind == LINK_FEED ? ZMQ_SUB : ZMQ_DEALER);
	link->monitor = zmq_socket(link->network->context, ZMQ_PAIR);
	if (!link->socket || !link->monitor)
		return false;
	set_options(link);
	set_number(link->monitor, ZMQ_LINGER, 0);
	if (zmq_socket_monitor(link->socket, name, events) != 0 ||
	    zmq_connect(link->monitor, name) != 0)
		return false;
	for (size_t i = 0; i < link->prefix_count; i++)
		zmq_setsockopt(link->socket, ZMQ_SUBSCRIBE, link->prefixes[i],
		               strlen(link->prefixes[i]));
	return zmq_connect(link->socket, link->endpoints[link->endpoint]) == 0;
}

/* NULL, or why not. A failure here (no descriptors left, no such host) passes or does not; the next
 * turn finds out. */
static const char *connect_now(struct link *link)
{
	if (open_sockets(link)) {
		watch(link, link->socket);
		watch(link, link->monitor);
		return NULL;
	}
	const char *reason = zmq_strerror(errno);

	set_trouble(link, FAULT_ENDPOINT_UNUSABLE, reason);
	disconnect(link);
	return reason;
}

struct link *link_open(struct link_network *network, const struct link_settings *settings,
                       struct faults *why)
{
	const char *field = settings->kind == LINK_FEED ? "feed_endpoints" : "command_endpoints";
	struct link *link = must_alloc(1, sizeof(*link));

	link->network = network;
	link->settings = *settings;
	link->mend_at = INT64_MAX;
	arena_init(&link->arena, 0);
	zmq_msg_init(&link->message);
	link->descriptor = epoll_create1(EPOLL_CLOEXEC);
	link->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	struct epoll_event event = { .events = EPOLLIN };
	bool fine = link->descriptor >= 0 && link->timer >= 0 &&
	            epoll_ctl(link->descriptor, EPOLL_CTL_ADD, link->timer, &event) == 0;

	if (!fine)
		fail(why, FAULT_NO_DESCRIPTORS, field, strerror(errno));
	if (fine) {
		link->endpoint_count = endpoints_split(settings->endpoints, field, &link->arena,
		                                       link->endpoints, why);
		fine = link->endpoint_count > 0;
	}
	if (fine)
		set_trouble(link, FAULT_LINK_UNREACHABLE, "");
	const char *reason = fine ? connect_now(link) : NULL;

	if (reason)
		fail(why, FAULT_ENDPOINT_UNUSABLE, field, link->endpoints[link->endpoint], reason);
	if (!fine || reason)
		link_close(&link);
	return link;
}

void link_close(struct link **link)
{
	if (!*link)
		return;
	disconnect(*link);
	zmq_msg_close(&(*link)->message);
	if ((*link)->timer >= 0)
		close((*link)->timer);
	if ((*link)->descriptor >= 0)
		close((*link)->descriptor);
	arena_close(&(*link)->arena);
	free((*link)->prefixes);
	free(*link);
	*link = NULL;
}

void link_turn(struct link *link)
{
	const bool alone = link->endpoint_count == 1;

	disconnect(link);
	link->endpoint = (link->endpoint + 1) % link->endpoint_count;
	if (!alone)
		link->failed = link->refused = false;
	if (!alone || link->trouble[0] == '\0')
		set_trouble(link, alone ? FAULT_LINK_SILENT : FAULT_LINK_UNREACHABLE, "");
	connect_now(link);
}

size_t link_endpoint_count(const struct link *link)
{
	return link->endpoint_count;
}

/* --- what became of it --- */

static void set_mend(struct link *link, int64_t moment)
{
	if (link->settings.kind != LINK_FEED)
		return;
	const struct itimerspec when = { .it_value = { .tv_sec = moment / 1000000,
		                                       .tv_nsec = moment % 1000000 * 1000 } };

	link->mend_at = moment;
	timerfd_settime(link->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void note_failure(struct link *link, bool refused, enum fault_reason reason)
{
	link->failed = true;
	link->refused = refused;
	set_trouble(link, reason, "");
}

static void note(struct link *link, unsigned event)
{
	switch (event) {
	case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
		link->up = true;
		link->failed = link->refused = false;
		link->reason = FAULT_REASONS;
		link->trouble[0] = '\0';
		break;
	case ZMQ_EVENT_CONNECTED:
		if (!link->failed)
			set_trouble(link, FAULT_LINK_HANDSHAKE, "");
		break;
	case ZMQ_EVENT_CLOSED: /* an attempt to connect */
		link->failed = link->refused = false;
		set_trouble(link, FAULT_LINK_UNREACHABLE, "");
		break;
	case ZMQ_EVENT_DISCONNECTED:
		if (link->up)
			set_trouble(link, FAULT_LINK_ENDED, "");
		link->up = false;
		break;
	case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: /* the other side hung up */
		note_failure(link, false, FAULT_LINK_HUNG_UP);
		break;
	case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
		note_failure(link, true, FAULT_LINK_REFUSED);
		set_mend(link, link_moment() + MEND_US);
		break;
	case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
		note_failure(link, false, FAULT_LINK_STRANGE);
		set_mend(link, link_moment() + MEND_US);
		break;
	default:
		break;
	}
}

static void read_monitor(struct link *link)
{
	uint8_t frame[EVENT_SIZE];
	int more = 1;

	while (link->monitor) {
		const int size = zmq_recv(link->monitor, frame, sizeof(frame), ZMQ_DONTWAIT);

		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return;
		if (size == EVENT_SIZE) {
			uint16_t event;

			memcpy(&event, frame, sizeof(event));
			note(link, event);
		}
		size_t more_size = sizeof(more);

		zmq_getsockopt(link->monitor, ZMQ_RCVMORE, &more, &more_size);
		if (more != 0)
			while (zmq_recv(link->monitor, NULL, 0, 0) < 0 && errno == EINTR)
				;
	}
}

static void mend(struct link *link)
{
	read_monitor(link);
	if (link_moment() < link->mend_at)
		return;
	uint64_t expirations;

	while (read(link->timer, &expirations, sizeof(expirations)) < 0 && errno == EINTR)
		;
	link_turn(link);
	if (!link->socket)
		set_mend(link, link_moment() + MEND_US);
}

const char *link_trouble(const struct link *link)
{
	return link->trouble;
}

void link_tell(const struct link *link, struct faults *why)
{
	const char *const arguments[] = { link->endpoints[link->endpoint], link->detail };

	if (link->reason != FAULT_REASONS)
		faults_add(why, link->reason, "", arguments, strlen(fault_kinds(link->reason)));
}

bool link_refused(const struct link *link)
{
	return link->refused;
}

/* --- messages --- */

bool link_send(struct link *link, const void *bytes, size_t size)
{
	if (!link->socket)
		return false;
	int code;

	do
		code = zmq_send(link->socket, bytes, size, ZMQ_DONTWAIT);
	while (code < 0 && errno == EINTR);
	return code >= 0;
}

void link_subscribe(struct link *link, const char *prefix)
{
	link->prefixes = must_grow(link->prefixes, link->prefix_count + 1, sizeof(*link->prefixes));
	link->prefixes[link->prefix_count++] = arena_text(&link->arena, "%s", prefix);
	if (link->socket)
		zmq_setsockopt(link->socket, ZMQ_SUBSCRIBE, prefix, strlen(prefix));
}

bool link_receive(struct link *link, const uint8_t **bytes, size_t *size)
{
	mend(link);
	for (;;) {
		if (!link->socket)
			return false;
		const int code = zmq_msg_recv(&link->message, link->socket, ZMQ_DONTWAIT);

		if (code < 0 && errno != EINTR)
			return false;
		if (code >= 0 && !zmq_msg_more(&link->message))
			break;
	}
	*bytes = zmq_msg_data(&link->message);
	*size = zmq_msg_size(&link->message);
	return true;
}

int link_descriptor(const struct link *link)
{
	return link->descriptor;
}

static bool has_input(void *socket)
{
	int events = 0;
	size_t size = sizeof(events);

	if (!socket)
		return false;
	int code;

	do
		code = zmq_getsockopt(socket, ZMQ_EVENTS, &events, &size);
	while (code < 0 && errno == EINTR);
	return (events & ZMQ_POLLIN) != 0;
}

static bool may_have_message(struct link *link)
{
	mend(link);
	return has_input(link->socket) || has_input(link->monitor);
}

void link_wait(struct link *const *links, size_t count, int64_t until)
{
	struct pollfd descriptors[ENDPOINTS_MAX];

	assert(count <= ENDPOINTS_MAX);
	for (;;) {
		bool ready = false;

		for (size_t i = 0; i < count; i++)
			ready |= may_have_message(links[i]);
		const int64_t left = until - link_moment();

		if (ready || left <= 0)
			return;
		for (size_t i = 0; i < count; i++)
			descriptors[i] =
			        (struct pollfd){ .fd = links[i]->descriptor, .events = POLLIN };
		const int64_t wait_ms = until == INT64_MAX ? -1 : (left + 999) / 1000;

		poll(descriptors, (nfds_t)count, (int)(wait_ms > INT32_MAX ? INT32_MAX : wait_ms));
	}
}
