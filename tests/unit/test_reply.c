/* What the daemon says is what a client reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "buffer.h"
#include "compose.h"
#include "desk.h"
#include "question.h"

#include <cmocka.h>
#undef fail /* that of faults.h again */
#define fail(...) FAIL(__VA_ARGS__, NULL)

static struct desk desk;
static struct buffer bytes;

static int open_desk(void **state)
{
	(void)state;
	desk_open(&desk);
	desk_must_report(&desk, 0, Q1, 30, at("2024-03-16T08:00+07:00"));
	desk_must_report(&desk, 1, Q1, 20, at("2024-03-22T08:00+07:00"));
	desk_must_report(&desk, 2, Q2, 50, at("2024-06-16T08:00+07:00"));
	return 0;
}

static int close_desk(void **state)
{
	(void)state;
	buffer_close(&bytes);
	desk_close(&desk);
	return 0;
}

static int64_t noon(void)
{
	return at("2024-06-19T12:00+07:00");
}

static struct answer read_answer(void)
{
	struct answer answer;

	assert_true(answer_decode(bytes.data, bytes.size, &desk.arena, &answer));
	assert_int_equal(answer.correlation, 42);
	buffer_reset(&bytes);
	return answer;
}

static struct standing_notice notice_of(uint8_t state_hash[HASH_SIZE],
                                        const struct standing *standing)
{
	standing_seal(standing, state_hash);
	return (struct standing_notice){ .epoch = desk_epoch,
		                         .published_at = noon(),
		                         .rehearsal = true,
		                         .state_hash = state_hash };
}

/* Everything that a standing says, beside its source. */
static void check_told(const struct told_standings *told, const struct standing *standing,
                       const uint8_t state_hash[HASH_SIZE])
{
	const struct ruleset *ruleset = standing->ruleset;

	assert_memory_equal(told->epoch, desk_epoch, EPOCH_SIZE);
	assert_memory_equal(told->state_hash, state_hash, HASH_SIZE);
	assert_memory_equal(told->ruleset_hash, ruleset->hash, HASH_SIZE);
	assert_int_equal(told->sequence, standing->sequence);
	assert_true(told->as_of == standing->as_of && told->published_at == noon());
	assert_string_equal(told->cluster, "TCXDD-1");
	assert_int_equal(told->year, 2024);
	assert_int_equal(told->period, standing->period + 1);
	assert_true(told->current == standing->current && told->locked == standing->locked &&
	            told->rehearsal);
	assert_int_equal(told->season_version, 1);
	assert_int_equal(told->expected, 14);
	assert_int_equal(told->reported, standing->reported);
	assert_int_equal(told->models, standing->models);
	assert_int_equal(told->tie_break_count, ruleset->tiebreak_count);
	assert_int_equal(told->tie_breaks[0], TIEBREAK_TOTAL);
	assert_int_equal(told->task_count, ruleset->task_count);
	for (size_t i = 0; i < told->task_count; i++) {
		assert_string_equal(told->tasks[i], ruleset->tasks[i].code);
		assert_true(told->task_totals[i].actual == standing->totals[i].actual &&
		            told->task_totals[i].target == standing->totals[i].target);
		assert_int_equal(told->task_totals[i].met, standing->totals[i].met);
		assert_int_equal(told->task_totals[i].exceeded, standing->totals[i].exceeded);
	}
}

static void check_row(const struct told_row *told, const struct standing *standing, size_t board)
{
	const struct ruleset *ruleset = standing->ruleset;
	const struct standing_row *row = &standing->rows[board];

	assert_string_equal(told->board, ruleset->boards[board]);
	assert_int_equal(told->rank, row->rank);
	assert_int_equal(told->rank_before, row->rank_before);
	assert_int_equal(told->tied, row->tied);
	assert_true(told->total == row->total && told->base_points == row->base &&
	            told->bonus == row->bonus);
	assert_true(told->deduction == row->deduction && told->priority == row->priority);
	assert_int_equal(told->late_days, row->late_days);
	assert_string_equal(told->band, ruleset->bands[row->band].code);
	assert_int_equal(told->status, row->status);
	assert_int_equal(told->revision, row->revision);
	assert_memory_equal(told->points, &standing->points[board * ruleset->task_count],
	                    ruleset->task_count * sizeof(*told->points));
}

