/*
 * What the store tells is written into a diary of one line an event; tests compare texts. The loop
 * turns until an expected line is there, or fails with the diary after PATIENCE.
 */
#include "witness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "season_2024.h"
#include "server.h"

#include <cmocka.h>

#define PATIENCE INT64_C(20000000)

static void note(struct witness *witness, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

static void note(struct witness *witness, const char *format, ...)
{
	size_t used = strlen(witness->diary);
	va_list arguments;

	if (used > sizeof(witness->diary) - 500) /* counts go on */
		return;
	va_start(arguments, format);
	used += (size_t)vsnprintf(witness->diary + used, sizeof(witness->diary) - used - 1, format,
	                          arguments);
	va_end(arguments);
	strcpy(witness->diary + used, "\n");
}

static void on_ready(void *context, const uint8_t *epoch)
{
	(void)epoch;
	note(context, "ready");
}

static void on_lost(void *context, const char *reason)
{
	note(context, "lost: %s", reason);
}

static void on_key(void *context, const struct granted_connection *told)
{
	const struct granted_key *key = &told->key;

	note(context, "key %s/%.*s role %d%s%s%s%s%s since %lld", told->cluster, KEY_SIZE,
	     (const char *)key->sign_key, (int)key->role, key->board[0] ? " " : "", key->board,
	     key->audience == AUDIENCE_PUBLIC ? " public" : "", key->relay ? " relay" : "",
	     key->revoked ? " revoked" : "", (long long)key->granted_at);
}

static void on_season(void *context, const struct known_season *season)
{
	const int64_t kept_from = season->seats.kept_from;
	char kept[40] = "";

	if (kept_from < INT64_MAX)
		snprintf(kept, sizeof(kept), " kept from %lld", (long long)kept_from);
	note(context, "season %s/%u at %lld%s", season->cluster, season->year,
	     (long long)season->next_change, kept);
}

static void on_batch_done(void *context, struct batch *batch, enum store_outcome outcome,
                          const char *detail)
{
	static const char *const names[] = { [STORE_COMMITTED] = "committed",
		                             [STORE_FENCED] = "fenced",
		                             [STORE_REFUSED] = "refused",
		                             [STORE_UNABLE] = "unable",
		                             [STORE_LOST] = "unknown" };

	(void)batch;
	note(context, "%s%s%s", names[outcome], detail ? ": " : "", detail ? detail : "");
}

static void on_head(void *context, const char *cluster, const struct journal_entry *last)
{
	note(context, "head %s/%llu", cluster, (unsigned long long)last->sequence);
}

static void on_year(void *context, const struct known_year *year)
{
	note(context, "year %s/%u %s", year->cluster, year->year,
	     year->loaded ? "loaded" : "ended");
}

static void on_ids(void *context, const struct known_ids *ids)
{
	note(context, "ids %s/%u %zu", ids->cluster, ids->year, ids->count);
}

static void on_entry(void *context, const char *cluster, const struct journal_entry *entry)
{
	struct witness *witness = context;

	witness->entries++;
	note(witness, "entry %s/%llu of %zu", cluster, (unsigned long long)entry->sequence,
	     entry->command_size);
}

static void on_loaded(void *context, const char *const *clusters, size_t count, bool ok)
{
	note(context, "loaded %zu from %s%s", count, clusters[0], ok ? "" : " in vain");
}

static void on_answer(void *context, void *tag, const struct journal_entry *entries, size_t count,
                      uint64_t head, bool ok)
{
	struct witness *witness = context;
	char text[300] = "";

	witness->answers++;
	for (size_t i = 0; i < count && strlen(text) < 200; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), " %llu",
		         (unsigned long long)entries[i].sequence);
	note(witness, "answer %s: %zu of head %llu:%s%s", (const char *)tag, count,
	     (unsigned long long)head, text, ok ? "" : " in vain");
}

void witness_open_with(struct witness *witness, const struct store_settings *settings)
{
	static const struct store_events events = {
		.ready = on_ready,
		.lost = on_lost,
		.key = on_key,
		.season = on_season,
		.batch_done = on_batch_done,
		.head = on_head,
		.year = on_year,
		.ids = on_ids,
		.entry = on_entry,
		.loaded = on_loaded,
		.answer = on_answer,
	};

	*witness = (struct witness){ .poller = poller_new() };
	witness->store = store_open(settings, &events, witness);
}

void witness_open(struct witness *witness, const char *conninfo)
{
	witness_open_with(witness, &(struct store_settings){ .conninfo = conninfo,
	                                                     .connect_timeout = 10000000,
	                                                     .reads_max = 4 });
}

const char *witness_open_fresh(struct witness *witness)
{
	const char *conninfo = server_migrated(false);

	witness_open(witness, conninfo);
	witness_until(witness, "ready\n");
	witness_forget(witness);
	return conninfo;
}

