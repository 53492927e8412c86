/* A standing is compared by all that it holds: canonical bytes, marks, ranks before, what each row says. */
#include "played_facts.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "calendar.h"
#include "played_end.h"
#include "played_limitations.h"
#include "played_makers.h"
#include "played_models.h"
#include "played_roles.h"
#include "played_shown.h"
#include "proposal_tell.h"
#include "reply.h"
#include "scorecard.h"
#include "seal.h"

#include <cmocka.h>

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * UINT64_C(1099511628211);
	return hash;
}

#define BASIS UINT64_C(14695981039346656037)

/* Where a cluster ends: what was pushed and taken back would show. */
static uint64_t state_of(const struct cluster *cluster)
{
	uint64_t hash = mix(BASIS, cluster->hash, HASH_SIZE);

	hash = mix(hash, &cluster->sequence, sizeof(cluster->sequence));
	for (size_t i = 0; i < TABLES; i++) {
		const uint32_t count = cluster->tables[i].count;

		hash = mix(hash, &count, sizeof(count));
	}
	return hash;
}

static bool compute(struct played *played, const struct cluster *cluster, uint32_t year,
                    enum period period, int64_t now, struct standing *out)
{
	return standing_compute(cluster, year, period, now, &played->scratch, out);
}

uint64_t facts_content(const struct standing *standing)
{
	struct buffer bytes = { 0 };

	standing_canonical(standing, &bytes);
	uint64_t hash = mix(BASIS, bytes.data, bytes.size);

	buffer_close(&bytes);
	hash = mix(hash, &standing->current, sizeof(standing->current));
	hash = mix(hash, &standing->locked, sizeof(standing->locked));
	hash = mix(hash, &standing->provisional, sizeof(standing->provisional));
	for (size_t i = 0; i < standing->ruleset->board_count; i++) {
		const struct standing_row *row = &standing->rows[i];

		hash = mix(hash, &row->rank_before, sizeof(row->rank_before));
		hash = mix(hash, &row->priority, sizeof(row->priority));
	}
	return hash;
}

/* 0: it has not opened, or is of a season that is not there. */
static uint64_t content_of(struct played *played, const struct cluster *cluster, uint32_t year,
                           enum period period, int64_t now)
{
	struct standing standing;

	return compute(played, cluster, year, period, now, &standing) ? facts_content(&standing)
	                                                              : 0;
}

static uint64_t contents_of(struct played *played, const struct cluster *cluster, int64_t now)
{
	uint64_t hash = BASIS;

	for (size_t i = 0; i < SEASONS * PERIODS; i++) {
		const uint64_t one =
		        content_of(played, cluster, FIRST_YEAR + (uint32_t)(i / PERIODS),
		                   (enum period)(i % PERIODS), now);

		hash = mix(hash, &one, sizeof(one));
	}
	return hash;
}

/* --- what a standing may do --- */

static uint64_t canonical_of(const struct standing *standing)
{
	struct buffer bytes = { 0 };

	standing_canonical(standing, &bytes);
	const uint64_t hash = mix(BASIS, bytes.data, bytes.size);

	buffer_close(&bytes);
	return hash;
}

/* The one that locked, and each that an amendment made since. */
static void look_at_locked(struct played *played, struct seen_standing *seen,
                           const struct standing *latest, int64_t now)
{
	uint32_t amendment = 0;
	uint64_t hash = 0;
	size_t count = 0;
	bool more = true;

	for (; more && count < SUCCESSORS_MAX; count++) {
		struct standing standing;

		if (!standing_compute_locked(played->rig.cluster, played_year(played),
		                             latest->period, amendment, now, &played->scratch,
		                             &standing)) {
			played_must(played, false, "what locked can be computed for ever");
			return;
		}
		if (amendment == 0)
			roles_amended(played, &standing, latest);
		hash = canonical_of(&standing);
		played_must(played, count >= seen->locked_count || hash == seen->locked[count],
		            "a locked standing never changes, nor does what succeeds it");
		seen->locked[count] = hash;
		more = standing_next_amended(&standing, &amendment);
	}
	played_must(played, count >= seen->locked_count && (more || hash == canonical_of(latest)),
	            "the last one is the latest");
	seen->locked_count = count;
}

