/*
 * Replies made of a standing. Encoding one is on the way of every commit, so its message is built
 * on the stack: the bounds of a ruleset bound it, points are packed from where the core left them.
 */
#include <string.h>

#include "buffer.h"
#include "protobuf.h"
#include "reply.h"
#include "reply_message.h"
#include "thidua/v1/standings.pb-c.h"

/* Room for the repeated parts of the largest standing. */
struct standing_room {
	Thidua__V1__StandingRow rows[BOARDS_MAX], *row_list[BOARDS_MAX];
	Thidua__V1__TaskTotal totals[TASKS_MAX], *total_list[TASKS_MAX];
	Thidua__V1__Move moves[BOARDS_MAX], *move_list[BOARDS_MAX];
	Thidua__V1__TieBreak tiebreaks[TIEBREAKS_MAX];
	char *tasks[TASKS_MAX];
};

struct scorecard_room {
	Thidua__V1__ScoreLine lines[TASKS_MAX], *line_list[TASKS_MAX];
	char numerators[TASKS_MAX][WIDE_SIZE], denominators[TASKS_MAX][WIDE_SIZE];
	Thidua__V1__LateEntry late[PERIODS], *late_list[PERIODS];
	Thidua__V1__StandingRow row;
};

void standing_seal(const struct standing *standing, uint8_t out[HASH_SIZE])
{
	struct buffer canonical = { 0 };

	standing_canonical(standing, &canonical);
	seal_hash(canonical.data, canonical.size, out);
	buffer_close(&canonical);
}

static void fill_row(const struct standing *standing, size_t board, Thidua__V1__StandingRow *to)
{
	const struct ruleset *ruleset = standing->ruleset;
	const struct standing_row *from = &standing->rows[board];

	thidua__v1__standing_row__init(to);
	to->board = ruleset->boards[board];
	to->has_rank = true;
	to->rank = from->rank;
	to->has_tied = true;
	to->tied = from->tied;
	to->has_rank_before = from->rank_before != 0;
	to->rank_before = from->rank_before;
	to->has_total = true;
	to->total = from->total;
	to->has_base_points = true;
	to->base_points = from->base;
	to->has_bonus = true;
	to->bonus = from->bonus;
	to->has_deduction = true;
	to->deduction = from->deduction;
	to->has_priority = true;
	to->priority = from->priority;
	to->has_late_days = true;
	to->late_days = from->late_days;
	to->band = ruleset->bands[from->band].code;
	to->has_status = true;
	to->status = (Thidua__V1__BoardStatus)from->status;
	to->has_revision = true;
	to->revision = from->revision;
	to->n_points = ruleset->task_count;
	to->points = &standing->points[board * ruleset->task_count];
}

static void fill_total(const struct task_total *from, Thidua__V1__TaskTotal *to)
{
	thidua__v1__task_total__init(to);
	to->has_actual = true;
	to->actual = from->actual;
	to->has_target = true;
	to->target = from->target;
	to->has_met = true;
	to->met = from->met;
	to->has_exceeded = true;
	to->exceeded = from->exceeded;
}

static void add_rows(const struct standing *standing, struct standing_room *room,
                     Thidua__V1__Standings *to)
{
	const struct ruleset *ruleset = standing->ruleset;

	for (size_t i = 0; i < ruleset->board_count; i++) {
		fill_row(standing, standing->order[i], &room->rows[i]);
		room->row_list[i] = &room->rows[i];
	}
	for (size_t i = 0; i < ruleset->task_count; i++) {
		fill_total(&standing->totals[i], &room->totals[i]);
		room->total_list[i] = &room->totals[i];
		room->tasks[i] = ruleset->tasks[i].code;
	}
	for (size_t i = 0; i < ruleset->tiebreak_count; i++)
		room->tiebreaks[i] = (Thidua__V1__TieBreak)ruleset->tiebreaks[i];
	to->n_rows = ruleset->board_count;
	to->rows = room->row_list;
	to->n_task_totals = ruleset->task_count;
	to->task_totals = room->total_list;
	to->n_tasks = ruleset->task_count;
	to->tasks = room->tasks;
	to->n_tie_breaks = ruleset->tiebreak_count;
	to->tie_breaks = room->tiebreaks;
}

static void add_moves(const struct standing *standing, const uint32_t *ranks_before,
                      struct standing_room *room, Thidua__V1__Standings *to)
{
	const struct ruleset *ruleset = standing->ruleset;

