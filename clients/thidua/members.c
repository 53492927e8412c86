/* Of the season as the daemon tells it or as it was seen last. */
#include "members.h"

#include <stdio.h>

#include "kept_season.h"
#include "there_is.h"

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
