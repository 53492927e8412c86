#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "calendar.h"
#include "season_2024.h"
#include "spoilt_season.h"

static void a_made_ruleset_holds_what_was_agreed(void **state)
{
	struct ruleset *made = season_2024_ruleset();

	(void)state;
	assert_string_equal(made->cluster, "TCXDD-1");
	assert_int_equal(made->year, 2024);
	assert_int_equal(made->version, 1);
	assert_int_equal(made->hash[31], 0x24);
	assert_int_equal(made->scale, 100000);
	assert_string_equal(made->boards[made->head], "HN");
	assert_string_equal(made->boards[made->deputy], "PT");
	assert_int_equal(made->tasks[0].phasing[Q1], 2500);
	assert_int_equal(made->tasks[0].phasing[FINAL], 10000);
	assert_int_equal(made->tasks[2].steps[3].points, 10000);
	assert_int_equal(made->tasks[7].steps[0].threshold, 5000);
	assert_null(made->tasks[0].steps);
	assert_int_equal(ruleset_task(made, "T14"), 13);
	assert_int_equal(ruleset_task(made, "T15"), -1);
	assert_int_equal(ruleset_board(made, "TQ"), 0);
	assert_int_equal(ruleset_board(made, ""), -1);
	assert_int_equal(ruleset_target(made, 0, 0), 360000);  /* the task's */
	assert_int_equal(ruleset_target(made, 13, 0), 960000); /* HN's own */
	assert_int_equal(ruleset_target(made, 6, 11), 0);      /* LCH has no T12 */
	assert_string_equal(made->bands[3].code, "KHT");
	assert_true(task_has_line(&made->tasks[0]));
	assert_true(task_has_line(&made->tasks[1]));
	assert_false(task_has_line(&made->tasks[12])); /* counts models */
	ruleset_free(made);
}

static void a_ruleset_is_one_small_block(void **state)
{
	struct ruleset *made = season_2024_ruleset();

	(void)state;
	assert_in_range(ruleset_size(made), 1000, 5000);
	assert_string_equal(made->tasks[13].code, "T14");
	assert_int_equal(made->tasks[2].steps[0].points, 2500);
	assert_int_equal(made->tasks[7].steps[2].points, 7000);
	assert_null(made->tasks[8].steps);
	assert_int_equal(ruleset_target(made, 13, 9), 90000000);
	assert_string_equal(made->boards[13], "HN");
	assert_int_equal(made->late_steps[2].until_days, 10);
	assert_int_equal(made->holidays[0], 19723);
	ruleset_free(made);
	ruleset_free(NULL);
}

/* The first board's target of T01 as it comes back, with what it makes of the block. */
static int64_t first_target(int64_t target, size_t *size)
{
	static const uint8_t hash[HASH_SIZE];
	struct season_draft draft;

	season_2024_draft(&draft);
	struct task_draft tasks[SEASON_2024_TASKS];

	memcpy(tasks, draft.tasks, sizeof(tasks));
	tasks[0].target = target;
	draft.tasks = tasks;
	*size = ruleset_room(&draft);
	struct ruleset *made = test_calloc(1, *size);

	ruleset_place(&draft, 1, hash, made);
	const int64_t back = ruleset_target(made, 0, 0);

	assert_int_equal(ruleset_target(made, 13, 0), 96 * FULL);
	assert_int_equal(ruleset_target(made, 6, 11), 0);
	assert_string_equal(made->boards[13], "HN");
	test_free(made);
	return back;
}

static void targets_come_back_however_wide_they_are(void **state)
{
	static const int64_t targets[][2] = { { INT64_C(36) * FULL, 2 },
		                              { INT64_C(65535) * FULL, 2 },
		                              { INT64_C(65536) * FULL, 4 },
		                              { 365000, 2 },
		                              { 655361, 4 },
		                              { QUANTITY_MAX, 4 },
		                              { QUANTITY_MAX - 1, 8 } };

	(void)state;
	size_t narrow;

	first_target(FULL, &narrow);
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		size_t size;

		assert_int_equal(first_target(targets[i][0], &size), targets[i][0]);
		assert_int_equal(size - narrow, (size_t)(targets[i][1] - 2) * 14 * 14);
	}
}

/* G6 of the rules. */
static void a_report_is_on_time_until_the_end_of_its_day(void **state)
{
	struct ruleset *made = season_2024_ruleset();

	(void)state;
	assert_int_equal(ruleset_late_days(made, Q1, instant("2024-03-20T16:59:59.999999Z")), 0);
	assert_int_equal(ruleset_late_days(made, Q1, instant("2024-03-20T17:00:00Z")), 1);
	assert_int_equal(ruleset_late_days(made, Q1, instant("2024-03-15T00:00+07:00")), 0);
	assert_int_equal(ruleset_late_days(made, Q1, instant("2024-04-05T23:59+07:00")), 16);
	assert_int_equal(ruleset_late_days(made, Q1, INT64_MIN), 0);
	ruleset_free(made);
}

static void a_due_day_in_tet_is_the_working_day_after_it(void **state)
{
	struct ruleset *made = season_2024_ruleset();

	(void)state;
	assert_int_equal(made->periods[FINAL].due, day("2025-01-31"));
	assert_int_equal(made->periods[FINAL].rolled, day("2025-02-03"));
	assert_int_equal(
	        ruleset_late_days(made, FINAL, instant("2025-02-03T23:59:59.999999+07:00")), 0);
	assert_int_equal(ruleset_late_days(made, FINAL, instant("2025-02-04T00:00:00+07:00")), 1);
	ruleset_free(made);
}

