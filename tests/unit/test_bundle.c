/* An exported journal agrees as it was written, and in no other way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "desk.h"

#include <cmocka.h>

static struct desk desk;

/* What a test may change before the bundle is written. */
struct changes {
	size_t entry; /* 1-based: this entry instead of the real one */
	struct journal_entry instead;
	bool early; /* the standing is said to be published before its lock */
	void (*spoil)(struct standing *standing);
	bool no_trailer, no_entries, no_standing, twice;
	bool vouched; /* by the daemon */
	bool real;    /* as no rehearsal, which the standings are of */
};

static int64_t locked(void)
{
	return at("2024-04-06T00:00+07:00");
}

static int open_desk(void **state)
{
	(void)state;
	desk_open(&desk);
	desk_must_report(&desk, 0, Q1, 30, at("2024-03-16T08:00+07:00"));
	desk_must_report(&desk, 1, Q1, 25, at("2024-03-22T08:00+07:00"));
	desk_must_report(&desk, 0, Q1, 28, at("2024-03-23T08:00+07:00"));
	desk_must_report(&desk, 2, Q2, 50, at("2024-06-16T08:00+07:00"));
	return 0;
}

static int close_desk(void **state)
{
	(void)state;
	desk_close(&desk);
	return 0;
}

/* The daemon's word for the last entry. */
static void vouch(bool rehearsal, struct told_receipt *out)
{
	const struct journal_entry *last = &desk.entries[desk.entry_count - 1];
	struct receipt_statement statement = { .cluster = "TCXDD-1",
		                               .sequence = last->sequence,
		                               .received_at = last->received_at,
		                               .rehearsal = rehearsal };
	struct receipt made;

	memcpy(statement.hash, last->hash, HASH_SIZE);
	seal_receipts(&statement, 1, desk.daemon.sign_secret, &desk.arena, &made);
	seal_tell_receipt(&made, out);
}

static void write_bundle(const struct changes *changes, struct buffer *out)
{
	struct told_receipt proof;

	struct buffer message = { 0 };
	struct standing standing = desk_standing(&desk, Q1, locked());

	buffer_reset(out);
	bundle_begin(out, "TCXDD-1", desk.operator.sign_public, desk_epoch,
	             at("2024-06-20T08:00+07:00"));
	for (size_t i = 0; i < desk.entry_count && !changes->no_entries; i++)
		bundle_entry(out, i + 1 == changes->entry ? &changes->instead : &desk.entries[i]);
	if (changes->spoil)
		changes->spoil(&standing);
	desk_encode(&standing, changes->early ? locked() - 1 : locked(), &message);
	for (int i = 0; i < (changes->no_standing ? 0 : changes->twice ? 2 : 1); i++)
		bundle_locked(out, message.data, message.size);
	buffer_close(&message);
	vouch(!changes->real, &proof);
	if (!changes->no_trailer)
		bundle_end(out, changes->no_entries ? 0 : desk.entry_count,
		           changes->vouched ? &proof : NULL);
}

static struct bundle_verdict verify(const struct buffer *bundle)
{
	struct bundle_verdict verdict;

	bundle_verify(bundle->data, bundle->size, NULL, NULL, &verdict);
	assert_int_equal(verdict.agrees, verdict.difference[0] == '\0');
	return verdict;
}

static const char *difference_of(const struct changes *changes)
{
	static struct bundle_verdict verdict;
	struct buffer bundle = { 0 };

	write_bundle(changes, &bundle);
	verdict = verify(&bundle);
	buffer_close(&bundle);
	return verdict.difference;
}

static void an_exported_journal_agrees(void **state)
{
	(void)state;
	struct buffer bundle = { 0 };

	write_bundle(&(struct changes){ 0 }, &bundle);
	const struct bundle_verdict verdict = verify(&bundle);

	assert_string_equal(verdict.difference, "");
	assert_string_equal(verdict.cluster, "TCXDD-1");
	assert_int_equal(verdict.entries, 9);
	assert_int_equal(verdict.locked, 1);
	assert_memory_equal(verdict.head, desk.cluster->hash, HASH_SIZE);
	assert_memory_equal(verdict.operator_key, desk.operator.sign_public, KEY_SIZE);
	buffer_close(&bundle);
}

