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
 *
 * Before anything else the journal is looked at (look.h). What it has lost goes first, in the order
 * that it had there; then what waits. While something is still lost a refusal of what waits is put
 * off as well, since it may rest on that.
 */
#include "flush.h"

#include <stdlib.h>
#include <string.h>

#include "look.h"
#include "outbox_lost.h"
#include "shipment.h"

enum { WINDOW = 32, GLANCE_US = 500000 };

struct flush {
	struct thidua *handle;
	struct arena rows;
	struct shipment *window[WINDOW]; /* in order of place; owned */
	size_t count;
	bool lost; /* what was lost is being sent, not yet what waits */
	struct {
		uint64_t sequence; /* of lost ones */
		int64_t place;
	} last; /* row taken up */
	bool exhausted;
	flush_settled *settled;
	void *context;
	int refusal;            /* the first one's code */
	enum status delayed_by; /* the last BUSY or such since an answer; 0: none */
	bool stopped, forged;   /* by the listener; a receipt that proves nothing came */
	bool kept;              /* something lost could not be brought back yet */
	bool put_off;           /* something that waits was refused, which may change */
	bool acknowledged;      /* something was */
	bool surprised;         /* a receipt came for a place at which we have others */
};

static const uint8_t *own_key(const struct flush *flush)
{
	return flush->handle->credential.sign_public;
}

/* --- the window --- */

static bool next_row(struct flush *flush, struct outbox_row *row, bool *found, struct faults *why)
{
	struct outbox *outbox = flush->handle->outbox;

	arena_reset(&flush->rows);
	if (flush->lost)
		return outbox_next_lost(outbox, own_key(flush), flush->last.sequence,
		                        flush->last.place, &flush->rows, row, found, why);
	return outbox_next(outbox, own_key(flush), flush->last.place, &flush->rows, row, found,
	                   why);
}

/* The next row into the window; *found false when there is none. */
static bool load_next(struct flush *flush, bool *found, struct faults *why)
{
	struct outbox_row row;

	if (!next_row(flush, &row, found, why))
		return false;
	if (!*found)
		return true;
	flush->last.sequence = row.sequence;
	flush->last.place = row.place;
	struct shipment *shipment =
	        flush->lost ? shipment_of_lost(flush->handle, &row, &flush->rows, why)
	                    : shipment_of_row(&row);

	if (shipment)
		flush->window[flush->count++] = shipment;
	else
		flush->kept = true;
	return why->count == 0;
}

static bool load_window(struct flush *flush, struct faults *why)
{
	while (flush->count < WINDOW && !flush->exhausted) {
		bool found;

		if (!load_next(flush, &found, why))
			return false;
		flush->exhausted = !found;
	}
	return true;
}

/* Read and taken up in one: what is withdrawn in between would be sent all the same. */
static bool take_up(struct flush *flush, struct faults *why)
{
	struct outbox *outbox = flush->handle->outbox;
	const size_t before = flush->count;

	if (!outbox_begin(outbox, why))
		return false;
	const bool fine = load_window(flush, why) &&
	                  (flush->count == before ||
	                   outbox_take_up(outbox, own_key(flush), flush->window[before]->place,
	                                  flush->last.place, why));

	return outbox_conclude(outbox, fine, why);
}

static int fill(struct flush *flush)
{
	struct thidua *handle = flush->handle;
	struct faults why;

	if (flush->count == WINDOW || flush->exhausted)
		return THIDUA_OK;
	faults_init(&why, &handle->arena);
	return (flush->lost ? load_window(flush, &why) : take_up(flush, &why))
	               ? THIDUA_OK
	               : handle_trouble(handle, THIDUA_CONFIG, &why);
}

static void drop(struct flush *flush, size_t index)
{
	shipment_free(&flush->window[index]);
	flush->count--;
	memmove(&flush->window[index], &flush->window[index + 1],
	        (flush->count - index) * sizeof(flush->window[0]));
}

/* It is settled, by us or by another process, which told who asked it; or put off. */
static int leave_behind(struct flush *flush, size_t index)
{
	struct shipment *left = flush->window[index];

	left->held = false;
	shipments_release(flush->window, flush->count, left->cluster);
	drop(flush, index);
	return THIDUA_OK;
}

