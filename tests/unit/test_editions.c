/*
 * Edition 2 has tightened a bound (Board.iso) and checks (the dates and names of a season, the titles
 * of models). A journal of edition 1 that would be refused by each of them goes on agreeing, with
 * the standing that it had; and a season of edition 2 is judged by its own, by the daemon and by who
 * verifies the journal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "calendar.h"
#include "desk.h"
#include "text.h"

#include <cmocka.h>

/* Of the journal that play_first_quarter makes, whatever edition 2 has become since. */
static const char state_as_it_was[] =
        "f4a5c148c1abe3fe47537a088aaa1cecf32490d9f3e34d67fcc2ffad9dc8d37a";

#define EACH(test) cmocka_unit_test_setup_teardown(test, open_desk, close_desk)

static struct desk desk;
static struct board_draft boards[BOARDS_MAX];
static struct period_draft periods[PERIODS];

/* A season of 2024 with all that edition 2 refuses of one. */
static void spoil_season(void)
{
	memcpy(boards, desk.draft.boards, desk.draft.board_count * sizeof(*boards));
	memcpy(periods, desk.draft.periods, sizeof(periods));
	boards[0].iso = "VN-07-TQ";
	boards[1].name = "Ban Tổ chức\u200B";
	if (!calendar_parse("2023-12-20", &periods[Q1].opens))
		abort();
	desk.draft.boards = boards;
	desk.draft.periods = periods;
}

static void give_edition(uint32_t edition)
{
	desk.draft.has_edition = true;
	desk.draft.edition = edition;
}

static int open_desk(void **state)
{
	(void)state;
	desk_open_empty(&desk);
	return 0;
}

static int close_desk(void **state)
{
	(void)state;
	desk_close(&desk);
	return 0;
}

static int64_t locked(void)
{
	return at("2024-04-06T00:00+07:00");
}

/* One model in two spellings: edition 1 counts both. */
static struct signed_command spoilt_report(int64_t now)
{
	static const struct good_model twice[] = { { "Chi bộ bốn tốt", "", "" },
		                                   { "CHI BỘ\u00A0BỐN TỐT ", "", "" } };
	struct command command = desk_report(&desk, 2, Q1, 28, now);

	command.submit_report.models = twice;
	command.submit_report.model_count = 2;
	return desk_sign(&desk, &command, &desk.offices[2]);
}

static void play_first_quarter(void)
{
	desk_begin(&desk);
	desk_must_report(&desk, 0, Q1, 30,
	                 at("2024-01-02T09:00+07:00")); /* before 2024 it opened */
	desk_must_report(&desk, 1, Q1, 25, at("2024-03-22T08:00+07:00"));
	const struct signed_command sent = spoilt_report(at("2024-03-22T09:00+07:00"));

	desk_send(&desk, &sent, at("2024-03-22T09:00+07:00"));
}

static const char *state_of(const struct cluster *cluster)
{
	static char hex[2 * HASH_SIZE + 1];
	struct standing standing;
	uint8_t hash[HASH_SIZE];

	assert_true(standing_compute(cluster, 2024, Q1, locked(), &desk.arena, &standing));
	standing_seal(&standing, hash);
	text_hex(hash, HASH_SIZE, hex);
	return hex;
}

static struct bundle_verdict verdict_of_the_journal(void)
{
	struct buffer bundle = { 0 }, message = { 0 };
	struct bundle_verdict verdict;

	bundle_begin(&bundle, "TCXDD-1", desk.operator.sign_public, desk_epoch, locked());
	for (size_t i = 0; i < desk.entry_count; i++)
		bundle_entry(&bundle, &desk.entries[i]);
	if (desk.cluster->sequence > 0) {
		const struct standing standing = desk_standing(&desk, Q1, locked());

		desk_encode(&standing, locked(), &message);
		bundle_locked(&bundle, message.data, message.size);
	}
	bundle_end(&bundle, desk.entry_count, NULL);
	bundle_verify(bundle.data, bundle.size, desk.operator.sign_public, NULL, &verdict);
	buffer_close(&bundle);
	buffer_close(&message);
	return verdict;
}

/* The daemon's way with what is in the journal: read, applied, not judged. */
static struct cluster *replay_the_journal(void)
{
	struct cluster *cluster = cluster_new("TCXDD-1", desk.operator.sign_public);
	struct command command;
	struct faults why;

	faults_init(&why, &desk.arena);
	for (size_t i = 0; i < desk.entry_count; i++) {
		const struct journal_entry *entry = &desk.entries[i];

		assert_true(command_replay(entry->command, entry->command_size, &desk.arena,
		                           &command, &why));
		memcpy(command.key, entry->key, KEY_SIZE);
		command.received_at = entry->received_at;
		assert_true(cluster_apply(cluster, &command, entry->hash, NULL));
	}
	return cluster;
}

