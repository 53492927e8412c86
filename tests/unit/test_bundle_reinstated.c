/* A journal to which something was brought back is proven by itself: by the receipts in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "desk.h"

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

static void bring_back(const struct reinstate *lost)
{
	struct command command = { .cluster = "TCXDD-1",
		                   .year = 2024,
		                   .signed_at = at(BACK),
		                   .action = ACTION_REINSTATE,
		                   .reinstate = *lost };

	seal_id(command.signed_at, command.id);
	const struct signed_command sent = desk_sign(&desk, &command, &desk.offices[OFFICE]);

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(what_was_brought_back_is_proven_by_its_receipt),
		EACH(whose_receipts_were_honoured_is_told),
		EACH(a_forged_receipt_disagrees),
		EACH(a_forged_command_in_it_disagrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
