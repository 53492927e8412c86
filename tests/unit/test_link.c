/*
 * What a client does with a daemon that loses, delays, doubles, refuses and forges.
 */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#include "arena.h"
#include "buffer.h"
#include "fake_daemon.h"
#include "office.h"
#include "reply.h"

#include <cmocka.h>

struct stage {
	struct office office;
	struct fake_daemon *daemon;
};

enum { SHORT_MS = 500, LONG_MS = 20000 }; /* a request's silence is a fifth of it, at most 2 s */

static int begin(void **state)
{
	static struct stage stage;

	memset(&stage, 0, sizeof(stage));
	office_begin(&stage.office);
	stage.daemon = fake_start(&stage.office.daemon, NULL, NULL);
	*state = &stage;
	return 0;
}

static int end(void **state)
{
	struct stage *stage = *state;

	office_end(&stage->office);
	if (stage->daemon)
		fake_stop(&stage->daemon);
	return 0;
}

static void open_to(struct stage *stage, int timeout_ms)
{
	office_open(&stage->office, fake_commands(stage->daemon), NULL, timeout_ms);
}

struct told {
	char text[2000];
	size_t size, count;
	size_t stop_after;
};

/* "OK:3+2" is a receipt with sequence 3 and 2 days late; "REFUSED:2" one with 2 faults. */
static bool listen(void *context, const uint8_t id[16], int code,
                   const struct thidua_receipt *receipt, const struct thidua_fault *faults,
                   size_t fault_count)
{
	struct told *told = context;
	const char *gap = told->size == 0 ? "" : " ";
	char *at = told->text + told->size;
	const size_t left = sizeof(told->text) - told->size;

	(void)faults;
	if (receipt) {
		assert_memory_equal(receipt->command_id, id, ID_SIZE);
		told->size +=
		        (size_t)snprintf(at, left, "%sOK:%llu+%u", gap,
		                         (unsigned long long)receipt->sequence, receipt->late_days);
	} else {
		told->size += (size_t)snprintf(at, left, "%s%s:%zu", gap,
		                               code == THIDUA_FORBIDDEN ? "FORBIDDEN" : "REFUSED",
		                               fault_count);
	}
	return ++told->count != told->stop_after;
}

static const char *flush(struct stage *stage, int timeout_ms, int expected)
{
	static struct told told;

	told = (struct told){ .size = 0 };
	assert_int_equal(thidua_flush(stage->office.handle, timeout_ms, listen, &told), expected);
	return told.text;
}

/* --- receipts --- */

static void a_report_is_acknowledged_by_a_verified_receipt(void **state)
{
	struct stage *stage = *state;
	struct thidua_report *report = office_report("TCXDD-1", 1);
	struct thidua_receipt receipt;

	open_to(stage, LONG_MS);
	assert_int_equal(thidua_submit(stage->office.handle, report, &receipt), THIDUA_OK);
	thidua_report_free(&report);
	assert_int_equal(thidua_unanswered(stage->office.handle), THIDUA_SILENCE_NONE);
	assert_string_equal(receipt.cluster, "TCXDD-1");
	assert_int_equal(receipt.sequence, 1);
	assert_int_equal(receipt.late_days, 2);
	assert_string_equal(office_outbox(&stage->office), "1 acknowledged");
}

static bool check_proof(void *context, const struct outbox_row *row)
{
	const struct stage *stage = context;
	struct receipt_statement statement;
	struct arena arena;

	arena_init(&arena, 0);
	assert_non_null(row->reply);
	assert_true(seal_check_receipt(&row->reply->receipt, stage->office.daemon.sign_public,
	                               &arena, &statement));
	assert_memory_equal(statement.command_hash, row->hash, HASH_SIZE);
	assert_string_equal(row->summary, "TQ 2024 Q1 revision 1");
	assert_int_equal(row->attempts, 1);
	arena_close(&arena);
	return true;
}

static void the_receipt_is_kept_as_proof(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "OK:1+2");
	assert_int_equal(thidua_outbox_list(stage->office.handle, check_proof, stage), THIDUA_OK);
}

