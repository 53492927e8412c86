/*
 * A reply is read as loosely as is safe: a client of last year must read the daemon of this one, so
 * what it does not know is passed over. Its form says what must be there and of which size; here is
 * only what two fields say of each other: a row has one number a task, and a standing one total a
 * task, in the order of `tasks`. Who prints them walks the arrays side by side, so the counts are
 * compared here, once.
 */
#include "answer.h"

#include <string.h>

#include "arena.h"
#include "messages_forms.h"

static void take_faults(const struct told_reply *from, struct arena *arena, struct answer *out)
{
	struct fault *faults = arena_alloc(arena, from->fault_count, sizeof(*faults));

	for (size_t i = 0; i < from->fault_count; i++)
		faults[i] = (struct fault){
			.code = (enum status)from->faults[i].code,
			.reason = from->faults[i].reason,
			.field = from->faults[i].field,
			.message = from->faults[i].message,
			.arguments = from->faults[i].arguments,
			.argument_count = from->faults[i].argument_count,
		};
	out->fault_count = from->fault_count;
	out->faults = faults;
}

void answer_entry(const struct told_entry *from, struct journal_entry *out)
{
	*out = (struct journal_entry){
		.sequence = from->sequence,
		.received_at = from->received_at,
		.command = from->signed_command.command.data,
		.command_size = from->signed_command.command.size,
		.signature = from->signed_command.signature,
		.key = from->signed_command.key,
		.previous_hash = from->previous_hash,
		.hash = from->hash,
	};
}

static void take_entries(const struct told_entry *from, size_t count, struct arena *arena,
                         struct answer *out)
{
	struct journal_entry *entries = arena_alloc(arena, count, sizeof(*entries));

	for (size_t i = 0; i < count; i++)
		answer_entry(&from[i], &entries[i]);
	out->entry_count = count;
	out->entries = entries;
}

/* Of both lists, in the order of the journal. */
static void take_journal(const struct told_journal *from, struct arena *arena, struct answer *out)
{
	const size_t count = from->entry_count + from->held_count;
	struct journal_entry *entries = arena_alloc(arena, count, sizeof(*entries));

	for (size_t i = 0, held = 0; i < count; i++) {
		const struct told_entry *entry = &from->entries[i - held];
		const bool told = i - held < from->entry_count;

		if (held == from->held_count ||
		    (told && entry->sequence < from->held[held].sequence)) {
			answer_entry(entry, &entries[i]);
			continue;
		}
		entries[i] = (struct journal_entry){
			.sequence = from->held[held].sequence,
			.previous_hash = from->held[held].previous_hash,
			.hash = from->held[held].hash,
		};
		held++;
	}
	out->entry_count = count;
	out->entries = entries;
	out->head = from->head;
}

static void take_season(const struct told_season *from, struct answer *out)
{
	out->season.version = from->version;
	out->season.bytes = from->season.data;
	out->season.size = from->season.size;
	out->season.current = from->current - 1;
	out->season.finalised_at = from->finalised_at;
	memcpy(out->season.hash, from->ruleset_hash, HASH_SIZE);
}

static bool are_consistent(const struct told_standings *standings)
{
	bool right = standings->task_total_count == standings->task_count;

	for (size_t i = 0; i < standings->row_count; i++)
		right = right && standings->rows[i].point_count == standings->task_count;
	return right;
}

static bool take_dry_run(const struct told_dry_run *from, struct answer *out)
{
	out->standings = from->standings;
	out->scorecard = from->scorecard;
	return are_consistent(&out->standings) &&
	       out->scorecard.row.point_count == out->scorecard.line_count;
}

static bool take_result(const struct told_reply *from, struct arena *arena, struct answer *out)
{
	out->kind = from->result;
	out->reply = from;
	switch (from->result) {
	case ANSWER_RECEIPT:
		seal_take_receipt(&from->receipt, &out->receipt);
		return true;
	case ANSWER_STANDINGS:
		out->standings = from->standings;
		return are_consistent(&out->standings);
	case ANSWER_SCORECARD:
		out->scorecard = from->scorecard;
		return out->scorecard.row.point_count == out->scorecard.line_count;
	case ANSWER_REPORT:
		take_entries(&from->report, 1, arena, out);
		return true;
	case ANSWER_SEASON:
		take_season(&from->season, out);
		return true;
	case ANSWER_JOURNAL:
		take_journal(&from->journal, arena, out);
		return true;
	case ANSWER_COMPLETENESS:
		out->completeness = from->completeness;
		return true;
	case ANSWER_PONG:
		out->pong = from->pong;
		return true;
	case ANSWER_DRY_RUN:
		return take_dry_run(&from->dry_run, out);
	default: /* nothing, or what its form says */
		return true;
	}
}

bool answer_decode(const uint8_t *bytes, size_t size, struct arena *arena, struct answer *out)
{
	struct told_reply *reply = arena_alloc(arena, 1, sizeof(*reply));
	struct faults why;

	faults_init(&why, arena);
	memset(out, 0, sizeof(*out));
	if (!form_read(&form_told_reply, "answer", FORM_OPEN, bytes, size, arena, reply, &why))
		return false;
	out->correlation = reply->correlation;
	out->status = (enum status)reply->status;
	out->retry_after_ms = reply->retry_after_ms;
	take_faults(reply, arena, out);
	return take_result(reply, arena, out);
}

bool answer_standings(const uint8_t *bytes, size_t size, struct arena *arena,
                      struct told_standings *out)
{
	struct faults why;

	faults_init(&why, arena);
	return form_read(&form_told_standings, "answer", FORM_OPEN, bytes, size, arena, out,
	                 &why) &&
	       are_consistent(out);
}
