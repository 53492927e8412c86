/*
 * bus_socket -- one socket of the bus with all that the library leaves open.
 */
#ifndef IO_BUS_SOCKET_H
#define IO_BUS_SOCKET_H

#include "bus.h"

struct faults;
struct zap;

enum { ENDPOINT_SIZE = 256 };
enum bus_socket_kind { BUS_COMMANDS, BUS_FEED }; /* ROUTER, XPUB */

/* Bound; endpoint is where, with the port that was taken. The caller closes it before its context.
 * NULL with faults. */
void *bus_socket_open(void *zmq_context, enum bus_socket_kind kind,
                      const struct bus_settings *settings, struct zap *zap,
                      char endpoint[ENDPOINT_SIZE], struct faults *why);

#endif
