/*
 * The feed: who subscribes is seen, who is slow loses and stops nobody.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "bus_rig.h"

#define TOPIC "standings/TCXDD-1/2024/Q1"

static void subscribe(struct client *client, const char *topic)
{
	assert_int_equal(zmq_setsockopt(client->socket, ZMQ_SUBSCRIBE, topic, strlen(topic)), 0);
}

static void a_subscriber_gets_what_begins_with_its_prefix(void **state)
{
	struct rig *rig = *state;
	char got[32];

	rig_open(rig);
	struct client *client = rig_known(rig, ZMQ_SUB);

	subscribe(client, "standings/TCXDD-1/");
	rig_await_subscription(rig, "standings/TCXDD-1/", true);
	bus_publish(rig->bus, "standings/TCXDD-2/2024/Q1", "theirs", 6);
	bus_publish(rig->bus, TOPIC, "ours", 4);
	rig_await_message(rig, client, got, sizeof(got));
	assert_string_equal(got, "ours");
	assert_int_equal(bus_counts(rig->bus)->published, 2);
}

static void every_subscription_is_seen_and_its_end(void **state)
{
	struct rig *rig = *state;
	struct bus_subscription seen;

	rig_open(rig);
	struct client *first = rig_known(rig, ZMQ_SUB);
	struct client *second = rig_known(rig, ZMQ_SUB);

	subscribe(first, TOPIC);
	rig_await_subscription(rig, TOPIC, true);
	subscribe(second, TOPIC);
	rig_await_subscription(rig, TOPIC, true);
	zmq_setsockopt(first->socket, ZMQ_UNSUBSCRIBE, TOPIC, strlen(TOPIC));
	rig_await_subscription(rig, TOPIC, false);
	rig_close_client(second); /* leaving ends its subscriptions */
	rig_await_wish(rig, &seen);
	assert_int_equal(seen.wish, BUS_LEAVES);
}

static void who_asks_hears_only_what_it_is_given(void **state)
{
	struct rig *rig = *state;
	struct bus_subscription asked;
	char got[32];

	rig_open(rig);
	struct client *client = rig_known(rig, ZMQ_SUB), *refused = rig_known(rig, ZMQ_SUB);

	subscribe(client, "standings/");
	rig_await_wish(rig, &asked);
	assert_memory_equal(asked.curve_key, client->key, KEY_SIZE);
	bus_hear(rig->bus, "standings/TCXDD-1/", true);
	subscribe(refused, "standings/");
	rig_await_wish(rig, &asked); /* and is given nothing */
	bus_publish(rig->bus, "standings/TCXDD-2/2024/Q1", "theirs", 6);
	bus_publish(rig->bus, TOPIC, "ours", 4);
	rig_await_message(rig, client, got, sizeof(got));
	assert_string_equal(got, "ours");
	subscribe(refused, "live/");
	rig_await_subscription(rig, "live/", true);
	bus_publish(rig->bus, "live/TCXDD-1/2024/Q1", "live", 4);
	rig_await_message(rig, refused, got, sizeof(got));
	assert_string_equal(got, "live"); /* and nothing before it */
}

static void the_empty_prefix_is_everything(void **state)
{
	struct rig *rig = *state;

	rig_open(rig);
	subscribe(rig_known(rig, ZMQ_SUB), "");
	rig_await_subscription(rig, "", true);
}

static void a_prefix_is_cut_to_where_it_can_match_nothing(void **state)
{
	struct rig *rig = *state;
	char exact[TOPIC_SIZE], longer[200];

	memset(exact, 'a', sizeof(exact));
	exact[TOPIC_SIZE - 1] = '\0';
	memset(longer, 'a', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	rig_open(rig);
	subscribe(rig_known(rig, ZMQ_SUB), exact);
	rig_await_subscription(rig, exact, true);
	subscribe(rig_known(rig, ZMQ_SUB), longer);
	rig_await_subscription(rig, exact, true);
}

static void who_says_what_is_no_subscription_is_hung_up_on(void **state)
{
	struct rig *rig = *state;

	rig_open(rig);
	struct client *client = rig_known(rig, ZMQ_XSUB);
	struct bus_subscription seen;

	zmq_send(client->socket, "\1first", 6, 0);
	rig_await_subscription(rig, "first", true);
	zmq_send(client->socket, "\1a\0b", 4, 0); /* can match nothing */
	client_send(client, "hello");
	zmq_send(client->socket, "\1second", 7, 0);
	rig_await_wish(rig, &seen);
	assert_int_equal(seen.wish, BUS_LEAVES); /* its second subscription is not heard of */
	assert_in_range(bus_counts(rig->bus)->frames_refused, 2, 3);
	rig_await_subscription(rig, "first", true); /* it came again by itself */
}

static void a_subscription_longer_than_a_frame_may_be_ends_that_connection(void **state)
{
	struct rig *rig = *state;
	char huge[1000];

	memset(huge, 'a', sizeof(huge));
	huge[sizeof(huge) - 1] = '\0';
	rig_open(rig);
	struct client *client = rig_known(rig, ZMQ_SUB);

	subscribe(client, huge);
	rig_await_event(rig, client, ZMQ_EVENT_DISCONNECTED);
}

static void a_subscriber_that_does_not_read_does_not_stop_the_others(void **state)
{
	enum { MESSAGES = 400, SIZE = 65536 };
	struct rig *rig = *state;
	char *bytes = calloc(1, SIZE), *got = malloc(SIZE + 1);
	int one = 1;

	rig->settings.send_high_water = 10;
	rig_open(rig);
	struct client *idle = rig_client(rig, ZMQ_SUB, true);

	zmq_setsockopt(idle->socket, ZMQ_RCVHWM, &one, sizeof(one));
	rig_connect(rig, idle, true);
	subscribe(idle, "");
	rig_await_subscription(rig, "", true);
	struct client *other = rig_known(rig, ZMQ_SUB);

	subscribe(other, "");
	rig_await_subscription(rig, "", true);
	for (int i = 0; i < MESSAGES;
	     i++) { /* 25 MiB: more than what all buffers on the way to the idle one hold */
		snprintf(bytes, SIZE, "%d", i);
		bus_publish(rig->bus, TOPIC, bytes, SIZE);
		assert_int_equal(rig_await_message(rig, other, got, SIZE + 1), SIZE);
		assert_string_equal(got, bytes);
	}
	free(bytes);
	free(got);
}

static void a_publication_to_nobody_is_no_trouble(void **state)
{
	struct rig *rig = *state;

	rig_open(rig);
	for (int i = 0; i < 1000; i++)
		bus_publish(rig->bus, TOPIC, "", 0);
	struct client *client = rig_known(rig, ZMQ_DEALER);

	rig_assert_served(rig, client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_subscriber_gets_what_begins_with_its_prefix,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(every_subscription_is_seen_and_its_end, rig_setup,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(who_asks_hears_only_what_it_is_given, rig_setup,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(the_empty_prefix_is_everything, rig_setup,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(a_prefix_is_cut_to_where_it_can_match_nothing,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(who_says_what_is_no_subscription_is_hung_up_on,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_subscription_longer_than_a_frame_may_be_ends_that_connection, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_subscriber_that_does_not_read_does_not_stop_the_others, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(a_publication_to_nobody_is_no_trouble, rig_setup,
		                                rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