static void lateness_costs_by_steps(void **state)
{
	static const int64_t expected[] = { 0,    500,  500,  1000, 1000, 1000, 1500,
		                            1500, 1500, 1500, 1500, 2000, 2000 };
	struct ruleset *made = season_2024_ruleset();

	(void)state;
	for (uint32_t days = 0; days < sizeof(expected) / sizeof(expected[0]); days++)
		assert_int_equal(ruleset_late_deduction(made, days), expected[days]);
	assert_int_equal(ruleset_late_deduction(made, UINT32_MAX), 2000);
	made->late_step_count = 0;
	assert_int_equal(ruleset_late_deduction(made, 0), 0);
	assert_int_equal(ruleset_late_deduction(made, 1), 2000);
	ruleset_free(made);
}

static void a_period_accepts_from_its_first_midnight_to_the_end_of_its_lock_day(void **state)
{
	struct ruleset *made = season_2024_ruleset();

	(void)state;
	assert_int_equal(period_opens_at(made, Q1), instant("2024-03-15T00:00+07:00"));
	assert_int_equal(period_locks_at(made, Q1), instant("2024-04-06T00:00+07:00"));
	assert_int_equal(period_locks_at(made, FINAL), instant("2025-02-15T17:00Z"));
	ruleset_free(made);
}

static void the_current_period_is_the_latest_that_has_opened(void **state)
{
	struct ruleset *made = season_2024_ruleset();

	(void)state;
	assert_int_equal(ruleset_current(made, INT64_MIN), -1);
	assert_int_equal(ruleset_current(made, instant("2024-03-14T23:59:59.999999+07:00")), -1);
	assert_int_equal(ruleset_current(made, instant("2024-03-15T00:00+07:00")), Q1);
	assert_int_equal(ruleset_current(made, instant("2024-06-14T23:59+07:00")), Q1);
	assert_int_equal(ruleset_current(made, instant("2024-06-15T00:00+07:00")), Q2);
	assert_int_equal(ruleset_current(made, instant("2024-12-31T00:00+07:00")), FINAL);
	assert_int_equal(ruleset_current(made, INT64_MAX), FINAL);
	ruleset_free(made);
}

/* All changes of a year by walking from one to the next, as "first..last" runs of days. */
static void time_changes_a_standing_at_these_midnights_only(void **state)
{
	static const char *const expected =
	        "2024-03-15 2024-03-21..2024-04-06 2024-06-15 2024-06-19..2024-07-06 2024-09-15 "
	        "2024-09-21..2024-10-06 2024-11-15 2024-11-21..2024-11-29 2024-12-31 "
	        "2025-02-04..2025-02-16";
	struct ruleset *made = season_2024_ruleset();
	char picture[400] = "", date[11];
	int32_t run = 0, before = 0;
	size_t used = 0;

	(void)state;
	for (int64_t now = ruleset_next_change(made, INT64_MIN);;
	     now = ruleset_next_change(made, now)) {
		int32_t here = now == INT64_MAX ? INT32_MAX : calendar_day(now);

		if (run != 0 && here != before + 1) {
			used += (size_t)snprintf(picture + used, sizeof(picture) - used,
			                         used > 0 ? " %s" : "%s",
			                         calendar_format(run, date));
			if (before != run)
				used += (size_t)snprintf(picture + used, sizeof(picture) - used,
				                         "..%s", calendar_format(before, date));
			run = 0;
		}
		if (now == INT64_MAX)
			break;
		assert_int_equal(now, calendar_midnight(here));
		run = run == 0 ? here : run;
		before = here;
	}
	assert_string_equal(picture, expected);
	ruleset_free(made);
}

static void nothing_changes_between_two_midnights(void **state)
{
	struct ruleset *made = season_2024_ruleset();

	(void)state;
	assert_int_equal(ruleset_next_change(made, INT64_MAX), INT64_MAX);
	for (int32_t d = day("2024-01-01"); d < day("2025-04-01"); d++) {
		const int64_t midnight = calendar_midnight(d);
		const int64_t next = ruleset_next_change(made, midnight);

		assert_true(next > midnight);
		assert_int_equal(ruleset_next_change(made, midnight + DAY_MICROSECONDS - 1), next);
		if (next != INT64_MAX)
			assert_int_equal(ruleset_next_change(made, next - 1), next);
	}
	ruleset_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_made_ruleset_holds_what_was_agreed),
		cmocka_unit_test(a_ruleset_is_one_small_block),
		cmocka_unit_test(targets_come_back_however_wide_they_are),
		cmocka_unit_test(a_report_is_on_time_until_the_end_of_its_day),
		cmocka_unit_test(a_due_day_in_tet_is_the_working_day_after_it),
		cmocka_unit_test(lateness_costs_by_steps),
		cmocka_unit_test(
		        a_period_accepts_from_its_first_midnight_to_the_end_of_its_lock_day),
		cmocka_unit_test(the_current_period_is_the_latest_that_has_opened),
		cmocka_unit_test(time_changes_a_standing_at_these_midnights_only),
		cmocka_unit_test(nothing_changes_between_two_midnights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
