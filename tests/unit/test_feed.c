/*
 * Each standing once, in whatever order and however often the feed tells it.
 */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "fake_daemon.h"
#include "office.h"
#include "reply.h"
#include "rig.h"

#include <cmocka.h>

enum { WAIT_MS = 10000, STEP_MS = 20 };
#define TOPIC        "standings/TCXDD-1/2024/Q1"
#define LIVE_TOPIC   "live/TCXDD-1/2024/Q1"
#define PUBLIC_TOPIC "public/TCXDD-1/2024/Q1"

struct stage {
	struct office office;
	struct fake_daemon *daemon;
	struct rig rig;
	struct standing standing;
};

static int begin(void **state)
{
	static struct stage stage;

	memset(&stage, 0, sizeof(stage));
	office_begin(&stage.office);
	stage.daemon = fake_start(&stage.office.daemon, NULL, NULL);
	rig_open(&stage.rig);
	rig_begin_2024(&stage.rig);
	rig_must_report(&stage.rig, "TQ", Q1, at("2024-03-16T08:00+07:00"));
	stage.standing = rig_standing(&stage.rig, Q1, at("2024-03-17T08:00+07:00"));
	*state = &stage;
	return 0;
}

static int end(void **state)
{
	struct stage *stage = *state;

	office_end(&stage->office);
	fake_stop(&stage->daemon);
	rig_close(&stage->rig);
	return 0;
}

static void subscribe(struct stage *stage)
{
	office_open(&stage->office, NULL, fake_feed(stage->daemon), 0);
	assert_int_equal(thidua_subscribe(stage->office.handle, "TCXDD-1", 2024, "Q1"), THIDUA_OK);
	fake_await_subscriptions(stage->daemon, 1);
}

static void publish_on(struct stage *stage, const char *topic, struct fake_daemon *daemon,
                       uint8_t epoch, uint64_t sequence, int64_t as_of)
{
	uint8_t epochs[EPOCH_SIZE], seal[HASH_SIZE] = { 5 };
	const struct standing_notice notice = {
		.epoch = epochs, .published_at = 1, .rehearsal = true, .state_hash = seal
	};
	struct buffer bytes = { 0 };

	memset(epochs, epoch, sizeof(epochs));
	stage->standing.sequence = sequence;
	stage->standing.as_of = as_of;
	standing_encode(&bytes, &stage->standing, &notice);
	fake_publish(daemon, topic, bytes.data, bytes.size);
	buffer_close(&bytes);
}

static void publish(struct stage *stage, struct fake_daemon *daemon, uint8_t epoch,
                    uint64_t sequence, int64_t as_of)
{
	publish_on(stage, TOPIC, daemon, epoch, sequence, as_of);
}

static void publish_frozen(struct stage *stage, uint64_t sequence)
{
	stage->standing.frozen = true;
	publish(stage, stage->daemon, 1, sequence, 100);
	stage->standing.frozen = false;
}

/* Versions as epoch.sequence.as_of, up to and with the one that ends it: each test publishes that
 * last. */
static const char *receive_until(struct stage *stage, uint64_t last)
{
	static char text[1000];
	size_t size = 0;

	text[0] = '\0';
	const struct thidua_standings *standings;

	do {
		const int code = thidua_receive(stage->office.handle, WAIT_MS, &standings);

		assert_int_equal(code, THIDUA_OK);
		size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%u.%llu.%lld",
		                         size == 0 ? "" : " ", standings->epoch[0],
		                         (unsigned long long)standings->sequence,
		                         (long long)standings->as_of);
		if (standings->frozen)
			size += (size_t)snprintf(text + size, sizeof(text) - size, " frozen");
	} while (standings->sequence != last);
	return text;
}

