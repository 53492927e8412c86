#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "arena.h"
#include "event.h"
#include "outcome.h"
#include "pages.h"
#include "problem.h"
#include "spreadsheet.h"
#include "version.h"

static const struct version one = { .epoch = { 0x72, 0xc5 },
	                            .sequence = 235,
	                            .as_of = 1726450200000000 };

static void a_version_is_read_as_it_is_written(void **state)
{
	char text[VERSION_SIZE];
	struct version read, frozen = one;

	(void)state;
	assert_string_equal(version_format(&one, text),
	                    "72c50000000000000000000000000000.235.1726450200000000");
	assert_true(version_parse(text, &read) && version_same(&read, &one));
	frozen.frozen = true;
	assert_string_equal(version_format(&frozen, text) + 32, ".235.1726450200000000.f");
	assert_true(version_parse(text, &read) && version_same(&read, &frozen));
	assert_false(version_same(&read, &one));
}

static void what_is_no_version_is_none(void **state)
{
	static const char *const texts[] = {
		"",
		"235",
		"72c50000000000000000000000000000.235",
		"72c5.235.1726450200000000",
		"72C50000000000000000000000000000.235.1726450200000000",
		"72c50000000000000000000000000000.0235.1726450200000000",
		"72c50000000000000000000000000000.+235.1726450200000000",
		"72c50000000000000000000000000000. 235.1726450200000000",
		"72c50000000000000000000000000000.235.1726450200000000.g",
		"72c50000000000000000000000000000.235.1726450200000000.f ",
		"72c50000000000000000000000000000.99999999999999999999999.1726450200000000",
		"72c50000000000000000000000000000.235.17264502000000000000000000000000000000000000000000000000000",
	};
	struct version read;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_false(version_parse(texts[i], &read));
}

static void seen_is_what_came_before_and_the_very_same(void **state)
{
	struct version other = one;

	(void)state;
	assert_true(version_seen(&one, &other));
	other.sequence--;
	assert_true(version_seen(&one, &other));
	other.sequence += 2;
	assert_false(version_seen(&one, &other));
	other = one;
	other.as_of--; /* another period, moved by the same command */
	assert_false(version_seen(&one, &other));
	other = one;
	other.frozen = true;
	assert_false(version_seen(&one, &other));
	other.sequence--;
	other.epoch[0]++;
	assert_false(version_seen(&one, &other));
}

static void an_event_is_one_chunk_and_reads_without_it_too(void **state)
{
	struct event event = event_new("standings", "7", "{}");

	(void)state;
	assert_int_equal(event.body->size,
	                 strlen("21\r\nevent: standings\nid: 7\ndata: {}\n\n\r\n"));
	assert_memory_equal(event.body->bytes, "21\r\nevent: standings\nid: 7\ndata: {}\n\n\r\n",
	                    event.body->size);
	assert_memory_equal(event.body->bytes + event.head, "event: standings\nid: 7\ndata: {}\n\n",
	                    event.bytes);
	event_close(&event);
	event = event_new("beat", NULL, "{}");
	assert_memory_equal(event.body->bytes, "16\r\nevent: beat\ndata: {}\n\n\r\n",
	                    event.body->size);
	event_close(&event);
	event = event_first("hello", "{}");
	assert_memory_equal(event.body->bytes + event.head,
	                    "retry: 3000\nevent: hello\ndata: {}\n\n", event.bytes);
	event_close(&event);
}

static void a_number_of_more_than_fifteen_digits_is_no_number_of_a_spreadsheet(void **state)
{
	char text[32];

	(void)state;
	assert_true(spreadsheet_shows(999999999999999) && spreadsheet_shows(-999999999999999));
	assert_false(spreadsheet_shows(1000000000000000) || spreadsheet_shows(INT64_MIN));
	snprintf(text, sizeof(text), "%.15g", 9999999999999.99);
	assert_string_equal(text, "9999999999999.99");
}