static void the_root_key_can_be_held_against_it(void **state)
{
	(void)state;
	struct buffer bundle = { 0 };
	struct bundle_verdict verdict;

	write_bundle(&(struct changes){ 0 }, &bundle);
	bundle_verify(bundle.data, bundle.size, desk.operator.sign_public, NULL, &verdict);
	assert_true(verdict.agrees);
	bundle_verify(bundle.data, bundle.size, desk.daemon.sign_public, NULL, &verdict);
	assert_false(verdict.agrees);
	assert_memory_equal(verdict.difference, "header: operator_key: expected ", 31);
	buffer_close(&bundle);
}

static void the_daemon_vouches_for_it(void **state)
{
	(void)state;
	struct buffer bundle = { 0 };
	struct bundle_verdict verdict;

	write_bundle(&(struct changes){ .vouched = true }, &bundle);
	bundle_verify(bundle.data, bundle.size, NULL, desk.daemon.sign_public, &verdict);
	assert_string_equal(verdict.difference, "");
	assert_true(verdict.proven && verdict.rehearsal);
	assert_memory_equal(verdict.daemon_key, desk.daemon.sign_public, KEY_SIZE);
	bundle_verify(bundle.data, bundle.size, NULL, desk.operator.sign_public, &verdict);
	assert_memory_equal(verdict.difference, "trailer: proof.key: expected ", 29);
	write_bundle(&(struct changes){ 0 }, &bundle);
	bundle_verify(bundle.data, bundle.size, NULL, desk.daemon.sign_public, &verdict);
	assert_string_equal(
	        verdict.difference,
	        "trailer: proof: is missing: the daemon whose key was given does not vouch for it");
	bundle_verify(bundle.data, bundle.size, NULL, NULL, &verdict);
	assert_true(verdict.agrees && !verdict.proven);
	buffer_close(&bundle);
}

static void a_rehearsal_cannot_be_told_as_a_real_year(void **state)
{
	(void)state;
	assert_string_equal(difference_of(&(struct changes){ .vouched = true, .real = true }),
	                    "trailer: rehearsal: is false by the daemon's word, and true by what "
	                    "stands before it");
}

/* Where looking takes long: so many bytes further each time that THIDUA_ROUNDS looks are enough. */
static size_t step_through(size_t size, size_t least)
{
	const char *rounds = getenv("THIDUA_ROUNDS");
	size_t step = !rounds ? least : size / (size_t)strtoull(rounds, NULL, 10);

	return step < least ? least : step;
}

static void any_changed_byte_makes_it_disagree(void **state)
{
	(void)state;
	struct buffer bundle = { 0 };

	write_bundle(&(struct changes){ .vouched = true }, &bundle);
	srand(2024);
	for (size_t i = 0, step = step_through(bundle.size, 1); i < bundle.size; i += step) {
		const uint8_t bit = (uint8_t)(1 << (rand() % 8));

		bundle.data[i] ^= bit;
		if (verify(&bundle).agrees)
			fail_msg("byte %zu xor %u still agrees", i, bit);
		bundle.data[i] ^= bit;
	}
	assert_true(verify(&bundle).agrees);
	buffer_close(&bundle);
}

static void a_shorter_or_longer_file_disagrees(void **state)
{
	(void)state;
	struct buffer bundle = { 0 };

	write_bundle(&(struct changes){ 0 }, &bundle);
	const size_t whole = bundle.size;

	for (bundle.size = 0; bundle.size < whole; bundle.size += step_through(whole, 7))
		assert_false(verify(&bundle).agrees);
	bundle.size = whole - 1;
	assert_false(verify(&bundle).agrees);
	bundle.size = whole;
	buffer_append(&bundle, "", 1);
	assert_false(verify(&bundle).agrees);
	buffer_close(&bundle);
}

