/*
 * One private PostgreSQL a test program, without fsync; databases are numbered and never used
 * twice, so that no test sees another's rows. Statements here block, and stand beside the store's
 * own connections as any stranger's would.
 */
#include "server.h"

#include <libpq-fe.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "arena.h"
#include "faults.h"
#include "store.h"

#include <cmocka.h>

static char folder_used[300];
static char first_conninfo[400]; /* of the database thidua */

/* Runs deploy/postgres; its first line of output in out. */
static void postgres(const char *verb, const char *option, char *out, size_t size)
{
	char command[800];

	snprintf(command, sizeof(command), "'%s' %s '%s' %s", THIDUA_POSTGRES, verb, folder_used,
	         option);
	FILE *pipe = popen(command, "r");

	assert_non_null(pipe);
	if (!fgets(out, (int)size, pipe))
		out[0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	if (pclose(pipe) != 0) {
		fprintf(stderr, "%s failed\n", command);
		exit(1);
	}
}

void server_start(const char *folder)
{
	char command[800], nothing[8];

	snprintf(folder_used, sizeof(folder_used), "%s", folder);
	if (access(folder, F_OK) == 0)
		postgres("stop", "immediate", nothing, sizeof(nothing));
	snprintf(command, sizeof(command), "rm -rf '%s'",
	         folder); /* what a test that was ended left there */
	if (system(command) != 0)
		exit(1);
	postgres("start", "fsync=off", first_conninfo, sizeof(first_conninfo));
}

void server_stop(void)
{
	char nothing[8];

	postgres("stop", "immediate", nothing, sizeof(nothing));
}

static int postmaster(void)
{
	char path[400];
	int process = 0;

	snprintf(path, sizeof(path), "%s/data/postmaster.pid", folder_used);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%d", &process), 1);
	fclose(file);
	assert_true(process > 1);
	return process;
}

/* Until a killed process is dead, which under load takes its time; a server that seems to run is
 * not started again. */
static void wait_for_end(int process_descriptor)
{
	struct pollfd ended = { .fd = process_descriptor, .events = POLLIN };

	assert_int_equal(poll(&ended, 1, 20000), 1);
	close(process_descriptor);
}

/* Stopped first, so that nobody sees another die and cleans up after it. */
void server_kill(void)
{
	int parent = postmaster(), parent_descriptor = (int)syscall(SYS_pidfd_open, parent, 0);
	char path[80];

	assert_true(parent_descriptor >= 0);
	assert_int_equal(kill(parent, SIGSTOP), 0);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", parent, parent);
	FILE *children = fopen(path, "r");

	assert_non_null(children);
	int child;

	while (fscanf(children, "%d", &child) == 1)
		kill(child, SIGKILL);
	fclose(children);
	assert_int_equal(kill(parent, SIGKILL), 0);
	wait_for_end(parent_descriptor);
}

void server_revive(void)
{
	postgres("start", "", first_conninfo, sizeof(first_conninfo));
}

const char *server_of(const char *database)
{
	static char conninfo[500];

	snprintf(conninfo, sizeof(conninfo), "%s dbname=%s", first_conninfo,
	         database); /* the last one counts */
	return conninfo;
}

static unsigned databases_made;

static void make_database(void)
{
	char sql[80];

	snprintf(sql, sizeof(sql), "drop database if exists test_%u with (force)", databases_made);
	server_run(server_of("postgres"), sql);
	snprintf(sql, sizeof(sql), "create database test_%u", databases_made);
	server_run(server_of("postgres"), sql);
}

const char *server_database(void)
{
	static char conninfo[500];
	char name[32];

	databases_made++;
	make_database();
	snprintf(name, sizeof(name), "test_%u", databases_made);
	snprintf(conninfo, sizeof(conninfo), "%s", server_of(name));
	return conninfo;
}

static void migrate(const char *conninfo, bool rehearsal)
{
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	if (!store_migrate(conninfo, rehearsal, &why))
		fail_msg("%s", why.items[0].message);
	arena_close(&arena);
}

const char *server_migrated(bool rehearsal)
{
	const char *conninfo = server_database();

	migrate(conninfo, rehearsal);
	return conninfo;
}

void server_recreate(const char *conninfo)
{
	make_database();
	migrate(conninfo, false);
}

static PGresult *execute(const char *conninfo, const char *sql, PGconn **connection)
{
	*connection = PQconnectdb(conninfo);
	if (PQstatus(*connection) != CONNECTION_OK)
		fail_msg("%s", PQerrorMessage(*connection));
	PQclear(PQexec(*connection, "set client_min_messages = warning"));
	PGresult *result = PQexec(*connection, sql);

	if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(*connection));
	return result;
}

void server_run(const char *conninfo, const char *sql)
{
	PGconn *connection;

	PQclear(execute(conninfo, sql, &connection));
	PQfinish(connection);
}

const char *server_ask(const char *conninfo, const char *sql)
{
	static char text[8000];
	size_t used = 0;
	PGconn *connection;
	PGresult *result = execute(conninfo, sql, &connection);

	text[0] = '\0';
	for (int row = 0; row < PQntuples(result); row++) {
		for (int column = 0; column < PQnfields(result); column++) {
			int added = snprintf(text + used, sizeof(text) - used, "%s%s",
			                     column > 0 ? "|"
			                     : row > 0  ? " "
			                                : "",
			                     PQgetvalue(result, row, column));

			assert_true(added >= 0 && used + (size_t)added < sizeof(text));
			used += (size_t)added;
		}
	}
	PQclear(result);
	PQfinish(connection);
	return text;
}
