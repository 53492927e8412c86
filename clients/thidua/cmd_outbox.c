/*
 * thidua outbox: what waits, what became of the rest, and sending it now.
 *
 * check asks the daemon whether its journal still has what it acknowledged; flush brings back what it
 * has not. The list needs no daemon and no key: it reads the file alone, so that an office can see what it
 * has while the line is down. A receipt in the outbox was verified before it was put there; here it
 * is opened again with the key inside it only to read what it says.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "dial.h"
#include "entry.h"
#include "json_out.h"
#include "refusal.h"
#include "show.h"
#include "words.h"

struct listing {
	struct dial *dial;
	struct table table;
	json_t *rows; /* --json, else NULL */
	enum { SHOW_ALL, SHOW_RECEIPTS, SHOW_MISSING } shown;
	size_t count[OUTBOX_STATES], others; /* others: acknowledged to other keys, or elsewhere */
};

static const struct state {
	const char *name; /* with --json */
	enum word word;
	enum paint paint;
} states[OUTBOX_STATES] = {
	[OUTBOX_WAITING] = { "WAITING", WORD_OUTBOX_WAITING, PAINT_WARN },
	[OUTBOX_ACKNOWLEDGED] = { "ACKNOWLEDGED", WORD_OUTBOX_ACKNOWLEDGED, PAINT_GOOD },
	[OUTBOX_REFUSED] = { "REFUSED", WORD_OUTBOX_REFUSED, PAINT_BAD },
	[OUTBOX_UNKNOWN] = { "UNKNOWN", WORD_OUTBOX_UNKNOWN, PAINT_BAD },
	[OUTBOX_LOST] = { "LOST", WORD_OUTBOX_LOST, PAINT_WARN },
};

/* Receipts in the outbox were verified before they were put there. The arena is the dial's. */
static bool read_receipt(const struct listing *listing, const struct outbox_row *row,
                         struct receipt_statement *out)
{
	return (row->state == OUTBOX_ACKNOWLEDGED || row->state == OUTBOX_LOST) && row->reply &&
	       seal_check_receipt(&row->reply->receipt, row->reply->receipt.key,
	                          &listing->dial->arena, out);
}

/* In the journal now, which is another place than the first after a restore. */
static uint64_t place_of(const struct outbox_row *row, const struct receipt_statement *first)
{
	return row->sequence > 0 ? row->sequence : first->sequence;
}

/* The reply that says why it was refused; NULL: it was not. */
static const struct answer *refused_by(const struct outbox_row *row)
{
	if (row->state != OUTBOX_REFUSED && row->state != OUTBOX_UNKNOWN)
		return NULL;
	return row->reinstated ? row->reinstated : row->reply;
}

