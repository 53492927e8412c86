#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "sheets.h"

static struct sheets sheets;

static int start(void **state)
{
	(void)state;
	sheets_open(&sheets);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	sheets_close(&sheets);
	return 0;
}

static const char *read_bytes(const void *bytes, size_t size)
{
	return sheets_read(&sheets, bytes, size, WORKBOOK_CSV);
}

static const char *read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

static void rows_and_columns_are_counted_as_people_see_them(void **state)
{
	(void)state;
	assert_string_equal(read_text("a,b\r\n\r\n,\"c,\"\"d\"\"\"\r\ne"),
	                    "A1=a B1=b B3=c,\"d\" A4=e");
	assert_string_equal(read_text("a,b\r\rc\n"), "A1=a B1=b A3=c");
	assert_string_equal(read_text("\"a\r\nb\",c\nd"), "A1=a\nb B1=c A2=d");
	assert_string_equal(read_text(" a , \"b\" ,c d\n"), "A1=a B1=b C1=c d");
	assert_string_equal(read_text(""), "");
}

static void the_separator_is_found(void **state)
{
	(void)state;
	assert_string_equal(read_text("a;b\n12,5;\"x;y\"\n"), "A1=a B1=b A2=12,5 B2=x;y");
	assert_string_equal(read_text("a\tb, c\n\td e\n"), "A1=a B1=b, c B2=d e");
	assert_string_equal(read_text("T01;a, b, c\nT02;d\n"), "A1=T01 B1=a, b, c A2=T02 B2=d");
	assert_string_equal(read_text("sep=;\r\na,b;c\r\n"), "A2=a,b B2=c");
	assert_string_equal(read_text("sep=,\na;b,c"), "A2=a;b B2=c");
	assert_string_equal(read_text("sep=;"), "");
	assert_string_equal(read_text("sep=xy\n"), "A1=sep=xy");
}

static void text_is_utf_8_or_utf_16_with_a_mark(void **state)
{
	static const uint8_t little[] = "\xFF\xFE\x19\x01\x3b\0\x3d\xd8\x00\xde";
	static const uint8_t big[] = "\xFE\xFF\x1e\xa5\x00;\x00x";

	(void)state;
	assert_string_equal(read_text("\xEF\xBB\xBF"
	                              "đ;x"),
	                    "A1=đ B1=x");
	assert_string_equal(read_bytes(little, sizeof(little) - 1), "A1=ę B1=😀");
	assert_string_equal(read_bytes(big, sizeof(big) - 1), "A1=ấ B1=x");
	assert_string_equal(read_text("e\xCC\x82\xCC\x81\x01x"), "A1=ế?x"); /* NFC, no controls */
}

static void what_is_not_utf_8_is_told_how_to_save(void **state)
{
	static const char said[] = "! : is not UTF-8; save it as \"CSV UTF-8\" or as .xlsx";

	(void)state;
	assert_string_equal(read_text("a;B\xE1o c\xE1o\n"), /* Windows-1258 */
	                    "! B1: is not UTF-8; save it as \"CSV UTF-8\" or as .xlsx");
	assert_string_equal(read_bytes("a\0b", 3), said);
	assert_string_equal(read_text("\xFF\xFEz"),
	                    "! A1: is not UTF-8; save it as \"CSV UTF-8\" or as .xlsx");
	assert_string_equal(read_bytes("\xFF\xFE\0\xDC", 4), said);
	assert_string_equal(read_bytes("\xFF\xFE\0\xD8", 4), said);
	assert_string_equal(read_bytes("\xFE\xFF\xD8\0\0a", 6), said);
}

static void quotation_marks_are_held_strictly(void **state)
{
	static const char *const wrong[] = { "a,b\n\"c,d\ne", "a\nb\"c", "a\n\"b\"c", "a\n\"b" };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_string_equal(read_text(wrong[i]),
		                    "! A2: has a quotation mark that is not closed, or stands "
		                    "inside of a text without being doubled");
}

/* count times the text. */
static const char *many(const char *text, size_t count)
{
	const size_t size = strlen(text);
	char *out = arena_alloc(&sheets.arena, count * size + 1, 1);

	for (size_t i = 0; i < count; i++)
		memcpy(out + i * size, text, size);
	return out;
}

static const char *fault_of(const char *text)
{
	const char *said = read_text(text);

	return *said == '!' ? said : "read";
}

static void every_bound_has_its_answer(void **state)
{
	(void)state;
	const char *row = arena_text(&sheets.arena, "%s\n", many("1,", 999));
	const char *cells = many(row, 500);
	const char *long_cell = many("x", WORKBOOK_CELL_BYTES_MAX);
	const char *text = many("0123456789,", 160000);

	(void)text;
	assert_string_equal(fault_of(many("x\n", WORKBOOK_ROWS_MAX)), "read");
	assert_string_equal(fault_of(many("x\n", WORKBOOK_ROWS_MAX + 1)),
	                    "! A65537: is below row 65536, the last that is read");
	assert_string_equal(fault_of(many("x,", WORKBOOK_COLUMNS_MAX)), "read");
	assert_string_equal(fault_of(many("x,", WORKBOOK_COLUMNS_MAX + 1)),
	                    "! AMK1: is beyond 1024 columns, which are all that is read");
	assert_string_equal(fault_of(arena_text(&sheets.arena, "%s%s", cells, many("1,", 500))),
	                    "read");
	assert_string_equal(fault_of(arena_text(&sheets.arena, "%s%s", cells, many("1,", 501))),
	                    "! SG501: is beyond 500000 cells, which are all that is read");
	assert_string_equal(fault_of(long_cell), "read");
	assert_string_equal(fault_of(arena_text(&sheets.arena, "%sx", long_cell)),
	                    "! A1: holds more than 98301 bytes of text");
}

static void a_file_that_is_too_large_is_not_looked_at(void **state)
{
	uint8_t *bytes = must_alloc(WORKBOOK_BYTES_MAX + 1, 1);

	(void)state;
	memset(bytes, '\n', WORKBOOK_BYTES_MAX + 1);
	assert_string_equal(read_bytes(bytes, WORKBOOK_BYTES_MAX), "");
	assert_string_equal(read_bytes(bytes, WORKBOOK_BYTES_MAX + 1), "! : is larger than 16 MiB");
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(rows_and_columns_are_counted_as_people_see_them,
		                                start, stop),
		cmocka_unit_test_setup_teardown(the_separator_is_found, start, stop),
		cmocka_unit_test_setup_teardown(text_is_utf_8_or_utf_16_with_a_mark, start, stop),
		cmocka_unit_test_setup_teardown(what_is_not_utf_8_is_told_how_to_save, start, stop),
		cmocka_unit_test_setup_teardown(quotation_marks_are_held_strictly, start, stop),
		cmocka_unit_test_setup_teardown(every_bound_has_its_answer, start, stop),
		cmocka_unit_test_setup_teardown(a_file_that_is_too_large_is_not_looked_at, start,
		                                stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
