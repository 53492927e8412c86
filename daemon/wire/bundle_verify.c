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
#include "messages_forms.h"
#include "names.h"
#include "protobuf.h"
#include "raw.h"
#include "reply_standing.h"
#include "request.h"
#include "text.h"

enum { HEX_SIZE = 2 * HASH_SIZE + 1 };

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
	struct bundle_verdict *out;
};

__attribute__((format(printf, 2, 3))) static bool differ(struct verifier *verifier,
                                                         const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(verifier->out->difference, sizeof(verifier->out->difference), format, arguments);
	va_end(arguments);
	return false;
}

static bool same_hash(struct verifier *verifier, const char *where, const char *what,
                      const uint8_t expected[HASH_SIZE], const uint8_t found[HASH_SIZE])
{
	char expected_hex[HEX_SIZE], found_hex[HEX_SIZE];

	if (memcmp(expected, found, HASH_SIZE) == 0)
		return true;
	text_hex(expected, HASH_SIZE, expected_hex);
	text_hex(found, HASH_SIZE, found_hex);
	return differ(verifier, "%s: %s: expected %s, found %s", where, what, expected_hex,
	              found_hex);
}

static bool differ_by_fault(struct verifier *verifier, const char *where, const struct faults *why)
{
	return differ(verifier, "%s: %s: %s", where, why->items[0].field, why->items[0].message);
}