static void look(struct facts *facts, struct played *played, enum period period, int64_t now)
{
	struct seen_standing *seen = &facts->seen[played->season][period];
	struct standing standing;

	if (!compute(played, played->rig.cluster, played_year(played), period, now, &standing)) {
		played_must(played, !seen->there, "what has opened does not close");
		return;
	}
	const uint64_t content =
	        content_of(played, played->rig.cluster, played_year(played), period, now);
	const bool newer =
	        standing.sequence > seen->sequence || standing.as_of > seen->as_of || !seen->there;

	played_must(played,
	            standing.sequence >= seen->sequence &&
	                    (!seen->there || standing.as_of >= seen->as_of),
	            "a standing never becomes older");
	played_must(played, newer || content == seen->content,
	            "an equal version means equal content");
	played_must(played, content == seen->content || !seen->there || !end_was_finalised(played),
	            "a standing of a finalised year stays");
	played_must(played, standing.as_of <= now, "nothing is known before it happens");
	roles_rows(played, &standing);
	if (newer)
		limitations_counted(played, &standing);
	if (newer)
		models_counted(played, &standing);
	if (standing.locked)
		look_at_locked(played, seen, &standing, now);
	seen->there = true;
	seen->sequence = standing.sequence;
	seen->as_of = standing.as_of;
	seen->content = content;
}

static void look_at_all(struct facts *facts, struct played *played, int64_t now)
{
	const size_t was = played->season;

	for (played->season = 0; played->season < played_seasons(played); played->season++) {
		for (enum period p = Q1; p < PERIODS; p++)
			look(facts, played, p, now);
		shown_look(facts, played, now);
	}
	played->season = was;
	facts->looked_at = now;
}

static int64_t next_change(const struct played *played, int64_t now)
{
	int64_t next = INT64_MAX;

	for (uint32_t i = 0; i < played_seasons(played); i++) {
		const int64_t own = cluster_next_change(played->rig.cluster, FIRST_YEAR + i, now);

		if (own < next)
			next = own;
	}
	return next;
}

/* From where it was looked at last, time goes on from change to change, and between nothing moves. */
static void pass_time(struct facts *facts, struct played *played, int64_t now)
{
	const struct cluster *cluster = played->rig.cluster;

	if (facts->restores != played->restores) { /* what was shown may never have been */
		memset(facts->seen, 0, sizeof(facts->seen));
		memset(facts->member, 0, sizeof(facts->member));
	}
	facts->restores = played->restores;
	while (facts->looked_at < now && !played->failed) {
		const int64_t next = next_change(played, facts->looked_at);
		const int64_t last = next <= now ? next - 1 : now;

		played_must(played, next > facts->looked_at, "the next change is to come");
		if (last > facts->looked_at)
			played_must(played,
			            contents_of(played, cluster, facts->looked_at) ==
			                    contents_of(played, cluster, last),
			            "nothing moves between two changes");
		look_at_all(facts, played, next <= now ? next : now);
	}
}

/* --- a command --- */

static const char *tell_faults(struct played *played, const struct faults *why)
{
	const char *text = "";

	for (size_t i = 0; i < why->count; i++)
		text = arena_text(&played->rig.arena, "%s%s%d %s: %s", text, i > 0 ? " | " : "",
		                  (int)why->items[i].code, why->items[i].field,
		                  why->items[i].message);
	return text;
}

/* What a dry run is answered, as bytes of the wire: questions_try of the daemon makes it of the same two
 * functions of the core, and adds nothing but epoch and time. */
static uint64_t told_of(struct played *played, const struct command *command,
                        const struct effect *effect)
{
	static const uint8_t epoch[EPOCH_SIZE];
	const struct cluster *cluster = played->rig.cluster;
	uint8_t state_hash[HASH_SIZE];
	struct standing_notice notice = { .epoch = epoch, .state_hash = state_hash };
	struct buffer bytes = { 0 };
	struct standing standing;
	struct scorecard scorecard;
	struct told_reply reply;

	if (effect->proposal) {
		proposal_tell_last(cluster, played->now, &played->scratch,
		                   reply_choose(&reply, "proposals"));
		reply_append(&bytes, 0, &reply);
	} else if (scorecard_after(cluster, command, effect, played->now, &played->scratch,
	                           &standing, &scorecard)) {
		standing_seal(&standing, state_hash);
		reply_dry_run(&bytes, 0, &standing, &notice, &scorecard);
	}
	const uint64_t hash = mix(BASIS, bytes.data, bytes.size);

	buffer_close(&bytes);
	return hash;
}

struct dry { /* what was seen of a command before it entered */
	uint64_t contents, told;
};

static struct dry see(struct played *played, const struct command *command,
                      const struct effect *effect)
{
	return (struct dry){ contents_of(played, played->rig.cluster, played->now),
		             told_of(played, command, effect) };
}

