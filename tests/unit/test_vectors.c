/* proto/vectors and the examples in proto/README.md are made again here and compared, so they
 * cannot go stale.
 *
 * What is made is written below the build folder: when it differs and is right, copy it to
 * proto/vectors. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "faults.h"
#include "receipt_file.h"
#include "signing.h"
#include "small_journal.h"
#include "text.h"

#include <cmocka.h>

enum { LEAVES = 3, README_SIZE = 262144, HEX_LINE = 4096 };

static struct small_journal journal;
static struct receipt_statement statements[LEAVES];
static struct receipt receipts[LEAVES];

static int open_journal(void **state)
{
	(void)state;
	small_journal_open(&journal);
	for (size_t i = 0; i < LEAVES; i++) { /* entries 3 to 5 were one batch */
		const struct journal_entry *entry = &journal.entries[i + 2];

		statements[i] = (struct receipt_statement){ .cluster = "MAU-1",
			                                    .sequence = entry->sequence,
			                                    .received_at = entry->received_at,
			                                    .has_late_days = i > 0,
			                                    .late_days = i == 2 };
		memcpy(statements[i].command_id, journal.commands[i + 2].id, ID_SIZE);
		seal_hash(entry->command, entry->command_size, statements[i].command_hash);
		memcpy(statements[i].hash, entry->hash, HASH_SIZE);
	}
	seal_receipts(statements, LEAVES, journal.keys[SMALL_DAEMON].sign_secret, &journal.arena,
	              receipts);
	return 0;
}

static int close_journal(void **state)
{
	(void)state;
	small_journal_close(&journal);
	return 0;
}

static json_t *hex(const uint8_t *bytes, size_t size)
{
	char *text = arena_alloc(&journal.arena, 2 * size + 1, 1);

	text_hex(bytes, size, text);
	return json_string(text);
}

static json_t *buffer_hex(struct buffer *bytes)
{
	json_t *text = hex(bytes->data, bytes->size);

	buffer_reset(bytes);
	return text;
}

static json_t *line_json(const struct report_line *line)
{
	json_t *out = json_pack("{ss}", "task", line->task);

	if (line->has_actual)
		json_object_set_new(out, "actual", json_integer(line->actual));
	if (line->has_done)
		json_object_set_new(out, "done", json_integer(line->done));
	if (line->has_out_of)
		json_object_set_new(out, "out_of", json_integer(line->out_of));
	return out;
}

static json_t *report_json(const struct command *command)
{
	const struct submit_report *report = &command->submit_report;
	json_t *lines = json_array();

	for (size_t i = 0; i < report->line_count; i++)
		json_array_append_new(lines, line_json(&report->lines[i]));
	return json_pack("{so ss si sI s{ss si si so s[{ss}]}}", "id", hex(command->id, ID_SIZE),
	                 "cluster", command->cluster, "year", (int)command->year, "signed_at",
	                 (json_int_t)command->signed_at, "submit_report", "board", report->board,
	                 "period", report->period, "revision", (int)report->revision, "lines",
	                 lines, "models", "title", small_model.title);
}

/* The same bytes, signed so that they can only be tried. */
static json_t *make_dry_run(const struct signed_command *sent, const struct credential *office)
{
	struct signed_command tried = *sent;
	struct buffer request = { 0 };

	signing_sign(SIGNED_AS_DRY_RUN, office->sign_secret, &tried);
	encode_signed(&tried, true, 8, &request);
	json_t *made = json_pack("{ss so si so}", "prefix", "thidua.dry-run.v1\n", "signature",
	                         hex(tried.signature, SIGNATURE_SIZE), "correlation", 8, "request",
	                         buffer_hex(&request));

	buffer_close(&request);
	return made;
}