static void a_standing_is_told_whole(void **state)
{
	(void)state;
	uint8_t state_hash[HASH_SIZE];
	struct told_standings told;
	const struct standing standing = desk_standing(&desk, Q2, noon());
	const struct standing_notice notice = notice_of(state_hash, &standing);

	standing_encode(&bytes, &standing, &notice);
	assert_true(answer_standings(bytes.data, bytes.size, &desk.arena, &told));
	assert_in_range(bytes.size, 1000, 2500);
	buffer_reset(&bytes);
	check_told(&told, &standing, state_hash);
	assert_int_equal(told.row_count, 14);
	for (size_t i = 0; i < told.row_count; i++)
		check_row(&told.rows[i], &standing, standing.order[i]);
	assert_int_equal(told.move_count, 0);
	assert_false(told.has_cause);
	reply_standings(&bytes, 42, &standing, &notice);
	const struct answer answer = read_answer();

	assert_int_equal(answer.kind, ANSWER_STANDINGS);
	check_told(&answer.standings, &standing, state_hash);
}

static void moves_are_those_that_changed_rank_since_the_last_message(void **state)
{
	(void)state;
	uint8_t state_hash[HASH_SIZE];
	struct told_standings told;
	uint32_t before[BOARDS_MAX];
	const struct standing standing = desk_standing(&desk, Q1, noon());
	struct standing_notice notice = notice_of(state_hash, &standing);

	for (size_t i = 0; i < 14; i++)
		before[i] = standing.rows[i].rank;
	before[standing.order[0]] = 5;
	before[standing.order[1]] = 0; /* was not published before */
	notice.ranks_before = before;
	notice.cause = desk.entries[0].hash;
	standing_encode(&bytes, &standing, &notice);
	assert_true(answer_standings(bytes.data, bytes.size, &desk.arena, &told));
	buffer_reset(&bytes);
	assert_int_equal(told.move_count, 1);
	assert_string_equal(told.moves[0].board, standing.ruleset->boards[standing.order[0]]);
	assert_int_equal(told.moves[0].from, 5);
	assert_int_equal(told.moves[0].to, 1);
	assert_true(told.has_cause);
	assert_memory_equal(told.cause, desk.entries[0].hash, ID_SIZE);
}

/* Field 1 is the path, 3 the message: what a daemon sent before there were reasons. */
static void a_fault_of_an_older_daemon_has_no_reason(void **state)
{
	(void)state;
	compose(&bytes, "1=42 2=2 3={1=\"x\" 2=2 3=\"is wrong\"}");
	const struct answer answer = read_answer();

	assert_int_equal(answer.fault_count, 1);
	assert_string_equal(answer.faults[0].reason, "");
	assert_string_equal(answer.faults[0].message, "is wrong");
	assert_int_equal(answer.faults[0].argument_count, 0);
}

static void a_refusal_carries_every_fault(void **state)
{
	(void)state;
	struct faults why;

	faults_init(&why, &desk.arena);
	fail(&why, FAULT_MUST_BE_WITHIN, "lines[3].actual", "0", "100000000000");
	fail(&why, FAULT_NEWER_FIELD, "submit_report", "77");
	reply_refusal(&bytes, 42, faults_status(&why), &why, 0);
	struct answer answer = read_answer();

	assert_int_equal(answer.status, STATUS_INVALID);
	assert_int_equal(answer.kind, ANSWER_NONE);
	assert_int_equal(answer.fault_count, 2);
	assert_string_equal(answer.faults[0].field, "lines[3].actual");
	assert_string_equal(answer.faults[0].reason, "MUST_BE_WITHIN");
	assert_string_equal(answer.faults[0].message, "must be 0 to 100000000000");
	assert_int_equal(answer.faults[0].argument_count, 2);
	assert_string_equal(answer.faults[0].arguments[1], "100000000000");
	assert_int_equal(answer.faults[1].code, STATUS_UNSUPPORTED);
	assert_string_equal(answer.faults[1].reason, "NEWER_FIELD");
	for (size_t i = 0; i < 2 * FAULTS_MAX; i++)
		fail(&why, FAULT_NOT_GIVEN, "x");
	reply_refusal(&bytes, 42, STATUS_INVALID, &why, 0);
	answer = read_answer();
	assert_int_equal(answer.fault_count, FAULTS_MAX);
	reply_refusal(&bytes, 42, STATUS_BUSY, NULL, 250);
	answer = read_answer();
	assert_int_equal(answer.status, STATUS_BUSY);
	assert_int_equal(answer.retry_after_ms, 250);
	assert_int_equal(answer.fault_count, 0);
}

