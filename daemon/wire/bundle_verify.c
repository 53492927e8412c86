/*
 * One pass from the first byte to the last, and whatever does not agree ends it: magic, header,
 * entries, locked standings, trailer. Nothing of the file is believed: each record is encoded again
 * and compared, each entry is checked and applied as the daemon did, each standing is computed from
 * the state that all entries make.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "arena.h"
#include "buffer.h"
#include "bundle.h"
#include "bundle_message.h"
#include "calendar.h"
#include "messages_forms.h"
#include "names.h"
#include "protobuf.h"
#include "raw.h"
#include "reply_standing.h"
#include "request.h"
#include "text.h"

struct verifier {
	struct raw left;
	const uint8_t *bytes; /* the whole file */
	size_t size;
	bundle_step *step; /* NULL: nobody asks */
	const uint8_t *operator_key, *daemon_key;
	struct arena arena;      /* of one record */
	struct buffer again;     /* one record, or one message, encoded again */
	struct cluster *cluster; /* NULL before the header */
	uint8_t epoch[EPOCH_SIZE];
	int last_case;      /* of the records so far: they never go back */
	uint32_t last_year; /* of the locked standings so far, which rise */
	enum period last_period;
	bool rehearsed; /* by the receipts that were honoured */
	char where[48];
	struct faults *why;
	struct bundle_verdict *out;
};

/* Ends it: DIFFER(verifier, FAULT_X, field, argument, ...), as fail. */
#define DIFFER(verifier, ...) (fail((verifier)->why, __VA_ARGS__), false)

/* What is being looked at: "entry 6", before the fields of its faults. */
__attribute__((format(printf, 2, 3))) static void look_at(struct verifier *verifier,
                                                          const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(verifier->where, sizeof(verifier->where), format, arguments);
	va_end(arguments);
}

static const char *at(struct verifier *verifier, const char *field)
{
	return fault_path(verifier->why, "%s: %s", verifier->where, field);
}

static bool same_hash(struct verifier *verifier, const char *field,
                      const uint8_t expected[HASH_SIZE], const uint8_t found[HASH_SIZE])
{
	return memcmp(expected, found, HASH_SIZE) == 0 ||
	       DIFFER(verifier, FAULT_BUNDLE_HASH, at(verifier, field),
	              fault_hash(verifier->why, expected, HASH_SIZE),
	              fault_hash(verifier->why, found, HASH_SIZE));
}

static bool same_number(struct verifier *verifier, const char *field, uint64_t expected,
                        uint64_t found)
{
	return expected == found || DIFFER(verifier, FAULT_BUNDLE_NUMBER, at(verifier, field),
	                                   fault_path(verifier->why, "%" PRIu64, expected),
	                                   fault_path(verifier->why, "%" PRIu64, found));
}

static bool differ_by_faults(struct verifier *verifier, const struct faults *why)
{
	faults_take(verifier->why, verifier->where, why);
	return false;
}

