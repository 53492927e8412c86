/*
 * One handshake is one request of these frames, and one reply, in strict turns (REP):
 *
 *   asked:  "1.0" | request id | domain | address | routing id | mechanism | CURVE key
 *   reply:  "1.0" | request id | status | text | User-Id | metadata
 *
 * 200 admits. 400 refuses: the client is told so and does not come again. 300 closes without a
 * word, and the client comes again by itself: that is for what will pass, the bound on connections
 * and the start, when the keys are not known yet.
 *
 * Connections are counted by what libzmq's monitors tell, because the library itself will not say.
 */
#include "zap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "arena.h"
#include "poller.h"
#include "text.h"

enum {
	FRAMES = 7,
	FRAME_SIZE = 256,
	WATCHED_MAX = 2,
	SETTLE_INTERVAL = 1000000,
	HELD_AT_MOST = 3000000
};

enum frame {
	FRAME_VERSION,
	FRAME_REQUEST,
	FRAME_DOMAIN,
	FRAME_ADDRESS,
	FRAME_ROUTE,
	FRAME_MECHANISM,
	FRAME_KEY
};

struct zap {
	void *zmq_context;
	void *socket;
	void *monitors[WATCHED_MAX];
	size_t monitor_count;
	bus_admits *admits;
	void *context;
	size_t connections_max;
	struct bus_counts *counts;
	size_t leaving; /* of the connections: refused, and not closed yet */
	bool put_off;
	int64_t held_since; /* monotonic: handshakes wait in the socket; 0: none do */
	int slot;
	int64_t settled; /* monotonic: when the monitors were read last */
};

struct handshake {
	uint8_t frames[FRAMES][FRAME_SIZE];
	size_t sizes[FRAMES];
	size_t count; /* may be more than FRAMES: then the rest was passed over */
};

struct zap *zap_open(void *zmq_context, bus_admits *admits, void *context, size_t connections_max,
                     struct bus_counts *counts, struct faults *why)
{
	struct zap *zap = must_alloc(1, sizeof(*zap));
	int linger = 0;

	*zap = (struct zap){ .zmq_context = zmq_context,
		             .admits = admits,
		             .context = context,
		             .connections_max = connections_max,
		             .counts = counts,
		             .slot = -1 };
	zap->socket = zmq_socket(zmq_context, ZMQ_REP);
	if (!zap->socket || zmq_setsockopt(zap->socket, ZMQ_LINGER, &linger, sizeof(linger)) != 0 ||
	    zmq_bind(zap->socket, "inproc://zeromq.zap.01") != 0) {
		fail(why, FAULT_NO_ADMISSION, "bus", zmq_strerror(errno));
		zap_close(&zap);
	}
	return zap;
}

void zap_close(struct zap **zap)
{
	if (!*zap)
		return;
	for (size_t i = 0; i < (*zap)->monitor_count; i++)
		zmq_close((*zap)->monitors[i]);
	if ((*zap)->socket)
		zmq_close((*zap)->socket);
	free(*zap);
	*zap = NULL;
}

bool zap_watch(struct zap *zap, void *socket, const char *name, struct faults *why)
{
	char address[64] = "inproc://";
	int none = 0;
	void *monitor = zmq_socket(zap->zmq_context, ZMQ_PAIR);

	strncat(address, name, sizeof(address) - strlen(address) - 1);
	/* No high-water mark: the library's thread would wait at it, and it must never wait for the
	 * loop. */
	if (!monitor || zap->monitor_count == WATCHED_MAX ||
	    zmq_setsockopt(monitor, ZMQ_RCVHWM, &none, sizeof(none)) != 0 ||
	    zmq_setsockopt(monitor, ZMQ_LINGER, &none, sizeof(none)) != 0 ||
	    zmq_socket_monitor(socket, address, ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED) != 0 ||
	    zmq_connect(monitor, address) != 0) {
		fail(why, FAULT_NO_COUNTING, "bus", zmq_strerror(errno));
		if (monitor)
			zmq_close(monitor);
		return false;
	}
	zap->monitors[zap->monitor_count++] = monitor;
	return true;
}

void zap_put_off(struct zap *zap, bool put_off)
{
	zap->put_off = put_off;
	zap->held_since = 0;
}

/* Who was refused goes first: what closes is not told apart. */
static void leave(struct zap *zap)
{
	zap->counts->connections--;
	if (zap->leaving > 0)
		zap->leaving--;
}

/* Makes room at once, before the connection is closed: else a crowd that comes together keeps
 * itself out for ever. */
static void refuse(struct zap *zap)
{
	zap->counts->handshakes_refused++;
	zap->leaving++;
}

