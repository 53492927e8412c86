/*
 * A reply is read as loosely as is safe: a client of last year must read the daemon of this one, so
 * what it does not know is passed over, and only what would be read wrongly is refused (a hash of
 * 31 bytes, a period that has no index). Texts and arrays are those that protobuf-c unpacked;
 * nothing is copied but what has a fixed size.
 */
#include "answer.h"

#include <string.h>

#include "answer_message.h"
#include "arena.h"
#include "messages_forms.h"
#include "protobuf.h"

static void take_faults(const Thidua__V1__Reply *from, struct arena *arena, struct answer *out)
{
	struct fault *faults = arena_alloc(arena, from->n_faults, sizeof(*faults));

	for (size_t i = 0; i < from->n_faults; i++) {
		faults[i].code = (enum status)from->faults[i]->code;
		faults[i].field = protobuf_or_empty(from->faults[i]->field);
		faults[i].reason = protobuf_or_empty(from->faults[i]->reason);
		faults[i].message = protobuf_or_empty(from->faults[i]->message);
		faults[i].arguments = (const char *const *)from->faults[i]->arguments;
		faults[i].argument_count = from->faults[i]->n_arguments;
	}
	out->fault_count = from->n_faults;
	out->faults = faults;
}

static bool take_receipt(const Thidua__V1__Receipt *from, struct arena *arena, struct receipt *out)
{
	if (from->n_path > TREE_DEPTH)
		return false;
	uint8_t(*path)[HASH_SIZE] = arena_alloc(arena, from->n_path, HASH_SIZE);
	bool right = true;

	for (size_t i = 0; i < from->n_path; i++)
		right = answer_bytes(&from->path[i], HASH_SIZE, path[i]) && right;
	out->statement = from->statement.data;
	out->statement_size = from->statement.len;
	out->leaf = from->leaf;
	out->leaves = from->leaves;
	out->path_count = from->n_path;
	out->path = (const uint8_t(*)[HASH_SIZE])path;
	return answer_bytes(&from->signature, SIGNATURE_SIZE, out->signature) &&
	       answer_bytes(&from->key, KEY_SIZE, out->key) && right;
}

bool answer_entry(const Thidua__V1__StoredCommand *from, struct journal_entry *out)
{
	const Thidua__V1__SignedCommand *command = from->signed_command;

	if (!command || command->command.len == 0 || command->signature.len != SIGNATURE_SIZE ||
	    command->key.len != KEY_SIZE || from->previous_hash.len != HASH_SIZE ||
	    from->hash.len != HASH_SIZE)
		return false;
	*out = (struct journal_entry){
		.sequence = from->sequence,
		.received_at = from->received_at,
		.command = command->command.data,
		.command_size = command->command.len,
		.signature = command->signature.data,
		.key = command->key.data,
		.previous_hash = from->previous_hash.data,
		.hash = from->hash.data,
	};
	return true;
}

static bool take_entries(Thidua__V1__StoredCommand *const *from, size_t count, struct arena *arena,
                         struct answer *out)
{
	struct journal_entry *entries = arena_alloc(arena, count, sizeof(*entries));
	bool right = true;

	for (size_t i = 0; i < count; i++)
		right = answer_entry(from[i], &entries[i]) && right;
	out->entry_count = count;
	out->entries = entries;
	return right;
}

static bool take_season(const Thidua__V1__StoredSeason *from, struct answer *out)
{
	out->season.version = from->version;
	out->season.bytes = from->season.data;
	out->season.size = from->season.len;
	out->season.current = (int)from->current - 1;
	return from->season.len > 0 && out->season.current >= -1 && out->season.current < PERIODS &&
	       answer_bytes(&from->ruleset_hash, HASH_SIZE, out->season.hash);
}

static bool take_completeness(const Thidua__V1__Completeness *from, struct arena *arena,
                              struct answer *out)
{
	struct told_board *boards = arena_alloc(arena, from->n_boards, sizeof(*boards));
	bool right = answer_period(from->period, &out->completeness.period);

	for (size_t i = 0; i < from->n_boards; i++) {
		const Thidua__V1__BoardReport *board = from->boards[i];

		boards[i].board = protobuf_or_empty(board->board);
		boards[i].status = (int)board->status;
		boards[i].revision = board->revision;
		boards[i].received_at = board->received_at;
		boards[i].has_hash = board->has_command_hash;
		if (board->has_command_hash)
			right = answer_bytes(&board->command_hash, HASH_SIZE, boards[i].hash) &&
			        right;
	}
	out->completeness.reported = from->reported;
	out->completeness.expected = from->expected;
	out->completeness.board_count = from->n_boards;
	out->completeness.boards = boards;
	return right;
}

static bool take_pong(const Thidua__V1__Pong *from, struct answer *out)
{
	out->pong.now = from->now;
	out->pong.version = protobuf_or_empty(from->version);
	out->pong.rehearsal = from->rehearsal;
	return answer_bytes(&from->epoch, EPOCH_SIZE, out->pong.epoch);
}

static bool take_result(const Thidua__V1__Reply *from, struct arena *arena, struct answer *out)
{
	out->kind = (enum answer_kind)from->result_case;
	switch (from->result_case) {
	case THIDUA__V1__REPLY__RESULT_RECEIPT:
		return take_receipt(from->receipt, arena, &out->receipt);
	case THIDUA__V1__REPLY__RESULT_STANDINGS:
		return answer_standings(from->standings, arena, &out->standings);
	case THIDUA__V1__REPLY__RESULT_SCORECARD:
		return answer_scorecard(from->scorecard, arena, &out->scorecard);
	case THIDUA__V1__REPLY__RESULT_REPORT:
		return take_entries(&from->report, 1, arena, out);
	case THIDUA__V1__REPLY__RESULT_SEASON:
		return take_season(from->season, out);
	case THIDUA__V1__REPLY__RESULT_JOURNAL:
		out->head = from->journal->head;
		return take_entries(from->journal->entries, from->journal->n_entries, arena, out);
	case THIDUA__V1__REPLY__RESULT_COMPLETENESS:
		return take_completeness(from->completeness, arena, out);
	case THIDUA__V1__REPLY__RESULT_PONG:
		return take_pong(from->pong, out);
	case THIDUA__V1__REPLY__RESULT_DRY_RUN:
		return from->dry_run->standings && from->dry_run->scorecard &&
		       answer_standings(from->dry_run->standings, arena, &out->standings) &&
		       answer_scorecard(from->dry_run->scorecard, arena, &out->scorecard);
	default:
		out->kind = ANSWER_NONE;
		return true;
	}
}

bool answer_decode(const uint8_t *bytes, size_t size, struct arena *arena, struct answer *out)
{
	struct faults why;

	faults_init(&why, arena);
	memset(out, 0, sizeof(*out));
	if (!form_check(&form_sent_reply, "answer", FORM_OPEN, bytes, size, &why))
		return false;
	const Thidua__V1__Reply *reply =
	        protobuf_unpack(form_sent_reply.message, bytes, size, arena);

	if (!reply || !reply->has_status || reply->status == THIDUA__V1__STATUS__STATUS_UNSPECIFIED)
		return false;
	out->correlation = reply->correlation;
	out->status = (enum status)reply->status;
	out->retry_after_ms = reply->retry_after_ms;
	take_faults(reply, arena, out);
	return take_result(reply, arena, out);
}