static void a_standing_is_told_whole(void **state)
{
	struct stage *stage = *state;

	subscribe(stage);
	publish(stage, stage->daemon, 1, 16, 100);
	const struct thidua_standings *standings;

	assert_int_equal(thidua_receive(stage->office.handle, WAIT_MS, &standings), THIDUA_OK);
	assert_string_equal(standings->cluster, "TCXDD-1");
	assert_string_equal(standings->period, "Q1");
	assert_int_equal(standings->year, 2024);
	assert_true(standings->rehearsal && standings->current && !standings->locked);
	assert_int_equal(standings->task_count, 14);
	assert_string_equal(standings->tasks[13], "T14");
	assert_int_equal(standings->row_count, 14);
	assert_int_equal(standings->reported, 1);
	assert_int_equal(standings->expected, 14);
	assert_string_equal(standings->rows[0].board, "TQ");
	assert_int_equal(standings->rows[0].rank, 1);
	assert_string_equal(standings->rows[0].status, "ON_TIME");
	assert_int_equal(standings->rows[0].total, rig_row(&stage->standing, "TQ")->total);
	assert_string_equal(standings->rows[1].status, "EXPECTED");
	assert_true(standings->rows[1].tied);
	assert_int_equal(standings->state_hash[0], 5);
}

static void a_version_is_given_once_and_never_an_older_one(void **state)
{
	struct stage *stage = *state;

	subscribe(stage);
	publish(stage, stage->daemon, 1, 16, 100);
	publish(stage, stage->daemon, 1, 16, 100); /* repeated */
	publish(stage, stage->daemon, 1, 15, 300); /* older */
	publish(stage, stage->daemon, 1, 16, 200); /* time alone moved it */
	publish(stage, stage->daemon, 1, 16, 150); /* older */
	publish(stage, stage->daemon, 1, 17, 100);
	assert_string_equal(receive_until(stage, 17), "1.16.100 1.16.200 1.17.100");
}

static void a_new_epoch_replaces_and_the_old_one_does_not_come_back(void **state)
{
	struct stage *stage = *state;

	subscribe(stage);
	publish(stage, stage->daemon, 1, 20, 100);
	publish(stage, stage->daemon, 2, 10, 50); /* restored from a backup */
	publish(stage, stage->daemon, 1, 21, 110);
	publish(stage, stage->daemon, 2, 11, 60);
	assert_string_equal(receive_until(stage, 11), "1.20.100 2.10.50 2.11.60");
}

/* Within half a second. */
static bool is_told(struct stage *stage, uint8_t epoch)
{
	const struct thidua_standings *standings;

	return thidua_receive(stage->office.handle, 500, &standings) == THIDUA_OK &&
	       standings->epoch[0] == epoch;
}

static void a_database_that_is_put_back_replaces_the_other_again(void **state)
{
	struct stage *stage = *state;

	subscribe(stage);
	publish(stage, stage->daemon, 1, 20, 100);
	publish(stage, stage->daemon, 2, 10, 50);
	assert_string_equal(receive_until(stage, 10), "1.20.100 2.10.50");
	publish(stage, stage->daemon, 1, 21, 110); /* under way from before */
	publish(stage, stage->daemon, 2, 11, 60);
	assert_string_equal(receive_until(stage, 11), "2.11.60");
	do
		publish(stage, stage->daemon, 1, 20, 100); /* repeated, the other no more */
	while (!is_told(stage, 1));
	publish(stage, stage->daemon, 1, 22, 120);
	assert_string_equal(receive_until(stage, 22), "1.22.120");
}

static void subscribe_live(struct stage *stage)
{
	office_open(&stage->office, NULL, fake_feed(stage->daemon), 0);
	assert_int_equal(thidua_subscribe_live(stage->office.handle, "TCXDD-1", 2024, "Q1"),
	                 THIDUA_OK);
	fake_await_subscriptions(stage->daemon, 3);
}

static void who_hears_members_hears_nothing_of_what_is_published(void **state)
{
	struct stage *stage = *state;

	subscribe_live(stage);
	publish(stage, stage->daemon, 1, 16, 100);
	publish_on(stage, PUBLIC_TOPIC, stage->daemon, 1, 16,
	           200); /* another is the current one to the public */
	publish(stage, stage->daemon, 1, 17, 100);
	assert_string_equal(receive_until(stage, 17), "1.16.100 1.17.100");
}

static void who_hears_no_members_hears_what_is_published(void **state)
{
	struct stage *stage = *state;

	subscribe_live(stage);
	publish_on(stage, PUBLIC_TOPIC, stage->daemon, 1, 16, 100);
	publish_on(stage, PUBLIC_TOPIC, stage->daemon, 1, 17, 200);
	assert_string_equal(receive_until(stage, 17), "1.16.100 1.17.200");
}

