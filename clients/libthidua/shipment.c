/* Of what is sent for a row only the bytes differ; the journal knows both ids of a Reinstate. */
#include "shipment.h"

#include <stdlib.h>
#include <string.h>

#include "cluster.h"
#include "outbox_lost.h"

static struct shipment *begin(const struct outbox_row *row)
{
	struct shipment *shipment = must_alloc(1, sizeof(*shipment));

	shipment->place = row->place;
	memcpy(shipment->row_id, row->id, ID_SIZE);
	memcpy(shipment->id, row->id, ID_SIZE);
	memcpy(shipment->hash, row->hash, HASH_SIZE);
	strncpy(shipment->cluster, row->cluster, CLUSTER_SIZE - 1);
	shipment->parcel.correlation = thidua_correlation();
	return shipment;
}

struct shipment *shipment_of_row(const struct outbox_row *row)
{
	struct shipment *shipment = begin(row);

	encode_signed(&row->signed_command, false, shipment->parcel.correlation,
	              &shipment->parcel.frame);
	return shipment;
}

void shipment_free(struct shipment **shipment)
{
	if (!*shipment)
		return;
	buffer_close(&(*shipment)->parcel.frame);
	buffer_close(&(*shipment)->plain);
	free(*shipment);
	*shipment = NULL;
}

bool shipments_head(struct shipment *const *window, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(window[i]->cluster, window[index]->cluster) == 0)
			return false;
	return true;
}

void shipments_release(struct shipment *const *window, size_t count, const char *cluster)
{
	for (size_t i = 0; i < count; i++) {
		if (!window[i]->held || strcmp(window[i]->cluster, cluster) != 0)
			continue;
		window[i]->held = false;
		window[i]->parcel.send_at = 0;
		return;
	}
}

/* --- what was lost --- */

/* The bytes of a new Reinstate; of the same year as the command inside. */
static bool write_reinstate(const struct outbox_row *row, struct arena *arena, struct buffer *out)
{
	struct command inside, command = { .action = ACTION_REINSTATE,
		                           .cluster = row->cluster,
		                           .signed_at = handle_now() };
	struct told_signed *sent = &command.reinstate.signed_command;
	struct faults why;

	faults_init(&why, arena);
	if (!command_decode(row->signed_command.bytes, row->signed_command.size, arena, &inside,
	                    &why))
		return false;
	command.year = inside.year;
	seal_id(command.signed_at, command.id);
	sent->command = (struct bytes){ row->signed_command.bytes, row->signed_command.size };
	memcpy(sent->signature, row->signed_command.signature, SIGNATURE_SIZE);
	memcpy(sent->key, row->signed_command.key, KEY_SIZE);
	command.reinstate.receipt = row->reply->reply->receipt;
	encode_command(&command, out);
	return true;
}

static bool make_reinstate(struct thidua *handle, const struct outbox_row *row, struct arena *arena,
                           struct faults *why)
{
	struct buffer bytes = { 0 };
	struct signed_command made = { 0 };
	bool fine = write_reinstate(row, arena, &bytes);

	if (fine) {
		made.bytes = bytes.data;
		made.size = bytes.size;
		signing_sign(SIGNED_AS_COMMAND, handle->credential.sign_secret, &made);
		fine = outbox_keep(handle->outbox, row->place, &made, why);
	}
	buffer_close(&bytes);
	return fine;
}

static struct shipment *load(const struct outbox_row *row, const struct receipt_statement *first,
                             struct arena *arena)
{
	struct faults why;
	struct command command;

	faults_init(&why, arena);
	if (!command_decode(row->reinstate.bytes, row->reinstate.size, arena, &command, &why))
		return NULL;
	struct shipment *shipment = begin(row);

	shipment->lost = true;
	shipment->first = *first;
	memcpy(shipment->id, command.id, ID_SIZE);
	memcpy(shipment->hash, command.hash, HASH_SIZE);
	memcpy(shipment->hash_inside, row->hash, HASH_SIZE);
	encode_signed(&row->reinstate, false, shipment->parcel.correlation,
	              &shipment->parcel.frame);
	encode_signed(&row->signed_command, false, shipment->parcel.correlation, &shipment->plain);
	return shipment;
}

/* A Reinstate that was put as a command of its own: none stands inside another. */
static struct shipment *again(const struct outbox_row *row, const struct receipt_statement *first)
{
	struct shipment *shipment = shipment_of_row(row);

	shipment->lost = true;
	shipment->first = *first;
	return shipment;
}

struct shipment *shipment_of_lost(struct thidua *handle, const struct outbox_row *row,
                                  struct arena *arena, struct faults *why)
{
	struct receipt_statement first;
	struct outbox_row kept = *row;