/* What another process has got a receipt of is not sent again, nor waited for. */
static int leave_acknowledged(struct flush *flush)
{
	struct thidua *handle = flush->handle;
	struct faults why;

	faults_init(&why, &handle->arena);
	for (size_t i = flush->count; i-- > 0;) {
		bool acknowledged;

		if (!outbox_acknowledged(handle->outbox, flush->window[i]->place, &acknowledged,
		                         &why))
			return handle_trouble(handle, THIDUA_CONFIG, &why);
		if (acknowledged)
			leave_behind(flush, i);
	}
	return THIDUA_OK;
}

/* --- answers --- */

static int record(struct flush *flush, const struct shipment *shipment, enum outbox_state state,
                  enum status status, const struct receipt_statement *statement,
                  enum outbox_state *became)
{
	struct thidua *handle = flush->handle;
	struct outbox_result result =
	        shipment_result(shipment, state, status, courier_reply(handle->courier), statement);

	result.epoch = handle->has_epoch ? handle->epoch : NULL;
	struct faults why;

	faults_init(&why, &handle->arena);
	const bool fine = shipment->lost ? outbox_record_lost(handle->outbox, &result, became, &why)
	                                 : outbox_record(handle->outbox, &result, became, &why);

	return fine ? THIDUA_OK : handle_trouble(handle, THIDUA_CONFIG, &why);
}

/* It stays as it is, for the next time. */
static int record_left(struct flush *flush, const struct shipment *shipment, enum status status)
{
	enum outbox_state became;

	return record(flush, shipment, shipment->lost ? OUTBOX_LOST : OUTBOX_WAITING, status, NULL,
	              &became);
}

static int settle(struct flush *flush, size_t index, int code,
                  const struct receipt_statement *statement)
{
	struct shipment *shipment = flush->window[index];
	const struct answer *answer = courier_answer(flush->handle->courier);
	enum outbox_state state =
	        code == THIDUA_OK ? OUTBOX_ACKNOWLEDGED : shipment_refused(shipment, answer);
	const int recorded = record(flush, shipment, state, answer->status, statement, &state);

	if (recorded != THIDUA_OK)
		return recorded;
	if (state == OUTBOX_STATES)
		return leave_behind(flush, index);
	flush->acknowledged |= state == OUTBOX_ACKNOWLEDGED;
	if (state == OUTBOX_UNKNOWN)
		code = THIDUA_UNKNOWN;
	if (code != THIDUA_OK && flush->refusal == THIDUA_OK)
		flush->refusal = code;
	flush->stopped = flush->settled &&
	                 !flush->settled(flush->context, shipment->row_id, code, statement);
	return leave_behind(flush, index);
}

/* For the next time; why is said in words. */
static int put_off(struct flush *flush, size_t index)
{
	struct shipment *shipment = flush->window[index];
	const int code =
	        record_left(flush, shipment, courier_answer(flush->handle->courier)->status);

	flush->kept |= shipment->lost;
	flush->put_off = true;
	return code == THIDUA_OK ? leave_behind(flush, index) : code;
}

static int take_receipt(struct flush *flush, size_t index)
{
	struct thidua *handle = flush->handle;
	struct shipment *shipment = flush->window[index];
	struct receipt_statement statement = { 0 };
	struct faults why;
	bool reaches = false;

	if (!shipment_proven(shipment, handle, courier_answer(handle->courier), &flush->rows,
	                     &statement)) {
		flush->forged = true;
		shipment->parcel.unheard++;
		courier_delay(handle->courier, &shipment->parcel);
		return THIDUA_OK;
	}
	faults_init(&why, &handle->arena);
	if (!shipment->lost && !outbox_reaches(handle->outbox, own_key(flush), shipment->cluster,
	                                       statement.sequence, shipment->place, &reaches, &why))
		return handle_trouble(handle, THIDUA_CONFIG, &why);
	flush->surprised |= reaches && shipment->parcel.attempts == 1;
	if (shipment->lost)
		shipment_tell_first(shipment, &statement);
	return settle(flush, index, THIDUA_OK, &statement);
}

static int take_refusal(struct flush *flush, size_t index, int code)
{
	struct shipment *shipment = flush->window[index];
	const struct answer *answer = courier_answer(flush->handle->courier);

	if (shipment->lost && shipment_turn_plain(shipment, answer))
		return THIDUA_OK;
	if (!shipments_head(flush->window, index)) {
		shipment->held = true;
		return THIDUA_OK;
	}
	const bool waits = shipment->lost ? shipment_may_wait(answer)
	                                  : (flush->kept || flush->handle->doubt) &&
	                                            answer->status != STATUS_INVALID;

	return waits ? put_off(flush, index) : settle(flush, index, code, NULL);
}

