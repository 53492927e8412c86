/*
 * The bus with a loop of its own that turns until something is true, and clients on raw sockets,
 * which can misbehave as no client library would.
 */
#include "bus_rig.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "arena.h"
#include "log.h"
#include "poller.h"

#define TEST_LIMIT INT64_C(60000000)

static struct rig here;

int rig_setup(void **state)
{
	char secret[Z85_SIZE];

	memset(&here, 0, sizeof(here));
	log_set_level(LOG_LEVEL_WARN);
	here.poller = poller_new();
	here.zmq_context = zmq_ctx_new();
	here.limit = poller_now() + TEST_LIMIT;
	assert_int_equal(zmq_curve_keypair(here.server_key, secret), 0);
	assert_non_null(zmq_z85_decode(here.server_secret, secret));
	here.settings =
	        (struct bus_settings){ .command_endpoint = "tcp://127.0.0.1:*",
		                       .feed_endpoint = "tcp://127.0.0.1:*",
		                       .curve_secret = here.server_secret,
		                       .io_threads = 1,
		                       .send_high_water = 1000,
		                       .receive_high_water = 1000,
		                       .backlog = 128,
		                       .handshake_milliseconds = 4000,
		                       .lines = { .connections_max = 100,
		                                  .callers_max = 100,
		                                  .address_callers_max = 100,
		                                  .handshakes_per_second = 1000,
		                                  .address_lines_max = 100,
		                                  .key_prefixes_max = 100,
		                                  .key_lines_max = 100 },
		                       .bytes = { 16 << 20, 64 << 20, 16 << 20, 64 << 20 } };
	*state = &here;
	return 0;
}

void rig_close_client(struct client *client)
{
	if (!client->socket)
		return;
	zmq_close(client->socket);
	zmq_close(client->monitor);
	client->socket = NULL;
	client->monitor = NULL;
}

int rig_teardown(void **state)
{
	struct rig *rig = *state;

	for (size_t i = 0; i < rig->client_count; i++)
		rig_close_client(&rig->clients[i]);
	zmq_ctx_term(rig->zmq_context);
	bus_close(&rig->bus);
	bus_close(&rig->bus);
	poller_free(&rig->poller);
	return 0;
}

static bool admits(void *context, const uint8_t curve_key[KEY_SIZE])
{
	const struct rig *rig = context;

	for (size_t i = 0; i < rig->admitted_count; i++)
		if (memcmp(rig->admitted[i], curve_key, KEY_SIZE) == 0)
			return true;
	return false;
}

void rig_open(struct rig *rig)
{
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	rig->bus = bus_open(&rig->settings, admits, rig, &why);
	if (!rig->bus)
		print_error("%s: %s\n", why.items[0].field, why.items[0].message);
	assert_non_null(rig->bus);
	arena_close(&arena);
}

struct client *rig_client(struct rig *rig, int type, bool admitted)
{
	struct client *client = &rig->clients[rig->client_count++];
	char address[64];
	int none = 0;

	assert_in_range(rig->client_count, 1, CLIENTS_MAX);
	client->socket = zmq_socket(rig->zmq_context, type);
	client->monitor = zmq_socket(rig->zmq_context, ZMQ_PAIR);
	zmq_setsockopt(client->socket, ZMQ_LINGER, &none, sizeof(none));
	snprintf(address, sizeof(address), "inproc://client-%zu", rig->client_count);
	assert_int_equal(zmq_socket_monitor(client->socket, address, ZMQ_EVENT_ALL), 0);
	assert_int_equal(zmq_connect(client->monitor, address), 0);
	assert_int_equal(zmq_curve_keypair(client->public_key, client->secret_key), 0);
	assert_non_null(zmq_z85_decode(client->key, client->public_key));
	if (admitted)
		memcpy(rig->admitted[rig->admitted_count++], client->key, KEY_SIZE);
	return client;
}

void rig_connect(struct rig *rig, struct client *client, bool curve)
{
	int type;
	size_t size = sizeof(type);

	if (curve) {
		assert_int_equal(zmq_setsockopt(client->socket, ZMQ_CURVE_SERVERKEY,
		                                rig->server_key, Z85_SIZE),
		                 0);
		assert_int_equal(zmq_setsockopt(client->socket, ZMQ_CURVE_PUBLICKEY,
		                                client->public_key, Z85_SIZE),
		                 0);
		assert_int_equal(zmq_setsockopt(client->socket, ZMQ_CURVE_SECRETKEY,
		                                client->secret_key, Z85_SIZE),
		                 0);
	}
	assert_int_equal(zmq_getsockopt(client->socket, ZMQ_TYPE, &type, &size), 0);
	const char *endpoint = type == ZMQ_SUB || type == ZMQ_XSUB ? bus_feed_endpoint(rig->bus)
	                                                           : bus_command_endpoint(rig->bus);

	assert_int_equal(zmq_connect(client->socket, endpoint), 0);
}

