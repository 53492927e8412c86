/* Points of one task: the golden vectors G1 to G4 of the rules, and the edges of each kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ruleset.h"
#include "scoring.h"

#include <cmocka.h>

enum { MOST = 8 };
#define UNITS INT64_C(10000) /* ten-thousandths of one */

static struct task task_of(enum task_kind kind, int64_t max)
{
	return (struct task){ .kind = (uint8_t)kind, .measure = MEASURE_QUANTITY, .max = max };
}

/* All in ten-thousandths. */
static struct achievement exactly(int64_t actual, int64_t out_of, int64_t target)
{
	return (struct achievement){ .assigned = true,
		                     .reported = true,
		                     .actual = actual,
		                     .out_of = out_of,
		                     .target = target };
}

/* A value in whole units against a target in whole units. */
static struct achievement has(int64_t actual, int64_t target)
{
	return exactly(actual * UNITS, 0, target * UNITS);
}

/* done out of, against a percentage. */
static struct achievement share(int64_t done, int64_t out_of, int64_t percent)
{
	struct achievement board = has(done, percent);

	board.out_of = out_of * UNITS;
	return board;
}

/* "90.00 82.50", then " leader 1" when there is one. */
static const char *picture(const struct task *task, uint16_t phasing,
                           const struct achievement *boards, size_t count)
{
	static char text[MOST * DECIMAL_SIZE + 20];
	struct task_points points[MOST];
	char number[DECIMAL_SIZE];
	int leader;

	scoring_task(task, phasing, boards, count, points, &leader);
	text[0] = 0;
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			strcat(text, " ");
		strcat(text, decimal_format(points[i].points, POINT_DECIMALS, number));
	}
	if (leader >= 0)
		snprintf(text + strlen(text), 20, " leader %d", leader);
	return text;
}

#define PICTURE(task, phasing, ...)                                                                \
	picture(&(task), (phasing), (const struct achievement[]){ __VA_ARGS__ },                   \
	        sizeof((const struct achievement[]){ __VA_ARGS__ }) / sizeof(struct achievement))

static struct task_points details(const struct task *task, uint16_t phasing,
                                  struct achievement board)
{
	struct task_points points;
	int leader;

	scoring_task(task, phasing, &board, 1, &points, &leader);
	return points;
}

static void a_half_rounds_up_and_less_than_half_down(void **state)
{
	(void)state;
	assert_int_equal(scoring_round(0, 7), 0);
	assert_int_equal(scoring_round(1, 2), 1);
	assert_int_equal(scoring_round(3, 2), 2);
	assert_int_equal(scoring_round(49, 100), 0);
	assert_int_equal(scoring_round(50, 100), 1);
	assert_int_equal(scoring_round((int128)INT64_MAX * INT64_MAX, INT64_MAX), INT64_MAX);
}

static void linear_gives_the_share_of_the_target(void **state)
{
	(void)state;
	const struct task g1 = task_of(KIND_LINEAR, 8000), g2 = task_of(KIND_LINEAR, 6000);

	assert_string_equal(PICTURE(g1, FULL, has(33, 35)), "75.43"); /* G1 */
	assert_string_equal(PICTURE(g2, FULL, has(49, 96)), "30.63"); /* G2: exactly 30.625 */
	assert_string_equal(PICTURE(g1, FULL, has(0, 35), has(35, 35), has(36, 35)),
	                    "0.00 80.00 80.00");
}

static void linear_keeps_the_fraction_before_rounding(void **state)
{
	(void)state;
	const struct task task = task_of(KIND_LINEAR, 6000);
	const struct task_points points = details(&task, FULL, has(49, 96));

	assert_true(points.numerator * 96 == points.denominator * 49 * 6000);
	assert_int_equal(details(&task, FULL, has(97, 96)).denominator, 1);
	assert_int_equal(details(&task, FULL, has(97, 96)).numerator, 6000);
}

static void phasing_takes_its_share_of_the_target(void **state)
{
	(void)state;
	const struct task task = task_of(KIND_LINEAR, 8000);

	assert_string_equal(PICTURE(task, 2500, has(8, 35)),
	                    "73.14"); /* t = 8.75, kept as a fraction */
	assert_string_equal(PICTURE(task, 2500, has(9, 35)), "80.00");
	assert_string_equal(PICTURE(task, 1, has(1, 10000)), "80.00");
}

