#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "arena.h"
#include "faults.h"
#include "text.h"

static struct arena arena;
static struct faults why;

static int begin(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

static void without_a_fault_all_is_well_and_nothing_is_allocated(void **state)
{
	(void)state;
	assert_int_equal(faults_status(&why), STATUS_OK);
	assert_int_equal(why.count, 0);
	assert_int_equal(arena.used, 0);
}

static void every_fault_is_kept_with_its_field_in_order(void **state)
{
	char field[] = "year";

	(void)state;
	fail(&why, FAULT_SEASON_UNKNOWN, field, "2023");
	fail(&why, FAULT_MUST_BE_AT_LEAST, fault_path(&why, "lines[%d].actual", 3), "0");
	field[0] = 'Y'; /* the text is a copy */
	assert_int_equal(why.count, 2);
	assert_string_equal(why.items[0].field, "year");
	assert_string_equal(why.items[0].message, "there is no season 2023");
	assert_string_equal(why.items[1].field, "lines[3].actual");
	assert_string_equal(why.items[1].message, "must be 0 or more");
	assert_int_equal(why.items[1].code, STATUS_INVALID);
	assert_int_equal(faults_status(&why), STATUS_NOT_FOUND); /* that of the first */
}

static void the_full_list_ends_with_the_count_of_the_rest(void **state)
{
	(void)state;
	for (int i = 0; i < FAULTS_MAX; i++)
		fail(&why, FAULT_TOO_MANY_ITEMS, fault_path(&why, "lines[%d]", i),
		     fault_number(&why, i));
	assert_int_equal(why.count, FAULTS_MAX);
	assert_string_equal(why.items[FAULTS_MAX - 1].message, "has more than 199 items");
	assert_int_equal(why.dropped, 0);

	fail(&why, FAULT_ABSENT, "lines[200]");
	assert_int_equal(why.count, FAULTS_MAX);
	assert_string_equal(why.items[FAULTS_MAX - 1].message,
	                    "and 2 more faults"); /* the last one gave up its place */
	assert_string_equal(why.items[FAULTS_MAX - 1].field, "");
	assert_string_equal(why.items[FAULTS_MAX - 2].message, "has more than 198 items");
	assert_int_equal(why.dropped, 2);
}

static void ten_thousand_faults_take_no_more_memory_than_the_list(void **state)
{
	(void)state;
	for (int i = 0; i <= FAULTS_MAX; i++)
		fail(&why, FAULT_TOO_MANY_ITEMS, fault_path(&why, "lines[%d]", i),
		     fault_number(&why, i));
	size_t used = arena.used;

	for (int i = 0; i < 10000; i++)
		fail(&why, FAULT_TOO_MANY_ITEMS, fault_path(&why, "lines[%d]", i),
		     fault_number(&why, i));
	assert_int_equal(arena.used, used);
	assert_string_equal(why.items[FAULTS_MAX - 1].message, "and 10002 more faults");
}

static void a_message_that_spent_its_budget_is_still_told_why(void **state)
{
	(void)state;
	arena.budget = 64;
	assert_non_null(arena_try(&arena, 64));
	fail(&why, FAULT_OVER_BUDGET, "command");
	assert_string_equal(why.items[0].message, "takes more memory than a message may");
}

static void a_long_field_is_cut_between_characters(void **state)
{
	char text[2000];

	(void)state;
	for (size_t shift = 0; shift < 4; shift++) {
		memset(text, 'x', shift);
		for (size_t i = shift; i + 3 < sizeof(text); i += 3)
			memcpy(text + i, "ệ", 4);
		fail(&why, FAULT_ABSENT, text);
		const size_t length = strlen(why.items[shift].field);

		assert_in_range(length, 300, 400);
		assert_int_equal(text_check(why.items[shift].field, length), TEXT_FINE);
	}
}

static void every_status_has_a_name(void **state)
{
	(void)state;
	assert_string_equal(status_name(STATUS_OK), "OK");
	assert_string_equal(status_name(STATUS_NOT_FOUND), "NOT_FOUND");
	for (int status = STATUS_OK; status <= STATUS_UNSUPPORTED; status++)
		assert_string_not_equal(status_name((enum status)status), "UNKNOWN");
	assert_string_equal(status_name((enum status)0), "UNKNOWN");
	assert_string_equal(status_name((enum status)99), "UNKNOWN");
}

static void a_fault_of_a_row_has_its_status_reason_arguments_and_sentence(void **state)
{
	(void)state;
	faults_add(&why, FAULT_MORE_FAULTS, "lines[3]", (const char *const[]){ "7" }, 1);
	assert_int_equal(why.items[0].code, STATUS_INVALID);
	assert_string_equal(why.items[0].reason, "MORE_FAULTS");
	assert_string_equal(why.items[0].field, "lines[3]");
	assert_string_equal(why.items[0].message, "and 7 more faults");
	assert_int_equal(why.items[0].argument_count, 1);
	assert_string_equal(why.items[0].arguments[0], "7");
}

static void a_long_argument_is_cut_between_characters(void **state)
{
	(void)state;
	char text[2 * FAULTS_MAX + 1];
	const char *const arguments[] = { text };

	for (size_t i = 0; i < FAULTS_MAX; i++)
		memcpy(text + 2 * i, "đ", 3);
	faults_add(&why, FAULT_MORE_FAULTS, "", arguments, 1);
	assert_int_equal(text_check(why.items[0].message, strlen(why.items[0].message)), TEXT_FINE);
	assert_true(strlen(why.items[0].arguments[0]) < sizeof(text) - 1);
}

static void the_last_of_too_many_says_how_many_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < FAULTS_MAX + 5; i++)
		faults_add(&why, FAULT_ABSENT, "x", NULL, 0);
	assert_int_equal(why.count, FAULTS_MAX);
	assert_string_equal(why.items[FAULTS_MAX - 1].reason, "MORE_FAULTS");
	assert_string_equal(why.items[FAULTS_MAX - 1].arguments[0], "6");
	assert_string_equal(why.items[FAULTS_MAX - 1].message, "and 6 more faults");
}

