/*
 * A link that is up: queries go out with a step each, results come back to the steps in the same
 * order. One loop reads, and stops after ROWS_A_TURN results, so that a cold cluster of a million
 * entries does not keep the others waiting.
 *
 * PREPARING is two round trips: whose database is this; then everything that the role wants to
 * know, and its statements.
 */
#include <assert.h>
#include <endian.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "migrations.h"
#include "poller.h"
#include "store_fields.h"
#include "store_private.h"

/* --- what becomes of it --- */

void link_event(struct link *link, enum link_event event)
{
	const struct link_edge *edge = &link->edges[link->state][event];

	assert(edge->enter != NULL);
	link->was_ready = link->state == LINK_READY;
	if (link->was_ready)
		link->failures = 0;
	link->state = edge->to;
	edge->enter(link);
}

void link_fail(struct link *link, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(link->trouble, sizeof(link->trouble), format, arguments);
	va_end(arguments);
	link->trouble[strcspn(link->trouble, "\n")] = '\0';
	link_event(link, LINK_LOST);
}

static void tell(struct store *store, const char *reason)
{
	snprintf(store->told, sizeof(store->told), "%s", reason);
	store->events.lost(store->context, store->told);
}

void store_tell_trouble(struct store *store, const char *reason)
{
	if (strcmp(store->told, reason) != 0)
		tell(store, reason);
}

void store_tell_able(struct store *store)
{
	if (store->told[0] == '\0')
		return;
	store->told[0] = '\0';
	store->events.ready(store->context, store->epoch);
}

void store_tell_lost(const struct link *link)
{
	struct store *store = link->store;

	/* one that is given up because of what it refused has said why already */
	if (!link->was_ready || store->unable[0] != '\0')
		store_tell_trouble(store, link->trouble);
	else
		tell(store, link->trouble);
}

/* --- sending --- */

void link_step(struct link *link, step_taken *taken, bool by_row)
{
	if (link->step_count == 0)
		link->heard = poller_now();
	if (link->step_count == link->step_capacity) {
		size_t capacity = link->step_capacity == 0 ? 64 : 2 * link->step_capacity;
		struct step *steps = must_alloc(capacity, sizeof(*steps));

		for (size_t i = 0; i < link->step_count; i++)
			steps[i] = link->steps[(link->step_first + i) % link->step_capacity];
		free(link->steps);
		link->steps = steps;
		link->step_first = 0;
		link->step_capacity = capacity;
	}
	link->steps[(link->step_first + link->step_count++) % link->step_capacity] =
	        (struct step){ .taken = taken, .by_row = by_row };
}

/* What cannot be sent would shift every result after it, so the connection is given up, by
 * link_read: its caller has the state.
 */
static void must_send(struct link *link, int sent)
{
	if (sent != 1)
		link->unsent = link->more = true;
}

void link_query(struct link *link, const char *sql, step_taken *taken, bool by_row)
{
	must_send(link, PQsendQueryParams(link->connection, sql, 0, NULL, NULL, NULL, NULL, 1));
	link_step(link, taken, by_row);
}

void link_prepared(struct link *link, const char *name, int count, const char *const *values,
                   const int *sizes, step_taken *taken, bool by_row)
{
	static const int binary[] = { 1, 1, 1, 1, 1, 1, 1, 1 };

	must_send(link,
	          PQsendQueryPrepared(link->connection, name, count, values, sizes, binary, 1));
	link_step(link, taken, by_row);
}

void link_prepare(struct link *link, const struct statement *statement)
{
	must_send(link, PQsendPrepare(link->connection, statement->name, statement->sql, 0, NULL));
	link_step(link, link_expect_done, false);
}

void link_sync(struct link *link, step_taken *taken)
{
	must_send(link, PQpipelineSync(link->connection));
	link_step(link, taken, false);
	link->steps[(link->step_first + link->step_count - 1) % link->step_capacity].sync = true;
	PQflush(link->connection);
}

/* --- taking --- */

