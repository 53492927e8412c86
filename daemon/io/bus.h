/*
 * bus -- ZeroMQ: ROUTER for requests, XPUB for the feed, ZAP for who may connect.
 *
 * ZAP is answered in the loop, from memory. The CURVE key behind a connection is told with every
 * message: who receives looks it up again, since a message may have been on its way when the key was
 * revoked. A revoked key's connections are ended by bus_end_key. A source of the loop.
 */
#ifndef IO_BUS_H
#define IO_BUS_H

#include "faults.h"
#include "line_bytes.h"

struct poller;
struct bus;

enum { PEER_SIZE = 256, TOPIC_SIZE = 64 };

struct bus_settings {
	const char *command_endpoint; /* tcp://127.0.0.1:7401; several by comma; IPv6 in brackets;
	                                 with "*" as host all addresses of both kinds */
	const char *feed_endpoint;
	const uint8_t *curve_secret; /* KEY_SIZE; not kept */
	int io_threads;
	int send_high_water; /* messages waiting for one slow peer */
	int receive_high_water;
	int backlog;
	int handshake_milliseconds; /* for all of it */
	struct lines_bounds lines;
	struct line_bytes_bounds bytes;
};

struct peer { /* where a reply goes */
	uint8_t route[PEER_SIZE];
	uint8_t route_size;
	bool delimiter; /* REQ: an empty frame stood before the body */
	int descriptor; /* of its line, and the line's cookie; 0: not known */
	uint64_t cookie;
};

struct bus_message {
	struct peer peer;
	uint8_t curve_key[KEY_SIZE];
	const uint8_t *bytes; /* the body; the bus's until the next bus_receive */
	size_t size;
};

enum bus_delivery { BUS_SENT, BUS_GONE, BUS_FULL };

/* Is this CURVE key admitted now? Called for each handshake, from bus_work. */
typedef bool bus_admits(void *context, const uint8_t curve_key[KEY_SIZE]);

/* Binds. NULL with faults when an address is taken or wrong. */
struct bus *bus_open(const struct bus_settings *settings, bus_admits *admits, void *context,
                     struct faults *why);
/* Waits up to linger for what is queued. */
void bus_close(struct bus **bus);

/* Where it listens; of several endpoints the last one. The port is the real one where "*" was asked
 * for. */
const char *bus_command_endpoint(const struct bus *bus);
const char *bus_feed_endpoint(const struct bus *bus);

/* While it is not known whom to admit, because the keys are being loaded. Handshakes then wait some
 * seconds to be answered; later clients are hung up on and come again by themselves, where a
 * refused one would not. At first nothing is put off. */
void bus_put_off(struct bus *bus, bool put_off);

/* The key was revoked: all its connections end, or those of the feed, whose subscriptions are then
 * judged anew. */
void bus_end_key(struct bus *bus, const uint8_t curve_key[KEY_SIZE], bool feed_only);

/* listening false: requests are left in the sockets, so that TCP pushes back. */
void bus_wait(struct bus *bus, struct poller *poller, bool listening);
/* Answers handshakes, and ends the connections that are too many. */
void bus_work(struct bus *bus, struct poller *poller);

/* The next request, or false. Frames that are no request (wrong number, no User-Id) are counted and
 * passed over. */
bool bus_receive(struct bus *bus, struct bus_message *out);
enum bus_delivery bus_reply(struct bus *bus, const struct peer *peer, const void *bytes,
                            size_t size);

enum bus_wish { BUS_SUBSCRIBES, BUS_UNSUBSCRIBES, BUS_LEAVES };

struct bus_subscription {
	enum bus_wish wish;
	uint64_t line;               /* one connection, and never another */
	uint8_t curve_key[KEY_SIZE]; /* not of who leaves, as prefix */
	char prefix[TOPIC_SIZE];     /* cut; longer ones can match nothing */
};

/* The next thing that a subscriber wants, or false. Who only asks hears nothing yet. */
bool bus_subscription(struct bus *bus, struct bus_subscription *out);
/* Who told the last one hears what begins with this from here on, or no more: that is what it asked
 * for, or less. */
void bus_hear(struct bus *bus, const char *prefix, bool heard);
/* Never blocks; a subscriber that does not read loses messages, the others do not. */
void bus_publish(struct bus *bus, const char *topic, const void *bytes, size_t size);

struct bus_counts {
	uint64_t requests, replies, replies_gone, replies_full, frames_refused;
	uint64_t handshakes, handshakes_refused; /* admitted; refused or put off */
	uint64_t published;
};
const struct bus_counts *bus_counts(const struct bus *bus);
/* What the library keeps for peers, as far as it is known. */
const struct line_bytes *bus_bytes(const struct bus *bus);
/* As the monitors were read last. */
const struct lines_counts *bus_lines(const struct bus *bus);
const struct turns *bus_turns(const struct bus *bus);

#endif
