#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "calendar.h"

#include <cmocka.h>

static int32_t day(const char *text)
{
	int32_t out = 0;

	if (!calendar_parse(text, &out))
		fail_msg("%s is no date", text);
	return out;
}

static int64_t instant(const char *text)
{
	int64_t out = 0;

	if (!calendar_parse_instant(text, &out))
		fail_msg("%s is no instant", text);
	return out;
}

static void assert_instant(const char *expected, int64_t got)
{
	char text[CALENDAR_INSTANT_SIZE];

	assert_string_equal(calendar_format_instant(got, text), expected);
}

static void dates_are_days_since_1970(void **state)
{
	(void)state;
	assert_int_equal(day("1970-01-01"), 0);
	assert_int_equal(day("1970-12-31"), 364);
	assert_int_equal(day("2000-02-29"), 11016);
	assert_int_equal(day("2000-03-01"), 11017);
	assert_int_equal(day("2024-03-20"), 19802);
	assert_int_equal(day("2999-12-31"), 376199);
}

static void leap_years_have_a_29_february(void **state)
{
	(void)state;
	assert_int_equal(day("2024-03-01") - day("2024-02-28"), 2);
	assert_int_equal(day("2025-01-01") - day("2024-01-01"), 366);
	assert_int_equal(day("2401-01-01") - day("2400-01-01"), 366);
	int32_t out;

	assert_false(calendar_parse("2023-02-29", &out));
	assert_false(calendar_parse("2100-02-29", &out));
	assert_true(calendar_parse("2400-02-29", &out));
}

static void every_day_of_the_years_reads_back_as_it_was(void **state)
{
	const int32_t last = day("2999-12-31");
	char text[11], before[11] = "1969-12-31";

	(void)state;
	for (int32_t d = 0; d <= last; d++) {
		assert_int_equal(day(calendar_format(d, text)), d);
		assert_true(strcmp(text, before) > 0);
		memcpy(before, text, sizeof(before));
	}
}

static void what_is_no_date_is_refused(void **state)
{
	static const char *const texts[] = { "",           "2024",        "2024-3-20",
		                             "2024-03-2",  "2024-13-01",  "2024-00-10",
		                             "2024-04-31", "2024-01-00",  "2024-03-201",
		                             "20240320",   "2024/03/20",  "1969-12-31",
		                             "3000-01-01", " 2024-03-20", "2024-03-20 ",
		                             "20-03-2024", "2024-03-aa",  "-024-03-20" };
	int32_t out = -7;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (calendar_parse(texts[i], &out))
			fail_msg("\"%s\" was taken", texts[i]);
	assert_int_equal(out, -7);
}

static void a_day_four_digits_cannot_say_is_not_written_wrong(void **state)
{
	char text[11];

	(void)state;
	assert_string_equal(calendar_format(INT32_MAX, text), "0000-00-00");
	assert_string_equal(calendar_format(INT32_MIN, text), "0000-00-00");
	assert_string_equal(calendar_format(-1, text), "1969-12-31");
}

static void a_local_day_begins_seven_hours_before_that_of_utc(void **state)
{
	(void)state;
	assert_int_equal(calendar_day(instant("2024-03-20T16:59:59.999999Z")), day("2024-03-20"));
	assert_int_equal(calendar_day(instant("2024-03-20T17:00:00Z")), day("2024-03-21"));
	assert_int_equal(calendar_midnight(day("2024-03-21")), instant("2024-03-20T17:00:00Z"));
	assert_int_equal(calendar_midnight(0), -7 * 3600 * MICROSECONDS);
	assert_int_equal(calendar_day(calendar_midnight(0)), 0);
	assert_int_equal(calendar_day(calendar_midnight(0) - 1), -1);
	assert_int_equal(calendar_day(instant("2024-12-31T17:00Z")), day("2025-01-01"));
}

static void the_ends_of_time_have_a_day(void **state)
{
	char text[33];

	(void)state;
	assert_int_equal(calendar_day(INT64_MAX), 106751991);
	assert_int_equal(calendar_day(INT64_MIN), -106751991);
	assert_string_equal(calendar_format_instant(INT64_MIN, text),
	                    "0000-00-00T02:59:05.224192+07:00");
}

