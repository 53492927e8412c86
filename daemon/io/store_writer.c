/*
 * The writer commits one batch at a time: begin, what store_kinds.inc says for each kind of row
 * that there is, commit, all in one pipeline. The rows go in parts, the next one when the connection has taken the
 * one before: the server writes one while the next is on its way, and libpq, which moves all that it still holds
 * to the front with each piece that has gone, never holds much. COMMITTED only when the tag of commit is COMMIT (that
 * of a failed transaction is ROLLBACK) and no warning came with it: a warning says that the wait
 * for a synchronous standby was cut short.
 *
 * A failure is the batch's own fault only when SQLSTATE is about data; everything else may pass, or
 * needs an operator, and must not make a command look wrong that is right.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "names.h"
#include "store_private.h"

static void batch_done(struct store *store, enum store_outcome outcome, const char *detail);

static const struct statement statements[] = {
	{ "begin", "begin" },
	{ "commit", "commit" },
	{ "rollback", "rollback" },
};

/* --- a batch --- */

static void committed(struct link *link, PGresult *result)
{
	if (result && PQresultStatus(result) == PGRES_COMMAND_OK)
		link->store->committed = strcmp(PQcmdStatus(result), "COMMIT") == 0;
}

static bool about_data(const char *state)
{
	static const char classes[][3] = { "22", "23", "44", "54", "P0" };

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (strncmp(state, classes[i], 2) == 0)
			return true;
	}
	return false;
}

/* After these the connection is of no use; a new one may find another server, or say what an
 * operator must do. */
static bool connection_spent(const char *state)
{
	static const char classes[][3] = { "08", "25", "26", "28", "42", "0A", "57", "XX" };

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (strncmp(state, classes[i], 2) == 0)
			return true;
	}
	return false;
}

#define HEAD_MOVED "TD001" /* of thidua.move_heads */

/* Of what was rolled back, on a connection that lives. */
static enum store_outcome outcome_of(const struct failure *failure)
{
	if (strcmp(failure->state, HEAD_MOVED) == 0 ||
	    (strcmp(failure->state, "23505") == 0 &&
	     strncmp(failure->constraint, "journal_", 8) == 0))
		return STORE_FENCED;
	return about_data(failure->state) ? STORE_REFUSED : STORE_UNABLE;
}

static void rolled_back(struct link *link, PGresult *result)
{
	struct failure failure = link->failure;

	(void)result;
	link->failure.set = false;
	batch_done(link->store, link->store->committed ? STORE_LOST : outcome_of(&failure),
	           failure.text);
	if (link->connection && connection_spent(failure.state))
		link_fail(link, "%s", failure.text);
}

static void ended(struct link *link, PGresult *result)
{
	(void)result;
	if (link->store->committed && !link->warned) {
		batch_done(link->store, STORE_COMMITTED, NULL);
		return;
	}
	if (!link->failure.set) {
		link->failure = (struct failure){ .set = true };
		snprintf(link->failure.text, sizeof(link->failure.text), "%s",
		         link->store->committed ? "COMMIT came with a warning"
		                                : "COMMIT was answered by ROLLBACK");
	}
	link_prepared(link, "rollback", 0, NULL, NULL, link_expect_done, false);
	link_sync(link, rolled_back);
}

/* The next part of the rows of a kind; false: there is none. */
static bool send_part(struct store *store)
{
	struct link *link = &store->writer;
	const struct kind *kind = &store_kinds[store->sending];
	const size_t count = batch_part(store->flying, (enum rows_of)store->sending, store->gone,
	                                &store->types, &store->part);
	const char *value = (const char *)store->part.data;
	const int size = (int)store->part.size;

	if (count == 0)
		return false;
	link_prepared(link, kind->write.name, 1, &value, &size, link_expect_done, false);
	if (kind->afterwards.sql)
		link_prepared(link, kind->afterwards.name, 1, &value, &size, link_expect_done,
		              false);
	store->gone += count;
	return true;
}

bool writer_has_more(const struct link *link)
{
	const struct store *store = link->store;

	return link == &store->writer && store->flying && store->fits &&
	       store->sending < ROWS_KINDS;
}