static bool check_header(struct verifier *verifier, const struct bundle_header *header)
{
	struct bundle_verdict *out = verifier->out;

	if (!text_is_cluster(header->cluster))
		return differ(verifier, "header: cluster is no code of a cluster");
	memcpy(out->operator_key, header->operator_key, KEY_SIZE);
	memcpy(verifier->epoch, header->epoch, EPOCH_SIZE);
	if (verifier->operator_key && !same_hash(verifier, "header", "operator_key",
	                                         verifier->operator_key, out->operator_key))
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
static bool trust_receipt(struct verifier *verifier, const char *where,
                          const struct reinstate *reinstate)
{
	const bool rehearsed = reinstate->receipt_opened->rehearsal;

	if (verifier->out->reinstated++ > 0 && rehearsed != verifier->rehearsed)
		return differ(verifier, "%s: rehearsal is not as in the receipt before", where);
	verifier->rehearsed = rehearsed;
	cluster_trust(verifier->cluster, reinstate->receipt.key, rehearsed);
	return tell_honoured(verifier->out, reinstate->receipt.key) ||
	       differ(verifier, "%s: is by the receipt of yet another key", where);
}

/* That the entry follows the one before it. */
static bool check_chain(struct verifier *verifier, const char *where,
                        const struct journal_entry *entry)
{
	const struct cluster *cluster = verifier->cluster;
	uint8_t hash[HASH_SIZE];

	if (entry->sequence != cluster->sequence + 1)
		return differ(verifier, "%s: sequence: expected %" PRIu64 ", found %" PRIu64, where,
		              cluster->sequence + 1, entry->sequence);
	if (!same_hash(verifier, where, "previous_hash", cluster->hash, entry->previous_hash))
		return false;
	if (entry->received_at < cluster->last_received_at)
		return differ(verifier,
		              "%s: received_at: expected %" PRId64 " or later, found %" PRId64,
		              where, cluster->last_received_at, entry->received_at);
	seal_chain(entry->previous_hash, entry->sequence, entry->received_at, entry->command,
	           entry->command_size, hash);
	return same_hash(verifier, where, "hash", hash, entry->hash);
}

static bool check_entry(struct verifier *verifier, const struct told_entry *stored)
{
	struct journal_entry entry;
	struct command command;
	struct faults why;
	char where[32];

	faults_init(&why, &verifier->arena);
	snprintf(where, sizeof(where), "entry %" PRIu64, verifier->cluster->sequence + 1);
	answer_entry(stored, &entry);
	if (!check_chain(verifier, where, &entry))
		return false;
	if (!seal_verify(entry.command, entry.command_size, entry.signature, entry.key))
		return differ(verifier, "%s: the signature is not that of its key over its command",
		              where);
	if (!command_decode(entry.command, entry.command_size, &verifier->arena, &command, &why) ||
	    !command_prove(&command, &why))
		return differ_by_fault(verifier, where, &why);
	memcpy(command.key, entry.key, KEY_SIZE);
	command.received_at = entry.received_at;
	if (command.action == ACTION_REINSTATE &&
	    !trust_receipt(verifier, where, &command.reinstate))
		return false;
	if (!command_judge(&command, cluster_edition(verifier->cluster, &command), &why) ||
	    !cluster_check(verifier->cluster, &command, &why))
		return differ_by_fault(verifier, where, &why);
	if (!cluster_apply(verifier->cluster, &command, entry.hash, NULL))
		return differ(verifier, "%s: cannot follow what came before it", where);
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

static bool compare_rows(struct verifier *verifier, const char *where, uint32_t edition,
                         const struct told_standings *expected, const struct told_standings *found)
{
	for (size_t i = 0; i < expected->row_count && i < found->row_count; i++) {
		const struct told_row *a = &expected->rows[i], *b = &found->rows[i];

		if (!form_same(&form_told_row, edition, a, b))
			return differ(verifier,
			              "%s: rows[%zu]: expected %s with rank %" PRIu32
			              " and total %" PRId64 ", found %s with rank %" PRIu32
			              " and total %" PRId64,
			              where, i, a->board, a->rank, a->total, b->board, b->rank,
			              b->total);
	}
	return expected->row_count == found->row_count ||
	       differ(verifier, "%s: expected %zu rows, found %zu", where, expected->row_count,
	              found->row_count);
}

/* What depends on when it was sent, and not on the journal, is taken as told: moves, cause,
 * current, as_of, published_at. The rest is compared in the fields that the season's edition knows:
 * who exported it may have been an older daemon. */
static bool compare_standings(struct verifier *verifier, const char *where, uint32_t edition,
                              const struct told_standings *expected,
                              const struct told_standings *found)
{
	struct told_standings told = *found;

	told.move_count = 0;
	told.current = expected->current;
	told.as_of = expected->as_of;
	if (!same_hash(verifier, where, "ruleset_hash", expected->ruleset_hash,
	               found->ruleset_hash) ||
	    !same_hash(verifier, where, "state_hash", expected->state_hash, found->state_hash))
		return false;
	if (expected->sequence != found->sequence)
		return differ(verifier, "%s: sequence: expected %" PRIu64 ", found %" PRIu64, where,
		              expected->sequence, found->sequence);
	if (!compare_rows(verifier, where, edition, expected, found))
		return false;
	return form_same(&form_told_standings, edition, expected, &told) ||
	       differ(verifier, "%s: is not what the journal gives", where);
}

/* The periods of a season that had locked before the journal's last entry: from one to before
 * another; each must be in the file. */
static bool misses_none(struct verifier *verifier, uint32_t year, enum period from, enum period to)
{
	const struct cluster *cluster = verifier->cluster;

	for (enum period period = from; period < to; period++) {
		const struct ruleset *ruleset =
		        cluster_scored_under(cluster, year, period, INT64_MAX);

		if (period_locks_at(ruleset, period) <= cluster->last_received_at)
			return differ(verifier, "standing %" PRIu32 " %s: is missing", year,
			              names_find(&names_periods, (int)period));
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
		return differ(verifier, "standing %" PRIu32 " %s: is there twice or out of order",
		              year, names_find(&names_periods, (int)period));
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
	char where[48];

	snprintf(where, sizeof(where), "standing %" PRIu32 " %s", found->year,
	         names_find(&names_periods, (int)period));
	if (strcmp(found->cluster, verifier->out->cluster) != 0 || !ruleset)
		return differ(verifier, "%s: the journal has no such season of cluster %s", where,
		              found->cluster);
	if (!comes_next(verifier, found->year, period))
		return false;
	if (memcmp(found->epoch, verifier->epoch, EPOCH_SIZE) != 0)
		return differ(verifier, "%s: epoch is not that of the header", where);
	if (verifier->out->locked > 0 && found->rehearsal != verifier->out->rehearsal)
		return differ(verifier, "%s: rehearsal is not as in the one before", where);
	verifier->out->rehearsal = found->rehearsal;
	if (!found->locked || found->published_at < period_locks_at(ruleset, period))
		return differ(verifier, "%s: was not locked when it was sent", where);
	if (!compute_again(verifier, found, &standing, &room, &expected))
		return differ(verifier, "%s: cannot be computed", where);
	verifier->out->locked++;
	return compare_standings(verifier, where, ruleset->edition, &expected, found);
}

/* The daemon's word for all of the journal: whose it is, and whether it was rehearsed. */
static bool check_word(struct verifier *verifier, const struct bundle_trailer *trailer)
{
	struct bundle_verdict *out = verifier->out;
	struct receipt proof;
	struct receipt_statement said;

	if (!trailer->has_proof) /* of an older daemon, or taken out */
		return !verifier->daemon_key ||
		       differ(verifier,
		              "trailer: proof: is missing: the daemon whose key was given does not vouch for it");
	seal_take_receipt(&trailer->proof, &proof);
	if (!seal_check_receipt(&proof, proof.key, &verifier->arena, &said))
		return differ(verifier, "trailer: proof: proves nothing");
	if (verifier->daemon_key &&
	    !same_hash(verifier, "trailer", "proof.key", verifier->daemon_key, proof.key))
		return false;
	if (strcmp(said.cluster, out->cluster) != 0 || said.sequence != out->entries)
		return differ(verifier, "trailer: proof: is not of the last entry");
	if (!same_hash(verifier, "trailer", "proof: hash", out->head, said.hash))
		return false;
	if ((out->locked > 0 && out->rehearsal != said.rehearsal) ||
	    (out->reinstated > 0 && verifier->rehearsed != said.rehearsal))
		return differ(verifier, "trailer: rehearsal: expected %s, found %s",
		              said.rehearsal ? "true" : "false", said.rehearsal ? "false" : "true");
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
	seal_hash(verifier->bytes, before, hash);
	if (trailer->entries != verifier->cluster->sequence)
		return differ(verifier, "trailer: entries: expected %" PRIu64 ", found %" PRIu64,
		              verifier->cluster->sequence, trailer->entries);
	return same_hash(verifier, "trailer", "hash", hash, trailer->hash) &&
	       check_word(verifier, trailer);
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
		return differ(verifier, "at byte %zu: a record out of order", before);
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
	return differ(verifier, "at byte %zu: an empty record", before);
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

	arena_reset(&verifier->arena);
	faults_init(&why, &verifier->arena);
	if (!raw_sized(&verifier->left, &framed))
		return differ(verifier, "at byte %zu: a record is cut short", before);
	if (!form_read(&form_bundle_record, "record", 0, framed.at, framed.left, &verifier->arena,
	               &record, &why))
		return differ(verifier, "at byte %zu: %s: %s", before, why.items[0].field,
		              why.items[0].message);
	if (!is_canonical(verifier, &framed, start))
		return differ(verifier, "at byte %zu: a record is not in its one encoding", before);
	return check_record(verifier, &record, before);
}

static bool check_all(struct verifier *verifier)
{
	if (verifier->left.left < BUNDLE_MAGIC_SIZE ||
	    memcmp(verifier->bytes, BUNDLE_MAGIC, BUNDLE_MAGIC_SIZE) != 0)
		return differ(verifier, "at byte 0: this is no exported journal");
	verifier->left.at += BUNDLE_MAGIC_SIZE;
	verifier->left.left -= BUNDLE_MAGIC_SIZE;
	while (verifier->left.left > 0) {
		if (!next_record(verifier))
			return false;
		if (verifier->step)
			verifier->step((size_t)(verifier->left.at - verifier->bytes),
			               verifier->size);
	}
	return verifier->last_case == BUNDLE_TRAILER ||
	       differ(verifier, "at the end: the trailer is missing");
}

void bundle_verify(const uint8_t *bytes, size_t size, const uint8_t *operator_key,
                   const uint8_t *daemon_key, struct bundle_verdict *out)
{
	bundle_verify_watched(bytes, size, operator_key, daemon_key, NULL, out);
}

void bundle_verify_watched(const uint8_t *bytes, size_t size, const uint8_t *operator_key,
                           const uint8_t *daemon_key, bundle_step *step, struct bundle_verdict *out)
{
	struct verifier verifier = {
		.left = { bytes, size },
		.bytes = bytes,
		.size = size,
		.step = step,
		.operator_key = operator_key,
		.daemon_key = daemon_key,
		.out = out,
	};

	memset(out, 0, sizeof(*out));
	arena_init(&verifier.arena, 0);
	out->agrees = check_all(&verifier);
	cluster_free(&verifier.cluster);
	buffer_close(&verifier.again);
	arena_close(&verifier.arena);
}