/* {1} to {n}, each at least once in each language, and no other. */
static void each_row_uses_its_arguments_in_both_languages(void **state)
{
	(void)state;
	for (enum fault_reason reason = 0; reason < FAULT_REASONS; reason++) {
		const size_t count = strlen(fault_kinds(reason));

		assert_int_equal(strspn(fault_kinds(reason), "tnpqcdihfkbe"), count);
		assert_int_equal(fault_find(fault_name(reason)), reason);
		for (enum language language = VIETNAMESE; language < LANGUAGES; language++) {
			const char *sentence = fault_sentence(reason, language);

			assert_int_equal(text_check(sentence, strlen(sentence)), TEXT_FINE);
			assert_true(sentence[0] != '\0');
			for (size_t i = 1; i <= 9; i++) {
				const char hole[] = { '{', (char)('0' + i), '}', '\0' };

				assert_int_equal(strstr(sentence, hole) != NULL, i <= count);
			}
		}
	}
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		EACH(without_a_fault_all_is_well_and_nothing_is_allocated),
		EACH(every_fault_is_kept_with_its_field_in_order),
		EACH(the_full_list_ends_with_the_count_of_the_rest),
		EACH(ten_thousand_faults_take_no_more_memory_than_the_list),
		EACH(a_message_that_spent_its_budget_is_still_told_why),
		EACH(a_long_field_is_cut_between_characters),
		EACH(every_status_has_a_name),
		EACH(a_fault_of_a_row_has_its_status_reason_arguments_and_sentence),
		EACH(a_long_argument_is_cut_between_characters),
		EACH(the_last_of_too_many_says_how_many_more),
		EACH(each_row_uses_its_arguments_in_both_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
