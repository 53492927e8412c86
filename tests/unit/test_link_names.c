/*
 * A daemon behind a name: each of its addresses is tried. The names are those of this program's own
 * getaddrinfo, which ZeroMQ gets to see in place of the C library's.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "fake_daemon.h"
#include "office.h"
#include "reply.h"

#include <cmocka.h>

enum { SHORT_MS = 500, LONG_MS = 20000 };

struct found { /* one address, and those after it */
	struct addrinfo info;
	struct sockaddr_storage address;
};

/* "six.test" has only an IPv6 address, "four.test" only an IPv4 one, "both.test" both, "many.test" three of
 * IPv4, of which the daemon has the last; numbers mean themselves. Asked by threads. */
static const struct known {
	const char *host;
	int family;
	const char *addresses[3];
} known[] = {
	{ "six.test", AF_INET6, { "::1" } },
	{ "both.test", AF_INET6, { "::1" } },
	{ "both.test", AF_INET, { "127.0.0.1" } },
	{ "four.test", AF_INET, { "127.0.0.1" } },
	{ "many.test", AF_INET, { "127.0.0.3", "127.0.0.2", "127.0.0.1" } },
};

static struct addrinfo *found(int family, const char *text, in_port_t port, struct addrinfo *next)
{
	struct found *found = calloc(1, sizeof(*found));

	if (family == AF_INET6) {
		struct sockaddr_in6 *six = (struct sockaddr_in6 *)&found->address;

		*six = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = port };
		assert_int_equal(inet_pton(AF_INET6, text, &six->sin6_addr), 1);
		found->info.ai_addrlen = sizeof(*six);
	} else {
		struct sockaddr_in *four = (struct sockaddr_in *)&found->address;

		*four = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = port };
		assert_int_equal(inet_pton(AF_INET, text, &four->sin_addr), 1);
		found->info.ai_addrlen = sizeof(*four);
	}
	found->info.ai_family = family;
	found->info.ai_socktype = SOCK_STREAM;
	found->info.ai_addr = (struct sockaddr *)&found->address;
	found->info.ai_next = next;
	return &found->info;
}

/* NULL: it is none. */
static struct addrinfo *number(int family, const char *host, in_port_t port)
{
	char mapped[80];
	struct in6_addr address;

	snprintf(mapped, sizeof(mapped), "::ffff:%s", host);
	if (inet_pton(family, host, &address) == 1)
		return found(family, host, port, NULL);
	if (family == AF_INET6 && inet_pton(AF_INET6, mapped, &address) == 1)
		return found(family, mapped, port, NULL);
	return NULL;
}

int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                struct addrinfo **out)
{
	const in_port_t port = htons((in_port_t)(service ? atoi(service) : 0));

	*out = host ? number(hints->ai_family, host, port) : NULL;
	for (size_t i = 0; host && i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(host, known[i].host) != 0 || known[i].family != hints->ai_family)
			continue;
		for (int j = 2; j >= 0; j--)
			if (known[i].addresses[j])
				*out = found(known[i].family, known[i].addresses[j], port, *out);
	}
	return *out ? 0 : EAI_NONAME;
}

void freeaddrinfo(struct addrinfo *info)
{
	while (info) {
		struct addrinfo *next = info->ai_next;

		free(info); /* the first member of its found */
		info = next;
	}
}

struct stage {
	struct office office;
	struct fake_daemon *daemon;
};

