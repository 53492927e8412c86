#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "some_of.h"
#include "text.h"

#include <cmocka.h>

#define CHECK(text) text_check((text), sizeof(text) - 1)

static void ordinary_texts_are_fine(void **state)
{
	(void)state;
	assert_int_equal(text_check(NULL, 0), TEXT_FINE);
	assert_int_equal(CHECK("Plain text, tab\tand newline\nare fine ~"), TEXT_FINE);
	assert_int_equal(CHECK("Ban Tổ chức Thành ủy Hà Nội"), TEXT_FINE);
	assert_int_equal(
	        CHECK("Khắc phục hạn chế đã nêu năm trước – “đóng ÷ tổng”, 70.000.000 ₫ Ữ ữ Ặ ặ Ỹ"),
	        TEXT_FINE);
	assert_int_equal(CHECK("漢字 한국어 ไทย العربية 🏆"), TEXT_FINE);
	assert_int_equal(CHECK("\xF4\x8F\xBF\xBF"), TEXT_FINE); /* U+10FFFF */
}

static void a_nul_is_found_wherever_it_stands(void **state)
{
	(void)state;
	assert_int_equal(CHECK("\0"), TEXT_HOLDS_NUL);
	assert_int_equal(CHECK("eight by\0tes and more"), TEXT_HOLDS_NUL);
	assert_int_equal(CHECK("tổ\0"), TEXT_HOLDS_NUL);
}

static void what_is_not_utf8_is_found(void **state)
{
	(void)state;
	assert_int_equal(CHECK("\x80"), TEXT_NOT_UTF8);
	assert_int_equal(CHECK("abc\xE1\xBB"), TEXT_NOT_UTF8); /* cut short */
	assert_int_equal(CHECK("\xC0\xAF"), TEXT_NOT_UTF8);    /* longer than it need be */
	assert_int_equal(CHECK("\xE0\x80\xAF"), TEXT_NOT_UTF8);
	assert_int_equal(CHECK("\xED\xA0\x80"), TEXT_NOT_UTF8);     /* a surrogate */
	assert_int_equal(CHECK("\xF4\x90\x80\x80"), TEXT_NOT_UTF8); /* beyond U+10FFFF */
	assert_int_equal(CHECK("\xFF"), TEXT_NOT_UTF8);
	assert_int_equal(CHECK("T\xEAn t\xE0i kho\x81n"), TEXT_NOT_UTF8); /* windows-1258 */
}

static void the_length_ends_the_text_and_not_what_follows(void **state)
{
	(void)state;
	assert_int_equal(text_check("ế", 2), TEXT_NOT_UTF8);
	assert_int_equal(text_check("ab\xFF", 2), TEXT_FINE);
}

static void decomposed_text_is_not_nfc(void **state)
{
	(void)state;
	assert_int_equal(CHECK("Tuye\u0302n Quang"), TEXT_NOT_NFC); /* ê in two */
	assert_int_equal(CHECK("vi\u00EA\u0323t"), TEXT_NOT_NFC);   /* ê and a dot below: ệ */
	assert_int_equal(CHECK("vie\u0323\u0302t"), TEXT_NOT_NFC);
	assert_int_equal(CHECK("vie\u0302\u0323t"), TEXT_NOT_NFC); /* and in the wrong order */
	assert_int_equal(CHECK("thu\u0300"), TEXT_NOT_NFC); /* the first mark there is: ù in two */
	assert_int_equal(CHECK("tha\u0301ng"), TEXT_NOT_NFC);
	assert_int_equal(CHECK("\u212B"), TEXT_NOT_NFC);       /* the ångström sign is an Å */
	assert_int_equal(CHECK("\u2126"), TEXT_NOT_NFC);       /* the ohm sign is an omega */
	assert_int_equal(CHECK("\u1100\u1161"), TEXT_NOT_NFC); /* Hangul in parts */
	assert_int_equal(CHECK("\u2000"), TEXT_NOT_NFC);       /* en quad is en space */
}

