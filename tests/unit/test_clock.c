#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include "clock.h"
#include "poller.h"

#include <cmocka.h>

#define MARCH   INT64_C(1710378000000000) /* 2024-03-14T08:00:00+07:00 */
#define HOUR    INT64_C(3600000000)
#define MINUTE  INT64_C(60000000)
#define SECONDS INT64_C(1000000)

/* Not time(), which may be a tick behind. */
static int64_t machines_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * SECONDS + now.tv_nsec / 1000;
}

static void the_real_clock_is_the_machines(void **state)
{
	struct clock clock;
	int64_t before = machines_now();

	(void)state;
	clock_real(&clock, MINUTE);
	int64_t now =
	        clock_now(&clock); /* not among the arguments: their order is the compiler's */

	assert_in_range(now, before, machines_now());
}

static void the_real_clock_cannot_be_advanced(void **state)
{
	struct clock clock;

	(void)state;
	clock_real(&clock, MINUTE);
	assert_false(clock_advance(&clock, clock_now(&clock) + HOUR));
}

static void a_rehearsal_begins_where_it_is_told_and_runs_at_its_speed(void **state)
{
	struct clock clock;

	(void)state;
	clock_rehearse(&clock, MARCH, 3600);
	int64_t before = poller_now();
	int64_t now = clock_now(&clock);
	int64_t after = poller_now();

	assert_true(now >= MARCH + (before - clock.started) * 3600);
	assert_true(now <= MARCH + (after - clock.started) * 3600);
}

static void a_rehearsal_of_speed_0_stands_still_until_it_is_advanced(void **state)
{
	struct clock clock;

	(void)state;
	clock_rehearse(&clock, MARCH, 0);
	assert_true(clock_now(&clock) == MARCH);
	assert_true(clock_advance(&clock, MARCH + HOUR));
	assert_true(clock_now(&clock) == MARCH + HOUR);
}

static void a_rehearsal_does_not_go_back(void **state)
{
	struct clock clock;

	(void)state;
	clock_rehearse(&clock, MARCH, 0);
	assert_false(clock_advance(&clock, MARCH - 1));
	assert_true(clock_advance(&clock, MARCH));
	assert_true(clock_now(&clock) == MARCH);
}

static void a_rehearsal_goes_on_at_its_speed_after_it_was_advanced(void **state)
{
	struct clock clock;

	(void)state;
	clock_rehearse(&clock, MARCH, 60);
	assert_true(clock_advance(&clock, MARCH + 1000 * HOUR));
	assert_true(clock_now(&clock) >= MARCH + 1000 * HOUR);
	assert_true(clock_now(&clock) <= MARCH + 1000 * HOUR + (poller_now() - clock.started) * 60);
}

static void a_rehearsal_without_end_stops_at_the_end_of_time(void **state)
{
	struct clock clock = {
		.rehearsal = true, .from = MARCH, .started = poller_now() - HOUR, .speed = INT64_MAX
	};

	(void)state;
	assert_true(clock_now(&clock) == INT64_MAX);
}

static void the_moment_of_an_instant_of_a_rehearsal_is_not_too_early(void **state)
{
	struct clock clock;

	(void)state;
	clock_rehearse(&clock, MARCH, 3600);
	int64_t moment = clock_moment(&clock, MARCH + HOUR + 1);

	assert_true(MARCH + (moment - clock.started) * 3600 >= MARCH + HOUR + 1);
	assert_true(moment <= poller_now() + 1 * SECONDS + 1);
}

static void the_moment_of_a_real_instant_is_as_far_away_as_the_instant(void **state)
{
	struct clock clock;
	int64_t before = poller_now();

	(void)state;
	clock_real(&clock, MINUTE);
	int64_t moment = clock_moment(&clock, clock_now(&clock) + MINUTE);

	assert_true(moment >= before + MINUTE - SECONDS &&
	            moment <= poller_now() + MINUTE + SECONDS);
}

static void what_has_passed_is_due_now(void **state)
{
	struct clock clock;

	(void)state;
	clock_real(&clock, MINUTE);
	assert_true(clock_moment(&clock, 0) <= poller_now());
	assert_true(clock_moment(&clock, INT64_MIN) <= poller_now());
	clock_rehearse(&clock, MARCH, 0);
	assert_true(clock_moment(&clock, MARCH) <= poller_now());
}

static void what_never_comes_by_itself_has_no_moment(void **state)
{
	struct clock clock;

	(void)state;
	clock_rehearse(&clock, MARCH, 0);
	assert_true(clock_moment(&clock, MARCH + 1) == INT64_MAX);
	clock_real(&clock, MINUTE);
	assert_true(clock_moment(&clock, INT64_MAX) == INT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_real_clock_is_the_machines),
		cmocka_unit_test(the_real_clock_cannot_be_advanced),
		cmocka_unit_test(a_rehearsal_begins_where_it_is_told_and_runs_at_its_speed),
		cmocka_unit_test(a_rehearsal_of_speed_0_stands_still_until_it_is_advanced),
		cmocka_unit_test(a_rehearsal_does_not_go_back),
		cmocka_unit_test(a_rehearsal_goes_on_at_its_speed_after_it_was_advanced),
		cmocka_unit_test(a_rehearsal_without_end_stops_at_the_end_of_time),
		cmocka_unit_test(the_moment_of_an_instant_of_a_rehearsal_is_not_too_early),
		cmocka_unit_test(the_moment_of_a_real_instant_is_as_far_away_as_the_instant),
		cmocka_unit_test(what_has_passed_is_due_now),
		cmocka_unit_test(what_never_comes_by_itself_has_no_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
