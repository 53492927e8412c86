/*
 * Lines over real connections of the loopback: who goes when there are too many, or when it keeps
 * too many bytes, and that nobody else does.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "line_bytes.h"
#include "log.h"

#include <cmocka.h>

enum { LINES_MAX = 200, IN = 64 + 170 + 100, SECOND = 1000000 };

static struct {
	struct lines *lines;
	struct lines_bounds bounds;
	int listener;
	struct sockaddr_in at;
	int ours[LINES_MAX], theirs[LINES_MAX];
	int count;
} here;

static int setup(void **state)
{
	socklen_t size = sizeof(here.at);

	(void)state;
	memset(&here, 0, sizeof(here));
	log_set_level(LOG_LEVEL_ERROR);
	here.bounds = (struct lines_bounds){ .connections_max = 10,
		                             .callers_max = 10,
		                             .address_callers_max = 10,
		                             .address_lines_max = 20,
		                             .key_prefixes_max = 3,
		                             .key_lines_max = 10,
		                             .handshakes_per_second = 1000 };
	here.at = (struct sockaddr_in){ .sin_family = AF_INET,
		                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	here.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(here.listener, (struct sockaddr *)&here.at, sizeof(here.at)), 0);
	assert_int_equal(listen(here.listener, LINES_MAX), 0);
	return getsockname(here.listener, (struct sockaddr *)&here.at, &size);
}

static int teardown(void **state)
{
	(void)state;
	for (int i = 0; i < here.count; i++) {
		close(here.ours[i]);
		close(here.theirs[i]);
	}
	close(here.listener);
	lines_close(&here.lines);
	lines_close(&here.lines);
	return 0;
}

/* The next one, from 127.0.0.from. */
static int call(enum bus_socket_kind kind, unsigned from)
{
	struct sockaddr_in caller = { .sin_family = AF_INET,
		                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + from) };
	int number = here.count++;

	if (!here.lines)
		here.lines = lines_open(&here.bounds);
	here.theirs[number] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(here.theirs[number], (struct sockaddr *)&caller, sizeof(caller)), 0);
	assert_int_equal(connect(here.theirs[number], (struct sockaddr *)&here.at, sizeof(here.at)),
	                 0);
	here.ours[number] = accept4(here.listener, NULL, NULL, SOCK_CLOEXEC);
	assert_true(here.ours[number] >= 0);
	lines_accepted(here.lines, kind, here.ours[number], number);
	return number;
}

/* The daemon has sent so much that it must have let it in. */
static void shake_hands(int number)
{
	static const char bytes[IN];

	assert_int_equal(send(here.ours[number], bytes, IN, 0), IN);
}

static struct line *speak(int number, uint8_t who)
{
	uint8_t key[KEY_SIZE] = { who };

	return lines_take(here.lines, BUS_COMMANDS, here.ours[number], key);
}

/* Which lines have ended, by number: "1 4". */
static const char *ended(void)
{
	static char text[1000];
	size_t used = 0;

	text[0] = '\0';
	for (int i = 0; i < here.count; i++) {
		struct pollfd asked = { .fd = here.theirs[i], .events = POLLRDHUP };

		if (poll(&asked, 1, 0) == 1 && (asked.revents & POLLRDHUP) != 0)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%d",
			                         used > 0 ? " " : "", i);
	}
	return text;
}

static size_t at(enum line_stage stage)
{
	return lines_counts(here.lines)->stages[stage];
}

static void of_one_address_the_oldest_caller_goes(void **state)
{
	(void)state;
	here.bounds.address_callers_max = 2;
	for (int i = 0; i < 4; i++)
		call(BUS_COMMANDS, 2);
	call(BUS_FEED, 1);
	assert_string_equal(ended(), "0 1");
	assert_int_equal(at(LINE_CALLING), 3);
	assert_int_equal(at(LINE_ENDING), 2);
	assert_int_equal(lines_counts(here.lines)->shed, 2);
}

