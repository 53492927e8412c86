/*
 * The connection dies at every moment there is; no answer is given twice and none is wrong.
 */
#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "seal.h"
#include "server.h"
#include "witness.h"

#include <cmocka.h>

static struct witness witness;

/* Somebody else's lock, in which a batch hangs until PQfinish. */
static PGconn *lock_journal(const char *conninfo)
{
	PGconn *connection = PQconnectdb(conninfo);

	PQclear(PQexec(connection, "begin"));
	PQclear(PQexec(connection, "lock table thidua.journal in access exclusive mode"));
	assert_int_equal(PQtransactionStatus(connection), PQTRANS_INTRANS);
	return connection;
}

static void a_server_killed_in_the_middle_of_a_batch_leaves_its_fate_unknown(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	PGconn *other = lock_journal(conninfo);
	struct batch *batch = store_batch(witness.store);

	(void)state;
	witness_journal(batch, "C1", 1, 10);
	store_commit(witness.store, batch);
	server_kill();
	witness_until(&witness, "lost: ");
	assert_int_equal(strncmp(witness.diary, "unknown: ", 9), 0);
	assert_false(store_ready(witness.store));
	assert_string_not_equal(store_trouble(witness.store), "");
	PQfinish(other);
	server_revive();
	witness_until(&witness, "ready\n");
	assert_string_equal(store_trouble(witness.store), "");
	witness_append(&witness, "C1", 1);
	assert_string_equal(witness.diary, "committed\n");
	witness_close(&witness);
}

static void questions_under_way_are_answered_when_the_server_dies(void **state)
{
	const struct store_read page = {
		.question = STORE_ENTRIES, .cluster = "C1", .from = 1, .limit = 10
	};
	const char *const codes[] = { "C1", "C2" };
	const char *conninfo = witness_open_fresh(&witness);
	PGconn *other = lock_journal(conninfo);

	(void)state;
	assert_true(store_load(witness.store, codes, 2));
	assert_true(store_read(witness.store, &page, "page"));
	server_kill();
	witness_until(&witness, "answer");
	assert_non_null(strstr(witness.diary, "loaded 2 from C1 in vain\n"
	                                      "answer page: 0 of head 0: in vain\n"));
	assert_false(store_read(witness.store, &page, "page"));
	assert_false(store_load(witness.store, codes, 2));
	PQfinish(other);
	server_revive();
	witness_until(&witness, "ready\n");
	witness_forget(&witness);
	assert_true(store_read(witness.store, &page, "again"));
	witness_until(&witness, "answer again: 0 of head 0:\n");
	witness_close(&witness);
}

static void a_server_that_ends_idle_sessions_does_not_end_ours(void **state)
{
	const char *conninfo = server_migrated(false);

	(void)state;
	server_run(conninfo,
	           "do $$ begin execute format('alter database %I set idle_session_timeout = 50', "
	           "current_database()); end $$");
	witness_open(&witness, conninfo);
	witness_until(&witness, "ready\n");
	witness_forget(&witness);
	server_run(conninfo, "select pg_sleep(0.3)"); /* we are idle meanwhile */
	witness_append(&witness, "C1", 1);
	assert_string_equal(witness.diary, "committed\n");
	witness_close(&witness);
}

static void a_session_ended_by_an_operator_is_opened_again(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);

	(void)state;
	server_run(
	        conninfo,
	        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'thiduad writer' "
	        "and datname = current_database()");
	witness_until(&witness, "lost: ");
	witness_until(&witness, "ready\n");
	witness_append(&witness, "C1", 1);
	assert_string_equal(witness.diary, "committed\n");
	witness_close(&witness);
}

static void a_lock_that_somebody_keeps_ends_the_wait_and_not_the_command(void **state)
{
	const char *conninfo = server_migrated(false);

	(void)state;
	witness_open(&witness, conninfo);
	witness_until(&witness, "ready\n");
	PGconn *other = lock_journal(conninfo);

	witness_append(&witness, "C1", 1);
	assert_non_null(strstr(witness.diary, "unable: 55P03 "));
	assert_true(store_idle(witness.store) && !store_ready(witness.store));
	assert_non_null(strstr(store_trouble(witness.store), "55P03 "));
	PQfinish(other);
	witness_append(&witness, "C1", 1);
	assert_string_equal(witness.diary, "committed\nready\n");
	witness_close(&witness);
}