static json_t *make_command(void)
{
	const struct signed_command *sent = &journal.sent[3];
	const struct credential *office = &journal.keys[SMALL_AA];
	struct buffer request = { 0 };
	uint8_t hash[HASH_SIZE];

	seal_hash(sent->bytes, sent->size, hash);
	json_t *tried = make_dry_run(sent, office);

	encode_signed(sent, false, 7, &request);
	json_t *made = json_pack(
	        "{ss so so so so so so si so so}", "about",
	        "A report: its values, its bytes, what the office signs, and the Request frame that carries it; and the same bytes to be tried.",
	        "sign_seed", hex(office->sign_secret, 32), "sign_key",
	        hex(office->sign_public, KEY_SIZE), "command", report_json(&journal.commands[3]),
	        "bytes", hex(sent->bytes, sent->size), "hash", hex(hash, HASH_SIZE), "signature",
	        hex(sent->signature, SIGNATURE_SIZE), "correlation", 7, "request",
	        buffer_hex(&request), "dry_run", tried);

	buffer_close(&request);
	return made;
}

static json_t *receipt_json(size_t i)
{
	struct buffer reply = { 0 };
	json_t *path = json_array();

	reply_receipt(&reply, 7, &receipts[i]);
	for (size_t k = 0; k < receipts[i].path_count; k++)
		json_array_append_new(path, hex(receipts[i].path[k], HASH_SIZE));
	uint8_t leaf[257] = { 0 }, hash[HASH_SIZE];

	memcpy(leaf + 1, receipts[i].statement, receipts[i].statement_size);
	seal_hash(leaf, 1 + receipts[i].statement_size, hash);
	json_t *made = json_pack("{so so si so so}", "statement",
	                         hex(receipts[i].statement, receipts[i].statement_size),
	                         "leaf_hash", hex(hash, HASH_SIZE), "leaf", (int)i, "path", path,
	                         "reply", buffer_hex(&reply));

	buffer_close(&reply);
	return made;
}

static json_t *make_receipt(void)
{
	const struct credential *keys = &journal.keys[SMALL_DAEMON];
	uint8_t node[1 + 2 * HASH_SIZE] = { 1 }, root[HASH_SIZE];
	json_t *list = json_array();

	for (size_t i = 0; i < LEAVES; i++)
		json_array_append_new(list, receipt_json(i));
	/* Of three leaves the last is the right child of the root, and the other two are its path.
	 */
	memcpy(node + 1, receipts[2].path[0], HASH_SIZE);
	memcpy(node + 1 + HASH_SIZE, receipts[0].path[1], HASH_SIZE);
	seal_hash(node, sizeof(node), root);
	return json_pack("{ss so so si so so so}", "about",
	                 "The receipts of a batch of three commands, under one signature.",
	                 "daemon_seed", hex(keys->sign_secret, 32), "daemon_key",
	                 hex(keys->sign_public, KEY_SIZE), "leaves", LEAVES, "root",
	                 hex(root, HASH_SIZE), "signature",
	                 hex(receipts[0].signature, SIGNATURE_SIZE), "receipts", list);
}

/* Entry 5's report with its receipt, as thidua outbox export writes it; what is wrong is refused. */
static json_t *make_receipt_file(void)
{
	const struct signed_command *sent = &journal.sent[SMALL_ENTRIES - 1];
	const uint8_t *daemon = journal.keys[SMALL_DAEMON].sign_public;
	struct buffer file = { 0 };
	struct receipt_proof proof;
	struct faults why;

	faults_init(&why, &journal.arena);
	receipt_file_write(sent, &receipts[2], &file);
	assert_true(
	        receipt_file_verify(file.data, file.size, daemon, &journal.arena, &proof, &why));
	assert_int_equal(proof.statement.late_days, 1);
	assert_memory_equal(proof.command.key, sent->key, KEY_SIZE);
	assert_false(
	        receipt_file_verify(file.data, file.size, sent->key, &journal.arena, &proof, &why));
	for (size_t i = 0; i < file.size; i++) { /* no bit of it may be another */
		file.data[i] ^= 1;
		faults_init(&why, &journal.arena);
		assert_false(receipt_file_begins(file.data, file.size) &&
		             receipt_file_verify(file.data, file.size, daemon, &journal.arena,
		                                 &proof, &why));
		file.data[i] ^= 1;
	}
	json_t *made = json_pack("{ss so so so}", "about",
	                         "One report with its receipt, the file that thidua verify reads.",
	                         "daemon_key", hex(daemon, KEY_SIZE), "command_hash",
	                         hex(proof.command.hash, HASH_SIZE), "file", buffer_hex(&file));

	buffer_close(&file);
	return made;
}

