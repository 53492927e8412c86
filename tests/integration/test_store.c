/*
 * Writing: what was put into a batch is what people read, and what a refused batch leaves behind
 * is nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "rig.h"
#include "seal.h"
#include "season_2024.h"
#include "server.h"
#include "witness.h"

#include <cmocka.h>

static struct witness witness;

/* --- writing --- */

static void a_committed_entry_is_in_the_journal_to_the_last_byte(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);

	(void)state;
	witness_append(&witness, "TCXDD-1", 1);
	assert_string_equal(witness.diary, "committed\n");
	assert_true(store_idle(witness.store));
	assert_string_equal(
	        server_ask(
	                conninfo,
	                "select cluster, sequence, command_id, kind, "
	                "extract(epoch from received_at) * 1000000, octet_length(command), "
	                "rtrim(encode(signature, 'escape'), '\\0'), left(encode(hash, 'hex'), 4) from thidua.journal"),
	        "TCXDD-1|1|01000000-0000-0000-0000-000000000000|submit_report|1710000000000002.000000|1000|s|6800");
	witness_close(&witness);
}

static void a_report_is_kept_with_absent_values_as_null(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);

	(void)state;
	witness_report(batch, "TCXDD-1", "HN", 1, 7);
	witness_commit(&witness, batch);
	assert_string_equal(
	        server_ask(
	                conninfo,
	                "select year, board, period, revision, sequence, late_days, models, actual, out_of "
	                "from thidua.report"),
	        "2024|HN|Q1|1|7|2|1|{10000,NULL,20000}|{NULL,NULL,40000}");
	witness_close(&witness);
}

static void a_standing_is_read_back_as_it_was_computed(void **state)
{
	static const uint8_t state_hash[HASH_SIZE] = { 0xab };
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);
	struct standing standing;
	struct rig rig;

	(void)state;
	rig_open(&rig);
	rig_begin_2024(&rig);
	rig_must_report(&rig, "HN", Q1, at("2024-03-20T10:00+07:00"));
	standing = rig_standing(&rig, Q1, at("2024-03-22T10:00+07:00"));
	witness_season(batch, standing.ruleset, INT64_MAX);
	batch_standing(batch, &standing, state_hash);
	witness_commit(&witness, batch);
	assert_string_equal(witness.diary, "committed\n");
	for (size_t board = 0; board < standing.ruleset->board_count; board++) {
		char sql[200], expected[200], total[DECIMAL_SIZE], deduction[DECIMAL_SIZE];

		snprintf(
		        sql, sizeof(sql),
		        "select rank, tied, total, deduction, late_days, status from thidua.standing where board = '%s'",
		        standing.ruleset->boards[board]);
		snprintf(expected, sizeof(expected), "%u|%s|%s|%s|%u|%s", standing.rows[board].rank,
		         standing.rows[board].tied ? "t" : "f",
		         decimal_format(standing.rows[board].total, 2, total),
		         decimal_format(standing.rows[board].deduction, 2, deduction),
		         standing.rows[board].late_days,
		         standing.rows[board].status == BOARD_ON_TIME ? "ON_TIME" : "OVERDUE");
		assert_string_equal(server_ask(conninfo, sql), expected);
	}
	assert_string_equal(
	        server_ask(
	                conninfo,
	                "select sum(points) = (select base from thidua.standing where board = 'HN') "
	                "from thidua.score where board = 'HN'"),
	        "t");
	assert_string_equal(
	        server_ask(
	                conninfo,
	                "select reported, expected, overdue, waiting_for[1] from thidua.completeness"),
	        "1|14|13|BK");
	assert_string_equal(server_ask(conninfo, "select count(*) from thidua.standing_locked"),
	                    "0");
	rig_close(&rig);
	witness_close(&witness);
}