static void of_all_callers_the_oldest_of_the_address_goes_that_has_most(void **state)
{
	(void)state;
	here.bounds.callers_max = 3;
	call(BUS_COMMANDS, 1);
	call(BUS_COMMANDS, 2);
	call(BUS_COMMANDS, 2);
	call(BUS_COMMANDS, 3);
	assert_string_equal(ended(), "1");
	call(BUS_COMMANDS, 2);
	assert_string_equal(ended(), "1 2");
}

static void who_has_shaken_hands_is_no_caller_any_more(void **state)
{
	(void)state;
	here.bounds.address_callers_max = 1;
	shake_hands(call(BUS_COMMANDS, 1));
	call(BUS_COMMANDS, 1);
	assert_string_equal(ended(), "");
	assert_int_equal(at(LINE_SILENT), 1);
	call(BUS_COMMANDS, 1);
	assert_string_equal(ended(), "1");
}

/* A socket that takes both kinds of addresses tells of an IPv4 one as ::ffff:127.0.0.2. */
static void an_ipv4_address_is_the_same_on_a_socket_of_both_kinds(void **state)
{
	const struct sockaddr_in6 any = { .sin6_family = AF_INET6 };
	const int no = 0, listener = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in6 bound;
	socklen_t size = sizeof(bound);
	struct tcp_peer four, mapped;

	(void)state;
	if (listener < 0)
		skip(); /* a machine without IPv6 */
	tcp_peer(here.ours[call(BUS_COMMANDS, 2)], &four);
	setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
	assert_int_equal(bind(listener, (const struct sockaddr *)&any, sizeof(any)), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&bound, &size), 0);
	here.at.sin_port = bound.sin6_port;
	close(here.listener);
	here.listener = listener;
	assert_true(tcp_peer(here.ours[call(BUS_COMMANDS, 2)], &mapped));
	assert_memory_equal(mapped.network, four.network, TCP_NETWORK_SIZE);
	assert_memory_equal(mapped.text, "127.0.0.2:", strlen("127.0.0.2:"));
	assert_int_equal(lines_counts(here.lines)->stages[LINE_CALLING], 2);
}

static void all_lines_of_an_address_are_bounded(void **state)
{
	(void)state;
	here.bounds.address_lines_max = 2;
	for (int i = 0; i < 2; i++)
		speak(call(BUS_COMMANDS, 1), 1);
	call(BUS_COMMANDS, 1);
	assert_string_equal(ended(), "2");
	call(BUS_COMMANDS, 2);
	assert_string_equal(ended(), "2");
}

static void for_a_newcomer_who_never_spoke_makes_room_and_who_spoke_does_not(void **state)
{
	(void)state;
	here.bounds.connections_max = 2;
	for (int i = 0; i < 2; i++) {
		int number = call(BUS_COMMANDS, 1);

		assert_true(lines_admit(here.lines, number));
		shake_hands(number);
	}
	speak(0, 1);
	assert_false(lines_admit(here.lines, 1000000)); /* its first word may be on the way */
	assert_true(lines_admit(here.lines, 4000000));
	assert_string_equal(ended(), "1");
	speak(call(BUS_COMMANDS, 1), 2);
	assert_false(lines_admit(here.lines, 8000000));
	assert_string_equal(ended(), "1");
	lines_gone(here.lines, BUS_COMMANDS, here.ours[0]);
	assert_true(lines_admit(here.lines, 9000000));
}

static void who_was_admitted_and_never_came_keeps_no_place_for_ever(void **state)
{
	(void)state;
	here.bounds.connections_max = 1;
	call(BUS_COMMANDS, 1);
	assert_true(lines_admit(here.lines, 0));
	assert_false(lines_admit(here.lines, 1));
	lines_look(here.lines, 2 * SECOND, false);
	assert_false(lines_admit(here.lines, 3));
	lines_look(here.lines, 4 * SECOND, false);
	assert_true(lines_admit(here.lines, 5));
}