static void marks_that_compose_with_nothing_are_nfc(void **state)
{
	(void)state;
	assert_int_equal(CHECK("q\u0301"), TEXT_FINE);
	assert_int_equal(CHECK("\u0301"), TEXT_FINE);
	assert_int_equal(CHECK("q\u0323\u0301"), TEXT_FINE);
	assert_int_equal(CHECK("q\u0301\u0323"), TEXT_NOT_NFC); /* marks out of order */
}

static void a_long_row_of_marks_is_judged_in_no_time(void **state)
{
	static char text[200001];

	(void)state;
	text[0] = 'q';
	for (size_t i = 1; i < sizeof(text); i += 4)
		memcpy(text + i, "\xCC\x81\xCC\xA3", 4); /* U+0301 U+0323 */
	assert_int_equal(text_check(text, sizeof(text)), TEXT_NOT_NFC);
	for (size_t i = 1; i < sizeof(text); i += 2)
		memcpy(text + i, "\xCC\x81", 2);
	assert_int_equal(text_check(text, sizeof(text)), TEXT_FINE);
}

static void controls_are_found(void **state)
{
	(void)state;
	assert_int_equal(CHECK("a\rb"), TEXT_HOLDS_CONTROL);
	assert_int_equal(CHECK("red \033[31m text, longer than a word"), TEXT_HOLDS_CONTROL);
	assert_int_equal(CHECK("\x7F"), TEXT_HOLDS_CONTROL);
	assert_int_equal(CHECK("1234567\x7F"), TEXT_HOLDS_CONTROL);
	assert_int_equal(CHECK("\xC2\x85"), TEXT_HOLDS_CONTROL); /* U+0085 */
	assert_int_equal(CHECK("\xC2\xA0"), TEXT_FINE);          /* no-break space */
}

/* The eight-byte path must agree with the one-byte path for every byte at every place. */
static void every_byte_is_seen_at_every_place_of_a_word(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		char alone = (char)byte;
		enum text_flaw expected = text_check(&alone, 1);

		for (size_t place = 0; place < 24; place++) {
			char text[25] = "abcdefghijklmnopqrstuvwx";

			text[place] = (char)byte;
			assert_int_equal(text_check(text, 24), expected);
		}
	}
}

static const char *sentence(enum text_flaw flaw)
{
	return fault_sentence(text_fault(flaw), ENGLISH);
}

static void every_flaw_is_told_in_words(void **state)
{
	(void)state;
	assert_string_equal(sentence(TEXT_NOT_UTF8), "is not UTF-8");
	assert_string_equal(sentence(TEXT_HOLDS_NUL), "holds a NUL byte");
	assert_string_equal(sentence(TEXT_HOLDS_CONTROL), "holds a control character");
	assert_non_null(strstr(sentence(TEXT_NOT_NFC), "NFC"));
}

