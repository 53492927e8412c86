/*
 * Replies made of a standing: struct standing is of the core and computed, the told_ structs are
 * what travels, and each is filled in one function here. A new mark of a row is a line in the .proto
 * and one in fill_row(). Encoding one is on the way of every commit, so its parts are built on the
 * stack, bounded by the bounds of a ruleset; points are written from where the core left them.
 */
#include "reply_standing.h"

#include <string.h>

#include "buffer.h"
#include "messages_forms.h"

struct scorecard_room {
	struct told_score_line lines[TASKS_MAX];
	char numerators[TASKS_MAX][WIDE_SIZE], denominators[TASKS_MAX][WIDE_SIZE];
	struct told_late late[PERIODS];
	int64_t points[TASKS_MAX];
};

void standing_seal(const struct standing *standing, uint8_t out[HASH_SIZE])
{
	struct buffer canonical = { 0 };

	standing_canonical(standing, &canonical);
	seal_hash(canonical.data, canonical.size, out);
	buffer_close(&canonical);
}

static struct told_row fill_row(const struct standing *standing, size_t board)
{
	const struct ruleset *ruleset = standing->ruleset;
	const struct standing_row *from = &standing->rows[board];

	return (struct told_row){
		.board = ruleset->boards[board],
		.rank = from->rank,
		.tied = from->tied,
		.rank_before = from->rank_before,
		.total = from->total,
		.base_points = from->base,
		.bonus = from->bonus,
		.deduction = from->deduction,
		.priority = from->priority,
		.late_days = from->late_days,
		.band = ruleset->bands[from->band].code,
		.status = (int)from->status,
		.revision = from->revision,
		.postmarked = from->postmarked,
		.review = from->review,
		.unreviewed = from->marks & MARK_UNREVIEWED,
		.uncounted = from->marks & MARK_UNCOUNTED,
		.adjusted = from->marks & MARK_ADJUSTED,
		.disputed = from->marks & MARK_DISPUTED,
		.amendment = from->amendment,
		.point_count = ruleset->task_count,
		.points = &standing->points[board * ruleset->task_count],
	};
}

static void add_rows(const struct standing *standing, struct standing_room *room,
                     struct told_standings *to)
{
	const struct ruleset *ruleset = standing->ruleset;

	for (size_t i = 0; i < ruleset->board_count; i++)
		room->rows[i] = fill_row(standing, standing->order[i]);
	for (size_t i = 0; i < ruleset->task_count; i++) {
		const struct task_total *total = &standing->totals[i];

		room->totals[i] = (struct told_total){ total->actual, total->target, total->met,
			                               total->exceeded };
		room->tasks[i] = ruleset->tasks[i].code;
	}
	for (size_t i = 0; i < ruleset->tiebreak_count; i++)
		room->tiebreaks[i] = ruleset->tiebreaks[i];
	to->row_count = ruleset->board_count;
	to->rows = room->rows;
	to->task_total_count = to->task_count = ruleset->task_count;
	to->task_totals = room->totals;
	to->tasks = room->tasks;
	to->tie_break_count = ruleset->tiebreak_count;
	to->tie_breaks = room->tiebreaks;
}

static void add_moves(const struct standing *standing, const uint32_t *ranks_before,
                      struct standing_room *room, struct told_standings *to)
{
	for (size_t i = 0; i < standing->ruleset->board_count; i++) {
		const size_t board = standing->order[i];
		const uint32_t from = ranks_before[board], rank = standing->rows[board].rank;

		if (from != 0 && from != rank)
			room->moves[to->move_count++] =
			        (struct told_move){ standing->ruleset->boards[board], from, rank };
	}
	to->moves = room->moves;
}

void reply_fill_standings(const struct standing *standing, const struct standing_notice *notice,
                          struct standing_room *room, struct told_standings *to)
{
	const struct ruleset *ruleset = standing->ruleset;

	*to = (struct told_standings){
		.sequence = standing->sequence,
		.as_of = standing->as_of,
		.published_at = notice->published_at,
		.cluster = ruleset->cluster,
		.year = ruleset->year,
		.period = (int)standing->period + 1,
		.current = standing->current,
		.locked = standing->locked,
		.provisional = standing->provisional,
		.frozen = standing->frozen,
		.amendment = standing->amendment,
		.rehearsal = notice->rehearsal,
		.season_version = ruleset->version,
		.reported = standing->reported,
		.expected = ruleset->board_count,
		.models = standing->models,
		.has_cause = notice->cause != NULL,
	};
	memcpy(to->epoch, notice->epoch, EPOCH_SIZE);
	memcpy(to->ruleset_hash, ruleset->hash, HASH_SIZE);
	memcpy(to->state_hash, notice->state_hash, HASH_SIZE);
	if (notice->cause)
		memcpy(to->cause, notice->cause, ID_SIZE);
	add_rows(standing, room, to);
	if (notice->ranks_before)
		add_moves(standing, notice->ranks_before, room, to);
}

void standing_encode(struct buffer *out, const struct standing *standing,
                     const struct standing_notice *notice)
{
	struct standing_room room;
	struct told_standings message;

	reply_fill_standings(standing, notice, &room, &message);
	form_write(&form_told_standings, &message, out);
}