void witness_close(struct witness *witness)
{
	store_close(&witness->store);
	poller_free(&witness->poller);
}

/* Waits until then at most. */
static void turn(struct witness *witness, int64_t until)
{
	poller_begin(witness->poller);
	poller_until(witness->poller, until);
	store_wait(witness->store, witness->poller);
	poller_wait(witness->poller);
	store_work(witness->store, witness->poller);
}

void witness_until(struct witness *witness, const char *text)
{
	int64_t deadline = poller_now() + PATIENCE;

	while (!strstr(witness->diary, text)) {
		if (poller_now() > deadline)
			fail_msg("not told within 20 s: %s; but: %s; trouble: %s", text,
			         witness->diary, store_trouble(witness->store));
		turn(witness, deadline);
	}
}

void witness_turn(struct witness *witness)
{
	turn(witness, poller_now() + PATIENCE);
}

void witness_glance(struct witness *witness)
{
	turn(witness, poller_now());
}

void witness_forget(struct witness *witness)
{
	witness->diary[0] = '\0';
	witness->entries = witness->answers = 0;
}

void witness_journal(struct batch *batch, const char *cluster, uint64_t sequence, size_t size)
{
	witness_journal_of(batch, cluster, 2024, sequence, size);
}

void witness_journal_of(struct batch *batch, const char *cluster, uint32_t year, uint64_t sequence,
                        size_t size)
{
	uint8_t *command = must_alloc(size, 1);
	uint8_t signature[SIGNATURE_SIZE] = { 's' }, key[KEY_SIZE] = { 'k' },
	        previous[HASH_SIZE] = { 'p' }, hash[HASH_SIZE] = { 'h' };
	struct journal_row row = { .cluster = cluster, .kind = "submit_report", .year = year };

	memset(command, 'c', size);
	memcpy(row.command_id, &sequence, sizeof(sequence));
	row.entry = (struct journal_entry){ .sequence = sequence,
		                            .received_at = 1710000000000001 + (int64_t)sequence,
		                            .command = command,
		                            .command_size = size,
		                            .signature = signature,
		                            .key = key,
		                            .previous_hash = previous,
		                            .hash = hash };
	batch_journal(batch, &row);
	free(command);
}

void witness_head(struct batch *batch, const char *cluster, uint64_t before, uint64_t sequence)
{
	static const uint8_t hash[HASH_SIZE] = { 'h' };

	batch_head(batch, &(struct head_row){ .cluster = cluster,
	                                      .sequence = before,
	                                      .hash = hash,
	                                      .next_sequence = sequence,
	                                      .next_hash = hash });
}

void witness_report(struct batch *batch, const char *cluster, const char *board, uint32_t revision,
                    uint64_t sequence)
{
	static const int64_t actual[] = { 10000, -1, 20000 }, out_of[] = { -1, -1, 40000 };
	static const uint8_t hash[HASH_SIZE] = { 'r' };

	batch_report(batch,
	             &(struct report_row){ .cluster = cluster,
	                                   .year = 2024,
	                                   .board = board,
	                                   .period = Q1,
	                                   .revision = revision,
	                                   .sequence = sequence,
	                                   .received_at = 1710000000000001 + (int64_t)sequence,
	                                   .late_days = 2,
	                                   .hash = hash,
	                                   .models = 1,
	                                   .task_count = 3,
	                                   .actual = actual,
	                                   .out_of = out_of });
}

void witness_season(struct batch *batch, const struct ruleset *ruleset, int64_t next_change)
{
	const char *tasks[SEASON_2024_TASKS], *units[SEASON_2024_TASKS],
	        *boards[SEASON_2024_BOARDS], *isos[SEASON_2024_BOARDS];
	struct season_row row = { .ruleset = ruleset,
		                  .sequence = 1,
		                  .received_at = 1704157200000000,
		                  .next_change = next_change,
		                  .name = "Cụm thi đua số 1",
		                  .task_names = tasks,
		                  .task_units = units,
		                  .board_names = boards,
		                  .board_isos = isos };

	for (size_t i = 0; i < SEASON_2024_TASKS; i++) {
		tasks[i] = "Kết nạp đảng viên";
		units[i] = "người";
	}
	for (size_t i = 0; i < SEASON_2024_BOARDS; i++) {
		boards[i] = "Ban Tổ chức Tỉnh ủy";
		isos[i] = i == 0 ? "VN-07" : "";
	}
	batch_season(batch, &row);
}

void witness_commit(struct witness *witness, struct batch *batch)
{
	witness_forget(witness);
	store_commit(witness->store, batch);
	assert_false(store_idle(witness->store));
	witness_until(witness, "\n");
}

void witness_append(struct witness *witness, const char *cluster, uint64_t sequence)
{
	struct batch *batch = store_batch(witness->store);

	witness_journal(batch, cluster, sequence, 1000);
	witness_head(batch, cluster, sequence - 1, sequence);
	witness_commit(witness, batch);
}