/* The library leaves it waiting when it was put off. */
static void who_has_said_all_and_gets_no_verdict_is_hung_up_on(void **state)
{
	static const char bytes[64 + 202 + 266];

	(void)state;
	for (int i = 0; i < 3; i++)
		call(BUS_COMMANDS, 1);
	send(here.theirs[0], bytes, sizeof(bytes), 0);
	send(here.theirs[1], bytes, sizeof(bytes) - 1, 0);
	send(here.theirs[2], bytes, sizeof(bytes), 0);
	shake_hands(2);
	lines_look(here.lines, 1 * SECOND, false);
	lines_look(here.lines, 2 * SECOND, true);
	assert_string_equal(ended(), "");
	lines_look(here.lines, 3 * SECOND, false);
	assert_string_equal(ended(), "0");
}

/* --- turns --- */

/* Which lines the library would be told of, when each client has said something: "1 4". */
static const char *readable(void)
{
	static char text[1000];
	size_t used = 0;

	text[0] = '\0';
	for (int i = 0; i < here.count; i++) {
		struct pollfd asked = { .fd = here.ours[i], .events = POLLIN };

		if (poll(&asked, 1, 0) == 1 && (asked.revents & POLLIN) != 0)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%d",
			                         used > 0 ? " " : "", i);
	}
	return text;
}

static int greet(unsigned from)
{
	int number = call(BUS_COMMANDS, from);

	assert_int_equal(send(here.theirs[number], "hello", 5, 0), 5);
	return number;
}

/* Two turns are saved up, the third line has come too soon; from then on all are born held. */
static void open_crowded(void)
{
	here.bounds.handshakes_per_second = 4;
	for (int i = 0; i < 3; i++) {
		if (i > 0)
			assert_false(lines_turns(here.lines)->holding);
		greet(1);
	}
	assert_true(lines_turns(here.lines)->holding);
	tcp_hold(here.listener);
}

static void give(int64_t at)
{
	turns_give(lines_turns(here.lines), at);
}

static void
beyond_the_rate_lines_are_held_and_go_in_turns_of_addresses_the_newest_first(void **state)
{
	(void)state;
	open_crowded();
	for (int i = 0; i < 3; i++)
		greet(2);
	greet(3);
	give(200);
	assert_string_equal(readable(), "0 1 2");
	give(SECOND / 4);
	assert_string_equal(readable(), "0 1 2 5");
	give(SECOND / 2);
	assert_string_equal(readable(), "0 1 2 5 6");
	give(SECOND);
	assert_string_equal(readable(), "0 1 2 3 4 5 6");
	assert_int_equal(lines_turns(here.lines)->held, 0);
	assert_true(lines_turns(here.lines)->holding);
	give(2 * SECOND);
	assert_false(lines_turns(here.lines)->holding);
	assert_int_equal(turns_moment(lines_turns(here.lines)), INT64_MAX);
}

static void who_is_gone_or_ended_takes_no_turn(void **state)
{
	(void)state;
	here.bounds.address_callers_max = 4;
	open_crowded();
	int gone = greet(2);

	for (int i = 0; i < 2; i++)
		greet(2);
	lines_gone(here.lines, BUS_COMMANDS, here.ours[gone + 2]);
	greet(1);
	greet(1); /* one too many of its address: the oldest goes, which was not held */
	assert_string_equal(ended(), "0");
	assert_int_equal(lines_turns(here.lines)->held, 4);
	give(SECOND / 4);
	give(SECOND / 2);
	assert_int_equal(lines_turns(here.lines)->held, 2);
	for (int i = 0; i < 2; i++)
		lines_gone(here.lines, BUS_COMMANDS, here.ours[gone + i]);
	assert_int_equal(lines_turns(here.lines)->held, 1);
	give(SECOND);
	assert_int_equal(lines_turns(here.lines)->held, 0);
}

/* The end of a held line is told, and what comes after its turn, like any other's. */
static void of_a_held_line_its_end_is_told(void **state)
{
	(void)state;
	open_crowded();
	int number = greet(2);

	assert_string_equal(readable(), "0 1 2");
	shutdown(here.theirs[number], SHUT_RDWR);
	assert_string_equal(readable(), "0 1 2 3");
}