static void a_refusal_names_its_faults(void **state)
{
	struct outcome outcome = outcome_fault("period", FAULT_JSON_NO_CHOICE, "Q1, Q2");
	const char expected[] =
	        "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"code\":\"INVALID\","
	        "\"faults\":[{\"field\":\"period\",\"code\":\"INVALID\",\"reason\":\"JSON_NO_CHOICE\","
	        "\"arguments\":[\"Q1, Q2\"],\"message\":\"must be one of Q1, Q2\"}]}";

	(void)state;
	assert_int_equal(outcome.status, 400);
	assert_int_equal(outcome.body->size, strlen(expected));
	assert_memory_equal(outcome.body->bytes, expected, outcome.body->size);
	outcome_close(&outcome);
	outcome_close(&outcome);
}

static void each_status_of_the_daemon_has_one_of_http(void **state)
{
	static const unsigned expected[] = {
		[STATUS_OK] = 200,          [STATUS_INVALID] = 400,   [STATUS_CONFLICT] = 409,
		[STATUS_STALE] = 409,       [STATUS_FORBIDDEN] = 403, [STATUS_CLOSED] = 409,
		[STATUS_NOT_FOUND] = 404,   [STATUS_BUSY] = 503,      [STATUS_UNAVAILABLE] = 503,
		[STATUS_UNSUPPORTED] = 501, [STATUS_BROKEN] = 500,    [STATUS_BROKEN + 1] = 502,
	};

	(void)state;
	for (unsigned status = STATUS_OK; status <= STATUS_BROKEN + 1; status++)
		assert_int_equal(problem_status((enum status)status), expected[status]);
}

static void a_table_has_every_cell_and_no_name_is_a_formula(void **state)
{
	static const struct member_list no_names = { .current = -1 };
	struct told_row row = { .board = "=A;\"B\"", .rank_before = 2, .total = 123 };
	const struct told_standings told = { .row_count = 1, .rows = &row };
	struct outcome outcome = pages_csv(&told, &no_names, false);
	const char *text = (const char *)outcome.body->bytes, *line = strchr(text, '\n') + 1;

	(void)state;
	assert_memory_equal(text, "\xef\xbb\xbfHạng;", 9);
	assert_int_equal(outcome.body->size - (size_t)(line - text),
	                 strlen(";2;\"=A;\"\"B\"\"\";\"'=A;\"\"B\"\"\";1,23;0,00;0,00;0,00\r\n"));
	assert_memory_equal(line, ";2;\"=A;\"\"B\"\"\";\"'=A;\"\"B\"\"\";1,23;0,00;0,00;0,00\r\n",
	                    outcome.body->size - (size_t)(line - text));
	outcome_close(&outcome);
}

static struct body *workbook_of(struct workbooks *workbooks, int64_t total, int64_t published_at,
                                bool english)
{
	static struct told_reply reply;
	static struct held held;
	struct told_row row = { .board = "TQ", .rank = 1, .total = total };
	const struct answer answer = {
		.kind = ANSWER_STANDINGS,
		.reply = &reply,
		.standings = { .row_count = 1, .rows = &row, .published_at = published_at }
	};
	struct outcome outcome =
	        pages_answer(ROUTE_STANDINGS_XLSX, &answer, &held, english, workbooks);
	struct body *body = outcome.body;

	assert_int_equal(outcome.status, 200);
	outcome_close(&outcome);
	return body; /* workbooks has a share */
}