static void codes_of_boards_are_told_from_others(void **state)
{
	static const char *const good[] = { "HN", "LCH", "TQ25", "LCA25" };
	static const char *const bad[] = { "",   "H",  "HANO", "hn",    "HN2",    "HN250",
		                           "H1", "25", "HN-1", "HN25 ", "LCAA25", "ĐB" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(text_is_board(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(text_is_board(bad[i]));
}

static void codes_of_clusters_are_told_from_others(void **state)
{
	(void)state;
	assert_true(text_is_cluster("TCXDD-1"));
	assert_true(text_is_cluster("1"));
	assert_true(text_is_cluster("ABCDEFGHIJKLMNOPQRSTUVWXYZ-12345"));   /* 32 */
	assert_false(text_is_cluster("ABCDEFGHIJKLMNOPQRSTUVWXYZ-123456")); /* 33 */
	assert_false(text_is_cluster(""));
	assert_false(text_is_cluster("-A"));
	assert_false(text_is_cluster("a"));
	assert_false(text_is_cluster("A/B"));
}

static void codes_of_tasks_are_told_from_others(void **state)
{
	(void)state;
	assert_true(text_is_code("T"));
	assert_true(text_is_code("T01"));
	assert_true(text_is_code("ABCDEF7"));
	assert_false(text_is_code("ABCDEFG8"));
	assert_false(text_is_code(""));
	assert_false(text_is_code("1T"));
	assert_false(text_is_code("t1"));
	assert_false(text_is_code("T-1"));
}

static void hex_reads_back_as_it_was(void **state)
{
	const uint8_t bytes[] = { 0x00, 0x7F, 0x80, 0xFF, 0xA5 };
	uint8_t back[5];
	char hex[11];

	(void)state;
	text_hex(bytes, 5, hex);
	assert_string_equal(hex, "007f80ffa5");
	assert_true(text_unhex(hex, back, 5));
	assert_memory_equal(back, bytes, 5);
	assert_true(text_unhex("007F80FFA5", back, 5));
	assert_false(text_unhex("007f80ffa", back, 5));
	assert_false(text_unhex("007f80ffa55", back, 5));
	assert_false(text_unhex("007f80ffag", back, 5));
	assert_false(text_unhex("", back, 5));
	assert_true(text_unhex("", back, 0));
}

/* What utf8proc says of it, which is slow. */
static enum text_flaw flaw_by_utf8proc(const char *text, size_t size, utf8proc_int32_t c)
{
	utf8proc_uint8_t *normal = NULL;

	if (c == 0)
		return TEXT_HOLDS_NUL;
	if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0))
		return TEXT_HOLDS_CONTROL;
	const utf8proc_ssize_t length =
	        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, &normal,
	                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	const bool same = length == (utf8proc_ssize_t)size && memcmp(normal, text, size) == 0;

	free(normal);
	return same ? TEXT_FINE : TEXT_NOT_NFC;
}

static void every_character_is_judged_as_it_would_be_slowly(void **state)
{
	const bool some = some_only();

	(void)state;
	for (utf8proc_int32_t c = 0; c <= 0x10FFFF; c = some_next(c, some)) {
		char text[32] = "e";
		size_t size = 1 + (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)text + 1);

		if (c >= 0xD800 && c < 0xE000)
			continue; /* no character */
		memset(text + size, 'y', 9);
		size += 9;
		if (text_check(text, size) != flaw_by_utf8proc(text, size, c))
			fail_msg("U+%04X", (unsigned)c);
	}
}

static void three_bytes_are_text_or_not_as_utf8proc_says(void **state)
{
	const bool some = some_only();

	(void)state;
	for (int32_t i = 0; i < 1 << 21; i = some_next(i, some)) {
		const char text[] = { (char)(0x80 | i >> 14), (char)(0x80 | i >> 7),
			              (char)(0x80 | i) };
		const enum text_flaw flaw = text_check(text, sizeof(text));

		if (flaw != TEXT_HOLDS_CONTROL &&
		    (flaw != TEXT_NOT_UTF8) != text_is_utf8(text, sizeof(text)))
			fail_msg("%06X", (unsigned)i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_texts_are_fine),
		cmocka_unit_test(a_nul_is_found_wherever_it_stands),
		cmocka_unit_test(what_is_not_utf8_is_found),
		cmocka_unit_test(the_length_ends_the_text_and_not_what_follows),
		cmocka_unit_test(decomposed_text_is_not_nfc),
		cmocka_unit_test(marks_that_compose_with_nothing_are_nfc),
		cmocka_unit_test(every_character_is_judged_as_it_would_be_slowly),
		cmocka_unit_test(three_bytes_are_text_or_not_as_utf8proc_says),
		cmocka_unit_test(a_long_row_of_marks_is_judged_in_no_time),
		cmocka_unit_test(controls_are_found),
		cmocka_unit_test(every_byte_is_seen_at_every_place_of_a_word),
		cmocka_unit_test(every_flaw_is_told_in_words),
		cmocka_unit_test(codes_of_boards_are_told_from_others),
		cmocka_unit_test(codes_of_clusters_are_told_from_others),
		cmocka_unit_test(codes_of_tasks_are_told_from_others),
		cmocka_unit_test(hex_reads_back_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
