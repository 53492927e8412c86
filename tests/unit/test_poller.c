#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "poller.h"

#include <cmocka.h>

#define SECONDS INT64_C(1000000)

struct fixture {
	struct poller *poller;
	int ends[2];
};

static int setup(void **state)
{
	static struct fixture fixture;

	fixture.poller = poller_new();
	*state = &fixture;
	return socketpair(AF_UNIX, SOCK_STREAM, 0, fixture.ends);
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	poller_free(&fixture->poller);
	poller_free(&fixture->poller);
	close(fixture->ends[0]);
	close(fixture->ends[1]);
	return 0;
}

static void each_source_sees_what_is_possible_at_its_own_slot(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(write(fixture->ends[0], "x", 1), 1);
	int writing =
	        poller_add_descriptor(fixture->poller, fixture->ends[0], POLL_READ | POLL_WRITE);
	int reading = poller_add_descriptor(fixture->poller, fixture->ends[1], POLL_READ);

	poller_until(fixture->poller, poller_now() + 10 * SECONDS);
	assert_true(poller_wait(fixture->poller));
	assert_int_equal(poller_ready(fixture->poller, writing), POLL_WRITE);
	assert_int_equal(poller_ready(fixture->poller, reading), POLL_READ);
	assert_int_equal(poller_ready(fixture->poller, -1), 0);
}

static void beginning_again_forgets_slots_and_deadline(void **state)
{
	struct fixture *fixture = *state;

	poller_add_descriptor(fixture->poller, fixture->ends[0], POLL_WRITE);
	poller_until(fixture->poller, 0);
	poller_begin(fixture->poller);
	assert_int_equal(poller_add_descriptor(fixture->poller, fixture->ends[1], POLL_WRITE), 0);
	assert_true(poller_wait(fixture->poller));
	assert_int_equal(poller_ready(fixture->poller, 0), POLL_WRITE);
}

static void it_does_not_wake_before_the_earliest_moment(void **state)
{
	struct fixture *fixture = *state;
	int64_t moment = poller_now() + 2500;

	poller_add_descriptor(fixture->poller, fixture->ends[0], POLL_READ);
	poller_until(fixture->poller, moment + 60 * SECONDS);
	poller_until(fixture->poller, moment);
	poller_until(fixture->poller, INT64_MAX);
	assert_true(poller_wait(fixture->poller));
	assert_in_range(poller_now(), moment, moment + 30 * SECONDS);
	assert_int_equal(poller_ready(fixture->poller, 0), 0);
}

static void a_moment_that_has_passed_does_not_wait(void **state)
{
	struct fixture *fixture = *state;
	int64_t before = poller_now();

	poller_add_descriptor(fixture->poller, fixture->ends[0], POLL_READ);
	poller_until(fixture->poller, INT64_MIN);
	assert_true(poller_wait(fixture->poller));
	assert_true(poller_now() - before < 10 * SECONDS);
}

static void who_waits_to_write_is_woken_by_the_end_of_the_connection(void **state)
{
	struct fixture *fixture = *state;
	char full[4096] = "";

	while (send(fixture->ends[0], full, sizeof(full), MSG_DONTWAIT) > 0)
		;
	shutdown(fixture->ends[1], SHUT_RDWR);
	poller_add_descriptor(fixture->poller, fixture->ends[0], POLL_WRITE);
	poller_until(fixture->poller, poller_now() + 10 * SECONDS);
	assert_true(poller_wait(fixture->poller));
	assert_int_equal(poller_ready(fixture->poller, 0), POLL_WRITE);
}

static void more_sources_than_ever_before_find_room(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 0; i < 100; i++)
		assert_int_equal(
		        poller_add_descriptor(fixture->poller, fixture->ends[0], POLL_WRITE), i);
	assert_true(poller_wait(fixture->poller));
	assert_int_equal(poller_ready(fixture->poller, 99), POLL_WRITE);
	assert_int_equal(poller_ready(fixture->poller, 100), 0);
}

static void ignore(int number)
{
	(void)number;
}

static void a_signal_turns_the_loop_with_nothing_ready(void **state)
{
	struct fixture *fixture = *state;
	const struct sigaction action = { .sa_handler = ignore };
	const struct itimerval soon = { .it_interval = { 0, 5000 }, .it_value = { 0, 5000 } },
	                       never = { 0 };
	int64_t before = poller_now();

	sigaction(SIGALRM, &action, NULL);
	poller_add_descriptor(fixture->poller, fixture->ends[0], POLL_READ);
	poller_until(fixture->poller, before + 60 * SECONDS);
	setitimer(ITIMER_REAL, &soon, NULL);
	assert_true(poller_wait(fixture->poller));
	setitimer(ITIMER_REAL, &never, NULL);
	assert_true(poller_now() - before < 30 * SECONDS);
	assert_int_equal(poller_ready(fixture->poller, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_source_sees_what_is_possible_at_its_own_slot,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(beginning_again_forgets_slots_and_deadline, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(it_does_not_wake_before_the_earliest_moment, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_moment_that_has_passed_does_not_wait, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(
		        who_waits_to_write_is_woken_by_the_end_of_the_connection, setup, teardown),
		cmocka_unit_test_setup_teardown(more_sources_than_ever_before_find_room, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_signal_turns_the_loop_with_nothing_ready, setup,
		                                teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
