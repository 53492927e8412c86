/*
 * Each matter is looked at once: the compact, the board's own reports, the reports that he reviews, the
 * proposals. What is told of a report comes from the table of reviews (review_edges.h), so it lists what
 * the daemon would take from him now, and nothing else.
 *
 * Sorted by kind, what is late before what is not; among the reviews those come first that would lead a
 * task, since the points of all rest on them; then by what was late or ends first.
 */
#include "todo.h"

#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "arena.h"
#include "calendar.h"
#include "compact.h"
#include "disclosed.h"
#include "faults.h"
#include "final.h"
#include "finalise_year.h"
#include "freeze.h"
#include "limitations.h"
#include "models.h"
#include "proposal.h"
#include "question.h"
#include "review_edges.h"
#include "season.h"
#include "standing.h"

struct todo_list {
	const struct cluster *cluster;
	const struct ruleset *ruleset; /* in force */
	const struct granted_key *holder;
	int own;                   /* place of his board; -1: none */
	uint16_t by;               /* his, as a review's rows have it */
	bool ripe;                 /* he reviews and signs, and who asks may see what of */
	const struct sight *sight; /* of who asks */
	int64_t now;
	struct arena *arena;
	struct todo_item *items;
	size_t count, room;
	bool leads[BOARDS_MAX];
};

static struct todo_item *add(struct todo_list *list, enum todo_kind kind)
{
	if (list->count == list->room) {
		const size_t room = list->room > 0 ? 2 * list->room : 16;
		struct todo_item *items = arena_alloc(list->arena, room, sizeof(*items));

		if (list->count > 0)
			memcpy(items, list->items, list->count * sizeof(*items));
		list->items = items;
		list->room = room;
	}
	struct todo_item *item = &list->items[list->count++];

	*item = (struct todo_item){ .kind = (int)kind, .board = "" };
	return item;
}

/* It is to be done by an instant; what is late can be done still until another, 0: nothing ends it. */
static void note_when(struct todo_item *item, int64_t now, int64_t by, int64_t still)
{
	item->overdue = now >= by;
	item->since = item->overdue ? by : 0;
	item->until = !item->overdue ? by : now < still ? still : 0;
}

/* --- the board's own --- */

static void look_at_compact(struct todo_list *list)
{
	const struct version_row *newest = season_newest(list->cluster, list->ruleset->year);

	if (list->own >= 0 && compact_awaits(list->cluster, newest, (size_t)list->own, list->now))
		add(list, TODO_COMPACT)->board = list->ruleset->boards[list->own];
}

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
	struct todo_item *item = add(list, TODO_REPORT);

	item->board = ruleset->boards[list->own];
	item->period = (int)period + 1;
	note_when(item, list->now, due, lock < closes ? lock : closes);
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
	struct todo_item *item = add(list, answers ? TODO_ANSWER : TODO_DISPUTE);

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
		const char *code = ruleset->boards[i / ruleset->task_count];
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
		item = add(list, TODO_RESOLVE);
	else if (review.state == REVIEW_UNDER_REVIEW &&
	         lets(list, REVIEW_RELEASE, side, board, period, &review)) {
		item = add(list, TODO_FINISH);
		item->until = review.until;
	} else if (lets(list, REVIEW_TAKE, side, board, period, &review) &&
	           review.state != REVIEW_RETURNED) {
		const int64_t handed =
		        review_supervisor_from(list->cluster, list->ruleset, period, review.report);

		item = add(list, TODO_REVIEW);
		note_when(item, list->now, handed, period_locks_at(list->ruleset, period));
	}
	if (!item)
		return;
	item->board = list->ruleset->boards[board];
	item->period = (int)period + 1;
	item->leads = item->kind != TODO_RESOLVE && list->leads[board];
}

/* A key reviews from the day after its grant on. */
static void look_at_reports(struct todo_list *list)
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

/* --- what needs two signatures --- */

/* One that waits for this office. */
static void look_at_proposal(struct todo_list *list, const struct proposal_row *row)
{
	const struct proposal proposal = proposal_seen(list->cluster, row, list->now);
	const struct needs needs = proposal_needs(list->cluster, row);
	const struct action *action = cluster_find_action((enum action_number)row->action);

	if (proposal.state != PROPOSAL_OPEN || row->at.received_at > list->now ||
	    (action->can_hold && !action->can_hold(list->cluster, row->year, list->now)) ||
	    (proposal.missing & proposal_seat(list->cluster, row->year, &needs, list->holder)) == 0)
		return;
	struct todo_item *item = add(list, TODO_COUNTERSIGN);

	if (row->board > 0)
		item->board = rows_boards(list->cluster)[row->board - 1].code;
	item->until = row->until;
	item->has_proposal = true;
	memcpy(item->proposal, row->hash, HASH_SIZE);
}

