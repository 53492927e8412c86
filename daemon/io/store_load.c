/*
 * Loading cold clusters: one load at a time, of many clusters. Whole, in one query, or by years, in
 * four: the head of each journal, its years, and the entries of those that are wanted; then,
 * while these are replayed, what a year that has ended still costs: its command ids, 16 bytes each,
 * read from an index alone.
 *
 * A year has ended when time will never move its season again (next_change is infinity in its
 * latest version). The latest one is loaded all the same: people look at it until the next begins.
 * So is one of which a limitation was open when a later season began that is loaded (needs_from): its entries
 * are there, but it is told as one that is left out, since it may need others itself.
 * So is one to which something was brought back after a restore, and what came after it: the ids
 * that are used up by that stand in its commands alone.
 *
 * The four queries see one snapshot, because the reader's transactions are repeatable reads and a
 * part of the pipeline up to its sync is one transaction: else an entry committed in between could
 * be the last of a journal whose entries do not hold it.
 */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "store_fields.h"
#include "store_private.h"

/* The seasons of a cluster, the first year that is loaded to be asked for, and the first of which the entries are
 * wanted. */
#define SEASONS "from thidua.season s where s.cluster = w.cluster and s.next_change is not null"
#define ASKED                                                                                                                     \
	"(select least(w.from_year, max(s.year), min(s.year) filter (where s.next_change < 'infinity'), "                         \
	"(select min(r.year) from thidua.record r where r.cluster = w.cluster and r.kind = 'reinstate' and r.year > 0)) " SEASONS \
	")"
#define WANTED "(select min(least(s.year, s.needs_from)) " SEASONS " and s.year >= " ASKED ")"

/* Each cluster and year through its key, whatever there is of the others; in order, since the inner
   queries are not flattened. $1: codes; $2: beside each the years that are named, as '{2023,2024}'.
 */
const struct statement load_statements[] = {
	{ "load",
	  "select w.cluster, j.* from unnest($1::text[]) w (cluster) cross join lateral (select j.sequence, j.received_at, j.command, "
	  "j.key, j.previous_hash, j.hash from thidua.journal j where j.cluster = w.cluster order by j.sequence offset 0) j" },
	{ "load_heads",
	  "select w.cluster, h.sequence, coalesce(j.received_at, 'epoch'), h.hash from unnest($1::text[]) w (cluster) "
	  "join thidua.head h on h.cluster = w.cluster left join lateral (select j.received_at "
	  "from thidua.journal j where j.cluster = w.cluster order by j.sequence desc limit 1) j on true" },
	{ "load_years",
	  "select w.cluster, y.* from unnest($1::text[], $2::int[]) w (cluster, from_year) "
	  "cross join lateral (select s.year, s.year >= " ASKED ", s.next_change " SEASONS
	  " order by s.year offset 0) y" },
	{ "load_wanted",
	  "select w.cluster, j.* from unnest($1::text[], $2::int[]) w (cluster, from_year) cross join lateral (select j.* "
	  "from (select 0 as year union all select s.year " SEASONS " and s.year >= " WANTED
	  ") y cross join lateral "
	  "(select j.sequence, j.received_at, j.command, j.key, j.previous_hash, j.hash from thidua.journal j "
	  "where j.cluster = w.cluster and j.year = y.year offset 0) j order by j.sequence offset 0) j" },
	{ "load_ids",
	  "select w.cluster, y.year, i.ids from unnest($1::text[], $2::int[]) w (cluster, from_year) "
	  "cross join lateral (select s.year " SEASONS " and s.year < " WANTED
	  " order by s.year offset 0) y "
	  "cross join lateral (select string_agg(uuid_send(j.command_id), ''::bytea) as ids from thidua.journal j "
	  "where j.cluster = w.cluster and j.year = y.year) i" },
};

const size_t load_statement_count = sizeof(load_statements) / sizeof(load_statements[0]);

/* --- what is told --- */

static bool is_row(const PGresult *result)
{
	return result && PQresultStatus(result) == PGRES_SINGLE_TUPLE;
}

static void take_head(struct link *link, PGresult *result)
{
	if (!is_row(result))
		return;
	struct journal_entry last = {
		.sequence = (uint64_t)link_i64(result, 0, 1),
		.received_at = link_time(result, 0, 2),
		.hash = (const uint8_t *)PQgetvalue(result, 0, 3),
	};

	link->store->events.head(link->store->context, PQgetvalue(result, 0, 0), &last);
}

static void take_year(struct link *link, PGresult *result)
{
	if (!is_row(result))
		return;
	struct known_year year = {
		.cluster = PQgetvalue(result, 0, 0),
		.year = link_u32(result, 0, 1),
		.loaded = PQgetvalue(result, 0, 2)[0] != 0,
		.next_change = link_time(result, 0, 3),
	};

	link->store->events.year(link->store->context, &year);
}