static void a_server_that_is_down_at_start_is_waited_for(void **state)
{
	char conninfo[400];

	(void)state;
	snprintf(conninfo, sizeof(conninfo), "%s", server_migrated(false));
	server_stop();
	witness_open(&witness, conninfo);
	assert_string_equal(store_trouble(witness.store), "connecting to the database");
	witness_until(&witness, "lost: connection to server ");
	assert_false(store_ready(witness.store));
	server_revive();
	witness_until(&witness, "ready\n");
	witness_close(&witness);
}

static sem_t silence;

static int keep_silent(const char *host, char out[HOSTS_ADDRESSES_SIZE])
{
	(void)host;
	(void)out;
	sem_wait(&silence); /* for ever */
	return -1;
}

/* Two hosts, of which the first is a name that nobody answers for. */
static void open_behind_silent_names(const char *conninfo, int64_t timeout)
{
	static char hosts[1000];

	snprintf(hosts, sizeof(hosts), "host='db.example,%s", conninfo + strlen("host='"));
	witness_open_with(&witness, &(struct store_settings){ .conninfo = hosts,
	                                                      .connect_timeout = timeout,
	                                                      .reads_max = 4,
	                                                      .look_up = keep_silent });
}

static void silent_name_servers_stop_nobody_and_the_other_host_is_found(void **state)
{
	const char *conninfo = server_migrated(false);

	(void)state;
	open_behind_silent_names(conninfo, 10000000);
	witness_glance(&witness); /* returns at once, or never */
	assert_false(store_ready(witness.store));
	witness_until(&witness, "ready\n");
	server_kill();
	witness_until(&witness, "lost: ");
	server_revive();
	witness_forget(&witness);
	witness_until(&witness, "ready\n");
	witness_append(&witness, "C1", 1);
	assert_string_equal(witness.diary, "committed\n");
	witness_close(&witness);
}

static void silent_name_servers_are_named_as_the_reason(void **state)
{
	(void)state;
	witness_open_with(&witness, &(struct store_settings){ .conninfo = "host=db.example",
	                                                      .connect_timeout = 100000,
	                                                      .reads_max = 4,
	                                                      .look_up = keep_silent });
	witness_until(&witness, "lost: the database's host db.example is not found: the name "
	                        "servers are silent\n");
	witness_close(&witness);
}

static void the_same_reason_is_told_once(void **state)
{
	(void)state;
	witness_open(&witness, server_database());
	witness_until(&witness, "lost: the database has no schema thidua: run thiduad --migrate\n");
	witness_forget(&witness);
	server_run(server_migrated(false), "select 1"); /* time passes, for several attempts */
	assert_string_equal(witness.diary, "");
	witness_close(&witness);
}

static void a_database_of_the_other_kind_is_not_touched(void **state)
{
	(void)state;
	witness_open(&witness, server_migrated(true));
	witness_until(&witness, "lost: the database is a rehearsal\n");
	witness_close(&witness);
	witness_open_with(&witness, &(struct store_settings){ .conninfo = server_migrated(false),
	                                                      .rehearsal = true,
	                                                      .connect_timeout = 10000000,
	                                                      .reads_max = 1 });
	witness_until(&witness, "lost: the database is a real one, not a rehearsal\n");
	witness_close(&witness);
}

static void another_schema_than_ours_is_waited_for(void **state)
{
	const char *conninfo = server_migrated(false);

	(void)state;
	server_run(conninfo,
	           "insert into thidua.migration values (9999, 'of_the_future', '\\x00')");
	witness_open(&witness, conninfo);
	witness_until(&witness,
	              "lost: the database is at migration 9999, newer than this daemon's");
	server_run(conninfo, "delete from thidua.migration where number = 9999");
	witness_until(&witness, "ready\n");
	witness_close(&witness);
}

/* Cuts the wait for a standby that will never come short, as an operator might. False while nobody
 * of ours waits. */
static bool cancel_wait_for_standby(const char *conninfo)
{
	return strcmp(server_ask(
	                      conninfo,
	                      "select count(pg_cancel_backend(pid)) from pg_stat_activity where datname = current_database() "
	                      "and application_name like 'thiduad %' and wait_event = 'SyncRep'"),
	              "1") == 0;
}

static int free_of_standbys(void **state)
{
	const char *conninfo = server_of("postgres");

	(void)state;
	server_run(conninfo, "alter system reset synchronous_standby_names");
	server_run(conninfo, "select pg_reload_conf()");
	return 0;
}

