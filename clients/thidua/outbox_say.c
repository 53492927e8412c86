/*
 * What a row holds was signed or sealed, so it is decoded again and said in the reader's language; only of
 * what this program cannot read the summary counts that stands beside it.
 */
#include "outbox_say.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "entry.h"
#include "json_out.h"
#include "messages_forms.h"
#include "refusal.h"

static const struct outbox_state_say states[OUTBOX_STATES] = {
	[OUTBOX_WAITING] = { "WAITING", WORD_OUTBOX_WAITING, PAINT_WARN },
	[OUTBOX_ACKNOWLEDGED] = { "ACKNOWLEDGED", WORD_OUTBOX_ACKNOWLEDGED, PAINT_GOOD },
	[OUTBOX_REFUSED] = { "REFUSED", WORD_OUTBOX_REFUSED, PAINT_BAD },
	[OUTBOX_UNKNOWN] = { "UNKNOWN", WORD_OUTBOX_UNKNOWN, PAINT_BAD },
	[OUTBOX_LOST] = { "LOST", WORD_OUTBOX_LOST, PAINT_WARN },
};

const struct outbox_state_say *outbox_state_say(enum outbox_state state)
{
	return &states[state];
}

static bool read_receipt(struct arena *arena, const struct outbox_row *row,
                         struct receipt_statement *out)
{
	return (row->state == OUTBOX_ACKNOWLEDGED || row->state == OUTBOX_LOST) && row->reply &&
	       seal_check_receipt(&row->reply->receipt, row->reply->receipt.key, arena, out);
}

/* In the journal now, which is another place than the first after a restore. */
static uint64_t place_of(const struct outbox_row *row, const struct receipt_statement *first)
{
	return row->sequence > 0 ? row->sequence : first->sequence;
}

const struct answer *outbox_refused_by(const struct outbox_row *row)
{
	if (row->state != OUTBOX_REFUSED && row->state != OUTBOX_UNKNOWN)
		return NULL;
	return row->reinstated ? row->reinstated : row->reply;
}

json_t *outbox_row_json(struct arena *arena, const struct outbox_row *row)
{
	struct receipt_statement receipt;
	json_t *value = json_object(), *faults = json_array();

	const struct answer *refused = outbox_refused_by(row);

	for (size_t i = 0; refused && i < refused->fault_count; i++) {
		const struct thidua_fault fault = refusal_of(&refused->faults[i]);

		json_array_append_new(faults, json_fault(&fault));
	}
	json_object_set_new(value, "id", json_hex(row->id, ID_SIZE));
	json_object_set_new(value, "state", json_string(states[row->state].name));
	json_object_set_new(value, "cluster", json_maybe(row->cluster));
	json_object_set_new(value, "kind", json_maybe(row->kind));
	json_object_set_new(value, "summary", json_maybe(row->summary));
	json_object_set_new(value, "command_hash", json_hex(row->hash, HASH_SIZE));
	json_object_set_new(value, "put_at", json_instant(row->put_at));
	json_object_set_new(value, "tried_at", json_instant(row->tried_at));
	json_object_set_new(value, "settled_at", json_instant(row->settled_at));
	json_object_set_new(value, "attempts", json_integer(row->attempts));
	json_object_set_new(value, "may_have_been_sent", json_boolean(row->unheard));
	json_object_set_new(value, "faults", faults);
	if (read_receipt(arena, row, &receipt)) {
		json_object_set_new(value, "sequence",
		                    json_integer((json_int_t)place_of(row, &receipt)));
		json_object_set_new(value, "first_sequence",
		                    json_integer((json_int_t)receipt.sequence));
		json_object_set_new(value, "received_at", json_instant(receipt.received_at));
		json_object_set_new(
		        value, "journal_hash",
		        json_hex(row->sequence > 0 ? row->journal_hash : receipt.hash, HASH_SIZE));
	}
	return value;
}

const char *outbox_content(struct arena *arena, const struct outbox_row *row)
{
	struct faults why;
	struct command command;

	faults_init(&why, arena);
	if (command_decode(row->signed_command.bytes, row->signed_command.size, arena, &command,
	                   &why))
		return entry_say(arena, &command);
	return row->summary ? row->summary : row->kind;
}

struct said {
	struct arena *arena;
	struct command command;
	struct field_words words;
};

/* "T12, actual" of "lines[11].actual". */
static const char *task_of(void *context, const char *field)
{
	struct said *said = context;
	const struct submit_report *report = &said->command.submit_report;
	size_t at;
	int end = 0;

	if (sscanf(field, "lines[%zu].%n", &at, &end) != 1 || at >= report->line_count ||
	    !report->lines[at].task[0])
		return NULL;
	const struct field_words line = { .form = &form_report_line, .from = &report->lines[at] };
	const char *part = field + end;

	return end == 0 || strcmp(part, "task") == 0
	               ? report->lines[at].task
	               : arena_text(said->arena, "%s, %s", report->lines[at].task,
	                            field_words_say(said->arena, &line, part));
}

const struct field_words *outbox_words(struct arena *arena, const struct outbox_row *row)
{
	struct said *said = arena_alloc(arena, 1, sizeof(*said));
	struct faults why;

	faults_init(&why, arena);
	if (!command_decode(row->signed_command.bytes, row->signed_command.size, arena,
	                    &said->command, &why) ||
	    said->command.action != ACTION_SUBMIT_REPORT)
		return NULL;
	said->arena = arena;
	said->words = (struct field_words){ .form = &form_submit_report,
		                            .from = &said->command.submit_report,
		                            .place = task_of,
		                            .context = said };
	return &said->words;
}

const char *outbox_outcome(struct arena *arena, const struct outbox_row *row)
{
	struct receipt_statement receipt;

	if (read_receipt(arena, row, &receipt)) {
		const char *taken = show_instant(arena, receipt.received_at);
		const unsigned long long first = receipt.sequence, now = place_of(row, &receipt);

		return now == first
		               ? arena_text(arena, say(WORD_OUTBOX_ENTRY), first, taken)
		               : arena_text(arena, say(WORD_OUTBOX_REINSTATED), now, first, taken);
	}
	const struct answer *refused = outbox_refused_by(row);

	if (refused && refused->fault_count > 0) {
		const struct thidua_fault fault = refusal_of(&refused->faults[0]);

		return refusal_line(arena, outbox_words(arena, row), &fault);
	}
	return row->attempts > 0 ? arena_text(arena, say(WORD_OUTBOX_ATTEMPTS), row->attempts) : "";
}
