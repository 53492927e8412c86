/*
 * What locked is computed from the state that all entries make, as the daemon would tell it today, and
 * compared by the fields that the season's edition knows. A standing that is left out could hide what
 * does not agree: so each that must be there is waited for, in the order of years and periods.
 */
#include "bundle_standings.h"

#include <inttypes.h>
#include <string.h>

#include "amendments.h"
#include "calendar.h"
#include "messages_forms.h"
#include "names.h"
#include "reply_standing.h"
#include "seal.h"

/* The standing as it was when its period locked, as the daemon would tell it now. */
static bool compute_again(struct bundle_verifier *verifier, const struct told_standings *found,
                          struct standing *standing, struct standing_room *room,
                          struct told_standings *out)
{
	const enum period period = (enum period)(found->period - 1);
	const struct ruleset *ruleset =
	        cluster_scored_under(verifier->cluster, found->year, period, INT64_MAX);
	const int64_t lock = period_locks_at(ruleset, period);
	uint8_t state_hash[HASH_SIZE];

	if (!standing_compute_locked(verifier->cluster, found->year, period, found->amendment,
	                             verifier->cluster->last_received_at > lock
	                                     ? verifier->cluster->last_received_at
	                                     : lock,
	                             &verifier->arena, standing))
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

static bool compare_rows(struct bundle_verifier *verifier, uint32_t edition,
                         const struct told_standings *expected, const struct told_standings *found)
{
	struct faults *why = verifier->why;

	for (size_t i = 0; i < expected->row_count && i < found->row_count; i++) {
		const struct told_row *a = &expected->rows[i], *b = &found->rows[i];

		if (!form_same(&form_told_row, edition, a, b))
			return BUNDLE_DIFFER(
			        verifier, FAULT_BUNDLE_ROW,
			        fault_path(why, "%s: rows[%zu]", verifier->where, i), a->board,
			        fault_number(why, a->rank), fault_points(why, a->total), b->board,
			        fault_number(why, b->rank), fault_points(why, b->total));
	}
	return bundle_same_number(verifier, "rows", expected->row_count, found->row_count);
}

/* What depends on when it was sent, and not on the journal, is taken as told: moves, cause,
 * current, as_of, published_at. The rest is compared in the fields that the season's edition knows:
 * who exported it may have been an older daemon. */
static bool compare_standings(struct bundle_verifier *verifier, uint32_t edition,
                              const struct told_standings *expected,
                              const struct told_standings *found)
{
	struct told_standings told = *found;

	told.move_count = 0;
	told.current = expected->current;
	told.as_of = expected->as_of;
	if (!bundle_same_hash(verifier, "ruleset_hash", expected->ruleset_hash,
	                      found->ruleset_hash) ||
	    !bundle_same_hash(verifier, "state_hash", expected->state_hash, found->state_hash))
		return false;
	if (!bundle_same_number(verifier, "sequence", expected->sequence, found->sequence) ||
	    !compare_rows(verifier, edition, expected, found))
		return false;
	return form_same(&form_told_standings, edition, expected, &told) ||
	       BUNDLE_DIFFER(verifier, FAULT_BUNDLE_STANDING, verifier->where);
}

static void look_at_standing(struct bundle_verifier *verifier, uint32_t year, enum period period,
                             uint32_t amendment)
{
	const char *name = names_find(&names_periods, (int)period);

	if (amendment == 0)
		bundle_look_at(verifier, "standing %" PRIu32 " %s", year, name);
	else
		bundle_look_at(verifier, "standing %" PRIu32 " %s amended by %" PRIu32, year, name,
		               amendment);
}

/* The periods of a season that had locked before the journal's last entry: from one to before
 * another; each must be in the file. */
static bool misses_none(struct bundle_verifier *verifier, uint32_t year, enum period from,
                        enum period to)
{
	const struct cluster *cluster = verifier->cluster;

	for (enum period period = from; period < to; period++) {
		const struct ruleset *ruleset =
		        cluster_scored_under(cluster, year, period, INT64_MAX);

		if (period_locks_at(ruleset, period) <= cluster->last_received_at) {
			look_at_standing(verifier, year, period, 0);
			return BUNDLE_DIFFER(verifier, FAULT_ABSENT, verifier->where);
		}
	}
	return true;
}

/* All that succeeds the standing that was looked at last is there, in order. number: of the one that
 * comes, 0: it is of another period. */
static bool succeeds(struct bundle_verifier *verifier, uint32_t number)
{
	uint32_t next = 0;
	const struct row *since;

	if (verifier->last_year == 0 ||
	    !amendments_next(verifier->cluster, verifier->last_year, verifier->last_period,
	                     verifier->last_amendment, &next, &since))
		return number == 0 || BUNDLE_DIFFER(verifier, FAULT_BUNDLE_TWICE, verifier->where);
	if (number == next)
		return true;
	look_at_standing(verifier, verifier->last_year, verifier->last_period, next);
	return BUNDLE_DIFFER(verifier, FAULT_ABSENT, verifier->where);
}

/* Nothing is left out, twice there or out of order between the one before and this; period PERIODS
 * of year UINT32_MAX is the end of all. */
static bool comes_next(struct bundle_verifier *verifier, uint32_t year, enum period period,
                       uint32_t amendment)
{
	const struct cluster *cluster = verifier->cluster;
	const bool same = year == verifier->last_year && period == verifier->last_period;

	if (!succeeds(verifier, same ? amendment : 0))
		return false;
	verifier->last_amendment = amendment;
	if (same && amendment > 0)
		return true;
	if (amendment > 0) { /* the one that locked comes first */
		look_at_standing(verifier, year, period, 0);
		return BUNDLE_DIFFER(verifier, FAULT_ABSENT, verifier->where);
	}

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
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_TWICE, verifier->where);
	verifier->last_year = year;
	verifier->last_period = period;
	return true;
}