static void a_receipt_of_another_command_proves_nothing(void **state)
{
	(void)state;
	struct buffer file = { 0 };
	struct receipt_proof proof;
	struct faults why;

	faults_init(&why, &journal.arena);
	receipt_file_write(&journal.sent[SMALL_ENTRIES - 1], &receipts[1], &file);
	assert_false(receipt_file_verify(file.data, file.size, NULL, &journal.arena, &proof, &why));
	assert_string_equal(why.items[0].reason, "RECEIPT_OF_ANOTHER");
	buffer_close(&file);
}

static json_t *entries_json(const struct journal_entry *entries, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct journal_entry *entry = &entries[i];

		json_array_append_new(
		        list, json_pack("{si sI so so so so so}", "sequence", (int)entry->sequence,
		                        "received_at", (json_int_t)entry->received_at, "command",
		                        hex(entry->command, entry->command_size), "signature",
		                        hex(entry->signature, SIGNATURE_SIZE), "key",
		                        hex(entry->key, KEY_SIZE), "previous_hash",
		                        hex(entry->previous_hash, HASH_SIZE), "hash",
		                        hex(entry->hash, HASH_SIZE)));
	}
	return list;
}

/* Of Q1, which has locked. */
static json_t *standing_json(const struct cluster *cluster, uint32_t amendment,
                             struct buffer *message)
{
	static const uint8_t epoch[EPOCH_SIZE] = { 0xe0 };
	struct buffer canonical = { 0 };
	struct standing standing;
	uint8_t state_hash[HASH_SIZE];

	assert_true(standing_compute_locked(cluster, 2024, Q1, amendment, INT64_MAX, &journal.arena,
	                                    &standing));
	standing_canonical(&standing, &canonical);
	standing_seal(&standing, state_hash);
	const struct standing_notice notice = { .epoch = epoch,
		                                .published_at = standing.as_of,
		                                .state_hash = state_hash };

	standing_encode(message, &standing, &notice);
	json_t *made =
	        json_pack("{so so so}", "canonical", buffer_hex(&canonical), "state_hash",
	                  hex(state_hash, HASH_SIZE), "message", hex(message->data, message->size));

	buffer_close(&canonical);
	return made;
}

static json_t *make_journal(void)
{
	static const uint8_t epoch[EPOCH_SIZE] = { 0xe0 };
	struct buffer bundle = { 0 }, message = { 0 };
	uint8_t ruleset_hash[HASH_SIZE];
	struct bundle_verdict verdict;
	const uint8_t *operator_key = journal.keys[SMALL_OPERATOR].sign_public;

	seal_hash(journal.season, journal.season_size, ruleset_hash);
	json_t *standing = standing_json(journal.cluster, 0, &message);

	bundle_begin(&bundle, "MAU-1", operator_key, epoch, INT64_C(1712336400000000));
	for (size_t i = 0; i < SMALL_ENTRIES; i++)
		bundle_entry(&bundle, &journal.entries[i]);
	bundle_locked(&bundle, message.data, message.size);
	bundle_end(&bundle, SMALL_ENTRIES, NULL);
	bundle_verify(bundle.data, bundle.size, operator_key, NULL, &verdict);
	assert_string_equal(verdict.difference, "");
	json_t *made = json_pack(
	        "{ss so s{so so} so so so}", "about",
	        "A whole journal: chain, season, the locked standing of Q1, and the file that thidua verify reads.",
	        "operator_key", hex(operator_key, KEY_SIZE), "season", "bytes",
	        hex(journal.season, journal.season_size), "ruleset_hash",
	        hex(ruleset_hash, HASH_SIZE), "entries",
	        entries_json(journal.entries, SMALL_ENTRIES), "standing", standing, "bundle",
	        buffer_hex(&bundle));

	buffer_close(&message);
	buffer_close(&bundle);
	return made;
}