static void percent_is_exact(void **state)
{
	(void)state;
	struct task task = task_of(KIND_LINEAR, 8000);

	task.measure = MEASURE_PERCENT;
	assert_string_equal(
	        PICTURE(task, FULL, share(95, 100, 95), share(19, 20, 95), share(18, 20, 95)),
	        "80.00 80.00 75.79");
	assert_string_equal(
	        PICTURE(task, FULL, share(1, 3, 100), share(2, 3, 100), share(0, 3, 100)),
	        "26.67 53.33 0.00");
	assert_string_equal(PICTURE(task, 5000, share(1, 3, 100)), "53.33");
	assert_int_equal(details(&task, FULL, share(19, 20, 95)).above, 0);
	assert_int_equal(details(&task, FULL, share(20, 20, 95)).above, 1);
}

static void leader_shares_the_upper_half_by_the_largest_lead(void **state)
{
	(void)state;
	const struct task task = task_of(KIND_LEADER, 9000);

	assert_string_equal(
	        PICTURE(task, FULL, has(520, 400), has(1500, 1200), has(300, 300), has(450, 500)),
	        "90.00 82.50 45.00 40.50 leader 0"); /* G3 */
	assert_string_equal(PICTURE(task, FULL, has(53330, 40000), has(4, 3)),
	                    "89.99 90.00 leader 1"); /* G4 */
}

static void leader_gives_half_for_the_target_when_nobody_is_above(void **state)
{
	(void)state;
	const struct task task = task_of(KIND_LEADER, 9001);

	assert_string_equal(PICTURE(task, FULL, has(3, 3), has(1, 3), has(0, 3)),
	                    "45.01 15.00 0.00");
}

static void all_boards_with_the_largest_lead_get_all_points(void **state)
{
	(void)state;
	const struct task task = task_of(KIND_LEADER, 9001);

	assert_string_equal(PICTURE(task, FULL, has(8, 6), has(4, 3), has(400, 300)),
	                    "90.01 90.01 90.01 leader 0");
}

static void leader_where_less_is_better(void **state)
{
	(void)state;
	struct task task = task_of(KIND_LEADER, 9000);

	task.lower_is_better = true; /* t/a: 2, 4/3, 1, 2/3 */
	assert_string_equal(PICTURE(task, FULL, has(2, 4), has(3, 4), has(4, 4), has(6, 4)),
	                    "90.00 60.00 45.00 30.00 leader 0");
}

static void zero_leads_infinitely_where_less_is_better(void **state)
{
	(void)state;
	struct task task = task_of(KIND_LEADER, 9000);

	task.lower_is_better = true;
	assert_string_equal(
	        PICTURE(task, FULL, has(3, 4), has(0, 4), has(0, 9), has(4, 4), has(8, 4)),
	        "45.00 90.00 90.00 45.00 22.50 leader 1");
}

static void what_was_not_reported_gives_nothing_and_never_leads(void **state)
{
	(void)state;
	static const enum task_kind kinds[] = { KIND_LINEAR, KIND_LEADER,   KIND_LADDER,
		                                KIND_BINARY, KIND_PER_UNIT, KIND_APPRAISED };
	const struct ladder_step steps[] = { { 1, 100 } };
	struct achievement silent = has(0, 4);

	silent.reported = false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct task task = task_of(kinds[i], 9000);

		task.per_unit = 1000;
		task.steps = steps;
		task.step_count = 1;
		assert_string_equal(PICTURE(task, FULL, silent), "0.00");
		task.lower_is_better = true;
		assert_string_equal(PICTURE(task, FULL, silent), "0.00");
		assert_int_equal(details(&task, FULL, silent).above, -1);
	}
}

static void what_is_not_assigned_never_leads(void **state)
{
	(void)state;
	const struct task task = task_of(KIND_LEADER, 9000);
	struct achievement other = has(100, 4);

	other.assigned = false;
	assert_string_equal(PICTURE(task, FULL, other, has(5, 4)), "0.00 90.00 leader 1");
}

static void ladder_gives_the_highest_step_reached(void **state)
{
	(void)state;
	const struct ladder_step steps[] = {
		{ 5000, 2000 }, { 8000, 5000 }, { 10000, 8000 }, { 12000, 10000 }
	};
	struct task task = task_of(KIND_LADDER, 10000);

	task.steps = steps;
	task.step_count = 4;
	assert_string_equal(PICTURE(task, FULL, has(4, 10), has(5, 10), has(7, 10), has(8, 10),
	                            has(10, 10), has(12, 10)),
	                    "0.00 20.00 20.00 50.00 80.00 100.00");
	assert_string_equal(PICTURE(task, 5000, has(4, 10), has(6, 10)), "50.00 100.00");
	assert_int_equal(details(&task, FULL, has(9, 10)).step, 2);
	assert_int_equal(details(&task, FULL, has(0, 10)).step, 0);
	task.lower_is_better = true;
	assert_string_equal(PICTURE(task, FULL, has(0, 10), has(10, 10), has(20, 10), has(21, 10)),
	                    "100.00 80.00 20.00 0.00");
}

