#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "arena.h"
#include "explain.h"
#include "words.h"

static int start(void **state)
{
	static struct arena arena;

	arena_init(&arena, 0);
	words_choose("en");
	*state = &arena;
	return 0;
}

static int stop(void **state)
{
	arena_close(*state);
	return 0;
}

static void a_fraction_of_centi_points_is_shown_exactly_when_it_ends(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(explain_fraction(arena, "6125", "2"), "30.625");
	assert_string_equal(explain_fraction(arena, "8000", "1"), "80.00");
	assert_string_equal(explain_fraction(arena, "0", "7"), "0.00");
	assert_string_equal(explain_fraction(arena, "7", "1"), "0.07");
	assert_string_equal(explain_fraction(arena, "123", "1"), "1.23");
}

static void a_fraction_that_does_not_end_says_so(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(explain_fraction(arena, "264000", "35"), "75.428571…");
	assert_string_equal(explain_fraction(arena, "80000000", "950"), "842.105263…");
}

static void the_largest_products_do_not_overflow(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(explain_fraction(arena, "170000000000000000000000000000000000000",
	                                     "160000000000000000000000000000000000000"),
	                    "0.010…");
}

static void what_is_no_fraction_is_a_question_mark(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(explain_fraction(arena, "1", "0"), "?");
	assert_string_equal(explain_fraction(arena, NULL, "1"), "?");
	assert_string_equal(explain_fraction(arena, "-1", "1"), "?");
	assert_string_equal(
	        explain_fraction(arena, "9999999999999999999999999999999999999999", "1"), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		        a_fraction_of_centi_points_is_shown_exactly_when_it_ends, start, stop),
		cmocka_unit_test_setup_teardown(a_fraction_that_does_not_end_says_so, start, stop),
		cmocka_unit_test_setup_teardown(the_largest_products_do_not_overflow, start, stop),
		cmocka_unit_test_setup_teardown(what_is_no_fraction_is_a_question_mark, start,
		                                stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