static bool check_header(struct verifier *verifier, const struct bundle_header *header)
{
	struct bundle_verdict *out = verifier->out;

	look_at(verifier, "header");
	if (!text_is_cluster(header->cluster))
		return DIFFER(verifier, FAULT_NO_CLUSTER_CODE, at(verifier, "cluster"));
	memcpy(out->operator_key, header->operator_key, KEY_SIZE);
	memcpy(verifier->epoch, header->epoch, EPOCH_SIZE);
	if (verifier->operator_key &&
	    !same_hash(verifier, "operator_key", verifier->operator_key, out->operator_key))
		return false;
	snprintf(out->cluster, sizeof(out->cluster), "%s", header->cluster);
	verifier->cluster = cluster_new(out->cluster, out->operator_key);
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
static bool trust_receipt(struct verifier *verifier, const struct reinstate *reinstate)
{
	const bool rehearsed = reinstate->receipt_opened->rehearsal;

	if (verifier->out->reinstated++ > 0 && rehearsed != verifier->rehearsed)
		return DIFFER(verifier, FAULT_BUNDLE_REHEARSAL, at(verifier, "rehearsal"));
	verifier->rehearsed = rehearsed;
	cluster_trust(verifier->cluster, reinstate->receipt.key, rehearsed);
	return tell_honoured(verifier->out, reinstate->receipt.key) ||
	       DIFFER(verifier, FAULT_BUNDLE_RECEIPT_KEYS, verifier->where);
}

/* That the entry follows the one before it. */
static bool check_chain(struct verifier *verifier, const struct journal_entry *entry)
{
	const struct cluster *cluster = verifier->cluster;
	uint8_t hash[HASH_SIZE];
	char earliest[CALENDAR_INSTANT_SIZE], found[CALENDAR_INSTANT_SIZE];

	if (!same_number(verifier, "sequence", cluster->sequence + 1, entry->sequence) ||
	    !same_hash(verifier, "previous_hash", cluster->hash, entry->previous_hash))
		return false;
	if (entry->received_at < cluster->last_received_at)
		return DIFFER(verifier, FAULT_BUNDLE_EARLIER, at(verifier, "received_at"),
		              calendar_format_instant(cluster->last_received_at, earliest),
		              calendar_format_instant(entry->received_at, found));
	seal_chain(entry->previous_hash, entry->sequence, entry->received_at, entry->command,
	           entry->command_size, hash);
	return same_hash(verifier, "hash", hash, entry->hash);
}

static bool check_entry(struct verifier *verifier, const struct told_entry *stored)
{
	struct journal_entry entry;
	struct command command;
	struct faults why;

	faults_init(&why, &verifier->arena);
	look_at(verifier, "entry %" PRIu64, verifier->cluster->sequence + 1);
	answer_entry(stored, &entry);
	if (!check_chain(verifier, &entry))
		return false;
	if (!seal_verify(entry.command, entry.command_size, entry.signature, entry.key))
		return DIFFER(verifier, FAULT_BUNDLE_SIGNATURE, verifier->where);
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
		return DIFFER(verifier, FAULT_BUNDLE_UNFOLLOWED, verifier->where);
	verifier->out->entries = verifier->cluster->sequence;
	memcpy(verifier->out->head, verifier->cluster->hash, HASH_SIZE);
	return true;
}

/* The standing as it was when its period locked, as the daemon would tell it now. */
static bool compute_again(struct verifier *verifier, const struct told_standings *found,
                          struct standing *standing, struct standing_room *room,
                          struct told_standings *out)
{
	const enum period period = (enum period)(found->period - 1);
	const struct ruleset *ruleset =
	        cluster_scored_under(verifier->cluster, found->year, period, INT64_MAX);
	uint8_t state_hash[HASH_SIZE];

	if (!standing_compute(verifier->cluster, found->year, period,
	                      period_locks_at(ruleset, period), &verifier->arena, standing))
		return false;
	standing_seal(standing, state_hash);
	const struct standing_notice notice = {
		.epoch = verifier->epoch,
		.published_at = found->published_at,
		.rehearsal = found->rehearsal,
		.state_hash = state_hash,
		.cause = found->has_cause ? found->cause : NULL,
	};

	reply_fill_standings(standing, &notice, room, out);
	return true;
}

static bool compare_rows(struct verifier *verifier, uint32_t edition,
                         const struct told_standings *expected, const struct told_standings *found)
{
	struct faults *why = verifier->why;

	for (size_t i = 0; i < expected->row_count && i < found->row_count; i++) {
		const struct told_row *a = &expected->rows[i], *b = &found->rows[i];

		if (!form_same(&form_told_row, edition, a, b))
			return DIFFER(verifier, FAULT_BUNDLE_ROW,
			              fault_path(why, "%s: rows[%zu]", verifier->where, i),
			              a->board, fault_number(why, a->rank),
			              fault_points(why, a->total), b->board,
			              fault_number(why, b->rank), fault_points(why, b->total));
	}
	return same_number(verifier, "rows", expected->row_count, found->row_count);
}

/* What depends on when it was sent, and not on the journal, is taken as told: moves, cause,
 * current, as_of, published_at. The rest is compared in the fields that the season's edition knows:
 * who exported it may have been an older daemon. */
static bool compare_standings(struct verifier *verifier, uint32_t edition,
                              const struct told_standings *expected,
                              const struct told_standings *found)
{
	struct told_standings told = *found;

	told.move_count = 0;
	told.current = expected->current;
	told.as_of = expected->as_of;
	if (!same_hash(verifier, "ruleset_hash", expected->ruleset_hash, found->ruleset_hash) ||
	    !same_hash(verifier, "state_hash", expected->state_hash, found->state_hash))
		return false;
	if (!same_number(verifier, "sequence", expected->sequence, found->sequence) ||
	    !compare_rows(verifier, edition, expected, found))
		return false;
	return form_same(&form_told_standings, edition, expected, &told) ||
	       DIFFER(verifier, FAULT_BUNDLE_STANDING, verifier->where);
}

static void look_at_standing(struct verifier *verifier, uint32_t year, enum period period)
{
	look_at(verifier, "standing %" PRIu32 " %s", year, names_find(&names_periods, (int)period));
}

/* The periods of a season that had locked before the journal's last entry: from one to before
 * another; each must be in the file. */
static bool misses_none(struct verifier *verifier, uint32_t year, enum period from, enum period to)
{
	const struct cluster *cluster = verifier->cluster;

	for (enum period period = from; period < to; period++) {
		const struct ruleset *ruleset =
		        cluster_scored_under(cluster, year, period, INT64_MAX);

		if (period_locks_at(ruleset, period) <= cluster->last_received_at) {
			look_at_standing(verifier, year, period);
			return DIFFER(verifier, FAULT_ABSENT, verifier->where);
		}
	}
	return true;
}

/* Nothing is left out, twice there or out of order between the one before and this; period PERIODS
 * of year UINT32_MAX is the end of all. */
static bool comes_next(struct verifier *verifier, uint32_t year, enum period period)
{
	const struct cluster *cluster = verifier->cluster;

	for (size_t i = 0; i < cluster_year_count(cluster); i++) {
		const uint32_t each = cluster_year(cluster, i);
		const enum period from =
		        each == verifier->last_year ? verifier->last_period + 1 : Q1;

		if (each >= verifier->last_year && each <= year &&
		    !misses_none(verifier, each, from, each == year ? period : PERIODS))
			return false;
	}
	if (year < verifier->last_year ||
	    (year == verifier->last_year && period <= verifier->last_period))
		return DIFFER(verifier, FAULT_BUNDLE_TWICE, verifier->where);
	verifier->last_year = year;
	verifier->last_period = period;
	return true;
}

static bool check_locked(struct verifier *verifier, const struct told_standings *found)
{
	const enum period period = (enum period)(found->period - 1);
	const struct ruleset *ruleset =
	        cluster_scored_under(verifier->cluster, found->year, period, INT64_MAX);
	struct standing standing;
	struct standing_room room;
	struct told_standings expected;

	look_at_standing(verifier, found->year, period);
	if (strcmp(found->cluster, verifier->out->cluster) != 0 || !ruleset)
		return DIFFER(verifier, FAULT_BUNDLE_NO_SEASON, verifier->where, found->cluster);
	if (!comes_next(verifier, found->year, period))
		return false;
	if (memcmp(found->epoch, verifier->epoch, EPOCH_SIZE) != 0)
		return DIFFER(verifier, FAULT_BUNDLE_EPOCH, at(verifier, "epoch"));
	if (verifier->out->locked > 0 && found->rehearsal != verifier->out->rehearsal)
		return DIFFER(verifier, FAULT_BUNDLE_REHEARSAL, at(verifier, "rehearsal"));
	verifier->out->rehearsal = found->rehearsal;
	if (!found->locked || found->published_at < period_locks_at(ruleset, period))
		return DIFFER(verifier, FAULT_BUNDLE_UNLOCKED, verifier->where);
	if (!compute_again(verifier, found, &standing, &room, &expected))
		return DIFFER(verifier, FAULT_BUNDLE_UNCOMPUTED, verifier->where);
	verifier->out->locked++;
	return compare_standings(verifier, ruleset->edition, &expected, found);
}

/* The daemon's word for all of the journal: whose it is, and whether it was rehearsed. */
static bool check_word(struct verifier *verifier, const struct bundle_trailer *trailer)
{
	struct bundle_verdict *out = verifier->out;
	struct receipt proof;
	struct receipt_statement said;

	if (!trailer->has_proof) /* of an older daemon, or taken out */
		return !verifier->daemon_key ||
		       DIFFER(verifier, FAULT_BUNDLE_UNVOUCHED, at(verifier, "proof"));
	seal_take_receipt(&trailer->proof, &proof);
	if (!seal_check_receipt(&proof, proof.key, &verifier->arena, &said))
		return DIFFER(verifier, FAULT_RECEIPT_WRONG, at(verifier, "proof"));
	if (verifier->daemon_key &&
	    !same_hash(verifier, "proof.key", verifier->daemon_key, proof.key))
		return false;
	if (strcmp(said.cluster, out->cluster) != 0 || said.sequence != out->entries)
		return DIFFER(verifier, FAULT_BUNDLE_PROOF, at(verifier, "proof"));
	if (!same_hash(verifier, "proof.hash", out->head, said.hash))
		return false;
	if ((out->locked > 0 && out->rehearsal != said.rehearsal) ||
	    (out->reinstated > 0 && verifier->rehearsed != said.rehearsal))
		return said.rehearsal
		               ? DIFFER(verifier, FAULT_BUNDLE_REHEARSED, at(verifier, "rehearsal"))
		               : DIFFER(verifier, FAULT_BUNDLE_REAL, at(verifier, "rehearsal"));
	out->proven = true;
	out->rehearsal = said.rehearsal;
	memcpy(out->daemon_key, proof.key, KEY_SIZE);
	return true;
}

static bool check_trailer(struct verifier *verifier, const struct bundle_trailer *trailer,
                          size_t before)
{
	uint8_t hash[HASH_SIZE];

	if (!comes_next(verifier, UINT32_MAX, PERIODS))
		return false;
	look_at(verifier, "trailer");
	seal_hash(verifier->bytes, before, hash);
	return same_number(verifier, "entries", verifier->cluster->sequence, trailer->entries) &&
	       same_hash(verifier, "hash", hash, trailer->hash) && check_word(verifier, trailer);
}

/* Header once, entries, standings, trailer once: kinds rise. */
static bool in_order(struct verifier *verifier, enum bundle_kind now)
{
	const int before = verifier->last_case;

	verifier->last_case = (int)now;
	return now == BUNDLE_HEADER ? before == 0
	                            : before != 0 && (int)now >= before && before != BUNDLE_TRAILER;
}

static bool check_record(struct verifier *verifier, const struct bundle_record *record,
                         size_t before)
{
	if (!in_order(verifier, record->record))
		return DIFFER(verifier, FAULT_BUNDLE_ORDER, verifier->where);
	switch (record->record) {
	case BUNDLE_HEADER:
		return check_header(verifier, &record->header);
	case BUNDLE_ENTRY:
		return check_entry(verifier, &record->entry);
	case BUNDLE_LOCKED:
		return check_locked(verifier, &record->locked);
	case BUNDLE_TRAILER:
		return check_trailer(verifier, &record->trailer, before);
	}
	return DIFFER(verifier, FAULT_BUNDLE_EMPTY, verifier->where);
}

/* One spelling only: the record and its size, encoded again, are these bytes. Unpacked messages keep
 * what is absent absent, as a struct would not. */
static bool is_canonical(struct verifier *verifier, const struct raw *framed, const uint8_t *start)
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

static bool next_record(struct verifier *verifier)
{
	const uint8_t *start = verifier->left.at;
	const size_t before = (size_t)(start - verifier->bytes);
	struct bundle_record record;
	struct raw framed;
	struct faults why;

	look_at(verifier, "at byte %zu", before);
	arena_reset(&verifier->arena);
	faults_init(&why, &verifier->arena);
	if (!raw_sized(&verifier->left, &framed))
		return DIFFER(verifier, FAULT_BUNDLE_CUT, verifier->where);
	if (!form_read(&form_bundle_record, "record", 0, framed.at, framed.left, &verifier->arena,
	               &record, &why))
		return differ_by_faults(verifier, &why);
	if (!is_canonical(verifier, &framed, start))
		return DIFFER(verifier, FAULT_BUNDLE_SPELLING, verifier->where);
	return check_record(verifier, &record, before);
}

static bool check_all(struct verifier *verifier)
{
	look_at(verifier, "at byte 0");
	if (verifier->left.left < BUNDLE_MAGIC_SIZE ||
	    memcmp(verifier->bytes, BUNDLE_MAGIC, BUNDLE_MAGIC_SIZE) != 0)
		return DIFFER(verifier, FAULT_BUNDLE_FOREIGN, verifier->where);
	verifier->left.at += BUNDLE_MAGIC_SIZE;
	verifier->left.left -= BUNDLE_MAGIC_SIZE;
	while (verifier->left.left > 0) {
		if (!next_record(verifier))
			return false;
		if (verifier->step)
			verifier->step((size_t)(verifier->left.at - verifier->bytes),
			               verifier->size);
	}
	look_at(verifier, "at the end");
	return verifier->last_case == BUNDLE_TRAILER ||
	       DIFFER(verifier, FAULT_BUNDLE_UNENDED, verifier->where);
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
	struct verifier verifier = {
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
