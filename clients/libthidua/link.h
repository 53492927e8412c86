/*
 * link -- one ZeroMQ connection of a client: CURVE, heartbeats, limits, and what became of it. The
 * only file that sees zmq.h.
 *
 * ZeroMQ connects again by itself after a broken connection, but never after the daemon has refused
 * the key; a feed's link does that too, so that an office whose key is granted later need not start
 * again. A link for requests is turned by who waits for the answer. Moments are of the monotonic
 * clock, microseconds.
 */
#ifndef THIDUA_LINK_H
#define THIDUA_LINK_H

#include "credential.h"
#include "endpoints.h"

struct link_network; /* the threads that all links of a handle share */
struct link;

/* NULL with a fault. */
struct link_network *link_network_new(struct faults *why);
/* After its links are closed. May be called twice. */
void link_network_free(struct link_network **network);

enum link_kind { LINK_REQUESTS, LINK_FEED };

struct link_settings {
	enum link_kind kind;
	const char *endpoints;               /* by comma; a feed's link has one */
	const struct credential *credential; /* outlives the link */
	const uint8_t *daemon_key;           /* CURVE, KEY_SIZE; outlives the link */
};

/* Begins to connect to the first endpoint. NULL with a fault. */
struct link *link_open(struct link_network *network, const struct link_settings *settings,
                       struct faults *why);
/* What is queued is dropped: whoever needs an answer asks again. May be called twice. */
void link_close(struct link **link);

/* REQUESTS. False when it takes no more now. */
bool link_send(struct link *link, const void *bytes, size_t size);

/* Gives up the connection with all that is queued and turns to the next endpoint, the same when
 * there is one. */
void link_turn(struct link *link);

/* How many there are to turn to. */
size_t link_endpoint_count(const struct link *link);

/* FEED. Topics that begin with prefix. */
void link_subscribe(struct link *link, const char *prefix);

/* The last frame of the next message, the link's until the next call; false when there is none now.
 */
bool link_receive(struct link *link, const uint8_t **bytes, size_t *size);

/* Waits until one of the links may have a message, or for the moment; INT64_MAX: for ever. Signals
 * do not end it. */
void link_wait(struct link *const *links, size_t count, int64_t until);

/* Readable when link_receive may give something; call that until it gives nothing. The link's. */
int link_descriptor(const struct link *link);

/* Why nothing comes, for people: "tcp://127.0.0.1:7401 cannot be reached"; "" when connected. */
const char *link_trouble(const struct link *link);

/* The same as a fault; none when connected. */
void link_tell(const struct link *link, struct faults *why);

/* Was the key refused by the daemon? */
bool link_refused(const struct link *link);

int64_t link_moment(void);

#endif