/* An event is two frames: its number (16 bits) and value, and the endpoint. */
static void count_connections(struct zap *zap, void *monitor)
{
	uint8_t frame[FRAME_SIZE];
	uint16_t event;

	while (zmq_recv(monitor, frame, sizeof(frame), ZMQ_DONTWAIT) >= (int)sizeof(event)) {
		memcpy(&event, frame, sizeof(event));
		zmq_recv(monitor, frame, sizeof(frame), ZMQ_DONTWAIT);
		if (event == ZMQ_EVENT_ACCEPTED)
			zap->counts->connections++;
		else if (event == ZMQ_EVENT_DISCONNECTED && zap->counts->connections > 0)
			leave(zap);
	}
}

static void settle(struct zap *zap, int64_t now)
{
	for (size_t i = 0; i < zap->monitor_count; i++)
		count_connections(zap, zap->monitors[i]);
	zap->settled = now;
}

static bool receive(struct zap *zap, struct handshake *out)
{
	int more = 0;
	size_t more_size = sizeof(more);

	out->count = 0;
	do {
		uint8_t passed_over[FRAME_SIZE];
		bool known = out->count < FRAMES;
		int size = zmq_recv(zap->socket, known ? out->frames[out->count] : passed_over,
		                    FRAME_SIZE, ZMQ_DONTWAIT);

		if (size < 0)
			return false;
		if (known)
			out->sizes[out->count] =
			        (size_t)size > FRAME_SIZE ? FRAME_SIZE : (size_t)size;
		out->count++;
		if (zmq_getsockopt(zap->socket, ZMQ_RCVMORE, &more, &more_size) != 0)
			return false;
	} while (more != 0);
	return true;
}

static bool frame_is(const struct handshake *handshake, enum frame frame, const char *text)
{
	return handshake->sizes[frame] == strlen(text) &&
	       memcmp(handshake->frames[frame], text, strlen(text)) == 0;
}

/* Status and text. Whatever is not exactly a CURVE handshake of ours is refused. */
static const char *judge(const struct zap *zap, const struct handshake *handshake,
                         const char **text)
{
	*text = "bad handshake";
	if (handshake->count != FRAMES || !frame_is(handshake, FRAME_VERSION, "1.0") ||
	    !frame_is(handshake, FRAME_DOMAIN, ZAP_DOMAIN) ||
	    !frame_is(handshake, FRAME_MECHANISM, "CURVE") ||
	    handshake->sizes[FRAME_KEY] != KEY_SIZE)
		return "400";
	*text = "come again";
	if (zap->put_off || zap->counts->connections > zap->connections_max + zap->leaving)
		return "300";
	*text = "unknown key";
	if (!zap->admits(zap->context, handshake->frames[FRAME_KEY]))
		return "400";
	*text = "welcome";
	return "200";
}

static void answer(struct zap *zap, const struct handshake *handshake)
{
	const char *text = NULL;
	const char *status = judge(zap, handshake, &text);
	bool admitted = strcmp(status, "200") == 0;
	char user[USER_ID_SIZE] = "";
	size_t request_size =
	        handshake->count > FRAME_REQUEST ? handshake->sizes[FRAME_REQUEST] : 0;

	if (admitted)
		text_hex(handshake->frames[FRAME_KEY], KEY_SIZE, user);
	zmq_send(zap->socket, "1.0", 3, ZMQ_SNDMORE);
	zmq_send(zap->socket, handshake->frames[FRAME_REQUEST], request_size, ZMQ_SNDMORE);
	zmq_send(zap->socket, status, strlen(status), ZMQ_SNDMORE);
	zmq_send(zap->socket, text, strlen(text), ZMQ_SNDMORE);
	zmq_send(zap->socket, user, strlen(user), ZMQ_SNDMORE);
	zmq_send(zap->socket, "", 0, 0);
	if (admitted)
		zap->counts->handshakes++;
	else
		refuse(zap);
}

/* Not waited for while handshakes are held: the socket is readable and would turn the loop all the
 * time. */
void zap_wait(struct zap *zap, struct poller *poller)
{
	zap->slot = -1;
	if (zap->held_since != 0)
		poller_until(poller, zap->held_since + HELD_AT_MOST);
	else
		zap->slot = poller_add_socket(poller, zap->socket);
}

/* Is it time to answer? */
static bool asked(struct zap *zap, const struct poller *poller, int64_t now)
{
	if (zap->put_off && zap->held_since == 0 && poller_ready(poller, zap->slot) != 0)
		zap->held_since = now;
	if (!zap->put_off)
		return poller_ready(poller, zap->slot) != 0;
	return zap->held_since != 0 && now - zap->held_since >= HELD_AT_MOST;
}

/* The monitors are read before a verdict, and now and then so that connections without a handshake
 * do not gather there; they are not waited for, because each socket waited for costs every turn of
 * the loop. */
void zap_work(struct zap *zap, struct poller *poller)
{
	struct handshake handshake;
	int64_t now = poller_now();
	bool answering = asked(zap, poller, now);

	zap->slot = -1;
	if (answering || now - zap->settled >= SETTLE_INTERVAL)
		settle(zap, now);
	if (!answering)
		return;
	zap->held_since = 0;
	while (receive(zap, &handshake))
		answer(zap, &handshake);
}