static int begin(void **state)
{
	static struct stage stage;

	memset(&stage, 0, sizeof(stage));
	office_begin(&stage.office);
	stage.daemon = fake_start(&stage.office.daemon, NULL, NULL); /* on 127.0.0.1 */
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

/* The endpoint of ours under a name. Static. */
static const char *named(const char *endpoint, const char *name)
{
	static char text[100];

	snprintf(text, sizeof(text), "tcp://%s:%s", name, strrchr(endpoint, ':') + 1);
	return text;
}

static void submit_to(struct stage *stage, const char *endpoint)
{
	struct thidua_report *report = office_report("TCXDD-1", 1);

	office_open(&stage->office, endpoint, NULL, LONG_MS);
	assert_int_equal(thidua_submit(stage->office.handle, report, NULL), THIDUA_OK);
	thidua_report_free(&report);
}

static void a_name_with_one_address_is_reached(void **state)
{
	struct stage *stage = *state;

	submit_to(stage, named(fake_commands(stage->daemon), "four.test"));
}

static void a_name_is_reached_over_its_ipv4_address_when_nobody_is_at_the_other(void **state)
{
	struct stage *stage = *state;

	submit_to(stage, named(fake_commands(stage->daemon), "both.test"));
}

static void a_name_is_reached_over_its_last_address_when_nobody_is_at_the_others(void **state)
{
	struct stage *stage = *state;

	submit_to(stage, named(fake_commands(stage->daemon), "many.test"));
}

/* On the daemon's port, but at another address; -1: somebody has it. */
static int listen_mutely(const char *endpoint)
{
	struct sockaddr_in mute = { .sin_family = AF_INET,
		                    .sin_port =
		                            htons((in_port_t)atoi(strrchr(endpoint, ':') + 1)) };
	const int listener = socket(AF_INET, SOCK_STREAM, 0);

	inet_pton(AF_INET, "127.0.0.3", &mute.sin_addr);
	if (bind(listener, (struct sockaddr *)&mute, sizeof(mute)) == 0 && listen(listener, 8) == 0)
		return listener;
	close(listener);
	return -1;
}

static void an_address_where_nobody_speaks_is_passed_over(void **state)
{
	struct stage *stage = *state;
	int listener = listen_mutely(fake_commands(stage->daemon));

	for (int i = 0; i < 20 && listener < 0; i++) { /* a port that is free at both */
		fake_stop(&stage->daemon);
		stage->daemon = fake_start(&stage->office.daemon, NULL, NULL);
		listener = listen_mutely(fake_commands(stage->daemon));
	}
	assert_true(listener >= 0);
	submit_to(stage, named(fake_commands(stage->daemon), "many.test"));
	close(listener);
}

static void a_daemon_that_comes_back_is_found_behind_its_name(void **state)
{
	struct stage *stage = *state;
	char endpoint[80];

	submit_to(stage, named(fake_commands(stage->daemon), "both.test"));
	strcpy(endpoint, fake_commands(stage->daemon));
	fake_stop(&stage->daemon);
	office_put(&stage->office, 1, NULL);
	assert_int_equal(thidua_flush(stage->office.handle, SHORT_MS, NULL, NULL), THIDUA_KEPT);
	stage->daemon = fake_start(&stage->office.daemon, endpoint, NULL);
	assert_int_equal(thidua_flush(stage->office.handle, LONG_MS, NULL, NULL), THIDUA_OK);
}

static void the_feed_of_a_name_is_heard(void **state)
{
	struct stage *stage = *state;

	office_open(&stage->office, NULL, named(fake_feed(stage->daemon), "both.test"), 0);
	assert_int_equal(thidua_subscribe(stage->office.handle, "TCXDD-1", 2024, "Q1"), THIDUA_OK);
	const struct thidua_standings *standings;

	while (fake_subscriptions(stage->daemon) == 0)
		assert_int_equal(thidua_receive(stage->office.handle, 20, &standings), THIDUA_KEPT);
}

static void told(struct stage *stage, const char *endpoint, const char *expected)
{
	char whole[300];

	office_open(&stage->office, endpoint, NULL, SHORT_MS);
	office_put(&stage->office, 1, NULL);
	assert_int_equal(thidua_flush(stage->office.handle, SHORT_MS, NULL, NULL), THIDUA_KEPT);
	snprintf(whole, sizeof(whole), expected, endpoint);
	assert_string_equal(thidua_error(stage->office.handle), whole);
}

static void a_name_that_is_not_known_is_told(void **state)
{
	told(*state, "tcp://none.test:7401", "no answer: the name in %s is not found");
	assert_int_equal(thidua_unanswered(((struct stage *)*state)->office.handle),
	                 THIDUA_SILENCE_NO_NAME);
}

static void a_name_behind_which_nobody_listens_is_told(void **state)
{
	struct stage *stage = *state;
	char endpoint[80];

	strcpy(endpoint, named(fake_commands(stage->daemon), "both.test"));
	fake_stop(&stage->daemon);
	told(stage, endpoint, "no answer: %s cannot be reached");
}

static void a_refusal_by_one_address_is_told_though_nobody_is_at_the_other(void **state)
{
	struct stage *stage = *state;

	fake_admit(stage->daemon, false);
	told(stage, named(fake_commands(stage->daemon), "both.test"),
	     "%s refuses this office's key");
}

static void what_is_not_there_is_passed_over_at_once(void **state)
{
	struct stage *stage = *state;
	char endpoints[400];

	/* eight tries of nobody there, and a pause after each would be two seconds */
	snprintf(endpoints, sizeof(endpoints),
	         "tcp://both.test:1,tcp://both.test:2,tcp://none.test:1,tcp://127.0.0.1:1,%s",
	         fake_commands(stage->daemon));
	office_open(&stage->office, endpoints, NULL, LONG_MS);
	office_put(&stage->office, 1, NULL);
	assert_int_equal(thidua_flush(stage->office.handle, 1500, NULL, NULL), THIDUA_OK);
}

int main(void)
{
#define STAGED(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		STAGED(a_name_with_one_address_is_reached),
		STAGED(a_name_is_reached_over_its_ipv4_address_when_nobody_is_at_the_other),
		STAGED(a_name_is_reached_over_its_last_address_when_nobody_is_at_the_others),
		STAGED(an_address_where_nobody_speaks_is_passed_over),
		STAGED(a_daemon_that_comes_back_is_found_behind_its_name),
		STAGED(the_feed_of_a_name_is_heard),
		STAGED(a_name_that_is_not_known_is_told),
		STAGED(a_name_behind_which_nobody_listens_is_told),
		STAGED(a_refusal_by_one_address_is_told_though_nobody_is_at_the_other),
		STAGED(what_is_not_there_is_passed_over_at_once),
	};

	return cmocka_run_group_tests_name("link_names", tests, NULL, NULL);
}