/* Appends entries until one waits for a standby: a server takes its time to take a setting in.
 * Returns its sequence. */
static uint64_t append_until_cancelled(const char *conninfo)
{
	uint64_t sequence = 0;

	strcpy(witness.diary, "committed\n");
	do {
		if (strcmp(witness.diary, "committed\n") == 0) {
			struct batch *batch = store_batch(witness.store);

			witness_forget(&witness);
			witness_journal(batch, "C1", ++sequence, 10);
			witness_head(batch, "C1", sequence - 1, sequence);
			store_commit(witness.store, batch);
		}
		witness_glance(&witness);
	} while (!cancel_wait_for_standby(conninfo));
	return sequence;
}

static void nothing_is_acknowledged_that_a_standby_may_lack(void **state)
{
	struct store_read known = { .question = STORE_COMMAND, .cluster = "C1" };
	const char *conninfo = witness_open_fresh(&witness);

	(void)state;
	server_run(conninfo, "alter system set synchronous_standby_names = 'nobody'");
	server_run(conninfo, "select pg_reload_conf()");
	uint64_t sequence = append_until_cancelled(conninfo);

	witness_until(&witness, "\n");
	assert_string_equal(witness.diary, "unknown: COMMIT came with a warning\n");
	known.from = sequence;
	witness_forget(&witness);
	assert_true(store_read(witness.store, &known, "known"));
	do
		witness_glance(&witness);
	while (!cancel_wait_for_standby(conninfo));
	witness_until(&witness, "\n");
	assert_string_equal(witness.diary, "answer known: 0 of head 0: in vain\n");
	free_of_standbys(NULL);
	assert_true(store_read(witness.store, &known, "again"));
	witness_until(&witness, "answer again: 1 of head 0: ");
	witness_close(&witness);
}

static void a_server_that_never_answers_is_given_up(void **state)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int mute = socket(AF_INET, SOCK_STREAM, 0);
	char conninfo[100];

	(void)state;
	assert_int_equal(bind(mute, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(mute, 8), 0);
	assert_int_equal(getsockname(mute, (struct sockaddr *)&address, &size), 0);
	snprintf(conninfo, sizeof(conninfo), "host=127.0.0.1 port=%d dbname=thidua",
	         ntohs(address.sin_port));
	witness_open_with(&witness, &(struct store_settings){ .conninfo = conninfo,
	                                                      .connect_timeout = 50000,
	                                                      .reads_max = 1 });
	witness_until(&witness, "lost: no answer from the database within 50 ms\n");
	witness_close(&witness);
	close(mute);
}

static void a_batch_that_was_begun_for_another_database_is_not_sent(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);

	(void)state;
	witness_report(batch, "C1", "HN", 1, 1);
	server_recreate(conninfo);
	witness_until(&witness, "lost: ");
	witness_until(&witness, "ready\n");
	witness_forget(&witness);
	store_commit(witness.store, batch);
	witness_until(&witness, "unknown: the database is another than when the batch was begun\n");
	witness_append(&witness, "C1", 1);
	assert_string_equal(witness.diary, "committed\n");
	witness_close(&witness);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_killed_in_the_middle_of_a_batch_leaves_its_fate_unknown),
		cmocka_unit_test(questions_under_way_are_answered_when_the_server_dies),
		cmocka_unit_test(a_server_that_ends_idle_sessions_does_not_end_ours),
		cmocka_unit_test(a_session_ended_by_an_operator_is_opened_again),
		cmocka_unit_test(a_lock_that_somebody_keeps_ends_the_wait_and_not_the_command),
		cmocka_unit_test(a_server_that_is_down_at_start_is_waited_for),
		cmocka_unit_test(silent_name_servers_stop_nobody_and_the_other_host_is_found),
		cmocka_unit_test(silent_name_servers_are_named_as_the_reason),
		cmocka_unit_test(the_same_reason_is_told_once),
		cmocka_unit_test(a_database_of_the_other_kind_is_not_touched),
		cmocka_unit_test(another_schema_than_ours_is_waited_for),
		cmocka_unit_test_teardown(nothing_is_acknowledged_that_a_standby_may_lack,
		                          free_of_standbys),
		cmocka_unit_test(a_server_that_never_answers_is_given_up),
		cmocka_unit_test(a_batch_that_was_begun_for_another_database_is_not_sent),
	};

	if (argc != 2 || !seal_start())
		return 64;
	server_start(argv[1]);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	server_stop();
	return failed;
}