static bool can_supervise(const struct todo_list *list)
{
	for (size_t i = 0; i < cluster_key_count(list->cluster); i++) {
		struct granted_key key;

		cluster_key_at(list->cluster, i, &key);
		if (key.role == ROLE_SUPERVISOR && !key.revoked &&
		    cluster_key_ripens(list->cluster, list->ruleset->year, key.sign_key,
		                       list->now) <= list->now)
			return true;
	}
	return false;
}

static void look_at_proposals(struct todo_list *list)
{
	const struct proposal_row *rows = rows_proposals(list->cluster);

	if (list->ruleset->proposal_days == 0)
		return;
	for (uint32_t i = 0; list->ripe && i < rows_count(list->cluster, TABLE_PROPOSALS); i++) {
		if (rows[i].year == list->ruleset->year)
			look_at_proposal(list, &rows[i]);
	}
	if (list->holder->role == ROLE_OPERATOR && !can_supervise(list))
		add(list, TODO_NO_SUPERVISOR);
}

/* --- the end of the year --- */

static bool is_proposed(const struct todo_list *list)
{
	const struct proposal_row *rows = rows_proposals(list->cluster);

	for (uint32_t i = 0; i < rows_count(list->cluster, TABLE_PROPOSALS); i++) {
		if (rows[i].year == list->ruleset->year && rows[i].action == ACTION_FINALISE_YEAR &&
		    proposal_look(list->cluster, &rows[i], list->now).state == PROPOSAL_OPEN)
			return true;
	}
	return false;
}

static void look_at_end(struct todo_list *list)
{
	const struct needs needs = { .seats = SEAT_HEAD | SEAT_SUPERVISOR, .board = -1 };
	struct faults why;

	faults_init(&why, list->arena);
	if (list->ripe &&
	    proposal_seat(list->cluster, list->ruleset->year, &needs, list->holder) != 0 &&
	    finalise_may(list->cluster, list->ruleset->year, list->now, &why) && !is_proposed(list))
		add(list, TODO_FINALISE);
}

/* --- limitations --- */

/* Of one that is closed: who confirms it, he alone or also the supervisor by now. */
static void look_at_closing(struct todo_list *list, const struct known_limitation *limitation)
{
	const char *code = rows_boards(list->cluster)[limitation->board].code;
	const int board = ruleset_board(list->ruleset, code);
	const unsigned side =
	        board < 0 ? 0 : review_side(list->ruleset, list->holder, (size_t)board);
	const int64_t handed = limitations_supervisor_from(list->ruleset, limitation);

	if (!(side == REVIEW_BY_REVIEWER || (side == REVIEW_BY_SUPERVISOR && list->now >= handed)))
		return;
	struct todo_item *item = add(list, TODO_CONFIRM);

	item->board = code;
	note_when(item, list->now, handed, 0);
}

/* Could he confirm one of a board, who sees what became of it? The freeze of another season may hold it back. */
static bool is_shown(const struct todo_list *list, const char *board)
{
	const struct sight holders = { *list->holder, list->now };

	return disclosed_seen(list->cluster, &holders, board) == list->now;
}

static void look_at_limitations_of(struct todo_list *list, const char *board,
                                   const struct limitations_of_board *known, struct todo *out)
{
	const bool own = list->own >= 0 && strcmp(board, list->ruleset->boards[list->own]) == 0;
	const bool confirms = list->ripe && is_shown(list, board);

	for (size_t i = 0; i < known->count; i++) {
		const enum limitation_state state = limitations_state(&known->items[i]);

		out->limitations_open += own && state == LIMITATION_OPEN;
		if (state == LIMITATION_CLOSING && confirms)
			look_at_closing(list, &known->items[i]);
	}
}

/* They are confirmed in the latest season that has begun, or in one that has not. They are of no one season: who
 * asks sees those of each board as the freezes of all let him. */
static void look_at_limitations(struct todo_list *list, struct todo *out)
{
	int64_t looked = INT64_MAX;
	struct known_limitations known;

	if (!list->ruleset->limitations ||
	    limitations_season(list->cluster, list->now) > list->ruleset->year)
		return;
	for (size_t board = 0; board < rows_count(list->cluster, TABLE_BOARDS); board++) {
		const char *code = rows_boards(list->cluster)[board].code;
		int64_t seen = disclosed_seen(list->cluster, list->sight, code);

		seen = seen < list->now ? seen : list->now;
		if (seen != looked)
			limitations_look(list->cluster, seen, seen, list->arena, &known);
		looked = seen;
		look_at_limitations_of(list, code, &known.boards[board], out);
	}
}

/* --- models --- */

/* Of a board and period there is one item of a kind, as late as its first model. by: 0: no instant ends it. */
static void count_model(struct todo_list *list, enum todo_kind kind, const char *board,
                        const struct known_model *model, int64_t by)
{
	const enum period period = (enum period)model->report->cell.period;
	struct todo_item *item = NULL;

	for (size_t i = list->count; !item && i > 0; i--) {
		struct todo_item *other = &list->items[i - 1];

		if (other->kind == (int)kind && other->period == (int)period + 1 &&
		    strcmp(other->board, board) == 0)
			item = other;
	}
	if (!item) {
		item = add(list, kind);
		item->board = board;
		item->period = (int)period + 1;
	}
	item->models++;
	const int64_t first = item->overdue ? item->since : item->until;

	if (by != 0 && (first == 0 || by < first))
		note_when(item, list->now, by, period_locks_at(list->ruleset, period));
}