	if (!row->reply || row->reply->kind != ANSWER_RECEIPT ||
	    !seal_check_receipt(&row->reply->receipt, row->reply->receipt.key, arena, &first))
		return NULL;
	if (strcmp(row->kind, cluster_action_name(ACTION_REINSTATE)) == 0)
		return again(row, &first);
	bool found = true;

	if (!row->reinstate.bytes &&
	    (!make_reinstate(handle, row, arena, why) ||
	     !outbox_find(handle->outbox, row->id, arena, &kept, &found, why)))
		return NULL;
	return found && kept.reinstate.bytes ? load(&kept, &first, arena) : NULL;
}

/* --- answers --- */

bool shipment_proven(const struct shipment *shipment, const struct thidua *handle,
                     const struct answer *answer, struct arena *arena,
                     struct receipt_statement *out)
{
	return answer->kind == ANSWER_RECEIPT &&
	       seal_check_receipt(&answer->receipt, handle->daemon.sign_public, arena, out) &&
	       memcmp(out->command_id, shipment->id, ID_SIZE) == 0 &&
	       memcmp(out->command_hash, shipment->hash, HASH_SIZE) == 0 &&
	       strcmp(out->cluster, shipment->cluster) == 0;
}

static bool says(const struct answer *answer, const char *reason)
{
	for (size_t i = 0; i < answer->fault_count; i++)
		if (strcmp(answer->faults[i].reason, reason) == 0)
			return true;
	return false;
}

static bool is_blind(const struct answer *answer)
{
	return answer->status == STATUS_FORBIDDEN || answer->status == STATUS_UNSUPPORTED ||
	       says(answer, "UNKNOWN_FIELD");
}

enum outbox_state shipment_refused(const struct shipment *shipment, const struct answer *answer)
{
	return !shipment->lost && is_blind(answer) ? OUTBOX_UNKNOWN : OUTBOX_REFUSED;
}

struct outbox_result shipment_result(const struct shipment *shipment, enum outbox_state state,
                                     enum status status, const struct buffer *reply,
                                     const struct receipt_statement *statement)
{
	const bool settles = state != OUTBOX_WAITING && state != OUTBOX_LOST;

	return (struct outbox_result){
		.place = shipment->place,
		.state = state,
		.unheard = shipment->parcel.unheard > 0,
		.attempts = shipment->parcel.attempts,
		.at = handle_now(),
		.status = status,
		.reply = settles ? reply->data : NULL,
		.reply_size = settles ? reply->size : 0,
		.statement = statement,
	};
}

void shipment_tell_first(const struct shipment *shipment, struct receipt_statement *statement)
{
	memcpy(statement->command_id, shipment->first.command_id, ID_SIZE);
	memcpy(statement->command_hash, shipment->first.command_hash, HASH_SIZE);
	statement->received_at = shipment->first.received_at;
	statement->has_late_days = shipment->first.has_late_days;
	statement->late_days = shipment->first.late_days;
}

bool shipment_turn_plain(struct shipment *shipment, const struct answer *answer)
{
	if (shipment->plain.size == 0 || !says(answer, "RECEIPT_IN_JOURNAL"))
		return false;
	buffer_close(&shipment->parcel.frame);
	shipment->parcel = (struct parcel){ .correlation = shipment->parcel.correlation,
		                            .frame = shipment->plain,
		                            .attempts = shipment->parcel.attempts };
	shipment->plain = (struct buffer){ 0 };
	memcpy(shipment->id, shipment->row_id, ID_SIZE);
	memcpy(shipment->hash, shipment->hash_inside, HASH_SIZE);
	return true;
}

/* "version 3 is in force; ... got 2": is what is in force behind what was sent? */
static bool is_behind(const struct fault *fault)
{
	return fault->argument_count >= 3 &&
	       strtoull(fault->arguments[0], NULL, 10) + 1 <
	               strtoull(fault->arguments[fault->argument_count - 1], NULL, 10);
}

bool shipment_may_wait(const struct answer *answer)
{
	for (size_t i = 0; i < answer->fault_count; i++) {
		const struct fault *fault = &answer->faults[i];

		if (strcmp(fault->reason, "REVISION_NOT_FIRST") == 0 ||
		    strcmp(fault->reason, "VERSION_NOT_FIRST") == 0)
			return true;
		if (fault->code == STATUS_STALE && is_behind(fault))
			return true;
	}
	return answer->status == STATUS_FORBIDDEN || answer->status == STATUS_NOT_FOUND ||
	       answer->status == STATUS_UNSUPPORTED || says(answer, "RECEIPT_AHEAD") ||
	       says(answer, "RECEIPT_OF_OTHER_KEY");
}