bool bundle_check_locked(struct bundle_verifier *verifier, const struct told_standings *found)
{
	const enum period period = (enum period)(found->period - 1);
	const struct ruleset *ruleset =
	        cluster_scored_under(verifier->cluster, found->year, period, INT64_MAX);
	struct standing standing;
	struct standing_room room;
	struct told_standings expected;

	look_at_standing(verifier, found->year, period, found->amendment);
	if (strcmp(found->cluster, verifier->out->cluster) != 0 || !ruleset)
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_NO_SEASON, verifier->where,
		                     found->cluster);
	if (!comes_next(verifier, found->year, period, found->amendment))
		return false;
	if (memcmp(found->epoch, verifier->epoch, EPOCH_SIZE) != 0)
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_EPOCH, bundle_at(verifier, "epoch"));
	if (verifier->out->locked > 0 && found->rehearsal != verifier->out->rehearsal)
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_REHEARSAL,
		                     bundle_at(verifier, "rehearsal"));
	verifier->out->rehearsal = found->rehearsal;
	if (!found->locked || found->published_at < period_locks_at(ruleset, period))
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_UNLOCKED, verifier->where);
	if (!compute_again(verifier, found, &standing, &room, &expected))
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_UNCOMPUTED, verifier->where);
	verifier->out->locked++;
	return compare_standings(verifier, ruleset->edition, &expected, found);
}

/* The daemon's word for all of the journal: whose it is, and whether it was rehearsed. */
static bool check_word(struct bundle_verifier *verifier, const struct bundle_trailer *trailer)
{
	struct bundle_verdict *out = verifier->out;
	struct receipt proof;
	struct receipt_statement said;

	if (!trailer->has_proof) /* of an older daemon, or taken out */
		return !verifier->daemon_key || BUNDLE_DIFFER(verifier, FAULT_BUNDLE_UNVOUCHED,
		                                              bundle_at(verifier, "proof"));
	seal_take_receipt(&trailer->proof, &proof);
	if (!seal_check_receipt(&proof, proof.key, &verifier->arena, &said))
		return BUNDLE_DIFFER(verifier, FAULT_RECEIPT_WRONG, bundle_at(verifier, "proof"));
	if (verifier->daemon_key &&
	    !bundle_same_hash(verifier, "proof.key", verifier->daemon_key, proof.key))
		return false;
	if (strcmp(said.cluster, out->cluster) != 0 || said.sequence != out->entries)
		return BUNDLE_DIFFER(verifier, FAULT_BUNDLE_PROOF, bundle_at(verifier, "proof"));
	if (!bundle_same_hash(verifier, "proof.hash", out->head, said.hash))
		return false;
	if ((out->locked > 0 && out->rehearsal != said.rehearsal) ||
	    (out->reinstated > 0 && verifier->rehearsed != said.rehearsal))
		return said.rehearsal ? BUNDLE_DIFFER(verifier, FAULT_BUNDLE_REHEARSED,
		                                      bundle_at(verifier, "rehearsal"))
		                      : BUNDLE_DIFFER(verifier, FAULT_BUNDLE_REAL,
		                                      bundle_at(verifier, "rehearsal"));
	out->proven = true;
	out->rehearsal = said.rehearsal;
	memcpy(out->daemon_key, proof.key, KEY_SIZE);
	return true;
}

bool bundle_check_trailer(struct bundle_verifier *verifier, const struct bundle_trailer *trailer,
                          size_t before)
{
	uint8_t hash[HASH_SIZE];

	if (!comes_next(verifier, UINT32_MAX, PERIODS, 0))
		return false;
	bundle_look_at(verifier, "trailer");
	seal_hash(verifier->bytes, before, hash);
	return bundle_same_number(verifier, "entries", verifier->cluster->sequence,
	                          trailer->entries) &&
	       bundle_same_hash(verifier, "hash", hash, trailer->hash) &&
	       check_word(verifier, trailer);
}
