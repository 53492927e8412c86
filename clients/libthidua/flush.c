/*
 * Sending what is in the outbox, in the order in which it was put, a bounded number under way at a
 * time.
 *
 * Commands of one cluster may build on each other (a second revision on the first), so a refusal
 * counts only when nothing put before it in its cluster is open any more: until then it may be the
 * other's absence that was refused, and the command is asked again. A receipt counts only when it
 * is sealed by the daemon we know, for this id and these bytes.
 *
 * A daemon that knows the id answers with its receipt, so most refusals say as well that nothing
 * sent before has entered. Not so what is answered before the id is looked up: to a key that may
 * not, and by a daemon that cannot read the command. These refuse a command only when all that was
 * sent has been answered; else what became of it is unknown.
 */
#include "flush.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW = 32 };

struct shipment {
	struct parcel parcel;
	int64_t place;
	uint8_t id[ID_SIZE], hash[HASH_SIZE];
	char cluster[CLUSTER_SIZE];
	bool held; /* refused, while something before it is open */
};

struct flush {
	struct thidua *handle;
	struct arena rows;
	struct shipment *window[WINDOW]; /* in order of place; owned */
	size_t count;
	int64_t last; /* place of the last row taken up */
	bool exhausted;
	flush_settled *settled;
	void *context;
	int refusal;          /* the first one's code */
	bool stopped, forged; /* by the listener; a receipt that proves nothing came */
};

static struct shipment *load(struct flush *flush, const struct outbox_row *row)
{
	struct shipment *shipment = must_alloc(1, sizeof(*shipment));

	shipment->place = row->place;
	memcpy(shipment->id, row->id, ID_SIZE);
	memcpy(shipment->hash, row->hash, HASH_SIZE);
	strncpy(shipment->cluster, row->cluster, CLUSTER_SIZE - 1);
	shipment->parcel.correlation = thidua_correlation(flush->handle);
	encode_signed(&row->signed_command, false, shipment->parcel.correlation,
	              &shipment->parcel.frame);
	return shipment;
}

/* The next row into the window; *found false when there is none. */
static bool load_next(struct flush *flush, bool *found, struct faults *why)
{
	struct thidua *handle = flush->handle;
	struct outbox_row row;

	arena_reset(&flush->rows);
	if (!outbox_next(handle->outbox, handle->credential.sign_public, flush->last, &flush->rows,
	                 &row, found, why))
		return false;
	if (*found) {
		flush->last = row.place;
		flush->window[flush->count++] = load(flush, &row);
	}
	return true;
}

static int fill(struct flush *flush)
{
	struct thidua *handle = flush->handle;
	const size_t before = flush->count;
	struct faults why;

	faults_init(&why, &handle->arena);
	while (flush->count < WINDOW && !flush->exhausted) {
		bool found;

		if (!load_next(flush, &found, &why))
			return handle_trouble(handle, THIDUA_CONFIG, &why);
		flush->exhausted = !found;
	}
	if (flush->count > before &&
	    !outbox_take_up(handle->outbox, handle->credential.sign_public,
	                    flush->window[before]->place, flush->last, &why))
		return handle_trouble(handle, THIDUA_CONFIG, &why);
	return THIDUA_OK;
}

static void drop(struct flush *flush, size_t index)
{
	struct shipment *shipment = flush->window[index];

	buffer_close(&shipment->parcel.frame);
	free(shipment);
	flush->count--;
	memmove(&flush->window[index], &flush->window[index + 1],
	        (flush->count - index) * sizeof(flush->window[0]));
}

static int record(struct flush *flush, const struct shipment *shipment, enum outbox_state state,
                  enum outbox_state *became)
{
	struct thidua *handle = flush->handle;
	const struct buffer *reply = courier_reply(handle->courier);
	const bool answered = state != OUTBOX_WAITING;
	const struct outbox_result result = {
		.place = shipment->place,
		.state = state,
		.unheard = shipment->parcel.unheard > 0,
		.attempts = shipment->parcel.attempts,
		.at = handle_now(),
		.status = answered ? courier_answer(handle->courier)->status
		                   : shipment->parcel.delayed_by,
		.reply = answered ? reply->data : NULL,
		.reply_size = answered ? reply->size : 0,
	};
	struct faults why;

	faults_init(&why, &handle->arena);
	return outbox_record(handle->outbox, &result, became, &why)
	               ? THIDUA_OK
	               : handle_trouble(handle, THIDUA_CONFIG, &why);
}

/* Nothing before it in its cluster is open? What was put before is in the window or settled. */
static bool is_head(const struct flush *flush, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(flush->window[i]->cluster, flush->window[index]->cluster) == 0)
			return false;
	return true;
}

static void release_held(struct flush *flush, const char *cluster)
{
	for (size_t i = 0; i < flush->count; i++) {
		struct shipment *shipment = flush->window[i];

		if (!shipment->held || strcmp(shipment->cluster, cluster) != 0)
			continue;
		shipment->held = false;
		shipment->parcel.send_at = 0;
		return;
	}
}

static bool is_proof(struct flush *flush, const struct shipment *shipment,
                     struct receipt_statement *out)
{
	const struct answer *answer = courier_answer(flush->handle->courier);