/* Of edition 2, with each mark of a review. */
static json_t *make_standing(void)
{
	static struct small_journal reviewed;
	struct buffer message = { 0 };
	uint8_t ruleset_hash[HASH_SIZE];

	small_journal_open_reviewed(&reviewed);
	seal_hash(reviewed.season, reviewed.season_size, ruleset_hash);
	json_t *standing = standing_json(reviewed.cluster, 0, &message);

	buffer_reset(&message);
	json_t *amended = standing_json(reviewed.cluster, 1, &message);
	json_t *made = json_pack(
	        "{ss s{so so} so so so}", "about",
	        "The locked standing of a season of edition 2 with a review, and the journal that gives it: AA's report is verified with another value and disputed, BB's correction came too late to be reviewed; and the one that succeeds it, in which BB's report is amended.",
	        "season", "bytes", hex(reviewed.season, reviewed.season_size), "ruleset_hash",
	        hex(ruleset_hash, HASH_SIZE), "entries",
	        entries_json(reviewed.entries, SMALL_REVIEWED), "standing", standing, "amended",
	        amended);

	buffer_close(&message);
	small_journal_close(&reviewed);
	return made;
}

static json_t *load_vector(const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/vectors/%s", PROTO_FOLDER, name);
	return json_load_file(path, 0, NULL);
}

static void compare(const char *name, json_t *made)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", MADE_FOLDER, name);
	assert_non_null(made);
	assert_int_equal(json_dump_file(made, path, JSON_INDENT(2)), 0);
	json_t *kept = load_vector(name);

	if (!json_equal(kept, made))
		fail_msg("proto/vectors/%s is not %s", name, path);
	json_decref(kept);
	json_decref(made);
}

static void the_command_vector_is_what_is_encoded(void **state)
{
	(void)state;
	compare("command.json", make_command());
}

static void the_receipt_vector_is_what_is_sealed(void **state)
{
	(void)state;
	compare("receipt.json", make_receipt());
}

static void the_receipt_file_vector_is_what_is_exported(void **state)
{
	(void)state;
	compare("receipt_file.json", make_receipt_file());
}

static void the_journal_vector_is_what_is_exported(void **state)
{
	(void)state;
	compare("journal.json", make_journal());
}

static void the_standing_vector_is_what_is_hashed(void **state)
{
	(void)state;
	compare("standing.json", make_standing());
}

/* The hex digits before the '#' of each line, up to the closing fence. */
static char *read_block(char *at, char *out)
{
	while (strncmp(at, "```", 3) != 0) {
		for (; *at != '\n' && *at != '#'; at++)
			if (*at != ' ')
				*out++ = *at;
		at = strchr(at, '\n') + 1;
	}
	*out = '\0';
	return at + 3;
}

/* "command.json bytes" or "receipt.json receipts 1 statement" to the text there. */
static const char *vector_text(json_t **vector, char *where)
{
	char *rest = NULL;
	json_t *at = *vector = load_vector(strtok_r(where, " ", &rest));

	for (const char *step; at && (step = strtok_r(NULL, " ", &rest));)
		at = json_is_array(at) ? json_array_get(at, strtoul(step, NULL, 10))
		                       : json_object_get(at, step);
	return json_string_value(at);
}

/* Blocks that begin with ```hex FILE KEY... */
static void the_readme_shows_the_bytes_of_the_vectors(void **state)
{
	(void)state;
	static char text[README_SIZE], shown[HEX_LINE], where[256];
	size_t blocks = 0;
	FILE *file = fopen(PROTO_FOLDER "/README.md", "r");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	for (char *at = text; (at = strstr(at, "```hex ")); blocks++) {
		snprintf(where, sizeof(where), "%.*s", (int)strcspn(at + 7, "\n"), at + 7);
		at = read_block(strchr(at, '\n') + 1, shown);
		json_t *vector;

		const char *expected = vector_text(&vector, where);

		assert_non_null(expected);
		assert_string_equal(shown, expected);
		json_decref(vector);
	}
	assert_in_range(blocks, 2, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_command_vector_is_what_is_encoded),
		cmocka_unit_test(the_receipt_vector_is_what_is_sealed),
		cmocka_unit_test(the_receipt_file_vector_is_what_is_exported),
		cmocka_unit_test(a_receipt_of_another_command_proves_nothing),
		cmocka_unit_test(the_journal_vector_is_what_is_exported),
		cmocka_unit_test(the_standing_vector_is_what_is_hashed),
		cmocka_unit_test(the_readme_shows_the_bytes_of_the_vectors),
	};

	return cmocka_run_group_tests(tests, open_journal, close_journal);
}
