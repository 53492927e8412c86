/* seeds -- one right example of each kind, for the fuzzer to begin from. usage: fuzz_seeds FOLDER
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "buffer.h"
#include "desk.h"
#include "question.h"
#include "receipt_file.h"
#include "sheet_seeds.h"

static const char *folder;

static void make_folder(const char *path)
{
	if (mkdir(path, 0755) != 0 && errno != EEXIST) {
		perror(path);
		exit(1);
	}
}

/* Writes what is in the buffer and empties it. */
static void plant(const char *target, const char *name, struct buffer *bytes)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, target);
	make_folder(path);
	snprintf(path, sizeof(path), "%s/%s/%s", folder, target, name);
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(bytes->data, 1, bytes->size, file) != bytes->size ||
	    fclose(file) != 0) {
		perror(path);
		exit(1);
	}
	buffer_reset(bytes);
}

/* The last command and a receipt of it, put into another one. */
static void plant_reinstate(struct desk *desk, struct buffer *bytes)
{
	const struct journal_entry *last = &desk->entries[desk->entry_count - 1];
	const struct receipt_statement statement = { .cluster = "TCXDD-1", .sequence = 1 };
	struct command command = {
		.cluster = "TCXDD-1", .year = 2024, .signed_at = 1, .action = ACTION_REINSTATE
	};
	struct reinstate *reinstate = &command.reinstate;
	struct receipt receipt;

	seal_id(1, command.id);
	reinstate->signed_command.command = (struct bytes){ last->command, last->command_size };
	memcpy(reinstate->signed_command.signature, last->signature, SIGNATURE_SIZE);
	memcpy(reinstate->signed_command.key, last->key, KEY_SIZE);
	seal_receipts(&statement, 1, desk->daemon.sign_secret, &desk->arena, &receipt);
	seal_tell_receipt(&receipt, &reinstate->receipt);
	encode_command(&command, bytes);
	plant("command", "reinstate", bytes);
}

/* A report with its receipt, which verify takes as it takes a journal. */
static void plant_receipt_file(struct desk *desk, struct buffer *bytes)
{
	const struct journal_entry *last = &desk->entries[desk->entry_count - 1];
	struct receipt_statement statement = { .cluster = "TCXDD-1",
		                               .sequence = last->sequence,
		                               .has_late_days = true };
	struct signed_command sent = { .bytes = last->command, .size = last->command_size };
	struct receipt receipt;
	struct command command;
	struct faults why;

	faults_init(&why, &desk->arena);
	command_decode(last->command, last->command_size, &desk->arena, &command, &why);
	memcpy(statement.command_id, command.id, ID_SIZE);
	memcpy(statement.command_hash, command.hash, HASH_SIZE);
	memcpy(sent.signature, last->signature, SIGNATURE_SIZE);
	memcpy(sent.key, last->key, KEY_SIZE);
	seal_receipts(&statement, 1, desk->daemon.sign_secret, &desk->arena, &receipt);
	receipt_file_write(&sent, &receipt, bytes);
	plant("bundle", "receipt", bytes);
}

static void plant_commands(struct desk *desk, struct buffer *bytes)
{
	char name[32];

	for (size_t i = 0; i < desk->entry_count; i++) {
		struct signed_command sent = { .bytes = desk->entries[i].command,
			                       .size = desk->entries[i].command_size };

		encode_signed(&sent, i % 2 != 0, i, bytes);
		snprintf(name, sizeof(name), "signed_%zu", i);
		plant("command", name, bytes);
		buffer_append(bytes, sent.bytes, sent.size);
		snprintf(name, sizeof(name), "command_%zu", i);
		plant("command", name, bytes);
	}
	for (int question = QUESTION_STANDINGS; question <= QUESTION_PING; question++) {
		const struct query query = {
			.question = (enum question)question,
			.cluster = "TCXDD-1",
			.year = 2024,
			.period = Q2,
			.board = "HN",
			.revision = 1,
			.from = 2,
			.limit = 3,
		};

		encode_query(&query, 1, bytes);
		snprintf(name, sizeof(name), "query_%d", question);
		plant("command", name, bytes);
	}
	encode_advance_clock(1, 1, bytes);
	plant("command", "advance_clock", bytes);
}

