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

static bool remember(enum log_level level, const char *event, const struct log_field *fields)
{
	last_level = level;
	log_format(event, fields, last_line, sizeof(last_line));
	return true;
}

static unsigned taken;
static bool full;

static bool count_taken(enum log_level level, const char *event, const struct log_field *fields)
{
	if (full)
		return false;
	taken++;
	return remember(level, event, fields);
}

static int listen_here(void **state)
{
	(void)state;
	log_close(); /* a new second, for all that the test before it wrote */
	last_line[0] = '\0';
	taken = 0;
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

static void a_pipe_that_nobody_reads_costs_lines_and_no_time(void **state)
{
	static char got[200000];
	int ends[2], kept = dup(STDERR_FILENO);
	uint64_t before = log_lost();

	(void)state;
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	log_set_sink(NULL);
	log_open();
	for (int i = 0; i < 100; i++) { /* returns, or never: each line is a third of a page */
		log_event(LOG_LEVEL_INFO, "long", TEXT("text", last_line), NUMBER("i", i));
		memset(last_line, 'x', sizeof(last_line) - 1);
		for (int j = 0; j < 20; j++)
			log_event(LOG_LEVEL_INFO, "long", TEXT("key", last_line), NUMBER("j", j));
		log_close(); /* another second */
	}
	assert_true(log_lost() > before);
	assert_int_not_equal(log_moment(), INT64_MAX); /* there is something to say */
	ssize_t size = read(ends[0], got, sizeof(got) - 1);

	assert_true(size > 0);
	log_settle();
	size = read(ends[0], got, sizeof(got) - 1);
	got[size > 0 ? size : 0] = '\0';
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(ends[0]);
	close(ends[1]);
	log_open();
	assert_int_equal(strncmp(got, "<4>log_lines_lost lines=", 24), 0);
	assert_int_equal(log_moment(), INT64_MAX);
}

static void what_was_lost_is_said_before_the_next_line(void **state)
{
	uint64_t before = log_lost();

	(void)state;
	log_set_sink(count_taken);
	full = true;
	for (int i = 0; i < 3; i++)
		log_write(LOG_LEVEL_INFO, "unheard", NULL);
	full = false;
	assert_int_equal(log_lost() - before, 3);
	log_write(LOG_LEVEL_INFO, "heard", NULL);
	assert_int_equal(taken, 2);
	assert_string_equal(last_line, "heard");
}

static void one_who_repeats_himself_is_folded_and_the_others_are_heard(void **state)
{
	(void)state;
	log_set_sink(count_taken);
	for (int i = 0; i < 1000; i++)
		log_event(LOG_LEVEL_INFO, "refused", NUMBER("i", i), TEXT("key", "TQ"));
	assert_int_equal(taken, LOG_LINES_OF_ONE);
	log_event(LOG_LEVEL_INFO, "refused", TEXT("key", "BK"));
	assert_string_equal(last_line, "refused key=BK");
	assert_int_not_equal(log_moment(), INT64_MAX);
	log_close();
	assert_string_equal(last_line, "folded lines=980 of=refused who=TQ");
	assert_int_equal(log_moment(), INT64_MAX);
	log_event(LOG_LEVEL_INFO, "refused", TEXT("key", "TQ"));
	assert_string_equal(last_line, "refused key=TQ");
}

static void who_asks_first_is_counted_as_if_he_had_written(void **state)
{
	(void)state;
	log_set_sink(count_taken);
	for (int i = 0; i < 1000; i++) {
		if (log_awaits(LOG_LEVEL_INFO, "accepted", "TQ"))
			log_event(LOG_LEVEL_INFO, "accepted", TEXT("key", "TQ"));
	}
	assert_int_equal(taken, LOG_LINES_OF_ONE);
	assert_true(log_awaits(LOG_LEVEL_INFO, "accepted", "HN"));
	assert_false(log_awaits(LOG_LEVEL_DEBUG, "accepted", "HN"));
	log_close();
	assert_string_equal(last_line, "folded lines=980 of=accepted who=TQ");
}

static void many_who_do_the_same_are_folded_too_and_other_events_are_heard(void **state)
{
	char who[16];

	(void)state;
	log_set_sink(count_taken);
	for (int i = 0; i < 1000; i++) {
		snprintf(who, sizeof(who), "%d", i);
		log_event(LOG_LEVEL_INFO, "refused", TEXT("cluster", who));
	}
	assert_int_equal(taken, LOG_LINES_OF_ALL);
	log_write(LOG_LEVEL_ERROR, "database_lost", NULL);
	assert_string_equal(last_line, "database_lost");
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
		EACH(a_pipe_that_nobody_reads_costs_lines_and_no_time),
		EACH(what_was_lost_is_said_before_the_next_line),
		EACH(one_who_repeats_himself_is_folded_and_the_others_are_heard),
		EACH(who_asks_first_is_counted_as_if_he_had_written),
		EACH(many_who_do_the_same_are_folded_too_and_other_events_are_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
