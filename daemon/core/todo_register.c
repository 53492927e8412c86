/*
 * What the registers wait for: limitations that somebody has closed, models that nobody has judged, verdicts that
 * may still be disputed.
 */
#include <string.h>

#include "disclosed.h"
#include "limitations.h"
#include "models.h"
#include "review_edges.h"
#include "season.h"
#include "todo_matters.h"

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
	struct todo_item *item = todo_add(list, TODO_CONFIRM);

	item->board = code;
	todo_note_when(item, list->now, handed, 0);
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
void todo_look_at_limitations(struct todo_list *list, struct todo *out)
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
		item = todo_add(list, kind);
		item->board = board;
		item->period = (int)period + 1;
	}
	item->models++;
	const int64_t first = item->overdue ? item->since : item->until;

	if (by != 0 && (first == 0 || by < first))
		todo_note_when(item, list->now, by, period_locks_at(list->ruleset, period));
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

void todo_look_at_models(struct todo_list *list)
{
	struct known_models known;

	if (!list->ruleset->models)
		return;
	models_look(list->cluster, list->ruleset->year, list->now, list->arena, &known);
	for (size_t i = 0; i < known.count; i++)
		look_at_model(list, &known.items[i]);
}
