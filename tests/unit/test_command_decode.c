/* Command bytes: what is refused before the core sees it, and with which field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "compose.h"
#include "request.h"
#include "seal.h"

#include <cmocka.h>

#define ID      "1='018e3f5a2c007123b456789abcdef012' "
#define HEAD    ID "2=\"TCXDD-1\" 3=2024 4=1710468000000000 "
#define LINE    "5={1=\"T01\" 2=330000} "
#define PERCENT "5={1=\"T02\" 3=950000 4=1000000} "
#define HASH    "'2222222222222222222222222222222222222222222222222222222222222222' "
#define KEY     "'4444444444444444444444444444444444444444444444444444444444444444' "

struct box {
	struct arena arena;
	struct buffer bytes;
	struct faults why;
	struct command command;
	bool right;
};

static int open_box(void **state)
{
	static struct box box;

	box = (struct box){ 0 };
	arena_init(&box.arena, 1048576);
	*state = &box;
	return seal_start() ? 0 : -1;
}

static int close_box(void **state)
{
	struct box *box = *state;

	buffer_close(&box->bytes);
	arena_close(&box->arena);
	return 0;
}

static const char *decode_bytes(struct box *box)
{
	arena_reset(&box->arena);
	faults_init(&box->why, &box->arena);
	box->right = command_decode(box->bytes.data, box->bytes.size, &box->arena, &box->command,
	                            &box->why);
	assert_int_equal(box->right, box->why.count == 0);
	return told(&box->why);
}

static const char *decode(struct box *box, const char *script)
{
	buffer_reset(&box->bytes);
	compose(&box->bytes, script);
	return decode_bytes(box);
}

static const char *decode_report(struct box *box, const char *inside)
{
	char script[4096];

	snprintf(script, sizeof(script), HEAD "13={1=\"HN\" 2=1 3=1 %s}", inside);
	return decode(box, script);
}

static void a_report_arrives_as_it_was_written(void **state)
{
	struct box *box = *state;
	uint8_t hash[HASH_SIZE];

	assert_string_equal(
	        decode_report(box, "4=" HASH LINE PERCENT "8={1=\"Mô hình\"} 8={1=\"Cách làm\"}"),
	        "OK");
	const struct command *command = &box->command;
	const struct submit_report *report = &command->submit_report;

	assert_string_equal(command->cluster, "TCXDD-1");
	assert_int_equal(command->year, 2024);
	assert_true(command->signed_at == INT64_C(1710468000000000));
	assert_int_equal(command->action, ACTION_SUBMIT_REPORT);
	assert_int_equal(command->id[0], 0x01);
	assert_int_equal(command->id[15], 0x12);
	assert_string_equal(report->board, "HN");
	assert_int_equal(report->period, 1);
	assert_int_equal(report->revision, 1);
	assert_true(report->has_previous_hash);
	assert_int_equal(report->previous_hash[31], 0x22);
	assert_int_equal(report->line_count, 2);
	assert_string_equal(report->lines[0].task, "T01");
	assert_true(report->lines[0].has_actual && !report->lines[0].has_done);
	assert_true(report->lines[0].actual == 330000);
	assert_true(report->lines[1].done == 950000 && report->lines[1].out_of == 1000000);
	assert_int_equal(report->model_count, 2);
	seal_hash(box->bytes.data, box->bytes.size, hash);
	assert_memory_equal(command->hash, hash, HASH_SIZE);
}

static void absent_is_not_zero(void **state)
{
	struct box *box = *state;

	assert_string_equal(decode_report(box, "5={1=\"T01\"} 5={1=\"T03\" 2=0} 5={}"), "OK");
	assert_false(box->command.submit_report.lines[0].has_actual);
	assert_true(box->command.submit_report.lines[1].has_actual);
	assert_string_equal(box->command.submit_report.lines[2].task, "");
}

static void the_largest_and_smallest_numbers_arrive(void **state)
{
	struct box *box = *state;

	assert_string_equal(
	        decode_report(box, "5={2=9223372036854775807} 5={2=-9223372036854775808} 5={2=-1}"),
	        "OK");
	assert_true(box->command.submit_report.lines[0].actual == INT64_MAX);
	assert_true(box->command.submit_report.lines[1].actual == INT64_MIN);
	assert_true(box->command.submit_report.lines[2].actual == -1);
}

static void a_grant_and_a_revocation_arrive(void **state)
{
	struct box *box = *state;

	assert_string_equal(decode(box, HEAD "11={1=1 2=\"HN\" 3=" HASH "4=" KEY "5=\"Hà Nội\"}"),
	                    "OK");
	assert_int_equal(box->command.action, ACTION_GRANT_KEY);
	assert_int_equal(box->command.grant_key.role, ROLE_OFFICE);
	assert_string_equal(box->command.grant_key.board, "HN");
	assert_int_equal(box->command.grant_key.sign_key[0], 0x22);
	assert_int_equal(box->command.grant_key.curve_key[0], 0x44);
	assert_string_equal(decode(box, HEAD "12={1=" HASH "2=\"mất máy\"}"), "OK");
	assert_int_equal(box->command.action, ACTION_REVOKE_KEY);
	assert_int_equal(box->command.revoke_key.sign_key[31], 0x22);
}

struct refusal {
	const char *script, *told;
};

static void check_refusals(struct box *box, const struct refusal *rows, size_t count, bool report)
{
	for (size_t i = 0; i < count; i++)
		assert_string_equal(report ? decode_report(box, rows[i].script)
		                           : decode(box, rows[i].script),
		                    rows[i].told);
}
#define CHECK(rows, report)                                                                        \
	check_refusals(*state, (rows), sizeof(rows) / sizeof((rows)[0]), (report))

static void unknown_fields_are_refused_with_their_message(void **state)
{
	static const struct refusal commands[] = {
		{ HEAD "9=1 13={1=\"HN\" 2=1 3=1}", "INVALID command: unknown field 9" },
		{ HEAD "13={1=\"HN\" 2=1 3=1} 999={}", "INVALID command: unknown field 999" },
		{ HEAD "999={}", "UNSUPPORTED command: unknown field 999" },
		{ HEAD "12={1=" HASH "3=1}", "INVALID revoke_key: unknown field 3" },
	};
	static const struct refusal reports[] = {
		{ "99=\"x\"", "INVALID submit_report: unknown field 99" },
		{ LINE LINE "5={1=\"T02\" 9=1}", "INVALID lines[2]: unknown field 9" },
		{ "6={1=\"x\" 4=1}", "INVALID limitations[0]: unknown field 4" },
		{ "8={1=\"x\"} 8={1=\"y\" 7=1}", "INVALID models[1]: unknown field 7" },
	};

	CHECK(commands, false);
	CHECK(reports, true);
}

static void whatever_is_given_twice_is_refused(void **state)
{
	static const struct refusal commands[] = {
		{ HEAD ID "13={1=\"HN\" 2=1 3=1}", "INVALID id: is given twice" },
		{ HEAD "3=2024 13={1=\"HN\" 2=1 3=1}", "INVALID year: is given twice" },
		{ HEAD "13={1=\"HN\" 2=1} 13={3=1}",
		  "INVALID submit_report.revision: is not given | INVALID submit_report: is given twice" },
		{ HEAD "12={1=" HASH "} 13={1=\"HN\" 2=1 3=1}",
		  "INVALID submit_report: cannot be given beside revoke_key" },
	};
	static const struct refusal reports[] = {
		{ "1=\"CB\"", "INVALID submit_report.board: is given twice" },
		{ "2=2 2=3", "INVALID submit_report.period: is given twice" },
		{ LINE "5={1=\"T01\" 2=1 2=2}", "INVALID lines[1].actual: is given twice" },
		{ "4=" HASH "4=" HASH, "INVALID submit_report.previous_hash: is given twice" },
	};

	CHECK(commands, false);
	CHECK(reports, true);
}

static void texts_are_whole_and_in_nfc(void **state)
{
	static const struct refusal rows[] = {
		{ "5={1=\"T0\\x00\"}", "INVALID lines[0].task: holds a NUL byte" },
		{ "7=\"a\\xff\"", "INVALID proposals[0]: is not UTF-8" },
		{ "7=\"fine\" 7=\"\\xc0\\x80\"", "INVALID proposals[1]: is not UTF-8" },
		{ "7=\"\\xed\\xa0\\x80\"", "INVALID proposals[0]: is not UTF-8" },
		{ "6={1=\"To\\xcc\\x82 chuc\"}",
		  "INVALID limitations[0].text: is not in Unicode normal form C (NFC)" },
		{ "8={1=\"a\\x07\"}", "INVALID models[0].title: holds a control character" },
		{ "6={1=\"x\" 2=\"\\xff\" 3=\"\\x00\"}",
		  "INVALID limitations[0].cause: is not UTF-8 | INVALID limitations[0].remedy: holds a NUL byte" },
	};

	CHECK(rows, true);
}

static void sizes_are_exact_or_bounded(void **state)
{
	static const struct refusal commands[] = {
		{ "1='00' 2=\"TCXDD-1\" 4=1 13={1=\"HN\" 2=1 3=1}",
		  "INVALID id: must be 16 bytes, not 1" },
		{ ID "2=\"\" 4=1 13={1=\"HN\" 2=1 3=1}", "INVALID cluster: must not be empty" },
		{ ID "2=\"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456\" 4=1 13={1=\"HN\" 2=1 3=1}",
		  "INVALID cluster: must be at most 32 bytes, not 33" },
		{ HEAD "12={1='00'}", "INVALID revoke_key.sign_key: must be 32 bytes, not 1" },
		{ HEAD "11={1=1 3='00' 4='00'}",
		  "INVALID grant_key.sign_key: must be 32 bytes, not 1 | INVALID grant_key.curve_key: must be 32 bytes, not 1" },
		{ HEAD "10={1=1 2=\"\"}", "INVALID define_season.season: must not be empty" },
	};
	static const struct refusal reports[] = {
		{ "4='0011'", "INVALID submit_report.previous_hash: must be 32 bytes, not 2" },
		{ "5={1=\"T0123456\"}", "INVALID lines[0].task: must be at most 7 bytes, not 8" },
		{ "7=\"\"", "INVALID proposals[0]: must not be empty" },
		{ "8={}", "INVALID models[0].title: is not given" },
		{ "9='aa'", "INVALID evidence[0]: must be 32 bytes, not 1" },
	};

	CHECK(commands, false);
	CHECK(reports, true);
}

static void what_a_command_needs_is_asked_for_all_at_once(void **state)
{
	static const struct refusal rows[] = {
		{ "", "INVALID command: must be 1 to 262144 bytes, not 0" },
		{ "3=2024",
		  "INVALID id: is not given | INVALID cluster: is not given | INVALID signed_at: is not given" },
		{ HEAD, "INVALID action: is not given" },
		{ HEAD "13={}",
		  "INVALID submit_report.board: is not given | INVALID submit_report.period: is not given | "
		  "INVALID submit_report.revision: is not given" },
		{ HEAD "10={}",
		  "INVALID define_season.version: is not given | INVALID define_season.season: is not given" },
		{ HEAD "11={}",
		  "INVALID grant_key.role: is not given | INVALID grant_key.sign_key: is not given | "
		  "INVALID grant_key.curve_key: is not given" },
		{ HEAD "12={}", "INVALID revoke_key.sign_key: is not given" },
		{ ID "2=\"tcxdd\" 4=1 13={1=\"HN\" 2=1 3=1}",
		  "INVALID cluster: is no code of a cluster" },
		{ "1='018e3f5a2c004123b456789abcdef012' 2=\"A\" 4=1 13={1=\"HN\" 2=1 3=1}",
		  "INVALID id: is no UUIDv7" },
	};

	CHECK(rows, false);
}

static void numbers_outside_their_type_are_refused(void **state)
{
	static const struct refusal commands[] = {
		{ HEAD "13={1=\"HN\" 2=6 3=1}",
		  "INVALID submit_report.period: 6 is no value of Period" },
		{ HEAD "13={1=\"HN\" 2=0 3=1}",
		  "INVALID submit_report.period: 0 is no value of Period" },
		{ HEAD "13={1=\"HN\" 2=-1 3=1}",
		  "INVALID submit_report.period: -1 is no value of Period" },
		{ HEAD "13={1=\"HN\" 2=4294967297 3=1}",
		  "INVALID submit_report.period: 4294967297 is no value of Period" },
		{ HEAD "13={1=\"HN\" 2=1 3=4294967296}",
		  "INVALID submit_report.revision: is out of range" },
		{ HEAD "11={1=5 3=" HASH "4=" KEY "}",
		  "INVALID grant_key.role: 5 is no value of Role" },
	};

	CHECK(commands, false);
}

static void broken_encodings_are_refused_where_they_break(void **state)
{
	static const struct refusal reports[] = {
		{ "!3d",
		  "INVALID submit_report: cannot be read after byte 8" }, /* a tag and no more */
		{ "!2bff", "INVALID submit_report: cannot be read after byte 8" }, /* a group */
		{ "!2a7f",
		  "INVALID submit_report: cannot be read after byte 8" }, /* longer than what is
		                                                             left */
		{ "!00", "INVALID submit_report: cannot be read after byte 8" }, /* field 0 */
		{ "!ffffffffff7f",
		  "INVALID submit_report: cannot be read after byte 8" }, /* a tag past 32 bits */
		{ "5=1", "INVALID lines[0]: is not encoded as this field is" },
		{ "5={1=1}", "INVALID lines[0].task: is not encoded as this field is" },
		{ "5={2=\"x\"}", "INVALID lines[0].actual: is not encoded as this field is" },
		{ "5={!10ffffffffffffffffffff7f}",
		  "INVALID lines[0]: cannot be read after byte 0" },
		{ "5={!ff} 5={!ff}",
		  "INVALID lines[0]: cannot be read after byte 0 | INVALID lines[1]: cannot be read after byte 0" },
	};

	CHECK(reports, true);
}