static void take_ids(struct link *link, PGresult *result)
{
	if (!is_row(result))
		return;
	struct known_ids ids = {
		.cluster = PQgetvalue(result, 0, 0),
		.year = link_u32(result, 0, 1),
		.ids = (const uint8_t *)PQgetvalue(result, 0, 2),
		.count = (size_t)PQgetlength(result, 0, 2) / ID_SIZE,
	};

	link->store->events.ids(link->store->context, &ids);
}

static void take_entry(struct link *link, PGresult *result)
{
	if (!is_row(result))
		return;
	struct journal_entry entry = {
		.sequence = (uint64_t)link_i64(result, 0, 1),
		.received_at = link_time(result, 0, 2),
		.command = (const uint8_t *)PQgetvalue(result, 0, 3),
		.command_size = (size_t)PQgetlength(result, 0, 3),
		.key = (const uint8_t *)PQgetvalue(result, 0, 4),
		.previous_hash = (const uint8_t *)PQgetvalue(result, 0, 5),
		.hash = (const uint8_t *)PQgetvalue(result, 0, 6),
	};

	link->store->events.entry(link->store->context, PQgetvalue(result, 0, 0), &entry);
}

static void load_done(struct store *store, void *tag, const PGresult *result, bool ok)
{
	char **codes = store->loading;
	size_t count = store->loading_count;

	(void)tag;
	(void)result;
	store->loading = NULL;
	store->loading_count = 0;
	store->events.loaded(store->context, (const char *const *)codes, count, ok);
	for (size_t i = 0; i < count; i++)
		free(codes[i]);
	free(codes);
}

/* --- asking --- */

static void begin_array(struct buffer *array, uint32_t type, bool nulls, size_t count)
{
	const uint32_t header[] = { 1, nulls, type, (uint32_t)count, 1 };

	for (size_t i = 0; i < sizeof(header) / sizeof(header[0]); i++)
		buffer_u32(array, header[i]);
}

static void add_text(struct buffer *array, const char *text)
{
	size_t size = strlen(text);

	buffer_u32(array, (uint32_t)size);
	buffer_append(array, text, size);
}

static bool may_load(const struct store *store, size_t count)
{
	return store->loading_count == 0 && store->reader.state == LINK_READY && count > 0;
}

static void remember(struct store *store, size_t i, const char *code)
{
	size_t size = strlen(code) + 1;

	store->loading[i] = memcpy(must_alloc(size, 1), code, size);
}

static void begin(struct store *store, size_t count)
{
	store->loading = must_alloc(count, sizeof(*store->loading));
	store->loading_count = count;
}

bool store_load(struct store *store, const char *const *clusters, size_t count)
{
	struct buffer codes = { .size = 0 };

	if (!may_load(store, count))
		return false;
	begin(store, count);
	begin_array(&codes, TEXT, false, count);
	for (size_t i = 0; i < count; i++) {
		remember(store, i, clusters[i]);
		add_text(&codes, clusters[i]);
	}
	link_prepared(&store->reader, "load", 1, &(const char *){ (const char *)codes.data },
	              &(int){ (int)codes.size }, take_entry, true);
	reader_sync(store, load_done, NULL);
	buffer_close(&codes);
	return true;
}

bool store_load_years(struct store *store, const struct wanted_journal *wanted, size_t count)
{
	struct buffer codes = { .size = 0 }, years = { .size = 0 };

	if (!may_load(store, count))
		return false;
	begin(store, count);
	begin_array(&codes, TEXT, false, count);
	begin_array(&years, INT4, true, count);
	for (size_t i = 0; i < count; i++) {
		remember(store, i, wanted[i].cluster);
		add_text(&codes, wanted[i].cluster);
		if (wanted[i].from_year == 0) {
			buffer_u32(&years, UINT32_MAX);
			continue;
		}
		buffer_u32(&years, sizeof(uint32_t));
		buffer_u32(&years, wanted[i].from_year);
	}
	const char *values[] = { (const char *)codes.data, (const char *)years.data };
	const int sizes[] = { (int)codes.size, (int)years.size };

	link_prepared(&store->reader, "load_heads", 1, values, sizes, take_head, true);
	link_prepared(&store->reader, "load_years", 2, values, sizes, take_year, true);
	link_prepared(&store->reader, "load_wanted", 2, values, sizes, take_entry, true);
	link_prepared(&store->reader, "load_ids", 2, values, sizes, take_ids, true);
	reader_sync(store, load_done, NULL);
	buffer_close(&codes);
	buffer_close(&years);
	return true;
}
