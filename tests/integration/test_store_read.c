/*
 * Reading: answers in the order of the questions, bounds, and the loading of cold clusters.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "seal.h"
#include "season_2024.h"
#include "server.h"
#include "witness.h"

#include <cmocka.h>

static struct witness witness;

static const struct store_read page = {
	.question = STORE_ENTRIES, .cluster = "C1", .from = 2, .limit = 2
};

static void questions_are_answered_in_order(void **state)
{
	struct store_read command = { .question = STORE_COMMAND, .cluster = "C1", .from = 3 };
	struct store_read report = {
		.question = STORE_REPORT, .cluster = "C1", .year = 2024, .board = "HN", .period = Q1
	};

	(void)state;
	witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);

	for (uint64_t sequence = 1; sequence <= 4; sequence++)
		witness_journal(batch, "C1", sequence, 10);
	witness_report(batch, "C1", "HN", 1, 1);
	witness_report(batch, "C1", "HN", 2, 4);
	witness_commit(&witness, batch);
	witness_forget(&witness);
	assert_true(store_read(witness.store, &command, "command"));
	assert_true(store_read(witness.store, &page, "page"));
	assert_true(store_read(witness.store, &report, "latest"));
	report.revision = 1;
	assert_true(store_read(witness.store, &report, "first"));
	witness_until(&witness, "first");
	assert_string_equal(witness.diary, "answer command: 1 of head 0: 3\n"
	                                   "answer page: 2 of head 4: 2 3\n"
	                                   "answer latest: 1 of head 0: 4\n"
	                                   "answer first: 1 of head 0: 1\n");
	witness_close(&witness);
}

static void a_season_is_found_by_version_and_as_the_latest(void **state)
{
	struct store_read season = { .question = STORE_SEASON, .cluster = "TCXDD-1", .year = 2024 };
	struct ruleset *ruleset = season_2024_ruleset();

	(void)state;
	witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);

	witness_journal(batch, "TCXDD-1", 1, 10);
	witness_season(batch, ruleset, INT64_MAX);
	witness_commit(&witness, batch);
	assert_true(store_read(witness.store, &season, "latest"));
	season.revision = 2;
	assert_true(store_read(witness.store, &season, "second"));
	witness_until(&witness, "second");
	assert_string_equal(witness.diary, "committed\n"
	                                   "answer latest: 1 of head 0: 1\n"
	                                   "answer second: 0 of head 0:\n");
	ruleset_free(ruleset);
	witness_close(&witness);
}

static void what_is_not_there_is_answered_with_nothing(void **state)
{
	struct store_read command = { .question = STORE_COMMAND, .cluster = "C1", .from = 9 };

	(void)state;
	witness_open_fresh(&witness);
	assert_true(store_read(witness.store, &command, "command"));
	assert_true(store_read(witness.store, &page, "page"));
	witness_until(&witness, "page");
	assert_string_equal(witness.diary, "answer command: 0 of head 0:\n"
	                                   "answer page: 0 of head 0:\n");
	witness_close(&witness);
}

static void a_page_ends_at_half_a_mebibyte_but_never_before_one_entry(void **state)
{
	struct store_read read = page;

	(void)state;
	witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);

	witness_journal(batch, "C1", 1, 260000);
	witness_journal(batch, "C1", 2, 260000);
	witness_journal(batch, "C1", 3, 260000);
	witness_journal(batch, "C2", 1, 600000);
	witness_commit(&witness, batch);
	witness_forget(&witness);
	read.from = 1;
	read.limit = 1000;
	assert_true(store_read(witness.store, &read, "two"));
	read.cluster = "C2";
	assert_true(store_read(witness.store, &read, "one"));
	witness_until(&witness, "one");
	assert_string_equal(witness.diary, "answer two: 2 of head 3: 1 2\n"
	                                   "answer one: 1 of head 1: 1\n");
	witness_close(&witness);
}

static void questions_beyond_the_bound_are_not_taken(void **state)
{
	(void)state;
	witness_open_fresh(&witness);
	for (int i = 0; i < 4; i++)
		assert_true(store_read(witness.store, &page, "page"));
	assert_false(store_read(witness.store, &page, "fifth"));
	witness_until(&witness, "page");
	assert_true(store_read(witness.store, &page, "later"));
	witness_until(&witness, "later");
	assert_int_equal(witness.answers, 5);
	witness_close(&witness);
}

static void cold_clusters_are_loaded_in_one_query(void **state)
{
	const char *const codes[] = { "C1", "C3", "NONE" };

	(void)state;
	witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);

	witness_journal(batch, "C1", 1, 10);
	witness_journal(batch, "C1", 2, 20);
	witness_journal(batch, "C2", 1, 10);
	witness_journal(batch, "C3", 1, 30);
	witness_commit(&witness, batch);
	witness_forget(&witness);
	assert_true(store_load(witness.store, codes, 3));
	assert_false(store_load(witness.store, codes, 3));
	witness_until(&witness, "loaded");
	assert_string_equal(witness.diary, "entry C1/1 of 10\n"
	                                   "entry C1/2 of 20\n"
	                                   "entry C3/1 of 30\n"
	                                   "loaded 3 from C1\n");
	assert_true(store_load(witness.store, codes, 1));
	witness_close(&witness);
}

/* A cluster with keys, a year that has ended and one that time still moves. */
static void fill_years(void)
{
	struct batch *batch = store_batch(witness.store);
	struct ruleset *ruleset = season_2024_ruleset();

	witness_journal_of(batch, "TCXDD-1", 0, 1, 10);
	witness_journal_of(batch, "TCXDD-1", 2024, 2, 20);
	witness_journal_of(batch, "TCXDD-1", 2024, 3, 30);
	witness_journal_of(batch, "TCXDD-1", 2025, 4, 40);
	witness_journal_of(batch, "TCXDD-1", 0, 5, 50);
	witness_journal_of(batch, "TCXDD-1", 2025, 6, 60);
	witness_journal_of(batch, "TCXDD-1", 2024, 7, 70);
	witness_journal_of(batch, "OTHER", 2024, 1, 11);
	witness_head(batch, "TCXDD-1", 0, 7);
	witness_head(batch, "OTHER", 0, 1);
	witness_season(batch, ruleset, INT64_MAX);
	ruleset->year = 2025;
	witness_season(batch, ruleset, 5000);
	witness_commit(&witness, batch);
	assert_string_equal(witness.diary, "committed\n");
	witness_forget(&witness);
	ruleset_free(ruleset);
}