static void a_receipt_can_be_verified_by_who_reads_it(void **state)
{
	(void)state;
	struct receipt_statement statements[5], read;
	struct receipt receipts[5];

	for (size_t i = 0; i < 5; i++)
		statements[i] =
		        (struct receipt_statement){ .cluster = "TCXDD-1", .sequence = i + 1 };
	seal_receipts(statements, 5, desk.daemon.sign_secret, &desk.arena, receipts);
	for (size_t i = 0; i < 5; i++) {
		reply_receipt(&bytes, 42, &receipts[i]);
		const struct answer answer = read_answer();

		assert_int_equal(answer.kind, ANSWER_RECEIPT);
		assert_true(seal_check_receipt(&answer.receipt, desk.daemon.sign_public,
		                               &desk.arena, &read));
		assert_int_equal(read.sequence, i + 1);
	}
}

static void check_entry(const struct journal_entry *told, const struct journal_entry *entry)
{
	assert_int_equal(told->sequence, entry->sequence);
	assert_true(told->received_at == entry->received_at);
	assert_int_equal(told->command_size, entry->command_size);
	assert_memory_equal(told->command, entry->command, entry->command_size);
	assert_memory_equal(told->signature, entry->signature, SIGNATURE_SIZE);
	assert_memory_equal(told->key, entry->key, KEY_SIZE);
	assert_memory_equal(told->previous_hash, entry->previous_hash, HASH_SIZE);
	assert_memory_equal(told->hash, entry->hash, HASH_SIZE);
}

static void the_journal_is_told_as_it_stands(void **state)
{
	(void)state;
	reply_journal(&bytes, 42, desk.entries, desk.entry_count, 99, NULL);
	struct answer answer = read_answer();

	assert_int_equal(answer.kind, ANSWER_JOURNAL);
	assert_int_equal(answer.head, 99);
	assert_int_equal(answer.entry_count, desk.entry_count);
	for (size_t i = 0; i < desk.entry_count; i++)
		check_entry(&answer.entries[i], &desk.entries[i]);
	reply_journal(&bytes, 42, NULL, 0, 0, NULL);
	answer = read_answer();
	assert_int_equal(answer.entry_count, 0);
	reply_report(&bytes, 42, &desk.entries[5]);
	answer = read_answer();
	assert_int_equal(answer.kind, ANSWER_REPORT);
	check_entry(&answer.entries[0], &desk.entries[5]);
}

static void what_is_held_back_keeps_its_place_and_hashes_alone(void **state)
{
	struct journal_entry entries[4];

	(void)state;
	for (size_t i = 0; i < 4; i++)
		entries[i] = desk.entries[i];
	entries[1].command = entries[3].command = NULL;
	reply_journal(&bytes, 42, entries, 4, 99, NULL);
	const struct answer answer = read_answer();

	assert_int_equal(answer.entry_count, 4);
	check_entry(&answer.entries[0], &desk.entries[0]);
	check_entry(&answer.entries[2], &desk.entries[2]);
	for (size_t i = 1; i < 4; i += 2) {
		assert_int_equal(answer.entries[i].sequence, desk.entries[i].sequence);
		assert_memory_equal(answer.entries[i].hash, desk.entries[i].hash, HASH_SIZE);
		assert_memory_equal(answer.entries[i].previous_hash, desk.entries[i].previous_hash,
		                    HASH_SIZE);
		assert_null(answer.entries[i].command);
		assert_null(memmem(bytes.data, bytes.size, desk.entries[i].command,
		                   desk.entries[i].command_size));
	}
}

static void a_scorecard_explains_every_task(void **state)
{
	(void)state;
	struct scorecard scorecard;
	char wide_text[WIDE_SIZE];
	const struct standing standing = desk_standing(&desk, Q2, noon());
	const size_t board = (size_t)ruleset_board(standing.ruleset, "HN");

	scorecard_make(&standing, board, noon(), &desk.arena, &scorecard);
	reply_scorecard(&bytes, 42, &scorecard);
	const struct answer answer = read_answer();
	const struct told_scorecard *told = &answer.scorecard;

	assert_int_equal(answer.kind, ANSWER_SCORECARD);
	assert_string_equal(told->board, "HN");
	assert_int_equal(told->period, Q2 + 1);
	assert_true(told->earned == standing.rows[board].earned &&
	            told->assigned == standing.rows[board].assigned);
	assert_int_equal(told->line_count, 14);
	for (size_t i = 0; i < told->line_count; i++) {
		const struct told_score_line *line = &told->lines[i];

		assert_string_equal(line->task, scorecard.lines[i].task->code);
		assert_int_equal(line->kind, scorecard.lines[i].task->kind);
		assert_true(line->points == scorecard.lines[i].result.points);
		assert_int_equal(line->reported, scorecard.lines[i].achievement.reported);
		assert_string_equal(line->numerator,
		                    decimal_wide(scorecard.lines[i].result.numerator, wide_text));
		assert_string_equal(line->denominator,
		                    decimal_wide(scorecard.lines[i].result.denominator, wide_text));
	}
	assert_int_equal(told->late_count, 2);
	assert_int_equal(told->late[1].period, Q2 + 1);
	check_row(&told->row, &standing, board);
}