static void a_receipt_sealed_by_a_stranger_counts_for_nothing(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, FORGED_KEY);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "OK:1+2");
	assert_string_equal(fake_received(stage->daemon), "1 1");
}

static void a_receipt_of_another_command_counts_for_nothing(void **state)
{
	struct stage *stage = *state;

	open_to(stage, SHORT_MS);
	FAKE_SCRIPT(stage->daemon, FORGED_COMMAND, LOST, LOST, LOST, LOST, LOST, LOST, LOST);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, SHORT_MS, THIDUA_KEPT), "");
	assert_string_equal(thidua_error(stage->office.handle),
	                    "a receipt came that the daemon we know has not sealed");
	assert_string_equal(office_reason(&stage->office), "RECEIPT_UNSEALED");
	assert_string_equal(office_outbox(&stage->office), "1 waiting");
}

/* --- asking again --- */

static void a_lost_answer_is_asked_for_again_under_the_same_id(void **state)
{
	struct stage *stage = *state;

	open_to(stage, SHORT_MS);
	FAKE_SCRIPT(stage->daemon, LOST);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "OK:1+2");
	assert_string_equal(fake_received(stage->daemon),
	                    "1 1"); /* fake_daemon checks that the bytes are the same */
}

static void garbage_is_passed_over(void **state)
{
	struct stage *stage = *state;

	open_to(stage, SHORT_MS);
	FAKE_SCRIPT(stage->daemon, GARBAGE);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "OK:1+2");
}

static void a_late_and_a_doubled_answer_settle_once(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, HELD, DOUBLED, DOUBLED);
	for (int i = 0; i < 3; i++)
		office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "OK:2+2 OK:1+2 OK:3+2");
	assert_string_equal(fake_received(stage->daemon), "1 2 3");
}

static void busy_and_unavailable_are_waited_out(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, BUSY, UNAVAILABLE, BUSY);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "OK:1+2");
	assert_string_equal(fake_received(stage->daemon), "1 1 1 1");
}

static void a_busy_daemon_leaves_the_report_in_the_outbox(void **state)
{
	struct stage *stage = *state;
	struct thidua_report *report = office_report("TCXDD-1", 1);
	enum act busy[100];

	for (size_t i = 0; i < 100; i++)
		busy[i] = BUSY;
	open_to(stage, SHORT_MS);
	fake_script(stage->daemon, busy, 100);
	assert_int_equal(thidua_submit(stage->office.handle, report, NULL), THIDUA_KEPT);
	thidua_report_free(&report);
	assert_string_equal(thidua_error(stage->office.handle), "the daemon is busy");
	assert_int_equal(thidua_unanswered(stage->office.handle), THIDUA_SILENCE_BUSY);
	assert_string_equal(office_outbox(&stage->office), "1 waiting BUSY");
}

static void what_is_kept_is_sent_by_the_next_process(void **state)
{
	struct stage *stage = *state;

	open_to(stage, SHORT_MS);
	FAKE_SCRIPT(stage->daemon, LOST);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, 50, THIDUA_KEPT), "");
	thidua_close(&stage->office.handle);
	open_to(stage, SHORT_MS);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "OK:1+2");
}

static void a_hundred_commands_keep_their_order_in_a_bounded_window(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, LOST); /* the first is lost: without a bound all others would
	                                     come before it comes again */
	for (int i = 0; i < 100; i++)
		office_put(&stage->office, 1, NULL);
	struct told told = { .stop_after = 31 };

	assert_int_equal(thidua_flush(stage->office.handle, LONG_MS, listen, &told), THIDUA_KEPT);
	assert_true(fake_received_count(stage->daemon) <= 63);
	size_t left;

	assert_int_equal(thidua_outbox_count(stage->office.handle, &left), THIDUA_OK);
	assert_int_equal(left, 69);
	assert_int_equal(thidua_flush(stage->office.handle, LONG_MS, NULL, NULL), THIDUA_OK);
	assert_int_equal(thidua_outbox_count(stage->office.handle, &left), THIDUA_OK);
	assert_int_equal(left, 0);
}

/* --- refusals --- */