static void a_longer_spelling_of_a_tag_means_the_same(void **state)
{
	assert_string_equal(decode_report(*state, "!aa00070a035430311001"), "OK");
}

static void no_title_counts_twice(void **state)
{
	assert_string_equal(decode_report(*state, "8={1=\"A\"} 8={1=\"B\"} 8={1=\"A\"}"),
	                    "INVALID models[2].title: is that of models[0]");
}

static void ten_thousand_lines_are_one_fault(void **state)
{
	struct box *box = *state;
	struct buffer inside = { 0 };

	compose(&inside, "1=\"HN\" 2=1 3=1");
	for (size_t i = 0; i < 10000; i++)
		compose(&inside, LINE);
	buffer_reset(&box->bytes);
	compose(&box->bytes, HEAD);
	buffer_append(&box->bytes, "\x6a", 1); /* field 13 */
	for (size_t left = inside.size; left > 0; left >>= 7)
		*buffer_extend(&box->bytes, 1) =
		        (uint8_t)((left & 0x7f) | (left >= 0x80 ? 0x80 : 0));
	buffer_append(&box->bytes, inside.data, inside.size);
	buffer_close(&inside);
	assert_string_equal(decode_bytes(box), "INVALID lines: has more than 128 items");
	assert_in_range(box->arena.used, 0, 4096);
}

