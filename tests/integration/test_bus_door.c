/*
 * The door: which keys get in, and that a missing judge means nobody does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "bus_rig.h"

/* Hidden in the header as a draft. */
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

static void an_unknown_key_is_refused_and_told_so(void **state)
{
	struct rig *rig = *state;

	rig_open(rig);
	struct client *stranger = rig_client(rig, ZMQ_DEALER, false);

	rig_connect(rig, stranger, true);
	client_send(stranger, "let me in");
	rig_await_event(rig, stranger, ZMQ_EVENT_HANDSHAKE_FAILED_AUTH);
	assert_int_equal(stranger->refusal, 400);
	rig_assert_served(rig, rig_known(rig, ZMQ_DEALER));
	assert_int_equal(bus_counts(rig->bus)->requests, 1);
	assert_int_equal(bus_counts(rig->bus)->handshakes_refused, 1);
}

static void an_unknown_key_is_refused_by_the_feed_too(void **state)
{
	struct rig *rig = *state;

	rig_open(rig);
	struct client *stranger = rig_client(rig, ZMQ_SUB, false);

	zmq_setsockopt(stranger->socket, ZMQ_SUBSCRIBE, "theirs", 6);
	rig_connect(rig, stranger, true);
	rig_await_event(rig, stranger, ZMQ_EVENT_HANDSHAKE_FAILED_AUTH);
	struct client *known = rig_known(rig, ZMQ_SUB);

	zmq_setsockopt(known->socket, ZMQ_SUBSCRIBE, "ours", 4);
	rig_await_subscription(rig, "ours", true);
}

static void who_does_not_speak_curve_stays_outside(void **state)
{
	struct rig *rig = *state;

	rig_open(rig);
	struct client *plain = rig_client(rig, ZMQ_DEALER, true);

	rig_connect(rig, plain, false);
	client_send(plain, "let me in");
	rig_await_event(rig, plain, ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL);
	rig_assert_served(rig, rig_known(rig, ZMQ_DEALER));
	assert_int_equal(plain->seen & ZMQ_EVENT_HANDSHAKE_SUCCEEDED, 0);
	assert_int_equal(bus_counts(rig->bus)->requests, 1);
	assert_int_equal(bus_counts(rig->bus)->handshakes, 1);
}

static void who_does_not_know_the_daemons_key_stays_outside(void **state)
{
	struct rig *rig = *state;
	char server_key[Z85_SIZE];

	rig_open(rig);
	struct client *client = rig_client(rig, ZMQ_DEALER, true);

	strcpy(server_key, rig->server_key);
	strcpy(rig->server_key, client->public_key);
	rig_connect(rig, client, true);
	strcpy(rig->server_key, server_key);
	rig_await_event(rig, client, ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL);
	rig_assert_served(rig, rig_known(rig, ZMQ_DEALER));
	assert_int_equal(bus_counts(rig->bus)->handshakes, 1);
}

static void a_key_that_is_no_longer_admitted_is_still_told_with_each_message(void **state)
{
	struct rig *rig = *state;

	rig_open(rig);
	struct client *client = rig_known(rig, ZMQ_DEALER);

	rig_assert_served(rig, client);
	rig_withdraw(rig);
	rig_assert_served(rig, client); /* so it is the caller who refuses, at the next message */
	assert_int_equal(bus_counts(rig->bus)->handshakes, 1);
}

static void who_is_put_off_for_a_moment_comes_in_at_the_first_try(void **state)
{
	struct rig *rig = *state;

	rig_open(rig);
	struct client *asking = rig_known(rig, ZMQ_DEALER);

	rig_assert_served(rig, asking);
	bus_put_off(rig->bus, true);
	struct client *early = rig_known(rig, ZMQ_DEALER);

	rig_await_event(rig, early, ZMQ_EVENT_CONNECTED);
	rig_assert_served(rig, asking);
	bus_put_off(rig->bus, false);
	rig_assert_served(rig, early);
	assert_int_equal(early->seen & ZMQ_EVENT_DISCONNECTED, 0);
	assert_int_equal(bus_counts(rig->bus)->handshakes_refused, 0);
}

