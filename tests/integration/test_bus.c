/*
 * Requests and replies over real sockets: what comes through, what is passed over, who hears that
 * he is gone.
 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "arena.h"
#include "bus_rig.h"
#include "request.h"

static void requests_of_dealer_and_req_come_with_the_key_of_their_connection(void **state)
{
	struct rig *rig = *state;

	rig_open(rig);
	rig_assert_served(rig, rig_known(rig, ZMQ_DEALER));
	rig_assert_served(rig, rig_known(rig, ZMQ_REQ));
	assert_int_equal(bus_counts(rig->bus)->requests, 2);
	assert_int_equal(bus_counts(rig->bus)->replies, 2);
	assert_int_equal(bus_counts(rig->bus)->handshakes, 2);
}

static void a_dealer_that_sends_an_empty_frame_first_gets_one_back(void **state)
{
	struct rig *rig = *state;
	struct bus_message request;
	char frame[8];

	rig_open(rig);
	struct client *client = rig_known(rig, ZMQ_DEALER);

	zmq_send(client->socket, "", 0, ZMQ_SNDMORE);
	client_send(client, "q");
	rig_await_request(rig, &request);
	assert_true(request.peer.delimiter);
	bus_reply(rig->bus, &request.peer, "a", 1);
	assert_int_equal(rig_await_message(rig, client, frame, sizeof(frame)), 1);
	client_send(client, "q");
	rig_await_request(rig, &request);
	assert_false(request.peer.delimiter);
}

static void a_message_of_other_frames_is_counted_and_passed_over(void **state)
{
	static const int empties[] = { 0, 1 }, more[] = { 1, 100 };
	struct rig *rig = *state;

	rig_open(rig);
	struct client *client = rig_known(rig, ZMQ_DEALER);

	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < 2; j++) {
			for (int k = 0; k < empties[i]; k++)
				zmq_send(client->socket, "", 0, ZMQ_SNDMORE);
			for (int k = 0; k < more[j]; k++)
				zmq_send(client->socket, "part", 4, ZMQ_SNDMORE);
			client_send(client, "end");
		}
	}
	rig_assert_served(rig, client);
	assert_int_equal(bus_counts(rig->bus)->frames_refused, 4);
}

static void an_empty_body_is_a_request_that_the_caller_refuses(void **state)
{
	struct rig *rig = *state;
	struct bus_message request;

	rig_open(rig);
	client_send(rig_known(rig, ZMQ_DEALER), "");
	rig_await_request(rig, &request);
	assert_int_equal(request.size, 0);
}

static void the_largest_request_passes_and_a_larger_one_ends_that_connection_only(void **state)
{
	struct rig *rig = *state;
	struct bus_message request;
	char *bytes = calloc(1, REQUEST_BYTES_MAX + 1024);

	rig_open(rig);
	struct client *large = rig_known(rig, ZMQ_DEALER);
	struct client *other = rig_known(rig, ZMQ_DEALER);

	rig_assert_served(rig, other);
	zmq_send(large->socket, bytes, REQUEST_BYTES_MAX, 0);
	rig_await_request(rig, &request);
	assert_int_equal(request.size, REQUEST_BYTES_MAX);
	zmq_send(large->socket, bytes, REQUEST_BYTES_MAX + 1024, 0);
	rig_await_event(rig, large, ZMQ_EVENT_DISCONNECTED);
	rig_assert_served(rig, other);
	assert_int_equal(other->seen & ZMQ_EVENT_DISCONNECTED, 0);
	free(bytes);
}

static void a_client_that_does_not_read_is_full_while_others_are_served(void **state)
{
	struct rig *rig = *state;
	struct bus_message request;
	char *bytes = calloc(1, 65536), *got = malloc(65537);
	int one = 1;
	uint64_t sent = 0;

	rig->settings.send_high_water = 10;
	rig_open(rig);
	struct client *idle = rig_client(rig, ZMQ_DEALER, true);

	zmq_setsockopt(idle->socket, ZMQ_RCVHWM, &one, sizeof(one));
	rig_connect(rig, idle, true);
	struct client *other = rig_known(rig, ZMQ_DEALER);

	client_send(idle, "q");
	rig_await_request(rig, &request);
	while (bus_reply(rig->bus, &request.peer, bytes, 65536) != BUS_FULL)
		assert_true(++sent < 100000);
	rig_assert_served(rig, other);
	assert_int_equal(bus_counts(rig->bus)->replies_full, 1);
	while (sent-- > 0)
		assert_int_equal(rig_await_message(rig, idle, got, 65537), 65536);
	rig_assert_served(rig, idle); /* who reads again is served again */
	free(bytes);
	free(got);
}