static void a_dry_run_tells_standing_and_scorecard(void **state)
{
	(void)state;
	struct scorecard scorecard;
	uint8_t state_hash[HASH_SIZE];
	const struct standing standing = desk_standing(&desk, Q2, noon());
	const struct standing_notice notice = notice_of(state_hash, &standing);

	scorecard_make(&standing, 1, noon(), &desk.arena, &scorecard);
	reply_dry_run(&bytes, 42, &standing, &notice, &scorecard);
	const struct answer answer = read_answer();

	assert_int_equal(answer.kind, ANSWER_DRY_RUN);
	check_told(&answer.standings, &standing, state_hash);
	assert_string_equal(answer.scorecard.board, standing.ruleset->boards[1]);
}

static void completeness_names_who_has_reported(void **state)
{
	(void)state;
	const struct standing standing = desk_standing(&desk, Q1, noon());
	const size_t hn = (size_t)ruleset_board(standing.ruleset, "HN");
	const struct get_completeness asked = { "TCXDD-1", 2024, Q1 + 1 };
	const struct question_row *row = question_find(QUESTION_COMPLETENESS);
	struct told_reply reply;
	struct faults why;

	faults_init(&why, &desk.arena);
	row->tell(desk.cluster, &asked, &(struct sight){ .now = noon() }, &desk.arena,
	          reply_choose(&reply, row->answer), &why);
	reply_append(&bytes, 42, &reply);
	const struct answer answer = read_answer();

	assert_int_equal(why.count, 0);

	assert_int_equal(answer.kind, ANSWER_COMPLETENESS);
	assert_int_equal(answer.completeness.period, Q1 + 1);
	assert_int_equal(answer.completeness.reported, 2);
	assert_int_equal(answer.completeness.expected, 14);
	assert_int_equal(answer.completeness.board_count, 14);
	assert_string_equal(answer.completeness.boards[hn].board, "HN");
	assert_int_equal(answer.completeness.boards[hn].revision, 1);
	assert_true(answer.completeness.boards[hn].received_at == at("2024-03-16T08:00+07:00"));
	assert_memory_equal(answer.completeness.boards[hn].command_hash,
	                    standing_report(&standing, hn)->hash, HASH_SIZE);
	assert_int_equal(answer.completeness.boards[0].status == BOARD_MISSING,
	                 !answer.completeness.boards[0].has_command_hash);
}

static void a_season_and_a_pong_arrive(void **state)
{
	(void)state;
	const uint8_t hash[HASH_SIZE] = { 9 };

	reply_season(&bytes, 42, 3, (const uint8_t *)"season", 6, hash, -1, 0);
	struct answer answer = read_answer();

	assert_int_equal(answer.kind, ANSWER_SEASON);
	assert_int_equal(answer.season.version, 3);
	assert_int_equal(answer.season.size, 6);
	assert_memory_equal(answer.season.bytes, "season", 6);
	assert_memory_equal(answer.season.hash, hash, HASH_SIZE);
	assert_int_equal(answer.season.current, -1);
	assert_int_equal(answer.season.finalised_at, 0);
	reply_season(&bytes, 42, 3, (const uint8_t *)"season", 6, hash, FINAL, noon());
	answer = read_answer();
	assert_int_equal(answer.season.current, FINAL);
	assert_int_equal(answer.season.finalised_at, noon());
	reply_pong(&bytes, 42, noon(), "0.1.0", desk_epoch, true);
	answer = read_answer();
	assert_int_equal(answer.kind, ANSWER_PONG);
	assert_true(answer.pong.now == noon() && answer.pong.rehearsal);
	assert_string_equal(answer.pong.version, "0.1.0");
	assert_memory_equal(answer.pong.epoch, desk_epoch, EPOCH_SIZE);
}