static void more_connections_than_the_bound_wait_until_one_leaves(void **state)
{
	struct rig *rig = *state;

	rig->settings.lines.connections_max = 1;
	rig_open(rig);
	struct client *first = rig_known(rig, ZMQ_DEALER);

	rig_assert_served(rig, first);
	assert_int_equal(bus_lines(rig->bus)->stages[LINE_SPEAKING], 1);
	struct client *second = rig_known(rig, ZMQ_DEALER);

	rig_await_event(rig, second, ZMQ_EVENT_DISCONNECTED);
	assert_int_equal(second->seen & ZMQ_EVENT_HANDSHAKE_SUCCEEDED, 0);
	rig_assert_served(rig, first);
	rig_close_client(first);
	rig_await_event(rig, second, ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
	rig_assert_served(rig, second);
}

static void a_silent_crowd_is_shed_and_a_newcomer_comes_in(void **state)
{
	enum { CROWD = 60 };
	struct rig *rig = *state;
	int silent[CROWD];

	rig->settings.lines.callers_max = 10;
	rig->settings.lines.connections_max = 2;
	rig_open(rig);
	for (int i = 0; i < CROWD; i++)
		silent[i] = raw_connect(bus_command_endpoint(rig->bus));
	rig_assert_served(rig, rig_known(rig, ZMQ_DEALER));
	for (int i = 0; i < CROWD - 11; i++)
		rig_await_hangup(rig, silent[i]);
	assert_in_range(bus_lines(rig->bus)->stages[LINE_CALLING], 0, 11);
	for (int i = 0; i < CROWD; i++)
		close(silent[i]);
}

/* Four turns a second are given, five at first. The crowd is there before the newcomer, who has the
 * next turn but one all the same. */
static void a_crowd_that_shakes_hands_waits_and_a_newcomer_does_not(void **state)
{
	enum { FIRST = 5, CROWD = 40 };
	struct rig *rig = *state;
	int crowd[CROWD];

	rig->settings.lines.handshakes_per_second = 4;
	rig_open(rig);
	for (int i = 0; i < CROWD; i++) {
		crowd[i] = raw_connect_from(bus_command_endpoint(rig->bus), "127.0.0.2");
		while (i == FIRST && !bus_turns(rig->bus)->holding)
			rig_turn(rig);
	}
	while (bus_lines(rig->bus)->stages[LINE_CALLING] < CROWD)
		rig_turn(rig);
	assert_in_range(bus_turns(rig->bus)->held, CROWD - FIRST - 8, CROWD - FIRST);
	rig_assert_served(rig, rig_known(rig, ZMQ_DEALER));
	assert_in_range(bus_turns(rig->bus)->held, CROWD / 2, CROWD - FIRST);
	for (int i = 0; i < CROWD; i++)
		close(crowd[i]);
}

static void the_connections_of_a_key_end_within_a_moment_and_no_others(void **state)
{
	struct rig *rig = *state;

	rig_open(rig);
	struct client *revoked = rig_known(rig, ZMQ_DEALER);
	struct client *listening = rig_client(rig, ZMQ_SUB, false);
	struct client *other = rig_known(rig, ZMQ_DEALER);

	strcpy(listening->public_key, revoked->public_key);
	strcpy(listening->secret_key, revoked->secret_key);
	zmq_setsockopt(listening->socket, ZMQ_SUBSCRIBE, "all", 3);
	rig_connect(rig, listening, true);
	rig_await_subscription(rig, "all", true);
	rig_assert_served(rig, revoked);
	rig_assert_served(rig, other);
	bus_end_key(rig->bus, revoked->key, true);
	rig_await_event(rig, listening, ZMQ_EVENT_DISCONNECTED);
	rig_assert_served(rig, revoked);
	assert_int_equal(revoked->seen & ZMQ_EVENT_DISCONNECTED, 0);
	rig_withdraw(rig);
	bus_end_key(rig->bus, revoked->key, false);
	rig_await_event(rig, revoked, ZMQ_EVENT_DISCONNECTED);
	rig_await_event(rig, revoked, ZMQ_EVENT_HANDSHAKE_FAILED_AUTH);
	rig_assert_served(rig, other);
	assert_int_equal(other->seen & ZMQ_EVENT_DISCONNECTED, 0);
	assert_in_range(bus_lines(rig->bus)->ended, 2, 3); /* the listener may have been back */
}

static void noise_on_the_port_is_hung_up_on_while_others_are_served(void **state)
{
	static const char http[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
	struct rig *rig = *state;
	uint8_t noise[4096];

	rig_open(rig);
	struct client *client = rig_known(rig, ZMQ_DEALER);

	srandom(7401);
	int descriptor;

	for (int i = 0; i < 20; i++) {
		for (size_t k = 0; k < sizeof(noise); k++)
			noise[k] = (uint8_t)random();
		noise[0] = (uint8_t)(i % 2 == 0 ? 0x7E : noise[0]); /* 0xFF would begin a greeting
		                                                       that never ends: see below */
		descriptor = raw_connect(i % 4 < 2 ? bus_command_endpoint(rig->bus)
		                                   : bus_feed_endpoint(rig->bus));
		assert_int_equal(write(descriptor, noise, sizeof(noise)), sizeof(noise));
		rig_await_hangup(rig, descriptor);
		close(descriptor);
		rig_assert_served(rig, client);
	}
	descriptor = raw_connect(bus_command_endpoint(rig->bus));
	assert_int_equal(write(descriptor, http, strlen(http)), (ssize_t)strlen(http));
	rig_await_hangup(rig, descriptor);
	close(descriptor);
	rig_assert_served(rig, client);
	assert_int_equal(bus_counts(rig->bus)->handshakes, 1);
}

/* The whole length of the handshake's limit, 4 s, passes here: all whom it ends are tried at once.
 */
static void who_dawdles_is_hung_up_on_and_who_was_put_off_comes_again(void **state)
{
	static const uint8_t greeting[] = { 0xFF, 0, 0, 0,   0,   0,   0,   0,  1,
		                            0x7F, 3, 0, 'C', 'U', 'R', 'V', 'E' };
	static const size_t sizes[] = { 0, 1, 10, sizeof(greeting) };
	enum { DAWDLERS = sizeof(sizes) / sizeof(sizes[0]) };
	struct rig *rig = *state;
	int descriptors[DAWDLERS];

	rig_open(rig);
	struct client *client = rig_known(rig, ZMQ_DEALER);

	rig_assert_served(rig, client);
	bus_put_off(rig->bus, true);
	struct client *early = rig_known(rig, ZMQ_DEALER);

	for (size_t i = 0; i < DAWDLERS; i++) {
		descriptors[i] = raw_connect(bus_command_endpoint(rig->bus));
		assert_int_equal(write(descriptors[i], greeting, sizes[i]), (ssize_t)sizes[i]);
	}
	for (size_t i = 0; i < DAWDLERS; i++) {
		rig_await_hangup(rig, descriptors[i]);
		close(descriptors[i]);
		rig_assert_served(rig, client);
	}
	rig_await_event(rig, early, ZMQ_EVENT_DISCONNECTED);
	assert_int_equal(early->seen & ZMQ_EVENT_HANDSHAKE_SUCCEEDED, 0);
	assert_in_range(bus_counts(rig->bus)->handshakes_refused, 1, 10);
	bus_put_off(rig->bus, false);
	rig_assert_served(rig, early);
}

/* --- the library, which we rely on --- */

/* A server without anybody who answers ZAP. Does a stranger come in? */
static bool lets_strangers_in(struct rig *rig, int enforce)
{
	void *server = zmq_socket(rig->zmq_context, ZMQ_ROUTER);
	struct client *stranger = rig_client(rig, ZMQ_DEALER, false);
	unsigned verdict = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED;
	char endpoint[64];
	size_t size = sizeof(endpoint);
	int one = 1, none = 0;

	zmq_setsockopt(server, ZMQ_LINGER, &none, sizeof(none));
	zmq_setsockopt(server, ZMQ_CURVE_SERVER, &one, sizeof(one));
	zmq_setsockopt(server, ZMQ_CURVE_SECRETKEY, rig->server_secret, KEY_SIZE);
	zmq_setsockopt(server, ZMQ_ZAP_DOMAIN, "thidua", 6);
	assert_int_equal(zmq_setsockopt(server, ZMQ_ZAP_ENFORCE_DOMAIN, &enforce, sizeof(enforce)),
	                 0);
	assert_int_equal(zmq_bind(server, "tcp://127.0.0.1:*"), 0);
	assert_int_equal(zmq_getsockopt(server, ZMQ_LAST_ENDPOINT, endpoint, &size), 0);
	zmq_setsockopt(stranger->socket, ZMQ_CURVE_SERVERKEY, rig->server_key, Z85_SIZE);
	zmq_setsockopt(stranger->socket, ZMQ_CURVE_PUBLICKEY, stranger->public_key, Z85_SIZE);
	zmq_setsockopt(stranger->socket, ZMQ_CURVE_SECRETKEY, stranger->secret_key, Z85_SIZE);
	assert_int_equal(zmq_connect(stranger->socket, endpoint), 0);
	rig_await_event(rig, stranger, verdict);
	bool in = (stranger->seen & ZMQ_EVENT_HANDSHAKE_SUCCEEDED) != 0;

	zmq_close(server);
	return in;
}

static void where_nobody_answers_zap_nobody_comes_in_because_we_enforce_it(void **state)
{
	assert_true(lets_strangers_in(*state, 0));
	assert_false(lets_strangers_in(*state, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_unknown_key_is_refused_and_told_so, rig_setup,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(an_unknown_key_is_refused_by_the_feed_too,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(who_does_not_speak_curve_stays_outside, rig_setup,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(who_does_not_know_the_daemons_key_stays_outside,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_key_that_is_no_longer_admitted_is_still_told_with_each_message, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(
		        who_is_put_off_for_a_moment_comes_in_at_the_first_try, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(
		        more_connections_than_the_bound_wait_until_one_leaves, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_crowd_that_shakes_hands_waits_and_a_newcomer_does_not, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(a_silent_crowd_is_shed_and_a_newcomer_comes_in,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(
		        the_connections_of_a_key_end_within_a_moment_and_no_others, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(
		        noise_on_the_port_is_hung_up_on_while_others_are_served, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(
		        who_dawdles_is_hung_up_on_and_who_was_put_off_comes_again, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(
		        where_nobody_answers_zap_nobody_comes_in_because_we_enforce_it, rig_setup,
		        rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
