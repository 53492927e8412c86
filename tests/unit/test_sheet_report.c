/* Reports out of spreadsheets, by CSV: what a cell is, is the workbook's matter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "arena.h"
#include "buffer.h"
#include "file.h"
#include "messages_forms.h"
#include "sheet_heads.h"
#include "sheet_map.h"
#include "sheet_report.h"
#include "template.h"
#include "text.h"
#include "words.h"
#include "workbook_read.h"

static struct arena arena;
static struct faults why;
static struct season_draft season;

static int start(void **state)
{
	struct buffer text = { 0 };

	(void)state;
	words_choose("vi");
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	assert_int_equal(file_read(SEASON, 1 << 20, 1, &text), 0);
	assert_true(season_from_json((const char *)text.data, text.size, &season, &why));
	buffer_close(&text);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

/* Reads a sheet as board TQ's of Q2; with the season or without. */
static void read_sheet(const char *csv, bool with_season, struct report_file *out)
{
	struct workbook workbook;
	const struct sheet_rules rules = { .season = with_season ? &season : NULL };
	struct sheet_heads heads;

	faults_init(&why, &arena);
	*out = (struct report_file){ .report = { .board = "TQ", .period = 2 } };
	assert_true(workbook_read((const uint8_t *)csv, strlen(csv), WORKBOOK_CSV, &arena,
	                          &workbook, &why));
	sheet_heads_read(&workbook, false, &heads, &why);
	if (heads.tasks)
		sheet_report_read(&workbook, &rules, out, &why);
}

/* "field REASON" of all faults, each on a line. */
static const char *told(void)
{
	const char *text = "";

	for (size_t i = 0; i < why.count; i++)
		text = arena_text(&arena, "%s%s %s\n", text, why.items[i].field,
		                  why.items[i].reason);
	return text;
}

static const char *faults_of(const char *csv, bool with_season)
{
	struct report_file file;

	read_sheet(csv, with_season, &file);
	return told();
}

/* "T01=10 T02=25/28" */
static const char *lines_of(const struct report_file *file)
{
	const char *text = "";

	for (size_t i = 0; i < file->report.line_count; i++) {
		const struct report_line *line = &file->report.lines[i];

		text = arena_text(&arena, "%s%s%s=", text, i > 0 ? " " : "", line->task);
		text = line->has_actual
		               ? arena_text(&arena, "%s%lld", text, (long long)line->actual)
		               : arena_text(&arena, "%s%lld/%lld", text, (long long)line->done,
		                            (long long)line->out_of);
	}
	return text;
}

static void a_sheet_is_read_by_the_names_over_its_columns(void **state)
{
	struct report_file file;

	(void)state;
	read_sheet("Kết quả quý II;;;\n"
	           "STT;Nhiệm vụ;Mã nhiệm vụ *;KẾT QUẢ  thực hiện;Tổng số\n"
	           "1;Cụ thể hóa;t01;10;\n"
	           ";I. Nhóm khác;;;\n"
	           "2;Đại hội;T02;25;28\n"
	           "3;Cấp ủy;T04;491/562;\n"
	           ";;;;\n"
	           "Tên mô hình;Hiệu quả\n"
	           "Chi bộ bốn tốt;tốt\n"
	           "Kiến nghị\nHọp sớm hơn\n",
	           false, &file);
	assert_string_equal(told(), "");
	assert_string_equal(lines_of(&file), "T01=100000 T02=250000/280000 T04=4910000/5620000");
	assert_int_equal(file.report.model_count, 1);
	assert_string_equal(file.report.models[0].title, "Chi bộ bốn tốt");
	assert_string_equal(file.report.models[0].effect, "tốt");
	assert_string_equal(file.report.models[0].field, "");
	assert_string_equal(file.report.proposals[0], "Họp sớm hơn");
	assert_string_equal(sheet_report_place(&file, "lines[1].out_of"), "E5 (T02)");
	assert_string_equal(sheet_report_place(&file, "lines[1].done"), "D5 (T02)");
	assert_string_equal(sheet_report_place(&file, "models[0].title"), "A9");
	assert_null(sheet_report_place(&file, "models[1].title"));
	assert_null(sheet_report_place(&file, "board"));
}

