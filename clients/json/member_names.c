/* Names by code, and whether by the season's policy a report counts only once it is verified. */
#include "member_names.h"

#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "drafts.h"

bool members_take(const struct answer *answer, struct arena *arena, struct member_list *out)
{
	struct faults why;

	*out = (struct member_list){ .current = -1 };
	if (answer->kind != ANSWER_SEASON)
		return false;
	faults_init(&why, arena);
	out->version = answer->season.version;
	out->current = answer->season.current;
	out->finalised_at = answer->season.finalised_at;
	if (command_read_season(answer->season.bytes, answer->season.size, arena, &out->draft,
	                        &why))
		return true;
	*out = (struct member_list){ .current = -1 };
	return false;
}

bool member_is_board(const struct member_list *members, const char *code)
{
	return draft_board(&members->draft, code) != NULL;
}

const char *member_board(const struct member_list *members, const char *code)
{
	const struct board_draft *board = draft_board(&members->draft, code);

	return board ? board->name : code;
}

const char *member_task(const struct member_list *members, const char *code)
{
	const struct task_draft *task = member_task_draft(members, code);

	return task ? task->name : code;
}

const char *member_unit(const struct member_list *members, const char *code)
{
	const struct task_draft *task = member_task_draft(members, code);

	return task ? task->unit : "";
}

const struct task_draft *member_task_draft(const struct member_list *members, const char *code)
{
	return draft_task(&members->draft, code);
}

const char *member_band(const struct member_list *members, const char *code)
{
	for (size_t i = 0; i < members->draft.band_count; i++)
		if (strcmp(members->draft.bands[i].code, code) == 0)
			return members->draft.bands[i].name;
	return code;
}

bool member_counts_verified(const struct member_list *members, int period, int64_t at)
{
	const struct season_draft *draft = &members->draft;
	bool strict = false;

	for (size_t i = 0; draft->has_review && i < draft->review.strict_count; i++)
		strict |= draft->review.strict[i] == period;
	for (size_t i = 0; strict && i < draft->period_count; i++) {
		if (draft->periods[i].period == period)
			return at >=
			       calendar_days_before(calendar_midnight(draft->periods[i].lock + 1),
			                            (int32_t)draft->review.review_days);
	}
	return false;
}
