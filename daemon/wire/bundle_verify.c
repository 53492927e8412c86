/*
 * One pass from the first byte to the last, and whatever does not agree ends it: magic, header,
 * entries, locked standings, trailer. Nothing of the file is believed: each record is encoded again
 * and compared, each entry is checked and applied as the daemon did, each standing is computed from
 * the state that all entries make.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "bundle_differ.h"
#include "bundle_message.h"
#include "bundle_standings.h"
#include "calendar.h"
#include "messages_forms.h"
#include "protobuf.h"
#include "request.h"
#include "text.h"

static bool differ_by_faults(struct bundle_verifier *verifier, const struct faults *why)
{
	faults_take(verifier->why, verifier->where, why);
	return false;
}

static bool check_header(struct bundle_verifier *verifier, const struct bundle_header *header)
{
	struct bundle_verdict *out = verifier->out;

	bundle_look_at(verifier, "header");
	if (!text_is_cluster(header->cluster))
		return BUNDLE_DIFFER(verifier, FAULT_NO_CLUSTER_CODE,
		                     bundle_at(verifier, "cluster"));
	memcpy(out->operator_key, header->operator_key, KEY_SIZE);
	memcpy(verifier->epoch, header->epoch, EPOCH_SIZE);
	if (verifier->operator_key &&
	    !bundle_same_hash(verifier, "operator_key", verifier->operator_key, out->operator_key))
		return false;
	snprintf(out->cluster, sizeof(out->cluster), "%s", header->cluster);
	verifier->cluster = cluster_new(out->cluster, out->operator_key);
	cluster_read_by(verifier->cluster, &command_reader);
	return true;
}

static bool tell_honoured(struct bundle_verdict *out, const uint8_t key[KEY_SIZE])
{
	for (size_t i = 0; i < out->honoured_count; i++) {
		if (memcmp(out->honoured_keys[i], key, KEY_SIZE) == 0)
			return true;
	}
	if (out->honoured_count == HONOURED_MOST)
		return false;
	memcpy(out->honoured_keys[out->honoured_count++], key, KEY_SIZE);
	return true;
}

/* A receipt that was honoured is proven by the key that it names, which is told: whether that was the
 * daemon's is for who knows its keys. */
static bool trust_receipt(struct bundle_verifier *verifier, const struct reinstate *reinstate)
{
	const bool rehearsed = reinstate->receipt_opened->rehearsal;

	if (verifier->out->reinstated++ > 0 && rehearsed != verifier->rehearsed)
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_REHEARSAL,
		                     bundle_at(verifier, "rehearsal"));
	verifier->rehearsed = rehearsed;
	cluster_trust(verifier->cluster, reinstate->receipt.key, rehearsed);
	return tell_honoured(verifier->out, reinstate->receipt.key) ||
	       BUNDLE_DIFFER(verifier, FAULT_BUNDLE_RECEIPT_KEYS, verifier->where);
}

/* That the entry follows the one before it. */
static bool check_chain(struct bundle_verifier *verifier, const struct journal_entry *entry)
{
	const struct cluster *cluster = verifier->cluster;
	uint8_t hash[HASH_SIZE];
	char earliest[CALENDAR_INSTANT_SIZE], found[CALENDAR_INSTANT_SIZE];

	if (!bundle_same_number(verifier, "sequence", cluster->sequence + 1, entry->sequence) ||
	    !bundle_same_hash(verifier, "previous_hash", cluster->hash, entry->previous_hash))
		return false;
	if (entry->received_at < cluster->last_received_at)
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_EARLIER,
		                     bundle_at(verifier, "received_at"),
		                     calendar_format_instant(cluster->last_received_at, earliest),
		                     calendar_format_instant(entry->received_at, found));
	seal_chain(entry->previous_hash, entry->sequence, entry->received_at, entry->command,
	           entry->command_size, hash);
	return bundle_same_hash(verifier, "hash", hash, entry->hash);
}

static bool check_entry(struct bundle_verifier *verifier, const struct told_entry *stored)
{
	struct journal_entry entry;
	struct command command;
	struct faults why;

	faults_init(&why, &verifier->arena);
	bundle_look_at(verifier, "entry %" PRIu64, verifier->cluster->sequence + 1);
	answer_entry(stored, &entry);
	if (!check_chain(verifier, &entry))
		return false;
	if (!seal_verify(entry.command, entry.command_size, entry.signature, entry.key))
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_SIGNATURE, verifier->where);
	if (!command_decode(entry.command, entry.command_size, &verifier->arena, &command, &why) ||
	    !command_prove(&command, &why))
		return differ_by_faults(verifier, &why);
	memcpy(command.key, entry.key, KEY_SIZE);
	command.received_at = entry.received_at;
	if (command.action == ACTION_REINSTATE && !trust_receipt(verifier, &command.reinstate))
		return false;
	if (!command_judge(&command, cluster_edition(verifier->cluster, &command), &why) ||
	    !cluster_check(verifier->cluster, &command, &why))
		return differ_by_faults(verifier, &why);
	if (!cluster_apply(verifier->cluster, &command, entry.hash, NULL))
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_UNFOLLOWED, verifier->where);
	verifier->out->entries = verifier->cluster->sequence;
	memcpy(verifier->out->head, verifier->cluster->hash, HASH_SIZE);
	return true;
}

