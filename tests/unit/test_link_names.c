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

#include "arena.h"
#include "buffer.h"
#include "fake_daemon.h"
#include "office.h"
#include "reply.h"

#include <cmocka.h>

enum { SHORT_MS = 500, LONG_MS = 20000 };

struct found { /* one answer, freed as a whole */
	struct addrinfo info;
	struct sockaddr_storage address;
};

/* "six.test" has only an IPv6 address, "four.test" only an IPv4 one, "both.test" both; numbers mean
 * themselves. */
static bool address_of(const char *host, int family, const char **out)
{
	const bool six = strcmp(host, "six.test") == 0 || strcmp(host, "both.test") == 0;
	const bool four = strcmp(host, "four.test") == 0 || strcmp(host, "both.test") == 0;
	static char mapped[80];
	struct in6_addr address;

	snprintf(mapped, sizeof(mapped), "::ffff:%s", host);
	*out = host;
	if (inet_pton(family, host, &address) == 1)
		return true;
	*out = mapped;
	if (family == AF_INET6 && inet_pton(AF_INET6, mapped, &address) == 1)
		return true;
	*out = family == AF_INET6 ? "::1" : "127.0.0.1";
	return family == AF_INET6 ? six : four;
}

int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                struct addrinfo **out)
{
	const int family = hints->ai_family;
	const char *text;

	if (!host || !address_of(host, family, &text))
		return EAI_NONAME;
	struct found *found = calloc(1, sizeof(*found));
	const in_port_t port = htons((in_port_t)(service ? atoi(service) : 0));

	if (family == AF_INET6) {
		struct sockaddr_in6 *six = (struct sockaddr_in6 *)&found->address;

		*six = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = port };
		inet_pton(AF_INET6, text, &six->sin6_addr);
		found->info.ai_addrlen = sizeof(*six);
	} else {
		struct sockaddr_in *four = (struct sockaddr_in *)&found->address;

		*four = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = port };
		inet_pton(AF_INET, text, &four->sin_addr);
		found->info.ai_addrlen = sizeof(*four);
	}
	found->info.ai_family = family;
	found->info.ai_socktype = SOCK_STREAM;
	found->info.ai_addr = (struct sockaddr *)&found->address;
	*out = &found->info;
	return 0;
}

void freeaddrinfo(struct addrinfo *info)
{
	free(info); /* the first member of its found */
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
		STAGED(a_daemon_that_comes_back_is_found_behind_its_name),
		STAGED(the_feed_of_a_name_is_heard),
		STAGED(a_name_that_is_not_known_is_told),
		STAGED(a_name_behind_which_nobody_listens_is_told),
		STAGED(a_refusal_by_one_address_is_told_though_nobody_is_at_the_other),
		STAGED(what_is_not_there_is_passed_over_at_once),
	};

	return cmocka_run_group_tests_name("link_names", tests, NULL, NULL);
}