static void a_year_that_has_ended_is_loaded_only_by_its_name(void **state)
{
	struct wanted_journal wanted[] = { { .cluster = "TCXDD-1" }, { .cluster = "NONE" } };

	(void)state;
	witness_open_fresh(&witness);
	fill_years();
	assert_true(store_load_years(witness.store, wanted, 2));
	assert_false(store_load_years(witness.store, wanted, 2));
	witness_until(&witness, "loaded 2");
	assert_string_equal(witness.diary, "head TCXDD-1/7\n"
	                                   "year TCXDD-1/2024 ended\n"
	                                   "year TCXDD-1/2025 loaded\n"
	                                   "entry TCXDD-1/1 of 10\n"
	                                   "entry TCXDD-1/4 of 40\n"
	                                   "entry TCXDD-1/5 of 50\n"
	                                   "entry TCXDD-1/6 of 60\n"
	                                   "ids TCXDD-1/2024 3\n"
	                                   "loaded 2 from TCXDD-1\n");
	witness_forget(&witness);
	wanted[0].from_year = 2024;
	assert_true(store_load_years(witness.store, wanted, 1));
	witness_until(&witness, "loaded 1");
	assert_non_null(strstr(witness.diary, "year TCXDD-1/2024 loaded\n"));
	assert_int_equal(witness.entries, 7);
	witness_close(&witness);
}

/* The ids of what was brought back stand in its commands alone. */
static void a_year_to_which_something_came_back_is_loaded(void **state)
{
	const struct wanted_journal wanted = { .cluster = "TCXDD-1" };
	const char *conninfo = witness_open_fresh(&witness);

	(void)state;
	fill_years();
	server_run(conninfo, "insert into thidua.record values "
	                     "('TCXDD-1', 7, 'reinstate', 2024, now(), '{}'), "
	                     "('OTHER', 1, 'reinstate', 2023, now(), '{}')");
	assert_true(store_load_years(witness.store, &wanted, 1));
	witness_until(&witness, "loaded 1");
	assert_non_null(strstr(witness.diary, "year TCXDD-1/2024 loaded\n"));
	assert_int_equal(witness.entries, 7);
	witness_close(&witness);
}

static void the_latest_year_is_loaded_though_it_has_ended(void **state)
{
	const struct wanted_journal wanted = { .cluster = "TCXDD-1" };
	const char *conninfo = witness_open_fresh(&witness);

	(void)state;
	fill_years();
	server_run(conninfo, "update thidua.season set next_change = 'infinity'");
	assert_true(store_load_years(witness.store, &wanted, 1));
	witness_until(&witness, "loaded 1");
	assert_non_null(strstr(witness.diary, "year TCXDD-1/2024 ended\n"
	                                      "year TCXDD-1/2025 loaded\n"));
	assert_int_equal(witness.entries, 4);
	witness_forget(&witness);
	server_run(conninfo, "update thidua.season set next_change = now() where year = 2024");
	assert_true(store_load_years(witness.store, &wanted, 1));
	witness_until(&witness, "loaded 1");
	assert_int_equal(witness.entries,
	                 7); /* and so is all that is later than one that goes on */
	witness_close(&witness);
}

