/*
 * The public functions that send what is in the outbox.
 */
#include <string.h>

#include "flush.h"
#include "look.h"

static void tell_receipt(const struct receipt_statement *from, struct thidua_receipt *to)
{
	memset(to, 0, sizeof(*to));
	memcpy(to->command_id, from->command_id, sizeof(to->command_id));
	memcpy(to->command_hash, from->command_hash, sizeof(to->command_hash));
	strncpy(to->cluster, from->cluster, sizeof(to->cluster) - 1);
	to->sequence = from->sequence;
	memcpy(to->journal_hash, from->hash, sizeof(to->journal_hash));
	to->received_at = from->received_at;
	to->late_days = from->late_days;
	to->proposal = from->proposal;
}

struct listener {
	struct thidua *handle;
	thidua_settled *settled;
	void *context;
};

static bool tell_listener(void *context, const uint8_t id[ID_SIZE], int code,
                          const struct receipt_statement *statement)
{
	const struct listener *listener = context;
	struct thidua_receipt receipt;

	if (!listener->settled)
		return true;
	if (!statement)
		return listener->settled(listener->context, id, code, NULL,
		                         listener->handle->faults, listener->handle->fault_count);
	tell_receipt(statement, &receipt);
	return listener->settled(listener->context, id, code, &receipt, NULL, 0);
}

int thidua_flush(struct thidua *handle, int timeout_ms, thidua_settled *settled, void *context)
{
	struct listener listener = { handle, settled, context };

	handle_begin(handle);
	int refusal;

	const int code =
	        flush_run(handle, handle_until(timeout_ms), tell_listener, &listener, &refusal);

	return refusal != THIDUA_OK && (code == THIDUA_OK || code == THIDUA_KEPT) ? refusal : code;
}

int thidua_outbox_look(struct thidua *handle)
{
	handle_begin(handle);
	if (!handle->outbox || !handle->courier)
		return handle_fail(handle, THIDUA_USAGE,
		                   "the handle was opened without an outbox or endpoints");
	const int code = look_run(handle, link_moment() + handle->timeout);

	if (code == THIDUA_KEPT)
		return link_refused(handle->link) ? THIDUA_FORBIDDEN : THIDUA_UNREACHABLE;
	return code == THIDUA_OK ? handle->unread : code;
}

const uint8_t *thidua_epoch(const struct thidua *handle)
{
	return handle->has_epoch ? handle->epoch : NULL;
}

struct own { /* waits for one command of the outbox */
	uint8_t id[ID_SIZE];
	bool settled;
	int code;
	struct thidua_receipt receipt;
};

static bool await_own(void *context, const uint8_t id[ID_SIZE], int code,
                      const struct receipt_statement *statement)
{
	struct own *own = context;

	if (memcmp(own->id, id, ID_SIZE) != 0)
		return true;
	own->settled = true;
	own->code = code;
	if (statement)
		tell_receipt(statement, &own->receipt);
	return false;
}

/* Another process may have settled it, or come before us: what the outbox says of it counts. */
static int read_own(struct thidua *handle, struct own *own, int code)
{
	struct outbox_row row;
	struct receipt_statement statement;
	struct faults why;

	faults_init(&why, &handle->arena);
	bool found;

	if (!outbox_find(handle->outbox, own->id, &handle->arena, &row, &found, &why))
		return handle_trouble(handle, THIDUA_CONFIG, &why);
	if (!found || row.state == OUTBOX_WAITING || row.state == OUTBOX_LOST || !row.reply)
		return code == THIDUA_OK ? THIDUA_KEPT : code;
	if (row.state == OUTBOX_ACKNOWLEDGED) {
		if (!seal_check_receipt(&row.reply->receipt, handle->daemon.sign_public,
		                        &handle->arena, &statement))
			return handle_because(handle, THIDUA_KEPT, FAULT_RECEIPT_UNSEALED, NULL);
		tell_receipt(&statement, &own->receipt);
		return THIDUA_OK;
	}
	const int refusal = handle_answer(handle, row.reply);

	return row.state == OUTBOX_UNKNOWN ? THIDUA_UNKNOWN : refusal;
}

int thidua_submit(struct thidua *handle, const struct thidua_report *report,
                  struct thidua_receipt *receipt)
{
	struct own own = { .settled = false };
	int code = thidua_put(handle, report, own.id, NULL);

	if (code != THIDUA_OK)
		return code;
	int refusal;

	code = flush_run(handle, link_moment() + handle->timeout, await_own, &own, &refusal);
	if (own.settled && own.code != THIDUA_OK)
		return own.code;
	/* Faults of commands before it are not this one's; thidua_flush and the outbox's history
	 * tell them. */
	handle->fault_count = 0;
	if (!own.settled)
		code = read_own(handle, &own, code);
	else
		code = THIDUA_OK;
	if (code != THIDUA_OK)
		return code;
	handle->error[0] = '\0';
	if (receipt)
		*receipt = own.receipt;
	return THIDUA_OK;
}