void writer_send(struct store *store)
{
	struct link *link = &store->writer;

	if (!writer_has_more(link))
		return;
	while (store->sending < ROWS_KINDS && PQflush(link->connection) == 0) {
		if (send_part(store))
			continue;
		store->sending++;
		store->gone = 0;
	}
	if (store->sending < ROWS_KINDS)
		return;
	link_prepared(link, "commit", 0, NULL, NULL, committed, false);
	link_sync(link, ended);
}

/* A table may be named by several kinds; the first one's place says what it belongs to. */
static bool empties(enum rows_of kind)
{
	const struct statement *empty = &store_kinds[kind].empty;

	for (enum rows_of before = 0; before < kind && empty->sql; before++) {
		const struct statement *other = &store_kinds[before].empty;

		if (other->sql && strcmp(other->name, empty->name) == 0)
			return false;
	}
	return empty->sql;
}

/* In reverse: what belongs to a season goes before it. */
static void empty_projections(struct link *link, const char *cluster)
{
	int size = (int)strlen(cluster);

	for (int kind = ROWS_KINDS - 1; kind >= 0; kind--) {
		if (empties((enum rows_of)kind))
			link_prepared(link, store_kinds[kind].empty.name, 1, &cluster, &size,
			              link_expect_done, false);
	}
}

void store_commit(struct store *store, struct batch *batch)
{
	struct link *link = &store->writer;

	assert(store->writer.state == LINK_READY && !store->flying);
	store->flying = batch;
	store->committed = false;
	store->sending = 0;
	store->gone = 0;
	store->fits = batch_fits(batch, &store->types);
	if (!store->fits)
		return; /* the database is another than when it was filled: writer_work answers */
	link->warned = link->failure.set = false;
	link_prepared(link, "begin", 0, NULL, NULL, link_expect_done, false);
	if (batch_renewed(batch)[0] != '\0')
		empty_projections(link, batch_renewed(batch));
	writer_send(store);
}

static void batch_done(struct store *store, enum store_outcome outcome, const char *detail)
{
	struct batch *batch = store->flying;

	store->flying = NULL;
	store->silent = false;
	if (outcome == STORE_UNABLE)
		snprintf(store->unable, sizeof(store->unable), "%s", detail);
	else if (outcome != STORE_LOST)
		store->unable[0] = '\0';
	store->events.batch_done(store->context, batch, outcome, detail);
	store_discard(store, batch);
	if (outcome == STORE_UNABLE)
		store_tell_trouble(store, store->unable);
	else if (store->writer.state == LINK_READY && store->unable[0] == '\0')
		store_tell_able(store);
}

void writer_work(struct store *store)
{
	if (store->flying && !store->fits)
		batch_done(store, STORE_LOST,
		           "the database is another than when the batch was begun");
}

/* --- becoming ready --- */

static const char types_sql[] = "select thidua.epoch(), 'thidua.period'::regtype::oid"
#define KIND(name, row, written, statement, afterwards) ", 'thidua." row "'::regtype::oid"
#include "store_kinds.inc"
#undef KIND
        ;
static const char unbuilt_sql[] = "select thidua.unbuilt()";
static const char keys_sql[] =
        "select cluster, curve_key, sign_key, role, revoked_at is not null, coalesce(board, ''), audience, relay, granted_at "
        "from thidua.office_key order by cluster, sign_key";
static const char seasons_sql[] =
        "select cluster, year, s.next_change, s.head, s.deputy, coalesce(f.as_of, 'infinity') from thidua.season s "
        "left join thidua.shown f using (cluster, year) where s.next_change is not null order by cluster, year";
static const char newest_sql[] =
        "select h.cluster, j.received_at from thidua.head h cross join lateral (select j.received_at from thidua.journal j "
        "where j.cluster = h.cluster order by j.sequence desc limit 1) j order by j.received_at desc limit 100";

static void take_types(struct link *link, PGresult *result)
{
	struct store *store = link->store;

	if (!result || PQresultStatus(result) != PGRES_TUPLES_OK)
		return;
	memcpy(store->epoch, PQgetvalue(result, 0, 0), EPOCH_SIZE);
	if (store->events.telling)
		store->events.telling(store->context);
	store->types.period = link_u32(result, 0, 1);
	for (int kind = 0; kind < ROWS_KINDS; kind++)
		store->types.rows[kind] = link_u32(result, 0, 2 + kind);
}