static void keep_frame(void *bytes, void *hint)
{
	(void)bytes;
	(void)hint;
}

/* A gigabyte in one message: libzmq's own client sends nothing of it before it has all. */
static void a_message_that_takes_too_much_room_ends_that_connection_only(void **state)
{
	enum { FRAME = 131072, FRAMES = 8000 };
	static char bytes[FRAME];
	struct rig *rig = *state;

	rig->settings.receive_high_water = 2;
	rig->settings.bytes.peer_unfinished_max = 1 << 20;
	rig_open(rig);
	struct client *endless = rig_known(rig, ZMQ_DEALER);
	struct client *other = rig_known(rig, ZMQ_DEALER);

	rig_assert_served(rig, endless);
	rig_assert_served(rig, other);
	for (int i = 0; i < FRAMES; i++) {
		zmq_msg_t frame;

		zmq_msg_init_data(&frame, bytes, FRAME, keep_frame, NULL);
		assert_int_equal(
		        zmq_msg_send(&frame, endless->socket, i + 1 < FRAMES ? ZMQ_SNDMORE : 0),
		        FRAME);
	}
	rig_await_event(rig, endless, ZMQ_EVENT_DISCONNECTED);
	rig_assert_served(rig, other);
	assert_int_equal(other->seen & ZMQ_EVENT_DISCONNECTED, 0);
	assert_int_equal(bus_lines(rig->bus)->ended, 1);
	assert_int_equal(bus_counts(rig->bus)->frames_refused, 0);
}

static void who_reads_no_replies_is_ended_at_the_bound_of_bytes(void **state)
{
	struct rig *rig = *state;
	struct bus_message request;
	char *bytes = calloc(1, 65536);
	int one = 1;

	rig->settings.send_high_water = 100000;
	rig->settings.bytes.peer_unread_max = 1 << 20;
	rig_open(rig);
	struct client *idle = rig_client(rig, ZMQ_DEALER, true);

	zmq_setsockopt(idle->socket, ZMQ_RCVHWM, &one, sizeof(one));
	rig_connect(rig, idle, true);
	struct client *other = rig_known(rig, ZMQ_DEALER);

	client_send(idle, "q");
	rig_await_request(rig, &request);
	while (bus_reply(rig->bus, &request.peer, bytes, 65536) != BUS_GONE)
		rig_assert_served(rig, other);
	assert_int_equal(bus_lines(rig->bus)->ended, 1);
	free(bytes);
}

static void who_reads_gets_more_than_the_bound_of_bytes(void **state)
{
	struct rig *rig = *state;
	struct bus_message request;
	char *bytes = calloc(1, 65536), *got = malloc(65537);

	rig->settings.bytes.peer_unread_max = 1 << 20;
	rig->settings.bytes.peer_unfinished_max = 1 << 20;
	rig->settings.receive_high_water = 2;
	rig_open(rig);
	struct client *client = rig_known(rig, ZMQ_DEALER);

	for (int i = 0; i < 200; i++) {
		assert_int_equal(zmq_send(client->socket, bytes, 65536, 0), 65536);
		rig_await_request(rig, &request);
		assert_int_equal(bus_reply(rig->bus, &request.peer, bytes, 65536), BUS_SENT);
		assert_int_equal(rig_await_message(rig, client, got, 65537), 65536);
	}
	while (bus_bytes(rig->bus)->unread != 0 || bus_bytes(rig->bus)->unfinished != 0)
		rig_assert_served(rig, client);
	assert_int_equal(bus_lines(rig->bus)->ended, 0);
	free(bytes);
	free(got);
}

