/* Forms on messages of the test's own (proto/thidua/test/visit.proto): numbers above 31, lists, held
 * messages, and bounds that hold from an edition on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "compose.h"
#include "seal.h"
#include "visit.h"
#include "visit_forms.h"

#include <cmocka.h>

#define LONG_TEXT "twenty-one bytes long"

static struct arena arena;
static struct buffer bytes;
static struct visit visit;

static int open_arena(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	return seal_start() ? 0 : -1;
}

static int close_arena(void **state)
{
	(void)state;
	buffer_close(&bytes);
	arena_close(&arena);
	return 0;
}

static const char *read_as(unsigned how, const char *script)
{
	struct faults why;

	faults_init(&why, &arena);
	buffer_reset(&bytes);
	compose(&bytes, script);
	form_read(&form_visit, "visit", how | FORM_UNNAMED, bytes.data, bytes.size, &arena, &visit,
	          &why);
	return told(&why);
}

static const char *judge(uint32_t edition)
{
	struct faults why;

	faults_init(&why, &arena);
	form_judge(&form_visit, "visit", FORM_UNNAMED, edition, &visit, &why);
	return told(&why);
}

static void fields_may_have_any_number(void **state)
{
	(void)state;
	assert_string_equal(
	        read_as(0,
	                "1=\"HN\" 40=\"a text\" 64={33=\"An\" 34='01020304' 35=7} 64={33=\"Ba\"} "
	                "1000=60 1002='0102' 70={50=\"well done\"}"),
	        "OK");
	assert_string_equal(visit.text, "a text");
	assert_int_equal(visit.guest_count, 2);
	assert_string_equal(visit.guests[1].name, "Ba");
	assert_true(visit.guests[0].has_key && !visit.guests[1].has_key);
	assert_int_equal(visit.guests[0].key[3], 4);
	assert_int_equal(visit.guests[0].age, 7);
	assert_int_equal(visit.minutes, 60);
	assert_int_equal(visit.day_count, 2);
	assert_int_equal(visit.days[1], 2);
	assert_int_equal(visit.outcome, OUTCOME_PRAISE);
	assert_string_equal(visit.praise.words, "well done");
	assert_int_equal(visit.praise.heard_by_count, 0);
}

static void whatever_is_wrong_is_said_by_its_number(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ "1=\"HN\" 40=\"a\" 40=\"b\" 70={}", "INVALID text: is given twice" },
		{ "40=\"a\" 70={}", "INVALID board: is not given" },
		{ "1=\"HN\" 8=1 70={}", "INVALID visit: unknown field 8" },
		{ "1=\"HN\" 72={}", "UNSUPPORTED visit: unknown field 72" },
		{ "1=\"HN\"", "INVALID outcome: is not given" },
		{ "1=\"HN\" 70={} 71={}", "INVALID advice: cannot be given beside praise" },
		{ "1=\"HN\" 1000=601 70={}", "INVALID minutes: must be 0 to 600" },
		{ "1=\"HN\" 70={50=\"\\x01\"}", "INVALID praise.words: holds a control character" },
		{ "1=\"HN\" 70={51={35=1}}", "INVALID heard_by[0].name: is not given" },
		{ "1=\"HN\" 71={60={33=\"A\" 36=1}}", "INVALID visit: unknown field 36" },
		{ "1=\"HN\" 64={33=\"A\"} 64={33=\"A\"} 70={}",
		  "INVALID guests[1].name: is that of guests[0]" },
		{ "1=\"HN\" 64={33=\"A\" 34='010203'} 70={}",
		  "INVALID guests[0].key: must be 4 bytes, not 3" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(read_as(0, rows[i][0]), rows[i][1]);
}

static void what_is_written_reads_the_same(void **state)
{
	(void)state;
	struct buffer again = { 0 };
	struct visit first;

	assert_string_equal(
	        read_as(0,
	                "1=\"HN\" 40=\"a text\" 64={33=\"An\" 34='01020304' 35=0} 64={33=\"Ba\"} "
	                "71={60={33=\"held\"}} 1000=0 1002='0102'"),
	        "OK");
	first = visit;
	assert_string_equal(first.advice.visit.name, "held");
	form_write(&form_visit, &first, &again);
	assert_int_equal(again.size, bytes.size);
	assert_memory_equal(again.data, bytes.data, again.size);
	buffer_close(&again);
}

static void what_comes_now_is_judged_by_the_loosest_bounds(void **state)
{
	(void)state;
	assert_string_equal(read_as(0, "1=\"HN\" 40=\"" LONG_TEXT "\" 1000=5 70={}"), "OK");
	assert_string_equal(judge(1), "OK");
}

static void an_edition_judges_by_the_bounds_that_it_has(void **state)
{
	(void)state;
	read_as(0, "1=\"HN\" 40=\"" LONG_TEXT "\" 64={33=\"A\" 35=121} 64={33=\"B\"} 64={33=\"C\"} "
	           "1000=5 70={50=\"ok\"}");
	assert_string_equal(judge(1), "OK");
	assert_string_equal(judge(2), "INVALID text: must be at most 20 bytes, not 21 | "
	                              "INVALID guests: has more than 2 items | "
	                              "INVALID guests[0].age: must be 120 or less | "
	                              "INVALID praise.words: must be at least 3 bytes, not 2 | "
	                              "INVALID minutes: must be 10 or more");
	assert_string_equal(read_as(0, "1=\"HN\" 1000=10 70={50=\"fine\"}"), "OK");
	assert_string_equal(judge(1), "OK");
	assert_string_equal(judge(2), "INVALID text: is not given");
	read_as(0, "1=\"HN\" 40=\"eleven byte\" 1000=10 70={50=\"fine\"}");
	assert_string_equal(judge(2), "OK");
	assert_string_equal(judge(3), "INVALID text: must be at most 10 bytes, not 11");
}

/* A journal of edition 1 goes on being read when edition 2 has tightened everything. */
static void what_was_accepted_is_not_judged_again(void **state)
{
	(void)state;
	assert_string_equal(read_as(FORM_ACCEPTED,
	                            "40=\"" LONG_TEXT "\" 64={33=\"A\"} 64={33=\"A\"} 64={} 64={} "
	                            "64={} 1000=601 70={50=\"\\xff\"}"),
	                    "OK");
	assert_int_equal(visit.guest_count, 5);
	assert_string_equal(judge(1), "OK");
	assert_string_equal(read_as(FORM_ACCEPTED, "64={34='01'} 70={}"),
	                    "INVALID guests[0].key: must be 4 bytes, not 1");
	assert_string_equal(read_as(FORM_ACCEPTED, "40=\"\\x00\" 70={}"),
	                    "INVALID text: holds a NUL byte");
}

static void standings_are_the_same_in_what_their_edition_knows(void **state)
{
	(void)state;
	read_as(0, "1=\"HN\" 70={}");
	struct visit marked = visit;

	marked.has_mark = true;
	marked.mark = 5;
	assert_true(form_same(&form_visit, 1, &visit, &marked));
	assert_false(form_same(&form_visit, 2, &visit, &marked));
	marked.text = "other";
	assert_false(form_same(&form_visit, 1, &visit, &marked));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_may_have_any_number),
		cmocka_unit_test(whatever_is_wrong_is_said_by_its_number),
		cmocka_unit_test(what_is_written_reads_the_same),
		cmocka_unit_test(what_comes_now_is_judged_by_the_loosest_bounds),
		cmocka_unit_test(an_edition_judges_by_the_bounds_that_it_has),
		cmocka_unit_test(what_was_accepted_is_not_judged_again),
		cmocka_unit_test(standings_are_the_same_in_what_their_edition_knows),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
