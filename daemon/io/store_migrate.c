/*
 * What may block, before the loop: migrations, and what --rebuild needs. Each is one transaction on
 * a connection of its own.
 *
 * Migrations run under an advisory lock, so that two daemons started at once do not both apply
 * them. Each is remembered with its checksum: an applied one that reads otherwise now means that
 * somebody edited it, and the schema is not what the daemon believes.
 */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "migrations.h"
#include "seal.h"
#include "store_private.h"

static const char field[] = "database";

/* --- one connection --- */

static bool refuse(PGconn *connection, struct faults *why, const char *doing)
{
	char message[TROUBLE_SIZE];

	snprintf(message, sizeof(message), "%s", PQerrorMessage(connection));
	message[strcspn(message, "\n")] = '\0';
	fail_freely(why, STATUS_UNAVAILABLE, field, "%s: %s", doing, message);
	return false;
}

static PGconn *connect_to(const char *conninfo, struct faults *why)
{
	static const char *const names[] = {
		"connect_timeout", "fallback_application_name", "dbname",
		"client_encoding", "target_session_attrs",      NULL
	};
	const char *const values[] = {
		"10", "thiduad migrate", conninfo, "UTF8", "read-write", NULL
	};
	PGconn *connection = PQconnectdbParams(names, values, 1);

	if (PQstatus(connection) != CONNECTION_OK) {
		refuse(connection, why, "connecting");
		PQfinish(connection);
		return NULL;
	}
	return connection;
}

static bool run(PGconn *connection, const char *sql, struct faults *why, const char *doing)
{
	PGresult *result = PQexec(connection, sql);
	bool ok = PQresultStatus(result) == PGRES_COMMAND_OK ||
	          PQresultStatus(result) == PGRES_TUPLES_OK;

	PQclear(result);
	return ok || refuse(connection, why, doing);
}

/* Caller clears; NULL with faults. */
static PGresult *ask(PGconn *connection, const char *sql, struct faults *why, const char *doing)
{
	PGresult *result = PQexecParams(connection, sql, 0, NULL, NULL, NULL, NULL, 1);

	if (PQresultStatus(result) == PGRES_TUPLES_OK)
		return result;
	PQclear(result);
	refuse(connection, why, doing);
	return NULL;
}

static bool commit(PGconn *connection, struct faults *why)
{
	PGresult *result = PQexec(connection, "commit");
	bool ok = PQresultStatus(result) == PGRES_COMMAND_OK &&
	          strcmp(PQcmdStatus(result), "COMMIT") == 0;

	PQclear(result);
	return ok || refuse(connection, why, "committing");
}

/* --- migrating --- */

static bool is_fit(PGconn *connection, struct faults *why)
{
	if (PQserverVersion(connection) < 150000) {
		fail_freely(why, STATUS_UNSUPPORTED, field,
		            "PostgreSQL 15 or newer is needed, this is %d",
		            PQserverVersion(connection) / 10000);
		return false;
	}
	if (strcmp(PQparameterStatus(connection, "server_encoding"), "UTF8") != 0) {
		fail_freely(why, STATUS_UNSUPPORTED, field, "its encoding must be UTF8, it is %s",
		            PQparameterStatus(connection, "server_encoding"));
		return false;
	}
	PGresult *result =
	        ask(connection, "select count(*) > 0 from pg_collation where collname = 'vi-x-icu'",
	            why, "looking for collations");

	if (!result)
		return false;
	bool vietnamese = PQgetvalue(result, 0, 0)[0] != 0;

	PQclear(result);
	if (!vietnamese)
		fail_freely(why, STATUS_UNSUPPORTED, field,
		            "it has no collation vi-x-icu: a server built with ICU is needed");
	return vietnamese;
}

static bool is_same(const PGresult *applied, int row, struct faults *why)
{
	const struct migration *migration = &migrations[row];
	uint8_t checksum[HASH_SIZE];

	seal_hash(migration->sql, migration->size, checksum);
	if ((int)result_u32(applied, row, 0) == migration->number &&
	    PQgetlength(applied, row, 1) == HASH_SIZE &&
	    memcmp(PQgetvalue(applied, row, 1), checksum, HASH_SIZE) == 0)
		return true;
	fail_freely(why, STATUS_CONFLICT, field,
	            "migration %d (%s) was applied in another form than this daemon has",
	            migration->number, migration->name);
	return false;
}