static bool was_denied(const struct todo_list *list, const struct known_model *model)
{
	return model->verdict && !model->dispute && !model->final && !models_counts(model) &&
	       list->now < models_disputable_until(list->ruleset, model);
}

static void look_at_model(struct todo_list *list, const struct known_model *model)
{
	const char *code = rows_boards(list->cluster)[model->report->cell.board].code;
	const int board = ruleset_board(list->ruleset, code);
	const unsigned side =
	        board < 0 ? 0 : review_side(list->ruleset, list->holder, (size_t)board);
	const enum model_state state = models_state(list->cluster, model, list->now);
	const int64_t handed = models_supervisor_from(list->ruleset, model);
	const bool waits = state == MODEL_IS_OPEN && list->ripe, late = list->now >= handed;

	if (waits && (side == REVIEW_BY_REVIEWER || (side == REVIEW_BY_SUPERVISOR && late)))
		count_model(list, TODO_JUDGE_MODEL, code, model, handed);
	else if (side == REVIEW_BY_SUPERVISOR && list->ripe &&
	         (state == MODEL_IS_DISPUTED ||
	          (model->final && models_rests_on_nothing(list->cluster, model))))
		count_model(list, TODO_JUDGE_MODEL, code, model, 0);
	else if (side == REVIEW_BY_BOARD && was_denied(list, model))
		count_model(list, TODO_DISPUTE_MODEL, code, model,
		            models_disputable_until(list->ruleset, model));
}

static void look_at_models(struct todo_list *list)
{
	struct known_models known;

	if (!list->ruleset->models)
		return;
	models_look(list->cluster, list->ruleset->year, list->now, list->arena, &known);
	for (size_t i = 0; i < known.count; i++)
		look_at_model(list, &known.items[i]);
}

/* --- the list --- */

static int compare(const void *left, const void *right)
{
	const struct todo_item *a = left, *b = right;
	const int64_t until_a = a->until != 0 ? a->until : INT64_MAX,
	              until_b = b->until != 0 ? b->until : INT64_MAX;

	if (a->kind != b->kind)
		return a->kind - b->kind;
	if (a->overdue != b->overdue)
		return a->overdue ? -1 : 1;
	if (a->leads != b->leads)
		return a->leads ? -1 : 1;
	if (a->since != b->since)
		return a->since < b->since ? -1 : 1;
	if (until_a != until_b)
		return until_a < until_b ? -1 : 1;
	if (a->period != b->period)
		return a->period - b->period;
	return strcmp(a->board, b->board);
}

/* As of when: what an office has to do follows from what came, which it sees itself and others may not. */
static int64_t sees(const struct cluster *cluster, const struct sight *sight,
                    const struct granted_key *holder, uint32_t year)
{
	return key_same_office(&sight->reader, holder) ? sight->now
	                                               : audience_sees(cluster, sight, year, "");
}

static void tell_todo(const struct cluster *cluster, const void *asked, const struct sight *sight,
                      struct arena *arena, void *answered, struct faults *why)
{
	const struct get_todo *question = asked;
	struct todo *out = answered;
	struct granted_key holder = { .role = cluster_role(cluster, question->key) };
	const struct ruleset *ruleset = cluster_ruleset(cluster, question->year, INT64_MAX);

	cluster_key(cluster, question->key, &holder);
	if (holder.role == ROLE_NONE || holder.revoked)
		fail(why, FAULT_TODO_OF_NOBODY, "query.key");
	if (!ruleset)
		fail(why, FAULT_CLUSTER_WITHOUT_SEASON, "query.year", cluster->code,
		     fault_number(why, question->year));
	if (why->count > 0 || final_of(cluster, question->year))
		return;
	struct todo_list list = {
		.cluster = cluster,
		.ruleset = ruleset,
		.holder = &holder,
		.own = holder.role == ROLE_OFFICE ? ruleset_board(ruleset, holder.board) : -1,
		.by = review_by(cluster, ruleset, &holder),
		.sight = sight,
		.now = sees(cluster, sight, &holder, question->year),
		.arena = arena,
	};

	list.ripe =
	        list.now >= cluster_key_ripens(cluster, question->year, question->key, list.now) &&
	        !audience_holds_out(cluster, question->year, &sight->reader, sight->now);

	look_at_compact(&list);
	look_at_reports(&list);
	look_at_proposals(&list);
	look_at_end(&list);
	look_at_limitations(&list, out);
	look_at_models(&list);
	if (list.count > 0)
		qsort(list.items, list.count, sizeof(*list.items), compare);
	out->item_count = list.count;
	out->items = list.items;
}

const struct question_row question_todo = {
	.number = QUESTION_TODO,
	.answer = "todo",
	.tell = tell_todo,
};
