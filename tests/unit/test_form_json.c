#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "buffer.h"
#include "form_json.h"

#include <cmocka.h>

static struct buffer out;

static const char *action(const struct command *command)
{
	buffer_reset(&out);
	form_json_action(command, &out);
	buffer_append(&out, "", 1);
	return (const char *)out.data;
}

static void decimals_and_hashes_are_strings_and_what_is_absent_is_absent(void **state)
{
	const struct report_line lines[] = {
		{ .task = "T01", .has_actual = true, .actual = 125000 },
		{ .task = "T02",
		  .has_done = true,
		  .done = 30000,
		  .has_out_of = true,
		  .out_of = 40000 }
	};
	const struct command command = {
		.action = ACTION_SUBMIT_REPORT,
		.submit_report = { .board = "HN",
		                   .period = 1,
		                   .revision = 1,
		                   .line_count = 2,
		                   .lines = lines },
	};

	(void)state;
	assert_string_equal(action(&command),
	                    "{\"board\":\"HN\",\"period\":\"PERIOD_Q1\",\"revision\":1,"
	                    "\"lines\":[{\"task\":\"T01\",\"actual\":\"12.5\"},"
	                    "{\"task\":\"T02\",\"done\":\"3\",\"out_of\":\"4\"}]}");
}

static void texts_are_escaped(void **state)
{
	const struct command command = {
		.action = ACTION_REVOKE_KEY,
		.revoke_key = { .sign_key = { 0xAB }, .reason = "lost:\t\"on the way\" \\ ở Huế" },
	};

	(void)state;
	assert_string_equal(
	        action(&command),
	        "{\"sign_key\":\"ab00000000000000000000000000000000000000000000000000000000000000\","
	        "\"reason\":\"lost:\\u0009\\\"on the way\\\" \\\\ ở Huế\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimals_and_hashes_are_strings_and_what_is_absent_is_absent),
		cmocka_unit_test(texts_are_escaped),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buffer_close(&out);
	return failed;
}
