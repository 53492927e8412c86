/*
 * What stands between texts from outside and a terminal.
 */
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "output.h"
#include "plain.h"

#include <cmocka.h>

static struct arena arena;

static int begin(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

static const char *plain(const char *text)
{
	return plain_text(&arena, text);
}

static void what_people_write_stays_as_it_is(void **state)
{
	static const char text[] = "Chi bộ bốn tốt\tở Tuyên Quang, 45 %\n✓ 𝟙";

	(void)state;
	assert_string_equal(plain(text), text);
}

static void control_bytes_are_shown_and_not_obeyed(void **state)
{
	(void)state;
	assert_string_equal(plain("a\033[2Jb\rc\007\010"), "a\\x1b[2Jb\\x0dc\\x07\\x08");
	assert_string_equal(plain("\xc2\x9b"
	                          "2J\x7f"),
	                    "\\x9b2J\\x7f"); /* CSI in one letter */
}

static void what_turns_or_hides_is_shown(void **state)
{
	(void)state;
	assert_string_equal(plain("\u202Egpj.exe"), "\\u202egpj.exe");
	assert_string_equal(plain("a\u2066b\u200Bc\uFEFFd\u00ADe\u061Cf\U000E0041"),
	                    "a\\u2066b\\u200bc\\ufeffd\\xade\\u061cf\\ue0041");
}

static void what_is_no_utf8_is_shown_byte_by_byte(void **state)
{
	(void)state;
	assert_string_equal(plain("a\xff"
	                          "b\xc0\xaf\xed\xa0\x80"),
	                    "a\\xffb\\xc0\\xaf\\ud800");
}

/* A stream may hand it over anywhere. */
static void a_letter_in_two_pieces_is_one(void **state)
{
	static const char text[] = "bộ 𝟙\033";

	(void)state;
	for (size_t cut = 0; cut <= strlen(text); cut++) {
		struct buffer out = { 0 }, second = { 0 };
		size_t rest;

		plain_append(text, cut, &out, &rest);
		assert_in_range(rest, 0, 3);
		buffer_append(&second, text + cut - rest, strlen(text) - cut + rest);
		plain_append((const char *)second.data, second.size, &out, &rest);
		assert_int_equal(rest, 0);
		buffer_append(&out, "", 1);
		assert_string_equal((const char *)out.data, "bộ 𝟙\\x1b");
		buffer_close(&out);
		buffer_close(&second);
	}
}

/* What comes out of a terminal while stderr is one. */
static void what_passes_is_taken_away_by_what_is_written_next(void **state)
{
	static const char expected[] = "\r\033[Kreading\r\033[Kdone \\x1b\r\n";
	FILE *const output = stdout, *const error = stderr;
	char shown[100] = "";

	(void)state;
	int near, far;

	assert_int_equal(openpty(&near, &far, NULL, NULL, NULL), 0);
	const int before = dup(STDERR_FILENO);

	setenv("TERM", "xterm", 1);
	dup2(far, STDERR_FILENO);
	output_start();
	output_passing("reading");
	fprintf(stderr, "done \033\n");
	output_passing(NULL); /* there is none */
	dup2(before, STDERR_FILENO);
	stdout = output;
	stderr = error;
	for (size_t size = 0; size < strlen(expected);) {
		const ssize_t got = read(near, shown + size, sizeof(shown) - 1 - size);

		assert_true(got > 0);
		size += (size_t)got;
	}
	assert_string_equal(shown, expected);
	close(near);
	close(far);
	close(before);
}

int main(void)
{
#define PLAIN(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		PLAIN(what_people_write_stays_as_it_is),
		PLAIN(control_bytes_are_shown_and_not_obeyed),
		PLAIN(what_turns_or_hides_is_shown),
		PLAIN(what_is_no_utf8_is_shown_byte_by_byte),
		PLAIN(a_letter_in_two_pieces_is_one),
		PLAIN(what_passes_is_taken_away_by_what_is_written_next),
	};

	return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}
