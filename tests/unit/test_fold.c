#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "fold.h"
#include "text.h"

#include <cmocka.h>

static void says_the_same(const char *a, const char *b)
{
	if (!fold_same(a, b) || !fold_same(b, a))
		fail_msg("\"%s\" and \"%s\" differ", a, b);
	assert_true(fold_hash(a) == fold_hash(b));
}

static void spaces_case_and_what_nobody_sees_make_no_other_text(void **state)
{
	static const char model[] = "Chi bộ bốn tốt";

	(void)state;
	says_the_same(model, "Chi bộ bốn tốt");
	says_the_same(model, "CHI BỘ BỐN TỐT");
	says_the_same(model, "  Chi bộ  bốn\ttốt\n ");
	says_the_same(model, "Chi\u00A0bộ\u3000bốn\u2009tốt\u2028");
	says_the_same(model, "Chi\u200B bộ \u200Bbốn tố\u00ADt\uFEFF");
	says_the_same(model, "\u2060 Chi bộ \u2060 bốn tốt");
	says_the_same("Straße", "STRASSE");
	says_the_same("ΣΊΣΥΦΟΣ", "σίσυφος");
	says_the_same("a\u034F\u0301", "\u00C1"); /* á, its parts held asunder */
	says_the_same("", " \u200B\u3000");
}

static void who_searches_types_neither_case_nor_marks(void **state)
{
	static const char text[] = "  Số hóa\u00A0HỒ SƠ Đảng viên, đợt 2\u200B ÿ ";
	char plain[80];

	(void)state;
	assert_int_equal(fold_plain(text, plain), sizeof("so hoa ho so dang vien, dot 2 y"));
	assert_string_equal(plain, "so hoa ho so dang vien, dot 2 y");
	assert_int_equal(fold_plain(text, NULL), strlen(plain) + 1);
	assert_int_equal(fold_plain("", plain), 1);
	assert_string_equal(plain, "");
	fold_plain("Straße 東京", plain);
	assert_string_equal(plain, "strasse 東京");
}

static void other_words_are_another_text(void **state)
{
	(void)state;
	assert_false(fold_same("Chi bộ bốn tốt", "Chi bộ bốn tôt"));
	assert_false(fold_same("Chi bộ bốn tốt", "Chi bộ bốntốt"));
	assert_false(fold_same("Chi bộ", "Chi bộ bốn tốt"));
	assert_false(fold_same("đ", "d"));
	assert_false(fold_same("", "a"));
	assert_false(fold_hash("Chi bộ bốn tốt") == fold_hash("Chi bộ bốn tôt"));
}

static void what_unicode_15_does_not_assign_or_nobody_sees_is_found(void **state)
{
	(void)state;
	assert_int_equal(fold_unassigned("Ban Tổ chức\t🏆 \uE000\u200B"),
	                 0); /* private use is assigned */
	assert_int_equal(fold_unassigned("a\u0378b"), 0x0378);
	assert_int_equal(fold_unassigned("a\U0001FAE9"), 0x1FAE9); /* of Unicode 16.0 */
	assert_int_equal(fold_invisible("Ban Tổ chức\u00A0\t🏆"), 0);
	assert_int_equal(fold_invisible("Ban\u200BTổ chức"), 0x200B);
	assert_int_equal(fold_invisible("\U000E0100"), 0xE0100);
}

/* Of all code points, each as a text alone: what folding makes of them for ever. A library of a
 * later Unicode must go on making the same of those that 15.0 assigns. */
static void the_folding_of_all_code_points_is_that_of_unicode_15(void **state)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);
	size_t assigned = 0, invisible = 0;

	(void)state;
	for (int32_t point = 1; point <= 0x10FFFF; point++) {
		char text[5] = { 0 };

		if (point >= 0xD800 && point < 0xE000)
			continue;
		utf8proc_encode_char(point, (utf8proc_uint8_t *)text);
		invisible += fold_invisible(text) != 0;
		if (fold_unassigned(text) != 0)
			continue;
		assigned++;
		hash = (hash ^ fold_hash(text)) * UINT64_C(0x100000001B3);
	}
	assert_int_equal(invisible, 4174);
	assert_int_equal(assigned, 286718);
	if (hash != UINT64_C(0xC1C79630663DAC0E))
		fail_msg("is 0x%llX now", (unsigned long long)hash);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_searches_types_neither_case_nor_marks),
		cmocka_unit_test(spaces_case_and_what_nobody_sees_make_no_other_text),
		cmocka_unit_test(other_words_are_another_text),
		cmocka_unit_test(what_unicode_15_does_not_assign_or_nobody_sees_is_found),
		cmocka_unit_test(the_folding_of_all_code_points_is_that_of_unicode_15),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
