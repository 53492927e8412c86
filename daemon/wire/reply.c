/*
 * Replies that carry what is already bytes; those made of standings are in reply_standing.c. Each
 * is one message on the stack that points at what the caller holds and is packed at once, so a
 * reply costs one copy. Only a page of the journal, which has no bound that a stack would like, is
 * made in an arena.
 */
#include "reply.h"

#include "arena.h"
#include "protobuf.h"
#include "reply_message.h"
#include "thidua/v1/service.pb-c.h"

void reply_begin(Thidua__V1__Reply *reply, uint64_t correlation, enum status status)
{
	thidua__v1__reply__init(reply);
	reply->has_correlation = true;
	reply->correlation = correlation;
	reply->has_status = true;
	reply->status = (Thidua__V1__Status)status;
}

void reply_refusal(struct buffer *out, uint64_t correlation, enum status status,
                   const struct faults *why, uint32_t retry_after_ms)
{
	Thidua__V1__Reply reply;
	Thidua__V1__Fault faults[FAULTS_MAX], *list[FAULTS_MAX];

	reply_begin(&reply, correlation, status);
	for (size_t i = 0; why && i < why->count; i++) {
		thidua__v1__fault__init(&faults[i]);
		faults[i].field = (char *)why->items[i].field;
		faults[i].has_code = true;
		faults[i].code = (Thidua__V1__Status)why->items[i].code;
		faults[i].message = (char *)why->items[i].message;
		faults[i].reason = protobuf_text(why->items[i].reason);
		faults[i].n_arguments = why->items[i].argument_count;
		faults[i].arguments = (char **)why->items[i].arguments;
		list[i] = &faults[i];
	}
	reply.n_faults = why ? why->count : 0;
	reply.faults = list;
	reply.has_retry_after_ms = retry_after_ms != 0;
	reply.retry_after_ms = retry_after_ms;
	protobuf_append(out, &reply.base);
}

void reply_receipt(struct buffer *out, uint64_t correlation, const struct receipt *receipt)
{
	Thidua__V1__Reply reply;
	Thidua__V1__Receipt body = THIDUA__V1__RECEIPT__INIT;
	ProtobufCBinaryData path[TREE_DEPTH];

	for (size_t i = 0; i < receipt->path_count; i++)
		path[i] = protobuf_bytes(receipt->path[i], HASH_SIZE);
	body.has_statement = true;
	body.statement = protobuf_bytes(receipt->statement, receipt->statement_size);
	body.has_leaf = true;
	body.leaf = receipt->leaf;
	body.has_leaves = true;
	body.leaves = receipt->leaves;
	body.n_path = receipt->path_count;
	body.path = path;
	body.has_signature = true;
	body.signature = protobuf_bytes(receipt->signature, SIGNATURE_SIZE);
	body.has_key = true;
	body.key = protobuf_bytes(receipt->key, KEY_SIZE);
	reply_begin(&reply, correlation, STATUS_OK);
	reply.result_case = THIDUA__V1__REPLY__RESULT_RECEIPT;
	reply.receipt = &body;
	protobuf_append(out, &reply.base);
}

void reply_entry(const struct journal_entry *entry, Thidua__V1__SignedCommand *command,
                 Thidua__V1__StoredCommand *out)
{
	thidua__v1__signed_command__init(command);
	command->has_command = true;
	command->command = protobuf_bytes(entry->command, entry->command_size);
	command->has_signature = true;
	command->signature = protobuf_bytes(entry->signature, SIGNATURE_SIZE);
	command->has_key = true;
	command->key = protobuf_bytes(entry->key, KEY_SIZE);
	thidua__v1__stored_command__init(out);
	out->has_sequence = true;
	out->sequence = entry->sequence;
	out->has_received_at = true;
	out->received_at = entry->received_at;
	out->signed_command = command;
	out->has_previous_hash = true;
	out->previous_hash = protobuf_bytes(entry->previous_hash, HASH_SIZE);
	out->has_hash = true;
	out->hash = protobuf_bytes(entry->hash, HASH_SIZE);
}

void reply_report(struct buffer *out, uint64_t correlation, const struct journal_entry *entry)
{
	Thidua__V1__Reply reply;
	Thidua__V1__SignedCommand command;
	Thidua__V1__StoredCommand body;

	reply_entry(entry, &command, &body);
	reply_begin(&reply, correlation, STATUS_OK);
	reply.result_case = THIDUA__V1__REPLY__RESULT_REPORT;
	reply.report = &body;
	protobuf_append(out, &reply.base);
}

void reply_season(struct buffer *out, uint64_t correlation, uint32_t version, const uint8_t *season,
                  size_t size, const uint8_t hash[HASH_SIZE], int current)
{
	Thidua__V1__Reply reply;
	Thidua__V1__StoredSeason body = THIDUA__V1__STORED_SEASON__INIT;

	body.has_version = true;
	body.version = version;
	body.has_season = true;
	body.season = protobuf_bytes(season, size);
	body.has_ruleset_hash = true;
	body.ruleset_hash = protobuf_bytes(hash, HASH_SIZE);
	body.has_current = true;
	body.current = (Thidua__V1__Period)(current + 1);
	reply_begin(&reply, correlation, STATUS_OK);
	reply.result_case = THIDUA__V1__REPLY__RESULT_SEASON;
	reply.season = &body;
	protobuf_append(out, &reply.base);
}

void reply_journal(struct buffer *out, uint64_t correlation, const struct journal_entry *entries,
                   size_t count, uint64_t head)
{
	Thidua__V1__Reply reply;
	Thidua__V1__JournalPage body = THIDUA__V1__JOURNAL_PAGE__INIT;
	struct arena arena;

	arena_init(&arena, 0);
	Thidua__V1__SignedCommand *commands = arena_alloc(&arena, count, sizeof(*commands));
	Thidua__V1__StoredCommand *stored = arena_alloc(&arena, count, sizeof(*stored));

	for (size_t i = 0; i < count; i++)
		reply_entry(&entries[i], &commands[i], &stored[i]);
	body.n_entries = count;
	body.entries = protobuf_list(&arena, stored, count, sizeof(*stored));
	body.has_head = true;
	body.head = head;
	reply_begin(&reply, correlation, STATUS_OK);
	reply.result_case = THIDUA__V1__REPLY__RESULT_JOURNAL;
	reply.journal = &body;
	protobuf_append(out, &reply.base);
	arena_close(&arena);
}

void reply_pong(struct buffer *out, uint64_t correlation, int64_t now, const char *version,
                const uint8_t *epoch, bool rehearsal)
{
	Thidua__V1__Reply reply;
	Thidua__V1__Pong body = THIDUA__V1__PONG__INIT;

	body.has_now = true;
	body.now = now;
	body.version = (char *)version;
	body.has_epoch = true;
	body.epoch = protobuf_bytes(epoch, EPOCH_SIZE);
	body.has_rehearsal = true;
	body.rehearsal = rehearsal;
	reply_begin(&reply, correlation, STATUS_OK);
	reply.result_case = THIDUA__V1__REPLY__RESULT_PONG;
	reply.pong = &body;
	protobuf_append(out, &reply.base);
}