static void binary_is_all_or_nothing(void **state)
{
	(void)state;
	struct task task = task_of(KIND_BINARY, 5000);

	assert_string_equal(PICTURE(task, FULL, has(9, 10), has(10, 10), has(11, 10)),
	                    "0.00 50.00 50.00");
	task.lower_is_better = true;
	assert_string_equal(PICTURE(task, FULL, has(0, 10), has(10, 10), has(11, 10)),
	                    "50.00 50.00 0.00");
}

static void each_unit_has_its_points_up_to_the_maximum(void **state)
{
	(void)state;
	struct task task = task_of(KIND_PER_UNIT, 6000);

	task.per_unit = 1200;
	assert_string_equal(PICTURE(task, 2500, has(0, 9), has(1, 9), has(5, 9), has(6, 9)),
	                    "0.00 12.00 60.00 60.00");
	task.lower_is_better = true; /* the target plays no part */
	assert_string_equal(PICTURE(task, FULL, has(0, 9), has(2, 9)), "0.00 24.00");
}

static void linear_where_less_is_better(void **state)
{
	(void)state;
	struct task task = task_of(KIND_LINEAR, 8000);

	task.lower_is_better = true;
	assert_string_equal(PICTURE(task, FULL, has(0, 5), has(5, 5), has(6, 5), has(10, 5)),
	                    "80.00 80.00 66.67 40.00");
	task.measure = MEASURE_PERCENT; /* 10 % at most: 0, 10, 20 and 15 % */
	assert_string_equal(PICTURE(task, FULL, share(0, 9, 10), share(1, 10, 10), share(1, 5, 10),
	                            share(3, 20, 10)),
	                    "80.00 80.00 40.00 53.33");
}

static void appraised_gives_nothing_until_somebody_gives_points(void **state)
{
	(void)state;
	const struct task task = task_of(KIND_APPRAISED, 8000);

	assert_string_equal(PICTURE(task, FULL, has(100, 1)), "0.00");
}

static void above_is_told_from_the_phased_target(void **state)
{
	(void)state;
	struct task task = task_of(KIND_LINEAR, 8000);

	assert_int_equal(details(&task, 2500, has(24, 100)).above, -1);
	assert_int_equal(details(&task, 2500, has(25, 100)).above, 0);
	assert_int_equal(details(&task, 2500, has(26, 100)).above, 1);
	task.lower_is_better = true;
	assert_int_equal(details(&task, 2500, has(26, 100)).above, -1);
	assert_int_equal(details(&task, 2500, has(0, 100)).above, 1);
}

/* The largest values that any ruleset and four reports can give; UBSan stands by. */
/* What is verified alone, beside the whole, where reports are reviewed; -1: nothing. */
static struct achievement bounded(int64_t actual, int64_t target, int64_t verified)
{
	struct achievement board = has(actual, target);

	board.bounded = true;
	board.verified = verified < 0 ? -1 : verified * UNITS;
	return board;
}

static void a_lead_rests_on_what_is_verified(void **state)
{
	(void)state;
	struct task task = task_of(KIND_LEADER, 9000);

	/* G3, all verified but the fourth's */
	assert_string_equal(PICTURE(task, FULL, bounded(520, 400, 520), bounded(1500, 1200, 1500),
	                            bounded(300, 300, 300), bounded(450, 500, -1)),
	                    "90.00 82.50 45.00 40.50 leader 0");
	/* the first says that it has ten times as much: nobody's points move but its own */
	assert_string_equal(PICTURE(task, FULL, bounded(5200, 400, -1), bounded(1500, 1200, 1500),
	                            bounded(300, 300, 300), bounded(450, 500, -1)),
	                    "45.00 90.00 45.00 40.50 leader 1");
	/* what is verified may lead, beside more or less that is not */
	assert_string_equal(PICTURE(task, FULL, bounded(5200, 400, 480), bounded(1000, 1200, 1500)),
	                    "81.00 90.00 leader 1");
	task.lower_is_better = true;
	assert_string_equal(PICTURE(task, FULL, bounded(0, 100, -1), bounded(50, 100, 50),
	                            bounded(10, 100, 80)),
	                    "45.00 90.00 56.25 leader 1");
	assert_string_equal(PICTURE(task, FULL, bounded(0, 100, 0), bounded(50, 100, 50)),
	                    "90.00 45.00 leader 0");
}