static void what_is_wrong_is_told_by_cell_and_task(void **state)
{
	(void)state;
	assert_string_equal(faults_of("Mã;Thực hiện;Trên tổng số\n"
	                              "T01;mười;\n"
	                              "T02;25;\n"
	                              "T03;5;10\n"
	                              "T13;4;\n"
	                              "T99;4;\n"
	                              ";7;\n"
	                              "nhóm 2;7;\n"
	                              "T04;;562\n"
	                              "T01;3;\n",
	                              true),
	                    "B2 (T01) NUMBER_NONE\n"
	                    "C3 (T02) SHEET_OUT_OF_MISSING\n"
	                    "C4 (T03) SHEET_OUT_OF_UNWANTED\n"
	                    "B5 (T13) SHEET_TASK_VALUELESS\n"
	                    "A6 SHEET_TASK_UNKNOWN\n"
	                    "B7 SHEET_NO_TASK\n"
	                    "A8 SHEET_TASK_CODE\n"
	                    "B9 (T04) SHEET_VALUE_MISSING\n"
	                    "A10 (T01) SHEET_TASK_TWICE\n"
	                    "T05 SHEET_TASK_ABSENT\n"
	                    "T06 SHEET_TASK_ABSENT\n"
	                    "T07 SHEET_TASK_ABSENT\n"
	                    "T08 SHEET_TASK_ABSENT\n"
	                    "T09 SHEET_TASK_ABSENT\n"
	                    "T10 SHEET_TASK_ABSENT\n"
	                    "T11 SHEET_TASK_ABSENT\n"
	                    "T14 SHEET_TASK_ABSENT\n");
}

/* In a template, whose dashes were written over. */
static void a_row_says_in_words_whether_it_has_a_total(void **state)
{
	struct report_file file;

	(void)state;
	read_sheet("Mã;Thực hiện;Trên tổng số;Số lẻ;Cách ghi\n"
	           "T01;33;50;0;số của riêng quý này\n"
	           "T02;45;–;0;đã làm được bao nhiêu, trên tổng số bao nhiêu\n"
	           "T03;33;;0;The figure as it  stands now\n",
	           false, &file);
	assert_string_equal(told(), "C2 (T01) SHEET_OUT_OF_UNWANTED\n"
	                            "C3 (T02) SHEET_OUT_OF_MISSING\n");
	assert_string_equal(lines_of(&file), "T03=330000");
}

static void a_sheet_without_tasks_says_what_it_wants(void **state)
{
	(void)state;
	assert_string_equal(faults_of("Ghi chú;x\n", false), " SHEET_NO_TABLE\n");
	assert_string_equal(faults_of("Mã;Nhiệm vụ\nT01;x\n", false), "A1 SHEET_NO_NAME\n");
	assert_string_equal(faults_of("Mã;Thực hiện;Kết quả\n", false), "C1 SHEET_COLUMN_TWICE\n");
	assert_string_equal(faults_of("Mã;Thực hiện\n;\nTên mô hình;Lĩnh vực\n;Cán bộ\n", false),
	                    "A4 SHEET_KEY_MISSING\n");
	assert_string_equal(faults_of("Năm;2024\nNăm;2025\nMã;Thực hiện\n", false),
	                    "B2 SHEET_LABEL_TWICE\n");
}

static void words_for_people_are_not_taken_for_what_was_emptied(void **state)
{
	struct workbook workbook;
	struct sheet_heads heads;
	static const char csv[] = "Mã cụm;;Cụm thi đua số 1\nNăm;;\nMã đơn vị;;Ban Tổ chức\n"
	                          "Kỳ;;quý II\nMã;Thực hiện\n";

	(void)state;
	faults_init(&why, &arena);
	assert_true(workbook_read((const uint8_t *)csv, strlen(csv), WORKBOOK_CSV, &arena,
	                          &workbook, &why));
	sheet_heads_read(&workbook, false, &heads, &why);
	assert_string_equal(told(), "");
	assert_null(heads.said[LABEL_BOARD].text);
	assert_string_equal(heads.said[LABEL_BOARD].place, "B3");
	assert_true(heads.said[LABEL_BOARD].emptied && heads.said[LABEL_CLUSTER].emptied);
	assert_false(heads.said[LABEL_YEAR].emptied); /* an option may say it */
	assert_string_equal(heads.said[LABEL_YEAR].place, "B2");
	assert_string_equal(heads.said[LABEL_PERIOD].text, "quý II"); /* behind a merged label */
	assert_string_equal(heads.said[LABEL_PERIOD].place, "C4");
}

static const char *said_of(const char *csv, bool with_season)
{
	const char *text = faults_of(csv, with_season);

	for (size_t i = 0; i < why.count; i++)
		text = arena_text(&arena, "%s%s\n", i > 0 ? text : "", why.items[i].message);
	return text;
}

