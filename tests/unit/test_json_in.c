#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "arena.h"
#include "buffer.h"
#include "json_in.h"
#include "json_syntax.h"

static struct arena arena;
static struct faults why;

static int start(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

/* "field: message" of all faults, each on a line. */
static const char *told(void)
{
	const char *text = "";

	for (size_t i = 0; i < why.count; i++)
		text = arena_text(&arena, "%s%s: %s\n", text, why.items[i].field,
		                  why.items[i].message);
	return text;
}

static const char *report_faults(const char *json)
{
	struct report_file file;

	faults_init(&why, &arena);
	assert_false(report_from_json(json, strlen(json), &file, &why));
	return told();
}

#define HEAD "{\"cluster\":\"TCXDD-1\",\"year\":2024,\"board\":\"TQ\",\"period\":\"Q2\""

static void a_report_is_read_whole(void **state)
{
	(void)state;
	static const char json[] = HEAD
	        ",\"lines\":[{\"task\":\"T01\",\"actual\":\"12.5\"},{\"task\":\"T02\",\"done\":45,"
	        "\"out_of\":\"50\"}],\"limitations\":[{\"text\":\"chậm\",\"remedy\":\"nhanh\"}],"
	        "\"proposals\":[\"một\",\"hai\"],\"models\":[{\"title\":\"Chi bộ bốn tốt\"}]}";
	struct report_file file;

	assert_true(report_from_json(json, strlen(json), &file, &why));
	assert_string_equal(file.cluster, "TCXDD-1");
	assert_string_equal(file.report.board, "TQ");
	assert_int_equal(file.year, 2024);
	assert_int_equal(file.report.period, 2); /* the wire's number */
	assert_false(file.has_revision);
	assert_int_equal(file.report.line_count, 2);
	assert_true(file.report.lines[0].has_actual && !file.report.lines[0].has_done);
	assert_int_equal(file.report.lines[0].actual, 125000);
	assert_int_equal(file.report.lines[1].done, 450000);
	assert_int_equal(file.report.lines[1].out_of, 500000);
	assert_string_equal(file.report.limitations[0].text, "chậm");
	assert_string_equal(file.report.limitations[0].cause, "");
	assert_string_equal(file.report.limitations[0].remedy, "nhanh");
	assert_string_equal(file.report.proposals[1], "hai");
	assert_int_equal(file.report.model_count, 1);
}

static void zero_is_a_value_and_absent_is_not(void **state)
{
	(void)state;
	static const char json[] = HEAD ",\"lines\":[{\"task\":\"T01\",\"actual\":0}]}";
	struct report_file file;

	assert_true(report_from_json(json, strlen(json), &file, &why));
	assert_true(file.report.lines[0].has_actual);
	assert_int_equal(file.report.lines[0].actual, 0);
	assert_string_equal(
	        report_faults(HEAD ",\"lines\":[{\"task\":\"T01\"}]}"),
	        "lines[0]: has neither actual nor done and out_of; write \"0\" when it is zero\n");
}

static void a_json_real_is_refused_with_the_reason(void **state)
{
	(void)state;
	assert_string_equal(
	        report_faults(HEAD ",\"lines\":[{\"task\":\"T01\",\"actual\":12.5}]}"),
	        "lines[0].actual: write it in quotes, such as \"12.5\": JSON numbers with a decimal point are not exact\n");
}

static void quantities_have_their_bounds(void **state)
{
	(void)state;
	assert_string_equal(report_faults(HEAD ",\"lines\":[{\"task\":\"T01\",\"actual\":-1}]}"),
	                    "lines[0].actual: must be 0 to 10000000, got -1\n");
	assert_string_equal(
	        report_faults(HEAD ",\"lines\":[{\"task\":\"T01\",\"actual\":10000001}]}"),
	        "lines[0].actual: must be 0 to 10000000, got 10000001\n");
	assert_string_equal(
	        report_faults(HEAD ",\"lines\":[{\"task\":\"T01\",\"actual\":\"1.23456\"}]}"),
	        "lines[0].actual: must be 0 to 10000000 with at most 4 decimals, such as \"12.5\", got \"1.23456\"\n");
	assert_string_equal(
	        report_faults(HEAD ",\"lines\":[{\"task\":\"T01\",\"actual\":\"12,5\"}]}"),
	        "lines[0].actual: must be 0 to 10000000 with at most 4 decimals, such as \"12.5\", got \"12,5\"\n");
}

static void every_fault_is_told_with_its_path(void **state)
{
	(void)state;
	assert_string_equal(
	        report_faults(
	                "{\"clustre\":\"TCXDD-1\",\"year\":\"2024\",\"board\":\"TQ\",\"period\":\"Q5\","
	                "\"lines\":[{\"task\":\"T01\",\"actual\":1,\"done\":1}],\"proposals\":[7],"
	                "\"evidence\":[\"ab\"],\"models\":{}}"),
	        "clustre: is not known; did you mean \"cluster\"?\n"
	        "cluster: is missing\n"
	        "year: must be a whole number from 0 to 2999\n"
	        "period: must be one of Q1, Q2, Q3, Q4, FINAL\n"
	        "lines[0]: has actual as well as done and out_of: only one of them fits a task\n"
	        "proposals[0]: must be a text in quotes\n"
	        "models: must be a list\n"
	        "evidence[0]: must be 64 hex digits\n");
}

static void what_is_no_json_names_line_and_column(void **state)
{
	(void)state;
	static const struct {
		const char *json, *told;
	} rows[] = {
		{ "{\n\"year\" 2024}",
		  "line 2, column 8: is no JSON from here on: \"year\" 2024}\n" },
		{ "{\"year\":1,\"year\":2}",
		  "line 1, column 11: this name stands twice: {\"year\":1,\"year\":2}\n" },
		{ "{\"year\":1,\n}",
		  "line 2, column 1: a comma too much before this bracket: }\n" },
		{ "{“năm”: 1}",
		  "line 1, column 2: texts and names stand in straight double quotes, \"...\": {“năm”: 1}\n" },
		{ "{\"y\": 'a'}",
		  "line 1, column 7: texts and names stand in straight double quotes, \"...\": {\"y\": 'a'}\n" },
		{ "{\"year\": 1",
		  "line 1, column 11: the file ends here, and a bracket or a quote is still open: {\"year\": 1\n" },
		{ "{}\n\n{}",
		  "line 3, column 1: the file is complete before this, and nothing may follow: {}\n" },
		{ "{\"a\": 99999999999999999999}",
		  "line 1, column 7: this number is too large: {\"a\": 99999999999999999999}\n" },
		{ "{\"a\": \"\\u0000\"}",
		  "line 1, column 7: holds a NUL byte: {\"a\": \"\\u0000\"}\n" },
		{ "{\"t\xEAn\": 1}", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *text = report_faults(rows[i].json);

		if (rows[i].told)
			assert_string_equal(text, rows[i].told);
		else
			assert_non_null(strstr(text, "is not UTF-8"));
	}
	assert_string_equal(report_faults("[]"), "file: must be an object: {...}\n");
	assert_string_equal(report_faults(""), "line 1: nothing is here: the file is empty\n");
	assert_string_equal(report_faults(" \n\t"), "line 1: nothing is here: the file is empty\n");
}

static void a_text_is_composed_and_its_lines_end_in_lf(void **state)
{
	(void)state;
	static const char json[] =
	        HEAD ",\"lines\":[],\"proposals\":[\"to\xCC\x82\\r\\nhai\\rba\"]}";
	struct report_file file;

	faults_init(&why, &arena);
	assert_true(report_from_json(json, strlen(json), &file, &why));
	assert_string_equal(file.report.proposals[0], "tô\nhai\nba");
}

static void every_error_of_the_parser_has_words_of_its_own_or_is_called_syntax(void **state)
{
	(void)state;
	for (int code = 0; code <= json_error_index_out_of_range; code++) {
		json_error_t error = { .position = 1, .text = "invalid token near 'x'" };

		error.text[JSON_ERROR_TEXT_LENGTH - 1] = (char)code;
		faults_init(&why, &arena);
		json_syntax_fail("{x\n", 3, &error, &why);
		assert_int_equal(why.count, 1);
		assert_string_equal(why.items[0].field, "line 1, column 2");
		assert_string_equal(why.items[0].arguments[0], "{x");
	}
}

static void what_is_null_is_absent(void **state)
{
	(void)state;
	static const char json[] =
	        HEAD ",\"revision\":null,\"lines\":[{\"task\":\"T01\",\"actual\":1,\"done\":null}],"
	             "\"models\":null,\"proposals\":null}";
	struct report_file file;

	faults_init(&why, &arena);
	assert_true(report_from_json(json, strlen(json), &file, &why));
	assert_false(file.has_revision);
	assert_int_equal(file.report.model_count, 0);
	assert_string_equal(report_faults("{\"cluster\":\"C\",\"year\":2024,\"board\":null,"
	                                  "\"period\":\"Q1\"}"),
	                    "board: is missing\n");
}

static void lists_have_their_bounds(void **state)
{
	(void)state;
	char json[2048];
	int size = snprintf(json, sizeof(json), "%s,\"proposals\":[\"0\"", HEAD);

	for (int i = 0; i < 50; i++)
		size += snprintf(json + size, sizeof(json) - (size_t)size, ",\"x\"");
	snprintf(json + size, sizeof(json) - (size_t)size, "]}");
	assert_string_equal(report_faults(json), "proposals: must have at most 50 items, got 51\n");
}

static void a_previous_hash_needs_its_revision(void **state)
{
	(void)state;
	static const char hash[] =
	        "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8";

	assert_string_equal(
	        report_faults(arena_text(&arena, HEAD ",\"previous_hash\":\"%s\"}", hash)),
	        "previous_hash: needs revision beside it\n");
	assert_string_equal(report_faults(HEAD ",\"revision\":0}"),
	                    "revision: must be 1 or more\n");
}

/* A season in the smallest form, with one piece of it replaced. */
static const char *season_with(const char *from, const char *to)
{
	static const char whole[] =
	        "{\"cluster\":\"C-1\",\"year\":2024,\"name\":\"Mùa\",\"scale\":\"100.00\",\"groups\":[{\"number\":1,\"name\":\"G\"}],"
	        "\"tasks\":[{\"code\":\"T01\",\"group\":1,\"name\":\"N\",\"unit\":\"%\",\"kind\":\"LINEAR\",\"accumulation\":\"LAST\","
	        "\"measure\":\"PERCENT\",\"max\":\"60.00\",\"target\":\"95.5\",\"phasing\":[10000,10000,10000,10000]},"
	        "{\"code\":\"T02\",\"group\":1,\"name\":\"N\",\"unit\":\"u\",\"kind\":\"LADDER\",\"accumulation\":\"LAST\","
	        "\"measure\":\"QUANTITY\",\"max\":\"40.00\",\"target\":4,\"phasing\":[2500,5000,7500,10000],"
	        "\"steps\":[{\"threshold\":5000,\"points\":\"20.00\"},{\"threshold\":10000,\"points\":\"40.00\"}]}],"
	        "\"boards\":[{\"code\":\"AA\",\"name\":\"A\"},{\"code\":\"BB\",\"name\":\"B\",\"targets\":{\"T01\":null,\"T02\":\"5\"}}],"
	        "\"periods\":[{\"period\":\"Q1\",\"opens\":\"2024-03-15\",\"due\":\"2024-03-20\",\"lock\":\"2024-04-05\"},"
	        "{\"period\":\"Q2\",\"opens\":\"2024-06-15\",\"due\":\"2024-06-18\",\"lock\":\"2024-07-05\"},"
	        "{\"period\":\"Q3\",\"opens\":\"2024-09-15\",\"due\":\"2024-09-20\",\"lock\":\"2024-10-05\"},"
	        "{\"period\":\"Q4\",\"opens\":\"2024-11-15\",\"due\":\"2024-11-20\",\"lock\":\"2024-11-28\"},"
	        "{\"period\":\"FINAL\",\"opens\":\"2024-12-31\",\"due\":\"2025-01-31\",\"lock\":\"2025-02-15\"}],"
	        "\"missing_deduction\":\"20.00\",\"bonus_cap\":\"0\",\"tie_breaks\":[\"TOTAL\"],\"priority_group\":1,"
	        "\"bands\":[{\"code\":\"A\",\"name\":\"A\",\"at_least\":\"0\"}],\"not_assigned\":\"RESCALE\",\"head\":\"AA\","
	        "\"deputy\":\"BB\"}";
	const char *at = strstr(whole, from);

	assert_non_null(at);
	return arena_text(&arena, "%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
}

static const char *season_faults(const char *json)
{
	struct season_draft file;

	faults_init(&why, &arena);
	assert_false(season_from_json(json, strlen(json), &file, &why));
	return told();
}

static void a_season_is_read_whole_and_fits_the_rules(void **state)
{
	(void)state;
	const char *json = season_with("", "");
	struct season_draft file;

	assert_true(season_from_json(json, strlen(json), &file, &why));
	const struct season_draft *draft = &file;

	assert_int_equal(draft->scale, 10000);
	assert_int_equal(draft->tasks[0].target, 955000);
	assert_int_equal(draft->tasks[1].target, 40000);
	assert_int_equal(draft->tasks[1].steps[0].threshold, 5000);
	assert_true(draft->boards[1].targets[0].not_assigned);
	assert_int_equal(draft->boards[1].targets[1].target, 50000);
	assert_int_equal(draft->periods[4].period, 5); /* the wire's number */
	assert_int_equal(draft->periods[0].due, 19802);
	assert_string_equal(draft->tasks[0].unit, "%");
	const uint8_t hash[HASH_SIZE] = { 0 };
	struct ruleset *ruleset = ruleset_make(draft, 1, hash, &why);

	assert_string_equal(told(), "");
	ruleset_free(ruleset);
}

static void a_season_survives_the_wire(void **state)
{
	(void)state;
	const char *json = season_with("", "");
	struct season_draft file, back;
	struct buffer first = { 0 }, second = { 0 };

	assert_true(season_from_json(json, strlen(json), &file, &why));
	encode_season(&file, &first);
	assert_true(command_read_season(first.data, first.size, &arena, &back, &why));
	encode_season(&back, &second);
	assert_int_equal(first.size, second.size);
	assert_memory_equal(first.data, second.data, first.size);
	buffer_close(&first);
	buffer_close(&second);
}

static void points_are_always_in_quotes(void **state)
{
	(void)state;
	assert_string_equal(
	        season_faults(season_with("\"scale\":\"100.00\"", "\"scale\":100")),
	        "scale: write points in quotes, such as \"80.00\": JSON numbers are not exact\n");
	assert_string_equal(
	        season_faults(season_with("\"max\":\"60.00\"", "\"max\":\"60.005\"")),
	        "tasks[0].max: must be 0 to 10000 with at most 2 decimals, such as \"12.5\", got \"60.005\"\n");
}

static void faults_of_a_season_have_their_paths(void **state)
{
	(void)state;
	assert_string_equal(
	        season_faults(season_with("\"kind\":\"LADDER\"", "\"kind\":\"STAIRS\"")),
	        "tasks[1].kind: must be one of LINEAR, LEADER, LADDER, BINARY, PER_UNIT, APPRAISED\n");
	assert_string_equal(
	        season_faults(season_with("\"T02\":\"5\"", "\"T02\":\"five\"")),
	        "boards[1].targets.T02: must be 0 to 10000000 with at most 4 decimals, such as \"12.5\", got \"five\"\n");
	assert_string_equal(season_faults(season_with("\"2024-06-18\"", "\"2024-06-31\"")),
	                    "periods[1].due: must be a date such as \"2024-03-20\"\n");
	assert_string_equal(
	        season_faults(season_with("\"points\":\"20.00\"", "\"pionts\":\"20.00\"")),
	        "tasks[1].steps[0].pionts: is not known; did you mean \"points\"?\n"
	        "tasks[1].steps[0].points: is missing\n");
}

static void faults_of_the_rules_get_the_paths_of_the_file(void **state)
{
	(void)state;
	const char *json = season_with("\"T02\":\"5\"", "\"T09\":\"5\"");
	struct season_draft file;

	assert_true(season_from_json(json, strlen(json), &file, &why));
	assert_string_equal(season_path(&file, "season.boards[1].targets[1].task", &arena),
	                    "boards[1].targets.T09");
	assert_string_equal(season_path(&file, "season.tasks[0].max", &arena), "tasks[0].max");
	assert_string_equal(season_path(&file, "season.boards[9].targets[1]", &arena),
	                    "boards[9].targets[1]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_report_is_read_whole, start, stop),
		cmocka_unit_test_setup_teardown(zero_is_a_value_and_absent_is_not, start, stop),
		cmocka_unit_test_setup_teardown(a_json_real_is_refused_with_the_reason, start,
		                                stop),
		cmocka_unit_test_setup_teardown(quantities_have_their_bounds, start, stop),
		cmocka_unit_test_setup_teardown(every_fault_is_told_with_its_path, start, stop),
		cmocka_unit_test_setup_teardown(what_is_no_json_names_line_and_column, start, stop),
		cmocka_unit_test_setup_teardown(a_text_is_composed_and_its_lines_end_in_lf, start,
		                                stop),
		cmocka_unit_test_setup_teardown(
		        every_error_of_the_parser_has_words_of_its_own_or_is_called_syntax, start,
		        stop),
		cmocka_unit_test_setup_teardown(what_is_null_is_absent, start, stop),
		cmocka_unit_test_setup_teardown(lists_have_their_bounds, start, stop),
		cmocka_unit_test_setup_teardown(a_previous_hash_needs_its_revision, start, stop),
		cmocka_unit_test_setup_teardown(a_season_is_read_whole_and_fits_the_rules, start,
		                                stop),
		cmocka_unit_test_setup_teardown(a_season_survives_the_wire, start, stop),
		cmocka_unit_test_setup_teardown(points_are_always_in_quotes, start, stop),
		cmocka_unit_test_setup_teardown(faults_of_a_season_have_their_paths, start, stop),
		cmocka_unit_test_setup_teardown(faults_of_the_rules_get_the_paths_of_the_file,
		                                start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
