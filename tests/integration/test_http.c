/*
 * The page for operators as strangers may ask for it: in pieces, too long, in another method, too
 * many at once.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "arena.h"
#include "buffer.h"
#include "http.h"
#include "log.h"
#include "poller.h"

enum { HEARD_SIZE = 65536, MANY = 100 };

struct rig {
	struct http *http;
	struct poller *poller;
	struct arena arena;
	struct faults why;
	bool healthy, ready;
	unsigned asked; /* for metrics */
	int64_t limit;  /* monotonic */
	char heard[HEARD_SIZE];
};

static void metrics(void *context, struct buffer *out)
{
	struct rig *rig = context;

	rig->asked++;
	buffer_append(out, "up 1\n", strlen("up 1\n"));
}

static bool healthy(void *context, const char **reason)
{
	const struct rig *rig = context;

	*reason = rig->healthy ? "ok" : "stuck";
	return rig->healthy;
}

static bool ready(void *context, const char **reason)
{
	const struct rig *rig = context;

	*reason = rig->ready ? "ok" : "no database";
	return rig->ready;
}

static const struct http_answers answers = { metrics, healthy, ready };

static int setup(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	log_set_level(LOG_LEVEL_WARN);
	rig->poller = poller_new();
	rig->healthy = rig->ready = true;
	rig->limit = poller_now() + INT64_C(60000000);
	arena_init(&rig->arena, 0);
	faults_init(&rig->why, &rig->arena);
	rig->http = http_open("127.0.0.1:0", &answers, rig, &rig->why);
	assert_non_null(rig->http);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	http_close(&rig->http);
	http_close(&rig->http);
	poller_free(&rig->poller);
	arena_close(&rig->arena);
	free(rig);
	return 0;
}

static int dial(struct rig *rig)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_port = htons((uint16_t)http_port(rig->http));
	assert_int_equal(connect(descriptor, (struct sockaddr *)&address, sizeof(address)), 0);
	return descriptor;
}