static void who_hears_what_is_live_hears_nothing_of_what_is_frozen(void **state)
{
	struct stage *stage = *state;

	subscribe_live(stage);
	publish(stage, stage->daemon, 1, 16, 100);
	for (int i = 0; i < 3; i++) { /* the freeze begins, and each is repeated */
		publish_on(stage, LIVE_TOPIC, stage->daemon, 1, 16, 100);
		publish_frozen(stage, 16);
	}
	publish_on(stage, LIVE_TOPIC, stage->daemon, 1, 17, 100);
	publish_frozen(stage, 16);
	publish(stage, stage->daemon, 1, 17, 100); /* it is revealed */
	publish_on(stage, LIVE_TOPIC, stage->daemon, 1, 18, 100);
	assert_string_equal(receive_until(stage, 18), "1.16.100 1.17.100 1.18.100");
}

static void who_hears_nothing_live_hears_what_is_frozen_and_what_comes_after_it(void **state)
{
	struct stage *stage = *state;

	subscribe_live(stage);
	publish(stage, stage->daemon, 1, 16, 100);
	publish_frozen(stage, 16);
	publish_frozen(stage, 16);
	publish(stage, stage->daemon, 1, 17, 100);
	assert_string_equal(receive_until(stage, 17), "1.16.100 1.16.100 frozen 1.17.100");
}

static void the_same_from_two_endpoints_is_given_once(void **state)
{
	struct stage *stage = *state;
	char endpoints[200];
	struct fake_daemon *second = fake_start(&stage->office.daemon, NULL, NULL);

	snprintf(endpoints, sizeof(endpoints), "%s,%s", fake_feed(stage->daemon),
	         fake_feed(second));
	office_open(&stage->office, NULL, endpoints, 0);
	assert_int_equal(thidua_subscribe(stage->office.handle, "TCXDD-1", 0, NULL), THIDUA_OK);
	fake_await_subscriptions(stage->daemon, 1);
	fake_await_subscriptions(second, 1);
	publish(stage, stage->daemon, 1, 16, 100);
	assert_string_equal(receive_until(stage, 16), "1.16.100");
	publish(stage, second, 1, 16, 100);
	publish(stage, second, 1, 17, 100);
	assert_string_equal(receive_until(stage, 17), "1.17.100");
	fake_stop(&second);
}

static void garbage_in_the_feed_is_passed_over(void **state)
{
	struct stage *stage = *state;

	subscribe(stage);
	fake_publish(stage->daemon, TOPIC, (const uint8_t *)"\xff\xff", 2);
	fake_publish(stage->daemon, TOPIC, (const uint8_t *)"", 0);
	publish(stage, stage->daemon, 1, 16, 100);
	assert_string_equal(receive_until(stage, 16), "1.16.100");
}

static void a_feed_that_went_away_is_heard_again(void **state)
{
	struct stage *stage = *state;
	char feed[80];

	subscribe(stage);
	publish(stage, stage->daemon, 1, 16, 100);
	assert_string_equal(receive_until(stage, 16), "1.16.100");
	strcpy(feed, fake_feed(stage->daemon));
	fake_stop(&stage->daemon);
	stage->daemon = fake_start(&stage->office.daemon, NULL, feed);
	/* ZeroMQ says its subscriptions again when it is next called. */
	const struct thidua_standings *standings;

	for (int i = 0; i < WAIT_MS / STEP_MS && fake_subscriptions(stage->daemon) == 0; i++)
		assert_int_equal(thidua_receive(stage->office.handle, STEP_MS, &standings),
		                 THIDUA_KEPT);
	publish(stage, stage->daemon, 1, 17, 100);
	assert_string_equal(receive_until(stage, 17), "1.17.100");
}

static bool pump(struct stage *stage, const struct thidua_standings **standings)
{
	struct pollfd wait = { .fd = thidua_descriptor(stage->office.handle), .events = POLLIN };

	while (thidua_receive(stage->office.handle, 0, standings) == THIDUA_KEPT)
		if (poll(&wait, 1, WAIT_MS) == 0)
			return false;
	return true;
}

