/*
 * What is frozen is not computed here again: it is remembered as it was seen last before the freeze, so that
 * nothing that came since can be in it.
 */
#include "played_shown.h"

#include <string.h>

#include "calendar.h"
#include "disclosed.h"
#include "played_makers.h"
#include "reply.h"

/* --- the season --- */

void shown_agree(struct dice *dice, struct season_draft *draft)
{
	const struct period_draft *dates = &draft->periods[roll(dice, PERIODS)];
	const uint64_t days = (uint64_t)(dates->lock - dates->opens);

	draft->publication = chance(dice, 70);
	if (chance(dice, 30) || draft->proposal_days == 0 || days == 0)
		return;
	draft->has_freeze = true;
	draft->freeze.period = dates->period;
	draft->freeze.has_first = draft->freeze.has_last = true;
	draft->freeze.first = dates->opens + 1 + (int32_t)roll(dice, days);
	/* a later version may lock the last period three days later */
	draft->freeze.last = dates->lock + 3 + (int32_t)roll(dice, 6);
}

void shown_stretch(struct dice *dice, struct season_draft *draft)
{
	const struct period_draft *dates = &draft->periods[chance(dice, 70) ? FINAL : Q4];

	if (!draft->has_freeze || dates->lock == dates->opens || chance(dice, 20))
		return;
	draft->freeze.period = dates->period;
	draft->freeze.first =
	        dates->opens + 1 + (int32_t)roll(dice, (uint64_t)(dates->lock - dates->opens));
	draft->freeze.last = dates->lock + 3 + (int32_t)roll(dice, 40);
}

/* --- now --- */

/* Has the last of two signed it by `now`? */
static bool was_revealed(const struct played *played, int64_t now)
{
	for (size_t i = 0; i < played->entry_count; i++) {
		const struct command *command = &played->entries[i].enters;

		if (command->year == played_year(played) &&
		    played_signs(played, command, ACTION_REVEAL) && command->received_at <= now)
			return true;
	}
	return false;
}

bool shown_frozen(const struct played *played, int64_t now)
{
	const struct freeze_draft *freeze = &played_draft(played)->freeze;

	return played_draft(played)->has_freeze && now >= calendar_midnight(freeze->first) &&
	       now < calendar_midnight(freeze->last + 1) && !was_revealed(played, now);
}

int64_t shown_defined_at(const struct played *played, size_t season)
{
	for (size_t i = 0; i < played->entry_count; i++) {
		const struct command *command = &played->entries[i].enters;

		if (command->action == ACTION_DEFINE_SEASON && command->year == FIRST_YEAR + season)
			return command->received_at;
	}
	return INT64_MAX;
}

int64_t shown_told_elsewhere(struct played *played, int64_t now)
{
	const size_t was = played->season;
	int64_t told = now;

	for (played->season = 0; played->season < played_seasons(played); played->season++) {
		const int64_t defined = shown_defined_at(played, played->season);
		const int64_t first = calendar_midnight(played_draft(played)->freeze.first);
		const int64_t begins = first > defined ? first : defined;

		if (played->season != was && begins <= now && shown_frozen(played, now) &&
		    begins - 1 < told)
			told = begins - 1;
	}
	played->season = was;
	return told;
}

/* --- what is tried --- */

bool make_reveal(struct played *played, struct command *out, const char **by)
{
	const struct freeze_draft *freeze = &played_draft(played)->freeze;

	if (!played_draft(played)->has_freeze ||
	    (!shown_frozen(played, played->now) && chance(&played->dice, 90)))
		return false;
	*by = makers_somebody(played, chance(&played->dice, 50)
	                                      ? "supervisor"
	                                      : makers_code(played, makers_rules(played)->head));
	*out = makers_begin(played, ACTION_REVEAL, *by);
	out->reveal.period =
	        chance(&played->dice, 90) ? freeze->period : (int)makers_period(played) + 1;
	return true;
}