static void a_flood_of_faults_is_cut_and_counted(void **state)
{
	struct box *box = *state;

	buffer_reset(&box->bytes);
	for (size_t i = 0; i < 20000; i++)
		compose(&box->bytes, "1=1");
	decode_bytes(box);
	assert_int_equal(box->why.count, FAULTS_MAX);
	assert_true(box->why.dropped > 0);
}

static void too_many_texts_are_refused(void **state)
{
	struct box *box = *state;
	char inside[3000] = "";

	for (size_t i = 0; i < 51; i++)
		strcat(inside, "7=\"x\" ");
	assert_string_equal(decode_report(box, inside),
	                    "INVALID proposals: has more than 50 items");
}

static void an_oversized_command_is_refused_unread(void **state)
{
	struct box *box = *state;

	buffer_reset(&box->bytes);
	memset(buffer_extend(&box->bytes, COMMAND_BYTES_MAX + 1), 0, COMMAND_BYTES_MAX + 1);
	assert_string_equal(decode_bytes(box),
	                    "INVALID command: must be 1 to 262144 bytes, not 262145");
}

static void a_spent_budget_is_a_fault(void **state)
{
	struct box *box = *state;

	box->arena.budget = 600;
	assert_string_equal(decode_report(box, LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE),
	                    "INVALID command: takes more memory than a message may");
	assert_in_range(box->arena.used, 0, 2000);
}