static void say(int descriptor, const char *text)
{
	assert_int_equal(send(descriptor, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

static void turn(struct rig *rig, int descriptor)
{
	assert_true(poller_now() < rig->limit);
	poller_begin(rig->poller);
	http_wait(rig->http, rig->poller);
	poller_add_descriptor(rig->poller, descriptor, POLL_READ);
	poller_until(rig->poller, rig->limit);
	assert_true(poller_wait(rig->poller));
	http_work(rig->http, rig->poller);
}

/* Hears until the text has come, or with NULL until the other side closes. False when it closes
 * before. */
static bool hear(struct rig *rig, int descriptor, const char *until)
{
	size_t used = 0;

	rig->heard[0] = '\0';
	ssize_t size;

	for (;;) {
		size = recv(descriptor, rig->heard + used, HEARD_SIZE - 1 - used, MSG_DONTWAIT);
		if (size == 0 || (size < 0 && errno != EAGAIN))
			return !until;
		used += size > 0 ? (size_t)size : 0;
		rig->heard[used] = '\0';
		if (until && strstr(rig->heard, until))
			return true;
		if (size < 0)
			turn(rig, descriptor);
	}
}

/* The whole answer to one request of a connection that ends with it. */
static const char *ask(struct rig *rig, const char *request)
{
	char text[512];
	int descriptor = dial(rig);

	snprintf(text, sizeof(text), "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
	         request);
	say(descriptor, text);
	assert_true(hear(rig, descriptor, NULL));
	close(descriptor);
	return rig->heard;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static const char *body(const char *answer)
{
	const char *end = strstr(answer, "\r\n\r\n");

	return end ? end + 4 : "no body";
}

static void metrics_are_told_in_the_format_of_prometheus(void **state)
{
	const char *answer = ask(*state, "GET /metrics");

	assert_true(begins(answer, "HTTP/1.1 200 "));
	assert_non_null(strstr(answer, "Content-Type: text/plain; version=0.0.4\r\n"));
	assert_string_equal(body(answer), "up 1\n");
}

static void health_and_readiness_say_why_not(void **state)
{
	struct rig *rig = *state;

	assert_true(begins(ask(rig, "GET /healthz"), "HTTP/1.1 200 "));
	assert_string_equal(body(rig->heard), "ok\n");
	rig->ready = false;
	assert_true(begins(ask(rig, "GET /healthz"), "HTTP/1.1 200 "));
	assert_true(begins(ask(rig, "GET /readyz"), "HTTP/1.1 503 "));
	assert_string_equal(body(rig->heard), "no database\n");
	rig->healthy = false;
	assert_true(begins(ask(rig, "GET /healthz"), "HTTP/1.1 503 "));
	assert_string_equal(body(rig->heard), "stuck\n");
}

static void head_is_get_without_a_body(void **state)
{
	const char *answer = ask(*state, "HEAD /metrics");

	assert_true(begins(answer, "HTTP/1.1 200 "));
	assert_non_null(strstr(answer, "Content-Length: 5\r\n"));
	assert_string_equal(body(answer), "");
}

static void what_is_not_here_is_404(void **state)
{
	static const char *const paths[] = { "GET /", "GET /metrics/", "GET /metrics%00",
		                             "GET /../metrics", "GET /healthz2" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_true(begins(ask(*state, paths[i]), "HTTP/1.1 404 "));
}

static void other_methods_are_405_and_told_which_there_are(void **state)
{
	static const char *const methods[] = { "POST /metrics", "PUT /metrics", "DELETE /",
		                               "OPTIONS /", "BREW /metrics" };

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		const char *answer = ask(*state, methods[i]);

		assert_true(begins(answer, "HTTP/1.1 405 "));
		assert_non_null(strstr(answer, "Allow: GET, HEAD\r\n"));
	}
}

static void a_body_is_not_taken(void **state)
{
	struct rig *rig = *state;
	int descriptor = dial(rig);

	say(descriptor,
	    "GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nabc");
	assert_true(hear(rig, descriptor, NULL));
	close(descriptor);
	assert_true(begins(ask(rig, "GET /healthz"), "HTTP/1.1 200 "));
}

static void requests_in_a_row_on_one_connection_are_all_answered(void **state)
{
	struct rig *rig = *state;
	int descriptor = dial(rig);
	size_t count = 0;

	for (int i = 0; i < 10; i++)
		say(descriptor, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
	say(descriptor, "GET /last HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(hear(rig, descriptor, "are here\n"));
	for (const char *at = rig->heard; (at = strstr(at, "HTTP/1.1 200 ")); at++)
		count++;
	assert_int_equal(count, 10);
	assert_int_equal(rig->asked, 10);
	close(descriptor);
}

static void a_request_in_pieces_is_answered_and_stops_nobody_meanwhile(void **state)
{
	static const char request[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
	struct rig *rig = *state;
	int descriptor = dial(rig);

	for (size_t i = 0; i < strlen(request); i++) {
		assert_int_equal(send(descriptor, request + i, 1, 0), 1);
		if (i % 8 == 0)
			assert_true(begins(ask(rig, "GET /healthz"), "HTTP/1.1 200 "));
	}
	assert_true(hear(rig, descriptor, "ok\n"));
	close(descriptor);
}

static void headers_larger_than_the_bound_are_refused(void **state)
{
	struct rig *rig = *state;
	int descriptor = dial(rig);
	char *filler = malloc(40001);

	memset(filler, 'a', 40000);
	filler[40000] = '\0';
	say(descriptor, "GET /metrics HTTP/1.1\r\nX: ");
	send(descriptor, filler, 40000, MSG_NOSIGNAL);
	hear(rig, descriptor, NULL);
	if (rig->heard[0] != '\0') /* a reset may overtake the answer */
		assert_true(begins(rig->heard, "HTTP/1.1 431 ") ||
		            begins(rig->heard, "HTTP/1.1 413 "));
	assert_int_equal(rig->asked, 0);
	close(descriptor);
	free(filler);
}

static void noise_is_hung_up_on(void **state)
{
	static const char *const noises[] = { "\x16\x03\x01\x02\r\n\r\n", "\r\n\r\nnothing\r\n\r\n",
		                              "GET\r\n\r\n" };
	struct rig *rig = *state;

	for (size_t i = 0; i < sizeof(noises) / sizeof(noises[0]); i++) {
		int descriptor = dial(rig);

		say(descriptor, noises[i]);
		shutdown(descriptor, SHUT_WR);
		assert_true(hear(rig, descriptor, NULL));
		assert_false(begins(rig->heard, "HTTP/1.1 200 "));
		close(descriptor);
	}
	assert_true(begins(ask(rig, "GET /healthz"), "HTTP/1.1 200 "));
}

static void connections_beyond_the_bound_are_hung_up_on_and_then_there_is_room_again(void **state)
{
	static const char request[] = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
	struct rig *rig = *state;
	int descriptors[MANY];
	size_t served = 0;

	for (size_t i = 0; i < MANY; i++) {
		descriptors[i] = dial(rig);
		send(descriptors[i], request, strlen(request),
		     MSG_NOSIGNAL); /* may be hung up already */
		served += hear(rig, descriptors[i], "up 1\n");
	}
	assert_in_range(served, 1, MANY - 1);
	for (size_t i = 0; i < MANY; i++)
		close(descriptors[i]);
	while (!begins(ask(rig, "GET /healthz"), "HTTP/1.1 200 "))
		assert_true(poller_now() < rig->limit);
}

static void closing_ends_connections_that_are_open(void **state)
{
	struct rig *rig = *state;
	int descriptor = dial(rig);

	say(descriptor, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\nGET /half");
	assert_true(hear(rig, descriptor, "up 1\n"));
	http_close(&rig->http);
	assert_int_equal(recv(descriptor, rig->heard, 1, 0), 0);
	close(descriptor);
}

static void an_idle_server_is_not_turned(void **state)
{
	struct rig *rig = *state;

	poller_begin(rig->poller);
	http_wait(rig->http, rig->poller);
	poller_until(rig->poller, 0);
	poller_wait(rig->poller);
	assert_int_equal(poller_ready(rig->poller, 0), 0);
}

static void an_address_that_is_wrong_or_taken_is_told(void **state)
{
	static const char *const wrong[] = { "7403",       "localhost:7403", "127.0.0.1",
		                             "127.0.0.1:", ":7403",          "::1:7403",
		                             "[::1:7403",  "127.0.0.1:http", "127.0.0.1:99999999" };
	struct rig *rig = *state;
	char taken[64];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		faults_init(&rig->why, &rig->arena);
		assert_null(http_open(wrong[i], &answers, rig, &rig->why));
		assert_int_equal(rig->why.count, 1);
		assert_string_equal(rig->why.items[0].field, "http_address");
	}
	snprintf(taken, sizeof(taken), "127.0.0.1:%u", http_port(rig->http));
	faults_init(&rig->why, &rig->arena);
	assert_null(http_open(taken, &answers, rig, &rig->why));
	assert_non_null(strstr(rig->why.items[0].message, "Address already in use"));
}

static void the_empty_address_opens_nothing_and_is_no_fault(void **state)
{
	struct rig *rig = *state;

	assert_null(http_open("", &answers, rig, &rig->why));
	assert_int_equal(rig->why.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(metrics_are_told_in_the_format_of_prometheus, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(health_and_readiness_say_why_not, setup, teardown),
		cmocka_unit_test_setup_teardown(head_is_get_without_a_body, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_not_here_is_404, setup, teardown),
		cmocka_unit_test_setup_teardown(other_methods_are_405_and_told_which_there_are,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(a_body_is_not_taken, setup, teardown),
		cmocka_unit_test_setup_teardown(
		        requests_in_a_row_on_one_connection_are_all_answered, setup, teardown),
		cmocka_unit_test_setup_teardown(
		        a_request_in_pieces_is_answered_and_stops_nobody_meanwhile, setup,
		        teardown),
		cmocka_unit_test_setup_teardown(headers_larger_than_the_bound_are_refused, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(noise_is_hung_up_on, setup, teardown),
		cmocka_unit_test_setup_teardown(
		        connections_beyond_the_bound_are_hung_up_on_and_then_there_is_room_again,
		        setup, teardown),
		cmocka_unit_test_setup_teardown(closing_ends_connections_that_are_open, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(an_idle_server_is_not_turned, setup, teardown),
		cmocka_unit_test_setup_teardown(an_address_that_is_wrong_or_taken_is_told, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(the_empty_address_opens_nothing_and_is_no_fault,
		                                setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
