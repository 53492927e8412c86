/* What a client sends comes out as it went in. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include "buffer.h"
#include "compose.h"
#include "desk.h"

#include <cmocka.h>

static struct desk desk;

static int open_desk(void **state)
{
	(void)state;
	desk_open(&desk);
	return 0;
}

static int close_desk(void **state)
{
	(void)state;
	desk_close(&desk);
	return 0;
}

static struct command decode(const struct signed_command *sent)
{
	struct command command;
	struct faults why;

	faults_init(&why, &desk.arena);
	command_decode(sent->bytes, sent->size, &desk.arena, &command, &why);
	assert_string_equal(told(&why), "OK");
	return command;
}

static void a_report_round_trips(void **state)
{
	(void)state;
	struct command command = desk_report(&desk, 0, Q1, 25, at("2024-03-16T08:00+07:00"));

	command.submit_report.has_previous_hash = true;
	command.submit_report.previous_hash[5] = 5;
	const struct signed_command sent = desk_sign(&desk, &command, &desk.offices[0]);
	const struct command read = decode(&sent);

	assert_memory_equal(read.id, command.id, ID_SIZE);
	assert_string_equal(read.cluster, "TCXDD-1");
	assert_int_equal(read.year, 2024);
	assert_true(read.signed_at == command.signed_at);
	assert_string_equal(read.submit_report.board, "HN");
	assert_int_equal(read.submit_report.period, 1);
	assert_int_equal(read.submit_report.revision, 1);
	assert_memory_equal(read.submit_report.previous_hash, command.submit_report.previous_hash,
	                    HASH_SIZE);
	assert_int_equal(read.submit_report.model_count, 2);
	assert_int_equal(read.submit_report.line_count, command.submit_report.line_count);
	for (size_t i = 0; i < read.submit_report.line_count; i++) {
		const struct report_line *a = &command.submit_report.lines[i],
		                         *b = &read.submit_report.lines[i];

		assert_string_equal(a->task, b->task);
		assert_true(a->has_actual == b->has_actual && a->has_done == b->has_done &&
		            a->has_out_of == b->has_out_of);
		assert_true(a->actual == b->actual && a->done == b->done && a->out_of == b->out_of);
	}
}

static void the_texts_of_a_report_come_back(void **state)
{
	(void)state;
	const struct command command = desk_report(&desk, 0, Q1, 25, at("2024-03-16T08:00+07:00"));
	const struct signed_command sent = desk_sign(&desk, &command, &desk.offices[0]);
	const struct command again = decode(&sent);
	const struct submit_report *read = &again.submit_report;

	assert_int_equal(read->limitation_count, 1);
	assert_string_equal(read->limitations[0].cause, "Cán bộ mỏng");
	assert_string_equal(read->limitations[0].remedy, "");
	assert_int_equal(read->proposal_count, 1);
	assert_string_equal(read->proposals[0], "Tổ chức trao đổi kinh nghiệm");
	assert_int_equal(read->model_count, 2);
	assert_string_equal(read->models[1].title, "Hồ sơ số");
	assert_int_equal(read->evidence_count, 1);
	assert_memory_equal(read->evidence[0], command.submit_report.evidence[0], HASH_SIZE);
}

static void a_season_gives_the_same_bytes_after_a_round(void **state)
{
	(void)state;
	struct buffer first = { 0 }, second = { 0 };
	struct season_draft draft;
	struct faults why;

	faults_init(&why, &desk.arena);
	desk.draft.has_edition = true;
	desk.draft.edition = 2;
	encode_season(&desk.draft, &first);
	assert_true(command_read_season(first.data, first.size, &desk.arena, &draft, &why));
	assert_string_equal(draft.name, "Mùa thi đua 2024");
	assert_string_equal(draft.boards[13].iso, "VN-HN");
	assert_int_equal(draft.task_count, 14);
	assert_int_equal(draft.edition, 2);
	assert_string_equal(draft.head, "HN");
	encode_season(&draft, &second);
	assert_int_equal(first.size, second.size);
	assert_memory_equal(first.data, second.data, first.size);
	desk.draft.has_edition = false;
	buffer_close(&first);
	buffer_close(&second);
}

static void a_decoded_season_makes_the_same_ruleset(void **state)
{
	(void)state;
	struct buffer bytes = { 0 };
	struct season_draft draft;
	struct faults why;
	const uint8_t hash[HASH_SIZE] = { 1 };

	faults_init(&why, &desk.arena);
	encode_season(&desk.draft, &bytes);
	assert_true(command_read_season(bytes.data, bytes.size, &desk.arena, &draft, &why));
	struct ruleset *made = ruleset_make(&desk.draft, 1, hash, &why),
	               *again = ruleset_make(&draft, 1, hash, &why);

	assert_string_equal(told(&why), "OK");
	assert_int_equal(ruleset_size(made), ruleset_size(again));
	for (size_t board = 0; board < made->board_count; board++)
		for (size_t task = 0; task < made->task_count; task++)
			assert_true(ruleset_target(made, board, task) ==
			            ruleset_target(again, board, task));
	for (size_t task = 0; task < made->task_count; task++) {
		assert_int_equal(made->tasks[task].kind, again->tasks[task].kind);
		assert_memory_equal(made->tasks[task].phasing, again->tasks[task].phasing,
		                    sizeof(made->tasks[task].phasing));
		assert_int_equal(made->tasks[task].step_count, again->tasks[task].step_count);
	}
	assert_memory_equal(made->periods, again->periods, sizeof(made->periods));
	ruleset_free(made);
	ruleset_free(again);
	buffer_close(&bytes);
}

static void the_season_inside_a_command_comes_back(void **state)
{
	(void)state;
	struct buffer bytes = { 0 };

	encode_season(&desk.draft, &bytes);
	const struct signed_command sent = { .bytes = desk.entries[0].command,
		                             .size = desk.entries[0].command_size };
	const struct command command = decode(&sent);
	const struct define_season *read = &command.define_season;
	uint8_t hash[HASH_SIZE];

	seal_hash(bytes.data, bytes.size, hash);
	assert_int_equal(read->version, 1);
	assert_int_equal(read->season_bytes.size, bytes.size);
	assert_memory_equal(read->season_bytes.data, bytes.data, bytes.size);
	assert_memory_equal(read->season_hash, hash, HASH_SIZE);
	assert_int_equal(read->season.task_count, 14);
	buffer_close(&bytes);
}

static void keys_and_their_texts_round_trip(void **state)
{
	(void)state;
	struct buffer bytes = { 0 };
	struct command command = { .cluster = "TCXDD-1",
		                   .signed_at = 1,
		                   .action = ACTION_REVOKE_KEY };

	seal_id(1, command.id);
	memset(command.revoke_key.sign_key, 7, KEY_SIZE);
	command.revoke_key.reason = "mất máy";
	encode_command(&command, &bytes);
	const struct signed_command sent = { .bytes = bytes.data, .size = bytes.size };
	const struct command read = decode(&sent);

	assert_int_equal(read.action, ACTION_REVOKE_KEY);
	assert_int_equal(read.year, 0);
	assert_memory_equal(read.revoke_key.sign_key, command.revoke_key.sign_key, KEY_SIZE);
	assert_string_equal(read.revoke_key.reason, "mất máy");
	buffer_close(&bytes);
}

static void a_season_with_a_wrong_text_is_refused(void **state)
{
	(void)state;
	struct buffer bytes = { 0 };
	struct season_draft draft = desk.draft;
	struct faults why;

	faults_init(&why, &desk.arena);
	draft.name = "To\xcc\x82 chuc";
	encode_season(&draft, &bytes);
	assert_false(command_read_season(bytes.data, bytes.size, &desk.arena, &draft, &why));
	assert_string_equal(told(&why),
	                    "INVALID season.name: is not in Unicode normal form C (NFC)");
	buffer_close(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_round_trips),
		cmocka_unit_test(the_texts_of_a_report_come_back),
		cmocka_unit_test(a_season_gives_the_same_bytes_after_a_round),
		cmocka_unit_test(a_decoded_season_makes_the_same_ruleset),
		cmocka_unit_test(the_season_inside_a_command_comes_back),
		cmocka_unit_test(keys_and_their_texts_round_trip),
		cmocka_unit_test(a_season_with_a_wrong_text_is_refused),
	};

	return cmocka_run_group_tests(tests, open_desk, close_desk);
}
