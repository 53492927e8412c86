/*
 * What was sent and never answered may be in the journal: no answer that says nothing of it makes it
 * refused, and two processes on one outbox tell the same of a row.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "fake_daemon.h"
#include "office.h"
#include "outbox.h"

#include <cmocka.h>

struct stage {
	struct office office;
	struct fake_daemon *daemon;
};

enum { SHORT_MS = 500, LONG_MS = 20000, WINDOW = 32 };

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
	fake_stop(&stage->daemon);
	return 0;
}

static void open_to(struct stage *stage, int timeout_ms)
{
	thidua_close(&stage->office.handle);
	office_open(&stage->office, fake_commands(stage->daemon), NULL, timeout_ms);
}

static void flush(struct stage *stage, int timeout_ms, int expected)
{
	assert_int_equal(thidua_flush(stage->office.handle, timeout_ms, NULL, NULL), expected);
}

/* --- one process --- */

static void forbidden_after_a_lost_answer_is_unknown(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, LOST, FORBIDDEN);
	office_put(&stage->office, 1, NULL);
	flush(stage, LONG_MS, THIDUA_UNKNOWN);
	assert_string_equal(office_outbox(&stage->office), "1 unknown FORBIDDEN");
	flush(stage, LONG_MS, THIDUA_OK); /* nothing waits */
}

/* So that what is flushed next is sent at once. On a slow machine a handshake takes its time. */
static void connect_to(struct stage *stage)
{
	open_to(stage, SHORT_MS);
	const struct thidua_standings *standings;

	for (int i = 0; i < 40 && thidua_unanswered(stage->office.handle) != THIDUA_SILENCE_MUTE;
	     i++)
		assert_int_equal(thidua_standings_get(stage->office.handle, "TCXDD-1", 2024, NULL,
		                                      &standings),
		                 THIDUA_UNREACHABLE); /* the fake answers no such question */
	assert_int_equal(thidua_unanswered(stage->office.handle), THIDUA_SILENCE_MUTE);
}

static void forbidden_in_the_next_process_is_unknown(void **state)
{
	struct stage *stage = *state;

	connect_to(stage);
	FAKE_SCRIPT(stage->daemon, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE);
	office_put(&stage->office, 1, NULL);
	/* Sent once, as a rule: it is due again soon, so that a slow machine sends it more often, or
	 * not even once in the time. */
	for (int i = 0; i < 100 && fake_received_count(stage->daemon) == 0; i++)
		flush(stage, 10, THIDUA_KEPT);
	fake_await_received(stage->daemon, 1);
	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, FORBIDDEN);
	flush(stage, LONG_MS, THIDUA_UNKNOWN);
	assert_string_equal(office_outbox(&stage->office), "1 unknown FORBIDDEN");
}

/* Of UNAVAILABLE nobody knows what was written. */
static void forbidden_after_unavailable_is_unknown(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, UNAVAILABLE, FORBIDDEN);
	office_put(&stage->office, 1, NULL);
	flush(stage, LONG_MS, THIDUA_UNKNOWN);
}

static void forbidden_after_busy_is_refused(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, BUSY, BUSY, FORBIDDEN);
	office_put(&stage->office, 1, NULL);
	flush(stage, LONG_MS, THIDUA_FORBIDDEN);
	assert_string_equal(office_outbox(&stage->office), "1 refused FORBIDDEN");
}

/* The daemon would know the id. */
static void a_refusal_by_the_rules_says_that_nothing_entered(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	FAKE_SCRIPT(stage->daemon, LOST, STALE);
	office_put(&stage->office, 1, NULL);
	flush(stage, LONG_MS, THIDUA_REFUSED);
	assert_string_equal(office_outbox(&stage->office), "1 refused STALE");
}

/* --- rows --- */

struct desk {
	struct arena arena;
	struct faults why;
	struct outbox *outbox;
	const uint8_t *key;
};

static struct desk open_desk(struct stage *stage)
{
	static struct desk desk;

	office_put(&stage->office, 1, NULL);
	arena_init(&desk.arena, 0);
	faults_init(&desk.why, &desk.arena);
	desk.outbox = outbox_open(stage->office.outbox, &desk.why);
	desk.key = stage->office.keys.sign_public;
	assert_non_null(desk.outbox);
	return desk;
}

static void close_desk(struct desk *desk)
{
	outbox_close(&desk->outbox);
	arena_close(&desk->arena);
}

static void take_up(struct desk *desk)
{
	assert_true(outbox_take_up(desk->outbox, desk->key, 1, 1, &desk->why));
}

/* The answer to somebody whose own sends are all answered. */
static enum outbox_state answer(struct desk *desk, enum outbox_state state, enum status status)
{
	const struct outbox_result result = {
		.place = 1, .state = state, .attempts = 1, .at = 8, .status = status
	};
	enum outbox_state became;

	assert_true(outbox_record(desk->outbox, &result, &became, &desk->why));
	return became;
}

static void who_was_killed_after_sending_leaves_it_unknown(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	struct desk desk = open_desk(stage);

	take_up(&desk); /* killed */
	take_up(&desk);
	assert_int_equal(answer(&desk, OUTBOX_UNKNOWN, STATUS_FORBIDDEN), OUTBOX_UNKNOWN);
	close_desk(&desk);
}

