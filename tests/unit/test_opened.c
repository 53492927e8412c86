/* What stands in a command and was signed before it: read, told and proven with the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include "buffer.h"
#include "compose.h"
#include "form_json.h"
#include "messages_forms.h"
#include "seal.h"
#include "small_journal.h"

#include <cmocka.h>

enum { REPORT = 3 }; /* the first report's place in the small journal */

static struct small_journal journal;
static struct arena arena;
static struct buffer bytes;
static struct reinstate reinstate; /* the last one read */
static struct told_signed sent;    /* of a spoilt one */
static struct told_receipt receipt;

static void seal_report(void)
{
	const struct command *report = &journal.commands[REPORT];
	const struct journal_entry *entry = &journal.entries[REPORT];
	struct receipt_statement statement = { .cluster = "MAU-1",
		                               .sequence = entry->sequence,
		                               .received_at = entry->received_at,
		                               .has_late_days = true };
	struct receipt made;

	memcpy(statement.command_id, report->id, ID_SIZE);
	seal_hash(entry->command, entry->command_size, statement.command_hash);
	memcpy(statement.hash, entry->hash, HASH_SIZE);
	seal_receipts(&statement, 1, journal.keys[SMALL_DAEMON].sign_secret, &arena, &made);
	receipt = (struct told_receipt){ .statement = { made.statement, made.statement_size },
		                         .leaves = 1 };
	memcpy(receipt.signature, made.signature, SIGNATURE_SIZE);
	memcpy(receipt.key, made.key, KEY_SIZE);
}

static int begin(void **state)
{
	(void)state;
	if (!seal_start())
		return -1;
	small_journal_open(&journal);
	arena_init(&arena, 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	buffer_close(&bytes);
	arena_close(&arena);
	small_journal_close(&journal);
	return 0;
}

static int each(void **state)
{
	const struct signed_command *from = &journal.sent[REPORT];

	(void)state;
	sent = (struct told_signed){ .command = { from->bytes, from->size } };
	memcpy(sent.signature, from->signature, SIGNATURE_SIZE);
	memcpy(sent.key, from->key, KEY_SIZE);
	seal_report();
	return 0;
}

static const char *read_as(unsigned how)
{
	const struct reinstate made = { .signed_command = sent, .receipt = receipt };
	struct faults why;

	faults_init(&why, &arena);
	buffer_reset(&bytes);
	form_write(&form_reinstate, &made, &bytes);
	form_read(&form_reinstate, "reinstate", how, bytes.data, bytes.size, &arena, &reinstate,
	          &why);
	return told(&why);
}

static const char *prove(void)
{
	struct faults why;

	faults_init(&why, &arena);
	assert_string_equal(read_as(0), "OK");
	form_prove(&form_reinstate, "reinstate", 0, &reinstate, &why);
	return told(&why);
}

static void what_was_signed_is_read_with_it(void **state)
{
	(void)state;
	assert_string_equal(read_as(0), "OK");
	const struct command *opened = reinstate.signed_command_opened;

	assert_int_equal(opened->action, ACTION_SUBMIT_REPORT);
	assert_string_equal(opened->submit_report.board, "AA");
	assert_memory_equal(opened->hash, reinstate.receipt_opened->command_hash, HASH_SIZE);
	assert_memory_equal(opened->key, journal.entries[REPORT].key, KEY_SIZE);
	assert_int_equal(reinstate.receipt_opened->received_at,
	                 journal.entries[REPORT].received_at);
}

static void a_fault_in_it_is_told_as_if_it_came_alone(void **state)
{
	(void)state;
	struct buffer odd = { 0 };

	compose(&odd, "1='018e3f5a2c007123b456789abcdef004' 2=\"MAU-1\" 3=2024 4=5 "
	              "13={1=\"AA\" 2=1 3=1 5={1=\"T01\" 9=1}}");
	sent.command = (struct bytes){ odd.data, odd.size };
	assert_string_equal(read_as(0), "INVALID lines[0]: unknown field 9");
	assert_string_equal(read_as(FORM_ACCEPTED), "INVALID lines[0]: unknown field 9");
	sent.command = (struct bytes){ odd.data, 0 };
	assert_string_equal(read_as(0),
	                    "INVALID reinstate.signed_command.command: must not be empty");
	buffer_close(&odd);
}

static void it_is_proven_by_its_own_key_and_path(void **state)
{
	(void)state;
	assert_string_equal(prove(), "OK");
	sent.signature[7] ^= 1;
	assert_string_equal(prove(), "FORBIDDEN reinstate.signed_command: does not belong to these "
	                             "bytes and this key");
	sent.signature[7] ^= 1;
	receipt.leaves = 2;
	assert_string_equal(prove(), "INVALID reinstate.receipt: proves nothing: its path or its "
	                             "signature is wrong");
	receipt.leaves = 1;
	receipt.signature[7] ^= 1;
	assert_string_equal(prove(), "INVALID reinstate.receipt: proves nothing: its path or its "
	                             "signature is wrong");
}

static void a_command_inside_opens_nothing(void **state)
{
	(void)state;
	assert_string_equal(read_as(FORM_INSIDE),
	                    "INVALID signed_command: is in a command that is in another "
	                    "one: send the one inside again as it is");
}

static void json_tells_what_was_signed(void **state)
{
	(void)state;
	static const char begins[] = "{\"signed_command\":{\"id\":\"",
	                  within[] = "\"late_days\":0}}";
	struct buffer json = { 0 };

	assert_string_equal(read_as(0), "OK");
	form_json(&form_reinstate, &reinstate, &json);
	assert_memory_equal(json.data, begins, sizeof(begins) - 1);
	assert_memory_equal(json.data + json.size - (sizeof(within) - 1), within,
	                    sizeof(within) - 1);
	buffer_close(&json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_was_signed_is_read_with_it, each),
		cmocka_unit_test_setup(a_fault_in_it_is_told_as_if_it_came_alone, each),
		cmocka_unit_test_setup(it_is_proven_by_its_own_key_and_path, each),
		cmocka_unit_test_setup(a_command_inside_opens_nothing, each),
		cmocka_unit_test_setup(json_tells_what_was_signed, each),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