static void every_truncation_is_refused(void **state)
{
	struct box *box = *state;

	assert_string_equal(decode_report(box, "4=" HASH LINE PERCENT "7=\"x\""), "OK");
	for (size_t size = box->bytes.size; size-- > 0;) {
		box->bytes.size = size;
		decode_bytes(box);
		assert_false(box->right);
	}
}

/* Bounds may be tighter than they were: what was accepted is read as it is. */
static void what_was_accepted_once_is_read_whatever_the_bounds(void **state)
{
	struct box *box = *state;
	struct faults why;
	struct command command;
	static const char *const readable[] = {
		"13={7=\"To\\xcc\\x82 chuc\" 8={1=\"A\"} 8={1=\"A\"}}",
		("11={5=\"a label of more than a hundred bytes, as nobody may give one today, because "
		 "who reads a list of keys wants one line for each\"}"),
		"10={2={3=\"\"}}",
	};
	static const char *const unreadable[] = {
		"13={1=\"H\\x00\"}", "13={4='0011'}", "13={2=9}",
		"13={99=1}",         "13={5={1=7}}",  "!ff",
	};

	box->arena.budget = 1048576;
	for (size_t i = 0; i < sizeof(readable) / sizeof(readable[0]); i++) {
		assert_string_not_equal(decode(box, readable[i]), "OK");
		faults_init(&why, &box->arena);
		command_replay(box->bytes.data, box->bytes.size, &box->arena, &command, &why);
		assert_string_equal(told(&why), "OK");
	}
	for (size_t i = 0; i < sizeof(unreadable) / sizeof(unreadable[0]); i++) {
		decode(box, unreadable[i]);
		faults_init(&why, &box->arena);
		assert_false(command_replay(box->bytes.data, box->bytes.size, &box->arena, &command,
		                            &why));
	}
}