struct client *rig_known(struct rig *rig, int type)
{
	struct client *client = rig_client(rig, type, true);

	rig_connect(rig, client, true);
	return client;
}

void rig_withdraw(struct rig *rig)
{
	rig->admitted_count = 0;
}

/* --- waiting --- */

static void read_events(struct client *client)
{
	uint8_t frame[256];
	uint16_t event;
	uint32_t value;

	while (client->monitor &&
	       zmq_recv(client->monitor, frame, sizeof(frame), ZMQ_DONTWAIT) == 6) {
		memcpy(&event, frame, sizeof(event));
		memcpy(&value, frame + sizeof(event), sizeof(value));
		zmq_recv(client->monitor, frame, sizeof(frame), ZMQ_DONTWAIT);
		client->seen |= event;
		if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)
			client->refusal = (int)value;
	}
}

static void turn_with(struct rig *rig, int descriptor)
{
	assert_true(poller_now() < rig->limit);
	poller_begin(rig->poller);
	if (rig->bus)
		bus_wait(rig->bus, rig->poller, true);
	for (size_t i = 0; i < rig->client_count; i++) {
		if (!rig->clients[i].socket)
			continue;
		poller_add_socket(rig->poller, rig->clients[i].monitor);
		poller_add_socket(rig->poller, rig->clients[i].socket);
	}
	if (descriptor >= 0)
		poller_add_descriptor(rig->poller, descriptor, POLL_READ);
	poller_until(rig->poller, rig->limit);
	assert_true(poller_wait(rig->poller));
	if (rig->bus)
		bus_work(rig->bus, rig->poller);
	for (size_t i = 0; i < rig->client_count; i++)
		read_events(&rig->clients[i]);
}

void rig_turn(struct rig *rig)
{
	turn_with(rig, -1);
}

void rig_await_event(struct rig *rig, struct client *client, unsigned events)
{
	while ((client->seen & events) == 0)
		rig_turn(rig);
}

void rig_await_request(struct rig *rig, struct bus_message *out)
{
	while (!bus_receive(rig->bus, out))
		rig_turn(rig);
}

size_t rig_await_message(struct rig *rig, struct client *client, char *out, size_t room)
{
	int size, more = 1;
	size_t more_size = sizeof(more);

	while ((size = zmq_recv(client->socket, out, room - 1, ZMQ_DONTWAIT)) < 0)
		rig_turn(rig);
	while (zmq_getsockopt(client->socket, ZMQ_RCVMORE, &more, &more_size) == 0 && more != 0)
		size = zmq_recv(client->socket, out, room - 1, ZMQ_DONTWAIT);
	assert_in_range(size, 0, room - 1);
	out[size] = '\0';
	return (size_t)size;
}

void rig_await_wish(struct rig *rig, struct bus_subscription *out)
{
	while (!bus_subscription(rig->bus, out))
		rig_turn(rig);
}

void rig_await_subscription(struct rig *rig, const char *topic, bool added)
{
	struct bus_subscription seen;

	rig_await_wish(rig, &seen);
	assert_int_equal(seen.wish, added ? BUS_SUBSCRIBES : BUS_UNSUBSCRIBES);
	assert_string_equal(seen.prefix, topic);
	bus_hear(rig->bus, topic, added);
}

void client_send(struct client *client, const char *text)
{
	assert_int_equal(zmq_send(client->socket, text, strlen(text), 0), (int)strlen(text));
}

void rig_assert_served(struct rig *rig, struct client *client)
{
	struct bus_message request;
	char reply[64];

	client_send(client, "question");
	rig_await_request(rig, &request);
	assert_memory_equal(request.curve_key, client->key, KEY_SIZE);
	assert_int_equal(request.size, strlen("question"));
	assert_memory_equal(request.bytes, "question", request.size);
	assert_int_equal(bus_reply(rig->bus, &request.peer, "answer", strlen("answer")), BUS_SENT);
	rig_await_message(rig, client, reply, sizeof(reply));
	assert_string_equal(reply, "answer");
}

/* --- plain TCP --- */

int raw_connect(const char *endpoint)
{
	return raw_connect_from(endpoint, "127.0.0.1");
}

int raw_connect_from(const char *endpoint, const char *from)
{
	struct sockaddr_in caller = { .sin_family = AF_INET, .sin_addr.s_addr = inet_addr(from) };
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(descriptor, (struct sockaddr *)&caller, sizeof(caller)), 0);
	address.sin_port = htons((uint16_t)atoi(strrchr(endpoint, ':') + 1));
	assert_int_equal(connect(descriptor, (struct sockaddr *)&address, sizeof(address)), 0);
	return descriptor;
}

void rig_await_hangup(struct rig *rig, int descriptor)
{
	char passed_over[256];
	ssize_t size;

	while ((size = recv(descriptor, passed_over, sizeof(passed_over), MSG_DONTWAIT)) != 0) {
		if (size < 0 && errno != EAGAIN)
			return; /* reset */
		turn_with(rig, descriptor);
	}
}
