/*
 * zap -- who may come in: answers libzmq's handshakes (ZeroMQ RFC 27), and counts who is there.
 *
 * libzmq asks once for each connection, over an inproc socket of ours. When nobody is bound there,
 * every key is admitted unless the asking socket enforces its domain: so this is bound first, and
 * every socket of the bus enforces.
 */
#ifndef IO_ZAP_H
#define IO_ZAP_H

#include "bus.h"

#define ZAP_DOMAIN "thidua"

enum {
	USER_ID_SIZE = 2 * KEY_SIZE + 1
}; /* the CURVE key in hex, as every message of the connection carries it */

struct poller;
struct zap;

/* Binds in the context; admits is asked for each handshake. counts outlives it. NULL with faults.
 */
struct zap *zap_open(void *zmq_context, bus_admits *admits, void *context, size_t connections_max,
                     struct bus_counts *counts, struct faults *why);
void zap_close(struct zap **zap);

/* Counts the connections of a socket that is not bound yet. name is unique in the context. */
bool zap_watch(struct zap *zap, void *socket, const char *name, struct faults *why);

void zap_put_off(struct zap *zap, bool put_off);

void zap_wait(struct zap *zap, struct poller *poller);
void zap_work(struct zap *zap, struct poller *poller);

#endif