static void a_journal_of_edition_1_agrees_and_keeps_its_standing(void **state)
{
	(void)state;
	for (uint32_t edition = 0; edition <= EDITION_FIRST; edition++) {
		desk_close(&desk);
		desk_open_empty(&desk);
		spoil_season();
		if (edition > 0)
			give_edition(edition);
		play_first_quarter();
		const struct bundle_verdict verdict = verdict_of_the_journal();
		struct cluster *again = replay_the_journal();

		assert_string_equal(verdict.difference, "");
		assert_int_equal(verdict.locked, 1);
		assert_int_equal(verdict.entries, 8);
		assert_memory_equal(again->hash, verdict.head, HASH_SIZE);
		assert_string_equal(state_of(again), state_of(desk.cluster));
		if (edition == 0)
			assert_string_equal(state_of(again), state_as_it_was);
		cluster_free(&again);
	}
}

static void the_same_season_is_refused_in_edition_2_by_its_fields(void **state)
{
	(void)state;
	const int64_t now = at("2024-01-02T08:00+07:00");

	spoil_season();
	give_edition(EDITION_SECOND);
	const struct command command = desk_season(&desk, now);
	const struct signed_command sent = desk_sign(&desk, &command, &desk.operator);

	assert_string_equal(
	        desk_try(&desk, &sent, now),
	        "INVALID season.boards[0].iso: must be at most 6 bytes, not 8 | "
	        "INVALID season.periods[0].opens: must be a day of 2024 or 2025, got 2023-12-20 | "
	        "INVALID season.boards[1].name: holds U+200B, which nobody sees");
}

static void the_same_report_is_refused_in_edition_2_by_its_field(void **state)
{
	(void)state;
	const int64_t now = at("2024-03-22T09:00+07:00");

	give_edition(EDITION_SECOND);
	desk_begin(&desk);
	const struct signed_command sent = spoilt_report(now);

	assert_string_equal(desk_try(&desk, &sent, now),
	                    "INVALID models[1].title: says the same as that of models[0]");
}

static void a_model_has_a_title_that_can_be_read(void **state)
{
	(void)state;
	static const struct good_model unseen[] = { { " ", "", "" }, { "\u200B\u00A0", "", "" } };
	const int64_t now = at("2024-03-22T09:00+07:00");

	give_edition(EDITION_SECOND);
	desk_begin(&desk);
	struct command command = desk_report(&desk, 2, Q1, 28, now);

	command.submit_report.models = unseen;
	command.submit_report.model_count = 2;
	const struct signed_command sent = desk_sign(&desk, &command, &desk.offices[2]);

	assert_string_equal(
	        desk_try(&desk, &sent, now),
	        "INVALID models[0].title: shows nothing: it must have letters or digits | "
	        "INVALID models[1].title: shows nothing: it must have letters or digits | "
	        "INVALID models[1].title: says the same as that of models[0]");
}

/* A season sealed by somebody who has the operator's key, and asks no daemon. */
static struct bundle_verdict verdict_of_the_season(void)
{
	static const uint8_t none[HASH_SIZE];
	static struct signed_command sent;
	static uint8_t hash[HASH_SIZE];
	const int64_t now = at("2024-01-02T08:00+07:00");
	const struct command command = desk_season(&desk, now);

	sent = desk_sign(&desk, &command, &desk.operator);
	seal_chain(none, 1, now, sent.bytes, sent.size, hash);
	desk.entry_count = 1;
	desk.entries[0] = (struct journal_entry){
		.sequence = 1,
		.received_at = now,
		.command = sent.bytes,
		.command_size = sent.size,
		.signature = sent.signature,
		.key = sent.key,
		.previous_hash = none,
		.hash = hash,
	};
	return verdict_of_the_journal();
}

static void a_journal_of_edition_2_is_verified_by_its_own(void **state)
{
	(void)state;
	const struct board_draft *right = desk.draft.boards;

	give_edition(EDITION_SECOND);
	assert_string_equal(verdict_of_the_season().difference, "");
	spoil_season();
	assert_string_equal(verdict_of_the_season().difference,
	                    "entry 1: season.boards[0].iso: must be at most 6 bytes, not 8");
	desk.draft.boards = right;
	assert_string_equal(
	        verdict_of_the_season().difference,
	        "entry 1: season.periods[0].opens: must be a day of 2024 or 2025, got 2023-12-20");
	spoil_season();
	give_edition(EDITION_FIRST);
	assert_string_equal(verdict_of_the_season().difference, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(a_journal_of_edition_1_agrees_and_keeps_its_standing),
		EACH(the_same_season_is_refused_in_edition_2_by_its_fields),
		EACH(the_same_report_is_refused_in_edition_2_by_its_field),
		EACH(a_model_has_a_title_that_can_be_read),
		EACH(a_journal_of_edition_2_is_verified_by_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
