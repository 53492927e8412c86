/*
 * One handshake is one request of these frames, and one reply, in strict turns (REP):
 *
 *   asked:  "1.0" | request id | domain | address | routing id | mechanism | CURVE key
 *   reply:  "1.0" | request id | status | text | User-Id | metadata
 *
 * 200 admits. 400 refuses: the client is told so and does not come again. 300 closes without a
 * word, and the client comes again by itself: that is for what will pass, the bound on connections
 * and the start, when the keys are not known yet.
 */
#include "zap.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "arena.h"
#include "lines.h"
#include "log.h"
#include "poller.h"
#include "text.h"

enum { FRAMES = 7, FRAME_SIZE = 256, HELD_AT_MOST = 3000000 };

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
	void *socket;
	bus_admits *admits;
	void *context;
	struct lines *lines;
	struct bus_counts *counts;
	bool put_off;
	int64_t held_since; /* monotonic: handshakes wait in the socket; 0: none do */
	int slot;
};

struct handshake {
	uint8_t frames[FRAMES][FRAME_SIZE];
	size_t sizes[FRAMES];
	size_t count; /* may be more than FRAMES: then the rest was passed over */
};

struct zap *zap_open(void *zmq_context, bus_admits *admits, void *context, struct lines *lines,
                     struct bus_counts *counts, struct faults *why)
{
	struct zap *zap = must_alloc(1, sizeof(*zap));
	int linger = 0;

	*zap = (struct zap){
		.admits = admits, .context = context, .lines = lines, .counts = counts, .slot = -1
	};
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
	if ((*zap)->socket)
		zmq_close((*zap)->socket);
	free(*zap);
	*zap = NULL;
}

void zap_put_off(struct zap *zap, bool put_off)
{
	zap->put_off = put_off;
	zap->held_since = 0;
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

/* Status and text. Whatever is not exactly a CURVE handshake of ours is refused, and whom nobody
 * knows takes no room. */
static const char *judge(struct zap *zap, const struct handshake *handshake, const char **text)
{
	*text = "bad handshake";
	if (handshake->count != FRAMES || !frame_is(handshake, FRAME_VERSION, "1.0") ||
	    !frame_is(handshake, FRAME_DOMAIN, ZAP_DOMAIN) ||
	    !frame_is(handshake, FRAME_MECHANISM, "CURVE") ||
	    handshake->sizes[FRAME_KEY] != KEY_SIZE)
		return "400";
	*text = "come again";
	if (zap->put_off)
		return "300";
	*text = "unknown key";
	if (!zap->admits(zap->context, handshake->frames[FRAME_KEY]))
		return "400";
	*text = "come again";
	if (!lines_admit(zap->lines, poller_now()))
		return "300";
	*text = "welcome";
	return "200";
}

/* A new office that cannot get in finds itself here, by the beginning of its public key. */
static void tell_refused(const struct handshake *handshake, const char *text)
{
	static const char mapped[] = "::ffff:"; /* IPv4, on a socket that takes both */
	char whole[NI_MAXHOST] = "", key[LOG_KEY_SIZE] = "";
	const char *address = whole;

	if (handshake->count > FRAME_ADDRESS)
		snprintf(whole, sizeof(whole), "%.*s", (int)handshake->sizes[FRAME_ADDRESS],
		         (const char *)handshake->frames[FRAME_ADDRESS]);
	if (strncmp(whole, mapped, strlen(mapped)) == 0)
		address += strlen(mapped);
	if (handshake->count == FRAMES && handshake->sizes[FRAME_KEY] == KEY_SIZE)
		log_key(handshake->frames[FRAME_KEY], key);
	log_event(LOG_LEVEL_INFO, "handshake_refused", TEXT("why", text), TEXT("key", key),
	          TEXT("address", address));
}

static void answer_one(struct zap *zap, const struct handshake *handshake)
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
		zap->counts->handshakes_refused++;
	if (strcmp(status, "400") == 0)
		tell_refused(handshake, text);
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

bool zap_holds(const struct zap *zap)
{
	return zap->held_since != 0;
}

bool zap_asked(struct zap *zap, const struct poller *poller)
{
	bool there = poller_ready(poller, zap->slot) != 0;
	int64_t now = poller_now();

	zap->slot = -1;
	if (zap->put_off && zap->held_since == 0 && there)
		zap->held_since = now;
	if (!zap->put_off)
		return there;
	return zap->held_since != 0 && now - zap->held_since >= HELD_AT_MOST;
}

void zap_answer(struct zap *zap)
{
	struct handshake handshake;

	zap->held_since = 0;
	while (receive(zap, &handshake))
		answer_one(zap, &handshake);
}
