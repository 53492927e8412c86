/*
 * What is told of a report comes from the table of reviews (review_edges.h), so the list has what the daemon would
 * take from him now, and nothing else.
 */
#include "calendar.h"
#include "faults.h"
#include "freeze.h"
#include "review_edges.h"
#include "season.h"
#include "standing.h"
#include "todo_matters.h"

/* --- the board's own --- */

/* The first instant at which its own board submits nothing, though nothing has locked: head and deputy in a
 * freeze. */
static int64_t closes_for(const struct todo_list *list)
{
	const struct ruleset *ruleset = list->ruleset;
	const struct freeze freeze = freeze_look(list->cluster, ruleset->year, list->now);
	const bool seated = list->own == ruleset->head || list->own == ruleset->deputy;

	return seated && list->now < freeze.ends ? freeze.begins : INT64_MAX;
}

/* Until when a report that is awaited is in time; of one that is overdue, until when it is taken. */
static void await_report(struct todo_list *list, enum period period)
{
	const struct ruleset *ruleset = list->ruleset;
	const int64_t lock = period_locks_at(ruleset, period);

	if (list->now < period_opens_at(ruleset, period) || list->now >= lock)
		return;
	const int64_t due = calendar_midnight(ruleset->periods[period].rolled + 1);
	const int64_t closes = closes_for(list);

	if (list->now >= closes)
		return;
	struct todo_item *item = todo_add(list, TODO_REPORT);

	item->board = ruleset->boards[list->own];
	item->period = (int)period + 1;
	todo_note_when(item, list->now, due, lock < closes ? lock : closes);
	item->until = item->until < closes ? item->until : closes;
}

static bool was_adjusted(const struct todo_list *list, const struct review *review)
{
	struct reviewed_task tasks[TASKS_MAX];

	review_tasks_of(list->cluster, review, list->ruleset->task_count, tasks);
	for (size_t i = 0; i < list->ruleset->task_count; i++) {
		if (tasks[i].adjusted && !tasks[i].resolved && !tasks[i].disputed)
			return true;
	}
	return false;
}

/* What he could do with a report, by the table that would judge it. */
static bool lets(const struct todo_list *list, enum review_event event, unsigned side, size_t board,
                 enum period period, const struct review *review)
{
	const struct review_act act = {
		.cluster = list->cluster,
		.ruleset = list->ruleset,
		.name = "",
		.event = event,
		.side = (enum review_side)side,
		.by = list->by,
		.board = board,
		.period = period,
		.moment = list->now,
		.review = *review,
	};
	struct faults why;

	faults_init(&why, list->arena);
	return review_lets(&act, &why);
}

static void look_at_own_report(struct todo_list *list, enum period period)
{
	const size_t own = (size_t)list->own;
	struct review review;

	review_seen(list->cluster, list->ruleset->year, own, period, list->now, &review);
	if (review.state == REVIEW_EXPECTED) {
		await_report(list, period);
		return;
	}
	if (list->ruleset->review.review_days == 0)
		return;
	const bool answers = review.state == REVIEW_RETURNED &&
	                     lets(list, REVIEW_SUBMIT, REVIEW_BY_BOARD, own, period, &review);
	const bool disputes = review.state == REVIEW_VERIFIED &&
	                      lets(list, REVIEW_DISPUTE, REVIEW_BY_BOARD, own, period, &review) &&
	                      was_adjusted(list, &review);

	if (!answers && !disputes)
		return;
	struct todo_item *item = todo_add(list, answers ? TODO_ANSWER : TODO_DISPUTE);

	item->board = list->ruleset->boards[own];
	item->period = (int)period + 1;
	item->until = answers ? period_locks_at(list->ruleset, period)
	                      : review_ends_at(review.verification);
}

/* --- what others have sent --- */

/* Whose word would lead a task once it is verified? Until then no more than the target counts of it, and
 * the points of all rest on that. */
static void find_leaders(struct todo_list *list)
{
	const int current = ruleset_current(list->ruleset, list->now);
	struct standing standing;

	if (current < 0 ||
	    !standing_compute(list->cluster, list->ruleset->year, (enum period)current, list->now,
	                      list->arena, &standing))
		return;
	const struct ruleset *ruleset = standing.ruleset;

	for (size_t i = 0; i < (size_t)ruleset->board_count * ruleset->task_count; i++) {
		const char *code = ruleset->boards[i % ruleset->board_count];
		const int board = ruleset_board(list->ruleset, code);

		if (board >= 0 && standing.details[i].basis == BASIS_TARGET)
			list->leads[board] = true;
	}
}

static void look_at_report(struct todo_list *list, size_t board, enum period period)
{
	const unsigned side = review_side(list->ruleset, list->holder, board);
	struct review review;

	if (side != REVIEW_BY_REVIEWER && side != REVIEW_BY_SUPERVISOR)
		return;
	review_seen(list->cluster, list->ruleset->year, board, period, list->now, &review);
	struct todo_item *item = NULL;

	if (review.state == REVIEW_DISPUTED &&
	    lets(list, REVIEW_RESOLVE, side, board, period, &review))
		item = todo_add(list, TODO_RESOLVE);
	else if (review.state == REVIEW_UNDER_REVIEW &&
	         lets(list, REVIEW_RELEASE, side, board, period, &review)) {
		item = todo_add(list, TODO_FINISH);
		item->until = review.until;
	} else if (lets(list, REVIEW_TAKE, side, board, period, &review) &&
	           review.state != REVIEW_RETURNED) {
		const int64_t handed =
		        review_supervisor_from(list->cluster, list->ruleset, period, review.report);

		item = todo_add(list, TODO_REVIEW);
		todo_note_when(item, list->now, handed, period_locks_at(list->ruleset, period));
	}
	if (!item)
		return;
	item->board = list->ruleset->boards[board];
	item->period = (int)period + 1;
	item->leads = item->kind != TODO_RESOLVE && list->leads[board];
}

/* A key reviews from the day after its grant on. */
void todo_look_at_reports(struct todo_list *list)
{
	const bool reviews = list->ruleset->review.review_days > 0 && list->ripe;

	if (reviews)
		find_leaders(list);
	for (enum period period = Q1; period < PERIODS; period++) {
		if (!period_held(list->ruleset, period))
			continue;
		if (list->own >= 0)
			look_at_own_report(list, period);
		for (size_t board = 0; reviews && board < list->ruleset->board_count; board++)
			look_at_report(list, board, period);
	}
}