static void the_standing_of_a_lock_outlives_the_next(void **state)
{
	static const uint8_t first[HASH_SIZE] = { 0x01 }, second[HASH_SIZE] = { 0x02 };
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);
	struct standing standing;
	struct rig rig;

	(void)state;
	rig_open(&rig);
	rig_begin_2024(&rig);
	standing = rig_standing(&rig, Q1, at("2024-04-06T00:00+07:00"));
	assert_true(standing.locked);
	witness_season(batch, standing.ruleset, INT64_MAX);
	batch_standing(batch, &standing, first);
	witness_commit(&witness, batch);
	batch = store_batch(witness.store);
	batch_standing(batch, &standing, second);
	witness_commit(&witness, batch);
	assert_string_equal(
	        server_ask(
	                conninfo,
	                "select left(s.state_hash, 2), left(l.state_hash, 2) from thidua.standing s "
	                "join thidua.standing_locked l using (cluster, year, period, board) where s.board = 'HN'"),
	        "02|01");
	rig_close(&rig);
	witness_close(&witness);
}

static void a_small_thing_is_kept_as_json(void **state)
{
	static const char data[] = "{\"board\": \"HN\", \"points\": \"12.50\", \"text\": \"Đỗ\"}";
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);
	struct record_row row = { .cluster = "TCXDD-1",
		                  .sequence = 7,
		                  .kind = "note_visit",
		                  .year = 2024,
		                  .received_at = 1710000000000002,
		                  .data = data,
		                  .data_size = strlen(data) };

	(void)state;
	batch_record(batch, &row);
	witness_commit(&witness, batch);
	assert_string_equal(
	        server_ask(
	                conninfo,
	                "select sequence, kind, year, extract(epoch from received_at) * 1000000, data ->> 'board', "
	                "(data ->> 'points')::numeric, data ->> 'text' from thidua.record where cluster = 'TCXDD-1'"),
	        "7|note_visit|2024|1710000000000002.000000|HN|12.50|Đỗ");
	batch = store_batch(witness.store);
	row.sequence = 8;
	row.data_size--;
	batch_record(batch, &row);
	witness_commit(&witness, batch);
	assert_non_null(strstr(witness.diary, "refused: 22P02 "));
	witness_close(&witness);
}

static void only_the_latest_version_of_a_season_moves_with_time(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);
	struct ruleset *ruleset = season_2024_ruleset();

	(void)state;
	witness_season(batch, ruleset, 1000);
	ruleset->version = 2;
	witness_season(batch, ruleset, 2000);
	batch_next_change(batch, ruleset->cluster, ruleset->year, 3000, 2023);
	witness_commit(&witness, batch);
	assert_string_equal(witness.diary, "committed\n");
	assert_string_equal(
	        server_ask(
	                conninfo,
	                "select version, extract(epoch from next_change) * 1000000, needs_from from thidua.season order by 1"),
	        "1|| 2|3000.000000|2023");
	ruleset_free(ruleset);
	witness_close(&witness);
}

static void a_season_is_kept_in_points_and_units(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);
	struct ruleset *ruleset = season_2024_ruleset();

	(void)state;
	witness_season(batch, ruleset, INT64_MAX);
	witness_commit(&witness, batch);
	assert_string_equal(
	        server_ask(
	                conninfo,
	                "select name, scale, head, deputy, due[1], due_on[5], lock[4], next_change "
	                "from thidua.season"),
	        "Cụm thi đua số 1|1000.00|HN|PT|2024-03-20|2025-02-03|2024-11-28|infinity");
	assert_string_equal(
	        server_ask(
	                conninfo,
	                "select task, kind, accumulation, max, phasing from thidua.task where place = 1"),
	        "T01|LINEAR|SUM|80.00|{2500,5000,7500,10000,10000}");
	assert_string_equal(server_ask(conninfo, "select sum(max), count(*) from thidua.task"),
	                    "1000.00|14");
	assert_string_equal(
	        server_ask(conninfo,
	                   "select board, iso from thidua.board where place <= 2 order by place"),
	        "TQ|VN-07 BK|");
	ruleset_free(ruleset);
	witness_close(&witness);
}

