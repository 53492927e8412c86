/*
 * bus_private -- what the files of the bus share: bus.c opens it and takes requests, bus_feed.c is its feed.
 */
#ifndef IO_BUS_PRIVATE_H
#define IO_BUS_PRIVATE_H

#include <zmq.h>

#include "bus.h"
#include "bus_socket.h"

struct bus {
	void *zmq_context;
	struct lines *lines;
	struct line_bytes bytes;
	struct zap *zap;
	struct bus_socket sockets[BUS_SOCKETS];
	void *commands, *feed; /* of them; ROUTER, XPUB */
	zmq_msg_t body;        /* what bus_receive lent out */
	bus_admits *admits;
	void *context; /* of admits */
	struct bus_counts counts;
	bool feed_unsure; /* whose subscription the library would take for whose */
	int64_t read_at;  /* monotonic: the monitors are read at the latest */
};

/* Bad messages in one bus_receive or bus_subscription, so that who sends nothing else cannot hold the loop. */
enum { PASSED_OVER_AT_ONCE = 64 };

/* The key behind a frame; false: it has none. */
bool bus_whose(zmq_msg_t *frame, uint8_t curve_key[KEY_SIZE]);
/* The line that a message of a key came over, NULL when it has left. */
struct line *bus_line_of(struct bus *bus, enum bus_socket_kind kind, zmq_msg_t *message,
                         const uint8_t curve_key[KEY_SIZE]);
/* The rest of a message. line: over which it came; NULL: not known. */
void bus_pass_over(void *socket, zmq_msg_t *frame, struct line *line);
/* Before a burst is sent. */
void bus_look_who_has_read(void *socket);

#endif
