/* In what two reports differ, and that order says nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "report_changes.h"
#include "words.h"

#include <cmocka.h>

static const struct report_line lines[] = {
	{ .task = "T01", .has_actual = true, .actual = 330000 },
	{ .task = "T02", .has_done = true, .done = 450000, .has_out_of = true, .out_of = 500000 },
};
static const struct report_line turned[] = {
	{ .task = "T02", .has_done = true, .done = 450000, .has_out_of = true, .out_of = 500000 },
	{ .task = "T01", .has_actual = true, .actual = 330000 },
};
static const char *const proposals[] = { "one", "two", "one" };
static const char *const others[] = { "two", "one", "three" };
static const struct good_model model = { .title = "a", .field = "", .effect = "c" };

static const struct submit_report report = { .board = "TQ",
	                                     .line_count = 2,
	                                     .lines = lines,
	                                     .proposal_count = 3,
	                                     .proposals = proposals,
	                                     .model_count = 1,
	                                     .models = &model };

/* The changes as people read them. Static. */
static const char *picture(const struct submit_report *old, const struct submit_report *now)
{
	static char text[2048];
	const struct member_list nobody = { .current = -1 };
	struct arena arena;
	struct report_changes changes;
	FILE *to = fmemopen(text, sizeof(text), "w");

	assert_non_null(to);
	arena_init(&arena, 0);
	report_compare(&arena, old, now, &changes);
	report_changes_say(to, &changes, &nobody);
	assert_int_equal(fputc('\0', to), 0);
	assert_int_equal(fclose(to), 0);
	json_t *told = report_changes_json(&changes);

	assert_int_equal(json_array_size(told), changes.count);
	json_decref(told);
	arena_close(&arena);
	return text;
}

static void the_order_of_lines_and_texts_says_nothing(void **state)
{
	(void)state;
	static const char *const mixed[] = { "two", "one", "one" };
	struct submit_report again = report;

	again.lines = turned;
	again.proposals = mixed;
	again.revision = 7;
	assert_string_equal(picture(&report, &again), "");
}

static void each_value_is_shown_as_it_was_and_as_it_is(void **state)
{
	(void)state;
	const struct report_line changed[] = {
		{ .task = "T02",
		  .has_done = true,
		  .done = 455000,
		  .has_out_of = true,
		  .out_of = 500000 },
		{ .task = "T03", .has_actual = true, .actual = 0 },
	};
	struct submit_report now = report;

	now.lines = changed;
	assert_string_equal(picture(&report, &now), "  T02: 45 / 50 → 45,5 / 50\n"
	                                            "  T03: (không có) → 0\n"
	                                            "  T01: 33 → (không có)\n");
}

static void a_text_goes_and_comes_as_a_whole(void **state)
{
	(void)state;
	struct submit_report now = report;

	now.proposals = others;
	now.model_count = 0;
	assert_string_equal(picture(&report, &now), "  − Mô hình hay, cách làm mới: a · c\n"
	                                            "  − Kiến nghị, đề xuất: one\n"
	                                            "  + Kiến nghị, đề xuất: three\n");
}

static void from_nothing_all_is_new(void **state)
{
	(void)state;
	struct submit_report now = report;

	now.proposal_count = now.model_count = 0;
	assert_string_equal(picture(NULL, &now), "  T01: (không có) → 33\n"
	                                         "  T02: (không có) → 45 / 50\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_of_lines_and_texts_says_nothing),
		cmocka_unit_test(each_value_is_shown_as_it_was_and_as_it_is),
		cmocka_unit_test(a_text_goes_and_comes_as_a_whole),
		cmocka_unit_test(from_nothing_all_is_new),
	};

	words_choose("vi");
	return cmocka_run_group_tests_name("report_changes", tests, NULL, NULL);
}
