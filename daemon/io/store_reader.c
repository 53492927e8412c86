/*
 * The reader answers questions and loads cold clusters (store_load.c), one after the other in one
 * pipeline, each with a sync of its own so that one failure is not the next one's. An answer is
 * given at its sync, when its transaction has ended.
 *
 * The entry of a known command is read in a transaction that writes to the log: its end then waits,
 * like a commit, for a synchronous standby, so that nobody gets a receipt for what only a dying
 * primary knows.
 */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "names.h"
#include "store_fields.h"
#include "store_private.h"

#define ENTRY_COLUMNS                                                                              \
	"j.sequence, j.received_at, j.command, j.signature, j.key, j.previous_hash, j.hash"
#define DIGITS_OF(number) #number
#define DIGITS(number)    DIGITS_OF(number)
#define ENTRY_BYTES       DIGITS(STORE_ENTRY_BYTES)
#define PAGE_BYTES        DIGITS(STORE_PAGE_BYTES)
enum { PAGE_ENTRIES_MAX = 1000, PARAMETERS_MAX = 5 };

/* The entry of the cluster $1 with this number, through the journal's key: no other index gives that order. Where nothing is
 * known of the table yet, any that begins with the cluster would be as good to the server, and plans are kept. */
#define ENTRY_AT(number)                                                                           \
	"(select * from thidua.journal j where j.cluster = $1::text and j.sequence >= " number     \
	" order by j.sequence limit 1) j on j.sequence = " number

/* An answer's first column is the journal's head; without an entry the others are null. */
static const struct statement statements[] = {
	{ "command",
	  "select 0::bigint, " ENTRY_COLUMNS ", pg_logical_emit_message(true, 'thidua', '') "
	  "from (select $2::bigint as sequence) w join lateral " ENTRY_AT("w.sequence") },
	{ "entries",
	  "with page as materialized (select " ENTRY_COLUMNS
	  ", sum(octet_length(j.command) + " ENTRY_BYTES ") over (order by j.sequence) as size "
	  "from (select * from thidua.journal j where j.cluster = $1::text and j.sequence >= $2::bigint order by j.sequence limit $3::int) j) "
	  "select h.head, " ENTRY_COLUMNS
	  " from (select coalesce(max(sequence), 0) as head from thidua.journal where cluster = $1::text) h "
	  "left join page j on j.size <= " PAGE_BYTES
	  " or j.sequence = (select min(p.sequence) from page p) order by j.sequence" },
	{ "report",
	  "select 0::bigint, " ENTRY_COLUMNS
	  " from (select r.sequence from thidua.report r where r.cluster = $1::text and "
	  "r.year = $2::int and r.board = $3::text and r.period = ($4::text)::thidua.period and ($5::int = 0 or r.revision = $5::int) "
	  "order by r.revision desc limit 1) r join lateral " ENTRY_AT("r.sequence") },
	{ "season",
	  "select 0::bigint, " ENTRY_COLUMNS
	  " from (select s.sequence from thidua.season s where s.cluster = $1::text and "
	  "s.year = $2::int and ($3::int = 0 or s.version = $3::int) order by s.version desc limit 1) s "
	  "join lateral " ENTRY_AT("s.sequence") },
	{ "clock", "select clock_timestamp()" },
};

/* --- questions under way --- */

size_t reader_jobs_max(const struct store *store)
{
	return store->settings.reads_max + 2;
}

static void push_job(struct store *store, job_ended *ended, void *tag)
{
	store->jobs[(store->job_first + store->job_count++) % reader_jobs_max(store)] =
	        (struct job){ ended, tag };
}

static struct job pop_job(struct store *store)
{
	struct job job = store->jobs[store->job_first];

	store->job_first = (store->job_first + 1) % reader_jobs_max(store);
	store->job_count--;
	return job;
}

static bool may_ask(const struct store *store)
{
	size_t others = (size_t)(store->loading_count > 0) + store->clock_asked;

	return store->reader.state == LINK_READY &&
	       store->job_count - others < store->settings.reads_max;
}

static struct journal_entry entry_at(const PGresult *result, int row)
{
	return (struct journal_entry){
		.sequence = (uint64_t)link_i64(result, row, 1),
		.received_at = link_time(result, row, 2),
		.command = (const uint8_t *)PQgetvalue(result, row, 3),
		.command_size = (size_t)PQgetlength(result, row, 3),
		.signature = (const uint8_t *)PQgetvalue(result, row, 4),
		.key = (const uint8_t *)PQgetvalue(result, row, 5),
		.previous_hash = (const uint8_t *)PQgetvalue(result, row, 6),
		.hash = (const uint8_t *)PQgetvalue(result, row, 7),
	};
}

static void give_answer(struct store *store, void *tag, const PGresult *result, bool ok)
{
	struct journal_entry *entries = must_alloc(PAGE_ENTRIES_MAX, sizeof(*entries));
	int rows = ok && result ? PQntuples(result) : 0;
	uint64_t head = rows > 0 ? (uint64_t)link_i64(result, 0, 0) : 0;
	size_t count = 0;

	for (int row = 0; row < rows && count < PAGE_ENTRIES_MAX; row++) {
		if (!PQgetisnull(result, row, 1))
			entries[count++] = entry_at(result, row);
	}
	store->events.answer(store->context, tag, entries, count, head, ok && result);
	free(entries);
}

