#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "decimal.h"

#include <cmocka.h>

static void text_becomes_an_integer_of_the_scale(void **state)
{
	static const struct {
		const char *text;
		int decimals;
		int64_t value;
	} rows[] = {
		{ "0", 2, 0 },
		{ "75.43", 2, 7543 },
		{ "75.4", 2, 7540 },
		{ "75", 2, 7500 },
		{ "-12.5", 4, -125000 },
		{ "-0", 2, 0 },
		{ "-0.01", 2, -1 },
		{ "0.0001", 4, 1 },
		{ "007", 0, 7 },
		{ "10000000", 4, INT64_C(100000000000) },
		{ "9223372036854775807", 0, INT64_MAX },
		{ "-9223372036854775808", 0, INT64_MIN },
		{ "92233720368547758.07", 2, INT64_MAX },
		{ "-92233720368547758.08", 2, INT64_MIN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t value = -999;

		assert_true(decimal_parse(rows[i].text, rows[i].decimals, &value));
		assert_int_equal(value, rows[i].value);
	}
}

static void what_is_not_a_plain_decimal_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"-",
		"+1",
		".5",
		"5.",
		"1.234",
		"1e3",
		" 1",
		"1 ",
		"1,5",
		"1.2.3",
		"0x10",
		"--1",
		"1-",
		"- 1",
		"nan",
		"inf",
		"1'000",
		"1_0",
		"1.-5",
		"９", /* a full-width 9 */
		"9223372036854775808",
		"92233720368547758.08",
		"-92233720368547758.09",
		"99999999999999999999999999",
		"9223372036854775807", /* times 100 */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		int64_t value = -999;

		if (decimal_parse(texts[i], 2, &value))
			fail_msg("\"%s\" was taken", texts[i]);
		assert_int_equal(value, -999);
	}
}

static void no_decimals_means_none(void **state)
{
	(void)state;
	int64_t value;

	assert_true(decimal_parse("12", 0, &value));
	assert_false(decimal_parse("12.0", 0, &value));
}

static void points_are_shown_with_all_their_decimals(void **state)
{
	char out[DECIMAL_SIZE];

	(void)state;
	assert_string_equal(decimal_format(7540, 2, out), "75.40");
	assert_string_equal(decimal_format(0, 2, out), "0.00");
	assert_string_equal(decimal_format(5, 2, out), "0.05");
	assert_string_equal(decimal_format(-5, 2, out), "-0.05");
	assert_string_equal(decimal_format(-100000, 4, out), "-10.0000");
	assert_string_equal(decimal_format(42, 0, out), "42");
	assert_string_equal(decimal_format(INT64_MAX, 2, out), "92233720368547758.07");
	assert_string_equal(decimal_format(INT64_MIN, 2, out), "-92233720368547758.08");
	assert_string_equal(decimal_format(INT64_MIN, 18, out), "-9.223372036854775808");
}

static void quantities_are_shown_without_trailing_zeros(void **state)
{
	char out[DECIMAL_SIZE];

	(void)state;
	assert_string_equal(decimal_short(125000, 4, out), "12.5");
	assert_string_equal(decimal_short(300000, 4, out), "30");
	assert_string_equal(decimal_short(0, 4, out), "0");
	assert_string_equal(decimal_short(1, 4, out), "0.0001");
	assert_string_equal(decimal_short(-1000000, 4, out), "-100");
	assert_string_equal(decimal_short(100, 0, out), "100");
}

static void what_is_shown_reads_back_as_it_was(void **state)
{
	uint64_t random = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char out[DECIMAL_SIZE];
		int decimals = i % 19;

		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		int64_t value = (int64_t)random >> (i % 63);
		int64_t back;

		assert_true(decimal_parse(decimal_format(value, decimals, out), decimals, &back));
		assert_int_equal(back, value);
		assert_true(decimal_parse(decimal_short(value, decimals, out), decimals, &back));
		assert_int_equal(back, value);
	}
}

static void wide_numbers_are_shown_whole(void **state)
{
	char out[WIDE_SIZE];
	const int128 largest = (((int128)1 << 126) - 1) * 2 + 1;

	(void)state;
	assert_string_equal(decimal_wide(0, out), "0");
	assert_string_equal(decimal_wide(-7, out), "-7");
	assert_string_equal(decimal_wide((int128)INT64_MAX * 10, out), "92233720368547758070");
	assert_string_equal(decimal_wide(largest, out), "170141183460469231731687303715884105727");
	assert_string_equal(decimal_wide(-largest - 1, out),
	                    "-170141183460469231731687303715884105728");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_becomes_an_integer_of_the_scale),
		cmocka_unit_test(what_is_not_a_plain_decimal_is_refused),
		cmocka_unit_test(no_decimals_means_none),
		cmocka_unit_test(points_are_shown_with_all_their_decimals),
		cmocka_unit_test(quantities_are_shown_without_trailing_zeros),
		cmocka_unit_test(what_is_shown_reads_back_as_it_was),
		cmocka_unit_test(wide_numbers_are_shown_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