void link_note(struct link *link, const PGresult *result)
{
	struct failure *failure = &link->failure;
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);

	if (!result || PQresultStatus(result) != PGRES_FATAL_ERROR ||
	    failure->set) /* libpq calls NULL fatal */
		return;
	failure->set = true;
	snprintf(failure->state, sizeof(failure->state), "%s", state ? state : "");
	snprintf(failure->constraint, sizeof(failure->constraint), "%s",
	         constraint ? constraint : "");
	snprintf(failure->text, sizeof(failure->text), "%s %s", state ? state : "",
	         message ? message : PQresultErrorMessage(result));
	failure->text[strcspn(failure->text, "\n")] = '\0';
}

void link_expect_done(struct link *link, PGresult *result)
{
	(void)link;
	(void)result; /* a failure has been noted */
}

/* Gives one result to the first step. False when there is nothing to take now. */
static bool take_one(struct link *link)
{
	struct step *step = &link->steps[link->step_first];

	if (step->by_row && !link->asked_by_row)
		link->asked_by_row = PQsetSingleRowMode(link->connection) == 1;
	if (PQisBusy(link->connection))
		return false;
	PGresult *result = PQgetResult(link->connection);

	if (step->sync &&
	    PQresultStatus(result) !=
	            PGRES_PIPELINE_SYNC) { /* an implicit transaction may fail to commit here */
		bool blank = link->blank;

		link->blank = !result;
		link_note(link, result);
		PQclear(result);
		return !blank;
	}
	link->blank = false;
	link_note(link, result);
	bool ended = !result || PQresultStatus(result) == PGRES_PIPELINE_SYNC;

	if (ended) {
		step_taken *taken = step->taken;

		link->step_first = (link->step_first + 1) % link->step_capacity;
		link->step_count--;
		link->asked_by_row = false;
		taken(link, result);
	} else {
		step->taken(link, result);
	}
	if (link->kept != result)
		PQclear(result);
	return true;
}

void link_read(struct link *link)
{
	int left = ROWS_A_TURN;

	link->more = false;
	/* A read is at most what libpq's buffer holds, some thirteen entries: whoever turned the
	 * whole loop for each would load a cluster in forty turns. */
	for (int before = left + 1; left < before && link->connection;) {
		before = left;
		if (link->unsent || PQconsumeInput(link->connection) != 1) {
			link_fail(link, "%s", PQerrorMessage(link->connection));
			return;
		}
		while (link->connection && link->step_count > 0 && left > 0 && take_one(link))
			left--;
	}
	if (left < ROWS_A_TURN)
		link->heard = poller_now();
	if (!link->connection)
		return;
	link->more = left == 0 || link->unsent;
	if (link->state == LINK_PREPARING && left < ROWS_A_TURN)
		link->until = poller_now() + link->store->settings.connect_timeout;
	if (PQstatus(link->connection) == CONNECTION_BAD)
		link_fail(link, "%s",
		          link->failure.set ? link->failure.text
		                            : PQerrorMessage(link->connection));
}

/* --- PREPARING --- */

/* Key look-ups only, whatever the statistics of young tables say; no answer before it is durable;
 * nobody waits for a lock for ever. */
static const char session_sql[] =
        "select set_config(name, value, false) from (values ('search_path', 'pg_catalog'), ('enable_seqscan', 'off'), "
        "('enable_bitmapscan', 'off'), ('enable_hashjoin', 'off'), ('enable_mergejoin', 'off'), ('jit', 'off'), "
        "('plan_cache_mode', 'force_generic_plan'), ('client_min_messages', 'warning'), ('statement_timeout', '0'), "
        "('idle_session_timeout', '0'), ('idle_in_transaction_session_timeout', '60s'), ('lock_timeout', '3s'), ('default_transaction_isolation', 'read committed'), "
        "('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'on' "
        "else current_setting('synchronous_commit') end)) s (name, value)";
/* Asked first, so that what is known from there on is nobody else's to change. Who wants to be alone
 * waits a moment: a daemon that has just stopped may still be leaving. */
static const char share_sql[] = "select pg_try_advisory_lock_shared(" WRITERS_LOCK ")";
static const char alone_sql[] = "select pg_advisory_lock(" WRITERS_LOCK ") is not null";
static const char identity_sql[] =
        "select (select max(number) from thidua.migration), (select rehearsal from thidua.database), clock_timestamp()";