static void appraised_points_are_the_reviewers(void **state)
{
	(void)state;
	const struct task task = task_of(KIND_APPRAISED, 5000);
	struct achievement given = { .assigned = true, .reported = true, .appraised = 3000 },
	                   more = given, none = { .assigned = true };

	more.appraised = 6000; /* of a season that had more for it then */
	assert_string_equal(PICTURE(task, FULL, given, more, none), "30.00 50.00 0.00");
}

static void the_largest_values_do_not_overflow(void **state)
{
	(void)state;
	const struct ladder_step steps[] = { { 1, 1 }, { 100000, POINTS_MAX } };
	struct achievement most = exactly(4 * QUANTITY_MAX, 4 * QUANTITY_MAX, QUANTITY_MAX);
	struct achievement nearly =
	        exactly(4 * QUANTITY_MAX - 1, 4 * QUANTITY_MAX, QUANTITY_MAX - 1);
	struct task task = task_of(KIND_LINEAR, POINTS_MAX);

	task.steps = steps;
	task.step_count = 2;
	task.per_unit = POINTS_MAX;
	for (int lower = 0; lower < 2; lower++) {
		task.lower_is_better = lower;
		task.kind = KIND_LEADER;
		task.measure = MEASURE_QUANTITY;
		assert_string_equal(PICTURE(task, FULL, most, nearly),
		                    lower ? "1250.00 1250.00" : "10000.00 10000.00 leader 1");
		for (uint8_t kind = KIND_LINEAR; kind <= KIND_PER_UNIT; kind++) {
			task.kind = kind;
			task.measure = MEASURE_QUANTITY;
			PICTURE(task, FULL, most, nearly);
			PICTURE(task, 1, most, nearly);
			if (kind == KIND_LEADER)
				continue;
			task.measure = MEASURE_PERCENT;
			PICTURE(task, FULL, most, nearly);
			PICTURE(task, 1, most, nearly);
		}
	}
	task.measure = MEASURE_PERCENT;
	task.kind = KIND_LINEAR;
	task.lower_is_better = false;
	assert_string_equal(PICTURE(task, FULL, most), "0.10"); /* 100 % of 10^7 % */
}

static void leads_that_differ_in_the_last_place_are_told_apart(void **state)
{
	(void)state;
	const struct task task = task_of(KIND_LEADER, 9000);
	struct achievement a = exactly(3 * QUANTITY_MAX, 0, QUANTITY_MAX);
	struct achievement b = exactly(3 * QUANTITY_MAX - 1, 0, QUANTITY_MAX);

	assert_string_equal(PICTURE(task, FULL, b, a),
	                    "90.00 90.00 leader 1"); /* rounds up to the same points */
	assert_string_equal(PICTURE(task, FULL, a, b), "90.00 90.00 leader 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_half_rounds_up_and_less_than_half_down),
		cmocka_unit_test(linear_gives_the_share_of_the_target),
		cmocka_unit_test(linear_keeps_the_fraction_before_rounding),
		cmocka_unit_test(phasing_takes_its_share_of_the_target),
		cmocka_unit_test(percent_is_exact),
		cmocka_unit_test(leader_shares_the_upper_half_by_the_largest_lead),
		cmocka_unit_test(leader_gives_half_for_the_target_when_nobody_is_above),
		cmocka_unit_test(all_boards_with_the_largest_lead_get_all_points),
		cmocka_unit_test(leader_where_less_is_better),
		cmocka_unit_test(zero_leads_infinitely_where_less_is_better),
		cmocka_unit_test(what_was_not_reported_gives_nothing_and_never_leads),
		cmocka_unit_test(what_is_not_assigned_never_leads),
		cmocka_unit_test(ladder_gives_the_highest_step_reached),
		cmocka_unit_test(binary_is_all_or_nothing),
		cmocka_unit_test(each_unit_has_its_points_up_to_the_maximum),
		cmocka_unit_test(linear_where_less_is_better),
		cmocka_unit_test(appraised_gives_nothing_until_somebody_gives_points),
		cmocka_unit_test(above_is_told_from_the_phased_target),
		cmocka_unit_test(a_lead_rests_on_what_is_verified),
		cmocka_unit_test(appraised_points_are_the_reviewers),
		cmocka_unit_test(the_largest_values_do_not_overflow),
		cmocka_unit_test(leads_that_differ_in_the_last_place_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