	return answer->kind == ANSWER_RECEIPT &&
	       seal_check_receipt(&answer->receipt, flush->handle->daemon.sign_public, &flush->rows,
	                          out) &&
	       memcmp(out->command_id, shipment->id, ID_SIZE) == 0 &&
	       memcmp(out->command_hash, shipment->hash, HASH_SIZE) == 0 &&
	       strcmp(out->cluster, shipment->cluster) == 0;
}

/* Is it answered like that before the id is looked up? */
static bool is_blind(const struct answer *answer)
{
	for (size_t i = 0; i < answer->fault_count; i++)
		if (strcmp(answer->faults[i].reason, "UNKNOWN_FIELD") == 0)
			return true;
	return answer->status == STATUS_FORBIDDEN || answer->status == STATUS_UNSUPPORTED;
}

/* It is settled, by us or by another process, which told who asked it. */
static int leave_behind(struct flush *flush, size_t index)
{
	char cluster[CLUSTER_SIZE];

	memcpy(cluster, flush->window[index]->cluster, CLUSTER_SIZE);
	drop(flush, index);
	release_held(flush, cluster);
	return THIDUA_OK;
}

static int settle(struct flush *flush, size_t index, int code,
                  const struct receipt_statement *statement)
{
	struct shipment *shipment = flush->window[index];
	enum outbox_state state = OUTBOX_ACKNOWLEDGED;

	if (code != THIDUA_OK)
		state = is_blind(courier_answer(flush->handle->courier)) ? OUTBOX_UNKNOWN
		                                                         : OUTBOX_REFUSED;
	const int recorded = record(flush, shipment, state, &state);

	if (recorded != THIDUA_OK)
		return recorded;
	if (state == OUTBOX_STATES)
		return leave_behind(flush, index);
	if (state == OUTBOX_UNKNOWN)
		code = THIDUA_UNKNOWN;
	if (code != THIDUA_OK && flush->refusal == THIDUA_OK)
		flush->refusal = code;
	flush->stopped =
	        flush->settled && !flush->settled(flush->context, shipment->id, code, statement);
	return leave_behind(flush, index);
}

static int take_answer(struct flush *flush, size_t index)
{
	struct thidua *handle = flush->handle;
	struct shipment *shipment = flush->window[index];
	struct receipt_statement statement = { 0 };

	arena_reset(&flush->rows);
	const int code = handle_answer(handle, courier_answer(handle->courier));

	if (code == THIDUA_OK) {
		if (is_proof(flush, shipment, &statement))
			return settle(flush, index, THIDUA_OK, &statement);
		flush->forged = true;
		shipment->parcel.unheard++;
		courier_delay(handle->courier, &shipment->parcel);
		return THIDUA_OK;
	}
	if (is_head(flush, index))
		return settle(flush, index, code, NULL);
	shipment->held = true;
	return THIDUA_OK;
}

static int work(struct flush *flush, int64_t until)
{
	for (;;) {
		struct parcel *parcels[WINDOW];
		const int filled = fill(flush);

		if (filled != THIDUA_OK || flush->count == 0)
			return filled;
		for (size_t i = 0; i < flush->count; i++)
			parcels[i] = &flush->window[i]->parcel;
		const struct parcel *answered =
		        courier_wait(flush->handle->courier, parcels, flush->count, until);

		if (!answered)
			return THIDUA_KEPT;
		for (size_t i = 0; i < flush->count; i++) {
			if (parcels[i] != answered)
				continue;
			const int code = take_answer(flush, i);

			if (code != THIDUA_OK || flush->stopped)
				return code;
			break;
		}
	}
}

/* What is left keeps count of its attempts; why it is left is said in words. */
static int leave(struct flush *flush)
{
	struct thidua *handle = flush->handle;
	int code = THIDUA_KEPT;
	enum outbox_state became;

	while (flush->count > 0) {
		if (record(flush, flush->window[0], OUTBOX_WAITING, &became) != THIDUA_OK)
			code = THIDUA_CONFIG;
		drop(flush, 0);
	}
	if (code == THIDUA_KEPT && !flush->stopped && flush->forged)
		handle_fail(handle, code, "a receipt came that the daemon we know has not sealed");
	else if (code == THIDUA_KEPT && !flush->stopped)
		handle_silence(handle);
	return code;
}

int flush_run(struct thidua *handle, int64_t until, flush_settled *settled, void *context,
              int *refusal)
{
	struct flush flush = { .handle = handle, .settled = settled, .context = context };

	if (!handle->outbox || !handle->courier)
		return handle_fail(handle, THIDUA_USAGE,
		                   "the handle was opened without an outbox or endpoints");
	arena_init(&flush.rows, 0);
	int code = work(&flush, until);

	if (code == THIDUA_KEPT || (code == THIDUA_OK && flush.count > 0))
		code = leave(&flush);
	else if (code == THIDUA_OK && flush.stopped && !flush.exhausted)
		code = THIDUA_KEPT;
	while (flush.count > 0)
		drop(&flush, 0);
	arena_close(&flush.rows);
	*refusal = flush.refusal;
	return code;
}
