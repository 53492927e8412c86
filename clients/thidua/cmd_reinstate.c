/*
 * thidua reinstate: a command that the daemon acknowledged is brought back, with its receipt, after
 * its database was restored from a backup.
 *
 * Both stand in the outbox; the Reinstate is put there too and goes the way of every command.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "complain.h"
#include "entry.h"
#include "send.h"
#include "text.h"
#include "words.h"

enum { PREFIX_LEAST = 8 }; /* digits of an id by which it can be named */

struct wanted {
	struct dial *dial;
	const char *id; /* hex, or how it begins */
	size_t count;   /* rows that were found */
	struct command inside, made;
};

static bool is_wanted(const struct wanted *wanted, const struct outbox_row *row)
{
	char hex[2 * ID_SIZE + 1];

	text_hex(row->id, ID_SIZE, hex);
	return row->state == OUTBOX_ACKNOWLEDGED && row->reply &&
	       strncmp(hex, wanted->id, strlen(wanted->id)) == 0;
}

static void *keep(struct arena *arena, const void *bytes, size_t size)
{
	void *kept = arena_alloc(arena, size, 1);

	return size > 0 ? memcpy(kept, bytes, size) : kept;
}

/* The row lives as long as the visit. */
static void take_row(struct wanted *wanted, const struct outbox_row *row)
{
	struct arena *arena = &wanted->dial->arena;
	const struct signed_command *sealed = &row->signed_command;
	struct reinstate *out = &wanted->made.reinstate;
	struct told_receipt receipt = row->reply->reply->receipt;
	struct faults why;
	const uint8_t *bytes = keep(arena, sealed->bytes, sealed->size);

	faults_init(&why, arena);
	if (!command_decode(bytes, sealed->size, arena, &wanted->inside, &why))
		return;
	receipt.statement.data = keep(arena, receipt.statement.data, receipt.statement.size);
	receipt.path = keep(arena, receipt.path, receipt.path_count * HASH_SIZE);
	send_start(&wanted->made, ACTION_REINSTATE, wanted->inside.cluster, wanted->inside.year);
	out->signed_command = (struct told_signed){ .command = { bytes, sealed->size } };
	memcpy(out->signed_command.signature, sealed->signature, SIGNATURE_SIZE);
	memcpy(out->signed_command.key, sealed->key, KEY_SIZE);
	out->signed_command_opened = &wanted->inside;
	out->receipt = receipt;
	wanted->count++;
}

static bool look_at(void *context, const struct outbox_row *row)
{
	struct wanted *wanted = context;

	if (is_wanted(wanted, row))
		take_row(wanted, row);
	return true;
}

int cmd_reinstate(struct options *options, size_t count, char **operands)
{
	struct dial dial = { 0 };

	if (count != 1 || strlen(operands[0]) < PREFIX_LEAST)
		return options_usage(options);
	struct wanted wanted = { .dial = &dial, .id = operands[0] };
	int code = dial_open(&dial, options, DIAL_OUTBOX);

	if (code == THIDUA_OK) {
		code = thidua_outbox_list(dial.handle, look_at, &wanted);
		if (code != THIDUA_OK)
			dial_tell(&dial, code);
		else if (wanted.count != 1)
			code = complain(THIDUA_USAGE, say(WORD_REINSTATE_NONE), wanted.count,
			                operands[0]);
	}
	if (code == THIDUA_OK)
		code = send_command(&dial, &wanted.made, NULL);
	dial_close(&dial);
	return code;
}