static void a_name_that_was_changed_is_what_is_told(void **state)
{
	(void)state;
	assert_string_equal(said_of("Mã;Nhiệm vụ;Đơn vị tính;Kết quả quý I;Trên tổng số\n"
	                            "T12;Tỷ lệ;%;4;5\nT13;Mô hình;mô hình;4;–\nT14;Việc;việc;3;–\n",
	                            false),
	                    "stands in the row of names, which has no column \"Thực hiện\"; not "
	                    "understood: \"Kết quả quý I\" (D1)\n");
	assert_string_equal(why.items[0].field, "A1");
	assert_string_equal(said_of("Số hiệu;Nhiệm vụ;Đơn vị tính;Thực hiện\n"
	                            "T13;Mô hình;mô hình;4\nT14;Việc;việc;3\n",
	                            false),
	                    "stands in the row of names, which has no column \"Mã\"; not "
	                    "understood: \"Số hiệu\" (A1)\n");
	assert_string_equal(why.items[0].field, "D1");
	faults_of("Mã;Thực hiện;Tổng\nT02;25;28\nT04;1;2\n", true);
	assert_string_equal(why.items[0].reason, "SHEET_NO_TOTALS");
	assert_string_equal(why.items[0].field, "A1");
	assert_string_equal(why.items[1].reason, "SHEET_TASK_ABSENT");
}

static void a_word_among_figures_names_no_column(void **state)
{
	struct report_file file;

	(void)state;
	read_sheet("Mã;Thực hiện\nT01;1\n;;;\nMô hình hay;mô hình;3\nMười;;\n", false, &file);
	assert_string_equal(told(), "A4 SHEET_TASK_CODE\n");
	assert_int_equal(file.report.model_count, 0);
}

static void a_thousand_with_a_point_is_asked_about_where_decimals_may_be(void **state)
{
	struct report_file file;

	(void)state;
	read_sheet("Mã;Thực hiện\nT01;1.413\n", true, &file); /* whole numbers */
	assert_string_equal(lines_of(&file), "T01=14130000");
	read_sheet("Mã;Thực hiện\nT01;1.413\n", false, &file);
	assert_string_equal(told(), "B2 (T01) NUMBER_TWO_READINGS\n");
}

static void lists_are_as_long_as_a_report_takes(void **state)
{
	static const struct {
		const char *field;
		uint32_t most;
	} lists[] = { { "lines", SHEET_LINES_MAX },
		      { "limitations", SHEET_TEXTS_MAX },
		      { "models", SHEET_TEXTS_MAX },
		      { "proposals", SHEET_TEXTS_MAX },
		      { "evidence", SHEET_EVIDENCE_MAX } };
	const char *csv = "Mã;Thực hiện\nKiến nghị\n";

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		assert_int_equal(form_find(&form_submit_report, lists[i].field)->bounds.most_items,
		                 lists[i].most);
	for (int i = 0; i < SHEET_TEXTS_MAX; i++)
		csv = arena_text(&arena, "%sHọp %d\n", csv, i);
	assert_string_equal(faults_of(csv, false), "");
	csv = arena_text(&arena, "%smột\nhai\n", csv);
	assert_string_equal(faults_of(csv, false), "A53 JSON_LIST_LONG\n");
}

static void a_sheet_of_their_own_is_read_by_its_map(void **state)
{
	static const char csv[] =
	        "Công việc;KH;Quý II;Tổng\nBan hành văn bản;35;1.033;\nTỷ lệ;;25;28\n";
	struct sheet_map map;
	struct workbook workbook;
	struct report_file file = { .report = { .board = "TQ", .period = 2 } };
	struct sheet_heads heads;

	(void)state;
	faults_init(&why, &arena);
	sheet_map_parse(&arena, "# cells\nT01 = C2\n\n T02=C3/ D3 \n", &map, &why);
	assert_true(workbook_read((const uint8_t *)csv, strlen(csv), WORKBOOK_CSV, &arena,
	                          &workbook, &why));
	sheet_heads_read(&workbook, true, &heads, &why);
	assert_false(heads.tasks);
	sheet_report_read(&workbook, &(struct sheet_rules){ .map = &map }, &file, &why);
	assert_string_equal(told(), "C2 (T01) NUMBER_TWO_READINGS\n");
	assert_string_equal(lines_of(&file), "T02=250000/280000");
	assert_string_equal(sheet_report_place(&file, "lines[0].out_of"), "D3 (T02)");
	assert_string_equal(sheet_map_line(&arena, &map.items[1]), "T02 = C3 / D3\n");
}

