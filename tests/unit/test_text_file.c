#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "text_file.h"

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

/* In exactly the room that is asked for, so that a byte beyond it is seen. */
static const char *plain(const char *bytes, size_t size)
{
	char *room = malloc(TEXT_FILE_ROOM(size));

	assert_non_null(room);
	memcpy(room, bytes, size);
	const size_t left = text_file_plain(room, size);
	const char *out = arena_text(&arena, "%.*s", (int)left, room);

	free(room);
	return out;
}
#define PLAIN(bytes) plain(bytes, sizeof(bytes) - 1)

static void a_byte_order_mark_is_passed_over(void **state)
{
	(void)state;
	assert_string_equal(PLAIN("\xEF\xBB\xBF{}"), "{}");
	assert_string_equal(PLAIN("\xEF\xBB\xBF"), "");
	assert_string_equal(PLAIN("\xEF\xBB"), "\xEF\xBB");
	assert_string_equal(PLAIN(""), "");
	assert_string_equal(PLAIN("{\xEF\xBB\xBF}"),
	                    "{\xEF\xBB\xBF}"); /* inside it is a character */
}

static void lines_end_in_lf(void **state)
{
	(void)state;
	assert_string_equal(PLAIN("a\r\nb\r\n"), "a\nb\n");
	assert_string_equal(PLAIN("a\rb\r"), "a\nb\n"); /* as old Macs had it */
	assert_string_equal(PLAIN("a\n\r\n\r\rb"), "a\n\n\n\nb");
	assert_string_equal(PLAIN("\xEF\xBB\xBF\r\nx"), "\nx");
}

static void utf16_is_read_in_either_order(void **state)
{
	(void)state;
	assert_string_equal(PLAIN("\xFF\xFEt\0\xD5\x1E\r\0\n\0"), "tổ\n");
	assert_string_equal(PLAIN("\xFE\xFF\0t\x1E\xD5\0\r\0\n"), "tổ\n");
	assert_string_equal(PLAIN("\xFF\xFE"), "");
	assert_string_equal(PLAIN("\xFF\xFE\x3C\xD8\xC6\xDF"), "🏆"); /* a pair */
	/* three bytes from each two: the most there can be */
	assert_string_equal(PLAIN("\xFE\xFF\x1E\xD5\x1E\xD5\x1E\xD5\x1E\xD5\x1E\xD5\x1E\xD5"),
	                    "ổổổổổổ");
}

static void broken_utf16_stays_as_it_is(void **state)
{
	(void)state;
	assert_string_equal(PLAIN("\xFF\xFEt"), "\xFF\xFEt");               /* half a unit */
	assert_string_equal(PLAIN("\xFF\xFE\x3C\xD8"), "\xFF\xFE\x3C\xD8"); /* half a pair */
	assert_string_equal(PLAIN("\xFF\xFE\xC6\xDFt\1"), "\xFF\xFE\xC6\xDFt\1");
	assert_string_equal(PLAIN("\xFF\xFE\x3C\xD8t\1"), "\xFF\xFE\x3C\xD8t\1");
}

static void what_stands_before_in_a_buffer_is_left_alone(void **state)
{
	struct buffer text = { 0 };

	(void)state;
	buffer_append(&text, "a\r\n", 3);
	buffer_append(&text, "\xFE\xFF\x1E\xD5\0\r\0\n", 8);
	text_file_plain_buffer(&text, 3);
	assert_int_equal(text.size, 7);
	assert_memory_equal(text.data, "a\r\nổ\n", 7);
	buffer_close(&text);
}

static void letters_taken_apart_are_put_together(void **state)
{
	(void)state;
	assert_string_equal(text_file_compose(&arena, "Tuye\u0302n Quang"), "Tuyên Quang");
	assert_string_equal(text_file_compose(&arena, "vie\u0323\u0302t"), "việt");
	assert_string_equal(text_file_compose(&arena, "vie\u0302\u0323t\r\nnam"), "việt\nnam");
	assert_string_equal(text_file_compose(&arena, "\u2126 ổ"), "\u03A9 ổ");
	assert_string_equal(text_file_compose(&arena, ""), "");
	assert_string_equal(text_file_compose(&arena, "T\xEAn\r\n"), "T\xEAn\n"); /* no UTF-8 */
}

/* As tidied, or its flaw. */
static const char *tidied(const char *text, size_t size)
{
	enum text_flaw flaw;
	const char *tidy = text_file_tidy(&arena, text, size, &flaw);

	assert_int_equal(tidy != NULL, flaw == TEXT_FINE);
	return tidy ? tidy : fault_sentence(text_fault(flaw), ENGLISH);
}
#define TIDIED(text) tidied(text, sizeof(text) - 1)

static void what_another_program_wrote_is_made_fit_to_keep(void **state)
{
	(void)state;
	assert_string_equal(TIDIED("vie\u0323\u0302t"), "việt");
	assert_string_equal(TIDIED("vie\u0302\u0323t"), "việt");
	assert_string_equal(TIDIED("a\r\nb\rc\r"), "a\nb\nc\n");
	assert_string_equal(TIDIED("\0a\x01\tb\x7F\xC2\x85"), "?a?\tb??");
	assert_string_equal(TIDIED("a\r\xC3"), "is not UTF-8");
	assert_string_equal(tidied(NULL, 0), "");
}

static void marks_that_would_take_long_to_sort_are_refused(void **state)
{
	char marks[64] = "q";

	(void)state;
	for (size_t i = 1; i < 61; i += 4)
		memcpy(marks + i, "\xCC\x81\xCC\xA3", 4);
	assert_int_equal(strlen(tidied(marks, 61)), 61);
	memcpy(marks + 61, "\xCC\x81", 2);
	assert_non_null(strstr(tidied(marks, 63), "NFC"));
	assert_string_equal(text_file_compose(&arena, marks), marks); /* stays, for text_check */
	marks[61] = '\0';
	assert_string_not_equal(text_file_compose(&arena, marks), marks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_byte_order_mark_is_passed_over),
		cmocka_unit_test(lines_end_in_lf),
		cmocka_unit_test(utf16_is_read_in_either_order),
		cmocka_unit_test(broken_utf16_stays_as_it_is),
		cmocka_unit_test(what_stands_before_in_a_buffer_is_left_alone),
		cmocka_unit_test(letters_taken_apart_are_put_together),
		cmocka_unit_test(what_another_program_wrote_is_made_fit_to_keep),
		cmocka_unit_test(marks_that_would_take_long_to_sort_are_refused),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