/* Those below know the format: everything they write is framed, counted and hashed as it should be.
 */

static void a_changed_time_breaks_the_chain(void **state)
{
	(void)state;
	struct changes changes = { .entry = 6, .instead = desk.entries[5] };

	changes.instead.received_at += 1;
	assert_memory_equal(difference_of(&changes), "entry 6: hash: expected ", 24);
}

static void a_forged_signature_is_found(void **state)
{
	(void)state;
	uint8_t signature[SIGNATURE_SIZE];
	struct changes changes = { .entry = 9, .instead = desk.entries[8] };

	memcpy(signature, changes.instead.signature, sizeof(signature));
	signature[0] ^= 1;
	changes.instead.signature = signature;
	assert_string_equal(difference_of(&changes),
	                    "entry 9: the signature is not that of its key over its command");
}

/* The last entry, resealed by somebody who can compute hashes. */
static struct changes resealed(const struct signed_command *command, int64_t received_at,
                               uint8_t hash[HASH_SIZE])
{
	struct changes changes = { .entry = 9, .instead = desk.entries[8] };

	changes.instead.command = command->bytes;
	changes.instead.command_size = command->size;
	changes.instead.signature = command->signature;
	changes.instead.key = command->key;
	changes.instead.received_at = received_at;
	changes.instead.hash = hash;
	seal_chain(changes.instead.previous_hash, 9, received_at, command->bytes, command->size,
	           hash);
	return changes;
}

static void an_entry_against_the_rules_is_found(void **state)
{
	(void)state;
	uint8_t hash[HASH_SIZE];
	struct command command = desk_report(&desk, 3, Q2, 50, at("2024-06-16T08:00+07:00"));

	command.submit_report.line_count--;
	const struct signed_command sent = desk_sign(&desk, &command, &desk.offices[3]);
	const struct changes changes = resealed(&sent, desk.entries[8].received_at, hash);

	assert_string_equal(difference_of(&changes),
	                    "entry 9: lines: T14 is missing; absent is not zero");
}

static void an_entry_by_somebody_else_is_found(void **state)
{
	(void)state;
	uint8_t hash[HASH_SIZE];
	const struct command command = desk_report(&desk, 3, Q2, 50, at("2024-06-16T08:00+07:00"));
	const struct signed_command sent = desk_sign(&desk, &command, &desk.daemon);
	const struct changes changes = resealed(&sent, desk.entries[8].received_at, hash);

	assert_string_equal(difference_of(&changes),
	                    "entry 9: key: is not granted in this cluster");
}

static void time_never_goes_back(void **state)
{
	(void)state;
	uint8_t hash[HASH_SIZE];
	struct signed_command sent = { .bytes = desk.entries[8].command,
		                       .size = desk.entries[8].command_size };

	memcpy(sent.signature, desk.entries[8].signature, SIGNATURE_SIZE);
	memcpy(sent.key, desk.entries[8].key, KEY_SIZE);
	const struct changes changes = resealed(&sent, desk.entries[7].received_at - 1, hash);

	assert_memory_equal(difference_of(&changes), "entry 9: received_at: expected ", 31);
}

static void a_missing_entry_is_found(void **state)
{
	(void)state;
	struct changes changes = { .entry = 8, .instead = desk.entries[8] };

	assert_string_equal(difference_of(&changes), "entry 8: sequence: expected 8, found 9");
}

static void add_a_point(struct standing *standing)
{
	standing->rows[standing->order[0]].total++;
}

static void rise_in_the_period_before(struct standing *standing)
{
	standing->rows[standing->order[3]].rank_before = 9;
}

static void add_a_model(struct standing *standing)
{
	standing->models++;
}

static void pretend_a_later_command(struct standing *standing)
{
	standing->sequence = 9;
}