static void keys_and_seasons_are_told_before_ready(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);
	struct ruleset *ruleset = season_2024_ruleset();
	static const struct granted_key one = { .sign_key = "one",
		                                .curve_key = "one",
		                                .board = "HN",
		                                .role = ROLE_OFFICE,
		                                .audience = AUDIENCE_MEMBER },
	                                two = { .sign_key = "two",
		                                .curve_key = "two",
		                                .role = ROLE_SUPERVISOR,
		                                .audience = AUDIENCE_MEMBER },
	                                web = { .sign_key = "web",
		                                .curve_key = "web",
		                                .role = ROLE_VIEWER,
		                                .audience = AUDIENCE_PUBLIC,
		                                .relay = true };

	(void)state;
	batch_grant(batch, "TCXDD-1", &one, 1, 1000);
	batch_grant(batch, "TCXDD-1", &two, 2, 1000);
	batch_grant(batch, "TCXDD-1", &web, 3, 1000);
	batch_revoke(batch, "TCXDD-1", one.sign_key, 4, 2000);
	witness_season(batch, ruleset, 5000);
	batch_shown(batch, "TCXDD-1", 2024, 3000, false);
	witness_commit(&witness, batch);
	witness_close(&witness);
	assert_string_equal(
	        server_ask(
	                conninfo,
	                "select role, board, revoked_sequence, audience, relay from thidua.office_key order by 1"),
	        "OFFICE|HN|4|MEMBER|f SUPERVISOR|||MEMBER|f VIEWER|||PUBLIC|t");
	witness_open(&witness, conninfo);
	witness_until(&witness, "ready\n");
	assert_string_equal(witness.diary, "key TCXDD-1/one role 1 HN revoked since 1000\n"
	                                   "key TCXDD-1/two role 2 since 1000\n"
	                                   "key TCXDD-1/web role 4 public relay since 1000\n"
	                                   "season TCXDD-1/2024 at 5000 kept from 3001\n"
	                                   "ready\n");
	ruleset_free(ruleset);
	witness_close(&witness);
}

static void rows_of_many_clusters_are_written_in_their_order(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);

	(void)state;
	witness_journal(batch, "C2", 1, 10);
	witness_journal(batch, "C10", 1, 10);
	witness_journal(batch, "C1", 1, 10);
	witness_journal(batch, "C10", 2, 10);
	witness_commit(&witness, batch);
	assert_string_equal(
	        server_ask(conninfo, "select cluster, sequence from thidua.journal order by ctid"),
	        "C1|1 C10|1 C10|2 C2|1");
	witness_close(&witness);
}

/* They go over the connection one after the other, sorted over all of them. */
static void a_batch_of_many_parts_is_one_transaction(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);
	const size_t size = 50000;

	(void)state;
	for (uint64_t i = 1; i <= 40; i++) {
		witness_journal(batch, "C2", i, size);
		witness_journal(batch, "C1", i, size);
	}
	witness_commit(&witness, batch);
	assert_string_equal(witness.diary, "committed\n");
	assert_string_equal(
	        server_ask(conninfo,
	                   "select count(*), count(distinct xmin::text), sum(length(command)) "
	                   "from thidua.journal"),
	        "80|1|4000000");
	assert_string_equal(server_ask(conninfo,
	                               "select count(*) from (select lag((cluster, sequence)) "
	                               "over (order by ctid) < (cluster, sequence) as rising "
	                               "from thidua.journal) r where not rising"),
	                    "0");
	batch = store_batch(witness.store);
	for (uint64_t i = 79; i >= 40; i--) /* the last part holds what is there already */
		witness_journal(batch, i > 40 ? "C1" : "C2", i, size);
	witness_commit(&witness, batch);
	assert_non_null(strstr(witness.diary, "fenced: 23505 "));
	assert_string_equal(server_ask(conninfo, "select count(*) from thidua.journal"), "80");
	witness_close(&witness);
}