	for (size_t i = 0; i < ruleset->board_count; i++) {
		const size_t board = standing->order[i];
		const uint32_t from = ranks_before[board], rank = standing->rows[board].rank;

		if (from == 0 || from == rank)
			continue;
		Thidua__V1__Move *move = &room->moves[to->n_moves];

		thidua__v1__move__init(move);
		move->board = ruleset->boards[board];
		move->has_from = true;
		move->from = from;
		move->has_to = true;
		move->to = rank;
		room->move_list[to->n_moves++] = move;
	}
	to->moves = room->move_list;
}

static void add_notice(const struct standing_notice *notice, Thidua__V1__Standings *to)
{
	to->has_epoch = true;
	to->epoch = protobuf_bytes(notice->epoch, EPOCH_SIZE);
	to->has_published_at = true;
	to->published_at = notice->published_at;
	to->has_rehearsal = true;
	to->rehearsal = notice->rehearsal;
	to->has_state_hash = true;
	to->state_hash = protobuf_bytes(notice->state_hash, HASH_SIZE);
	to->has_cause = notice->cause != NULL;
	to->cause = protobuf_bytes(notice->cause, notice->cause ? ID_SIZE : 0);
}

static void fill_standings(const struct standing *standing, const struct standing_notice *notice,
                           struct standing_room *room, Thidua__V1__Standings *to)
{
	const struct ruleset *ruleset = standing->ruleset;

	thidua__v1__standings__init(to);
	add_notice(notice, to);
	to->has_sequence = true;
	to->sequence = standing->sequence;
	to->has_as_of = true;
	to->as_of = standing->as_of;
	to->cluster = (char *)ruleset->cluster;
	to->has_year = true;
	to->year = ruleset->year;
	to->has_period = true;
	to->period = (Thidua__V1__Period)(standing->period + 1);
	to->has_current = true;
	to->current = standing->current;
	to->has_locked = true;
	to->locked = standing->locked;
	to->has_season_version = true;
	to->season_version = ruleset->version;
	to->has_ruleset_hash = true;
	to->ruleset_hash = protobuf_bytes(ruleset->hash, HASH_SIZE);
	to->has_reported = true;
	to->reported = standing->reported;
	to->has_expected = true;
	to->expected = ruleset->board_count;
	to->has_models = true;
	to->models = standing->models;
	add_rows(standing, room, to);
	if (notice->ranks_before)
		add_moves(standing, notice->ranks_before, room, to);
}

void encode_standings(struct buffer *out, const struct standing *standing,
                      const struct standing_notice *notice)
{
	struct standing_room room;
	Thidua__V1__Standings message;

	fill_standings(standing, notice, &room, &message);
	protobuf_append(out, &message.base);
}

void reply_standings(struct buffer *out, uint64_t correlation, const struct standing *standing,
                     const struct standing_notice *notice)
{
	struct standing_room room;
	Thidua__V1__Standings message;
	Thidua__V1__Reply reply;

	fill_standings(standing, notice, &room, &message);
	reply_begin(&reply, correlation, STATUS_OK);
	reply.result_case = THIDUA__V1__REPLY__RESULT_STANDINGS;
	reply.standings = &message;
	protobuf_append(out, &reply.base);
}

static void fill_line(const struct scorecard *scorecard, const struct score_line *from,
                      char *numerator, char *denominator, Thidua__V1__ScoreLine *to)
{
	const struct ruleset *ruleset = scorecard->standing->ruleset;
	const struct achievement *achievement = &from->achievement;

	thidua__v1__score_line__init(to);
	to->task = (char *)from->task->code;
	to->has_kind = true;
	to->kind = (Thidua__V1__TaskKind)from->task->kind;
	to->has_accumulation = true;
	to->accumulation = (Thidua__V1__Accumulation)from->task->accumulation;
	to->has_measure = true;
	to->measure = (Thidua__V1__Measure)from->task->measure;
	to->has_lower_is_better = true;
	to->lower_is_better = from->task->lower_is_better;
	to->has_max = true;
	to->max = from->task->max;
	to->has_assigned = true;
	to->assigned = achievement->assigned;
	to->has_reported = true;
	to->reported = achievement->reported;
	to->has_actual = true;
	to->actual = achievement->actual;
	to->has_out_of = from->task->measure == MEASURE_PERCENT;
	to->out_of = achievement->out_of;
	to->has_target = true;
	to->target = achievement->target;
	to->has_phasing = true;
	to->phasing = from->phasing;
	to->leader = from->leader >= 0 ? ruleset->boards[from->leader] : NULL;
	to->has_leader_actual = to->has_leader_target = from->leader >= 0;
	to->leader_actual = from->leader_actual;
	to->leader_target = from->leader_target;
	to->has_step = from->task->kind == KIND_LADDER;
	to->step = from->result.step;
	to->numerator = decimal_wide(from->result.numerator, numerator);
	to->denominator = decimal_wide(from->result.denominator, denominator);
	to->has_points = true;
	to->points = from->result.points;
	to->has_per_unit = from->task->kind == KIND_PER_UNIT;
	to->per_unit = from->task->per_unit;
}