static json_t *row_of(const struct listing *listing, const struct outbox_row *row)
{
	struct receipt_statement receipt;
	json_t *value = json_object(), *faults = json_array();

	const struct answer *refused = refused_by(row);

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
	json_object_set_new(value, "faults", faults);
	if (read_receipt(listing, row, &receipt)) {
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

/* In the reader's language; the summary was written for all. */
static const char *content(struct arena *arena, const struct outbox_row *row)
{
	struct faults why;
	struct command command;

	faults_init(&why, arena);
	if (command_decode(row->signed_command.bytes, row->signed_command.size, arena, &command,
	                   &why))
		return entry_say(arena, &command);
	return row->summary ? row->summary : row->kind;
}

static const char *outcome(struct listing *listing, const struct outbox_row *row)
{
	struct arena *arena = &listing->dial->arena;
	struct receipt_statement receipt;

	if (read_receipt(listing, row, &receipt)) {
		const char *taken = show_instant(arena, receipt.received_at);
		const unsigned long long first = receipt.sequence, now = place_of(row, &receipt);

		return now == first
		               ? arena_text(arena, say(WORD_OUTBOX_ENTRY), first, taken)
		               : arena_text(arena, say(WORD_OUTBOX_REINSTATED), now, first, taken);
	}
	const struct answer *refused = refused_by(row);

	if (refused && refused->fault_count > 0) {
		const struct thidua_fault fault = refusal_of(&refused->faults[0]);

		return refusal_line(arena, NULL, &fault);
	}
	return row->attempts > 0 ? arena_text(arena, say(WORD_OUTBOX_ATTEMPTS), row->attempts) : "";
}

static bool is_shown(const struct listing *listing, enum outbox_state state)
{
	if (listing->shown == SHOW_RECEIPTS)
		return state == OUTBOX_ACKNOWLEDGED || state == OUTBOX_LOST;
	return listing->shown == SHOW_ALL || state == OUTBOX_LOST || state == OUTBOX_UNKNOWN;
}

/* Acknowledged to this key, and seen in the journal that was looked at? */
static bool is_ours(const struct listing *listing, const struct outbox_row *row)
{
	const struct credential *own = thidua_credential(listing->dial->handle);
	const uint8_t *epoch = thidua_epoch(listing->dial->handle);

	return own && epoch && memcmp(row->epoch, epoch, EPOCH_SIZE) == 0 &&
	       memcmp(row->signed_command.key, own->sign_public, KEY_SIZE) == 0;
}

static bool add_row(void *context, const struct outbox_row *row)
{
	struct listing *listing = context;

	listing->count[row->state]++;
	listing->others += row->state == OUTBOX_ACKNOWLEDGED && !is_ours(listing, row);
	if (!is_shown(listing, row->state))
		return true;
	if (listing->rows) {
		json_array_append_new(listing->rows, row_of(listing, row));
		return true;
	}
	table_cell(&listing->table, PAINT_NONE, "%s",
	           show_instant(&listing->dial->arena, row->put_at));
	table_cell(&listing->table, PAINT_NONE, "%s", content(&listing->dial->arena, row));
	table_cell(&listing->table, states[row->state].paint, "%s", say(states[row->state].word));
	table_cell(&listing->table, PAINT_NONE, "%s", outcome(listing, row));
	return true;
}

/* Reads the rows, and prints those that are to be shown, unless they go into the answer of --json. */
static int show_rows(struct listing *listing)
{
	struct dial *dial = listing->dial;
	const struct column columns[] = { { say(WORD_OUTBOX_PUT), false, CUT_NEVER },
		                          { say(WORD_OUTBOX_WHAT), false, CUT_END },
		                          { say(WORD_OUTBOX_STATE), false, CUT_NEVER },
		                          { "", false, CUT_END } };

	listing->rows = options_has(dial->options, OPTION_JSON) ? json_array() : NULL;
	table_start(&listing->table, &dial->arena, columns, sizeof(columns) / sizeof(*columns));
	const int code = thidua_outbox_list(dial->handle, add_row, listing);

	if (code != THIDUA_OK)
		return dial_tell(dial, code);
	const size_t *count = listing->count;

	if (!listing->rows &&
	    (listing->shown != SHOW_MISSING || count[OUTBOX_LOST] + count[OUTBOX_UNKNOWN] > 0))
		table_print(&listing->table);
	if (!listing->rows && count[OUTBOX_UNKNOWN] > 0)
		printf("%s: %s\n", say(WORD_OUTBOX_UNKNOWN), say(WORD_MAY_BE_IN));
	return THIDUA_OK;
}

static int list(struct options *options, bool only_receipts)
{
	struct dial dial = { 0 };
	struct listing listing = { .dial = &dial,
		                   .shown = only_receipts ? SHOW_RECEIPTS : SHOW_ALL };
	int code = dial_open_outbox(&dial, options);

	if (code == THIDUA_OK)
		code = show_rows(&listing);
	if (code == THIDUA_OK && listing.rows)
		json_print(json_pack(
		        "{s:O, s:i}", "rows", listing.rows, "waiting",
		        (int)(listing.count[OUTBOX_WAITING] + listing.count[OUTBOX_LOST])));
	json_decref(listing.rows);
	dial_close(&dial);
	return code;
}

/* What the journal still holds of what was acknowledged to this key. */
static int tell_check(const struct listing *listing)
{
	const size_t lost = listing->count[OUTBOX_LOST];
	const size_t there = listing->count[OUTBOX_ACKNOWLEDGED] - listing->others;

	if (listing->rows) {
		json_print(json_pack("{s:i, s:O, s:i}", "in_journal", (int)there, "missing",
		                     listing->rows, "others", (int)listing->others));
	} else if (lost == 0) {
		show_text(PAINT_GOOD, "✓ ");
		printf(say(WORD_CHECK_FINE), there), putchar('\n');
	}
	if (listing->others > 0)
		fprintf(stderr, say(WORD_CHECK_OTHERS), listing->others), fputc('\n', stderr);
	if (lost > 0)
		fprintf(stderr, say(WORD_CHECK_MISSING), lost), fputc('\n', stderr);
	return lost > 0 ? THIDUA_KEPT : THIDUA_OK;
}

static int check(struct options *options)
{
	struct dial dial = { 0 };
	struct listing listing = { .dial = &dial, .shown = SHOW_MISSING };
	int code = dial_open(&dial, options, DIAL_OUTBOX);

	if (code == THIDUA_OK) {
		code = thidua_outbox_look(dial.handle);
		if (code != THIDUA_OK)
			dial_tell(&dial, code);
	}
	if (code == THIDUA_OK)
		code = show_rows(&listing);
	if (code == THIDUA_OK)
		code = tell_check(&listing);
	json_decref(listing.rows);
	dial_close(&dial);
	return code;
}

static bool tell_settled(void *context, const uint8_t command_id[16], int code,
                         const struct thidua_receipt *receipt, const struct thidua_fault *faults,
                         size_t fault_count)
{
	(void)command_id;
	struct dial *dial = context;

	if (code != THIDUA_OK) {
		dial_tell_faults(dial->options, faults, fault_count);
		if (code == THIDUA_UNKNOWN)
			complain(code, "%s", say(WORD_MAY_BE_IN));
	} else if (options_has(dial->options, OPTION_JSON)) {
		json_print_line(json_receipt(receipt));
	} else {
		show_text(PAINT_GOOD, "✓ ");
		printf(say(WORD_OUTBOX_ENTRY), (unsigned long long)receipt->sequence,
		       show_instant(&dial->arena, receipt->received_at));
		putchar('\n');
	}
	return true;
}

static int flush(struct options *options)
{
	struct dial dial = { 0 };
	uint64_t seconds;
	int code = options_number(options, OPTION_TIMEOUT, 1, 3600, 10, &seconds);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK) {
		code = thidua_flush(dial.handle, (int)seconds * 1000, tell_settled, &dial);
		size_t waiting = 0;

		if (code != THIDUA_OK && code != THIDUA_REFUSED && code != THIDUA_UNKNOWN)
			dial_complain(&dial, code);
		if (thidua_outbox_count(dial.handle, &waiting) == THIDUA_OK && waiting > 0)
			fprintf(stderr, say(WORD_OUTBOX_LEFT), waiting), fputc('\n', stderr);
		else if (code == THIDUA_OK)
			fprintf(stderr, "%s\n", say(WORD_OUTBOX_EMPTY));
	}
	dial_close(&dial);
	return code;
}

int cmd_outbox(struct options *options, size_t count, char **operands)
{
	const char *what = count > 0 ? operands[0] : "list";

	if (count <= 1 && strcmp(what, "list") == 0)
		return list(options, false);
	if (count == 1 && strcmp(what, "receipts") == 0)
		return list(options, true);
	if (count == 1 && strcmp(what, "flush") == 0)
		return flush(options);
	if (count == 1 && strcmp(what, "check") == 0)
		return check(options);
	return options_usage(options);
}