static void many_callers_are_looked_at_some_at_a_time(void **state)
{
	(void)state;
	here.bounds.callers_max = here.bounds.address_callers_max = LINES_MAX;
	here.bounds.address_lines_max = LINES_MAX;
	for (int i = 0; i < LINES_MAX; i++)
		call(BUS_COMMANDS, 1);
	shake_hands(0);
	shake_hands(LINES_MAX - 1);
	lines_look(here.lines, 1 * SECOND, false);
	assert_int_equal(at(LINE_SILENT), 1);
	assert_int_equal(lines_look_moment(here.lines), 1 * SECOND + SECOND / 2);
	lines_look(here.lines, 1 * SECOND + SECOND / 2 - 1, false);
	assert_int_equal(at(LINE_SILENT), 1);
	lines_look(here.lines, 1 * SECOND + SECOND / 2, false);
	assert_int_equal(at(LINE_SILENT), 2);
}

/* --- keys --- */

static void of_one_key_the_oldest_line_goes(void **state)
{
	(void)state;
	here.bounds.key_lines_max = 2;
	for (int i = 0; i < 6; i++)
		assert_non_null(speak(call(BUS_COMMANDS, 1), i < 4 ? 7 : 8));
	assert_string_equal(ended(), "0 1");
	assert_int_equal(lines_counts(here.lines)->ended, 2);
}

