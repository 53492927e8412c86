/* Two tables, of all reports and of what was done with one, and a list of the tasks of which anything was said. What is
 * to be done next is said of each state in a phrase, with who and until when. */
#include "review_show.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "in_force.h"
#include "output.h"
#include "report_changes.h"
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
/* now: 0 where nobody says. */
static const char *what_next(struct arena *arena, const struct board_review *review, int64_t now)
{
	switch (review->state) {
	case REVIEW_SUBMITTED:
		if (review->supervisor_from == 0) /* its year was finalised */
			return "";
		if (now >= review->supervisor_from)
			return arena_text(arena, say(WORD_REVIEW_NEXT_EITHER), review->reviewer);
		return arena_text(arena, say(WORD_REVIEW_NEXT_SUBMITTED), review->reviewer,
		                  show_day(arena, calendar_day(review->supervisor_from)));
	case REVIEW_UNDER_REVIEW:
		if (review->until == 0)
			return "";
		return arena_text(arena, say(WORD_REVIEW_NEXT_UNDER_REVIEW), who(review->taken_by),
		                  last_day(arena, review->until));
	case REVIEW_RETURNED:
		return arena_text(arena, say(WORD_REVIEW_NEXT_RETURNED), review->board,
		                  last_day(arena, review->until));
	case REVIEW_VERIFIED:
		if (now >= review->until)
			return "";
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
	const int64_t now = dial_now(dial);
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
		table_cell(&table, PAINT_NONE, "%s", what_next(&dial->arena, review, now));
	}
	table_print_list(&table);
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

bool review_show_reported(struct dial *dial, const struct query *query,
                          const struct board_review *review, struct command *out)
{
	const struct report_file file = {
		.cluster = query->cluster,
		.year = query->year,
		.report = { .board = review->board, .period = query->period + 1 },
	};

	return review->revision > 0 && in_force_read(dial, &file, review->revision, out);
}

/* "34 → 30", of a task that was reported. */
static const char *instead(struct arena *arena, const struct submit_report *reported,
                           const char *task, const char *value)
{
	for (size_t i = 0; reported && i < reported->line_count; i++) {
		if (strcmp(reported->lines[i].task, task) == 0)
			return arena_text(arena, ": %s → %s",
			                  report_value(arena, &reported->lines[i]), value);
	}
	return arena_text(arena, " = %s", value);
}

const char *review_show_judgement(struct arena *arena, const struct judgement *judgement,
                                  const struct submit_report *reported,
                                  const struct member_list *members)
{
	const struct task_review task = { .has_points = judgement->has_points,
		                          .points = judgement->points,
		                          .has_done = judgement->has_done,
		                          .done = judgement->done,
		                          .out_of = judgement->out_of,
		                          .has_actual = judgement->has_actual,
		                          .actual = judgement->actual };

	return arena_text(arena, "%s %s%s%s%s", judgement->task,
	                  member_task(members, judgement->task),
	                  instead(arena, reported, judgement->task, value_of(arena, &task)),
	                  judgement->reason[0] ? ": " : "", judgement->reason);
}

static void add_row(struct table *table, const char *at, const char *by, const char *what)
{
	table_cell(table, PAINT_NONE, "%s", at);
	table_cell(table, PAINT_NONE, "%s", by);
	table_cell(table, PAINT_NONE, "%s", what);
}

/* What an entry says of each task, so that what a resolution replaced is still read. */
static void add_tasks(struct table *table, const struct review_entry *entry,
                      const struct submit_report *reported)
{
	struct arena *arena = table->arena;

	for (size_t i = 0; i < entry->task_count; i++) {
		const struct task_review *task = &entry->tasks[i];
		const char *value = value_of(arena, task);
		const char *reason = task->reason[0] ? task->reason : task->objection;
		const bool verifies = entry->event == REVIEW_VERIFY;

		add_row(table, "", "",
		        arena_text(arena, "%s%s%s%s", task->task,
		                   value[0] ? instead(arena, verifies ? reported : NULL, task->task,
		                                      value)
		                            : "",
		                   reason[0] ? ": " : "", reason));
	}
}

/* A taking that time ended has no entry: it is seen by what did not come. */
static void add_fall_back(struct table *table, const struct review_seen *seen, size_t i)
{
	const struct review_history *told = seen->told;
	const struct review_entry *entry = &told->entries[i];
	const bool last = i + 1 == told->entry_count;

	if (entry->event != REVIEW_TAKE || !seen->members->draft.has_review)
		return;
	const int64_t end = calendar_days_after(entry->received_at,
	                                        (int32_t)seen->members->draft.review.review_days);
	const bool over =
	        last ? seen->newest && told->review.state != REVIEW_UNDER_REVIEW && seen->now >= end
	             : told->entries[i + 1].received_at >= end;

	if (over)
		add_row(table, show_instant(table->arena, end), "–",
		        say(WORD_REVIEW_DID_FALL_BACK));
}

static void show_entries(struct dial *dial, const struct review_seen *seen)
{
	const struct column columns[] = { { say(WORD_REVIEW_AT), false, CUT_NEVER },
		                          { say(WORD_REVIEW_BY), false, CUT_NEVER },
		                          { say(WORD_REVIEW_WHAT), false, CUT_WRAP } };
	const struct review_history *told = seen->told;
	struct arena *arena = &dial->arena;
	struct table table;

	table_start(&table, arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < told->entry_count; i++) {
		const struct review_entry *entry = &told->entries[i];

		add_row(&table, show_instant(arena, entry->received_at), who(entry->by),
		        arena_text(arena, "%s%s%s",
		                   arena_text(arena, event_words(entry->event), entry->revision),
		                   entry->reason[0] ? ": " : "", entry->reason));
		add_tasks(&table, entry, seen->reported);
		add_fall_back(&table, seen, i);
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
			printf(": %s", output_one_line(arena, task->reason));
		putchar('\n');
		if (task->objection[0])
			printf(say(task->disputed ? WORD_REVIEW_TASK_DISPUTED
			                          : WORD_REVIEW_TASK_OBJECTION),
			       output_one_line(arena, task->objection));
	}
}

void review_show_amended(struct dial *dial, const struct query *query, const char *board)
{
	const struct get_amendments asked = { .before = 0 };
	const struct query amendments = { .question = QUESTION_AMENDMENTS,
		                          .cluster = query->cluster,
		                          .year = query->year,
		                          .period = -1,
		                          .asked = &asked };

	if (dial_try(dial, &amendments) != THIDUA_OK)
		return;
	const struct told_amendments *told = &dial->answer.reply->amendments;

	for (size_t i = 0; i < told->amendment_count; i++) {
		const struct told_amendment *amendment = &told->amendments[i];

		if (strcmp(amendment->board, board) == 0 && amendment->period == query->period + 1)
			printf(say(WORD_REVIEW_AMENDED), amendment->number), putchar('\n');
	}
}

void review_show_history(struct dial *dial, const struct review_seen *seen)
{
	const struct review_history *told = seen->told;
	const struct member_list *members = seen->members;
	const int64_t now = seen->now;
	const struct board_review *review = &told->review;
	const char *next = what_next(&dial->arena, review, now);

	printf("%s, %s: ", member_board(members, review->board), words_period(told->period));
	show_text(state_paint(review->state), words_review(review->state));
	printf("%s%s\n\n", next[0] ? "; " : "", next);
	if (told->more && told->entry_count > 0) {
		printf(say(WORD_REVIEW_MORE),
		       options_next_page(dial->options, &dial->arena,
		                         arena_text(&dial->arena, "review show %s", review->board),
		                         OPTION_BEFORE, told->entries[0].sequence));
		putchar('\n');
	}
	show_entries(dial, seen);
	if (told->task_count > 0)
		putchar('\n');
	show_tasks(dial, told, members);
}
