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
#include "text.h"

static const char field[] = "database";

/* --- one connection --- */

/* The first line of what the server said. */
static const char *said_by(PGconn *connection, char message[TROUBLE_SIZE])
{
	snprintf(message, TROUBLE_SIZE, "%s", PQerrorMessage(connection));
	message[strcspn(message, "\n")] = '\0';
	return message;
}

/* doing: a row that takes what the server said. */
static bool refuse(PGconn *connection, struct faults *why, enum fault_reason doing)
{
	char message[TROUBLE_SIZE];

	faults_add(why, doing, field, &(const char *){ said_by(connection, message) }, 1);
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
		refuse(connection, why, FAULT_DATABASE_CONNECTING);
		PQfinish(connection);
		return NULL;
	}
	return connection;
}

/* Clears the result. */
static bool is_done(PGresult *result)
{
	bool done = PQresultStatus(result) == PGRES_COMMAND_OK ||
	            PQresultStatus(result) == PGRES_TUPLES_OK;

	PQclear(result);
	return done;
}

static bool run(PGconn *connection, const char *sql, struct faults *why, enum fault_reason doing)
{
	return is_done(PQexec(connection, sql)) || refuse(connection, why, doing);
}

/* Caller clears; NULL with faults. */
static PGresult *ask(PGconn *connection, const char *sql, struct faults *why,
                     enum fault_reason doing)
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
	return ok || refuse(connection, why, FAULT_DATABASE_WRITING);
}

/* --- migrating --- */

static bool is_fit(PGconn *connection, struct faults *why)
{
	if (PQserverVersion(connection) < 150000) {
		fail(why, FAULT_DATABASE_TOO_OLD, field,
		     fault_number(why, PQserverVersion(connection) / 10000));
		return false;
	}
	if (strcmp(PQparameterStatus(connection, "server_encoding"), "UTF8") != 0) {
		fail(why, FAULT_DATABASE_NOT_UTF8, field,
		     PQparameterStatus(connection, "server_encoding"));
		return false;
	}
	PGresult *result =
	        ask(connection, "select count(*) > 0 from pg_collation where collname = 'vi-x-icu'",
	            why, FAULT_DATABASE_READING);

	if (!result)
		return false;
	bool vietnamese = PQgetvalue(result, 0, 0)[0] != 0;

	PQclear(result);
	if (!vietnamese)
		fail(why, FAULT_DATABASE_WITHOUT_ICU, field);
	return vietnamese;
}

/* In the form that it has now, or had before. */
static bool is_of(const struct migration *migration, const PGresult *applied, int row)
{
	const uint8_t *stands = (const uint8_t *)PQgetvalue(applied, row, 1);
	uint8_t checksum[HASH_SIZE];
	char hex[2 * HASH_SIZE + 1];

	if (PQgetlength(applied, row, 1) != HASH_SIZE)
		return false;
	seal_hash(migration->sql, migration->size, checksum);
	text_hex(stands, HASH_SIZE, hex);
	return memcmp(stands, checksum, HASH_SIZE) == 0 ||
	       (migration->before && strcmp(migration->before, hex) == 0);
}

static bool is_same(const PGresult *applied, int row, struct faults *why)
{
	const struct migration *migration = &migrations[row];

	if ((int)link_u32(applied, row, 0) == migration->number && is_of(migration, applied, row))
		return true;
	fail(why, FAULT_MIGRATION_EDITED, field, fault_number(why, migration->number),
	     migration->name);
	return false;
}

/* How many of ours stand in the database, or -1 with faults. */
static int count_applied(PGconn *connection, struct faults *why)
{
	PGresult *there = ask(connection, "select to_regclass('thidua.migration') is not null", why,
	                      FAULT_DATABASE_READING);
	int count = 0;

	if (!there)
		return -1;
	bool fresh = PQgetvalue(there, 0, 0)[0] == 0;

	PQclear(there);
	if (fresh)
		return 0;
	PGresult *applied =
	        ask(connection, "select number, checksum from thidua.migration order by number",
	            why, FAULT_DATABASE_READING);

	if (!applied)
		return -1;
	if (PQntuples(applied) > (int)migration_count) {
		fail(why, FAULT_DATABASE_NEWER, field,
		     fault_number(why, link_u32(applied, PQntuples(applied) - 1, 0)),
		     fault_number(why, migrations[migration_count - 1].number));
		count = -1;
	}
	for (int row = 0; row < PQntuples(applied) && count >= 0; row++)
		count = is_same(applied, row, why) ? count + 1 : -1;
	PQclear(applied);
	return count;
}

static bool fail_migration(PGconn *connection, const struct migration *migration,
                           struct faults *why)
{
	char message[TROUBLE_SIZE];

	fail(why, FAULT_MIGRATION_FAILED, field, migration->name, said_by(connection, message));
	return false;
}

