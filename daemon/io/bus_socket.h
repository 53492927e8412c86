/*
 * bus_socket -- one socket of the bus with all that the library leaves open.
 */
#ifndef IO_BUS_SOCKET_H
#define IO_BUS_SOCKET_H

#include "bus.h"
#include "lines.h"

enum { ENDPOINT_SIZE = 256 };

struct bus_socket {
	void *socket;
	void *monitor;                /* hears of its connections */
	char endpoint[ENDPOINT_SIZE]; /* where it is bound, with the port that was taken */
};

/* Has the process as many descriptors as connections may need, and the rest of it? */
bool bus_socket_room(const struct lines_bounds *bounds, struct faults *why);

/* Bound, or false with faults. Either way it is to be closed, before its context. */
bool bus_socket_open(void *zmq_context, enum bus_socket_kind kind,
                     const struct bus_settings *settings, struct bus_socket *out,
                     struct faults *why);
void bus_socket_close(struct bus_socket *socket);

#endif
