/*
 * Standings and scorecards as they were told. A row has one number a task and a standing one total
 * a task, in the order of `tasks`: who prints them walks the arrays side by side, so the counts are
 * compared here, once, and nobody after this looks at them again.
 */
#include <string.h>

#include "answer_message.h"
#include "arena.h"
#include "messages_forms.h"
#include "protobuf.h"

bool answer_bytes(const ProtobufCBinaryData *from, size_t size, uint8_t *out)
{
	if (from->len != size)
		return false;
	memcpy(out, from->data, size);
	return true;
}

bool answer_period(Thidua__V1__Period from, int *out)
{
	*out = (int)from - 1;
	return *out >= 0 && *out < PERIODS;
}

static bool take_row(const Thidua__V1__StandingRow *from, size_t task_count, struct told_row *out)
{
	*out = (struct told_row){
		.board = protobuf_or_empty(from->board),
		.rank = from->rank,
		.rank_before = from->rank_before,
		.tied = from->tied,
		.total = from->total,
		.base = from->base_points,
		.bonus = from->bonus,
		.deduction = from->deduction,
		.priority = from->priority,
		.late_days = from->late_days,
		.band = protobuf_or_empty(from->band),
		.status = (int)from->status,
		.revision = from->revision,
		.points = from->points,
	};
	return from->n_points == task_count;
}

static bool take_rows(const Thidua__V1__Standings *from, struct arena *arena,
                      struct told_standings *out)
{
	struct told_row *rows = arena_alloc(arena, from->n_rows, sizeof(*rows));
	bool right = true;

	for (size_t i = 0; i < from->n_rows; i++)
		right = take_row(from->rows[i], from->n_tasks, &rows[i]) && right;
	out->row_count = from->n_rows;
	out->rows = rows;
	return right;
}

static void take_totals(const Thidua__V1__Standings *from, struct arena *arena,
                        struct told_standings *out)
{
	struct task_total *totals = arena_alloc(arena, from->n_task_totals, sizeof(*totals));

	for (size_t i = 0; i < from->n_task_totals; i++) {
		const Thidua__V1__TaskTotal *total = from->task_totals[i];

		totals[i] = (struct task_total){ total->actual, total->target, total->met,
			                         total->exceeded };
	}
	out->totals = totals;
}

static void take_moves(const Thidua__V1__Standings *from, struct arena *arena,
                       struct told_standings *out)
{
	struct told_move *moves = arena_alloc(arena, from->n_moves, sizeof(*moves));

	for (size_t i = 0; i < from->n_moves; i++)
		moves[i] = (struct told_move){ protobuf_or_empty(from->moves[i]->board),
			                       from->moves[i]->from, from->moves[i]->to };
	out->move_count = from->n_moves;
	out->moves = moves;
}

static void take_tiebreaks(const Thidua__V1__Standings *from, struct arena *arena,
                           struct told_standings *out)
{
	int *tiebreaks = arena_alloc(arena, from->n_tie_breaks, sizeof(*tiebreaks));

	for (size_t i = 0; i < from->n_tie_breaks; i++)
		tiebreaks[i] = (int)from->tie_breaks[i];
	out->tiebreak_count = from->n_tie_breaks;
	out->tiebreaks = tiebreaks;
}

bool answer_standings(const Thidua__V1__Standings *from, struct arena *arena,
                      struct told_standings *out)
{
	*out = (struct told_standings){
		.sequence = from->sequence,
		.as_of = from->as_of,
		.published_at = from->published_at,
		.cluster = protobuf_or_empty(from->cluster),
		.year = from->year,
		.current = from->current,
		.locked = from->locked,
		.rehearsal = from->rehearsal,
		.season_version = from->season_version,
		.task_count = from->n_tasks,
		.tasks = (const char *const *)from->tasks,
		.reported = from->reported,
		.expected = from->expected,
		.models = from->models,
		.has_cause = from->has_cause,
	};
	take_totals(from, arena, out);
	take_moves(from, arena, out);
	take_tiebreaks(from, arena, out);
	return take_rows(from, arena, out) && from->n_task_totals == from->n_tasks &&
	       answer_period(from->period, &out->period) &&
	       answer_bytes(&from->epoch, EPOCH_SIZE, out->epoch) &&
	       answer_bytes(&from->ruleset_hash, HASH_SIZE, out->ruleset_hash) &&
	       answer_bytes(&from->state_hash, HASH_SIZE, out->state_hash) &&
	       (!from->has_cause || answer_bytes(&from->cause, ID_SIZE, out->cause));
}

static void take_line(const Thidua__V1__ScoreLine *from, struct told_score_line *out)
{
	*out = (struct told_score_line){
		.task = protobuf_or_empty(from->task),
		.kind = (int)from->kind,
		.accumulation = (int)from->accumulation,
		.measure = (int)from->measure,
		.lower_is_better = from->lower_is_better,
		.assigned = from->assigned,
		.reported = from->reported,
		.max = from->max,
		.actual = from->actual,
		.out_of = from->out_of,
		.target = from->target,
		.points = from->points,
		.per_unit = from->per_unit,
		.phasing = from->phasing,
		.step = from->step,
		.leader = from->leader,
		.leader_actual = from->leader_actual,
		.leader_target = from->leader_target,
		.numerator = protobuf_or_empty(from->numerator),
		.denominator = protobuf_or_empty(from->denominator),
	};
}

static bool take_late(const Thidua__V1__Scorecard *from, struct arena *arena,
                      struct told_scorecard *out)
{
	struct told_late *late = arena_alloc(arena, from->n_late, sizeof(*late));
	bool right = true;

	for (size_t i = 0; i < from->n_late; i++) {
		const Thidua__V1__LateEntry *entry = from->late[i];

		late[i] = (struct told_late){
			.status = (int)entry->status,
			.late_days = entry->late_days,
			.deduction = entry->deduction,
			.due = entry->due,
			.received_at = entry->received_at,
		};
		right = answer_period(entry->period, &late[i].period) && right;
	}
	out->late_count = from->n_late;
	out->late = late;
	return right;
}

bool answer_scorecard(const Thidua__V1__Scorecard *from, struct arena *arena,
                      struct told_scorecard *out)
{
	struct told_score_line *lines = arena_alloc(arena, from->n_lines, sizeof(*lines));

	for (size_t i = 0; i < from->n_lines; i++)
		take_line(from->lines[i], &lines[i]);
	*out = (struct told_scorecard){
		.cluster = protobuf_or_empty(from->cluster),
		.board = protobuf_or_empty(from->board),
		.year = from->year,
		.line_count = from->n_lines,
		.lines = lines,
		.earned = from->earned,
		.assigned = from->assigned,
		.scale = from->scale,
		.not_assigned = (int)from->not_assigned,
		.as_of = from->as_of,
	};
	return take_late(from, arena, out) && answer_period(from->period, &out->period) &&
	       from->row && take_row(from->row, from->n_lines, &out->row);
}

bool standings_decode(const uint8_t *bytes, size_t size, struct arena *arena,
                      struct told_standings *out)
{
	struct faults why;

	faults_init(&why, arena);
	memset(out, 0, sizeof(*out));
	if (!form_check(&form_sent_standings, "answer", FORM_OPEN, bytes, size, &why))
		return false;
	const Thidua__V1__Standings *standings =
	        protobuf_unpack(form_sent_standings.message, bytes, size, arena);

	return standings && answer_standings(standings, arena, out);
}
