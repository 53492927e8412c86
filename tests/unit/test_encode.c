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
	const struct signed_command sent =
	        desk_sign(&desk, &command, &desk.offices[0], &desk_texts, NULL);
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
	struct report_texts texts;
	const struct command command = desk_report(&desk, 0, Q1, 25, at("2024-03-16T08:00+07:00"));
	const struct signed_command sent =
	        desk_sign(&desk, &command, &desk.offices[0], &desk_texts, NULL);

	assert_true(decode_report_texts(sent.bytes, sent.size, &desk.arena, &texts));
	assert_int_equal(texts.limitation_count, 1);
	assert_string_equal(texts.limitations[0].second, "Cán bộ mỏng");
	assert_null(texts.limitations[0].third);
	assert_string_equal(texts.proposals[0], "Tổ chức trao đổi kinh nghiệm");
	assert_int_equal(texts.model_count, 2);
	assert_string_equal(texts.models[1].first, "Hồ sơ số");
	assert_int_equal(texts.evidence_count, 1);
	assert_memory_equal(texts.evidence[0], desk_texts.evidence[0], HASH_SIZE);
	assert_false(decode_report_texts(desk.entries[0].command, desk.entries[0].command_size,
	                                 &desk.arena, &texts));
	assert_false(decode_report_texts((const uint8_t *)"nonsense", 8, &desk.arena, &texts));
}

static void a_season_gives_the_same_bytes_after_a_round(void **state)
{
	(void)state;
	struct buffer first = { 0 }, second = { 0 };
	struct season_draft draft;
	struct season_texts texts;
	struct faults why;

	faults_init(&why, &desk.arena);
	desk.draft.has_edition = true;
	desk.draft.edition = 2;
	encode_season(&desk.draft, &desk.texts, &first);
	assert_true(decode_season(first.data, first.size, &desk.arena, &draft, &texts, &why));
	assert_string_equal(texts.name, "Mùa thi đua 2024");
	assert_string_equal(texts.isos[13], "VN-HN");
	assert_int_equal(draft.task_count, 14);
	assert_int_equal(draft.edition, 2);
	assert_string_equal(draft.head, "HN");
	encode_season(&draft, &texts, &second);
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
	encode_season(&desk.draft, &desk.texts, &bytes);
	assert_true(decode_season(bytes.data, bytes.size, &desk.arena, &draft, NULL, &why));
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

	encode_season(&desk.draft, &desk.texts, &bytes);
	const uint8_t *season;

	size_t size;

	uint32_t version;

	assert_true(decode_season_bytes(desk.entries[0].command, desk.entries[0].command_size,
	                                &desk.arena, &season, &size, &version));
	assert_int_equal(version, 1);
	assert_int_equal(size, bytes.size);
	assert_memory_equal(season, bytes.data, size);
	assert_false(decode_season_bytes(desk.entries[1].command, desk.entries[1].command_size,
	                                 &desk.arena, &season, &size, &version));
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
	encode_command(&command, NULL, 0, NULL, "mất máy", &bytes);
	const struct signed_command sent = { .bytes = bytes.data, .size = bytes.size };
	const struct command read = decode(&sent);

	assert_int_equal(read.action, ACTION_REVOKE_KEY);
	assert_int_equal(read.year, 0);
	assert_memory_equal(read.revoke_key.sign_key, command.revoke_key.sign_key, KEY_SIZE);
	buffer_append(&bytes, "", 1);
	assert_non_null(memmem(bytes.data, bytes.size, "mất máy", strlen("mất máy")));
	buffer_close(&bytes);
}

static void a_season_with_a_wrong_text_is_refused(void **state)
{
	(void)state;
	struct buffer bytes = { 0 };
	struct season_draft draft;
	struct season_texts texts = desk.texts;
	struct faults why;

	faults_init(&why, &desk.arena);
	texts.name = "To\xcc\x82 chuc";
	encode_season(&desk.draft, &texts, &bytes);
	assert_false(decode_season(bytes.data, bytes.size, &desk.arena, &draft, NULL, &why));
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