static bool apply(PGconn *connection, const struct migration *migration, struct faults *why)
{
	uint32_t number = htobe32((uint32_t)migration->number);
	uint8_t checksum[HASH_SIZE];
	const char *values[] = { (const char *)&number, migration->name, (const char *)checksum };
	const int sizes[] = { sizeof(number), (int)strlen(migration->name), HASH_SIZE };
	const int formats[] = { 1, 1, 1 };

	PGresult *result = PQexec(connection, migration->sql);

	if (!is_done(result))
		return fail_migration(connection, migration, why);
	seal_hash(migration->sql, migration->size, checksum);
	result = PQexecParams(
	        connection,
	        "insert into thidua.migration (number, name, checksum) values ($1::integer, $2::text, $3::bytea)",
	        3, NULL, values, sizes, formats, 1);
	return is_done(result) || fail_migration(connection, migration, why);
}

/* With no daemon writing to it, from here to the end of the transaction. */
static bool be_alone(PGconn *connection, struct faults *why)
{
	static const char sql[] =
	        "set local lock_timeout = '3s'; select pg_advisory_xact_lock(" WRITERS_LOCK
	        "); set local lock_timeout = 0";
	PGresult *result = PQexec(connection, sql);
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	bool used = state && strcmp(state, LOCK_NOT_AVAILABLE) == 0;

	if (used)
		fail(why, FAULT_DATABASE_IN_USE, field);
	return is_done(result) || (!used && refuse(connection, why, FAULT_DATABASE_LOCKING));
}

/* A fresh database becomes of the wanted kind; any other must be. */
static bool mark(PGconn *connection, bool rehearsal, struct faults *why)
{
	char sql[160];

	snprintf(
	        sql, sizeof(sql),
	        "insert into thidua.database (rehearsal) select %s where not exists (select from thidua.database)",
	        rehearsal ? "true" : "false");
	if (!run(connection, sql, why, FAULT_DATABASE_WRITING))
		return false;
	PGresult *result = ask(connection, "select rehearsal from thidua.database", why,
	                       FAULT_DATABASE_READING);

	if (!result)
		return false;
	bool is = PQgetvalue(result, 0, 0)[0] != 0;

	PQclear(result);
	if (is != rehearsal)
		faults_add(why, is ? FAULT_DATABASE_REHEARSAL : FAULT_DATABASE_REAL, field, NULL,
		           0);
	return is == rehearsal;
}

static bool migrate(PGconn *connection, bool rehearsal, struct faults *why)
{
	if (!is_fit(connection, why) ||
	    !run(connection, "set client_min_messages = warning", why, FAULT_DATABASE_WRITING) ||
	    !run(connection, "begin", why, FAULT_DATABASE_WRITING) ||
	    !run(connection, "select pg_advisory_xact_lock(hashtext('thidua.migration'))", why,
	         FAULT_DATABASE_LOCKING))
		return false;
	int count = count_applied(connection, why);

	if (count < 0 || ((size_t)count < migration_count && !be_alone(connection, why)))
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

static void take_heads(const PGresult *result, struct arena *arena, struct known_head *heads)
{
	for (int row = 0; row < PQntuples(result); row++) {
		struct known_head *head = &heads[row];

		*head = (struct known_head){ .cluster = arena_text(arena, "%s",
			                                           PQgetvalue(result, row, 0)) };
		if (!PQgetisnull(result, row, 3))
			head->received_at = link_time(result, row, 3);
		if (PQgetisnull(result, row, 1))
			continue;
		head->sequence = (uint64_t)link_i64(result, row, 1);
		memcpy(head->hash, PQgetvalue(result, row, 2), HASH_SIZE);
	}
}

bool store_heads(const char *conninfo, struct arena *arena, struct known_head **heads,
                 size_t *count, struct faults *why)
{
	/* From key to key, not over all entries. */
	static const char sql[] =
	        "with recursive c (cluster) as ((select cluster from thidua.journal order by cluster, sequence limit 1) union all "
	        "select (select j.cluster from thidua.journal j where j.cluster > c.cluster order by j.cluster, j.sequence limit 1) "
	        "from c where c.cluster is not null) select cluster, h.sequence, h.hash, (select j.received_at from thidua.journal j "
	        "where j.cluster = known.cluster order by j.sequence desc limit 1) from (select cluster from c where cluster is not null "
	        "union select cluster from thidua.head) known left join thidua.head h using (cluster) order by cluster";
	PGconn *connection = connect_to(conninfo, why);
	PGresult *result = connection ? ask(connection, sql, why, FAULT_DATABASE_READING) : NULL;

	if (result) {
		*count = (size_t)PQntuples(result);
		*heads = arena_alloc(arena, *count, sizeof(**heads));
		take_heads(result, arena, *heads);
	}
	PQclear(result);
	PQfinish(connection);
	return result != NULL;
}

bool store_mark_broken(const char *conninfo, const char *cluster, struct faults *why)
{
	static const char sql[] =
	        "with marked as (update thidua.head set broken = true where cluster = $1 returning cluster) "
	        "insert into thidua.head (cluster, sequence, hash, broken) select cluster, sequence, hash, true from "
	        "(select * from thidua.journal where cluster = $1 order by sequence desc limit 1) j where not exists (select from marked)";
	PGconn *connection = connect_to(conninfo, why);
	bool done = connection &&
	            (is_done(PQexecParams(connection, sql, 1, NULL, &cluster, NULL, NULL, 1)) ||
	             refuse(connection, why, FAULT_DATABASE_WRITING));

	PQfinish(connection);
	return done;
}