static void a_refusal_is_final_and_names_all_faults(void **state)
{
	struct stage *stage = *state;
	struct thidua_report *report = office_report("TCXDD-1", 1);

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, INVALID);
	assert_int_equal(thidua_submit(stage->office.handle, report, NULL), THIDUA_REFUSED);
	thidua_report_free(&report);
	const struct thidua_fault *faults;

	assert_int_equal(thidua_faults(stage->office.handle, &faults), 2);
	assert_string_equal(faults[0].field, "lines[3].actual");
	assert_string_equal(faults[0].code, "INVALID");
	assert_string_equal(faults[0].message, "must be 0 or more, got -1");
	assert_string_equal(office_outbox(&stage->office), "1 refused INVALID");
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "");
}

static void a_revoked_key_is_forbidden(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, FORBIDDEN);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_FORBIDDEN), "FORBIDDEN:1");
	assert_string_equal(thidua_error(stage->office.handle),
	                    "the connection's key is unknown or revoked");
}

static void a_refusal_counts_only_when_nothing_before_it_is_open(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, BUSY, STALE); /* the second revision came, the first did not */
	office_put(&stage->office, 1, NULL);
	office_put(&stage->office, 2, NULL);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "OK:1+2 OK:2+2");
	assert_string_equal(fake_received(stage->daemon), "1 2 1 2");
}

static void a_refusal_does_not_stop_what_follows(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, INVALID);
	office_put(&stage->office, 1, NULL);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_REFUSED), "REFUSED:2 OK:2+2");
}

static void what_stood_before_does_not_spoil_ones_own_report(void **state)
{
	struct stage *stage = *state;
	struct thidua_report *report = office_report("TCXDD-1", 1);

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, INVALID);
	office_put(&stage->office, 1, NULL);
	assert_int_equal(thidua_submit(stage->office.handle, report, NULL), THIDUA_OK);
	thidua_report_free(&report);
	const struct thidua_fault *faults;

	assert_int_equal(thidua_faults(stage->office.handle, &faults), 0);
	assert_string_equal(office_outbox(&stage->office), "1 refused INVALID 2 acknowledged");
}

/* --- endpoints --- */

static void nobody_there_ends_in_time_and_keeps_the_report(void **state)
{
	struct stage *stage = *state;
	char endpoint[80], expected[200];

	strcpy(endpoint, fake_commands(stage->daemon));
	fake_stop(&stage->daemon);
	office_open(&stage->office, endpoint, NULL, SHORT_MS);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, SHORT_MS, THIDUA_KEPT), "");
	snprintf(expected, sizeof(expected), "no answer: %s cannot be reached", endpoint);
	assert_string_equal(thidua_error(stage->office.handle), expected);
	assert_int_equal(thidua_unanswered(stage->office.handle), THIDUA_SILENCE_UNREACHABLE);
	assert_string_equal(office_outbox(&stage->office), "1 waiting");
}

static void a_silent_endpoint_is_left_for_the_next(void **state)
{
	struct stage *stage = *state;
	char endpoints[200];
	static const enum act deaf[] = { LOST, LOST, LOST, LOST, LOST, LOST, LOST, LOST };
	struct fake_daemon *second = fake_start(&stage->office.daemon, NULL, NULL);

	fake_script(stage->daemon, deaf, 8);
	snprintf(endpoints, sizeof(endpoints), "%s, %s", fake_commands(stage->daemon),
	         fake_commands(second));
	office_open(&stage->office, endpoints, NULL, SHORT_MS);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "OK:1+2");
	assert_true(fake_received_count(stage->daemon) >= 1);
	assert_string_equal(fake_received(second), "1");
	fake_stop(&second);
}

static void a_daemon_that_comes_back_is_found_again(void **state)
{
	struct stage *stage = *state;
	char endpoint[80];

	open_to(stage, SHORT_MS);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "OK:1+2");
	strcpy(endpoint, fake_commands(stage->daemon));
	fake_stop(&stage->daemon);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, SHORT_MS, THIDUA_KEPT), "");
	stage->daemon = fake_start(&stage->office.daemon, endpoint, NULL);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "OK:1+2");
}