static void a_client_that_left_is_gone(void **state)
{
	struct rig *rig = *state;
	struct bus_message request;
	const struct peer never = { .route = "nobody", .route_size = 6 };

	rig_open(rig);
	assert_int_equal(bus_reply(rig->bus, &never, "a", 1), BUS_GONE);
	struct client *client = rig_known(rig, ZMQ_DEALER);

	client_send(client, "q");
	rig_await_request(rig, &request);
	rig_close_client(client);
	while (bus_reply(rig->bus, &request.peer, "a", 1) != BUS_GONE)
		rig_assert_served(rig, rig->client_count < 2 ? rig_known(rig, ZMQ_DEALER)
		                                             : &rig->clients[1]);
	assert_int_equal(bus_counts(rig->bus)->replies_gone, 2);
}

static void nobody_takes_over_the_route_of_another(void **state)
{
	struct rig *rig = *state;
	struct bus_message request;
	char reply[8];

	rig_open(rig);
	struct client *first = rig_client(rig, ZMQ_DEALER, true);
	struct client *second = rig_client(rig, ZMQ_DEALER, true);

	zmq_setsockopt(first->socket, ZMQ_ROUTING_ID, "same", 4);
	zmq_setsockopt(second->socket, ZMQ_ROUTING_ID, "same", 4);
	rig_connect(rig, first, true);
	client_send(first, "q");
	rig_await_request(rig, &request);
	rig_connect(rig, second, true);
	client_send(second, "stolen");
	rig_await_event(rig, second, ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
	assert_int_equal(bus_reply(rig->bus, &request.peer, "mine", 4), BUS_SENT);
	rig_await_message(rig, first, reply, sizeof(reply));
	assert_string_equal(reply, "mine");
	rig_assert_served(rig, first);
	assert_int_equal(bus_counts(rig->bus)->requests, 2);
}

static void a_reply_that_is_on_its_way_is_delivered_when_the_bus_closes(void **state)
{
	struct rig *rig = *state;
	struct bus_message request;
	char reply[8];

	rig_open(rig);
	struct client *client = rig_known(rig, ZMQ_DEALER);

	client_send(client, "q");
	rig_await_request(rig, &request);
	bus_reply(rig->bus, &request.peer, "last", 4);
	bus_close(&rig->bus);
	rig_await_message(rig, client, reply, sizeof(reply));
	assert_string_equal(reply, "last");
}

static void many_requests_keep_their_order_and_their_owners(void **state)
{
	enum { EACH = 300, CLIENTS = 5 };
	struct rig *rig = *state;
	uint32_t next[CLIENTS] = { 0 };
	struct bus_message request;

	rig_open(rig);
	for (size_t i = 0; i < CLIENTS; i++) {
		rig_known(rig, ZMQ_DEALER);
		for (uint32_t k = 0; k < EACH; k++)
			zmq_send(rig->clients[i].socket, &k, sizeof(k), 0);
	}
	uint32_t number;

	size_t who;

	for (size_t i = 0; i < EACH * CLIENTS; i++) {
		rig_await_request(rig, &request);
		memcpy(&number, request.bytes, sizeof(number));
		for (who = 0; memcmp(rig->clients[who].key, request.curve_key, KEY_SIZE) != 0;
		     who++)
			assert_true(who + 1 < CLIENTS);
		assert_int_equal(number, next[who]++);
	}
}

/* --- where it listens --- */

static const char *fault_of(struct rig *rig, struct arena *arena)
{
	struct faults why;

	faults_init(&why, arena);
	assert_null(bus_open(&rig->settings, NULL, NULL, &why));
	assert_int_equal(why.count, 1);
	return arena_text(arena, "%s: %s", why.items[0].field, why.items[0].message);
}

static void an_address_that_is_taken_or_wrong_is_told(void **state)
{
	struct rig *rig = *state;
	struct arena arena;
	char expected[200];

	arena_init(&arena, 0);
	rig_open(rig);
	rig->settings.feed_endpoint = bus_command_endpoint(rig->bus);
	snprintf(expected, sizeof(expected),
	         "feed_endpoint: cannot listen at %s: Address already in use",
	         rig->settings.feed_endpoint);
	assert_string_equal(fault_of(rig, &arena), expected);
	rig->settings.feed_endpoint = "ipc:///tmp/x";
	assert_string_equal(fault_of(rig, &arena),
	                    "feed_endpoint: must be like tcp://127.0.0.1:7401, got ipc:///tmp/x");
	rig->settings.feed_endpoint = "tcp://127.0.0.1:*, ,";
	rig->settings.command_endpoint = "";
	assert_string_equal(fault_of(rig, &arena),
	                    "command_endpoint: must be like tcp://127.0.0.1:7401, got ");
	arena_close(&arena);
}

static void several_endpoints_are_all_served(void **state)
{
	struct rig *rig = *state;
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	rig->settings.command_endpoint = "tcp://[::1]:*";
	rig->bus = bus_open(&rig->settings, NULL, NULL, &why);
	arena_close(&arena);
	if (!rig->bus)
		skip(); /* a machine without IPv6 */
	assert_non_null(strstr(bus_command_endpoint(rig->bus), "tcp://[::1]:"));
	bus_close(&rig->bus);
	rig->settings.command_endpoint = "tcp://127.0.0.1:*, tcp://[::1]:*";
	rig_open(rig);
	assert_non_null(strstr(bus_command_endpoint(rig->bus), "tcp://[::1]:"));
}

static bool machine_has_ipv6(void)
{
	const struct sockaddr_in6 address = { .sin6_family = AF_INET6,
		                              .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int descriptor = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool has = descriptor >= 0 &&
	           bind(descriptor, (const struct sockaddr *)&address, sizeof(address)) == 0;

	if (descriptor >= 0)
		close(descriptor);
	return has;
}

static void a_star_is_every_address_of_ipv4_and_of_ipv6(void **state)
{
	struct rig *rig = *state;

	rig->settings.command_endpoint = "tcp://*:*";
	rig_open(rig);
	int four = raw_connect_from(bus_command_endpoint(rig->bus), "127.0.0.2");

	close(four);
	if (!machine_has_ipv6())
		skip();
	assert_memory_equal(bus_command_endpoint(rig->bus), "tcp://[::]:", strlen("tcp://[::]:"));
	struct client *client = rig_client(rig, ZMQ_DEALER, true);
	const int one = 1;

	zmq_setsockopt(client->socket, ZMQ_IPV6, &one, sizeof(one));
	rig_connect(rig, client, true);
	rig_assert_served(rig, client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		        requests_of_dealer_and_req_come_with_the_key_of_their_connection, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_dealer_that_sends_an_empty_frame_first_gets_one_back, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_message_of_other_frames_is_counted_and_passed_over, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(an_empty_body_is_a_request_that_the_caller_refuses,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(
		        the_largest_request_passes_and_a_larger_one_ends_that_connection_only,
		        rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_client_that_does_not_read_is_full_while_others_are_served, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_message_that_takes_too_much_room_ends_that_connection_only, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(who_reads_no_replies_is_ended_at_the_bound_of_bytes,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(who_reads_gets_more_than_the_bound_of_bytes,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(a_client_that_left_is_gone, rig_setup,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(nobody_takes_over_the_route_of_another, rig_setup,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_reply_that_is_on_its_way_is_delivered_when_the_bus_closes, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(many_requests_keep_their_order_and_their_owners,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(an_address_that_is_taken_or_wrong_is_told,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(several_endpoints_are_all_served, rig_setup,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(a_star_is_every_address_of_ipv4_and_of_ipv6,
		                                rig_setup, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
