#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

#include <cmocka.h>

static enum log_level last_level;
static char last_line[200];

static void remember(enum log_level level, const char *event, const struct log_field *fields)
{
	last_level = level;
	log_format(event, fields, last_line, sizeof(last_line));
}

static int listen_here(void **state)
{
	(void)state;
	last_line[0] = '\0';
	log_set_level(LOG_LEVEL_INFO);
	log_set_sink(remember);
	return 0;
}

static int listen_no_more(void **state)
{
	(void)state;
	log_set_sink(NULL);
	return 0;
}

static void an_event_is_one_line_of_typed_fields(void **state)
{
	(void)state;
	log_event(LOG_LEVEL_WARN, "batch_committed", NUMBER("count", 17),
	          TEXT("cluster", "TCXDD-1"), NUMBER("low", INT64_MIN));
	assert_string_equal(last_line,
	                    "batch_committed count=17 cluster=TCXDD-1 low=-9223372036854775808");
	assert_int_equal(last_level, LOG_LEVEL_WARN);
}

static void an_event_may_have_no_fields(void **state)
{
	(void)state;
	log_write(LOG_LEVEL_INFO, "started", NULL);
	assert_string_equal(last_line, "started");
}

static void a_value_that_is_not_one_plain_word_is_quoted(void **state)
{
	(void)state;
	log_event(LOG_LEVEL_INFO, "e", TEXT("a", "two words"), TEXT("b", ""),
	          TEXT("c", "say \"x\\y\""), TEXT("d", "k=v"));
	assert_string_equal(last_line,
	                    "e a=\"two words\" b=\"\" c=\"say \\\"x\\\\y\\\"\" d=\"k=v\"");
	log_event(LOG_LEVEL_INFO, "e", TEXT("name", "Tuyên-Quang"));
	assert_string_equal(last_line, "e name=Tuyên-Quang");
}

static void nobody_can_write_a_line_of_ours(void **state)
{
	(void)state;
	log_event(LOG_LEVEL_INFO, "e", TEXT("a", "x\n<3>owned\r\033[2J\177"));
	assert_string_equal(last_line, "e a=\"x\\n<3>owned\\x0d\\x1b[2J\\x7f\"");
}

static void lines_above_the_level_are_not_written(void **state)
{
	(void)state;
	log_event(LOG_LEVEL_DEBUG, "detail", NUMBER("n", 1));
	assert_string_equal(last_line, "");
	log_set_level(LOG_LEVEL_DEBUG);
	log_event(LOG_LEVEL_DEBUG, "detail", NUMBER("n", 1));
	assert_string_equal(last_line, "detail n=1");
	log_set_level(LOG_LEVEL_ERROR);
	log_event(LOG_LEVEL_WARN, "other", NUMBER("n", 1));
	assert_string_equal(last_line, "detail n=1");
}

static void a_line_too_long_is_cut_and_ended(void **state)
{
	const struct log_field fields[] = { TEXT("key", "0123456789"), { NULL, NULL, 0 } };
	char out[12];

	(void)state;
	memset(out, 'Z', sizeof(out));
	assert_ptr_equal(log_format("event", fields, out, sizeof(out)), out);
	assert_string_equal(out, "event key=0");
	out[0] = 'Z';
	log_format("event", fields, out, 1);
	assert_string_equal(out, "");
	log_format("event", fields, out, 0);
}

static void standard_error_gets_a_line_with_its_level_for_systemd(void **state)
{
	int ends[2], kept = dup(STDERR_FILENO);
	char got[100];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	log_set_sink(NULL);
	log_event(LOG_LEVEL_ERROR, "store_lost", TEXT("why", "gone away"));
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(ends[1]);
	ssize_t size = read(ends[0], got, sizeof(got));

	close(ends[0]);
	assert_int_equal(size, (ssize_t)strlen("<3>store_lost why=\"gone away\"\n"));
	assert_memory_equal(got, "<3>store_lost why=\"gone away\"\n", (size_t)size);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, listen_here, listen_no_more)
	const struct CMUnitTest tests[] = {
		EACH(an_event_is_one_line_of_typed_fields),
		EACH(an_event_may_have_no_fields),
		EACH(a_value_that_is_not_one_plain_word_is_quoted),
		EACH(nobody_can_write_a_line_of_ours),
		EACH(lines_above_the_level_are_not_written),
		EACH(a_line_too_long_is_cut_and_ended),
		EACH(standard_error_gets_a_line_with_its_level_for_systemd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