static void a_standing_is_recomputed_in_every_part(void **state)
{
	(void)state;
	assert_memory_equal(difference_of(&(struct changes){ .spoil = add_a_point }),
	                    "standing 2024 Q1: state_hash: expected ", 39);
	assert_memory_equal(difference_of(&(struct changes){ .spoil = rise_in_the_period_before }),
	                    "standing 2024 Q1: rows[3]: ", 27);
	assert_string_equal(difference_of(&(struct changes){ .spoil = add_a_model }),
	                    "standing 2024 Q1: is not what the journal gives");
	assert_string_equal(difference_of(&(struct changes){ .spoil = pretend_a_later_command }),
	                    "standing 2024 Q1: sequence: expected 8, found 9");
}

static void a_standing_is_locked_or_it_is_none(void **state)
{
	(void)state;
	assert_string_equal(difference_of(&(struct changes){ .early = true }),
	                    "standing 2024 Q1: was not locked when it was sent");
	assert_string_equal(difference_of(&(struct changes){ .no_entries = true }),
	                    "standing 2024 Q1: the journal has no such season of cluster TCXDD-1");
}

static void every_locked_standing_is_there_once(void **state)
{
	(void)state;
	assert_string_equal(difference_of(&(struct changes){ .no_standing = true }),
	                    "standing 2024 Q1: is absent");
	assert_string_equal(difference_of(&(struct changes){ .twice = true }),
	                    "standing 2024 Q1: is there twice or out of order");
}

static void records_stand_in_order(void **state)
{
	(void)state;
	struct buffer bundle = { 0 };

	assert_string_equal(difference_of(&(struct changes){ .no_trailer = true }),
	                    "at the end: the trailer is missing");
	bundle_begin(&bundle, "TCXDD-1", desk.operator.sign_public, desk_epoch, 1);
	const size_t header = bundle.size;

	bundle_end(&bundle, 0, NULL);
	assert_true(verify(&bundle).agrees);
	bundle_end(&bundle, 0, NULL);
	assert_memory_equal(strstr(verify(&bundle).difference, ": "), ": a record out of order",
	                    24);
	memmove(bundle.data + 17, bundle.data + header, bundle.size - header);
	assert_string_equal(verify(&bundle).difference, "at byte 17: a record out of order");
	buffer_close(&bundle);
}

static void only_one_encoding_of_a_record_is_accepted(void **state)
{
	(void)state;
	struct buffer bundle = { 0 };

	/* The header of a shortest bundle, with the size of its record spelt in one byte more. */
	bundle_begin(&bundle, "A", desk.operator.sign_public, desk_epoch, 1);
	*buffer_extend(&bundle, 1) = 0;
	memmove(bundle.data + 18, bundle.data + 17, bundle.size - 18);
	bundle.data[17] |= 0x80;
	bundle.data[18] = 0;
	bundle_end(&bundle, 0, NULL);
	assert_string_equal(verify(&bundle).difference,
	                    "at byte 17: a record is not in its one encoding");
	buffer_close(&bundle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exported_journal_agrees),
		cmocka_unit_test(the_root_key_can_be_held_against_it),
		cmocka_unit_test(the_daemon_vouches_for_it),
		cmocka_unit_test(a_rehearsal_cannot_be_told_as_a_real_year),
		cmocka_unit_test(any_changed_byte_makes_it_disagree),
		cmocka_unit_test(a_shorter_or_longer_file_disagrees),
		cmocka_unit_test(a_changed_time_breaks_the_chain),
		cmocka_unit_test(a_forged_signature_is_found),
		cmocka_unit_test(an_entry_against_the_rules_is_found),
		cmocka_unit_test(an_entry_by_somebody_else_is_found),
		cmocka_unit_test(time_never_goes_back),
		cmocka_unit_test(a_missing_entry_is_found),
		cmocka_unit_test(a_standing_is_recomputed_in_every_part),
		cmocka_unit_test(every_locked_standing_is_there_once),
		cmocka_unit_test(a_standing_is_locked_or_it_is_none),
		cmocka_unit_test(records_stand_in_order),
		cmocka_unit_test(only_one_encoding_of_a_record_is_accepted),
	};

	return cmocka_run_group_tests(tests, open_desk, close_desk);
}