static int take_answer(struct flush *flush, size_t index)
{
	arena_reset(&flush->rows);
	const int code = handle_answer(flush->handle, courier_answer(flush->handle->courier));

	return code == THIDUA_OK ? take_receipt(flush, index) : take_refusal(flush, index, code);
}

/* *index: the next that is answered. In a silence the outbox is looked at, since another process may have
 * written there: none is. THIDUA_KEPT: the moment has come. */
static int await(struct flush *flush, int64_t until, size_t *index)
{
	struct courier *courier = flush->handle->courier;
	const int64_t glance = link_moment() + GLANCE_US;
	struct parcel *parcels[WINDOW];

	for (size_t i = 0; i < flush->count; i++)
		parcels[i] = &flush->window[i]->parcel;
	const struct parcel *answered =
	        courier_wait(courier, parcels, flush->count, glance < until ? glance : until);
	const enum status last = courier_answer(courier)->status;

	for (*index = 0; *index < flush->count && parcels[*index] != answered; ++*index)
		;
	if (answered || last != 0)
		flush->delayed_by = answered ? 0 : last;
	if (answered)
		return THIDUA_OK;
	return until <= glance || link_moment() < glance ? THIDUA_KEPT : leave_acknowledged(flush);
}

static int work(struct flush *flush, int64_t until)
{
	for (;;) {
		int code = fill(flush);

		if (code != THIDUA_OK || flush->count == 0)
			return code;
		size_t index;

		code = await(flush, until, &index);
		if (code == THIDUA_OK && index < flush->count)
			code = take_answer(flush, index);
		if (code != THIDUA_OK || flush->stopped)
			return code;
	}
}

/* What is left keeps count of its attempts; why it is left is said in words. */
static int leave(struct flush *flush)
{
	struct thidua *handle = flush->handle;
	int code = THIDUA_KEPT;

	while (flush->count > 0) {
		const struct shipment *left = flush->window[0];

		if (record_left(flush, left, left->parcel.delayed_by) != THIDUA_OK)
			code = THIDUA_CONFIG;
		drop(flush, 0);
	}
	if (code == THIDUA_KEPT && !flush->stopped && flush->forged)
		handle_because(handle, code, FAULT_RECEIPT_UNSEALED, NULL);
	else if (code == THIDUA_KEPT && !flush->stopped)
		handle_silence(handle, flush->delayed_by);
	return code;
}

/* One pass: what is lost, or what waits. */
static int pass(struct flush *flush, bool lost, int64_t until)
{
	flush->lost = lost;
	flush->last.sequence = 0;
	flush->last.place = 0;
	flush->exhausted = false;
	int code = work(flush, until);

	if (code == THIDUA_KEPT || (code == THIDUA_OK && flush->count > 0))
		code = leave(flush);
	else if (code == THIDUA_OK && flush->stopped && !flush->exhausted)
		code = THIDUA_KEPT;
	while (flush->count > 0)
		drop(flush, 0);
	return code;
}

static int passes(struct flush *flush, int64_t until)
{
	enum { TWICE = 2 };
	int code = THIDUA_OK;

	for (int i = 0; i < TWICE && (i == 0 || flush->surprised); i++) {
		code = look_if_due(flush->handle, flush->surprised, until);
		flush->surprised = false;
		if (code == THIDUA_OK)
			code = pass(flush, true, until);
		if (code == THIDUA_OK && !flush->stopped)
			code = pass(flush, false, until);
		if (code != THIDUA_OK || flush->stopped)
			return code;
	}
	return flush->put_off || flush->kept ? THIDUA_KEPT : code;
}

int flush_run(struct thidua *handle, int64_t until, flush_settled *settled, void *context,
              int *refusal)
{
	struct flush flush = { .handle = handle, .settled = settled, .context = context };

	*refusal = THIDUA_OK;
	if (!handle->outbox || !handle->courier)
		return handle_fail(handle, THIDUA_USAGE,
		                   "the handle was opened without an outbox or endpoints");
	arena_init(&flush.rows, 0);
	const int code = passes(&flush, until);

	if (flush.acknowledged)
		look_once_more(handle, until);
	arena_close(&flush.rows);
	*refusal = flush.refusal;
	return code;
}
