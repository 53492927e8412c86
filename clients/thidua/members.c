/* Names by code, of the season as the daemon tells it or as it was seen last; and whether by its policy a report
 * counts only once it is verified. */
#include "members.h"

#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "drafts.h"
#include "kept_season.h"
#include "there_is.h"

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

bool members_ask(struct dial *dial, const char *cluster, uint32_t year, struct member_list *out)
{
	const struct query query = {
		.question = QUESTION_SEASON, .cluster = cluster, .year = year, .period = -1
	};

	*out = (struct member_list){ .current = -1 };
	if (dial_try(dial, &query) != THIDUA_OK || !members_take(&dial->answer, &dial->arena, out))
		return false;
	kept_season_put(dial, cluster, year, dial->answer.season.bytes, dial->answer.season.size);
	return true;
}

bool members_recall(struct dial *dial, const char *cluster, uint32_t year, struct member_list *out)
{
	struct season_draft draft;

	*out = (struct member_list){ .current = -1 };
	if (!kept_season_get(dial, cluster, year, &draft))
		return false;
	out->draft = draft;
	return true;
}

bool member_is_board(const struct member_list *members, const char *code)
{
	return draft_board(&members->draft, code) != NULL;
}

/* "season 2024 of the cluster has no board "XX"; there are: CB, DB". */
static const char *no_board(struct arena *arena, const struct member_list *members,
                            const char *board)
{
	return arena_text(arena, say(WORD_BOARD_NONE), members->draft.year, board,
	                  there_is_say(arena, &members->draft, THERE_ARE_BOARDS, board));
}

int member_need_board(const struct member_list *members, const char *board)
{
	struct arena arena;

	if (!board || members->draft.board_count == 0 || member_is_board(members, board))
		return THIDUA_OK;
	arena_init(&arena, 0);
	complain(THIDUA_USAGE, "%s", no_board(&arena, members, board));
	arena_close(&arena);
	return THIDUA_USAGE;
}

void member_note_board(const struct member_list *members, const char *board)
{
	if (!board || members->draft.board_count == 0 || member_is_board(members, board))
		return;
	struct arena arena;

	arena_init(&arena, 0);
	fprintf(stderr, say(WORD_NOTE), no_board(&arena, members, board));
	fputc('\n', stderr);
	arena_close(&arena);
}

int member_of_options(const struct member_list *members, const struct options *options)
{
	const char *board = options_text(options, OPTION_BOARD);

	if (options->told & TAKES(OPTION_BOARD))
		return member_need_board(members, board);
	member_note_board(members, board);
	return THIDUA_OK;
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