bool make_publication(struct played *played, struct command *out, const char **by)
{
	const enum period period = makers_period(played);
	struct standing standing;

	*by = makers_somebody(played, chance(&played->dice, 80) ? "supervisor" : "second");
	*out = makers_begin(played, ACTION_PUBLISH, *by);
	out->publish.period = (int)period + 1;
	if (standing_compute(played->rig.cluster, played_year(played), period, played->now,
	                     &played->scratch, &standing))
		standing_seal(&standing, out->publish.state_hash);
	if (chance(&played->dice, 5))
		out->publish.state_hash[0] ^= 1;
	return true;
}

/* --- what must hold --- */

static void look_at_member(struct facts *facts, struct played *played, enum period period,
                           int64_t now)
{
	struct seen_by_member *seen = &facts->member[played->season][period];
	const bool frozen = shown_frozen(played, now);
	struct standing standing = { 0 };
	struct seen_by_member is = { .known = true };

	is.there = disclosed_standing(played->rig.cluster, played_year(played), period,
	                              AUDIENCE_MEMBER, now, &played->scratch, &standing);
	if (is.there) {
		is.content = facts_content(&standing);
		is.sequence = standing.sequence;
		is.as_of = standing.as_of;
		is.frozen = standing.frozen;
	}
	if (frozen && seen->known)
		played_must(played,
		            is.there == seen->there && is.content == seen->content &&
		                    is.sequence == seen->sequence && is.as_of == seen->as_of,
		            "in a freeze members see what they saw before it");
	played_must(played, is.frozen == (is.there && frozen && !standing.locked),
	            "what is frozen is marked, and nothing else");
	if (!frozen && is.there)
		played_must(played,
		            is.sequence == facts->seen[played->season][period].sequence &&
		                    is.as_of == facts->seen[played->season][period].as_of,
		            "without a freeze members see what is live");
	played_must(played,
	            !seen->there || (is.sequence >= seen->sequence && is.as_of >= seen->as_of),
	            "what members see never becomes older");
	if (!frozen || seen->known)
		*seen = is;
}

/* By its version, whatever came since; of that instant there may have come more than one. */
static void look_back(const struct facts *facts, struct played *played, enum period period,
                      int64_t now)
{
	const struct seen_by_member *seen = &facts->member[played->season][period];
	const bool final = cluster_finalised_at(played->rig.cluster, played_year(played)) != 0;
	struct standing standing;

	if (!seen->there)
		return;
	if (!disclosed_standing_at(played->rig.cluster, played_year(played), period,
	                           AUDIENCE_MEMBER, now, seen->as_of, &played->scratch, &standing))
		played_must(played, final, "what was seen at an instant is there still");
	else if (standing.sequence == seen->sequence && standing.as_of == seen->as_of)
		played_must(played, facts_content(&standing) == seen->content,
		            "what was seen at an instant is seen again");
	else
		played_must(played, standing.sequence > seen->sequence,
		            "at an instant is seen what had come by it");
}

/* The state_hash of what was published of it last; NULL: nothing was. */
static const uint8_t *last_published(const struct played *played, enum period period, int64_t now)
{
	for (size_t i = played->entry_count; i-- > 0;) {
		const struct command *command = &played->entries[i].enters;

		if (command->action == ACTION_PUBLISH && command->year == played_year(played) &&
		    command->publish.period == (int)period + 1 && command->received_at <= now)
			return command->publish.state_hash;
	}
	return NULL;
}

static void look_at_public(struct played *played, enum period period, int64_t now)
{
	const uint8_t *hash = last_published(played, period, now);
	struct standing standing;
	uint8_t sealed[HASH_SIZE];
	const bool there = disclosed_standing(played->rig.cluster, played_year(played), period,
	                                      AUDIENCE_PUBLIC, now, &played->scratch, &standing);

	if (!played_draft(played)->publication)
		return;
	played_must(played, there == (hash != NULL), "the public sees what was published");
	if (!there || !hash)
		return;
	standing_seal(&standing, sealed);
	played_must(played, memcmp(sealed, hash, HASH_SIZE) == 0 && standing.locked,
	            "the public sees it as it was published");
}