static void the_descriptor_wakes_for_each_standing(void **state)
{
	struct stage *stage = *state;

	subscribe(stage);
	const struct thidua_standings *standings;

	for (uint64_t sequence = 20; sequence < 40; sequence++) {
		publish(stage, stage->daemon, 1, sequence, 100);
		assert_true(pump(stage, &standings));
		assert_int_equal(standings->sequence, sequence);
	}
}

static void a_key_granted_later_is_let_in_without_a_new_start(void **state)
{
	struct stage *stage = *state;
	char expected[200];

	fake_admit(stage->daemon, false);
	office_open(&stage->office, NULL, fake_feed(stage->daemon), 0);
	assert_int_equal(thidua_subscribe(stage->office.handle, "TCXDD-1", 2024, "Q1"), THIDUA_OK);
	fake_await_refusal(stage->daemon);
	const struct thidua_standings *standings;

	assert_int_equal(thidua_receive(stage->office.handle, 200, &standings), THIDUA_KEPT);
	snprintf(expected, sizeof(expected), "%s refuses this office's key",
	         fake_feed(stage->daemon));
	assert_string_equal(thidua_error(stage->office.handle), expected);
	fake_admit(stage->daemon, true);
	/* The link mends itself while somebody waits, by the descriptor alone. */
	struct pollfd wait = { .fd = thidua_descriptor(stage->office.handle), .events = POLLIN };

	assert_int_equal(poll(&wait, 1, WAIT_MS), 1);
	assert_int_equal(thidua_receive(stage->office.handle, 0, &standings), THIDUA_KEPT);
	fake_await_subscriptions(stage->daemon, 1);
	publish(stage, stage->daemon, 1, 16, 100);
	assert_true(pump(stage, &standings));
	assert_int_equal(standings->sequence, 16);
}

static void a_listener_hears_until_it_has_enough(void **state)
{
	struct stage *stage = *state;

	subscribe(stage);
	assert_int_equal(thidua_feed_age(stage->office.handle), -1);
	publish(stage, stage->daemon, 1, 16, 100);
	const struct thidua_standings *standings;

	assert_int_equal(thidua_receive(stage->office.handle, WAIT_MS, &standings), THIDUA_OK);
	assert_in_range(thidua_feed_age(stage->office.handle), 0, WAIT_MS);
	assert_int_equal(thidua_receive(stage->office.handle, 0, &standings), THIDUA_KEPT);
	assert_string_equal(thidua_error(stage->office.handle), "connected; nothing new");
}

static void subscriptions_must_make_sense(void **state)
{
	struct stage *stage = *state;

	office_open(&stage->office, NULL, fake_feed(stage->daemon), 0);
	struct thidua *handle = stage->office.handle;

	assert_int_equal(thidua_subscribe(handle, NULL, 2024, NULL), THIDUA_USAGE);
	assert_int_equal(thidua_subscribe(handle, "TCXDD-1", 0, "Q1"), THIDUA_USAGE);
	assert_int_equal(thidua_subscribe(handle, "TCXDD-1", 2024, "Q9"), THIDUA_USAGE);
	assert_int_equal(
	        thidua_subscribe(handle,
	                         "A-CLUSTER-WHOSE-CODE-IS-LONGER-THAN-ANY-TOPIC-OF-THE-FEED-IS",
	                         2024, NULL),
	        THIDUA_USAGE);
}

int main(void)
{
#define STAGED(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		STAGED(a_standing_is_told_whole),
		STAGED(a_version_is_given_once_and_never_an_older_one),
		STAGED(a_new_epoch_replaces_and_the_old_one_does_not_come_back),
		STAGED(a_database_that_is_put_back_replaces_the_other_again),
		STAGED(who_hears_what_is_live_hears_nothing_of_what_is_frozen),
		STAGED(who_hears_members_hears_nothing_of_what_is_published),
		STAGED(who_hears_no_members_hears_what_is_published),
		STAGED(who_hears_nothing_live_hears_what_is_frozen_and_what_comes_after_it),
		STAGED(the_same_from_two_endpoints_is_given_once),
		STAGED(garbage_in_the_feed_is_passed_over),
		STAGED(a_feed_that_went_away_is_heard_again),
		STAGED(the_descriptor_wakes_for_each_standing),
		STAGED(a_key_granted_later_is_let_in_without_a_new_start),
		STAGED(a_listener_hears_until_it_has_enough),
		STAGED(subscriptions_must_make_sense),
	};

	return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