static void a_refused_key_is_said_and_tried_again(void **state)
{
	struct stage *stage = *state;
	char expected[200];

	fake_admit(stage->daemon, false);
	open_to(stage, SHORT_MS);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, SHORT_MS, THIDUA_KEPT), "");
	snprintf(expected, sizeof(expected), "%s refuses this office's key",
	         fake_commands(stage->daemon));
	assert_string_equal(thidua_error(stage->office.handle), expected);
	fake_admit(stage->daemon, true);
	assert_int_equal(thidua_unanswered(stage->office.handle), THIDUA_SILENCE_REFUSED);
	assert_string_equal(flush(stage, LONG_MS, THIDUA_OK), "OK:1+2");
}

static void a_wrong_daemon_key_is_said(void **state)
{
	struct stage *stage = *state;
	struct credential other;

	credential_make("another", &other);
	struct fake_daemon *stranger = fake_start(&other, NULL, NULL);

	office_open(&stage->office, fake_commands(stranger), NULL, SHORT_MS);
	office_put(&stage->office, 1, NULL);
	assert_string_equal(flush(stage, SHORT_MS, THIDUA_KEPT), "");
	assert_non_null(strstr(thidua_error(stage->office.handle), "is this the daemon's key?"));
	assert_int_equal(thidua_unanswered(stage->office.handle), THIDUA_SILENCE_HUNG_UP);
	assert_string_equal(fake_received(stranger), "");
	fake_stop(&stranger);
}

static void endpoints_that_are_none_are_refused(void **state)
{
	struct stage *stage = *state;
	static const char *const wrong[] = { "",
		                             "tcp://host",
		                             "http://host:1",
		                             "tcp://host:0",
		                             "tcp://host:65536",
		                             "tcp://:74",
		                             "tcp://a:1,,tcp://b:2",
		                             "tcp://a:1,tcp://b:x",
		                             "ipc://" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const struct thidua_options options = {
			.command_endpoints = wrong[i],
			.credential_path = stage->office.credential,
			.daemon_key_path = stage->office.daemon_key,
		};
		struct thidua *handle;
		char message[400], expected[400];

		assert_int_equal(thidua_open(&options, &handle, message, sizeof(message)),
		                 THIDUA_CONFIG);
		assert_null(handle);
		snprintf(
		        expected, sizeof(expected),
		        "command_endpoints: must be 1 to 8 of tcp://host:port or ipc://path by comma, got \"%s\"",
		        wrong[i]);
		assert_string_equal(message, expected);
	}
}

static volatile sig_atomic_t alarms;

static void count_alarm(int number)
{
	(void)number;
	alarms++;
}

static void signals_do_not_disturb(void **state)
{
	struct stage *stage = *state;
	const struct sigaction action = { .sa_handler = count_alarm },
	                       ignored = { .sa_handler = SIG_IGN };
	const struct itimerval often = { { 0, 1000 }, { 0, 1000 } }, never = { { 0, 0 }, { 0, 0 } };

	open_to(stage, SHORT_MS);
	FAKE_SCRIPT(stage->daemon, LOST, BUSY);
	for (int i = 0; i < 5; i++)
		office_put(&stage->office, 1, NULL);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	assert_int_equal(thidua_flush(stage->office.handle, LONG_MS, NULL, NULL), THIDUA_OK);
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &ignored, NULL); /* one may still be on its way */
	assert_true(alarms > 0);
}

/* --- questions --- */

static int ping(struct stage *stage, struct arena *arena, struct answer *answer)
{
	const struct query query = { .question = QUESTION_PING };
	const uint64_t correlation = thidua_correlation();
	struct buffer frame = { 0 };

	encode_query(&query, correlation, &frame);
	struct thidua *handle = stage->office.handle;
	struct pollfd wait = { .fd = thidua_descriptor(handle), .events = POLLIN };
	struct thidua_reply reply;

	assert_int_equal(thidua_ask(handle, correlation, frame.data, frame.size, 0), THIDUA_OK);
	buffer_close(&frame);
	while (thidua_answer(handle, &reply) == THIDUA_KEPT)
		poll(&wait, 1, -1);
	assert_int_equal(reply.number, correlation);
	memset(answer, 0, sizeof(*answer));
	if (reply.bytes)
		assert_true(answer_decode(reply.bytes, reply.size, arena, answer));
	return reply.code;
}

