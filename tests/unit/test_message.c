/* The oldest command that is not decided, wherever it is and in whatever order the others are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "message.h"

#include <cmocka.h>

enum { BOUND = 8, BYTES_BOUND = 1 << 20 };

static struct message_pool pool;
static struct message_list entered = { .place = MESSAGE_ENTERED };

static int setup(void **state)
{
	(void)state;
	message_pool_open(&pool, BOUND, BYTES_BOUND);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	message_pool_close(&pool);
	entered = (struct message_list){ .place = MESSAGE_ENTERED };
	return 0;
}

/* A thread has it. */
static struct message *come(int64_t received_at, enum request_body body)
{
	struct message *message = message_begin(&pool, received_at);

	message->request.body = body;
	message_move(message, &pool.at[MESSAGE_QUEUED]);
	message_move(message, &pool.at[MESSAGE_VERIFYING]);
	return message;
}

static void a_question_and_what_is_entered_are_passed_over(void **state)
{
	(void)state;
	assert_true(message_pool_oldest(&pool) == INT64_MAX);
	come(1, REQUEST_QUERY);
	struct message *first = come(2, REQUEST_COMMAND), *second = come(3, REQUEST_COMMAND);

	assert_int_equal(message_pool_oldest(&pool), 2);
	message_move(first, &entered);
	assert_int_equal(message_pool_oldest(&pool), 3);
	message_move(second, &entered);
	assert_true(message_pool_oldest(&pool) == INT64_MAX);
}

static void what_failed_is_the_oldest_again(void **state)
{
	(void)state;
	struct message *first = come(1, REQUEST_COMMAND), *second = come(2, REQUEST_COMMAND);

	come(3, REQUEST_COMMAND);
	message_move(first, &entered);
	message_move(second, &entered);
	message_move(first, &pool.at[MESSAGE_REDO]);
	message_move(second, &pool.at[MESSAGE_REDO]);
	assert_int_equal(message_pool_oldest(&pool), 1);
	message_end(&pool, first);
	assert_int_equal(message_pool_oldest(&pool), 2);
	message_end(&pool, second);
	assert_int_equal(message_pool_oldest(&pool), 3);
}

static void a_clock_that_was_set_back_is_no_order(void **state)
{
	(void)state;
	come(50, REQUEST_COMMAND);
	struct message *early = come(20, REQUEST_COMMAND), *between = come(30, REQUEST_COMMAND);

	assert_int_equal(message_pool_oldest(&pool), 20);
	message_end(&pool, early);
	assert_int_equal(message_pool_oldest(&pool), 30);
	early = come(10, REQUEST_COMMAND); /* the same one, begun anew */
	assert_int_equal(message_pool_oldest(&pool), 10);
	message_end(&pool, early);
	message_end(&pool, between);
	assert_int_equal(message_pool_oldest(&pool), 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_question_and_what_is_entered_are_passed_over,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(what_failed_is_the_oldest_again, setup, teardown),
		cmocka_unit_test_setup_teardown(a_clock_that_was_set_back_is_no_order, setup,
		                                teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
