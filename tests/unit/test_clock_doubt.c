#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

#include <cmocka.h>

#define SECOND  INT64_C(1000000)
#define MINUTE  (60 * SECOND)
#define HOUR    (60 * MINUTE)
#define DAY     (24 * HOUR)
#define MARCH   INT64_C(1710378000000000) /* 2024-03-14T08:00:00+07:00 */
#define MORNING (100 * HOUR)              /* since the machine was switched on */

/* The machine's clocks, as a test sets them; its own clock_gettime stands before libc's. */
static int64_t wall, boot;

int clock_gettime(clockid_t id, struct timespec *out)
{
	if (id != CLOCK_REALTIME && id != CLOCK_BOOTTIME)
		return (int)syscall(SYS_clock_gettime, id, out);
	const int64_t now = id == CLOCK_REALTIME ? wall : boot;

	*out = (struct timespec){ .tv_sec = now / SECOND, .tv_nsec = now % SECOND * 1000 };
	return 0;
}

static void pass(int64_t microseconds)
{
	wall += microseconds;
	boot += microseconds;
}

/* PostgreSQL answers at once. */
static void hear(struct clock *clock, int64_t told)
{
	clock_hear(clock, told, clock_boot());
}

static struct clock begin(int64_t newest)
{
	struct clock clock;

	wall = MARCH;
	boot = MORNING;
	clock_real(&clock, MINUTE);
	hear(&clock, wall);
	clock_hear_entry(&clock, newest);
	clock_asked(&clock);
	return clock;
}

static struct clock begin_sure(void)
{
	struct clock clock = begin(MARCH - DAY);

	assert_true(clock_watch(&clock));
	assert_true(clock_sure(&clock));
	return clock;
}

static void before_the_database_has_told_nothing_is_judged(void **state)
{
	struct clock clock;

	(void)state;
	wall = MARCH;
	boot = MORNING;
	clock_real(&clock, MINUTE);
	assert_false(clock_watch(&clock));
	assert_false(clock_sure(&clock));
	assert_true(clock_now(&clock) == MARCH);
}

static void each_reading_is_judged_also_between_two_turns(void **state)
{
	struct clock clock = begin_sure();

	(void)state;
	pass(SECOND);
	clock_watch(&clock);
	wall += 400 * DAY;
	assert_true(clock_now(&clock) == MARCH + SECOND);
	assert_true(clock_watch(&clock));
	assert_int_equal(clock.doubt, CLOCK_MOVED);
	assert_string_equal(
	        clock.trouble,
	        "the clock was moved by 34560000 s since the start; when it is right, restart");
}

static void in_doubt_the_clock_stands_still(void **state)
{
	struct clock clock = begin_sure();

	(void)state;
	wall -= 2 * HOUR;
	clock_watch(&clock);
	pass(DAY);
	assert_false(clock_watch(&clock));
	assert_true(clock_now(&clock) == MARCH);
}

static void doubt_ends_when_all_have_agreed_for_ten_seconds(void **state)
{
	struct clock clock = begin_sure();

	(void)state;
	wall += DAY;
	clock_watch(&clock);
	wall -= DAY;
	assert_false(clock_watch(&clock));
	pass(9 * SECOND);
	assert_false(clock_watch(&clock));
	wall += DAY; /* and once more: the ten seconds begin anew */
	clock_watch(&clock);
	wall -= DAY;
	clock_watch(&clock);
	pass(9 * SECOND);
	assert_false(clock_watch(&clock));
	pass(SECOND);
	assert_true(clock_watch(&clock));
	assert_true(clock_sure(&clock));
	assert_true(clock_now(&clock) == wall);
}

static void small_steps_are_believed_as_long_as_their_sum_is_small(void **state)
{
	struct clock clock = begin_sure();

	(void)state;
	wall += MINUTE;
	assert_false(clock_watch(&clock));
	assert_true(clock_now(&clock) == MARCH + MINUTE);
	wall += 1;
	assert_true(clock_watch(&clock));
}

static void a_machine_that_slept_is_believed(void **state)
{
	struct clock clock = begin_sure();

	(void)state;
	pass(3 * DAY);
	assert_false(clock_watch(&clock));
	assert_true(clock_now(&clock) == MARCH + 3 * DAY);
}