static void a_workbook_is_made_once_for_as_long_as_it_is_among_the_last(void **state)
{
	struct workbooks workbooks = { 0 };
	struct body *first = workbook_of(&workbooks, 100, 1, false);

	(void)state;
	assert_ptr_equal(workbook_of(&workbooks, 100, 2, false), first);
	assert_ptr_not_equal(workbook_of(&workbooks, 100, 2, true), first);
	assert_ptr_not_equal(workbook_of(&workbooks, 200, 2, false), first);
	assert_int_equal(workbooks.next, 3);
	assert_ptr_equal(workbook_of(&workbooks, 100, 3, false), first);
	for (int i = 0; i < WORKBOOKS_MAX; i++)
		workbook_of(&workbooks, 1000 + i, 1, false);
	workbook_of(&workbooks, 100, 1, false);
	assert_int_equal(workbooks.next, 3 + WORKBOOKS_MAX + 1);
	workbooks_close(&workbooks);
}

static void who_has_it_already_names_its_tag_in_a_list(void **state)
{
	static const struct {
		const char *tags;
		bool known;
	} cases[] = {
		{ "*", true },     { " * ", true },       { "%s", true },
		{ "W/%s", true },  { "\"a\", %s", true }, { "\"a,b\" ,W/\"c\",\t%s , \"d\"", true },
		{ "", false },     { "\"\"", false },     { "\"a\", *", false },
		{ "**", false },   { "\"%s", false },     { "\"%s\"", false },
		{ "a %s", false }, { "w/%s", false },     { "\"a\", \"W/%s", false },
	};
	struct outcome outcome = outcome_text(200, "a");

	(void)state;
	outcome.cache = OUTCOME_ASK_AGAIN;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char tags[128];
		const char *own = strstr(cases[i].tags, "%s");

		snprintf(tags, sizeof(tags), "%.*s%s%s", own ? (int)(own - cases[i].tags) : 99,
		         cases[i].tags, own ? outcome.body->tag : "", own ? own + 2 : "");
		if (outcome_is_known(&outcome, tags) != cases[i].known)
			assert_string_equal(tags, "what it is"); /* which one it is */
	}
	struct outcome weak = outcome_text(200, "b");

	weak.cache = OUTCOME_ASK_AGAIN;
	body_weaken(weak.body, "a");
	assert_memory_equal(weak.body->tag, "W/\"", 3);
	assert_string_equal(weak.body->tag + 2, outcome.body->tag);
	assert_true(outcome_is_known(&weak, weak.body->tag));
	assert_true(outcome_is_known(&weak, weak.body->tag + 2));
	outcome_close(&weak);
	outcome.status = 404;
	assert_false(outcome_is_known(&outcome, "*"));
	outcome_close(&outcome);
}

static void equal_bytes_have_one_tag(void **state)
{
	struct body *a = body_new("ab", 2), *b = body_new("ab", 2), *c = body_new("ac", 2),
	            *shared = body_share(a);

	(void)state;
	assert_string_equal(a->tag, b->tag);
	assert_string_not_equal(a->tag, c->tag);
	assert_int_equal(strlen(a->tag), BODY_TAG_SIZE - 3); /* W/ is not there */
	body_drop(&a);
	assert_memory_equal(shared->bytes, "ab", 2); /* the other share holds it */
	body_drop(&shared);
	body_drop(&b);
	body_drop(&c);
	body_drop(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_version_is_read_as_it_is_written),
		cmocka_unit_test(what_is_no_version_is_none),
		cmocka_unit_test(seen_is_what_came_before_and_the_very_same),
		cmocka_unit_test(an_event_is_one_chunk_and_reads_without_it_too),
		cmocka_unit_test(
		        a_number_of_more_than_fifteen_digits_is_no_number_of_a_spreadsheet),
		cmocka_unit_test(a_refusal_names_its_faults),
		cmocka_unit_test(each_status_of_the_daemon_has_one_of_http),
		cmocka_unit_test(a_table_has_every_cell_and_no_name_is_a_formula),
		cmocka_unit_test(a_workbook_is_made_once_for_as_long_as_it_is_among_the_last),
		cmocka_unit_test(who_has_it_already_names_its_tag_in_a_list),
		cmocka_unit_test(equal_bytes_have_one_tag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