static void answer_pong(void *context, uint64_t correlation, struct buffer *out)
{
	static const uint8_t epoch[EPOCH_SIZE] = { 7 };

	(void)context;
	reply_pong(out, correlation, 1710900000000000, "0.1.0", epoch, true);
}

static void a_question_is_answered(void **state)
{
	struct stage *stage = *state;
	struct arena arena;
	struct answer answer;

	arena_init(&arena, 0);
	fake_answer_queries(stage->daemon, answer_pong, NULL);
	open_to(stage, LONG_MS);
	assert_int_equal(ping(stage, &arena, &answer), THIDUA_OK);
	assert_int_equal(answer.kind, ANSWER_PONG);
	assert_string_equal(answer.pong.version, "0.1.0");
	arena_close(&arena);
}

static void answer_not_found(void *context, uint64_t correlation, struct buffer *out)
{
	struct arena arena;
	struct faults why;

	(void)context;
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	faults_add(&why, FAULT_CLUSTER_WITHOUT_SEASON, "cluster",
	           (const char *const[]){ "TCXDD-9", "2024" }, 2);
	reply_refusal(out, correlation, STATUS_NOT_FOUND, &why, 0);
	arena_close(&arena);
}

static void a_refused_question_says_why(void **state)
{
	struct stage *stage = *state;

	fake_answer_queries(stage->daemon, answer_not_found, NULL);
	open_to(stage, LONG_MS);
	const struct thidua_standings *standings;

	assert_int_equal(
	        thidua_standings_get(stage->office.handle, "TCXDD-9", 2024, NULL, &standings),
	        THIDUA_REFUSED);
	assert_null(standings);
	assert_string_equal(thidua_error(stage->office.handle),
	                    "cluster: cluster TCXDD-9 has no season 2024");
}

static void an_unanswered_question_ends_in_time(void **state)
{
	struct stage *stage = *state;
	char endpoint[80];
	struct arena arena;
	struct answer answer;

	strcpy(endpoint, fake_commands(stage->daemon));
	fake_stop(&stage->daemon);
	arena_init(&arena, 0);
	office_open(&stage->office, endpoint, NULL, 100);
	assert_int_equal(ping(stage, &arena, &answer), THIDUA_UNREACHABLE);
	assert_int_equal(answer.status, 0);
	arena_close(&arena);
}

int main(void)
{
#define STAGED(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		STAGED(a_report_is_acknowledged_by_a_verified_receipt),
		STAGED(the_receipt_is_kept_as_proof),
		STAGED(a_receipt_sealed_by_a_stranger_counts_for_nothing),
		STAGED(a_receipt_of_another_command_counts_for_nothing),
		STAGED(a_lost_answer_is_asked_for_again_under_the_same_id),
		STAGED(garbage_is_passed_over),
		STAGED(a_late_and_a_doubled_answer_settle_once),
		STAGED(busy_and_unavailable_are_waited_out),
		STAGED(a_busy_daemon_leaves_the_report_in_the_outbox),
		STAGED(what_is_kept_is_sent_by_the_next_process),
		STAGED(a_hundred_commands_keep_their_order_in_a_bounded_window),
		STAGED(a_refusal_is_final_and_names_all_faults),
		STAGED(a_revoked_key_is_forbidden),
		STAGED(a_refusal_counts_only_when_nothing_before_it_is_open),
		STAGED(a_refusal_does_not_stop_what_follows),
		STAGED(what_stood_before_does_not_spoil_ones_own_report),
		STAGED(nobody_there_ends_in_time_and_keeps_the_report),
		STAGED(a_silent_endpoint_is_left_for_the_next),
		STAGED(a_daemon_that_comes_back_is_found_again),
		STAGED(a_refused_key_is_said_and_tried_again),
		STAGED(a_wrong_daemon_key_is_said),
		STAGED(endpoints_that_are_none_are_refused),
		STAGED(signals_do_not_disturb),
		STAGED(a_question_is_answered),
		STAGED(a_refused_question_says_why),
		STAGED(an_unanswered_question_ends_in_time),
	};

	return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
