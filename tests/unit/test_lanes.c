#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "lanes.h"

#include <cmocka.h>

enum { POOL = 1000, COUNT_MAX = 100, BYTES_MAX = 1 << 20, SMALL = 100 };

static struct message_pool pool;
static struct lanes lanes;

static int setup(void **state)
{
	(void)state;
	message_pool_open(&pool, POOL, 1 << 30);
	lanes_open(&lanes, COUNT_MAX, BYTES_MAX);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	lanes_close(&lanes);
	message_pool_close(&pool);
	return 0;
}

/* A command of a key, told by its number; false when the lane takes no more. */
static bool enter(uint8_t who, uint64_t number, size_t size)
{
	const uint8_t key[KEY_SIZE] = { who };
	struct message *message = message_begin(&pool, 0);

	message->request.body = REQUEST_COMMAND;
	message->request.correlation = number;
	if (lanes_enter(&lanes, message, key, size))
		return true;
	message_end(&pool, message);
	return false;
}

/* The next one, on its way; NULL: none may. */
static struct message *next(void)
{
	struct message *message = lanes_next(&lanes);

	if (message)
		message_move(message, &pool.at[MESSAGE_VERIFYING]);
	return message;
}

static void answer(struct message *message)
{
	const struct lane_share share = message->share;

	message_end(&pool, message);
	lanes_leave(&lanes, &share);
}

static void keys_are_served_in_turns_and_each_in_its_order(void **state)
{
	static const uint64_t expected[] = { 11, 21, 31, 12, 32, 13, 14 };

	(void)state;
	for (uint64_t i = 11; i <= 14; i++)
		enter(1, i, SMALL);
	enter(2, 21, SMALL);
	enter(3, 31, SMALL);
	enter(3, 32, SMALL);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_int_equal(next()->request.correlation, expected[i]);
	assert_null(next());
}

static void a_full_lane_waits_for_its_own_answers_and_keeps_nobody(void **state)
{
	struct message *first = NULL;

	(void)state;
	for (uint64_t i = 0; i < 80; i++)
		enter(1, i, SMALL);
	for (int i = 0; i < 64; i++) {
		struct message *message = next();

		assert_non_null(message);
		first = first ? first : message;
	}
	assert_null(next());
	assert_false(lanes_ready(&lanes));
	enter(2, 99, SMALL);
	assert_int_equal(next()->request.correlation, 99);
	answer(first);
	assert_true(lanes_ready(&lanes));
	assert_int_equal(next()->request.correlation, 64);
	assert_null(next());
}

static void large_ones_weigh_more_and_the_largest_goes_alone(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 3; i++)
		enter(1, i, 250000);
	for (uint64_t i = 3; i < 6; i++)
		enter(2, i, 600000);
	struct message *large = next(), *largest = next();

	assert_int_equal(large->request.correlation, 0);
	assert_int_equal(largest->request.correlation, 3);
	assert_int_equal(next()->request.correlation, 1);
	assert_null(next());
	answer(large);
	assert_int_equal(next()->request.correlation, 2);
	answer(largest);
	assert_int_equal(pool.at[MESSAGE_VERIFYING].count, 2);
}

static void of_one_key_no_more_than_so_many_and_so_many_bytes_are_taken(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < COUNT_MAX; i++)
		assert_true(enter(1, i, SMALL));
	assert_false(enter(1, 0, SMALL));
	assert_true(enter(2, 0, BYTES_MAX + 1)); /* one is always taken */
	assert_false(enter(2, 0, 1));
	assert_true(enter(3, 0, BYTES_MAX - 1));
	assert_true(enter(3, 0, 1));
	assert_false(enter(3, 0, 1));
	answer(next());
	assert_true(enter(1, 0, SMALL));
}

static void a_lane_goes_with_its_last_message(void **state)
{
	(void)state;
	for (uint8_t who = 0; who < 5; who++)
		enter(who, who, SMALL);
	assert_int_equal(HASH_COUNT(lanes.all), 5);
	for (int i = 0; i < 5; i++)
		answer(next());
	assert_int_equal(HASH_COUNT(lanes.all), 0);
	assert_false(lanes_ready(&lanes));
}

int main(void)
{
#define LANES_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		LANES_TEST(keys_are_served_in_turns_and_each_in_its_order),
		LANES_TEST(a_full_lane_waits_for_its_own_answers_and_keeps_nobody),
		LANES_TEST(large_ones_weigh_more_and_the_largest_goes_alone),
		LANES_TEST(of_one_key_no_more_than_so_many_and_so_many_bytes_are_taken),
		LANES_TEST(a_lane_goes_with_its_last_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
