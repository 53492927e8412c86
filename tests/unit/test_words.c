#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

#include <cmocka.h>

static void every_word_is_in_both_languages(void **state)
{
	(void)state;
	for (int i = 0; i < WORDS; i++) {
		for (int language = 0; language < LANGUAGES; language++) {
			const char *text = words_in((enum language)language, (enum word)i);

			if (!text || !*text)
				fail_msg("word %d is missing in language %d", i, language);
		}
	}
}

/* "%s: %u" to "s u "; the language may move words, never what they are made of. */
static void conversions(const char *format, char *out)
{
	while ((format = strchr(format, '%'))) {
		const size_t size = strspn(++format, "-+ #0123456789.lzh");

		memcpy(out, format, size + 1);
		out += size + 1;
		*out++ = ' ';
		format += size + 1;
	}
	*out = '\0';
}

static void a_format_takes_the_same_arguments_in_both_languages(void **state)
{
	(void)state;
	for (int i = 0; i < WORDS; i++) {
		char vietnamese[200], english[200];

		conversions(words_in(VIETNAMESE, (enum word)i), vietnamese);
		conversions(words_in(ENGLISH, (enum word)i), english);
		assert_string_equal(vietnamese, english);
	}
}

static enum language chosen_with(const char *told, const char *own, const char *all,
                                 const char *lang)
{
	setenv("THIDUA_LANG", own, 1);
	setenv("LC_ALL", all, 1);
	setenv("LC_MESSAGES", "", 1);
	setenv("LANG", lang, 1);
	assert_int_equal(words_choose(told), 0);
	return words_language();
}

static void what_is_told_wins_over_the_environment_and_vietnamese_over_silence(void **state)
{
	(void)state;
	assert_int_equal(chosen_with(NULL, "", "", ""), VIETNAMESE);
	assert_int_equal(chosen_with(NULL, "", "", "C.UTF-8"), VIETNAMESE);
	assert_int_equal(chosen_with(NULL, "", "", "en_GB.UTF-8"), ENGLISH);
	assert_int_equal(chosen_with(NULL, "", "vi_VN", "en_GB.UTF-8"), VIETNAMESE);
	assert_int_equal(chosen_with(NULL, "en", "vi_VN", "vi_VN"), ENGLISH);
	assert_int_equal(chosen_with("vi", "en", "en", "en"), VIETNAMESE);
}

static void an_unknown_language_is_refused(void **state)
{
	(void)state;
	assert_int_equal(words_choose("fr"), -1);
	assert_int_equal(words_choose("english"), -1);
	assert_int_equal(words_choose(""), -1);
}

static void names_go_to_numbers_and_back(void **state)
{
	(void)state;
	const struct names *all[] = { &names_statuses,      &names_periods,  &names_kinds,
		                      &names_accumulations, &names_measures, &names_policies,
		                      &names_tiebreaks,     &names_roles };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		for (int number = all[i]->first; number < all[i]->first + all[i]->count; number++)
			assert_int_equal(names_number(all[i], names_find(all[i], number)), number);
	assert_null(names_find(&names_kinds, 0));
	assert_null(names_find(&names_periods, 5));
	assert_int_equal(names_number(&names_periods, "Q5"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_is_in_both_languages),
		cmocka_unit_test(a_format_takes_the_same_arguments_in_both_languages),
		cmocka_unit_test(
		        what_is_told_wins_over_the_environment_and_vietnamese_over_silence),
		cmocka_unit_test(an_unknown_language_is_refused),
		cmocka_unit_test(names_go_to_numbers_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