/* Also when the connection took all of the part before just as one began to wait for that: in some of these batches. */
static void no_part_waits_for_an_answer_to_the_one_before(void **state)
{
	(void)state;
	witness_open_fresh(&witness);
	for (uint64_t i = 1; i <= 120; i += 4) {
		struct batch *batch = store_batch(witness.store);

		for (uint64_t entry = i; entry < i + 4; entry++)
			witness_journal(batch, "C1", entry, 260000);
		witness_commit(&witness, batch);
		/* and no "no answer" before it */
		assert_string_equal(witness.diary, "committed\n");
	}
	witness_close(&witness);
}

static void a_batch_that_is_filled_while_another_commits_is_the_next(void **state)
{
	(void)state;
	witness_open_fresh(&witness);
	struct batch *first = store_batch(witness.store);

	witness_journal(first, "C1", 1, 10);
	store_commit(witness.store, first);
	struct batch *second = store_batch(witness.store);

	assert_ptr_not_equal(first, second);
	assert_true(batch_empty(second));
	witness_journal(second, "C1", 2, 10);
	assert_in_range(batch_size(second), 200, 400);
	witness_until(&witness, "committed\n");
	witness_commit(&witness, second);
	assert_string_equal(witness.diary, "committed\n");
	witness_close(&witness);
}

/* --- who writes --- */

static void who_wants_to_be_alone_waits_for_no_daemon_and_keeps_them_out(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	struct witness other;

	(void)state;
	witness_open_with(&other, &(struct store_settings){ .conninfo = conninfo,
	                                                    .alone = true,
	                                                    .connect_timeout = 10000000 });
	witness_until(&other, "lost: a daemon writes to the database: stop it first\n");
	witness_close(&witness);
	witness_until(&other, "ready\n");
	witness_open(&witness, conninfo);
	witness_until(&witness, "lost: the database is being migrated or rebuilt\n");
	witness_close(&other);
	witness_until(&witness, "ready\n");
	witness_close(&witness);
}

/* Of all tables but the journal, its heads and what --migrate writes. */
static void a_cluster_is_renewed_in_one_transaction(void **state)
{
	static const struct granted_key office = { .sign_key = "one",
		                                   .curve_key = "one",
		                                   .board = "HN",
		                                   .role = ROLE_OFFICE,
		                                   .audience = AUDIENCE_MEMBER };
	const char *conninfo = server_migrated(false);

	(void)state;
	server_run(
	        conninfo,
	        "create table public.emptied (name text);"
	        "create function public.note() returns trigger language plpgsql as "
	        "'begin insert into public.emptied values (tg_table_name); return null; end';"
	        "do $$ declare t regclass; begin for t in select oid from pg_class where relkind = 'r' and "
	        "relnamespace = 'thidua'::regnamespace loop execute format('create trigger noted after delete on %s "
	        "for each statement execute function public.note()', t); end loop; end $$");
	witness_open_with(&witness, &(struct store_settings){ .conninfo = conninfo,
	                                                      .alone = true,
	                                                      .connect_timeout = 10000000 });
	witness_until(&witness, "ready\n");
	for (int i = 0; i < 2; i++) {
		struct batch *batch = store_batch(witness.store);

		batch_grant(batch, "C1", &office, 1, 1000);
		batch_renew(batch, "C1");
		witness_commit(&witness, batch);
		assert_string_equal(witness.diary, "committed\n");
	}
	assert_string_equal(server_ask(conninfo, "select count(*) from thidua.office_key"), "1");
	assert_string_equal(server_ask(conninfo,
	                               "select relname from pg_class where relkind = 'r' and "
	                               "relnamespace = 'thidua'::regnamespace and relname not in "
	                               "(select name from public.emptied) order by 1"),
	                    "database head journal migration");
	witness_close(&witness);
}

