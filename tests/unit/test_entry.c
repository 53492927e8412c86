#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "entry.h"
#include "messages_forms.h"
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

/* An action that has no sentence is said by its name, so a command of zeros shows whether it has.
 */
static void every_action_has_its_sentence_in_both_languages(void **state)
{
	(void)state;
	for (size_t i = 0; i < form_command.field_count; i++) {
		const struct form_field *field = &form_command.fields[i];

		if (!field->chosen)
			continue;
		const struct command command = { .action = (enum action_number)form_field_number(
			                                 &form_command, field) };

		words_choose("vi");
		const char *vietnamese = entry_say(&arena, &command);

		words_choose("en");
		const char *english = entry_say(&arena, &command);

		assert_string_not_equal(vietnamese, field->name);
		assert_string_not_equal(english, field->name);
		assert_string_not_equal(english, vietnamese);
		assert_null(strchr(vietnamese, '?')); /* a place that is no field */
		assert_null(strchr(english, '?'));
	}
}

static void a_command_is_said_with_its_fields_as_people_write_them(void **state)
{
	(void)state;
	const struct command report = {
		.year = 2024,
		.action = ACTION_SUBMIT_REPORT,
		.submit_report = { .board = "TQ", .period = 1, .revision = 2 },
	};
	struct command revoke = { .action = ACTION_REVOKE_KEY };

	memset(revoke.revoke_key.sign_key, 0xA1, KEY_SIZE);
	words_choose("vi");
	assert_string_equal(entry_say(&arena, &report), "báo cáo của TQ, quý I năm 2024, lần 2");
	words_choose("en");
	assert_string_equal(entry_say(&arena, &report), "report of TQ, Q1 2024, revision 2");
	assert_string_equal(entry_say(&arena, &revoke), "revokes key a1a1a1a1…");
	assert_string_equal(entry_say(&arena, NULL), "?");
}

static void a_text_makes_no_lines_of_its_own(void **state)
{
	(void)state;
	const struct command back = {
		.action = ACTION_RETURN_REPORT,
		.return_report = { .board = "YB", .reason = "a\n7  2024-06-16  HN" },
	};
	const char *said = entry_say(&arena, &back);

	assert_null(strchr(said, '\n'));
	assert_non_null(strstr(said, "a ⏎ 7  2024-06-16  HN"));
}

static void what_is_brought_back_is_said(void **state)
{
	(void)state;
	const struct command report = {
		.year = 2024,
		.action = ACTION_SUBMIT_REPORT,
		.submit_report = { .board = "TQ", .period = 1, .revision = 2 },
	};
	const struct command back = { .year = 2024,
		                      .action = ACTION_REINSTATE,
		                      .reinstate = { .signed_command_opened = &report } };

	words_choose("en");
	assert_string_equal(entry_say(&arena, &back),
	                    "reinstates report of TQ, Q1 2024, revision 2");
}

static void what_is_absent_leaves_no_blank(void **state)
{
	(void)state;
	struct command viewer = { .action = ACTION_GRANT_KEY,
		                  .grant_key = { .role = ROLE_VIEWER, .board = "" } };

	words_choose("en");
	assert_string_equal(entry_say(&arena, &viewer), "grants viewer to key 00000000…");
}

static void an_action_is_found_by_its_name_and_nothing_else_is(void **state)
{
	(void)state;
	assert_ptr_equal(entry_action("revoke_key")->inside, &form_revoke_key);
	assert_null(entry_action("year"));
	assert_null(entry_action("nothing"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_action_has_its_sentence_in_both_languages,
		                                start, stop),
		cmocka_unit_test_setup_teardown(
		        a_command_is_said_with_its_fields_as_people_write_them, start, stop),
		cmocka_unit_test_setup_teardown(a_text_makes_no_lines_of_its_own, start, stop),
		cmocka_unit_test_setup_teardown(what_is_brought_back_is_said, start, stop),
		cmocka_unit_test_setup_teardown(what_is_absent_leaves_no_blank, start, stop),
		cmocka_unit_test_setup_teardown(an_action_is_found_by_its_name_and_nothing_else_is,
		                                start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