static void who_asks_for_the_prefix_too_many_of_its_key_is_ended(void **state)
{
	struct line *line[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		line[i] = speak(call(BUS_COMMANDS, 1), i < 3 ? 7 : 8);
	lines_ask(here.lines, line[0], 20, true);
	lines_ask(here.lines, line[0], 20, false);
	lines_ask(here.lines, line[0], 20, false);
	for (int i = 0; i < 4; i++)
		lines_ask(here.lines, line[i], 20, true);
	assert_string_equal(ended(), "");
	lines_ask(here.lines, line[1], 20, true);
	assert_string_equal(ended(), "1");
	lines_ask(here.lines, line[2], 20, true); /* what the other had asked for went with it */
	assert_string_equal(ended(), "1");
}

static void a_long_prefix_counts_as_several(void **state)
{
	(void)state;
	struct line *line = speak(call(BUS_COMMANDS, 1), 7);

	lines_ask(here.lines, line, 130, true);
	lines_ask(here.lines, line, 130, false);
	lines_ask(here.lines, line, 130, true);
	assert_string_equal(ended(), "");
	lines_ask(here.lines, line, 1, true);
	assert_string_equal(ended(), "0");
}

static void all_lines_of_a_key_end_and_nobody_elses(void **state)
{
	uint8_t revoked[KEY_SIZE] = { 7 };

	(void)state;
	for (int i = 0; i < 6; i++)
		speak(call(BUS_COMMANDS, 1), i % 2 == 0 ? 7 : 8);
	call(BUS_COMMANDS, 1);
	assert_int_equal(lines_end_key(here.lines, revoked, BUS_FEED, "test"), 0);
	assert_int_equal(lines_end_key(here.lines, revoked, BUS_SOCKETS, "test"), 3);
	assert_string_equal(ended(), "0 2 4");
	assert_int_equal(lines_end_key(here.lines, revoked, BUS_SOCKETS, "test"), 0);
}

/* The library has closed it, and another connection has its number; nobody has told us yet. */
static void a_number_that_is_anothers_meanwhile_ends_nobody(void **state)
{
	uint8_t revoked[KEY_SIZE] = { 7 };

	(void)state;
	speak(call(BUS_COMMANDS, 1), 7);
	call(BUS_FEED, 1);
	assert_int_equal(dup2(here.ours[1], here.ours[0]), here.ours[0]);
	assert_int_equal(lines_end_key(here.lines, revoked, BUS_SOCKETS, "test"), 1);
	assert_int_equal(recv(here.theirs[1], &(char){ 0 }, 1, MSG_DONTWAIT), -1);
}

static void a_line_is_found_by_its_socket_its_number_and_its_key(void **state)
{
	uint8_t its[KEY_SIZE] = { 7 }, others[KEY_SIZE] = { 8 };

	(void)state;
	int number = call(BUS_COMMANDS, 1), descriptor = here.ours[number];

	assert_null(lines_find(here.lines, BUS_COMMANDS, descriptor, its));
	struct line *line = lines_take(here.lines, BUS_COMMANDS, descriptor, its);

	assert_non_null(line);
	assert_ptr_equal(lines_find(here.lines, BUS_COMMANDS, descriptor, its), line);
	assert_null(lines_find(here.lines, BUS_FEED, descriptor, its));
	assert_null(lines_find(here.lines, BUS_COMMANDS, descriptor, others));
	assert_null(lines_find(here.lines, BUS_COMMANDS, 100000, its));
	assert_null(lines_find(here.lines, BUS_COMMANDS, -1, its));
	lines_gone(here.lines, BUS_COMMANDS, descriptor);
	assert_null(lines_take(here.lines, BUS_COMMANDS, descriptor, its));
	assert_int_equal(at(LINE_SPEAKING), 0);
}

/* --- bytes --- */

enum { KIB = 1024, MIB = 1024 * KIB };

static struct line_bytes open_bytes(int64_t peer, int64_t all)
{
	struct line_bytes bytes;

	line_bytes_open(&bytes, &(struct line_bytes_bounds){ peer, all, peer, all });
	return bytes;
}

/* What the other side sends, the library reads. */
static void send_bytes(int number, size_t size)
{
	static char chunk[64 * KIB];

	for (size_t left = size, part; left > 0; left -= part) {
		part = left < sizeof(chunk) ? left : sizeof(chunk);
		assert_int_equal(send(here.theirs[number], chunk, part, 0), part);
		assert_int_equal(recv(here.ours[number], chunk, part, MSG_WAITALL), part);
	}
}

/* Some whole rounds, from a moment on. */
static void look_again(struct line_bytes *bytes, int64_t from)
{
	for (int i = 0; i < 50; i++)
		line_bytes_look(bytes, here.lines, from + i * SECOND / 10);
}

static void who_sends_more_than_whole_messages_is_ended_at_its_bound(void **state)
{
	struct line_bytes bytes = open_bytes(MIB, 100 * MIB);

	(void)state;
	for (uint8_t i = 0; i < 3; i++)
		speak(call(BUS_COMMANDS, 1), i);
	send_bytes(0, MIB + 8 * KIB);
	send_bytes(1, MIB - 8 * KIB);
	send_bytes(2, 4 * MIB);
	for (int i = 0; i < 4; i++) /* four whole ones */
		line_bytes_came(speak(2, 2), MIB - 33 - 9);
	look_again(&bytes, SECOND);
	assert_string_equal(ended(), "0");
	assert_in_range(bytes.unfinished, MIB - 16 * KIB, MIB);
}

static void when_all_is_too_much_those_go_who_keep_more_than_their_share(void **state)
{
	struct line_bytes bytes = open_bytes(8 * MIB, 6 * MIB);

	(void)state;
	for (uint8_t i = 0; i < 4; i++)
		speak(call(BUS_COMMANDS, 1), i);
	send_bytes(0, 4 * MIB);
	send_bytes(1, 3 * MIB / 2);
	send_bytes(2, 3 * MIB / 2);
	send_bytes(3, 100);
	look_again(&bytes, SECOND);
	assert_string_equal(ended(), "0");
	assert_in_range(bytes.unfinished, 2 * MIB, 6 * MIB);
}

static void who_does_not_read_is_ended_at_its_bound_and_who_reads_is_not(void **state)
{
	static char chunk[64 * KIB];
	struct line_bytes bytes = open_bytes(MIB, 100 * MIB);

	(void)state;
	for (uint8_t i = 0; i < 2; i++) {
		struct line *line = speak(call(BUS_COMMANDS, 1), i);

		for (int k = 0; k < 32; k++) {
			if (i == 1) {
				assert_int_equal(send(here.ours[i], chunk, sizeof(chunk), 0),
				                 sizeof(chunk));
				assert_int_equal(
				        recv(here.theirs[i], chunk, sizeof(chunk), MSG_WAITALL),
				        sizeof(chunk));
			}
			line_bytes_went(&bytes, here.lines, line, sizeof(chunk), 0);
		}
	}
	assert_string_equal(ended(), "0");
	look_again(&bytes, SECOND);
	assert_string_equal(ended(), "0");
	assert_in_range(bytes.unread, 0, 64 * KIB);
}

/* One subscriber never reads; the other is behind at each look for nine seconds and catches up. */
static void who_hears_nothing_for_ten_seconds_is_ended_at_the_bound_of_what_was_said(void **state)
{
	enum { ROOM = 8192 };
	static char chunk[ROOM];
	struct line_bytes bytes = open_bytes(MIB, 100 * MIB);

	(void)state;
	for (uint8_t i = 0; i < 2; i++) {
		const uint8_t key[KEY_SIZE] = { i };
		int number = call(BUS_FEED, 1);

		lines_take(here.lines, BUS_FEED, here.ours[number], key);
		while (send(here.ours[number], chunk, ROOM, MSG_DONTWAIT) > 0)
			;
	}
	for (int tenth = 0; tenth < 130; tenth++) {
		line_bytes_published(&bytes, 32 * KIB);
		while (tenth >= 90 && recv(here.theirs[1], chunk, ROOM, MSG_DONTWAIT) > 0)
			;
		line_bytes_look(&bytes, here.lines, SECOND + tenth * SECOND / 10);
		if (tenth == 95)
			assert_int_equal(lines_counts(here.lines)->ended, 0);
	}
	assert_int_equal(lines_counts(here.lines)->ended,
	                 1); /* its end stands behind what it has not read */
	assert_string_equal(ended(), "");
}

int main(void)
{
#define LINES_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		LINES_TEST(of_one_address_the_oldest_caller_goes),
		LINES_TEST(of_all_callers_the_oldest_of_the_address_goes_that_has_most),
		LINES_TEST(who_has_shaken_hands_is_no_caller_any_more),
		LINES_TEST(an_ipv4_address_is_the_same_on_a_socket_of_both_kinds),
		LINES_TEST(all_lines_of_an_address_are_bounded),
		LINES_TEST(for_a_newcomer_who_never_spoke_makes_room_and_who_spoke_does_not),
		LINES_TEST(who_was_admitted_and_never_came_keeps_no_place_for_ever),
		LINES_TEST(who_has_said_all_and_gets_no_verdict_is_hung_up_on),
		LINES_TEST(
		        beyond_the_rate_lines_are_held_and_go_in_turns_of_addresses_the_newest_first),
		LINES_TEST(who_is_gone_or_ended_takes_no_turn),
		LINES_TEST(of_a_held_line_its_end_is_told),
		LINES_TEST(many_callers_are_looked_at_some_at_a_time),
		LINES_TEST(of_one_key_the_oldest_line_goes),
		LINES_TEST(who_asks_for_the_prefix_too_many_of_its_key_is_ended),
		LINES_TEST(a_long_prefix_counts_as_several),
		LINES_TEST(all_lines_of_a_key_end_and_nobody_elses),
		LINES_TEST(a_number_that_is_anothers_meanwhile_ends_nobody),
		LINES_TEST(a_line_is_found_by_its_socket_its_number_and_its_key),
		LINES_TEST(who_sends_more_than_whole_messages_is_ended_at_its_bound),
		LINES_TEST(when_all_is_too_much_those_go_who_keep_more_than_their_share),
		LINES_TEST(who_does_not_read_is_ended_at_its_bound_and_who_reads_is_not),
		LINES_TEST(
		        who_hears_nothing_for_ten_seconds_is_ended_at_the_bound_of_what_was_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
