#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "fold.h"
#include "some_of.h"
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
	says_the_same("a \u200B b", "\u200BA B \u200B");
	says_the_same(" \u200B ẤY  Ở", "ấy ở");
}

static void a_search_finds_words_that_begin_so(void **state)
{
	static const char text[] =
	        "  Số hóa\u00A0HỒ SƠ Đảng viên, đợt 2\u200B của cơ sở; nề nếp sinh hoạt";

	(void)state;
	assert_true(fold_finds(text, "so hoa"));
	assert_true(fold_finds(text, "HOA so")); /* in any order */
	assert_true(fold_finds(text, "dang  2"));
	assert_true(fold_finds(text, "đảng"));
	assert_true(fold_finds(text, "h"));
	assert_true(fold_finds(text, "vien,dot")); /* what is no letter ends a word */
	assert_true(fold_finds(text, ""));
	assert_false(fold_finds(text, "oat")); /* it is within one */
	assert_false(fold_finds(text, "so hoang"));
	assert_false(fold_finds(text, "đang dảng x"));
	assert_true(fold_finds("Straße 東京", "strasse"));
	assert_false(fold_finds("", "a"));
}

static void an_accent_is_meant_where_it_is_typed(void **state)
{
	(void)state;
	assert_true(fold_finds("hoa", "hoa"));
	assert_true(fold_finds("hoà", "hoa"));
	assert_false(fold_finds("hoa", "hoà"));
	assert_false(fold_finds("hoá", "hoà"));
	assert_true(fold_finds("hòa", "hoà")); /* on whatever vowel it is written */
	assert_true(fold_finds("hoàn thành", "hoà"));
	assert_true(fold_finds("Thuỷ lợi", "thủy LƠI"));
	assert_true(fold_finds("hồ sơ", "hô so"));
	assert_false(fold_finds("ho sơ", "hồ"));
	assert_true(fold_finds("Đảng", "dang"));
	assert_false(fold_finds("dang", "đang"));
	assert_false(fold_finds("cơ sở sinh hoạt", "số hóa"));
}

static void a_search_of_any_length_is_looked_for(void **state)
{
	char words[2 * FOLD_SEARCH_MAX + 1], letters[2 * FOLD_SEARCH_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(words) - 1; i++) {
		words[i] = i % 2 == 0 ? 'a' : ' ';
		letters[i] = 'a';
	}
	words[sizeof(words) - 1] = letters[sizeof(letters) - 1] = '\0';
	assert_true(fold_finds("a b", words));
	assert_true(fold_finds(letters, letters));
	assert_false(fold_finds("b", words));
	assert_false(fold_finds("aaa", letters));
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
	if (some_only())
		skip(); /* it is a hash of all */
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

static uint64_t hash_of(const int32_t *points, utf8proc_ssize_t count)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);

	for (utf8proc_ssize_t i = 0; i < count; i++)
		hash = (hash ^ (uint64_t)points[i]) * UINT64_C(0x100000001B3);
	return hash;
}

/* Of every code point, between two others: it is a space, or nothing, or in the parts that utf8proc tells, also
 * where folding knows them by itself. */
static void a_letter_is_in_the_parts_that_utf8proc_tells(void **state)
{
	const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD;
	const bool some = some_only();
	size_t spaces = 0, invisible = 0;

	(void)state;
	for (int32_t point = 1; point <= 0x10FFFF; point = some_next(point, some)) {
		char text[8] = "X";
		int32_t parts[10] = { 'x' };
		int boundary = 0;

		if (point >= 0xD800 && point < 0xE000)
			continue;
		text[1 + utf8proc_encode_char(point, (utf8proc_uint8_t *)text + 1)] = 'Y';
		if (fold_same(text, "x y")) {
			spaces++;
		} else if (fold_same(text, "xy")) {
			invisible++;
		} else {
			const utf8proc_ssize_t count =
			        utf8proc_decompose_char(point, parts + 1, 8, how, &boundary);

			parts[1 + count] = 'y';
			if (fold_hash(text) != hash_of(parts, count + 2))
				fail_msg("U+%04X is folded otherwise", (unsigned)point);
		}
	}
	if (some)
		return;
	assert_int_equal(spaces, 25);
	assert_int_equal(invisible, 4174);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_search_finds_words_that_begin_so),
		cmocka_unit_test(an_accent_is_meant_where_it_is_typed),
		cmocka_unit_test(a_search_of_any_length_is_looked_for),
		cmocka_unit_test(spaces_case_and_what_nobody_sees_make_no_other_text),
		cmocka_unit_test(other_words_are_another_text),
		cmocka_unit_test(what_unicode_15_does_not_assign_or_nobody_sees_is_found),
		cmocka_unit_test(the_folding_of_all_code_points_is_that_of_unicode_15),
		cmocka_unit_test(a_letter_is_in_the_parts_that_utf8proc_tells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