static void keep(struct link *link, PGresult *result)
{
	if (result && PQresultStatus(result) == PGRES_TUPLES_OK)
		link->kept = result;
}

/* A question that failed on a connection that lives (a lock, a cancel) is answered as if the
 * connection had gone. */
static void answered(struct link *link, PGresult *result)
{
	PGresult *kept = link->kept;
	struct store *store = link->store;
	struct job job = pop_job(store);
	bool ok = !link->failure.set && !link->warned;

	(void)result;
	if (!ok) /* it lives, all the same */
		snprintf(link->trouble, sizeof(link->trouble), "%s",
		         link->failure.set ? link->failure.text : "a warning came");
	link->kept = NULL;
	link->failure.set = link->warned = false;
	job.ended(store, job.tag, kept, ok);
	PQclear(kept);
}

/* --- asking --- */

struct parameters {
	uint8_t space[PARAMETERS_MAX][8];
	const char *values[PARAMETERS_MAX];
	int sizes[PARAMETERS_MAX];
	int count;
};

static void add_bytes(struct parameters *to, const void *bytes, size_t size)
{
	to->values[to->count] = bytes;
	to->sizes[to->count++] = (int)size;
}

static void add_text(struct parameters *to, const char *text)
{
	add_bytes(to, text, strlen(text));
}

static void add_u32(struct parameters *to, uint32_t value)
{
	uint8_t *space = to->space[to->count];

	value = htobe32(value);
	add_bytes(to, memcpy(space, &value, sizeof(value)), sizeof(value));
}

static void add_u64(struct parameters *to, uint64_t value)
{
	uint8_t *space = to->space[to->count];

	value = htobe64(value);
	add_bytes(to, memcpy(space, &value, sizeof(value)), sizeof(value));
}

void reader_sync(struct store *store, job_ended *ended, void *tag)
{
	push_job(store, ended, tag);
	link_sync(&store->reader, answered);
}

bool store_read(struct store *store, const struct store_read *read, void *tag)
{
	static const char *const names[] = { [STORE_COMMAND] = "command",
		                             [STORE_ENTRIES] = "entries",
		                             [STORE_REPORT] = "report",
		                             [STORE_SEASON] = "season" };
	struct parameters parameters = { .count = 0 };

	if (!may_ask(store))
		return false;
	add_text(&parameters, read->cluster);
	switch (read->question) {
	case STORE_COMMAND:
		add_u64(&parameters, read->from);
		break;
	case STORE_ENTRIES:
		add_u64(&parameters, read->from);
		add_u32(&parameters,
		        read->limit < PAGE_ENTRIES_MAX ? read->limit : PAGE_ENTRIES_MAX);
		break;
	case STORE_REPORT:
		add_u32(&parameters, read->year);
		add_text(&parameters, read->board);
		add_text(&parameters, names_find(&names_periods, (int)read->period));
		add_u32(&parameters, read->revision);
		break;
	case STORE_SEASON:
		add_u32(&parameters, read->year);
		add_u32(&parameters, read->revision);
		break;
	}
	link_prepared(&store->reader, names[read->question], parameters.count, parameters.values,
	              parameters.sizes, keep, false);
	reader_sync(store, give_answer, tag);
	return true;
}

static void clock_told(struct store *store, void *tag, const PGresult *result, bool ok)
{
	(void)tag;
	store->clock_asked = false;
	if (ok && result)
		link_tell_clock(&store->reader, result, 0);
}

bool store_ask_clock(struct store *store)
{
	if (store->reader.state != LINK_READY || store->clock_asked)
		return false;
	store->clock_asked = true;
	store->reader.asked = clock_boot();
	link_prepared(&store->reader, "clock", 0, NULL, NULL, keep, false);
	reader_sync(store, clock_told, NULL);
	return true;
}

/* --- the role --- */

static void reader_prepare(struct link *link)
{
	link_query(link,
	           "select set_config('default_transaction_isolation', 'repeatable read', false)",
	           link_expect_done, false);
	for (size_t i = 0; i < load_statement_count; i++)
		link_prepare(link, &load_statements[i]);
}

static void reader_ready(struct link *link)
{
	(void)link; /* the writer tells it */
}

static void reader_lost(struct link *link)
{
	struct store *store = link->store;

	while (store->job_count > 0) {
		const struct job job = pop_job(store);

		job.ended(store, job.tag, NULL, false);
	}
	if (store->writer.state != LINK_READY)
		store_tell_lost(link); /* it waits for us */
}

const struct link_role reader_role = {
	.name = "thiduad reader",
	.statements = statements,
	.statement_count = sizeof(statements) / sizeof(statements[0]),
	.prepare = reader_prepare,
	.ready = reader_ready,
	.lost = reader_lost,
};
