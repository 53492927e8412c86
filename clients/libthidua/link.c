/*
 * A link is a socket with its monitor and a timer, all under one epoll descriptor, so that whoever
 * has a loop of his own waits for one thing.
 *
 * The socket's events are kept as two marks, failed and refused, and one reason, trouble. The marks
 * stay until another handshake has ended: between two attempts ZeroMQ says only "connecting", and
 * what a person is told must not depend on the moment he asks.
 *
 * ZeroMQ connects again by itself, to the same place. Where there are several, the socket is closed
 * after a failure, and the timer opens the next; it also ends an attempt that takes longer than
 * others should wait for it, unless its handshake is under way and there is nobody else to ask.
 *
 * A socket that cannot be made now (no descriptors left) leaves NULL: every function bears that, and
 * the next turn tries again.
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

#include "arena.h"
#include "places.h"

enum {
	ROUND_US = 100000, /* after a round of failures; doubles */
	ROUND_MAX_US = 5000000,
	PLACE_US = 2000000, /* for one of several places; doubles with each round */
	PLACE_MAX_US = LINK_HANDSHAKE_MS * 1000,
	MEND_US = 2000000, /* after the daemon refused the key */
	TROUBLE_SIZE = 400,
};

struct link {
	struct link_network *network;
	struct link_settings settings;
	struct arena arena; /* endpoints and prefixes */
	struct places places;
	bool met;              /* somebody was at an address of the endpoint in use */
	uint32_t failures;     /* in a row, of any places */
	const char **prefixes; /* owned; told again to a new socket */
	size_t prefix_count;
	struct link_socket *socket; /* NULL: none now */
	int descriptor;             /* epoll over it and the timer */
	int timer;
	int64_t act_at;       /* the place is given up, or the next one tried; INT64_MAX: neither */
	int64_t connected_at; /* by TCP */
	int64_t pace;
	uint64_t session, sessions; /* in force; so far */
	bool failed, refused; /* the last handshake; stays until another ends, so that what is said
	                         does not depend on the moment */
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

/* --- connection --- */

/* detail: the second argument of a reason that has one, else "". */
static void set_trouble(struct link *link, enum fault_reason reason, const char *detail)
{
	link->reason = reason;
	snprintf(link->detail, sizeof(link->detail), "%s", detail);
	const char *const arguments[] = { places_endpoint(&link->places), link->detail };

	fault_fill(fault_sentence(reason, ENGLISH), arguments, strlen(fault_kinds(reason)),
	           link->trouble, sizeof(link->trouble));
}

static void set_timer(struct link *link, int64_t moment)
{
	const struct itimerspec when = { .it_value = { .tv_sec = moment / 1000000,
		                                       .tv_nsec = moment % 1000000 * 1000 } };
	static const struct itimerspec never;

	link->act_at = moment;
	timerfd_settime(link->timer, TFD_TIMER_ABSTIME, moment == INT64_MAX ? &never : &when, NULL);
}

static void disconnect(struct link *link)
{
	link_socket_close(&link->socket);
	link->session = 0;
	set_timer(link, INT64_MAX);
}

static int64_t doubled(int64_t duration, uint32_t times, int64_t most)
{
	while (times-- > 0 && duration < most)
		duration *= 2;
	return duration < most ? duration : most;
}

/* How long others wait for one of several places. */
static int64_t place_patience(const struct link *link)
{
	return doubled(PLACE_US, link->failures / (uint32_t)places_count(&link->places),
	               PLACE_MAX_US);
}

/* NULL, or why not. A failure here (no descriptors left) passes or does not; the timer finds out. */
static const char *connect_now(struct link *link)
{
	bool four;
	const char *address = places_address(&link->places, &four);
	const struct link_place place = {
		.endpoint = address,
		.feed = link->settings.kind == LINK_FEED,
		.four = four,
		.credential = link->settings.credential,
		.daemon_key = link->settings.daemon_key,
	};

	link->socket = link_socket_open(link->network, &place);
	if (!link->socket) {
		const char *reason = strerror(errno);

		set_trouble(link, FAULT_ENDPOINT_UNUSABLE, reason);
		set_timer(link, link_moment() + MEND_US);
		return reason;
	}
	for (size_t i = 0; i < link->prefix_count; i++)
		link_socket_subscribe(link->socket, link->prefixes[i]);
	link_socket_watch(link->socket, link->descriptor);
	if (places_count(&link->places) > 1)
		set_timer(link, link_moment() + place_patience(link));
	return NULL;
}

struct link *link_open(struct link_network *network, const struct link_settings *settings,
                       struct faults *why)
{
	const char *field = settings->kind == LINK_FEED ? "feed_endpoints" : "command_endpoints";
	struct link *link = must_alloc(1, sizeof(*link));

