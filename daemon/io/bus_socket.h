/*
 * bus_socket -- one socket of the bus with all that the library leaves open.
 */
#ifndef IO_BUS_SOCKET_H
#define IO_BUS_SOCKET_H

#include "bus.h"
#include "lines.h"

enum { ENDPOINT_SIZE = 256, LISTENERS_MAX = 16 };

struct bus_socket {
	void *socket;
	void *monitor;                /* hears of its connections */
	char endpoint[ENDPOINT_SIZE]; /* where it is bound, with the port that was taken */
	int listeners[LISTENERS_MAX]; /* descriptors */
	size_t listener_count;
	bool holds; /* as bus_socket_hold said last */
};

/* Has the process as many descriptors as connections may need, and the rest of it? */
bool bus_socket_room(const struct lines_bounds *bounds, struct faults *why);

/* Bound, or false with faults. Either way it is to be closed, before its context. */
bool bus_socket_open(void *zmq_context, enum bus_socket_kind kind,
                     const struct bus_settings *settings, struct bus_socket *out,
                     struct faults *why);
/* Its monitor has told this of a descriptor. */
void bus_socket_listens(struct bus_socket *socket, int descriptor);
/* Are its connections born held, from here on? */
void bus_socket_hold(struct bus_socket *socket, bool held);
void bus_socket_close(struct bus_socket *socket);

#endif
