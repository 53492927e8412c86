/*
 * thidua reinstate: a command that the daemon acknowledged, and may have lost since with a restore, is
 * brought back now, and told where it stands.
 *
 * The outbox does that by itself whenever it sends; whoever asks by name wants to see it done.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "complain.h"
#include "send.h"
#include "text.h"
#include "words.h"

enum { PREFIX_LEAST = 8 }; /* digits of an id by which it can be named */

struct wanted {
	struct dial *dial;
	const char *id; /* hex, or how it begins */
	size_t count;   /* rows that were found */
	enum outbox_state state;
	const char *what;
	struct thidua_receipt receipt; /* the last one */
};

/* By the last receipt; it was verified before it was put there. */
static void take_receipt(struct wanted *wanted, const struct outbox_row *row)
{
	const struct answer *last = row->reinstated && row->reinstated->kind == ANSWER_RECEIPT
	                                    ? row->reinstated
	                                    : row->reply;
	struct receipt_statement told;

	if (!last ||
	    !seal_check_receipt(&last->receipt, last->receipt.key, &wanted->dial->arena, &told))
		return;
	memcpy(wanted->receipt.command_id, told.command_id, ID_SIZE);
	memcpy(wanted->receipt.command_hash, told.command_hash, HASH_SIZE);
	memcpy(wanted->receipt.journal_hash, told.hash, HASH_SIZE);
	snprintf(wanted->receipt.cluster, sizeof(wanted->receipt.cluster), "%s", told.cluster);
	wanted->receipt.sequence = told.sequence;
	wanted->receipt.received_at = told.received_at;
	wanted->receipt.late_days = told.late_days;
}

static bool look_at(void *context, const struct outbox_row *row)
{
	struct wanted *wanted = context;
	struct arena *arena = &wanted->dial->arena;
	char hex[2 * ID_SIZE + 1];

	text_hex(row->id, ID_SIZE, hex);
	if ((row->state != OUTBOX_ACKNOWLEDGED && row->state != OUTBOX_LOST) ||
	    strncmp(hex, wanted->id, strlen(wanted->id)) != 0)
		return true;
	wanted->count++;
	wanted->state = row->state;
	wanted->what = arena_text(arena, "%s", row->summary ? row->summary : row->kind);
	if (row->state == OUTBOX_ACKNOWLEDGED)
		take_receipt(wanted, row);
	return true;
}

static int find_row(struct wanted *wanted)
{
	wanted->count = 0;
	const int code = thidua_outbox_list(wanted->dial->handle, look_at, wanted);

	if (code != THIDUA_OK)
		return dial_tell(wanted->dial, code);
	return wanted->count == 1 ? THIDUA_OK
	                          : complain(THIDUA_USAGE, say(WORD_REINSTATE_NONE), wanted->count,
	                                     wanted->id);
}

int cmd_reinstate(struct options *options, size_t count, char **operands)
{
	struct dial dial = { 0 };

	if (count != 1 || strlen(operands[0]) < PREFIX_LEAST)
		return options_usage(options);
	struct wanted wanted = { .dial = &dial, .id = operands[0] };
	int code = dial_open(&dial, options, DIAL_OUTBOX);

	if (code == THIDUA_OK)
		code = find_row(&wanted);
	if (code == THIDUA_OK) {
		code = send_older(&dial); /* what came of ours stands in the outbox */
		if (find_row(&wanted) != THIDUA_OK)
			code = THIDUA_REFUSED;
		else if (wanted.state == OUTBOX_LOST)
			code = complain(THIDUA_KEPT, "%s", say(WORD_KEPT));
		else if (code != THIDUA_KEPT)
			code = THIDUA_OK;
	}
	if (code == THIDUA_OK)
		send_receipt(&dial, wanted.what, &wanted.receipt, false);
	dial_close(&dial);
	return code;
}