static void two_who_are_refused_at_once_leave_it_refused(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	struct desk desk = open_desk(stage);

	take_up(&desk);
	take_up(&desk);
	assert_int_equal(answer(&desk, OUTBOX_UNKNOWN, STATUS_FORBIDDEN), OUTBOX_UNKNOWN);
	assert_int_equal(answer(&desk, OUTBOX_UNKNOWN, STATUS_FORBIDDEN), OUTBOX_REFUSED);
	close_desk(&desk);
}

static void what_is_not_acknowledged_may_be_proven_yet(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	struct desk desk = open_desk(stage);

	take_up(&desk);
	assert_int_equal(answer(&desk, OUTBOX_UNKNOWN, STATUS_FORBIDDEN), OUTBOX_REFUSED);
	assert_int_equal(answer(&desk, OUTBOX_ACKNOWLEDGED, STATUS_OK), OUTBOX_ACKNOWLEDGED);
	assert_int_equal(answer(&desk, OUTBOX_REFUSED, STATUS_INVALID), OUTBOX_STATES);
	assert_string_equal(office_outbox(&stage->office), "1 acknowledged");
	close_desk(&desk);
}

/* --- two processes on one outbox --- */

struct submission {
	struct stage *stage;
	struct thidua_report *report;
	struct thidua_receipt receipt;
	int code;
	size_t faults;
};

static void *submit(void *context)
{
	struct submission *submission = context;
	struct thidua *handle = submission->stage->office.handle;

	submission->code = thidua_submit(handle, submission->report, &submission->receipt);
	const struct thidua_fault *faults;

	submission->faults = thidua_faults(handle, &faults);
	return NULL;
}

/* Submits behind a window full of what is lost, while another process sends all of it, and hears
 * what the script says of it. */
static struct submission overtaken(struct stage *stage, enum act last)
{
	struct submission submission = { .stage = stage, .report = office_report("TCXDD-1", 1) };
	enum act script[WINDOW + 1];
	struct office other = stage->office;

	open_to(stage, LONG_MS);
	for (size_t i = 0; i < WINDOW; i++)
		office_put(&stage->office, 1, NULL);
	for (size_t i = 0; i < WINDOW; i++)
		script[i] = ANSWERED;
	script[WINDOW] = last;
	fake_deafen(stage->daemon);
	fake_script(stage->daemon, script, WINDOW + 1);
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, submit, &submission), 0);
	fake_await_received(stage->daemon, WINDOW);
	office_open(&other, fake_commands(stage->daemon), NULL, LONG_MS);
	const int code = thidua_flush(other.handle, LONG_MS, NULL, NULL);

	assert_int_equal(code, last == ANSWERED ? THIDUA_OK : THIDUA_REFUSED);
	thidua_close(&other.handle);
	assert_int_equal(pthread_join(thread, NULL), 0);
	thidua_report_free(&submission.report);
	return submission;
}

static void a_receipt_that_another_process_got_is_told(void **state)
{
	const struct submission submission = overtaken(*state, ANSWERED);

	assert_int_equal(submission.code, THIDUA_OK);
	assert_int_equal(submission.receipt.sequence, WINDOW + 1);
	assert_string_equal(submission.receipt.cluster, "TCXDD-1");
}

static void *flush_all(void *context)
{
	flush(context, LONG_MS, THIDUA_OK);
	return NULL;
}

/* Who gets no answer sees in the outbox that another process got one. */
static void what_another_process_got_is_not_waited_for(void **state)
{
	struct stage *stage = *state;

	open_to(stage, LONG_MS);
	office_put(&stage->office, 1, NULL);
	fake_deafen(stage->daemon);
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, flush_all, stage), 0);
	fake_await_received(stage->daemon, 1);
	struct office other = stage->office;

	office_open(&other, fake_commands(stage->daemon), NULL, LONG_MS);
	assert_int_equal(thidua_flush(other.handle, LONG_MS, NULL, NULL), THIDUA_OK);
	thidua_close(&other.handle);
	assert_int_equal(pthread_join(thread, NULL), 0);
}

static void a_refusal_that_another_process_got_is_told(void **state)
{
	const struct submission submission = overtaken(*state, INVALID);

	assert_int_equal(submission.code, THIDUA_REFUSED);
	assert_int_equal(submission.faults, 2);
}

int main(void)
{
#define STAGED(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		STAGED(forbidden_after_a_lost_answer_is_unknown),
		STAGED(forbidden_in_the_next_process_is_unknown),
		STAGED(forbidden_after_unavailable_is_unknown),
		STAGED(forbidden_after_busy_is_refused),
		STAGED(a_refusal_by_the_rules_says_that_nothing_entered),
		STAGED(who_was_killed_after_sending_leaves_it_unknown),
		STAGED(two_who_are_refused_at_once_leave_it_refused),
		STAGED(what_is_not_acknowledged_may_be_proven_yet),
		STAGED(a_receipt_that_another_process_got_is_told),
		STAGED(what_another_process_got_is_not_waited_for),
		STAGED(a_refusal_that_another_process_got_is_told),
	};

	return cmocka_run_group_tests_name("unheard", tests, NULL, NULL);
}
