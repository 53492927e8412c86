/*
 * A name service that answers when the test lets it, and not before.
 */
#include <netdb.h>
#include <poll.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "hosts.h"

#include <cmocka.h>

static sem_t asked, may_answer;
static const char *volatile answer; /* NULL: not found */
static char why[300];

static int look_up(const char *host, char out[HOSTS_ADDRESSES_SIZE])
{
	(void)host;
	sem_post(&asked);
	sem_wait(&may_answer);
	if (!answer)
		return EAI_AGAIN;
	strcpy(out, answer);
	return 0;
}

static struct hosts *open_hosts(const char *host, const char *address, const char *port)
{
	return hosts_open(&(struct hosts_lists){ host, address, port }, look_up);
}

static void begin(struct hosts *hosts)
{
	hosts_begin(hosts);
	sem_wait(&asked);
}

static void be_answered(struct hosts *hosts, const char *addresses)
{
	struct pollfd heard = { .fd = hosts_descriptor(hosts), .events = POLLIN };

	answer = addresses;
	sem_post(&may_answer);
	assert_int_equal(poll(&heard, 1, 20000), 1);
	hosts_heard(hosts);
	assert_int_equal(poll(&heard, 1, 0), 0);
}

/* "host=... hostaddr=... port=...", or why not. */
static const char *known(struct hosts *hosts, unsigned turn)
{
	static char text[1000];
	struct hosts_lists lists;

	if (!hosts_known(hosts, turn, &lists, why, sizeof(why)))
		return why;
	snprintf(text, sizeof(text), "%s %s %s", lists.host, lists.address, lists.port);
	return text;
}

static void what_needs_no_look_up_is_left_to_libpq(void **state)
{
	static const struct hosts_lists lists[] = {
		{ "", "", "" },          { "/run/postgresql", "", "5432" },
		{ "@abstract", "", "" }, { "127.0.0.1", "", "5432" },
		{ "::1", "", "" },       { "db.example", "192.0.2.1", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct hosts *hosts = hosts_open(&lists[i], look_up);

		hosts_begin(hosts);
		assert_false(hosts_busy(hosts));
		assert_string_equal(known(hosts, 0), "  ");
		hosts_close(&hosts);
	}
}

static void a_name_with_two_addresses_is_there_twice_with_its_port(void **state)
{
	struct hosts *hosts = open_hosts("db.example", "", "5433");

	(void)state;
	begin(hosts);
	assert_true(hosts_busy(hosts));
	be_answered(hosts, "2001:db8::1,192.0.2.1");
	assert_false(hosts_busy(hosts));
	assert_string_equal(known(hosts, 0),
	                    "db.example,db.example 2001:db8::1,192.0.2.1 5433,5433");
	hosts_close(&hosts);
}

static void lists_stay_of_equal_length_and_what_is_not_found_is_left_out(void **state)
{
	struct hosts *hosts =
	        open_hosts("/run/pg,one.example,192.0.2.7,two.example", ",,,192.0.2.9", "1,2,3,4");

	(void)state;
	begin(hosts);
	assert_string_equal(known(hosts, 0), "/run/pg,192.0.2.7,two.example ,,192.0.2.9 1,3,4");
	be_answered(hosts, "192.0.2.1");
	assert_string_equal(known(hosts, 0), "/run/pg,one.example,192.0.2.7,two.example "
	                                     ",192.0.2.1,,192.0.2.9 1,2,3,4");
	hosts_close(&hosts);
}

static void each_attempt_begins_with_another_host(void **state)
{
	struct hosts *hosts = open_hosts("192.0.2.1,192.0.2.2,192.0.2.3", "", "");

	(void)state;
	assert_string_equal(known(hosts, 0), "192.0.2.1,192.0.2.2,192.0.2.3 ,, ,,");
	assert_string_equal(known(hosts, 1), "192.0.2.2,192.0.2.3,192.0.2.1 ,, ,,");
	assert_string_equal(known(hosts, 5), "192.0.2.3,192.0.2.1,192.0.2.2 ,, ,,");
	hosts_close(&hosts);
}

static void the_last_good_addresses_are_kept(void **state)
{
	struct hosts *hosts = open_hosts("db.example", "", "");

	(void)state;
	begin(hosts);
	be_answered(hosts, "192.0.2.1");
	begin(hosts);
	assert_string_equal(known(hosts, 0), "db.example 192.0.2.1 ");
	be_answered(hosts, NULL);
	assert_string_equal(known(hosts, 0), "db.example 192.0.2.1 ");
	begin(hosts);
	be_answered(hosts, "192.0.2.2");
	assert_string_equal(known(hosts, 0), "db.example 192.0.2.2 ");
	hosts_close(&hosts);
}

static void silence_and_absence_are_told_apart(void **state)
{
	struct hosts *hosts = open_hosts("db.example", "", "");

	(void)state;
	begin(hosts);
	assert_string_equal(known(hosts, 0), "the database's host db.example is not found: the "
	                                     "name servers are silent");
	be_answered(hosts, NULL);
	assert_string_equal(known(hosts, 0), "the database's host db.example is not found: "
	                                     "Temporary failure in name resolution");
	hosts_close(&hosts);
}

static void one_look_up_at_a_time_and_it_may_outlive_who_asked(void **state)
{
	struct hosts *hosts = open_hosts("db.example", "", "");

	(void)state;
	begin(hosts);
	hosts_begin(hosts);
	hosts_begin(hosts);
	hosts_close(&hosts);
	hosts_close(&hosts);
	int waiting;

	sem_getvalue(&asked, &waiting);
	assert_int_equal(waiting, 0);
	answer = "192.0.2.1";
	sem_post(&may_answer); /* its thread ends with nobody to tell */
}

static void the_system_finds_its_own_name(void **state)
{
	char found[HOSTS_ADDRESSES_SIZE];

	(void)state;
	assert_int_equal(hosts_by_system("localhost", found), 0);
	assert_true(strstr(found, "127.0.0.1") || strstr(found, "::1"));
	assert_int_not_equal(hosts_by_system("a name with blanks.invalid", found), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_needs_no_look_up_is_left_to_libpq),
		cmocka_unit_test(a_name_with_two_addresses_is_there_twice_with_its_port),
		cmocka_unit_test(lists_stay_of_equal_length_and_what_is_not_found_is_left_out),
		cmocka_unit_test(each_attempt_begins_with_another_host),
		cmocka_unit_test(the_last_good_addresses_are_kept),
		cmocka_unit_test(silence_and_absence_are_told_apart),
		cmocka_unit_test(one_look_up_at_a_time_and_it_may_outlive_who_asked),
		cmocka_unit_test(the_system_finds_its_own_name),
	};

	sem_init(&asked, 0, 0);
	sem_init(&may_answer, 0, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