static void a_map_is_held_to_its_form(void **state)
{
	struct sheet_map map;

	(void)state;
	faults_init(&why, &arena);
	sheet_map_parse(&arena,
	                "T01 = Tổng hợp!AB12\nT02\nT03 = 12\nT04 = F0\nT05 = F1 / G2\nt06 = F1\n"
	                "T01 = F2\nT07 = ZZZZ1\nT08 = F99999999999\nT09 =",
	                &map, &why);
	assert_string_equal(told(), "2 MAP_LINE\n3 MAP_LINE\n4 MAP_LINE\n5 MAP_LINE\n6 MAP_LINE\n"
	                            "T01 GIVEN_TWICE\n8 MAP_LINE\n9 MAP_LINE\n10 MAP_LINE\n");
	assert_int_equal(map.count, 1);
	assert_string_equal(map.items[0].sheet, "Tổng hợp");
	assert_int_equal(map.items[0].value, 27);
	assert_string_equal(sheet_map_path(&arena, "/a/tq.conf"), "/a/tq.map");
	assert_null(sheet_map_path(&arena, NULL));
}

static const struct submit_report filled = {
	.board = "TQ",
	.period = 2,
	.line_count = 3,
	.lines =
	        (const struct report_line[]){
	                { .task = "T01", .has_actual = true, .actual = 14130000 },
	                { .task = "T02",
	                  .has_done = true,
	                  .done = 250000,
	                  .has_out_of = true,
	                  .out_of = 280000 },
	                { .task = "T10", .has_actual = true, .actual = 0 },
	        },
	.model_count = 1,
	.models =
	        (const struct good_model[]){
	                { .title = "=Mô hình; \"mới\"", .field = "", .effect = "a\nb" } },
	.proposal_count = 1,
	.proposals = (const char *const[]){ "-Họp" },
	.evidence_count = 1,
	.evidence = (const uint8_t[1][32]){ { 0xAB, 1 } },
};

static void a_template_is_read_as_it_was_filled_without_a_season(void **state)
{
	const struct template_source source = {
		.season = &season, .board = "TQ", .period = 2, .now = &filled
	};
	struct template template;
	struct buffer text = { 0 };
	struct report_file file;
	struct sheet_heads heads;
	struct workbook workbook;

	(void)state;
	faults_init(&why, &arena);
	template_make(&source, &arena, &template);
	template_csv(&template, &text);
	workbook_read(text.data, text.size, WORKBOOK_CSV, &arena, &workbook, &why);
	assert_string_equal(told(), "");
	sheet_heads_read(&workbook, false, &heads, &why);
	assert_string_equal(heads.said[LABEL_CLUSTER].text, "TCXDD-1");
	assert_string_equal(heads.said[LABEL_YEAR].text, "2024");
	assert_string_equal(heads.said[LABEL_BOARD].text, "TQ");
	assert_string_equal(heads.said[LABEL_PERIOD].text, "Q2");
	assert_true(heads.complete);
	buffer_append(&text, "", 1);
	read_sheet((const char *)text.data, false, &file);
	buffer_close(&text);
	assert_string_equal(lines_of(&file), "T01=14130000 T02=250000/280000 T10=0");
	assert_int_equal(why.count, 9); /* those that are still empty */
	for (size_t i = 0; i < why.count; i++)
		assert_string_equal(why.items[i].reason, "SHEET_VALUE_MISSING");
	assert_string_equal(why.items[0].field, "G11 (T03)");
	assert_int_equal(file.report.model_count, 1);
	assert_string_equal(file.report.models[0].title, filled.models[0].title);
	assert_string_equal(file.report.models[0].effect, "a\nb");
	assert_int_equal(file.report.limitation_count, 0);
	assert_string_equal(file.report.proposals[0], "-Họp");
	assert_memory_equal(file.report.evidence[0], filled.evidence[0], HASH_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sheet_is_read_by_the_names_over_its_columns),
		cmocka_unit_test(what_is_wrong_is_told_by_cell_and_task),
		cmocka_unit_test(a_row_says_in_words_whether_it_has_a_total),
		cmocka_unit_test(a_sheet_without_tasks_says_what_it_wants),
		cmocka_unit_test(a_name_that_was_changed_is_what_is_told),
		cmocka_unit_test(words_for_people_are_not_taken_for_what_was_emptied),
		cmocka_unit_test(a_word_among_figures_names_no_column),
		cmocka_unit_test(a_thousand_with_a_point_is_asked_about_where_decimals_may_be),
		cmocka_unit_test(lists_are_as_long_as_a_report_takes),
		cmocka_unit_test(a_sheet_of_their_own_is_read_by_its_map),
		cmocka_unit_test(a_map_is_held_to_its_form),
		cmocka_unit_test(a_template_is_read_as_it_was_filled_without_a_season),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
