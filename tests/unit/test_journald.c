#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "journald.h"

#include <cmocka.h>

static void stderr_is_the_journal_when_systemd_names_it(void **state)
{
	struct stat status;
	char name[64];

	(void)state;
	assert_int_equal(fstat(STDERR_FILENO, &status), 0);
	snprintf(name, sizeof(name), "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
	setenv("JOURNAL_STREAM", name, 1);
	assert_true(journald_present());
	snprintf(name, sizeof(name), "%ju:%ju", (uintmax_t)status.st_dev,
	         (uintmax_t)status.st_ino + 1);
	setenv("JOURNAL_STREAM", name, 1);
	assert_false(journald_present());
	setenv("JOURNAL_STREAM", "no numbers", 1);
	assert_false(journald_present());
	unsetenv("JOURNAL_STREAM");
	assert_false(journald_present());
}

static int listen_at(char name[64])
{
	static int number;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int size = snprintf(name, 64, "@thidua-test-%d-%d", (int)getpid(), number++);

	strcpy(address.sun_path, name);
	address.sun_path[0] = '\0'; /* a name, not a file */
	assert_int_equal(bind(listener, (struct sockaddr *)&address,
	                      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)size)),
	                 0);
	return listener;
}

static void the_journal_gets_the_fields_beside_the_line(void **state)
{
	const struct log_field fields[] = { TEXT("cluster", "a\nb"),
		                            NUMBER("count", 7),
		                            { NULL, NULL, 0 } };
	static const char expected[] =
	        "MESSAGE\n\x1c\0\0\0\0\0\0\0event cluster=\"a\\nb\" count=7\n"
	        "PRIORITY\n\1\0\0\0\0\0\0\0"
	        "4\n"
	        "SYSLOG_IDENTIFIER\n\7\0\0\0\0\0\0\0thiduad\n"
	        "THIDUA_EVENT\n\5\0\0\0\0\0\0\0event\n"
	        "THIDUA_CLUSTER\n\3\0\0\0\0\0\0\0a\nb\n"
	        "THIDUA_COUNT\n\1\0\0\0\0\0\0\0"
	        "7\n";
	char name[64], got[1000];
	int listener = listen_at(name);

	(void)state;
	journald_open(name);
	assert_true(journald_write(LOG_LEVEL_WARN, "event", fields));
	assert_int_equal(recv(listener, got, sizeof(got), MSG_DONTWAIT), sizeof(expected) - 1);
	assert_memory_equal(got, expected, sizeof(expected) - 1);
	journald_close();
	close(listener);
}

static void a_journal_that_does_not_read_is_not_waited_for(void **state)
{
	char name[64], got[1000];
	int listener = listen_at(name), written = 0;

	(void)state;
	journald_open(name);
	while (journald_write(LOG_LEVEL_INFO, "event", NULL))
		written++;
	assert_true(written > 0);
	while (recv(listener, got, sizeof(got), MSG_DONTWAIT) > 0)
		written--;
	assert_int_equal(written, 0);
	assert_true(journald_write(LOG_LEVEL_INFO, "event", NULL));
	journald_close();
	close(listener);
}

static void systemd_that_does_not_read_is_not_waited_for(void **state)
{
	char name[64];
	int listener = listen_at(name);

	(void)state;
	setenv("NOTIFY_SOCKET", name, 1);
	for (int i = 0; i < 2000; i++) /* returns, or never */
		journald_tell("WATCHDOG=1");
	unsetenv("NOTIFY_SOCKET");
	close(listener);
}

static void systemd_hears_what_it_is_told(void **state)
{
	char name[64], heard[64] = "";
	int listener = listen_at(name);

	(void)state;
	setenv("NOTIFY_SOCKET", name, 1);
	journald_tell("READY=1");
	assert_int_equal(recv(listener, heard, sizeof(heard) - 1, MSG_DONTWAIT), strlen("READY=1"));
	assert_string_equal(heard, "READY=1");
	unsetenv("NOTIFY_SOCKET");
	journald_tell("READY=1");
	assert_int_equal(recv(listener, heard, sizeof(heard) - 1, MSG_DONTWAIT), -1);
	close(listener);
}

static void the_watchdog_is_fed_at_half_its_limit(void **state)
{
	(void)state;
	setenv("WATCHDOG_USEC", "30000000", 1);
	assert_int_equal(journald_watchdog(), 15000000);
	setenv("WATCHDOG_PID", "1", 1);
	assert_int_equal(journald_watchdog(), 0);
	unsetenv("WATCHDOG_PID");
	unsetenv("WATCHDOG_USEC");
	assert_int_equal(journald_watchdog(), 0);
}

/* The journal takes it, or stderr does; neither is ours to read here, so only that nothing breaks
 * at the bounds. */
static void a_line_with_more_than_fits_is_written_all_the_same(void **state)
{
	static char long_text[10000];
	struct log_field fields[60] = { { NULL, NULL, 0 } };

	(void)state;
	memset(long_text, 'x', sizeof(long_text) - 1);
	for (size_t i = 0; i < 59; i++)
		fields[i] = (struct log_field)NUMBER("count", (int64_t)i);
	journald_write(LOG_LEVEL_DEBUG, "test_many_fields", fields);
	fields[0] = (struct log_field)TEXT("text", long_text);
	journald_write(LOG_LEVEL_DEBUG, "test_long_field", fields);
	journald_write(LOG_LEVEL_DEBUG, "test_no_fields", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stderr_is_the_journal_when_systemd_names_it),
		cmocka_unit_test(the_journal_gets_the_fields_beside_the_line),
		cmocka_unit_test(a_journal_that_does_not_read_is_not_waited_for),
		cmocka_unit_test(systemd_that_does_not_read_is_not_waited_for),
		cmocka_unit_test(systemd_hears_what_it_is_told),
		cmocka_unit_test(the_watchdog_is_fed_at_half_its_limit),
		cmocka_unit_test(a_line_with_more_than_fits_is_written_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
