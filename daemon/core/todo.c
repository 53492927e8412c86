/*
 * Each matter is looked at once: the compact, reports (todo_reports.c), proposals, the end of the year, the
 * registers (todo_register.c).
 *
 * Sorted by kind, what is late before what is not; among the reviews those come first that would lead a
 * task, since the points of all rest on them; then by what was late or ends first.
 */
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "arena.h"
#include "compact.h"
#include "faults.h"
#include "final.h"
#include "finalise_year.h"
#include "proposal.h"
#include "review_edges.h"
#include "season.h"
#include "todo_matters.h"

/* --- the compact --- */

static void look_at_compact(struct todo_list *list)
{
	const struct version_row *newest = season_newest(list->cluster, list->ruleset->year);

	if (list->own >= 0 && compact_awaits(list->cluster, newest, (size_t)list->own, list->now))
		todo_add(list, TODO_COMPACT)->board = list->ruleset->boards[list->own];
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
	struct todo_item *item = todo_add(list, TODO_COUNTERSIGN);

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
		todo_add(list, TODO_NO_SUPERVISOR);
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
		todo_add(list, TODO_FINALISE);
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

/* As of when: what an office has to do follows from what came, which it sees itself and others may not; nor by a key
 * that came within a freeze. */
static int64_t sees(const struct cluster *cluster, const struct sight *sight,
                    const struct granted_key *holder, uint32_t year)
{
	return key_same_office(&sight->reader, holder) &&
	                       !audience_came_within(cluster, year, &sight->reader, sight->now)
	               ? sight->now
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
	todo_look_at_reports(&list);
	look_at_proposals(&list);
	look_at_end(&list);
	todo_look_at_limitations(&list, out);
	todo_look_at_models(&list);
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