/* Its entries come, but nobody is told that it may be asked for. */
static void a_year_that_a_later_one_needs_comes_though_it_has_ended(void **state)
{
	const struct wanted_journal wanted = { .cluster = "TCXDD-1" };
	const char *conninfo = witness_open_fresh(&witness);

	(void)state;
	fill_years();
	server_run(conninfo,
	           "update thidua.season set next_change = 'infinity', needs_from = year - 1");
	assert_true(store_load_years(witness.store, &wanted, 1));
	witness_until(&witness, "loaded 1");
	assert_non_null(strstr(witness.diary, "year TCXDD-1/2024 ended\n"
	                                      "year TCXDD-1/2025 loaded\n"));
	assert_null(strstr(witness.diary, "ids TCXDD-1/2024"));
	assert_int_equal(witness.entries, 7); /* that one needs 2023 is not its concern */
	witness_close(&witness);
}

static void a_cluster_without_a_season_is_loaded_with_its_keys(void **state)
{
	const struct wanted_journal wanted = { .cluster = "C1" };

	(void)state;
	witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);

	witness_journal_of(batch, "C1", 0, 1, 10);
	witness_head(batch, "C1", 0, 1);
	witness_commit(&witness, batch);
	witness_forget(&witness);
	assert_true(store_load_years(witness.store, &wanted, 1));
	witness_until(&witness, "loaded 1");
	assert_string_equal(witness.diary, "head C1/1\n"
	                                   "entry C1/1 of 10\n"
	                                   "loaded 1 from C1\n");
	witness_close(&witness);
}

static void the_head_is_told_also_when_its_entry_is_gone(void **state)
{
	const struct wanted_journal wanted = { .cluster = "C1" };
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);

	(void)state;
	witness_journal_of(batch, "C1", 0, 1, 10);
	witness_head(batch, "C1", 0, 1);
	witness_commit(&witness, batch);
	server_run(conninfo,
	           "alter table thidua.journal disable trigger user; delete from thidua.journal");
	witness_forget(&witness);
	assert_true(store_load_years(witness.store, &wanted, 1));
	witness_until(&witness, "loaded 1");
	assert_string_equal(witness.diary, "head C1/1\n"
	                                   "loaded 1 from C1\n");
	witness_close(&witness);
}

static void a_long_journal_is_loaded_over_many_turns(void **state)
{
	const char *const codes[] = { "C1" };
	size_t most = 0;

	(void)state;
	witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);

	for (uint64_t sequence = 1; sequence <= 5000; sequence++)
		witness_journal(batch, "C1", sequence, 100);
	witness_commit(&witness, batch);
	witness_forget(&witness);
	assert_true(store_load(witness.store, codes, 1));
	for (size_t before = 0; before < 5000; before = witness.entries) {
		witness_turn(&witness);
		most = witness.entries - before > most ? witness.entries - before : most;
	}
	assert_in_range(most, 1, 2000);
	witness_close(&witness);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_are_answered_in_order),
		cmocka_unit_test(a_season_is_found_by_version_and_as_the_latest),
		cmocka_unit_test(what_is_not_there_is_answered_with_nothing),
		cmocka_unit_test(a_page_ends_at_half_a_mebibyte_but_never_before_one_entry),
		cmocka_unit_test(questions_beyond_the_bound_are_not_taken),
		cmocka_unit_test(cold_clusters_are_loaded_in_one_query),
		cmocka_unit_test(a_year_that_has_ended_is_loaded_only_by_its_name),
		cmocka_unit_test(a_year_to_which_something_came_back_is_loaded),
		cmocka_unit_test(the_latest_year_is_loaded_though_it_has_ended),
		cmocka_unit_test(a_year_that_a_later_one_needs_comes_though_it_has_ended),
		cmocka_unit_test(a_cluster_without_a_season_is_loaded_with_its_keys),
		cmocka_unit_test(the_head_is_told_also_when_its_entry_is_gone),
		cmocka_unit_test(a_long_journal_is_loaded_over_many_turns),
	};

	if (argc != 2 || !seal_start())
		return 64;
	server_start(argv[1]);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	server_stop();
	return failed;
}