static void postgresql_is_a_witness_also_between_its_answers(void **state)
{
	struct clock clock = begin_sure();

	(void)state;
	pass(HOUR);
	hear(&clock, wall + 3 * DAY);
	clock_watch(&clock);
	assert_int_equal(clock.doubt, CLOCK_UNLIKE_DATABASE);
	assert_string_equal(clock.trouble, "the clock and PostgreSQL's differ by -259200 s");
	hear(&clock, wall);
	clock_watch(&clock);
	pass(10 * SECOND);
	clock_watch(&clock);
	assert_true(clock_sure(&clock));
}

static void an_answer_that_took_long_leaves_room(void **state)
{
	struct clock clock = begin_sure();
	const int64_t asked = clock_boot(), told = wall + 5 * SECOND;

	(void)state;
	pass(10 * MINUTE);
	clock_hear(&clock, told, asked);
	assert_false(clock_watch(&clock));
	wall -= MINUTE;
	assert_false(clock_watch(&clock));
}

static void a_start_before_the_newest_entry_is_in_doubt(void **state)
{
	struct clock clock = begin(MARCH + 2 * HOUR);

	(void)state;
	clock_watch(&clock);
	assert_int_equal(clock.doubt, CLOCK_BEHIND_JOURNAL);
	assert_string_equal(clock.trouble,
	                    "the clock is -7200 s from the newest entry, which is later");
	assert_true(clock_now(&clock) == MARCH);
	clock = begin(MARCH + MINUTE);
	clock_watch(&clock);
	assert_true(clock_sure(&clock));
}

static void a_start_that_postgresql_disagrees_with_shows_what_the_newest_entry_left(void **state)
{
	struct clock clock = begin(MARCH - DAY);

	(void)state;
	hear(&clock, wall - 400 * DAY);
	clock_watch(&clock);
	assert_int_equal(clock.doubt, CLOCK_UNLIKE_DATABASE);
	assert_true(clock_now(&clock) == MARCH - DAY);
}

static void a_clock_that_is_set_right_after_a_start_in_doubt_counts_from_then(void **state)
{
	struct clock clock = begin(MARCH + 2 * HOUR);

	(void)state;
	clock_watch(&clock);
	wall += 3 * HOUR;
	hear(&clock, wall);
	clock_watch(&clock);
	pass(10 * SECOND);
	clock_watch(&clock);
	assert_true(clock_sure(&clock));
	wall -= 3 * HOUR;
	clock_watch(&clock);
	assert_int_equal(clock.doubt, CLOCK_MOVED);
}

static void a_rehearsal_needs_no_witness(void **state)
{
	struct clock clock;

	(void)state;
	clock_rehearse(&clock, MARCH, 0);
	hear(&clock, MARCH + 400 * DAY);
	clock_hear_entry(&clock, MARCH + 400 * DAY);
	clock_asked(&clock);
	assert_false(clock_watch(&clock));
	assert_true(clock_sure(&clock));
	assert_true(clock_now(&clock) == MARCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_the_database_has_told_nothing_is_judged),
		cmocka_unit_test(each_reading_is_judged_also_between_two_turns),
		cmocka_unit_test(in_doubt_the_clock_stands_still),
		cmocka_unit_test(doubt_ends_when_all_have_agreed_for_ten_seconds),
		cmocka_unit_test(small_steps_are_believed_as_long_as_their_sum_is_small),
		cmocka_unit_test(a_machine_that_slept_is_believed),
		cmocka_unit_test(postgresql_is_a_witness_also_between_its_answers),
		cmocka_unit_test(an_answer_that_took_long_leaves_room),
		cmocka_unit_test(a_start_before_the_newest_entry_is_in_doubt),
		cmocka_unit_test(
		        a_start_that_postgresql_disagrees_with_shows_what_the_newest_entry_left),
		cmocka_unit_test(a_clock_that_is_set_right_after_a_start_in_doubt_counts_from_then),
		cmocka_unit_test(a_rehearsal_needs_no_witness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