static void plant_receipt(struct desk *desk, struct buffer *bytes)
{
	struct receipt_statement statements[3];
	struct receipt receipts[3];

	for (size_t i = 0; i < 3; i++)
		statements[i] = (struct receipt_statement){ .cluster = "TCXDD-1",
			                                    .sequence = i + 1,
			                                    .has_late_days = true };
	seal_receipts(statements, 3, desk->daemon.sign_secret, &desk->arena, receipts);
	reply_receipt(bytes, 1, &receipts[2]);
	plant("answer", "receipt", bytes);
}

static void plant_answers(struct desk *desk, struct buffer *bytes)
{
	const int64_t now = at("2024-03-17T08:00+07:00");
	const struct standing standing = desk_standing(desk, Q1, now);
	struct scorecard scorecard;
	struct faults why;

	scorecard_make(&standing, 0, now, &desk->arena, &scorecard);
	faults_init(&why, &desk->arena);
	fail(&why, FAULT_MUST_BE_WITHIN, "lines[3].actual", "0", "100000000000");
	desk_encode(&standing, now, bytes);
	plant("answer", "standings", bytes);
	reply_scorecard(bytes, 1, &scorecard);
	plant("answer", "scorecard", bytes);
	const struct get_completeness asked = { "TCXDD-1", 2024, Q1 + 1 };
	const struct question_row *row = question_find(QUESTION_COMPLETENESS);
	struct told_reply reply;

	row->tell(desk->cluster, &asked, &(struct sight){ .now = now }, &desk->arena,
	          reply_choose(&reply, row->answer), &why);
	reply_append(bytes, 1, &reply);
	plant("answer", "completeness", bytes);
	reply_journal(bytes, 1, desk->entries, 2, 2, NULL);
	plant("answer", "journal", bytes);
	reply_refusal(bytes, 1, STATUS_INVALID, &why, 250);
	plant("answer", "refusal", bytes);
	reply_pong(bytes, 1, now, "0.1.0", desk_epoch, true);
	plant("answer", "pong", bytes);
	plant_receipt(desk, bytes);
}

static void plant_bundle(struct desk *desk, struct buffer *bytes)
{
	const int64_t locked = at("2024-04-06T00:00+07:00");
	const struct standing standing = desk_standing(desk, Q1, locked);
	struct buffer message = { 0 };

	desk_encode(&standing, locked, &message);
	bundle_begin(bytes, "TCXDD-1", desk->operator.sign_public, desk_epoch, locked);
	for (size_t i = 0; i < desk->entry_count; i++)
		bundle_entry(bytes, &desk->entries[i]);
	bundle_locked(bytes, message.data, message.size);
	bundle_end(bytes, desk->entry_count, NULL);
	plant("bundle", "journal", bytes);
	buffer_close(&message);
}

int main(int argc, char **argv)
{
	static struct desk desk;
	struct buffer bytes = { 0 };

	if (argc != 2)
		return 64;
	folder = argv[1];
	make_folder(folder);
	desk_open(&desk);
	desk_must_report(&desk, 0, Q1, 25, at("2024-03-16T08:00+07:00"));
	plant_commands(&desk, &bytes);
	plant_reinstate(&desk, &bytes);
	plant_receipt_file(&desk, &bytes);
	plant_answers(&desk, &bytes);
	plant_bundle(&desk, &bytes);
	credential_write(&desk.offices[0], true, &bytes);
	plant("credential", "secret", &bytes);
	credential_write(&desk.offices[0], false, &bytes);
	plant("credential", "public", &bytes);
	for (size_t i = 0; sheet_seed(i, &bytes); i++) {
		char name[] = { (char)('a' + i), '\0' };

		plant("workbook", name, &bytes);
	}
	desk_close(&desk);
	buffer_close(&bytes);
	return 0;
}