/* Header once, entries, standings, trailer once: kinds rise. */
static bool in_order(struct bundle_verifier *verifier, enum bundle_kind now)
{
	const int before = verifier->last_case;

	verifier->last_case = (int)now;
	return now == BUNDLE_HEADER ? before == 0
	                            : before != 0 && (int)now >= before && before != BUNDLE_TRAILER;
}

static bool check_record(struct bundle_verifier *verifier, const struct bundle_record *record,
                         size_t before)
{
	if (!in_order(verifier, record->record))
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_ORDER, verifier->where);
	switch (record->record) {
	case BUNDLE_HEADER:
		return check_header(verifier, &record->header);
	case BUNDLE_ENTRY:
		return check_entry(verifier, &record->entry);
	case BUNDLE_LOCKED:
		return bundle_check_locked(verifier, &record->locked);
	case BUNDLE_TRAILER:
		return bundle_check_trailer(verifier, &record->trailer, before);
	}
	return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_EMPTY, verifier->where);
}

/* One spelling only: the record and its size, encoded again, are these bytes. Unpacked messages keep
 * what is absent absent, as a struct would not. */
static bool is_canonical(struct bundle_verifier *verifier, const struct raw *framed,
                         const uint8_t *start)
{
	const size_t size = (size_t)(verifier->left.at - start);
	const ProtobufCMessage *record = protobuf_unpack(form_bundle_record.message, framed->at,
	                                                 framed->left, &verifier->arena);

	if (!record)
		return false;
	buffer_reset(&verifier->again);
	protobuf_append_sized(&verifier->again, record);
	return verifier->again.size == size && memcmp(verifier->again.data, start, size) == 0;
}

static bool next_record(struct bundle_verifier *verifier)
{
	const uint8_t *start = verifier->left.at;
	const size_t before = (size_t)(start - verifier->bytes);
	struct bundle_record record;
	struct raw framed;
	struct faults why;

	bundle_look_at(verifier, "at byte %zu", before);
	arena_reset(&verifier->arena);
	faults_init(&why, &verifier->arena);
	if (!raw_sized(&verifier->left, &framed))
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_CUT, verifier->where);
	if (!form_read(&form_bundle_record, "record", 0, framed.at, framed.left, &verifier->arena,
	               &record, &why))
		return differ_by_faults(verifier, &why);
	if (!is_canonical(verifier, &framed, start))
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_SPELLING, verifier->where);
	return check_record(verifier, &record, before);
}

static bool check_all(struct bundle_verifier *verifier)
{
	bundle_look_at(verifier, "at byte 0");
	if (verifier->left.left < BUNDLE_MAGIC_SIZE ||
	    memcmp(verifier->bytes, BUNDLE_MAGIC, BUNDLE_MAGIC_SIZE) != 0)
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_FOREIGN, verifier->where);
	verifier->left.at += BUNDLE_MAGIC_SIZE;
	verifier->left.left -= BUNDLE_MAGIC_SIZE;
	while (verifier->left.left > 0) {
		if (!next_record(verifier))
			return false;
		if (verifier->step)
			verifier->step((size_t)(verifier->left.at - verifier->bytes),
			               verifier->size);
	}
	bundle_look_at(verifier, "at the end");
	return verifier->last_case == BUNDLE_TRAILER ||
	       BUNDLE_DIFFER(verifier, FAULT_BUNDLE_UNENDED, verifier->where);
}

void bundle_verify(const uint8_t *bytes, size_t size, const uint8_t *operator_key,
                   const uint8_t *daemon_key, struct bundle_verdict *out)
{
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	bundle_verify_watched(bytes, size, operator_key, daemon_key, NULL, &why, out);
	arena_close(&arena);
}

void bundle_verify_watched(const uint8_t *bytes, size_t size, const uint8_t *operator_key,
                           const uint8_t *daemon_key, bundle_step *step, struct faults *why,
                           struct bundle_verdict *out)
{
	struct bundle_verifier verifier = {
		.left = { bytes, size },
		.bytes = bytes,
		.size = size,
		.step = step,
		.operator_key = operator_key,
		.daemon_key = daemon_key,
		.why = why,
		.out = out,
	};

	memset(out, 0, sizeof(*out));
	arena_init(&verifier.arena, 0);
	out->agrees = check_all(&verifier);
	if (!out->agrees)
		snprintf(out->difference, sizeof(out->difference), "%s: %s", why->items[0].field,
		         why->items[0].message);
	cluster_free(&verifier.cluster);
	buffer_close(&verifier.again);
	arena_close(&verifier.arena);
}
