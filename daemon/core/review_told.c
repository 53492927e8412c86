/* What is told of reviews: how it stands with each report of a period, and what was done with one. */
#include <string.h>

#include "arena.h"
#include "faults.h"
#include "final.h"
#include "judged.h"
#include "question.h"
#include "review_edges.h"
#include "season.h"

enum { PAGE = 100 }; /* entries of a history in one answer */

struct cell_of { /* a report that is asked about */
	const struct cluster *cluster;
	const struct ruleset *ruleset;
	const struct version_row *newest;
	size_t board;
	enum period period;
	int64_t until; /* what came later is not told */
};

/* --- how it stands --- */

static const char *office_of(const struct cluster *cluster, uint16_t by)
{
	return by > 0 ? rows_boards(cluster)[by - 1].code : "";
}

static void tell_report(const struct cell_of *cell, const struct review *review,
                        struct board_review *out)
{
	const struct report *report = review->report;

	out->revision = report->revision;
	out->has_report_hash = true;
	memcpy(out->report_hash, report->hash, HASH_SIZE);
	out->since = review->since;
	out->until = review->until == INT64_MAX ? 0 : review->until;
	out->returned = review->returned;
	out->supervisor_from =
	        review_supervisor_from(cell->cluster, cell->ruleset, cell->period, report);
	if (review->state == REVIEW_UNDER_REVIEW)
		out->taken_by = office_of(cell->cluster, review->last->by);
	if (!review->verification)
		return;
	out->has_verification_hash = true;
	memcpy(out->verification_hash, review->hash, HASH_SIZE);
	out->supervisor_from = 0;
	if (review->state == REVIEW_VERIFIED)
		out->until = review_ends_at(review->verification);
}

static void tell_review(const struct cell_of *cell, const struct review *review,
                        struct board_review *out)
{
	const struct ruleset *ruleset = cell->ruleset;

	out->board = ruleset->boards[cell->board];
	out->reviewer = ruleset->boards[review_reviewer(ruleset, cell->board)];
	out->taken_by = "";
	out->state = (int)review->state;
	if (review->report)
		tell_report(cell, review, out);
	if (final_of(cell->cluster, ruleset->year)) /* nobody waits for anybody any more */
		out->until = out->supervisor_from = 0;
}

static struct cell_of cell_at(const struct cluster *cluster, uint32_t year, enum period period)
{
	const struct version_row *newest = season_newest(cluster, year);

	return (struct cell_of){ .cluster = cluster,
		                 .ruleset = season_rules(cluster, newest),
		                 .newest = newest,
		                 .period = period };
}

static void tell_reviews(const struct cluster *cluster, const void *asked,
                         const struct sight *sight, struct arena *arena, void *answered,
                         struct faults *why)
{
	const struct get_reviews *question = asked;
	struct reviews *out = answered;
	enum period period;

	if (!question_period(cluster, sight, question->year, question->period, &period, why))
		return;
	struct cell_of cell = cell_at(cluster, question->year, period);
	struct board_review *boards =
	        arena_alloc(arena, cell.ruleset->board_count, sizeof(*boards));

	for (; cell.board < cell.ruleset->board_count; cell.board++) {
		struct review review;

		cell.until = audience_sees(cluster, sight, question->year,
		                           cell.ruleset->boards[cell.board]);
		review_seen(cluster, question->year, cell.board, period, cell.until, &review);
		tell_review(&cell, &review, &boards[cell.board]);
	}
	out->period = (int)period + 1;
	out->agreed = ruleset_reviews(cell.ruleset);
	out->board_count = cell.ruleset->board_count;
	out->boards = boards;
}

const struct question_row question_reviews = {
	.number = QUESTION_REVIEWS,
	.answer = "reviews",
	.tell = tell_reviews,
};

/* --- what was done --- */

static void tell_value(const struct task *task, struct value value, struct task_review *out)
{
	const bool percent = task->measure == MEASURE_PERCENT;

	if (value.actual < 0)
		return;
	out->has_actual = !percent;
	out->has_done = out->has_out_of = percent;
	out->actual = percent ? 0 : value.actual;
	out->done = percent ? value.actual : 0;
	out->out_of = value.out_of;
}

static void tell_points(int64_t points, struct task_review *out)
{
	out->has_points = points >= 0;
	out->points = points >= 0 ? points : 0;
}

static void tell_judged(const struct cell_of *cell, const struct review_row *row,
                        struct arena *arena, struct review_entry *out)
{
	const uint8_t *at = review_judged(cell->cluster, row);
	struct task_review *tasks = arena_alloc(arena, row->judged_count, sizeof(*tasks));

	for (size_t i = 0; i < row->judged_count; i++) {
		struct judged_task judged;

		at = judged_next(&cell->cluster->heap, at, &judged);
		const struct task *task = &cell->ruleset->tasks[judged.task];
		const bool objects = row->event == REVIEW_DISPUTE;

		tasks[i].task = task->code;
		tasks[i].reason = objects ? "" : judged.reason;
		tasks[i].objection = objects ? judged.reason : "";
		if (judged.appraised)
			tell_points(judged.value.actual, &tasks[i]);
		else
			tell_value(task, judged.value, &tasks[i]);
	}
	out->task_count = row->judged_count;
	out->tasks = tasks;
}

