/* Two tables, of all reports and of what was done with one, and a list of the tasks of which anything was said. What is
 * to be done next is said of each state in a phrase, with who and until when. */
#include "review_show.h"

#include <stdio.h>

#include "arena.h"
#include "calendar.h"
#include "review.h"
#include "show.h"
#include "words.h"

static enum paint state_paint(int state)
{
	if (state == REVIEW_VERIFIED)
		return PAINT_GOOD;
	return state == REVIEW_RETURNED || state == REVIEW_DISPUTED ? PAINT_WARN : PAINT_NONE;
}

static const char *event_words(int event)
{
	static const enum word texts[] = { [REVIEW_SUBMIT] = WORD_REVIEW_DID_SUBMIT,
		                           [REVIEW_TAKE] = WORD_REVIEW_DID_TAKE,
		                           [REVIEW_RELEASE] = WORD_REVIEW_DID_RELEASE,
		                           [REVIEW_RETURN] = WORD_REVIEW_DID_RETURN,
		                           [REVIEW_VERIFY] = WORD_REVIEW_DID_VERIFY,
		                           [REVIEW_DISPUTE] = WORD_REVIEW_DID_DISPUTE,
		                           [REVIEW_RESOLVE] = WORD_REVIEW_DID_RESOLVE };

	return event < REVIEW_SUBMIT || event > REVIEW_RESOLVE ? "?" : say(texts[event]);
}

static const char *who(const char *board)
{
	return board[0] ? board : say(WORD_REVIEW_SUPERVISOR);
}

/* The day with whose end a state ends. */
static const char *last_day(struct arena *arena, int64_t until)
{
	return show_day(arena, calendar_day(until - 1));
}

/* Who can go on, and until when. */
static const char *what_next(struct arena *arena, const struct board_review *review)
{
	switch (review->state) {
	case REVIEW_SUBMITTED:
		return arena_text(arena, say(WORD_REVIEW_NEXT_SUBMITTED), review->reviewer,
		                  show_day(arena, calendar_day(review->supervisor_from)));
	case REVIEW_UNDER_REVIEW:
		return arena_text(arena, say(WORD_REVIEW_NEXT_UNDER_REVIEW), who(review->taken_by),
		                  last_day(arena, review->until));
	case REVIEW_RETURNED:
		return arena_text(arena, say(WORD_REVIEW_NEXT_RETURNED), review->board,
		                  last_day(arena, review->until));
	case REVIEW_VERIFIED:
		return arena_text(arena, say(WORD_REVIEW_NEXT_VERIFIED),
		                  last_day(arena, review->until));
	case REVIEW_DISPUTED:
		return say(WORD_REVIEW_NEXT_DISPUTED);
	default:
		return "";
	}
}

void review_show_list(struct dial *dial, const struct reviews *told)
{
	const struct column columns[] = { { say(WORD_BOARD), false, CUT_NEVER },
		                          { say(WORD_REVIEW_REVISION), true, CUT_NEVER },
		                          { say(WORD_REVIEW_STATE), false, CUT_NEVER },
		                          { say(WORD_REVIEW_SINCE), false, CUT_NEVER },
		                          { say(WORD_REVIEW_NEXT), false, CUT_WRAP } };
	struct table table;

	table_start(&table, &dial->arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < told->board_count; i++) {
		const struct board_review *review = &told->boards[i];

		table_cell(&table, PAINT_NONE, "%s", review->board);
		if (review->revision > 0)
			table_cell(&table, PAINT_NONE, "%u", review->revision);
		else
			table_cell(&table, PAINT_NONE, "–");
		table_cell(&table, state_paint(review->state), "%s", words_review(review->state));
		table_cell(&table, PAINT_NONE, "%s",
		           review->since ? show_instant(&dial->arena, review->since) : "");
		table_cell(&table, PAINT_NONE, "%s", what_next(&dial->arena, review));
	}
	table_print(&table);
}

/* --- one report --- */

static const char *value_of(struct arena *arena, const struct task_review *task)
{
	if (task->has_points)
		return arena_text(arena, say(WORD_REVIEW_POINTS), show_points(arena, task->points));
	if (task->has_done)
		return arena_text(arena, "%s/%s", show_quantity(arena, task->done),
		                  show_quantity(arena, task->out_of));
	return task->has_actual ? show_quantity(arena, task->actual) : "";
}

static void show_entries(struct dial *dial, const struct review_history *told)
{
	const struct column columns[] = { { say(WORD_REVIEW_AT), false, CUT_NEVER },
		                          { say(WORD_REVIEW_BY), false, CUT_NEVER },
		                          { say(WORD_REVIEW_WHAT), false, CUT_WRAP } };
	struct table table;

	table_start(&table, &dial->arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < told->entry_count; i++) {
		const struct review_entry *entry = &told->entries[i];

		table_cell(&table, PAINT_NONE, "%s",
		           show_instant(&dial->arena, entry->received_at));
		table_cell(&table, PAINT_NONE, "%s", who(entry->by));
		table_cell(&table, PAINT_NONE, "%s%s%s",
		           arena_text(&dial->arena, event_words(entry->event), entry->revision),
		           entry->reason[0] ? ": " : "", entry->reason);
	}
	table_print(&table);
}

static void show_tasks(struct dial *dial, const struct review_history *told,
                       const struct member_list *members)
{
	struct arena *arena = &dial->arena;

	for (size_t i = 0; i < told->task_count; i++) {
		const struct task_review *task = &told->tasks[i];
		const char *value = value_of(arena, task);

		printf("  %s %s", task->task, member_task(members, task->task));
		if (value[0])
			printf(say(task->resolved ? WORD_REVIEW_TASK_RESOLVED
			                          : WORD_REVIEW_TASK_ADJUSTED),
			       value);
		if (task->reason[0])
			printf(": %s", task->reason);
		putchar('\n');
		if (task->objection[0])
			printf(say(task->disputed ? WORD_REVIEW_TASK_DISPUTED
			                          : WORD_REVIEW_TASK_OBJECTION),
			       task->objection);
	}
}

void review_show_history(struct dial *dial, const struct review_history *told,
                         const struct member_list *members)
{
	const struct board_review *review = &told->review;
	const char *next = what_next(&dial->arena, review);

	printf("%s, %s: ", member_board(members, review->board), words_period(told->period));
	show_text(state_paint(review->state), words_review(review->state));
	printf("%s%s\n\n", next[0] ? "; " : "", next);
	if (told->more && told->entry_count > 0) {
		printf(say(WORD_REVIEW_MORE), (unsigned long long)told->entries[0].sequence);
		putchar('\n');
	}
	show_entries(dial, told);
	if (told->task_count > 0)
		putchar('\n');
	show_tasks(dial, told, members);
}
