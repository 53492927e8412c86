/*
 * link_socket -- a ZeroMQ socket to one daemon and what its monitor tells: the only file of the
 * library that sees zmq.h.
 */
#ifndef THIDUA_LINK_SOCKET_H
#define THIDUA_LINK_SOCKET_H

#include "credential.h"

struct link_network; /* the threads that all links of a handle share */
struct link_socket;

/* NULL with a fault. */
struct link_network *link_network_new(struct faults *why);
/* After its links are closed. May be called twice. */
void link_network_free(struct link_network **network);

enum { LINK_HANDSHAKE_MS = 30000 }; /* all of it: nine ways along a line of three seconds */

struct link_place {
	const char *endpoint;
	bool feed;                           /* SUB, else DEALER */
	bool four;                           /* a name means its IPv4 address, else its IPv6 one */
	const struct credential *credential; /* outlives the socket */
	const uint8_t *daemon_key;           /* CURVE, KEY_SIZE; not kept */
};

/* Begins to connect. NULL with errno. */
struct link_socket *link_socket_open(struct link_network *network, const struct link_place *place);
/* What is queued is dropped. May be called twice. */
void link_socket_close(struct link_socket **socket);

/* Puts both of its descriptors under an epoll. */
void link_socket_watch(const struct link_socket *socket, int epoll);

enum { LINK_TOPIC_SIZE = 64 }; /* topics stay below it */

enum link_event {
	LINK_EVENT_NONE,
	LINK_EVENT_CONNECTED, /* by TCP */
	LINK_EVENT_CLOSED,    /* it could not be */
	LINK_EVENT_NO_NAME,   /* nor tried: the name has no address */
	LINK_EVENT_SHAKEN,    /* the handshake is done */
	LINK_EVENT_REFUSED,   /* our key is; the socket does not try again */
	LINK_EVENT_STRANGE,   /* that is no daemon; nor then */
	LINK_EVENT_HUNG_UP,   /* by the other side, before the handshake was over */
	LINK_EVENT_TIRED,     /* LINK_HANDSHAKE_MS are over */
	LINK_EVENT_ENDED,     /* a connection did */
};

/* The next; NONE: nothing more now. After each but REFUSED and STRANGE it connects again by itself. */
enum link_event link_socket_event(struct link_socket *socket);

/* False: it takes no more now. */
bool link_socket_send(struct link_socket *socket, const void *bytes, size_t size);
void link_socket_subscribe(struct link_socket *socket, const char *prefix);
/* The last frame of the next message, the socket's until the next call; false: none now. */
bool link_socket_receive(struct link_socket *socket, const uint8_t **bytes, size_t *size);
/* Of the message that was received last; "" when it had but one frame. Cut when it is no topic of ours. */
const char *link_socket_topic(const struct link_socket *socket);
/* May there be a message, or an event? */
bool link_socket_has_input(const struct link_socket *socket);

#endif