/* It enters, is looked at, and is taken back: what was must be there again. */
static struct dry try_dry(struct played *played, const struct played_entry *entry)
{
	static const uint8_t no_hash[HASH_SIZE];
	struct cluster *cluster = played->rig.cluster;
	const struct cluster_mark mark = cluster_mark(cluster);
	const uint64_t before = contents_of(played, cluster, played->now), was = state_of(cluster);
	struct dry dry = { 0 };
	struct effect effect;

	if (cluster_apply(cluster, &entry->command, no_hash, &effect))
		dry = see(played, &entry->command, &effect);
	else
		played_must(played, false, "what passed the check is entered");
	cluster_rewind(cluster, &mark);
	played_must(played,
	            before == contents_of(played, cluster, played->now) && was == state_of(cluster),
	            "a dry run leaves nothing behind");
	return dry;
}

/* It is kept for the day on which the entry is lost; of what came back it says what it said then. */
static void look_at_receipt(struct played *played, struct played_entry *entry,
                            const struct effect *effect)
{
	const struct receipt_statement *then = entry->enters.receipt;

	makers_brought_back(played, entry);
	entry->has_late_days = effect->has_late_days;
	entry->late_days = effect->late_days;
	entry->proposal = effect->proposal;
	played_must(played,
	            !then || (then->has_late_days == effect->has_late_days &&
	                      then->late_days == effect->late_days &&
	                      then->proposal == effect->proposal),
	            "a receipt is honoured as it was given");
}

/* Only what it tells that it moves is computed and published again. */
static void look_at_unmoved(const struct facts *facts, struct played *played,
                            const struct effect *effect)
{
	for (size_t i = 0; i < SEASONS * PERIODS; i++) {
		const uint32_t year = FIRST_YEAR + (uint32_t)(i / PERIODS);
		const enum period period = (enum period)(i % PERIODS);
		const struct seen_standing *seen = &facts->seen[i / PERIODS][period];
		const bool moves = year == effect->year ? period >= effect->from
		                                        : year > effect->year || effect->carries;

		if (seen->there && (effect->year == 0 || !moves))
			played_must(played,
			            content_of(played, played->rig.cluster, year, period,
			                       played->now) == seen->content,
			            "a command moves no standing but those that it tells");
	}
}

static void enter(struct facts *facts, struct played *played, struct played_entry *entry)
{
	struct cluster *cluster = played->rig.cluster;
	const struct dry dry = try_dry(played, entry);
	const unsigned shut = shown_shut(played, &entry->enters);
	const uint64_t elsewhere = shown_of(played, shut, played->now);
	struct effect effect;

	entry->before = cluster_mark(cluster);
	roles_entering(played, entry);
	end_entering(played, entry);
	limitations_entering(played, entry);
	models_entering(played, entry);
	shown_entering(played, entry);
	played_must(played, cluster_apply(cluster, &entry->command, entry->command.hash, &effect),
	            "what passed the check is entered");
	played->entry_count++;
	played_must(played, elsewhere == shown_of(played, shut, played->now),
	            "what a freeze holds back moves no standing of another season");
	look_at_unmoved(facts, played, &effect);
	const struct dry came = see(played, &entry->command, &effect);

	played_must(played, came.contents == dry.contents && came.told == dry.told,
	            "a dry run told what then came");
	look_at_receipt(played, entry, &effect);
	look_at_all(facts, played, played->now);
	roles_entered(played, entry);
}

/* Read and judged as it comes; what is wrong with it, as text. */
static bool judge(struct played *played, const struct command *made, struct played_entry *out,
                  const char **said)
{
	struct faults why;

	faults_init(&why, &played->rig.arena);
	const uint64_t was = state_of(played->rig.cluster);
	const bool fine = played_read(played, made, out, &why) &&
	                  cluster_check(played->rig.cluster, &out->command, &why);

	played_must(played, was == state_of(played->rig.cluster), "a check changes nothing");
	played_must(played, fine || why.count > 0, "a refusal has a fault");
	for (size_t i = 0; i < why.count; i++)
		played_must(played, why.items[i].field[0] != '\0', "a fault has a field");
	*said = tell_faults(played, &why);
	return fine;
}

