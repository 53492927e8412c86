/*
 * bus_rig -- a bus on free ports of the loopback, and clients of libzmq's around it.
 *
 * One thread does it all: whatever a test waits for, the bus is turned meanwhile, so nothing sleeps
 * and nothing races.
 */
#ifndef BUS_RIG_H
#define BUS_RIG_H

#include <zmq.h>

#include "bus.h"

struct arena;

enum { CLIENTS_MAX = 8, Z85_SIZE = 41 };

struct client {
	void *socket;
	void *monitor; /* PAIR: what happens to its connection */
	char public_key[Z85_SIZE], secret_key[Z85_SIZE];
	uint8_t key[KEY_SIZE]; /* the public one */
	unsigned seen;         /* ZMQ_EVENT_... that have happened, or'ed */
	int refusal;           /* the ZAP status it was refused with, 0: not */
};

struct rig {
	struct bus *bus;
	struct bus_settings settings;
	struct poller *poller;
	void *zmq_context; /* of the clients */
	struct client clients[CLIENTS_MAX];
	size_t client_count;
	char server_key[Z85_SIZE];
	uint8_t server_secret[KEY_SIZE];
	uint8_t admitted[CLIENTS_MAX][KEY_SIZE];
	size_t admitted_count;
	int64_t limit; /* monotonic: a test that waits beyond this fails */
};

/* For cmocka: *state is the rig, without a bus. */
int rig_setup(void **state);
int rig_teardown(void **state);

/* With rig->settings, whose endpoints may have been changed before. */
void rig_open(struct rig *rig);

/* A client of a type with a key of its own, admitted or not; not connected yet. */
struct client *rig_client(struct rig *rig, int type, bool admitted);
/* Speaks CURVE when curve; to commands, but SUB and XSUB to the feed. */
void rig_connect(struct rig *rig, struct client *client, bool curve);
/* Both. */
struct client *rig_known(struct rig *rig, int type);
void rig_close_client(struct client *client);
void rig_withdraw(struct rig *rig); /* from now on nobody is admitted */

/* Waits for whatever comes next, for the bus or a client, and answers handshakes. Fails the test at
 * its limit. */
void rig_turn(struct rig *rig);

void rig_await_event(struct rig *rig, struct client *client, unsigned events); /* any of them */
void rig_await_request(struct rig *rig, struct bus_message *out);
/* One whole message of the client; its last frame is appended with NUL. Returns its size. */
size_t rig_await_message(struct rig *rig, struct client *client, char *out, size_t room);
void rig_await_wish(struct rig *rig, struct bus_subscription *out);
/* The next one is this, and is granted. */
void rig_await_subscription(struct rig *rig, const char *topic, bool added);

void client_send(struct client *client, const char *text);
/* Sends text, takes the request with it, answers it, takes the answer: that client is served. */
void rig_assert_served(struct rig *rig, struct client *client);

/* A connection of plain TCP to an endpoint; the caller closes it. */
int raw_connect(const char *endpoint);
int raw_connect_from(const char *endpoint, const char *from); /* an address of ours */
/* Turns the bus until the other side has closed; what it sent is passed over. */
void rig_await_hangup(struct rig *rig, int descriptor);

#endif
