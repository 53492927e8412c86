#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "choice.h"
#include "faults.h"
#include "messages.h"
#include "there_is.h"
#include "thidua.h"
#include "ways.h"
#include "words.h"

#include <cmocka.h>

#define NEAREST(typed, names) choice_nearest(typed, names, sizeof(names) / sizeof(names[0]))

static void a_mistyped_word_is_met_by_the_nearest_one(void **state)
{
	(void)state;
	static const char *const names[] = { "submit", "standings", NULL, "scorecard", "key" };

	assert_string_equal(NEAREST("standing", names), "standings");
	assert_string_equal(NEAREST("sumbit", names), "submit");
	assert_string_equal(NEAREST("Sumbit", names), "submit");
	assert_string_equal(NEAREST("kye", names), "key");
	assert_null(NEAREST("frobnicate", names));
	assert_null(NEAREST("a name that is far longer than any of ours could be", names));
}

static void the_only_word_that_begins_so_is_meant(void **state)
{
	(void)state;
	static const char *const actions[] = { "revoke_key", "reveal", "publish", "review_it" };

	assert_string_equal(NEAREST("revoke", actions), "revoke_key");
	assert_string_equal(NEAREST("pub", actions), "publish");
	assert_null(NEAREST("re", actions)); /* three do */
}

static void nobody_is_told_what_might_as_well_be_another(void **state)
{
	(void)state;
	static const char *const periods[] = { "Q1", "Q2", "Q3", "Q4", "FINAL" };
	static const char *const boards[] = { "HN", "CB" };

	assert_null(NEAREST("Q9", periods));
	assert_string_equal(NEAREST("finla", periods), "FINAL");
	assert_null(NEAREST("XX", boards)); /* as short as they are, it has nothing of them */
	assert_string_equal(NEAREST("CBB", boards), "CB");
}

static void a_word_is_found_whatever_its_case(void **state)
{
	(void)state;
	static const char *const states[] = { NULL, "open", "closed" };
	char code[] = "tq";

	assert_int_equal(choice_find("OPEN", states, 3), 1);
	assert_int_equal(choice_find("shut", states, 3), -1);
	assert_string_equal(choice_code(code), "TQ");
}

static void the_words_of_a_command_are_those_of_its_usage(void **state)
{
	struct arena *arena = *state;
	static const char usage[] =
	        "thidua outbox [list] | flush [--all | --none] | show ID | show ID --all | FILE";
	const char *words[WAYS_WORDS_MAX], *at = usage;
	const size_t count = ways_words(arena, usage, words);

	assert_string_equal(choice_list(arena, words, count), "list, flush, show");
	assert_string_equal(ways_next(arena, usage, &at), "thidua outbox [list]");
	assert_string_equal(ways_next(arena, usage, &at), "thidua outbox flush [--all | --none]");
}

static void a_code_that_is_not_there_is_met_by_those_that_are(void **state)
{
	struct arena *arena = *state;
	static const struct board_draft boards[] = { { .code = "HN" }, { .code = "TNG" } };
	static const struct task_draft tasks[] = { { .code = "T01" }, { .code = "T10" } };
	const struct season_draft season = {
		.board_count = 2, .boards = boards, .task_count = 2, .tasks = tasks
	};
	const char *const typed = "TNGG";
	struct thidua_fault fault = { .reason = "NOT_A_MEMBER",
		                      .arguments = &typed,
		                      .argument_count = 1 };

	words_choose("en");
	assert_int_equal(there_is_of(&fault), THERE_ARE_BOARDS);
	assert_string_equal(there_is_say(arena, &season, THERE_ARE_BOARDS, typed),
	                    "; there are: HN, TNG; did you mean \"TNG\"?");
	assert_string_equal(there_is_say(arena, &season, THERE_ARE_TASKS, "X"),
	                    "; there are: T01, T10");
	assert_string_equal(there_is_say(arena, NULL, THERE_ARE_BOARDS, typed), "");
	assert_string_equal(there_is_say(arena, &season, THERE_ARE_RULES, "KT1"), "");
	fault.reason = "ABSENT";
	assert_int_equal(there_is_of(&fault), THERE_IS_NOTHING);
}

static int start(void **state)
{
	static struct arena arena;

	arena_init(&arena, 0);
	*state = &arena;
	return 0;
}

static int end(void **state)
{
	arena_close(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mistyped_word_is_met_by_the_nearest_one),
		cmocka_unit_test(the_only_word_that_begins_so_is_meant),
		cmocka_unit_test(nobody_is_told_what_might_as_well_be_another),
		cmocka_unit_test(a_word_is_found_whatever_its_case),
		cmocka_unit_test_setup_teardown(the_words_of_a_command_are_those_of_its_usage,
		                                start, end),
		cmocka_unit_test_setup_teardown(a_code_that_is_not_there_is_met_by_those_that_are,
		                                start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
