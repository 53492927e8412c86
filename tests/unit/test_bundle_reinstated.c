/* A journal to which something was brought back is proven by itself: by the receipts in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "compose.h"
#include "desk.h"
#include "receipt_file.h"

#include <cmocka.h>

#define SENT "2024-03-20T08:00+07:00"
#define BACK "2024-03-27T08:00+07:00"

enum { OFFICE = 3 };

static struct desk desk;

static int open_desk(void **state)
{
	(void)state;
	desk_open(&desk);
	return 0;
}

static int close_desk(void **state)
{
	(void)state;
	desk_close(&desk);
	return 0;
}

/* The report of an office, acknowledged by who has the key and lost since. */
static struct reinstate lost_report(const struct credential *daemon)
{
	const struct command report = desk_report(&desk, OFFICE, Q1, 30, at(SENT));
	const struct signed_command sent = desk_sign(&desk, &report, &desk.offices[OFFICE]);
	struct receipt_statement statement = {
		.cluster = "TCXDD-1", .sequence = 40, .received_at = at(SENT), .has_late_days = true
	};
	struct reinstate lost = { .signed_command.command = { sent.bytes, sent.size } };
	struct receipt receipt;

	memcpy(lost.signed_command.signature, sent.signature, SIGNATURE_SIZE);
	memcpy(lost.signed_command.key, sent.key, KEY_SIZE);
	memcpy(statement.command_id, report.id, ID_SIZE);
	seal_hash(sent.bytes, sent.size, statement.command_hash);
	seal_receipts(&statement, 1, daemon->sign_secret, &desk.arena, &receipt);
	seal_tell_receipt(&receipt, &lost.receipt);
	return lost;
}

static struct signed_command sign(const struct reinstate *lost)
{
	struct command command = { .cluster = "TCXDD-1",
		                   .year = 2024,
		                   .signed_at = at(BACK),
		                   .action = ACTION_REINSTATE,
		                   .reinstate = *lost };

	seal_id(command.signed_at, command.id);
	return desk_sign(&desk, &command, &desk.offices[OFFICE]);
}

static void bring_back(const struct reinstate *lost)
{
	const struct signed_command sent = sign(lost);

	desk_send(&desk, &sent, at(BACK));
}

static struct bundle_verdict verify(void)
{
	struct buffer bundle = { 0 };
	struct bundle_verdict verdict;

	bundle_begin(&bundle, "TCXDD-1", desk.operator.sign_public, desk_epoch, at(BACK));
	for (size_t i = 0; i < desk.entry_count; i++)
		bundle_entry(&bundle, &desk.entries[i]);
	bundle_end(&bundle, desk.entry_count, NULL);
	bundle_verify(bundle.data, bundle.size, NULL, NULL, &verdict);
	buffer_close(&bundle);
	return verdict;
}

static void what_was_brought_back_is_proven_by_its_receipt(void **state)
{
	(void)state;
	const struct reinstate lost = lost_report(&desk.daemon);

	cluster_trust(desk.cluster, desk.daemon.sign_public, false);
	bring_back(&lost);
	const struct bundle_verdict verdict = verify();

	assert_string_equal(verdict.difference, "");
	assert_int_equal(verdict.reinstated, 1);
	assert_int_equal(verdict.honoured_count, 1);
	assert_memory_equal(verdict.honoured_keys[0], desk.daemon.sign_public, KEY_SIZE);
}

/* A daemon may have had another key, or somebody wrote into its journal: who knows its keys sees. */
static void whose_receipts_were_honoured_is_told(void **state)
{
	(void)state;
	struct credential other;

	credential_make("other", &other);
	const struct reinstate lost = lost_report(&other);

	cluster_trust(desk.cluster, other.sign_public, false);
	bring_back(&lost);
	assert_memory_equal(verify().honoured_keys[0], other.sign_public, KEY_SIZE);
}

static void a_forged_receipt_disagrees(void **state)
{
	(void)state;
	struct reinstate lost = lost_report(&desk.daemon);

	cluster_trust(desk.cluster, desk.daemon.sign_public, false);
	lost.receipt.signature[5] ^= 1;
	bring_back(&lost);
	assert_string_equal(verify().difference,
	                    "entry 6: reinstate.receipt: proves nothing: its path or its "
	                    "signature is wrong");
}

static void a_forged_command_in_it_disagrees(void **state)
{
	(void)state;
	struct reinstate lost = lost_report(&desk.daemon);

	cluster_trust(desk.cluster, desk.daemon.sign_public, false);
	lost.signed_command.signature[5] ^= 1;
	bring_back(&lost);
	assert_string_equal(verify().difference, "entry 6: reinstate.signed_command: does not "
	                                         "belong to these bytes and this key");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, open_desk, close_desk)

/* What is said of the file that proves a command with its receipt. */
static const char *say_given_away(const struct signed_command *sent)
{
	struct receipt_statement statement = { .cluster = "TCXDD-1",
		                               .sequence = 41,
		                               .received_at = at(BACK) };
	struct buffer file = { 0 };
	struct receipt_proof proof;
	struct command command;
	struct receipt receipt;
	struct faults why;

	faults_init(&why, &desk.arena);
	if (command_decode(sent->bytes, sent->size, &desk.arena, &command, &why))
		memcpy(statement.command_id, command.id, ID_SIZE);
	seal_hash(sent->bytes, sent->size, statement.command_hash);
	seal_receipts(&statement, 1, desk.daemon.sign_secret, &desk.arena, &receipt);
	receipt_file_write(sent, &receipt, &file);
	faults_init(&why, &desk.arena);
	if (receipt_file_verify(file.data, file.size, desk.daemon.sign_public, &desk.arena, &proof,
	                        &why))
		assert_int_equal(proof.command.reinstate.signed_command_opened->action,
		                 ACTION_SUBMIT_REPORT);
	buffer_close(&file);
	return told(&why);
}

static void a_receipt_of_what_was_brought_back_proves_itself(void **state)
{
	(void)state;
	const struct reinstate lost = lost_report(&desk.daemon);
	const struct signed_command sent = sign(&lost);

	assert_string_equal(say_given_away(&sent), "OK");

	struct reinstate forged = lost;

	forged.receipt.signature[7] ^= 1;
	const struct signed_command of_forged = sign(&forged);

	assert_string_equal(say_given_away(&of_forged),
	                    "INVALID reinstate.receipt: proves nothing: its path or its "
	                    "signature is wrong");

	struct reinstate around = lost;

	around.signed_command.command = (struct bytes){ sent.bytes, sent.size };
	memcpy(around.signed_command.signature, sent.signature, SIGNATURE_SIZE);
	const struct signed_command of_two = sign(&around);

	assert_string_equal(say_given_away(&of_two),
	                    "INVALID signed_command: is in a command that is in another one: send "
	                    "the one inside again as it is");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(what_was_brought_back_is_proven_by_its_receipt),
		EACH(whose_receipts_were_honoured_is_told),
		EACH(a_forged_receipt_disagrees),
		EACH(a_forged_command_in_it_disagrees),
		EACH(a_receipt_of_what_was_brought_back_proves_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