static void tell_event(const struct cell_of *cell, const struct review_row *row,
                       struct arena *arena, struct review_entry *out)
{
	*out = (struct review_entry){ .event = row->event,
		                      .sequence = row->in.at.sequence,
		                      .received_at = row->in.at.received_at,
		                      .by = office_of(cell->cluster, row->by),
		                      .revision =
		                              rows_reports(cell->cluster)[row->report - 1].revision,
		                      .reason = row->event == REVIEW_RETURN
		                                        ? heap_at(&cell->cluster->heap, row->said)
		                                        : "" };
	tell_judged(cell, row, arena, out);
}

static void tell_revision(const struct cell_of *cell, const struct report *report,
                          struct review_entry *out)
{
	*out = (struct review_entry){ .event = REVIEW_SUBMIT,
		                      .sequence = report->cell.in.at.sequence,
		                      .received_at = report->cell.in.at.received_at,
		                      .by = cell->ruleset->boards[cell->board],
		                      .revision = report->revision,
		                      .reason = "" };
}

static bool is_before(const struct chained *row, uint64_t sequence)
{
	return sequence == 0 || row->at.sequence < sequence;
}

/* The newest row of a chain before an entry; NULL: none. */
static const void *row_before(const struct cell_of *cell, enum chain chain, uint64_t sequence)
{
	const struct chained *row =
	        season_newest_row(cell->cluster, chain, cell->newest, cell->board, cell->period);

	while (row && (!is_before(row, sequence) || row->at.received_at > cell->until))
		row = season_row_before(cell->cluster, chain, row);
	return row;
}

/* Revisions and events in one order, from the end on, the last ones that a page holds. */
static void tell_entries(const struct cell_of *cell, uint64_t before, struct arena *arena,
                         struct review_history *out)
{
	struct review_entry *entries = arena_alloc(arena, PAGE, sizeof(*entries));
	const struct report *report = row_before(cell, CHAIN_REPORTS, before);
	const struct review_row *event = row_before(cell, CHAIN_REVIEWS, before);
	size_t first = PAGE;

	while (first > 0 && (report || event)) {
		if (!event || (report && report->cell.in.at.sequence > event->in.at.sequence)) {
			tell_revision(cell, report, &entries[--first]);
			report = season_row_before(cell->cluster, CHAIN_REPORTS, report);
		} else {
			tell_event(cell, event, arena, &entries[--first]);
			event = season_row_before(cell->cluster, CHAIN_REVIEWS, event);
		}
	}
	out->more = report || event;
	out->entries = entries + first;
	out->entry_count = PAGE - first;
}

static void tell_tasks(const struct cell_of *cell, const struct review *review, struct arena *arena,
                       struct review_history *out)
{
	struct reviewed_task reviewed[TASKS_MAX];
	struct task_review *tasks = arena_alloc(arena, cell->ruleset->task_count, sizeof(*tasks));

	review_tasks_of(cell->cluster, review, cell->ruleset->task_count, reviewed);
	for (size_t i = 0; i < cell->ruleset->task_count; i++) {
		const struct reviewed_task *from = &reviewed[i];

		if (!from->adjusted && from->points < 0 && !from->objection[0])
			continue;
		struct task_review *task = &tasks[out->task_count++];

		task->task = cell->ruleset->tasks[i].code;
		task->reason = from->reason;
		task->objection = from->objection;
		task->disputed = from->disputed;
		task->resolved = from->resolved;
		if (from->adjusted)
			tell_value(&cell->ruleset->tasks[i], from->value, task);
		tell_points(from->points, task);
	}
	out->tasks = tasks;
}

static void tell_history(const struct cluster *cluster, const void *asked,
                         const struct sight *sight, struct arena *arena, void *answered,
                         struct faults *why)
{
	const struct get_review_history *question = asked;
	struct review_history *out = answered;
	enum period period;
	struct review review;

	if (!question_period(cluster, sight, question->year, question->period, &period, why))
		return;
	struct cell_of cell = cell_at(cluster, question->year, period);
	const int board = ruleset_board(cell.ruleset, question->board);

	if (board < 0) {
		fail(why, FAULT_NOT_A_MEMBER, "query.board", question->board,
		     fault_number(why, question->year));
		return;
	}
	cell.board = (size_t)board;
	cell.until = audience_sees(cluster, sight, question->year, question->board);
	review_seen(cluster, question->year, cell.board, period, cell.until, &review);
	out->period = (int)period + 1;
	tell_review(&cell, &review, &out->review);
	tell_entries(&cell, question->before, arena, out);
	tell_tasks(&cell, &review, arena, out);
}

const struct question_row question_review_history = {
	.number = QUESTION_REVIEW_HISTORY,
	.answer = "review_history",
	.tell = tell_history,
};