void reply_standings(struct buffer *out, uint64_t correlation, const struct standing *standing,
                     const struct standing_notice *notice)
{
	struct standing_room room;
	struct told_reply reply = { .correlation = correlation,
		                    .status = STATUS_OK,
		                    .result = ANSWER_STANDINGS };

	reply_fill_standings(standing, notice, &room, &reply.standings);
	form_write(&form_told_reply, &reply, out);
}

static struct told_score_line fill_line(const struct scorecard *scorecard,
                                        const struct score_line *from, char *numerator,
                                        char *denominator)
{
	const struct achievement *achievement = &from->achievement;
	const bool led = from->leader >= 0;

	return (struct told_score_line){
		.task = from->task->code,
		.kind = from->task->kind,
		.accumulation = from->task->accumulation,
		.measure = from->task->measure,
		.lower_is_better = from->task->lower_is_better,
		.max = from->task->max,
		.assigned = achievement->assigned,
		.reported = achievement->reported,
		.actual = achievement->actual,
		.has_out_of = measure_is_share(from->task->measure),
		.out_of = achievement->out_of,
		.target = achievement->target,
		.phasing = from->phasing,
		.leader = led ? scorecard->standing->ruleset->boards[from->leader] : "",
		.has_leader_actual = led,
		.leader_actual = from->leader_actual,
		.has_leader_target = led,
		.leader_target = from->leader_target,
		.has_step = from->task->kind == KIND_LADDER,
		.step = from->result.step,
		.numerator = decimal_wide(from->result.numerator, numerator),
		.denominator = decimal_wide(from->result.denominator, denominator),
		.points = from->result.points,
		.has_per_unit = from->task->kind == KIND_PER_UNIT,
		.per_unit = from->task->per_unit,
		.cause = (int)from->cause,
		.has_verified = achievement->bounded && achievement->verified >= 0,
		.verified = achievement->verified,
		.value_count = from->value_count,
		.values = from->values,
		.withheld = from->withheld,
		.has_models = from->models != NULL,
		.models = from->models ? *from->models : (struct model_counts){ 0 },
	};
}

static struct told_late fill_late(const struct late_entry *from)
{
	return (struct told_late){
		.period = (int)from->period + 1,
		.status = (int)from->lateness.status,
		.late_days = from->lateness.days,
		.deduction = from->lateness.deduction,
		.due = from->due,
		.received_at = from->received_at,
		.postmarked_at = from->postmarked_at,
		.review = from->review,
		.cause = (int)from->cause,
	};
}

/* What moves with others; of the points those of the lines are left. */
static void hold_back(const struct scorecard *scorecard, struct scorecard_room *room,
                      struct told_row *row)
{
	for (size_t i = 0; i < scorecard->line_count; i++)
		room->points[i] = scorecard->lines[i].achievement.assigned
		                          ? scorecard->lines[i].result.points
		                          : -1;
	row->rank = row->rank_before = 0;
	row->tied = false;
	row->total = row->base_points = row->priority = 0;
	row->band = "";
	row->points = room->points;
}

static void fill_scorecard(const struct scorecard *scorecard, struct scorecard_room *room,
                           struct told_scorecard *to)
{
	const struct standing *standing = scorecard->standing;
	const struct ruleset *ruleset = standing->ruleset;

	for (size_t i = 0; i < scorecard->line_count; i++)
		room->lines[i] = fill_line(scorecard, &scorecard->lines[i], room->numerators[i],
		                           room->denominators[i]);
	for (size_t i = 0; i < scorecard->late_count; i++)
		room->late[i] = fill_late(&scorecard->late[i]);
	*to = (struct told_scorecard){
		.cluster = ruleset->cluster,
		.year = ruleset->year,
		.period = (int)standing->period + 1,
		.board = ruleset->boards[scorecard->board],
		.line_count = scorecard->line_count,
		.lines = room->lines,
		.earned = scorecard->earned,
		.assigned = scorecard->assigned,
		.scale = ruleset->scale,
		.not_assigned = ruleset->not_assigned,
		.late_count = scorecard->late_count,
		.late = room->late,
		.entry_count = scorecard->entry_count,
		.entries = scorecard->entries,
		.row = fill_row(standing, scorecard->board),
		.as_of = standing->as_of,
		.frozen = scorecard->frozen,
		.before_freeze = !scorecard->frozen && standing->frozen,
	};
	if (scorecard->frozen)
		hold_back(scorecard, room, &to->row);
}

void reply_scorecard(struct buffer *out, uint64_t correlation, const struct scorecard *scorecard)
{
	struct scorecard_room room;
	struct told_reply reply = { .correlation = correlation,
		                    .status = STATUS_OK,
		                    .result = ANSWER_SCORECARD };

	fill_scorecard(scorecard, &room, &reply.scorecard);
	form_write(&form_told_reply, &reply, out);
}

void reply_dry_run(struct buffer *out, uint64_t correlation, const struct standing *standing,
                   const struct standing_notice *notice, const struct scorecard *scorecard)
{
	struct standing_room standing_room;
	struct scorecard_room scorecard_room;
	struct told_reply reply = { .correlation = correlation,
		                    .status = STATUS_OK,
		                    .result = ANSWER_DRY_RUN };

	reply_fill_standings(standing, notice, &standing_room, &reply.dry_run.standings);
	fill_scorecard(scorecard, &scorecard_room, &reply.dry_run.scorecard);
	form_write(&form_told_reply, &reply, out);
}
