/*
 * Replies that carry what is stored; those made of standings are in reply_standing.c. Each is the
 * struct of its message, which points at what the caller holds, written at once by its form.
 */
#include "reply.h"

#include <string.h>

#include "arena.h"
#include "messages_forms.h"
#include "reply_standing.h"

static void write_answer(struct buffer *out, const struct told_reply *reply)
{
	form_write(&form_told_reply, reply, out);
}

void reply_refusal(struct buffer *out, uint64_t correlation, enum status status,
                   const struct faults *why, uint32_t retry_after_ms)
{
	struct told_fault faults[FAULTS_MAX];
	const size_t count = why ? why->count : 0;

	for (size_t i = 0; i < count; i++) {
		const struct fault *from = &why->items[i];

		faults[i] = (struct told_fault){
			.field = from->field,
			.code = (int)from->code,
			.message = from->message,
			.reason = from->reason,
			.argument_count = from->argument_count,
			.arguments = from->arguments,
		};
	}
	write_answer(out, &(struct told_reply){
	                          .correlation = correlation,
	                          .status = (int)status,
	                          .fault_count = count,
	                          .faults = faults,
	                          .retry_after_ms = retry_after_ms,
	                  });
}

void reply_receipt(struct buffer *out, uint64_t correlation, const struct receipt *receipt)
{
	struct told_reply reply = {
		.correlation = correlation,
		.status = STATUS_OK,
		.result = ANSWER_RECEIPT,
	};

	seal_tell_receipt(receipt, &reply.receipt);
	write_answer(out, &reply);
}

void reply_entry(const struct journal_entry *entry, struct told_entry *out)
{
	*out = (struct told_entry){
		.sequence = entry->sequence,
		.received_at = entry->received_at,
		.signed_command = { .command = { entry->command, entry->command_size } },
	};
	memcpy(out->signed_command.signature, entry->signature, SIGNATURE_SIZE);
	memcpy(out->signed_command.key, entry->key, KEY_SIZE);
	memcpy(out->previous_hash, entry->previous_hash, HASH_SIZE);
	memcpy(out->hash, entry->hash, HASH_SIZE);
}

void reply_report(struct buffer *out, uint64_t correlation, const struct journal_entry *entry)
{
	struct told_reply reply = { .correlation = correlation,
		                    .status = STATUS_OK,
		                    .result = ANSWER_REPORT };

	reply_entry(entry, &reply.report);
	write_answer(out, &reply);
}

void reply_season(struct buffer *out, uint64_t correlation, uint32_t version, const uint8_t *season,
                  size_t size, const uint8_t hash[HASH_SIZE], int current, int64_t finalised_at)
{
	struct told_reply reply = {
		.correlation = correlation,
		.status = STATUS_OK,
		.result = ANSWER_SEASON,
		.season = { .version = version,
		            .season = { season, size },
		            .current = current + 1,
		            .finalised_at = finalised_at },
	};

	memcpy(reply.season.ruleset_hash, hash, HASH_SIZE);
	write_answer(out, &reply);
}

static void hold_entry(const struct journal_entry *entry, struct told_held *out)
{
	*out = (struct told_held){ .sequence = entry->sequence };
	memcpy(out->previous_hash, entry->previous_hash, HASH_SIZE);
	memcpy(out->hash, entry->hash, HASH_SIZE);
}

void reply_journal(struct buffer *out, uint64_t correlation, const struct journal_entry *entries,
                   size_t count, uint64_t head, const struct receipt *proof)
{
	struct told_reply reply = {
		.correlation = correlation,
		.status = STATUS_OK,
		.result = ANSWER_JOURNAL,
		.journal = { .head = head },
	};
	struct arena arena;

	arena_init(&arena, 0);
	struct told_entry *told = arena_alloc(&arena, count, sizeof(*told));
	struct told_held *held = arena_alloc(&arena, count, sizeof(*held));

	for (size_t i = 0; i < count; i++) {
		if (entries[i].command)
			reply_entry(&entries[i], &told[reply.journal.entry_count++]);
		else
			hold_entry(&entries[i], &held[reply.journal.held_count++]);
	}
	reply.journal.entries = told;
	reply.journal.held = held;
	reply.journal.has_proof = proof != NULL;
	if (proof)
		seal_tell_receipt(proof, &reply.journal.proof);
	write_answer(out, &reply);
	arena_close(&arena);
}

void reply_pong(struct buffer *out, uint64_t correlation, int64_t now, const char *version,
                const uint8_t *epoch, bool rehearsal)
{
	struct told_reply reply = {
		.correlation = correlation,
		.status = STATUS_OK,
		.result = ANSWER_PONG,
		.pong = { .now = now, .version = version, .rehearsal = rehearsal },
	};

	if (epoch)
		memcpy(reply.pong.epoch, epoch, EPOCH_SIZE);
	write_answer(out, &reply);
}
