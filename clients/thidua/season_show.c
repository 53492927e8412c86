#include "season_show.h"

#include <stdio.h>
#include <string.h>

#include "drafts.h"
#include "ruleset.h"
#include "show.h"
#include "words.h"

const char *season_target(struct arena *arena, const struct task_draft *task,
                          const struct board_draft *board)
{
	const struct target_draft *own = draft_target(board, task->code);

	if (own && own->not_assigned)
		return say(WORD_NOT_ASSIGNED);
	if (!own && !task->has_target)
		return "–";
	const char *number = show_quantity(arena, own ? own->target : task->target);

	return measure_is_share(task->measure) ? arena_text(arena, "%s %%", number) : number;
}

static void show_tasks(struct arena *arena, const struct member_list *season,
                       const struct board_draft *board)
{
	const char *target = board ? arena_text(arena, "%s %s", say(WORD_TARGET), board->code)
	                           : say(WORD_TARGET);

	const struct column columns[] = {
		{ "", false, CUT_NEVER },           { say(WORD_TASK), false, CUT_END },
		{ say(WORD_UNIT), false, CUT_END }, { say(WORD_KIND), false, CUT_NEVER },
		{ target, true, CUT_NEVER },        { say(WORD_MAXIMUM), true, CUT_NEVER }
	};
	struct table table;

	table_start(&table, arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < season->draft.task_count; i++) {
		const struct task_draft *task = &season->draft.tasks[i];

		table_cell(&table, PAINT_BOLD, "%s", task->code);
		table_cell(&table, PAINT_NONE, "%s", task->name);
		table_cell(&table, PAINT_NONE, "%s", task->unit);
		table_cell(&table, PAINT_NONE, "%s / %s", names_find(&names_kinds, task->kind),
		           names_find(&names_accumulations, task->accumulation));
		table_cell(&table, PAINT_NONE, "%s", season_target(arena, task, board));
		table_cell(&table, PAINT_NONE, "%s", show_points(arena, task->max));
	}
	table_print(&table);
}

static void show_periods(struct arena *arena, const struct member_list *season)
{
	const struct column columns[] = { { say(WORD_PERIOD), false, CUT_NEVER },
		                          { say(WORD_OPENS), false, CUT_NEVER },
		                          { say(WORD_DUE), false, CUT_NEVER },
		                          { say(WORD_LOCKS), false, CUT_NEVER } };
	struct table table;

	table_start(&table, arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < season->draft.period_count; i++) {
		const struct period_draft *period = &season->draft.periods[i];
		const bool current = period->period - 1 == season->current;

		table_cell(&table, current ? PAINT_BOLD : PAINT_NONE, "%s",
		           words_period(period->period));
		const int32_t days[] = { period->opens, period->due, period->lock };

		for (size_t k = 0; k < sizeof(days) / sizeof(*days); k++)
			table_cell(&table, PAINT_NONE, "%s",
			           !period->not_held ? show_day(arena, days[k])
			           : k == 0          ? say(WORD_NOT_HELD)
			                             : "–");
	}
	table_print(&table);
}

void season_show(struct arena *arena, const struct member_list *season, const char *board)
{
	const struct season_draft *draft = &season->draft;
	const struct board_draft *own = NULL;

	for (size_t i = 0; board && i < draft->board_count; i++)
		if (strcmp(draft->boards[i].code, board) == 0)
			own = &draft->boards[i];
	show_text(PAINT_BOLD, draft->name);
	printf(say(WORD_SEASON_HEAD), draft->cluster, season->version,
	       show_points(arena, draft->scale), member_board(season, draft->head));
	if (season->finalised_at > 0)
		printf("\n%s", arena_text(arena, say(WORD_SEASON_FINAL),
		                          show_instant(arena, season->finalised_at)));
	fputs("\n\n", stdout);
	show_tasks(arena, season, own);
	putchar('\n');
	show_periods(arena, season);
}