const char *facts_try(struct facts *facts, struct played *played, const struct command *made,
                      const char *by)
{
	struct played_entry *entry = &played->entries[played->entry_count];

	pass_time(facts, played, played->now);
	if (made->year > 0)
		played->season = played_season_of(made);
	const char *told;
	const bool would = judge(played, made, entry, &told);
	const char *said;
	const bool fine = judge(played, made, entry, &said);

	played_must(played, would == fine && strcmp(told, said) == 0,
	            "a dry run told the faults that then came");
	if (facts->tally) {
		facts->tally->tried[made->action]++;
		facts->tally->entered[made->action] += fine;
	}
	if (!fine)
		return said;
	entry->by = by;
	enter(facts, played, entry);
	roles_alive(played);
	return "OK";
}

/* --- the year --- */

void facts_begin(struct facts *facts, struct played *played)
{
	look_at_all(facts, played, played->now);
}

static struct cluster *replay(struct played *played)
{
	struct cluster *again = cluster_new("TCXDD-1", rig_key("operator"));

	makers_start(again);
	for (size_t i = 0; i < played->entry_count; i++) {
		const struct played_entry *entry = &played->entries[i];
		struct command command;
		struct faults why;

		faults_init(&why, &played->rig.arena);
		played_must(played,
		            played_replay(played, entry, &command, &why) &&
		                    cluster_check(again, &command, &why),
		            "what entered is accepted again");
		played_must(played, cluster_apply(again, &command, command.hash, NULL),
		            "what entered enters again");
	}
	return again;
}

static void count_happenings(const struct facts *facts, const struct played *played)
{
	if (!facts->tally)
		return;
	facts->tally->years++;
	for (size_t i = 0; i < HAPPENINGS; i++)
		facts->tally->happened[i] += played->happened[i];
}

void facts_end(struct facts *facts, struct played *played)
{
	end_finalise(facts, played);
	if (played->failed)
		return;
	played->season = played_seasons(played) - 1;
	const int64_t end = calendar_midnight(played_draft(played)->periods[FINAL].lock) +
	                    INT64_C(86400000000) * 90;
	const int64_t from = played->rig.cluster->last_received_at;
	struct cluster *again = replay(played);

	for (int i = 0; i < 4; i++) {
		const int64_t now = from + (int64_t)roll(&played->dice,
		                                         (uint64_t)(end > from ? end - from : 1));

		played_must(played,
		            contents_of(played, again, now) ==
		                    contents_of(played, played->rig.cluster, now),
		            "the journal gives the same again");
	}
	played_must(played, state_of(again) == state_of(played->rig.cluster),
	            "the journal gives the same rows");
	cluster_free(&again);
	pass_time(facts, played, end);
	played->happened[HAPPENS_SECOND] |= played_seasons(played) > 1;
	count_happenings(facts, played);
}

static const struct {
	const char *what;
	unsigned percent; /* of the years, at least */
} happenings[HAPPENINGS] = {
	[HAPPENS_SECOND] = { "a second season was defined", 20 },
	[HAPPENS_RELISTED] = { "a model that was withdrawn was listed again", 10 },
	[HAPPENS_WAITED] = { "a year waited for the end of a dispute", 10 },
	[HAPPENS_CARRIED] = { "a limitation of the season before was closed", 1 },
	[HAPPENS_OTHERS_MODEL] = { "a model was a duplicate of another season's", 1 },
	[HAPPENS_ENDED_BESIDE] = { "a year was finalised while the next one ran", 10 },
	[HAPPENS_FROZEN_BESIDE] = { "one of two seasons was frozen", 5 },
	[HAPPENS_HELD_OVER] = { "a limitation waited for the end of another season's freeze", 0 },
};

bool facts_all_happened(const struct tally *tally)
{
	bool all = true;

	for (size_t i = 0; i < HAPPENINGS; i++) {
		if (tally->happened[i] * 100 > happenings[i].percent * tally->years)
			continue;
		print_error("too rare: %s\n", happenings[i].what);
		all = false;
	}
	return all;
}

void facts_tell(const struct tally *tally)
{
	for (size_t i = 0; i < KINDS_MAX; i++) {
		if (tally->tried[i] > 0)
			print_message("%s: %" PRIu64 " of %" PRIu64 " entered\n",
			              cluster_action_name((enum action_number)i), tally->entered[i],
			              tally->tried[i]);
	}
	for (size_t i = 0; i < HAPPENINGS; i++)
		print_message("in %" PRIu64 " of %" PRIu64 " years %s\n", tally->happened[i],
		              tally->years, happenings[i].what);
}

bool facts_all_kinds_entered(const struct tally *tally)
{
	for (size_t i = 0; i < KINDS_MAX; i++) {
		if (tally->tried[i] > 0 && tally->entered[i] == 0) {
			print_error("%s never entered\n",
			            cluster_action_name((enum action_number)i));
			return false;
		}
	}
	return true;
}
