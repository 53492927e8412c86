/*
 * link -- one connection of a client: to whom, what became of it, and to whom next.
 *
 * A link tries its places in turn until a handshake is done: each endpoint, and of an endpoint with
 * a name each of its addresses. An attempt that has failed is followed by the next
 * place at once, a whole round of failures by a pause that grows to five seconds. A handshake under
 * way is left alone, up to 30 s where there is one endpoint: on a slow line it takes four ways to
 * the daemon and back, and whoever begins anew never ends it. After the daemon has refused the key
 * it is asked again every two seconds, so that an office whose key is granted later need not start
 * again. Moments are of the monotonic clock, microseconds.
 */
#ifndef THIDUA_LINK_H
#define THIDUA_LINK_H

#include "endpoints.h"
#include "link_socket.h"

struct link;

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

/* Which handshake is in force, from 1; 0: none now. What was sent under another is lost. */
uint64_t link_session(const struct link *link);

/* How long that handshake took: a line's answers take no longer. Microseconds. */
int64_t link_pace(const struct link *link);

/* REQUESTS. False when it takes no more now, or there is no session. */
bool link_send(struct link *link, const void *bytes, size_t size);

/* Gives up the connection with all that is queued and turns to the next place, the same when there
 * is one. */
void link_turn(struct link *link);

/* How many endpoints there are to turn to. */
size_t link_endpoint_count(const struct link *link);

/* FEED. Topics that begin with prefix. */
void link_subscribe(struct link *link, const char *prefix);

/* The last frame of the next message, the link's until the next call; false when there is none now.
 */
bool link_receive(struct link *link, const uint8_t **bytes, size_t *size);
/* FEED: of what was received last. The link's. */
const char *link_topic(const struct link *link);

/* Waits until one of the links may have a message or another state, or for the moment; INT64_MAX:
 * for ever. A signal may end it, too. */
void link_wait(struct link *const *links, size_t count, int64_t until);

/* Readable when link_receive may give something, or the session may have changed; call that until
 * it gives nothing. The link's. */
int link_descriptor(const struct link *link);

/* Why nothing comes, for people: "tcp://127.0.0.1:7401 cannot be reached"; "" when connected. */
const char *link_trouble(const struct link *link);
/* FAULT_REASONS when connected. */
enum fault_reason link_reason(const struct link *link);

/* The same as a fault; none when connected. */
void link_tell(const struct link *link, struct faults *why);

/* Was the key refused by the daemon? */
bool link_refused(const struct link *link);

int64_t link_moment(void);

#endif
