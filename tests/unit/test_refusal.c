#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "refusal.h"
#include "words.h"

#include <cmocka.h>

static struct arena arena;

static int start(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

/* A fault as it comes from a daemon. */
static struct thidua_fault fault_of(const char *reason, const char *const *arguments, size_t count)
{
	return (struct thidua_fault){
		.field = "submit_report.lines[3].actual",
		.code = "INVALID",
		.message = "the English message",
		.reason = reason,
		.arguments = arguments,
		.argument_count = count,
	};
}

static void a_fault_is_said_in_the_language_of_the_reader(void **state)
{
	(void)state;
	const char *const arguments[] = { "10000000", "4", "1.23456" };
	const struct thidua_fault fault = fault_of("JSON_DECIMAL", arguments, 3);

	words_choose("vi");
	assert_string_equal(
	        refusal_line(&arena, &fault),
	        "lines[3].actual: phải từ 0 đến 10.000.000, nhiều nhất 4 chữ số thập phân, viết như \"12.5\"; không phải \"1.23456\"");
	words_choose("en");
	assert_string_equal(refusal_line(&arena, &fault), "lines[3].actual: the English message");
}

static void a_reason_of_a_newer_daemon_is_said_in_english(void **state)
{
	(void)state;
	const char *const arguments[] = { "1" };
	const struct thidua_fault newer = fault_of("NEVER_HEARD_OF", arguments, 1),
	                          longer = fault_of("JSON_MISSING", arguments, 1),
	                          none = fault_of(NULL, NULL, 0);

	words_choose("vi");
	assert_string_equal(refusal_say(&arena, &newer), "the English message");
	assert_string_equal(refusal_say(&arena, &longer), "the English message");
	assert_string_equal(refusal_say(&arena, &none), "the English message");
}

static void arguments_are_written_as_their_kind_is_by_people(void **state)
{
	(void)state;
	words_choose("vi");
	assert_string_equal(refusal_argument(&arena, 'q', "1234.5"), "1.234,5");
	assert_string_equal(refusal_argument(&arena, 'p', "-842.10"), "-842,10");
	assert_string_equal(refusal_argument(&arena, 'p', "1000"), "1.000");
	assert_string_equal(refusal_argument(&arena, 'n', "2024"), "2024"); /* a year */
	assert_string_equal(refusal_argument(&arena, 'n', "-65536"), "-65.536");
	assert_string_equal(refusal_argument(&arena, 'd', "2024-03-20"), "20-03-2024");
	assert_string_equal(refusal_argument(&arena, 'i', "2024-03-20T16:59:59+07:00"),
	                    "20-03-2024 16:59:59");
	assert_string_equal(refusal_argument(&arena, 't', "1234.5"), "1234.5");
	assert_string_equal(refusal_argument(&arena, 'h', "00ff"), "00ff");
}

static void an_argument_that_is_not_of_its_kind_is_shown_as_it_came(void **state)
{
	(void)state;
	static const char *const strange[] = { "", "-", "1.", ".5", "1e3", "1.2.3", "12,5", "--1" };

	words_choose("vi");
	for (size_t i = 0; i < sizeof(strange) / sizeof(*strange); i++) {
		assert_string_equal(refusal_argument(&arena, 'q', strange[i]), strange[i]);
		assert_string_equal(refusal_argument(&arena, 'd', strange[i]), strange[i]);
		assert_string_equal(refusal_argument(&arena, 'i', strange[i]), strange[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_fault_is_said_in_the_language_of_the_reader,
		                                start, stop),
		cmocka_unit_test_setup_teardown(a_reason_of_a_newer_daemon_is_said_in_english,
		                                start, stop),
		cmocka_unit_test_setup_teardown(arguments_are_written_as_their_kind_is_by_people,
		                                start, stop),
		cmocka_unit_test_setup_teardown(
		        an_argument_that_is_not_of_its_kind_is_shown_as_it_came, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