	link->network = network;
	link->settings = *settings;
	link->act_at = INT64_MAX;
	arena_init(&link->arena, 0);
	link->descriptor = epoll_create1(EPOLL_CLOEXEC);
	link->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	struct epoll_event event = { .events = EPOLLIN };
	bool fine = link->descriptor >= 0 && link->timer >= 0 &&
	            epoll_ctl(link->descriptor, EPOLL_CTL_ADD, link->timer, &event) == 0;

	if (!fine)
		fail(why, FAULT_NO_DESCRIPTORS, field, strerror(errno));
	fine = fine &&
	       places_take(&link->places, link->settings.endpoints, field, &link->arena, why);
	if (fine)
		set_trouble(link, FAULT_LINK_UNREACHABLE, "");
	const char *reason = fine ? connect_now(link) : NULL;

	if (reason)
		fail(why, FAULT_ENDPOINT_UNUSABLE, field, places_endpoint(&link->places), reason);
	if (!fine || reason)
		link_close(&link);
	return link;
}

void link_close(struct link **link)
{
	if (!*link)
		return;
	link_socket_close(&(*link)->socket);
	if ((*link)->timer >= 0)
		close((*link)->timer);
	if ((*link)->descriptor >= 0)
		close((*link)->descriptor);
	places_forget(&(*link)->places);
	arena_close(&(*link)->arena);
	free((*link)->prefixes);
	free(*link);
	*link = NULL;
}

/* The marks are of one endpoint. */
static void next_place(struct link *link)
{
	disconnect(link);
	if (places_next(&link->places) && link->places.count > 1) {
		link->failed = link->refused = false;
		set_trouble(link, FAULT_LINK_UNREACHABLE, "");
	}
	connect_now(link);
}

void link_turn(struct link *link)
{
	if (link->reason == FAULT_REASONS)
		set_trouble(link, FAULT_LINK_SILENT, "");
	next_place(link);
}

size_t link_endpoint_count(const struct link *link)
{
	return link->places.count;
}

/* --- what became of it --- */

/* ZeroMQ tries a single place again by itself. */
static void give_up_place(struct link *link)
{
	const uint32_t count = (uint32_t)places_count(&link->places); /* a lookup may add to it */

	if (count == 1)
		return;
	disconnect(link);
	link->failures++;
	const uint32_t rounds = link->failures / count;
	const bool round_over = link->failures % count == 0;

	set_timer(link,
	          link_moment() + (round_over ? doubled(ROUND_US, rounds - 1, ROUND_MAX_US) : 0));
}

static void note_failure(struct link *link, bool refused, enum fault_reason reason)
{
	link->failed = true;
	link->refused = refused;
	set_trouble(link, reason, "");
}

/* Of a name's addresses one that is there says more. */
static void note_absent(struct link *link, enum fault_reason reason)
{
	link->met &= !places_is_first(&link->places);
	if (places_is_last(&link->places) && !link->met)
		link->failed = link->refused = false;
	if (!link->failed)
		set_trouble(link, reason, "");
	give_up_place(link);
}

static void note_connected(struct link *link)
{
	link->connected_at = link_moment();
	if (!link->failed)
		set_trouble(link, FAULT_LINK_HANDSHAKE, "");
	link->met = true;
	if (places_count(&link->places) > 1)
		set_timer(link, places_has_others(&link->places)
		                        ? link->connected_at + place_patience(link)
		                        : INT64_MAX);
}

static void note_shaken(struct link *link)
{
	link->session = ++link->sessions;
	link->pace = link_moment() - link->connected_at;
	link->failures = 0;
	link->failed = link->refused = false;
	link->reason = FAULT_REASONS;
	link->trouble[0] = '\0';
	set_timer(link, INT64_MAX);
}

static void note(struct link *link, enum link_event event)
{
	switch (event) {
	case LINK_EVENT_CONNECTED:
		note_connected(link);
		break;
	case LINK_EVENT_CLOSED:
		note_absent(link, FAULT_LINK_UNREACHABLE);
		break;
	case LINK_EVENT_NO_NAME:
		note_absent(link, endpoint_is_name(places_endpoint(&link->places))
		                          ? FAULT_LINK_NO_NAME
		                          : FAULT_LINK_UNREACHABLE);
		break;
	case LINK_EVENT_SHAKEN:
		note_shaken(link);
		break;
	case LINK_EVENT_ENDED:
		if (link->session != 0)
			set_trouble(link, FAULT_LINK_ENDED, "");
		link->session = 0;
		break;
	case LINK_EVENT_HUNG_UP:
	case LINK_EVENT_TIRED:
		note_failure(link, false,
		             event == LINK_EVENT_TIRED ? FAULT_LINK_HANDSHAKE : FAULT_LINK_HUNG_UP);
		give_up_place(link);
		break;
	case LINK_EVENT_REFUSED:
	case LINK_EVENT_STRANGE:
		note_failure(link, event == LINK_EVENT_REFUSED,
		             event == LINK_EVENT_REFUSED ? FAULT_LINK_REFUSED : FAULT_LINK_STRANGE);
		set_timer(link, link_moment() + MEND_US);
		break;
	default:
		break;
	}
}

/* Reads what the socket tells, and does what the timer is for: a socket that is still there then has
 * taken too long, or was refused. */
static void mend(struct link *link)
{
	enum link_event event;

	while (link->socket && (event = link_socket_event(link->socket)) != LINK_EVENT_NONE)
		note(link, event);
	if (link_moment() < link->act_at)
		return;
	uint64_t expirations;

	while (read(link->timer, &expirations, sizeof(expirations)) < 0 && errno == EINTR)
		;
	if (link->socket)
		link->failures++;
	next_place(link);
}

uint64_t link_session(const struct link *link)
{
	return link->session;
}

int64_t link_pace(const struct link *link)
{
	return link->pace;
}

const char *link_trouble(const struct link *link)
{
	return link->trouble;
}

enum fault_reason link_reason(const struct link *link)
{
	return link->reason;
}

void link_tell(const struct link *link, struct faults *why)
{
	const char *const arguments[] = { places_endpoint(&link->places), link->detail };

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
	return link->socket && link->session != 0 && link_socket_send(link->socket, bytes, size);
}

void link_subscribe(struct link *link, const char *prefix)
{
	link->prefixes = must_grow(link->prefixes, link->prefix_count + 1, sizeof(*link->prefixes));
	link->prefixes[link->prefix_count++] = arena_text(&link->arena, "%s", prefix);
	if (link->socket)
		link_socket_subscribe(link->socket, prefix);
}

bool link_receive(struct link *link, const uint8_t **bytes, size_t *size)
{
	mend(link);
	return link->socket && link_socket_receive(link->socket, bytes, size);
}

const char *link_topic(const struct link *link)
{
	return link->socket ? link_socket_topic(link->socket) : "";
}

int link_descriptor(const struct link *link)
{
	return link->descriptor;
}

/* Or another state: then its caller asks for it. */
static bool may_have_message(struct link *link)
{
	const uint64_t session = link->session;

	mend(link);
	return link->session != session || (link->socket && link_socket_has_input(link->socket));
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

		if (poll(descriptors, (nfds_t)count,
		         (int)(wait_ms > INT32_MAX ? INT32_MAX : wait_ms)) < 0)
			return; /* a signal came: who waits may have been told to end */
	}
}