static void projections_that_are_missing_are_told_before_anybody_is_locked_out(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);
	static const struct granted_key office = { .sign_key = "one",
		                                   .curve_key = "one",
		                                   .board = "HN",
		                                   .role = ROLE_OFFICE,
		                                   .audience = AUDIENCE_MEMBER };

	(void)state;
	witness_journal_of(batch, "C1", 0, 1, 10);
	witness_head(batch, "C1", 0, 1);
	batch_grant(batch, "C1", &office, 1, 1000);
	witness_commit(&witness, batch);
	witness_close(&witness);
	server_run(conninfo, "alter table thidua.journal disable trigger user; "
	                     "update thidua.journal set kind = 'grant_key'");
	witness_open(&witness, conninfo);
	witness_until(&witness, "ready\n");
	witness_close(&witness);
	server_run(conninfo, "truncate thidua.office_key");
	witness_open(&witness, conninfo);
	witness_until(&witness, "lost: cluster C1 has no projections: run thiduad --rebuild\n");
	server_run(conninfo, "update thidua.head set broken = true");
	witness_until(&witness, "ready\n");
	witness_close(&witness);
	server_run(conninfo, "truncate thidua.head");
	witness_open(&witness, conninfo);
	witness_until(&witness, "lost: cluster C1 has no projections: run thiduad --rebuild\n");
	witness_close(&witness);
}

/* --- refusals --- */

#define MOVED "fenced: TD001 1 of 1 clusters have moved on\n"

static void move(struct witness *mover, const char *cluster, uint64_t before, uint64_t sequence)
{
	struct batch *batch = store_batch(mover->store);

	if (sequence > before)
		witness_journal(batch, cluster, sequence, 10);
	witness_head(batch, cluster, before, sequence);
	witness_commit(mover, batch);
}

static void what_time_moves_is_fenced_as_well(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	struct witness other;

	(void)state;
	witness_open(&other, conninfo);
	witness_until(&other, "ready\n");
	move(&witness, "C1", 0, 1);
	assert_string_equal(witness.diary, "committed\n");
	move(&other, "C1", 0, 1);
	assert_string_equal(other.diary, MOVED);
	move(&other, "C1", 1, 1);
	assert_string_equal(other.diary, "committed\n");
	move(&other, "C1", 1, 2);
	assert_string_equal(other.diary, "committed\n");
	move(&witness, "C1", 1, 1);
	assert_string_equal(witness.diary, MOVED);
	move(&witness, "C2", 1, 1);
	assert_string_equal(witness.diary, MOVED);
	witness_close(&other);
	witness_close(&witness);
}

static void nothing_is_built_upon_an_entry_that_is_gone_or_another(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);

	(void)state;
	move(&witness, "C1", 0, 1);
	server_run(conninfo,
	           "alter table thidua.journal disable trigger user; delete from thidua.journal");
	move(&witness, "C1", 1, 2);
	assert_string_equal(witness.diary, MOVED);
	move(&witness, "C2", 0, 1);
	server_run(conninfo, "update thidua.journal set hash = previous_hash");
	move(&witness, "C2", 1, 1);
	assert_string_equal(witness.diary, MOVED);
	assert_string_equal(
	        server_ask(conninfo, "select cluster, sequence from thidua.head order by 1"),
	        "C1|1 C2|1");
	witness_close(&witness);
}

static void enter_unfenced(struct witness *mover, uint64_t sequence)
{
	struct batch *batch = store_batch(mover->store);

	witness_journal(batch, "C1", sequence, 10);
	witness_commit(mover, batch);
}

static void the_key_of_the_journal_is_a_fence_as_well(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	struct witness other;

	(void)state;
	witness_open(&other, conninfo);
	witness_until(&other, "ready\n");
	enter_unfenced(&witness, 1);
	enter_unfenced(&other, 1);
	assert_non_null(strstr(other.diary, "fenced: 23505 "));
	enter_unfenced(&other, 2);
	assert_string_equal(other.diary, "committed\n");
	witness_close(&other);
	witness_close(&witness);
}