static void fill_late(const struct late_entry *from, Thidua__V1__LateEntry *to)
{
	thidua__v1__late_entry__init(to);
	to->has_period = true;
	to->period = (Thidua__V1__Period)(from->period + 1);
	to->has_status = true;
	to->status = (Thidua__V1__BoardStatus)from->lateness.status;
	to->has_late_days = true;
	to->late_days = from->lateness.days;
	to->has_deduction = true;
	to->deduction = from->lateness.deduction;
	to->has_due = true;
	to->due = from->due;
	to->has_received_at = from->received_at != 0;
	to->received_at = from->received_at;
}

static void add_details(const struct scorecard *scorecard, struct scorecard_room *room,
                        Thidua__V1__Scorecard *to)
{
	for (size_t i = 0; i < scorecard->line_count; i++) {
		fill_line(scorecard, &scorecard->lines[i], room->numerators[i],
		          room->denominators[i], &room->lines[i]);
		room->line_list[i] = &room->lines[i];
	}
	for (size_t i = 0; i < scorecard->late_count; i++) {
		fill_late(&scorecard->late[i], &room->late[i]);
		room->late_list[i] = &room->late[i];
	}
	to->n_lines = scorecard->line_count;
	to->lines = room->line_list;
	to->n_late = scorecard->late_count;
	to->late = room->late_list;
}

static void fill_scorecard(const struct scorecard *scorecard, struct scorecard_room *room,
                           Thidua__V1__Scorecard *to)
{
	const struct standing *standing = scorecard->standing;
	const struct ruleset *ruleset = standing->ruleset;

	thidua__v1__scorecard__init(to);
	to->cluster = (char *)ruleset->cluster;
	to->has_year = true;
	to->year = ruleset->year;
	to->has_period = true;
	to->period = (Thidua__V1__Period)(standing->period + 1);
	to->board = ruleset->boards[scorecard->board];
	to->has_earned = true;
	to->earned = standing->rows[scorecard->board].earned;
	to->has_assigned = true;
	to->assigned = standing->rows[scorecard->board].assigned;
	to->has_scale = true;
	to->scale = ruleset->scale;
	to->has_not_assigned = true;
	to->not_assigned = (Thidua__V1__NotAssignedPolicy)ruleset->not_assigned;
	to->has_as_of = true;
	to->as_of = standing->as_of;
	fill_row(standing, scorecard->board, &room->row);
	to->row = &room->row;
	add_details(scorecard, room, to);
}

void reply_scorecard(struct buffer *out, uint64_t correlation, const struct scorecard *scorecard)
{
	struct scorecard_room room;
	Thidua__V1__Scorecard message;
	Thidua__V1__Reply reply;

	fill_scorecard(scorecard, &room, &message);
	reply_begin(&reply, correlation, STATUS_OK);
	reply.result_case = THIDUA__V1__REPLY__RESULT_SCORECARD;
	reply.scorecard = &message;
	protobuf_append(out, &reply.base);
}

void reply_dry_run(struct buffer *out, uint64_t correlation, const struct standing *standing,
                   const struct standing_notice *notice, const struct scorecard *scorecard)
{
	struct standing_room standing_room;
	struct scorecard_room scorecard_room;
	Thidua__V1__Standings standings;
	Thidua__V1__Scorecard card;
	Thidua__V1__DryRun body = THIDUA__V1__DRY_RUN__INIT;
	Thidua__V1__Reply reply;

	fill_standings(standing, notice, &standing_room, &standings);
	fill_scorecard(scorecard, &scorecard_room, &card);
	body.standings = &standings;
	body.scorecard = &card;
	reply_begin(&reply, correlation, STATUS_OK);
	reply.result_case = THIDUA__V1__REPLY__RESULT_DRY_RUN;
	reply.dry_run = &body;
	protobuf_append(out, &reply.base);
}