static void a_season_is_refused_with_its_own_paths(void **state)
{
	static const struct refusal rows[] = {
		{ HEAD "10={1=1 2={3=\"x\" 6={1=\"T01\" 3=\"x\" 4=\"x\" 5=7}}}",
		  "INVALID season.tasks[0].kind: 7 is no value of TaskKind" },
		{ HEAD "10={1=1 2={3=\"x\" 7={1=\"HN\" 2=\"x\" 4={1=\"T01\" 2=1 3=1}}}}",
		  "INVALID season.boards[0].targets[0].not_assigned: cannot be given beside target" },
		{ HEAD "10={1=1 2={3=\"x\" 9='0102' 9=3 99=1}}",
		  "INVALID season: unknown field 99" },
		{ HEAD "10={1=1 2={3=\"x\" 9='ffff'}}",
		  "INVALID season.holidays[0]: is cut short" },
		{ HEAD "10={1=1 2={3=\"x\" 13='0106'}}",
		  "INVALID season.tie_breaks[1]: 6 is no value of TieBreak" },
		{ HEAD "10={1=1 2={3=\"x\" 13='010203040505'}}",
		  "INVALID season.tie_breaks: has more than 5 items" },
		{ HEAD "10={1=1 2={15={1=\"A\"}}}",
		  "INVALID season.bands[0].name: is not given | INVALID season.name: is not given" },
		{ HEAD "10={1=1 2={3=\"x\" 6={3=\"x\" 4=\"x\" 11=2}}}",
		  "INVALID season.tasks[0].lower_is_better: is out of range" },
	};

	CHECK(rows, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_arrives_as_it_was_written),
		cmocka_unit_test(absent_is_not_zero),
		cmocka_unit_test(the_largest_and_smallest_numbers_arrive),
		cmocka_unit_test(a_grant_and_a_revocation_arrive),
		cmocka_unit_test(unknown_fields_are_refused_with_their_message),
		cmocka_unit_test(whatever_is_given_twice_is_refused),
		cmocka_unit_test(texts_are_whole_and_in_nfc),
		cmocka_unit_test(sizes_are_exact_or_bounded),
		cmocka_unit_test(what_a_command_needs_is_asked_for_all_at_once),
		cmocka_unit_test(numbers_outside_their_type_are_refused),
		cmocka_unit_test(broken_encodings_are_refused_where_they_break),
		cmocka_unit_test(a_longer_spelling_of_a_tag_means_the_same),
		cmocka_unit_test(no_title_counts_twice),
		cmocka_unit_test(ten_thousand_lines_are_one_fault),
		cmocka_unit_test(a_flood_of_faults_is_cut_and_counted),
		cmocka_unit_test(too_many_texts_are_refused),
		cmocka_unit_test(an_oversized_command_is_refused_unread),
		cmocka_unit_test(a_spent_budget_is_a_fault),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(what_was_accepted_once_is_read_whatever_the_bounds),
		cmocka_unit_test(a_season_is_refused_with_its_own_paths),
	};

	return cmocka_run_group_tests(tests, open_box, close_box);
}