static void a_command_id_that_is_journaled_already_is_fenced(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);

	(void)state;
	enter_unfenced(&witness, 1);
	server_run(conninfo, "alter table thidua.journal drop constraint journal_sequence_from_1");
	server_run(
	        conninfo,
	        "alter table thidua.journal disable trigger user; update thidua.journal set sequence = -5");
	enter_unfenced(&witness, 1); /* the same id, another sequence */
	assert_non_null(strstr(witness.diary, "fenced: 23505 "));
	witness_close(&witness);
}

static void a_poison_row_is_refused_and_the_next_batch_commits(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);

	(void)state;
	witness_journal(batch, "C1", 1, 10);
	witness_report(batch, "C1", "not \xff UTF-8", 1, 1);
	witness_commit(&witness, batch);
	assert_non_null(strstr(witness.diary, "refused: 22021 invalid byte sequence"));
	assert_true(store_idle(witness.store));
	assert_string_equal(server_ask(conninfo, "select count(*) from thidua.journal"), "0");
	witness_append(&witness, "C1", 1);
	assert_string_equal(witness.diary, "committed\n");
	witness_close(&witness);
}

static void a_row_that_a_constraint_forbids_is_refused(void **state)
{
	(void)state;
	witness_open_fresh(&witness);
	struct batch *batch = store_batch(witness.store);

	witness_journal(batch, "C1", 0, 10);
	witness_commit(&witness, batch);
	assert_non_null(strstr(witness.diary, "refused: 23514 "));
	witness_close(&witness);
}

static void a_right_that_is_missing_makes_no_command_wrong(void **state)
{
	const char *conninfo = witness_open_fresh(&witness);

	(void)state;
	server_run(conninfo, "alter table thidua.journal rename to away");
	witness_append(&witness, "C1", 1);
	assert_non_null(strstr(witness.diary, "unable: 42P01 "));
	server_run(conninfo, "alter table thidua.away rename to journal");
	witness_until(&witness, "ready\n");
	witness_append(&witness, "C1", 1);
	assert_string_equal(witness.diary, "committed\nready\n");
	witness_close(&witness);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_committed_entry_is_in_the_journal_to_the_last_byte),
		cmocka_unit_test(a_report_is_kept_with_absent_values_as_null),
		cmocka_unit_test(a_standing_is_read_back_as_it_was_computed),
		cmocka_unit_test(the_standing_of_a_lock_outlives_the_next),
		cmocka_unit_test(a_small_thing_is_kept_as_json),
		cmocka_unit_test(only_the_latest_version_of_a_season_moves_with_time),
		cmocka_unit_test(a_season_is_kept_in_points_and_units),
		cmocka_unit_test(keys_and_seasons_are_told_before_ready),
		cmocka_unit_test(rows_of_many_clusters_are_written_in_their_order),
		cmocka_unit_test(a_batch_of_many_parts_is_one_transaction),
		cmocka_unit_test(no_part_waits_for_an_answer_to_the_one_before),
		cmocka_unit_test(a_batch_that_is_filled_while_another_commits_is_the_next),
		cmocka_unit_test(who_wants_to_be_alone_waits_for_no_daemon_and_keeps_them_out),
		cmocka_unit_test(
		        projections_that_are_missing_are_told_before_anybody_is_locked_out),
		cmocka_unit_test(a_cluster_is_renewed_in_one_transaction),
		cmocka_unit_test(what_time_moves_is_fenced_as_well),
		cmocka_unit_test(nothing_is_built_upon_an_entry_that_is_gone_or_another),
		cmocka_unit_test(the_key_of_the_journal_is_a_fence_as_well),
		cmocka_unit_test(a_command_id_that_is_journaled_already_is_fenced),
		cmocka_unit_test(a_poison_row_is_refused_and_the_next_batch_commits),
		cmocka_unit_test(a_row_that_a_constraint_forbids_is_refused),
		cmocka_unit_test(a_right_that_is_missing_makes_no_command_wrong),
	};

	if (argc != 2 || !seal_start())
		return 64;
	server_start(argv[1]);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	server_stop();
	return failed;
}
