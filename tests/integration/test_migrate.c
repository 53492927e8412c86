/*
 * Migrations: each once, none edited, none half; and the databases that are refused.
 */
#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "seal.h"
#include "server.h"
#include "store.h"

#include <cmocka.h>

/* "" or the fault. */
static const char *migrate(const char *conninfo, bool rehearsal)
{
	static char text[500];
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	text[0] = '\0';
	if (!store_migrate(conninfo, rehearsal, &why))
		snprintf(text, sizeof(text), "%s %s: %s", status_name(why.items[0].code),
		         why.items[0].field, why.items[0].message);
	arena_close(&arena);
	return text;
}

static void migrating_twice_changes_nothing(void **state)
{
	const char *conninfo = server_database();
	char before[100];

	(void)state;
	assert_string_equal(migrate(conninfo, false), "");
	snprintf(before, sizeof(before), "%s",
	         server_ask(conninfo, "select epoch, rehearsal, created_at from thidua.database"));
	assert_string_equal(migrate(conninfo, false), "");
	assert_string_equal(
	        server_ask(conninfo, "select epoch, rehearsal, created_at from thidua.database"),
	        before);
	assert_string_equal(
	        server_ask(conninfo,
	                   "select min(number), max(number) = count(*) from thidua.migration"),
	        "1|t");
}

static void a_real_database_never_becomes_a_rehearsal_nor_the_reverse(void **state)
{
	(void)state;
	assert_string_equal(migrate(server_migrated(false), true),
	                    "CONFLICT database: it is a real one, not a rehearsal");
	assert_string_equal(migrate(server_migrated(true), false),
	                    "CONFLICT database: it is a rehearsal");
}

static void a_newer_database_is_refused(void **state)
{
	const char *conninfo = server_migrated(false);

	(void)state;
	server_run(conninfo,
	           "insert into thidua.migration values (9999, 'of_the_future', '\\x00')");
	assert_non_null(
	        strstr(migrate(conninfo, false),
	               "CONFLICT database: it is at migration 9999, newer than this daemon's"));
}

static void an_edited_migration_is_refused(void **state)
{
	const char *conninfo = server_migrated(false);

	(void)state;
	server_run(conninfo, "update thidua.migration set checksum = '\\x00' where number = 5");
	assert_string_equal(
	        migrate(conninfo, false),
	        "CONFLICT database: migration 5 (journal) was applied in another form than this daemon has");
}

/* PostgreSQL from 15.19 refuses number 33 as it was first written; what came of it is the same. */
static void the_form_that_a_migration_had_before_is_right(void **state)
{
	static const char was[] =
	        "update thidua.migration set checksum = "
	        "'\\x33701ddb80daba24560e6a1f3541e2b8cd8fd48ec492afd4806b9eb87a342a91' where number = %d";
	const char *conninfo = server_migrated(false);
	char sql[sizeof(was) + 10];

	(void)state;
	snprintf(sql, sizeof(sql), was, 33);
	server_run(conninfo, sql);
	assert_string_equal(migrate(conninfo, false), "");
	snprintf(sql, sizeof(sql), was, 34);
	server_run(conninfo, sql);
	assert_string_equal(
	        migrate(conninfo, false),
	        "CONFLICT database: migration 34 (proposal_revoked) was applied in another form than this daemon has");
}

static void a_migration_that_fails_leaves_nothing_behind(void **state)
{
	const char *conninfo = server_database();

	(void)state;
	server_run(conninfo, "create schema thidua");
	assert_string_equal(
	        migrate(conninfo, false),
	        "UNAVAILABLE database: database: ERROR:  schema \"thidua\" already exists");
	assert_string_equal(
	        server_ask(
	                conninfo,
	                "select count(*) from pg_class where relnamespace = 'thidua'::regnamespace"),
	        "0");
}

static void a_database_of_another_encoding_is_refused(void **state)
{
	const char *conninfo = server_database();
	char other[500];

	(void)state;
	server_run(conninfo, "drop database if exists latin");
	server_run(conninfo, "create database latin encoding 'LATIN1' template template0");
	snprintf(other, sizeof(other), "%s dbname=latin", conninfo);
	assert_string_equal(migrate(other, false),
	                    "UNSUPPORTED database: its encoding must be UTF8, it is LATIN1");
}

static PGconn *write_to(const char *conninfo)
{
	PGconn *connection = PQconnectdb(conninfo);

	PQclear(PQexec(connection, "select pg_advisory_lock_shared(hashtext('thidua.writers'))"));
	return connection;
}

static void nothing_is_migrated_below_a_daemon_that_runs(void **state)
{
	const char *conninfo = server_database();
	PGconn *daemon = write_to(conninfo);

	(void)state;
	assert_string_equal(migrate(conninfo, false),
	                    "CONFLICT database: a daemon writes to it: stop it first");
	PQfinish(daemon);
	assert_string_equal(migrate(conninfo, false), "");
	daemon = write_to(conninfo);
	assert_string_equal(migrate(conninfo, false), ""); /* there is nothing to do */
	PQfinish(daemon);
}

static void no_server_is_a_fault_and_not_a_wait(void **state)
{
	(void)state;
	assert_non_null(strstr(migrate("host=127.0.0.1 port=1 dbname=thidua", false),
	                       "UNAVAILABLE database: connecting: "));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(migrating_twice_changes_nothing),
		cmocka_unit_test(a_real_database_never_becomes_a_rehearsal_nor_the_reverse),
		cmocka_unit_test(a_newer_database_is_refused),
		cmocka_unit_test(an_edited_migration_is_refused),
		cmocka_unit_test(the_form_that_a_migration_had_before_is_right),
		cmocka_unit_test(a_migration_that_fails_leaves_nothing_behind),
		cmocka_unit_test(a_database_of_another_encoding_is_refused),
		cmocka_unit_test(nothing_is_migrated_below_a_daemon_that_runs),
		cmocka_unit_test(no_server_is_a_fault_and_not_a_wait),
	};

	if (argc != 2 || !seal_start())
		return 64;
	server_start(argv[1]);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	server_stop();
	return failed;
}
