/*
 * Requests without waiting: many under way, each with its own time, all on one descriptor.
 */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "fake_daemon.h"
#include "office.h"
#include "reply.h"
#include "report.h"
#include "request.h"

#include <cmocka.h>

enum { SHORT_MS = 300, LONG_MS = 20000 };

struct stage {
	struct office office;
	struct fake_daemon *daemon;
	struct arena arena;
};

static int begin(void **state)
{
	static struct stage stage;

	memset(&stage, 0, sizeof(stage));
	arena_init(&stage.arena, 0);
	office_begin(&stage.office);
	stage.daemon = fake_start(&stage.office.daemon, NULL, NULL);
	office_open(&stage.office, fake_commands(stage.daemon), fake_feed(stage.daemon), LONG_MS);
	*state = &stage;
	return 0;
}

static int end(void **state)
{
	struct stage *stage = *state;

	office_end(&stage->office);
	if (stage->daemon)
		fake_stop(&stage->daemon);
	arena_close(&stage->arena);
	return 0;
}

static void answer_nothing(void *context, uint64_t correlation, struct buffer *out)
{
	(void)context;
	(void)correlation;
	(void)out;
}

static void answer_busy(void *context, uint64_t correlation, struct buffer *out)
{
	struct arena arena;
	struct faults why;

	(void)context;
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	reply_refusal(out, correlation, STATUS_BUSY, &why, 20);
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

/* A ping, with a correlation that the library has to replace. */
static int ask(struct stage *stage, uint64_t number, int timeout_ms)
{
	const struct query query = { .question = QUESTION_PING, .period = -1 };
	struct buffer frame = { 0 };

	encode_query(&query, 77, &frame);
	const int code =
	        thidua_ask(stage->office.handle, number, frame.data, frame.size, timeout_ms);

	buffer_close(&frame);
	return code;
}

/* The next answer, by the descriptor alone. */
static struct thidua_reply await(struct stage *stage)
{
	struct thidua *handle = stage->office.handle;
	struct pollfd wait = { .fd = thidua_descriptor(handle), .events = POLLIN };
	struct thidua_reply reply;
	const struct thidua_standings *standings;

	while (thidua_answer(handle, &reply) == THIDUA_KEPT) {
		assert_int_equal(thidua_receive(handle, 0, &standings), THIDUA_KEPT);
		assert_int_equal(poll(&wait, 1, LONG_MS), 1);
	}
	return reply;
}

static void await_pong(struct stage *stage, uint64_t number)
{
	const struct thidua_reply reply = await(stage);
	struct answer answer;

	assert_int_equal(reply.number, number);
	assert_int_equal(reply.code, THIDUA_OK);
	assert_true(answer_decode(reply.bytes, reply.size, &stage->arena, &answer));
	assert_int_equal(answer.kind, ANSWER_PONG);
}

static void as_many_as_may_be_are_answered_each_by_its_number(void **state)
{
	struct stage *stage = *state;
	bool seen[THIDUA_ASKED_MAX] = { false };

	for (uint64_t i = 0; i < THIDUA_ASKED_MAX; i++)
		assert_int_equal(ask(stage, 1000 + i, 0), THIDUA_OK);
	for (int i = 0; i < THIDUA_ASKED_MAX; i++) {
		const struct thidua_reply reply = await(stage);

		assert_int_equal(reply.code, THIDUA_OK);
		assert_in_range(reply.number, 1000, 1000 + THIDUA_ASKED_MAX - 1);
		assert_false(seen[reply.number - 1000]);
		seen[reply.number - 1000] = true;
	}
}

static void one_more_than_may_be_is_refused_until_an_answer_is_taken(void **state)
{
	struct stage *stage = *state;

	for (uint64_t i = 0; i < THIDUA_ASKED_MAX; i++)
		assert_int_equal(ask(stage, i, 0), THIDUA_OK);
	assert_int_equal(ask(stage, 999, 0), THIDUA_FULL);
	assert_string_equal(thidua_error(stage->office.handle),
	                    "64 requests are under way: take answers first");
	await(stage);
	assert_int_equal(ask(stage, 999, 0), THIDUA_OK);
}

static void each_has_a_time_of_its_own(void **state)
{
	struct stage *stage = *state;

	fake_answer_queries(stage->daemon, answer_nothing, NULL);
	assert_int_equal(ask(stage, 1, LONG_MS), THIDUA_OK);
	assert_int_equal(ask(stage, 2, SHORT_MS), THIDUA_OK);
	const struct thidua_reply reply = await(stage);

	assert_int_equal(reply.number, 2);
	assert_int_equal(reply.code, THIDUA_UNREACHABLE);
	assert_null(reply.bytes);
	assert_int_equal(thidua_unanswered(stage->office.handle), THIDUA_SILENCE_MUTE);
	fake_answer_queries(stage->daemon, NULL, NULL);
	await_pong(stage, 1); /* asked again after its silence */
}

static void what_is_busy_until_its_time_is_over_says_so(void **state)
{
	struct stage *stage = *state;

	fake_answer_queries(stage->daemon, answer_busy, NULL);
	int silence = THIDUA_SILENCE_MUTE;

	/* in a short time a machine that has other work may hear nothing */
	for (int ms = SHORT_MS; silence != THIDUA_SILENCE_BUSY && ms < LONG_MS; ms *= 4) {
		assert_int_equal(ask(stage, 5, ms), THIDUA_OK);
		assert_int_equal(await(stage).code, THIDUA_UNREACHABLE);
		silence = (int)thidua_unanswered(stage->office.handle);
	}
	assert_int_equal(silence, THIDUA_SILENCE_BUSY);
}

static void a_refusal_comes_with_its_faults_and_its_bytes(void **state)
{
	struct stage *stage = *state;

	fake_answer_queries(stage->daemon, answer_not_found, NULL);
	assert_int_equal(ask(stage, 5, 0), THIDUA_OK);
	const struct thidua_reply reply = await(stage);

	assert_int_equal(reply.code, THIDUA_REFUSED);
	const struct thidua_fault *faults;

	assert_int_equal(thidua_faults(stage->office.handle, &faults), 1);
	assert_string_equal(faults[0].reason, "CLUSTER_WITHOUT_SEASON");
	assert_non_null(reply.bytes);
}

static void a_report_is_submitted_while_questions_are_under_way(void **state)
{
	struct stage *stage = *state;
	struct thidua_report *report = office_report("TCXDD-1", 1);

	assert_int_equal(ask(stage, 1, 0), THIDUA_OK);
	assert_int_equal(ask(stage, 2, 0), THIDUA_OK);
	assert_int_equal(thidua_submit(stage->office.handle, report, NULL), THIDUA_OK);
	thidua_report_free(&report);
	await_pong(stage, 1);
	await_pong(stage, 2);
}

/* As a gateway carries it: the office has signed it, and waits somewhere else. */
static void a_command_that_somebody_has_signed_gets_its_receipt(void **state)
{
	struct stage *stage = *state;
	struct signed_command command;
	struct buffer bytes = { 0 }, frame = { 0 };
	struct answer answer;

	struct thidua_report *report = office_report("TCXDD-1", 1);

	report_encode(report, 1710900000000000, &bytes);
	thidua_report_free(&report);
	assert_int_equal(thidua_sign(stage->office.handle, SIGNED_AS_COMMAND, &bytes, &command),
	                 THIDUA_OK);
	encode_signed(&command, false, 0, &frame);
	assert_int_equal(thidua_ask(stage->office.handle, 9, frame.data, frame.size, 0), THIDUA_OK);
	const struct thidua_reply reply = await(stage);

	assert_int_equal(reply.number, 9);
	assert_true(answer_decode(reply.bytes, reply.size, &stage->arena, &answer));
	assert_int_equal(answer.kind, ANSWER_RECEIPT);
	buffer_close(&bytes);
	buffer_close(&frame);
}

static void what_was_under_way_is_asked_again_when_the_daemon_comes_back(void **state)
{
	struct stage *stage = *state;
	char endpoint[80];

	assert_int_equal(ask(stage, 1, 0), THIDUA_OK);
	await_pong(stage, 1);
	strcpy(endpoint, fake_commands(stage->daemon));
	fake_stop(&stage->daemon);
	assert_int_equal(ask(stage, 2, LONG_MS), THIDUA_OK);
	stage->daemon = fake_start(&stage->office.daemon, endpoint, NULL);
	await_pong(stage, 2);
}

static void what_cannot_be_asked_is_told(void **state)
{
	struct stage *stage = *state;
	struct thidua *handle = stage->office.handle;
	static const uint8_t garbage[] = { 0xff, 0xff, 0xff };
	struct thidua_reply reply;

	fake_answer_queries(stage->daemon, answer_nothing, NULL);
	assert_int_equal(thidua_answer(handle, &reply), THIDUA_KEPT); /* nothing was asked */
	assert_int_equal(thidua_ask(handle, 1, garbage, 3, 0), THIDUA_USAGE);
	assert_int_equal(thidua_ask(handle, 1, NULL, 0, 0), THIDUA_USAGE);
	assert_int_equal(thidua_ask(handle, 1, garbage, REQUEST_BYTES_MAX + 1, 0), THIDUA_USAGE);
	assert_int_equal(ask(stage, 1, 0), THIDUA_OK);
	assert_int_equal(ask(stage, 1, 0), THIDUA_USAGE);
	thidua_close(&stage->office.handle);
	office_open(&stage->office, NULL, NULL, 0);
	assert_int_equal(ask(stage, 1, 0), THIDUA_USAGE);
	assert_int_equal(thidua_descriptor(stage->office.handle), -1);
}

int main(void)
{
#define STAGED(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		STAGED(as_many_as_may_be_are_answered_each_by_its_number),
		STAGED(one_more_than_may_be_is_refused_until_an_answer_is_taken),
		STAGED(each_has_a_time_of_its_own),
		STAGED(what_is_busy_until_its_time_is_over_says_so),
		STAGED(a_refusal_comes_with_its_faults_and_its_bytes),
		STAGED(a_report_is_submitted_while_questions_are_under_way),
		STAGED(a_command_that_somebody_has_signed_gets_its_receipt),
		STAGED(what_was_under_way_is_asked_again_when_the_daemon_comes_back),
		STAGED(what_cannot_be_asked_is_told),
	};

	return cmocka_run_group_tests_name("asked", tests, NULL, NULL);
}