static void nothing_awaited(struct link *link, PGresult *result)
{
	(void)result;
	if (link->failure.set)
		link_fail(link, "%s", link->failure.text);
	else if (link->role == &reader_role)
		link_event(link, LINK_PREPARED);
	else
		link->done = true; /* store_work goes on when the reader is up */
}

static void take_identity(struct link *link, PGresult *result)
{
	if (result && PQresultStatus(result) == PGRES_TUPLES_OK)
		link->kept = result;
}

static void take_lock(struct link *link, PGresult *result)
{
	if (result && PQresultStatus(result) == PGRES_TUPLES_OK)
		link->shut_out = PQgetvalue(result, 0, 0)[0] == 0;
}

static bool is_ours(struct link *link)
{
	const PGresult *identity = link->kept;
	bool rehearsal = link->store->settings.rehearsal;
	int newest = migrations[migration_count - 1].number, number;

	if (link->failure.set && (strcmp(link->failure.state, "42P01") == 0 ||
	                          strcmp(link->failure.state, "3F000") == 0))
		link_fail(link, "the database has no schema thidua: run thiduad --migrate");
	else if (link->failure.set && strcmp(link->failure.state, LOCK_NOT_AVAILABLE) == 0)
		link_fail(link, "a daemon writes to the database: stop it first");
	else if (link->failure.set)
		link_fail(link, "%s", link->failure.text);
	else if (link->shut_out)
		link_fail(link, "the database is being migrated or rebuilt");
	else if (!identity || PQntuples(identity) != 1 || PQgetisnull(identity, 0, 0) ||
	         PQgetisnull(identity, 0, 1))
		link_fail(link, "the schema thidua is not complete: run thiduad --migrate");
	else if ((number = (int)link_u32(identity, 0, 0)) < newest)
		link_fail(
		        link,
		        "the database is at migration %d, this daemon needs %d: run thiduad --migrate",
		        number, newest);
	else if (number > newest)
		link_fail(
		        link,
		        "the database is at migration %d, newer than this daemon's %d: run a newer daemon",
		        number, newest);
	else if ((PQgetvalue(identity, 0, 1)[0] != 0) != rehearsal)
		link_fail(link, rehearsal ? "the database is a real one, not a rehearsal"
		                          : "the database is a rehearsal");
	else
		return true;
	return false;
}

static void identified(struct link *link, PGresult *result)
{
	(void)result;
	if (!is_ours(link))
		return;
	link_tell_clock(link, link->kept, 2);
	PQclear(link->kept);
	link->kept = NULL;
	for (size_t i = 0; i < link->role->statement_count; i++)
		link_prepare(link, &link->role->statements[i]);
	link->role->prepare(link);
	link_sync(link, nothing_awaited);
}

void link_begin(struct link *link)
{
	link->asked = clock_boot();
	link->shut_out = false;
	link_query(link, session_sql, link_expect_done, false);
	if (link->role == &writer_role)
		link_query(link, link->store->settings.alone ? alone_sql : share_sql, take_lock,
		           false);
	link_query(link, identity_sql, take_identity, false);
	link_sync(link, identified);
}

void link_tell_clock(struct link *link, const PGresult *result, int column)
{
	struct store *store = link->store;

	if (store->events.clock)
		store->events.clock(store->context, link_time(result, 0, column), link->asked);
}

/* --- numbers of a binary result --- */

uint32_t link_u32(const PGresult *result, int row, int column)
{
	uint32_t value;

	memcpy(&value, PQgetvalue(result, row, column), sizeof(value));
	return be32toh(value);
}

int64_t link_i64(const PGresult *result, int row, int column)
{
	uint64_t value;

	memcpy(&value, PQgetvalue(result, row, column), sizeof(value));
	return (int64_t)be64toh(value);
}

/* Microseconds since 1970; infinity is INT64_MAX on both sides. */
int64_t link_time(const PGresult *result, int row, int column)
{
	int64_t value = link_i64(result, row, column);

	return value == INT64_MAX ? INT64_MAX : value + POSTGRES_EPOCH;
}