/* How many of ours stand in the database, or -1 with faults. */
static int count_applied(PGconn *connection, struct faults *why)
{
	PGresult *there = ask(connection, "select to_regclass('thidua.migration') is not null", why,
	                      "looking for migrations");
	int count = 0;

	if (!there)
		return -1;
	bool fresh = PQgetvalue(there, 0, 0)[0] == 0;

	PQclear(there);
	if (fresh)
		return 0;
	PGresult *applied =
	        ask(connection, "select number, checksum from thidua.migration order by number",
	            why, "reading migrations");

	if (!applied)
		return -1;
	if (PQntuples(applied) > (int)migration_count) {
		fail_freely(
		        why, STATUS_CONFLICT, field,
		        "it is at migration %d, newer than this daemon's %d: run a newer daemon",
		        (int)result_u32(applied, PQntuples(applied) - 1, 0),
		        migrations[migration_count - 1].number);
		count = -1;
	}
	for (int row = 0; row < PQntuples(applied) && count >= 0; row++)
		count = is_same(applied, row, why) ? count + 1 : -1;
	PQclear(applied);
	return count;
}

static bool apply(PGconn *connection, const struct migration *migration, struct faults *why)
{
	uint32_t number = htobe32((uint32_t)migration->number);
	uint8_t checksum[HASH_SIZE];
	const char *values[] = { (const char *)&number, migration->name, (const char *)checksum };
	const int sizes[] = { sizeof(number), (int)strlen(migration->name), HASH_SIZE };
	const int formats[] = { 1, 1, 1 };

	if (!run(connection, migration->sql, why, migration->name))
		return false;
	seal_hash(migration->sql, migration->size, checksum);
	PGresult *result = PQexecParams(
	        connection,
	        "insert into thidua.migration (number, name, checksum) values ($1::integer, $2::text, $3::bytea)",
	        3, NULL, values, sizes, formats, 1);
	bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;

	PQclear(result);
	return ok || refuse(connection, why, migration->name);
}

/* A fresh database becomes of the wanted kind; any other must be. */
static bool mark(PGconn *connection, bool rehearsal, struct faults *why)
{
	char sql[160];

	snprintf(
	        sql, sizeof(sql),
	        "insert into thidua.database (rehearsal) select %s where not exists (select from thidua.database)",
	        rehearsal ? "true" : "false");
	if (!run(connection, sql, why, "marking the database"))
		return false;
	PGresult *result = ask(connection, "select rehearsal from thidua.database", why,
	                       "reading the database's mark");

	if (!result)
		return false;
	bool is = PQgetvalue(result, 0, 0)[0] != 0;

	PQclear(result);
	if (is != rehearsal)
		fail_freely(why, STATUS_CONFLICT, field,
		            is ? "it is a rehearsal" : "it is a real one, not a rehearsal");
	return is == rehearsal;
}

static bool migrate(PGconn *connection, bool rehearsal, struct faults *why)
{
	if (!is_fit(connection, why) ||
	    !run(connection, "set client_min_messages = warning", why, "beginning") ||
	    !run(connection, "begin", why, "beginning") ||
	    !run(connection, "select pg_advisory_xact_lock(hashtext('thidua.migration'))", why,
	         "waiting for another migration"))
		return false;
	int count = count_applied(connection, why);

	if (count < 0)
		return false;
	for (size_t i = (size_t)count; i < migration_count; i++) {
		if (!apply(connection, &migrations[i], why))
			return false;
	}
	return mark(connection, rehearsal, why) && commit(connection, why);
}

bool store_migrate(const char *conninfo, bool rehearsal, struct faults *why)
{
	PGconn *connection = connect_to(conninfo, why);
	bool done = connection && migrate(connection, rehearsal, why);

	PQfinish(connection);
	return done;
}

/* --- rebuilding --- */

bool store_clear_projections(const char *conninfo, struct faults *why)
{
	PGconn *connection = connect_to(conninfo, why);
	bool done =
	        connection &&
	        run(connection,
	            "truncate thidua.season, thidua.board, thidua.task, thidua.office_key, thidua.report, thidua.standing_state, "
	            "thidua.standing_locked_state",
	            why, "emptying the projections");

	PQfinish(connection);
	return done;
}

bool store_clusters(const char *conninfo, struct arena *arena, const char *const **codes,
                    size_t *count, struct faults *why)
{
	/* From key to key, not over all entries. */
	static const char sql[] =
	        "with recursive c (cluster) as ((select cluster from thidua.journal order by cluster, sequence limit 1) union all "
	        "select (select j.cluster from thidua.journal j where j.cluster > c.cluster order by j.cluster, j.sequence limit 1) "
	        "from c where c.cluster is not null) select cluster from c where cluster is not null order by cluster";
	PGconn *connection = connect_to(conninfo, why);
	PGresult *result = connection ? ask(connection, sql, why, "looking for clusters") : NULL;
	const char **found;

	if (result) {
		*count = (size_t)PQntuples(result);
		found = arena_alloc(arena, *count, sizeof(*found));
		for (size_t i = 0; i < *count; i++)
			found[i] = arena_text(arena, "%s", PQgetvalue(result, (int)i, 0));
		*codes = found;
	}
	PQclear(result);
	PQfinish(connection);
	return result != NULL;
}