static bool reads(const char *script)
{
	struct answer answer;

	buffer_reset(&bytes);
	compose(&bytes, script);
	const bool right = answer_decode(bytes.data, bytes.size, &desk.arena, &answer);

	buffer_reset(&bytes);
	return right;
}

static void an_old_client_reads_a_newer_daemon(void **state)
{
	(void)state;
	assert_true(reads("1=42 2=1 99=\"new\""));
	assert_true(reads("1=42 2=11"));
	assert_true(reads("1=42 2=1 50={1=1}"));
	assert_true(reads("1=42 2=2 3={1=\"x\" 2=12 3=\"y\" 9=1}"));
	assert_true(reads("2=1 17={2=\"9.9\" 3=\"an epoch's bytes\" 7=1}"));
}

static void an_answer_with_a_wrong_size_is_none(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"",
		"1=42",
		"2=0",
		"2=\"x\"",
		"!ff",
		"2=1 2=1",
		"2=1 17={3=\"short\"}",
		"2=1 10={1=\"x\" 5='00' 6='00'}",
		"2=1 10={4='00'}",
		"2=1 13={}",
		"2=1 14={2=\"x\" 3='00'}",
		"2=1 14={}",
		"2=1 15={1={1=1}}",
		"2=1 16={1=9}",
		"2=1 16={1=1 4={1=\"HN\" 5='00'}}",
		"2=1 11={}",
		"2=1 12={}",
		"2=1 18={}",
		"2=2 3={3=\"\\xff\"}",
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_string_equal(reads(wrong[i]) ? wrong[i] : "refused", "refused");
}

/* points must be as many as tasks: one row less, one point less, one total less. */
static void a_standing_with_a_hole_is_none(void **state)
{
	(void)state;
	struct told_standings told;
	char script[600];
	static const struct {
		const char *rows;
		bool right;
	} tries[] = {
		{ "15={1=\"HN\" 14='0102'} 16={} 16={}", true },
		{ "15={1=\"HN\" 14='01'} 16={} 16={}", false },
		{ "15={1=\"HN\" 14='0102'} 16={}", false },
		{ "16={} 16={} 22='00'", false },
	};

	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		snprintf(
		        script, sizeof(script),
		        "1=\"an epoch's bytes\" 7=1 12=\"%032d\" 13=\"%032d\" 14=\"T01\" 14=\"T02\" %s",
		        0, 0, tries[i].rows);
		buffer_reset(&bytes);
		compose(&bytes, script);
		assert_int_equal(answer_standings(bytes.data, bytes.size, &desk.arena, &told),
		                 tries[i].right);
	}
	buffer_reset(&bytes);
}

static void the_state_hash_is_that_of_the_canonical_bytes(void **state)
{
	(void)state;
	struct buffer canonical = { 0 };
	uint8_t expected[HASH_SIZE], hash[HASH_SIZE];
	const struct standing standing = desk_standing(&desk, Q1, noon());

	standing_canonical(&standing, &canonical);
	assert_memory_equal(canonical.data, "thidua.standing.v1\nTCXDD-1\0\0\0\x07\xe8\0\0\0\x01",
	                    35);
	seal_hash(canonical.data, canonical.size, expected);
	standing_seal(&standing, hash);
	assert_memory_equal(hash, expected, HASH_SIZE);
	buffer_close(&canonical);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_standing_is_told_whole),
		cmocka_unit_test(moves_are_those_that_changed_rank_since_the_last_message),
		cmocka_unit_test(a_refusal_carries_every_fault),
		cmocka_unit_test(a_fault_of_an_older_daemon_has_no_reason),
		cmocka_unit_test(a_receipt_can_be_verified_by_who_reads_it),
		cmocka_unit_test(the_journal_is_told_as_it_stands),
		cmocka_unit_test(what_is_held_back_keeps_its_place_and_hashes_alone),
		cmocka_unit_test(a_scorecard_explains_every_task),
		cmocka_unit_test(a_dry_run_tells_standing_and_scorecard),
		cmocka_unit_test(completeness_names_who_has_reported),
		cmocka_unit_test(a_season_and_a_pong_arrive),
		cmocka_unit_test(an_old_client_reads_a_newer_daemon),
		cmocka_unit_test(an_answer_with_a_wrong_size_is_none),
		cmocka_unit_test(a_standing_with_a_hole_is_none),
		cmocka_unit_test(the_state_hash_is_that_of_the_canonical_bytes),
	};

	return cmocka_run_group_tests(tests, open_desk, close_desk);
}
