/* Points beside the tasks, and what needs two signatures; and the policies of all of it. */
#include <string.h>

#include "calendar.h"
#include "played_limitations.h"
#include "played_makers.h"
#include "played_shown.h"
#include "proposal.h"
#include "rows.h"

static bool can_be_strict(const struct season_draft *draft, enum period period, int32_t days)
{
	const struct period_draft *dates = &draft->periods[period];

	return calendar_roll(dates->due, draft->holidays, draft->holiday_count) + days <=
	       dates->lock;
}

void makers_policies(struct dice *dice, struct arena *arena, struct season_draft *draft)
{
	const int64_t most = draft->scale / 4;
	struct entry_rule_draft *rules = arena_alloc(arena, 3, sizeof(*rules));
	static const int last[] = { Q4 + 1, FINAL + 1 };

	if (chance(dice, 80)) {
		const uint32_t days = 1 + (uint32_t)roll(dice, 6);

		draft->has_review = true;
		draft->review = (struct review_draft){ .review_days = days,
			                               .dispute_days = 1 + (uint32_t)roll(dice, 6),
			                               .return_days = 1 + (uint32_t)roll(dice, 3) };
		if (can_be_strict(draft, Q4, (int32_t)days) &&
		    can_be_strict(draft, FINAL, (int32_t)days)) {
			draft->review.strict = last;
			draft->review.strict_count = 2;
		}
	}
	if (draft->has_review && chance(dice, 70))
		limitations_agree(dice, arena, draft);
	draft->models = draft->has_review && chance(dice, 70);
	if (chance(dice, 80)) {
		draft->proposal_days = 1 + (uint32_t)roll(dice, 10);
		rules[0] = (struct entry_rule_draft){ "KT1", "Được khen", ENTRY_BONUS, 1, most };
		rules[1] = (struct entry_rule_draft){ "KT2", "Được tặng cờ", ENTRY_BONUS, 10, 10 };
		rules[2] =
		        (struct entry_rule_draft){ "KL1", "Có vụ việc", ENTRY_DEDUCTION, 1, most };
		draft->entry_rules = rules;
		draft->entry_rule_count = 3;
	}
	shown_agree(dice, draft);
}

bool make_points(struct played *played, struct command *out, const char **by)
{
	static const char *const codes[] = { "KT1", "KT2", "KL1" };
	const size_t board = roll(&played->dice, makers_rules(played)->board_count);

	*by = makers_somebody(played, makers_reviewer(played, board));
	*out = makers_begin(played, ACTION_ENTER_POINTS, *by);
	out->enter_points = (struct enter_points){ .board = makers_code(played, board),
		                                   .code = codes[roll(&played->dice, 3)],
		                                   .points = (int64_t)roll(&played->dice, 60),
		                                   .reason = "có quyết định" };
	memset(out->enter_points.evidence, (int)roll(&played->dice, 256), HASH_SIZE);
	return true;
}

/* Any proposal, the latest mostly; NULL: there is none. */
static const struct proposal_row *any_proposal(struct played *played)
{
	const struct cluster *cluster = played->rig.cluster;
	const uint32_t count = rows_count(cluster, TABLE_PROPOSALS);

	if (count == 0)
		return NULL;
	return &rows_proposals(
	        cluster)[chance(&played->dice, 70) ? count - 1 : roll(&played->dice, count)];
}

bool make_withdrawal(struct played *played, struct command *out, const char **by)
{
	const struct proposal_row *row = any_proposal(played);

	if (!row)
		return false;
	*by = makers_somebody(played, row->board > 0
	                                      ? makers_reviewer(played, roll(&played->dice, 2))
	                                      : "operator");
	*out = makers_begin(played, ACTION_WITHDRAW_POINTS, *by);
	out->withdraw_points.reason = "ghi nhầm";
	memcpy(out->withdraw_points.entry, row->hash, HASH_SIZE);
	return true;
}

bool make_countersignature(struct played *played, struct command *out, const char **by)
{
	const struct proposal_row *row = any_proposal(played);

	if (!row)
		return false;
	*by = makers_somebody(played, chance(&played->dice, 40)   ? "supervisor"
	                              : chance(&played->dice, 50) ? "second"
	                              : chance(&played->dice, 50)
	                                      ? makers_code(played, makers_rules(played)->head)
	                                      : makers_code(played, makers_rules(played)->deputy));
	*out = makers_begin(played, ACTION_COUNTERSIGN, *by);
	memcpy(out->countersign.proposal, row->hash, HASH_SIZE);
	return true;
}

bool make_end(struct played *played, struct command *out, const char **by)
{
	const struct proposal_row *row = any_proposal(played);

	if (!row)
		return false;
	*by = makers_somebody(played, chance(&played->dice, 50)
	                                      ? "supervisor"
	                                      : makers_code(played, makers_rules(played)->head));
	*out = makers_begin(played, ACTION_WITHDRAW_PROPOSAL, *by);
	memcpy(out->withdraw_proposal.proposal, row->hash, HASH_SIZE);
	out->withdraw_proposal.reason = "";
	return true;
}

/* Mostly once it might be; at any time now and then. */
bool make_finalisation(struct played *played, struct command *out, const char **by)
{
	const bool locked = played->now >= period_locks_at(makers_rules(played), FINAL);

	if (!locked && chance(&played->dice, 70))
		return false;
	*by = makers_somebody(played, chance(&played->dice, 50)
	                                      ? "supervisor"
	                                      : makers_code(played, makers_rules(played)->head));
	*out = makers_begin(played, ACTION_FINALISE_YEAR, *by);
	return true;
}