/* Is this season frozen while another one that runs is not? */
static void note_beside(struct played *played, int64_t now)
{
	const size_t was = played->season;

	if (played_seasons(played) == 1 || !shown_frozen(played, now))
		return;
	played->season = 1 - was;
	played->happened[HAPPENS_FROZEN_BESIDE] |=
	        !shown_frozen(played, now) && ruleset_current(makers_rules(played), now) >= 0;
	played->season = was;
}

void shown_look(struct facts *facts, struct played *played, int64_t now)
{
	note_beside(played, now);
	for (enum period p = Q1; p < PERIODS; p++) {
		look_back(facts, played, p, now);
		look_at_member(facts, played, p, now);
		look_at_public(played, p, now);
	}
}

/* --- what tells nothing of another season --- */

unsigned shown_shut(struct played *played, const struct command *command)
{
	const bool everywhere = command->action == ACTION_CLOSE_LIMITATION ||
	                        command->action == ACTION_CONFIRM_LIMITATION;
	const size_t of = played_season_of(command), was = played->season;
	unsigned frozen = 0, shut = 0;

	if (command->year == 0 || played_signs(played, command, ACTION_REVEAL))
		return 0;
	for (played->season = 0; played->season < played_seasons(played); played->season++) {
		if (shown_frozen(played, played->now))
			frozen |= 1U << played->season;
	}
	played->season = was;
	for (size_t i = 0; i < played_seasons(played); i++) {
		const unsigned others = frozen & ~(1U << i);

		if (everywhere ? others != 0 : of != i && others >> of & 1)
			shut |= 1U << i;
	}
	return shut;
}

uint64_t shown_of(struct played *played, unsigned seasons, int64_t now)
{
	uint64_t hash = 1;

	for (uint32_t i = 0; i < SEASONS; i++) {
		for (unsigned of = 0; seasons >> i & 1 && of < PERIODS * 3; of++) {
			const enum audience audience = (enum audience)(AUDIENCE_MEMBER + of % 3);
			struct standing standing;

			if (!disclosed_standing(played->rig.cluster, FIRST_YEAR + i,
			                        (enum period)(of / 3), audience, now,
			                        &played->scratch, &standing))
				continue;
			hash = hash * 31 + facts_content(&standing);
			hash = hash * 31 + standing.sequence;
			hash = hash * 31 + (uint64_t)standing.as_of;
		}
	}
	return hash;
}

/* --- what may enter --- */

static void look_at_report(struct played *played, const struct command *command)
{
	const struct ruleset *ruleset = makers_rules(played);
	const struct submit_report *submit = &command->submit_report;
	const int board = ruleset_board(ruleset, submit->board);
	struct review review;

	if (board != ruleset->head && board != ruleset->deputy)
		return;
	review_now(played->rig.cluster, played_year(played), (size_t)board,
	           (enum period)(submit->period - 1), command->received_at, &review);
	played_must(played, review.state == REVIEW_RETURNED,
	            "in a freeze head and deputy answer a return alone");
}

void shown_entering(struct played *played, const struct played_entry *entry)
{
	const struct command *command = &entry->enters;
	const bool frozen =
	        shown_frozen(played, command_taken_at(command)); /* when it came first */

	if (command->action == ACTION_SUBMIT_REPORT && frozen)
		look_at_report(played, command);
	if (command->action == ACTION_PUBLISH)
		played_must(played, !frozen && entry->by[0] == 's',
		            "the supervisor publishes, and not in a freeze");
	if (played_signs(played, command, ACTION_REVEAL)) {
		const enum period period = (enum period)(played_draft(played)->freeze.period - 1);

		played_must(played, played->now >= period_locks_at(makers_rules(played), period),
		            "what is revealed has locked");
		played_must(played, frozen, "what is revealed was frozen");
	}
}
