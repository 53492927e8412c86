#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "arena.h"
#include "show.h"
#include "words.h"

static int start(void **state)
{
	static struct arena arena;

	arena_init(&arena, 0);
	words_choose("vi");
	show_start();
	*state = &arena;
	return 0;
}

static int stop(void **state)
{
	arena_close(*state);
	return 0;
}

static void a_letter_takes_one_place_however_many_marks_it_carries(void **state)
{
	(void)state;
	assert_int_equal(show_width("Hạng"), 4);
	assert_int_equal(show_width("Ban Tổ chức Tỉnh ủy Tuyên Quang"), 31);
	assert_int_equal(show_width("Ữ"), 1);
	assert_int_equal(show_width("漢字"), 4);
	assert_int_equal(show_width(""), 0);
}

static void a_long_text_is_wrapped_between_words(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(show_wrapped(arena, "số ngày trễ ↑, điểm", 11), "số ngày trễ\n↑, điểm");
	assert_string_equal(show_wrapped(arena, "số ngày", 7), "số ngày");
	assert_string_equal(show_wrapped(arena, "số ngày", 0), "số ngày");
	assert_string_equal(show_wrapped(arena, "mộttừdài", 4), "mộttừdài");
}

static void what_does_not_fit_is_cut_between_letters_and_says_so(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(show_fit(arena, "Điện Biên", 9, CUT_END), "Điện Biên");
	assert_string_equal(show_fit(arena, "Điện Biên", 5, CUT_END), "Điện…");
	assert_string_equal(show_fit(arena, "Điện Biên", 1, CUT_END), "…");
	assert_string_equal(show_fit(arena, "Điện Biên", 0, CUT_END), "");
	assert_string_equal(show_fit(arena, "漢字漢字", 4, CUT_END), "漢…");
}

static void names_that_begin_alike_are_cut_at_the_start(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(show_fit(arena, "Ban Tổ chức Tỉnh ủy Điện Biên", 12, CUT_START),
	                    "… Điện Biên"); /* no half words */
	assert_string_equal(show_fit(arena, "Điện Biên", 1, CUT_START), "…");
	assert_string_equal(show_fit(arena, "Điện Biên", 0, CUT_START), "");
	assert_string_equal(show_fit(arena, "漢字漢字", 4, CUT_START), "…字");
}

static void bytes_that_are_no_text_do_not_stop_it(void **state)
{
	(void)state;
	assert_int_equal(show_width("a\xFF\xC3"), 3);
}

static void numbers_are_written_as_the_language_writes_them(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(show_points(arena, 84211), "842,11");
	assert_string_equal(show_quantity(arena, 125000), "12,5");
	assert_string_equal(show_share(arena, 2550), "25,5 %");
	words_choose("en");
	assert_string_equal(show_points(arena, 84211), "842.11");
	words_choose("vi");
}

static void an_instant_is_shown_in_the_time_of_vietnam(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(show_instant(arena, INT64_C(1710954000) * 1000000),
	                    "21-03-2024 00:00:00");
	assert_string_equal(show_day(arena, 19802), "20-03-2024");
}

static void the_widest_flexible_column_gives_way_to_a_narrow_screen(void **state)
{
	static const struct column columns[] = { { "a", true, CUT_NEVER },
		                                 { "b", false, CUT_END } };
	struct table table;

	table_start(&table, *state, columns, 2);
	table_cell(&table, PAINT_NONE, "%s", "1234");
	table_cell(&table, PAINT_NONE, "%s", "Ban Tổ chức Tỉnh ủy Lào Cai");
	table_layout(&table, 0);
	assert_int_equal(table.widths[1], 27);
	table_layout(&table, 20);
	assert_int_equal(table.widths[0], 4);
	assert_int_equal(table.widths[1], 14);
	table_layout(&table, 5);
	assert_int_equal(table.widths[1], 8); /* narrower it would say nothing */
	table.spare = 1U << 1;
	table_layout(&table, 5);
	assert_int_equal(table.column_count, 1);
	assert_int_equal(table.cell_count, 1);
	assert_string_equal(table.cells[0].text, "1234");
}

static void a_last_column_that_wraps_gives_way_to_the_others(void **state)
{
	const struct column columns[] = { { "đơn vị", false, CUT_END },
		                          { "lý do", false, CUT_WRAP } };
	struct table table;

	table_start(&table, *state, columns, 2);
	table_cell(&table, PAINT_NONE, "%s", "Tỉnh ủy Lào Cai");
	table_cell(&table, PAINT_NONE, "%s",
	           "số T10 chưa khớp với sổ kết nạp của tháng hai và tháng ba");
	table_layout(&table, 0);
	assert_int_equal(table.widths[1], 57);
	table_layout(&table, 60);
	assert_int_equal(table.widths[0], 15);
	assert_int_equal(table.widths[1], 43);
	assert_false(table.under);
	table_layout(&table, 46); /* too narrow beside the others */
	assert_int_equal(table.widths[0], 15);
	assert_int_equal(table.widths[1], 42);
	assert_true(table.under);
}

static void a_cell_makes_no_lines_of_its_own(void **state)
{
	const struct column columns[] = { { "lý do", false, CUT_WRAP } };
	struct table table;

	table_start(&table, *state, columns, 1);
	table_cell(&table, PAINT_NONE, "%s", "thiếu phụ lục\n16-06-2024\tHN");
	assert_string_equal(table.cells[0].text, "thiếu phụ lục ⏎ 16-06-2024 HN");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		        a_letter_takes_one_place_however_many_marks_it_carries, start, stop),
		cmocka_unit_test_setup_teardown(a_long_text_is_wrapped_between_words, start, stop),
		cmocka_unit_test_setup_teardown(
		        what_does_not_fit_is_cut_between_letters_and_says_so, start, stop),
		cmocka_unit_test_setup_teardown(a_last_column_that_wraps_gives_way_to_the_others,
		                                start, stop),
		cmocka_unit_test_setup_teardown(names_that_begin_alike_are_cut_at_the_start, start,
		                                stop),
		cmocka_unit_test_setup_teardown(bytes_that_are_no_text_do_not_stop_it, start, stop),
		cmocka_unit_test_setup_teardown(numbers_are_written_as_the_language_writes_them,
		                                start, stop),
		cmocka_unit_test_setup_teardown(an_instant_is_shown_in_the_time_of_vietnam, start,
		                                stop),
		cmocka_unit_test_setup_teardown(
		        the_widest_flexible_column_gives_way_to_a_narrow_screen, start, stop),
		cmocka_unit_test_setup_teardown(a_cell_makes_no_lines_of_its_own, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
