/*
 * zap -- who may come in: answers libzmq's handshakes (ZeroMQ RFC 27).
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

struct lines;
struct poller;
struct zap;

/* Binds in the context; admits is asked for each handshake, lines whether there is room. Both and
 * counts outlive it. NULL with faults. */
struct zap *zap_open(void *zmq_context, bus_admits *admits, void *context, struct lines *lines,
                     struct bus_counts *counts, struct faults *why);
void zap_close(struct zap **zap);

void zap_put_off(struct zap *zap, bool put_off);

void zap_wait(struct zap *zap, struct poller *poller);
/* Are handshakes held back, because it is not known whom to admit? */
bool zap_holds(const struct zap *zap);
/* Is it time to answer? */
bool zap_asked(struct zap *zap, const struct poller *poller);
/* After who has come and gone is known to lines. */
void zap_answer(struct zap *zap);

#endif