static void every_midnight_is_the_first_instant_of_its_day(void **state)
{
	(void)state;
	for (int32_t d = -800; d < 40000; d++) {
		assert_int_equal(calendar_day(calendar_midnight(d)), d);
		assert_int_equal(calendar_day(calendar_midnight(d) - 1), d - 1);
	}
}

static void weekdays_follow_each_other(void **state)
{
	(void)state;
	assert_int_equal(calendar_weekday(0), 4);                 /* Thursday */
	assert_int_equal(calendar_weekday(day("2024-03-20")), 3); /* Wednesday */
	assert_int_equal(calendar_weekday(day("2024-06-16")), 7);
	assert_int_equal(calendar_weekday(day("2024-06-17")), 1);
	assert_int_equal(calendar_weekday(-4), 7);
	for (int32_t d = -1000; d < 1000; d++)
		assert_int_equal(calendar_weekday(d + 1), calendar_weekday(d) % 7 + 1);
}

static void a_working_day_stays(void **state)
{
	(void)state;
	assert_int_equal(calendar_roll(day("2024-03-20"), NULL, 0), day("2024-03-20"));
	assert_int_equal(calendar_roll(day("2024-09-20"), NULL, 0),
	                 day("2024-09-20")); /* a Friday */
}

static void a_weekend_rolls_to_monday(void **state)
{
	(void)state;
	assert_int_equal(calendar_roll(day("2024-06-15"), NULL, 0), day("2024-06-17"));
	assert_int_equal(calendar_roll(day("2024-06-16"), NULL, 0), day("2024-06-17"));
	assert_int_equal(calendar_roll(day("2022-12-31"), NULL, 0),
	                 day("2023-01-02")); /* over the year's end */
}

static void tet_rolls_to_the_first_working_day_after_it(void **state)
{
	const int32_t tet[] = { day("2024-02-08"), day("2024-02-09"), day("2024-02-12"),
		                day("2024-02-13"), day("2024-02-14") };

	(void)state;
	for (int32_t d = day("2024-02-08"); d <= day("2024-02-15"); d++)
		assert_int_equal(calendar_roll(d, tet, 5), day("2024-02-15"));
	assert_int_equal(calendar_roll(day("2024-02-07"), tet, 5), day("2024-02-07"));
	assert_int_equal(calendar_roll(day("2024-02-16"), tet, 5), day("2024-02-16"));
}

static void a_holiday_on_monday_joins_the_weekend(void **state)
{
	const int32_t national_day[] = { day("2024-09-02"), day("2024-09-03") };

	(void)state;
	assert_int_equal(calendar_roll(day("2024-08-31"), national_day, 2), day("2024-09-04"));
	assert_int_equal(calendar_roll(day("2024-08-31"), national_day, 1), day("2024-09-03"));
}

static void instants_are_read_in_utc_and_local_time(void **state)
{
	(void)state;
	assert_int_equal(instant("1970-01-01T00:00:00Z"), 0);
	assert_int_equal(instant("1970-01-01T00:00:00.000001Z"), 1);
	assert_int_equal(instant("1970-01-01T07:00+07:00"), 0);
	assert_int_equal(instant("2024-03-20T23:59:59.999999+07:00"),
	                 instant("2024-03-20T16:59:59.999999Z"));
	assert_int_equal(instant("2024-03-14T08:00+07:00"), INT64_C(1710378000000000));
	assert_int_equal(instant("2024-03-14T08:00:00.5Z") - instant("2024-03-14T08:00Z"), 500000);
}

