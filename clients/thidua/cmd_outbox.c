/*
 * thidua outbox: what waits, what became of the rest, and sending it now.
 *
 * check asks the daemon whether its journal still has what it acknowledged; flush brings back what it
 * has not. The list needs no daemon and no key: it reads the file alone, so that an office can see what it
 * has while the line is down.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "dial.h"
#include "json_out.h"
#include "outbox_flush.h"
#include "outbox_one.h"
#include "outbox_say.h"
#include "text.h"

struct listing {
	struct dial *dial;
	struct table table;
	json_t *rows;  /* --json, else NULL */
	size_t digits; /* of an id that tell it from the others */
	enum { SHOW_ALL, SHOW_RECEIPTS, SHOW_MISSING } shown;
	size_t count[OUTBOX_STATES], others; /* others: acknowledged to other keys, or elsewhere */
};

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
		json_array_append_new(listing->rows, outbox_row_json(&listing->dial->arena, row));
		return true;
	}
	char id[2 * ID_SIZE + 1];

	text_hex(row->id, ID_SIZE, id);
	table_cell(&listing->table, PAINT_DIM, "%.*s", (int)listing->digits, id);
	table_cell(&listing->table, PAINT_NONE, "%s",
	           show_instant(&listing->dial->arena, row->put_at));
	table_cell(&listing->table, PAINT_NONE, "%s", outbox_content(&listing->dial->arena, row));
	table_cell(&listing->table, outbox_state_say(row->state)->paint, "%s",
	           say(outbox_state_say(row->state)->word));
	table_cell(&listing->table, PAINT_NONE, "%s", outbox_outcome(&listing->dial->arena, row));
	return true;
}

/* Reads the rows, and prints those that are to be shown, unless they go into the answer of --json. */
static int show_rows(struct listing *listing)
{
	struct dial *dial = listing->dial;
	const struct column columns[] = { { say(WORD_OUTBOX_ID), false, CUT_NEVER },
		                          { say(WORD_OUTBOX_PUT), false, CUT_NEVER },
		                          { say(WORD_OUTBOX_WHAT), false, CUT_END },
		                          { say(WORD_OUTBOX_STATE), false, CUT_NEVER },
		                          { "", false, CUT_WRAP } };

	listing->digits = outbox_digits(dial);
	listing->rows = options_has(dial->options, OPTION_JSON) ? json_array() : NULL;
	table_start(&listing->table, &dial->arena, columns, sizeof(columns) / sizeof(*columns));
	const int code = thidua_outbox_list(dial->handle, add_row, listing);

	if (code != THIDUA_OK)
		return dial_tell(dial, code);
	const size_t *count = listing->count;

	if (!listing->rows &&
	    (listing->shown != SHOW_MISSING || count[OUTBOX_LOST] + count[OUTBOX_UNKNOWN] > 0))
		table_print_list(&listing->table);
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

static int flush(struct options *options)
{
	return options_has(options, OPTION_ALL) ? outbox_flush_all(options) : outbox_flush(options);
}

static int list_all(struct options *options)
{
	return list(options, false);
}

static int list_receipts(struct options *options)
{
	return list(options, true);
}

int cmd_outbox(struct options *options, size_t count, char **operands)
{
	static const struct {
		const char *name;
		int (*run)(struct options *options);
		int (*run_one)(struct options *options, const char *id);
	} all[] = {
		{ "list", list_all, NULL },        { "receipts", list_receipts, NULL },
		{ "flush", flush, NULL },          { "check", check, NULL },
		{ "show", NULL, outbox_show },     { "drop", NULL, outbox_drop },
		{ "export", NULL, outbox_export },
	};
	const char *what = count > 0 ? operands[0] : "list";

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (strcmp(what, all[i].name) != 0)
			continue;
		if (all[i].run && count <= 1)
			return all[i].run(options);
		if (all[i].run_one && count == 2)
			return all[i].run_one(options, operands[1]);
	}
	return options_usage(options);
}
