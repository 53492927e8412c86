/*
 * The public functions that send what is in the outbox.
 */
#include <string.h>

#include "flush.h"

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
		return code;
	handle->error[0] = '\0';
	if (receipt)
		*receipt = own.receipt;
	return THIDUA_OK;
}