static void what_is_no_instant_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"2024-03-20",
		"2024-03-20T",
		"2024-03-20T16:59",
		"2024-03-20 16:59Z",
		"2024-03-20T24:00Z",
		"2024-03-20T16:60Z",
		"2024-03-20T16:59:60Z",
		"2024-03-20T16:59:5Z",
		"2024-03-20T16:59:59.Z",
		"2024-03-20T16:59.5Z",
		"2024-03-20T16:59:59.1234567Z",
		"2024-03-20T16:59:59+08:00",
		"2024-03-20T16:59:59-07:00",
		"2024-03-20T16:59:59+07",
		"2024-03-20T16:59:59+07:00 ",
		"2024-03-20T16:59:59z",
		"2024-03-20T16:59:59ZZ",
		"2023-02-29T16:59:59Z",
	};
	int64_t out = -7;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (calendar_parse_instant(texts[i], &out))
			fail_msg("\"%s\" was taken", texts[i]);
	assert_int_equal(out, -7);
}

static void instants_are_shown_in_local_time(void **state)
{
	char text[33];

	(void)state;
	assert_string_equal(calendar_format_instant(instant("2024-03-20T16:59:59Z"), text),
	                    "2024-03-20T23:59:59+07:00");
	assert_string_equal(calendar_format_instant(instant("2024-12-31T17:00:00.000001Z"), text),
	                    "2025-01-01T00:00:00.000001+07:00");
	assert_string_equal(calendar_format_instant(-1, text), "1970-01-01T06:59:59.999999+07:00");
}

static void what_is_shown_reads_back_as_it_was(void **state)
{
	const int64_t span = calendar_midnight(day("2999-12-31")) - calendar_midnight(1);
	uint64_t random = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[33];

		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		int64_t moment = calendar_midnight(1) + (int64_t)((random >> 1) % (uint64_t)span);

		if (i % 2 == 0)
			moment -= moment % MICROSECONDS;
		assert_int_equal(instant(calendar_format_instant(moment, text)), moment);
	}
}

/* In 2024 the fourth quarter locks with 28 November. */
static void days_before_a_lock_include_the_midnight_at_which_they_begin(void **state)
{
	const int64_t lock = calendar_midnight(day("2024-11-28") + 1);

	(void)state;
	assert_instant("2024-11-22T00:00:00+07:00", calendar_days_before(lock, 5 + 2));
	assert_instant("2024-11-24T00:00:00+07:00", calendar_days_before(lock, 5));
	assert_instant("2024-11-29T00:00:00+07:00", calendar_days_before(lock, 0));
}

static void days_after_an_instant_end_with_a_whole_day(void **state)
{
	(void)state;
	assert_instant("2024-11-26T00:00:00+07:00",
	               calendar_days_after(instant("2024-11-20T00:00:00+07:00"), 5));
	assert_instant("2024-11-26T00:00:00+07:00",
	               calendar_days_after(instant("2024-11-20T23:59:59.999999+07:00"), 5));
	assert_instant("2024-11-27T00:00:00+07:00",
	               calendar_days_after(instant("2024-11-21T00:00:00+07:00"), 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_days_since_1970),
		cmocka_unit_test(leap_years_have_a_29_february),
		cmocka_unit_test(every_day_of_the_years_reads_back_as_it_was),
		cmocka_unit_test(what_is_no_date_is_refused),
		cmocka_unit_test(a_day_four_digits_cannot_say_is_not_written_wrong),
		cmocka_unit_test(a_local_day_begins_seven_hours_before_that_of_utc),
		cmocka_unit_test(the_ends_of_time_have_a_day),
		cmocka_unit_test(every_midnight_is_the_first_instant_of_its_day),
		cmocka_unit_test(weekdays_follow_each_other),
		cmocka_unit_test(a_working_day_stays),
		cmocka_unit_test(a_weekend_rolls_to_monday),
		cmocka_unit_test(tet_rolls_to_the_first_working_day_after_it),
		cmocka_unit_test(a_holiday_on_monday_joins_the_weekend),
		cmocka_unit_test(days_before_a_lock_include_the_midnight_at_which_they_begin),
		cmocka_unit_test(days_after_an_instant_end_with_a_whole_day),
		cmocka_unit_test(instants_are_read_in_utc_and_local_time),
		cmocka_unit_test(what_is_no_instant_is_refused),
		cmocka_unit_test(instants_are_shown_in_local_time),
		cmocka_unit_test(what_is_shown_reads_back_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