static void take_unbuilt(struct link *link, PGresult *result)
{
	struct failure *failure = &link->failure;

	if (!result || PQresultStatus(result) != PGRES_TUPLES_OK || PQgetisnull(result, 0, 0))
		return;
	*failure = (struct failure){ .set = true };
	snprintf(failure->text, sizeof(failure->text),
	         "cluster %s has no projections: run thiduad --rebuild", PQgetvalue(result, 0, 0));
}

/* SQL has them in capitals. 0: none of these. */
static int number_of(const struct names *names, const char *text)
{
	for (int i = 0; i < names->count; i++)
		if (strcasecmp(names->names[i], text) == 0)
			return names->first + i;
	return 0;
}

static void take_key(struct link *link, PGresult *result)
{
	struct granted_connection told;
	struct granted_key *key = &told.key;

	if (!result || PQresultStatus(result) != PGRES_SINGLE_TUPLE)
		return;
	memset(&told, 0, sizeof(told));
	told.cluster = PQgetvalue(result, 0, 0);
	memcpy(key->curve_key, PQgetvalue(result, 0, 1), KEY_SIZE);
	memcpy(key->sign_key, PQgetvalue(result, 0, 2), KEY_SIZE);
	key->role = (enum role)number_of(&names_roles, PQgetvalue(result, 0, 3));
	key->revoked = PQgetvalue(result, 0, 4)[0] != 0;
	strncpy(key->board, PQgetvalue(result, 0, 5), CODE_SIZE - 1);
	key->audience = (enum audience)number_of(&names_audiences, PQgetvalue(result, 0, 6));
	key->relay = PQgetvalue(result, 0, 7)[0] != 0;
	key->granted_at = link_time(result, 0, 8);
	link->store->events.key(link->store->context, &told);
}

static void take_season(struct link *link, PGresult *result)
{
	struct known_season season = { 0 };

	if (!result || PQresultStatus(result) != PGRES_SINGLE_TUPLE)
		return;
	season.cluster = PQgetvalue(result, 0, 0);
	season.year = link_u32(result, 0, 1);
	season.next_change = link_time(result, 0, 2);
	strncpy(season.seats.head, PQgetvalue(result, 0, 3), CODE_SIZE - 1);
	strncpy(season.seats.deputy, PQgetvalue(result, 0, 4), CODE_SIZE - 1);
	const int64_t shown_until = link_time(result, 0, 5);

	season.seats.kept_from = shown_until < INT64_MAX ? shown_until + 1 : INT64_MAX;
	link->store->events.season(link->store->context, &season);
}

static void take_newest(struct link *link, PGresult *result)
{
	struct store *store = link->store;

	if (!result || PQresultStatus(result) != PGRES_SINGLE_TUPLE || !store->events.newest)
		return;
	store->events.newest(store->context, PQgetvalue(result, 0, 0), link_time(result, 0, 1));
}

static void prepare_emptying(struct link *link)
{
	for (enum rows_of kind = 0; kind < ROWS_KINDS; kind++) {
		if (empties(kind))
			link_prepare(link, &store_kinds[kind].empty);
	}
}

static void writer_prepare(struct link *link)
{
	if (link->store->settings.alone)
		prepare_emptying(link);
	for (int kind = 0; kind < ROWS_KINDS; kind++) {
		link_prepare(link, &store_kinds[kind].write);
		if (store_kinds[kind].afterwards.sql)
			link_prepare(link, &store_kinds[kind].afterwards);
	}
	link_query(link, types_sql, take_types, false);
	if (!link->store->settings.alone)
		link_query(link, unbuilt_sql, take_unbuilt, false);
	link_query(link, keys_sql, take_key, true);
	link_query(link, seasons_sql, take_season, true);
	link_query(link, newest_sql, take_newest, true);
}

static void writer_ready(struct link *link)
{
	struct store *store = link->store;

	if (store->unable[0] == '\0')
		store->told[0] = '\0';
	store->events.ready(store->context, store->epoch);
}

static void writer_lost(struct link *link)
{
	if (link->store->flying)
		batch_done(link->store, STORE_LOST, link->trouble);
	store_tell_lost(link);
}

const struct link_role writer_role = {
	.name = "thiduad writer",
	.statements = statements,
	.statement_count = sizeof(statements) / sizeof(statements[0]),
	.prepare = writer_prepare,
	.ready = writer_ready,
	.lost = writer_lost,
};
