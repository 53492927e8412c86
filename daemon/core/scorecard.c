/*
 * A standing keeps of a board only what was summed up. What each period's report said beside that,
 * what the review put in its place and why something does not count is read again here, by the same
 * functions, for the one board that is asked about.
 */
#include "scorecard.h"

#include <string.h>

#include "accumulation.h"
#include "amendments.h"
#include "arena.h"
#include "entries.h"
#include "messages.h"
#include "models.h"
#include "postmark.h"
#include "rows.h"

/* What the review makes of the reports so far. */
struct reviewed_reports {
	struct reports_so_far sums;
	struct counted periods[PERIODS];
	struct reviewed_task tasks[PERIODS][TASKS_MAX];
	struct value reported[PERIODS][TASKS_MAX];
	struct value counted[PERIODS][TASKS_MAX]; /* before what the review found */
};

static void read_values(const struct reading *reading, const struct report *report,
                        struct value *out)
{
	for (size_t i = 0; !report && i < TASKS_MAX; i++)
		out[i] = (struct value){ .actual = -1 };
	if (report)
		reading_values(reading, report, out);
}

static struct reviewed_reports *read_reports(struct reading *reading, size_t board,
                                             enum period period, struct arena *arena)
{
	struct reviewed_reports *out = arena_alloc(arena, 1, sizeof(*out));

	accumulation_read(reading, board, period, &out->sums);
	for (enum period p = Q1; p <= period; p++) {
		struct counted *counted = &out->periods[p];

		counted_read(reading, board, p, counted);
		counted_tasks(reading, counted, out->tasks[p]);
		read_values(reading, counted->came, out->reported[p]);
		read_values(reading, counted->report, out->counted[p]);
	}
	return out;
}

/* As a value of the task's measure; actual is -1 where a report says nothing. */
static struct value value_as(const struct task *task, const struct report *report,
                             struct value line)
{
	if (task->measure == MEASURE_MODELS && report)
		return (struct value){ (int64_t)report->models * FULL, 0 };
	return line;
}

static void tell_value(const struct task *task, size_t index, enum period period,
                       const struct reviewed_reports *reports, struct told_score_value *out)
{
	const struct counted *counted = &reports->periods[period];
	const struct reviewed_task *found = &reports->tasks[period][index];
	const struct value reported =
	        value_as(task, counted->came, reports->reported[period][index]);
	const struct value counts =
	        found->adjusted ? found->value
	                        : value_as(task, counted->report, reports->counted[period][index]);
	const bool share = task->measure == MEASURE_PERCENT;

	*out = (struct told_score_value){ .period = (int)period + 1,
		                          .has_reported = reported.actual >= 0,
		                          .reported = reported.actual,
		                          .has_reported_out_of = share && reported.actual >= 0,
		                          .reported_out_of = reported.out_of,
		                          .has_counted = counts.actual >= 0,
		                          .counted = counts.actual,
		                          .has_counted_out_of = share && counts.actual >= 0,
		                          .counted_out_of = counts.out_of,
		                          .has_points = found->points >= 0,
		                          .points = found->points,
		                          .reason = found->reason,
		                          .objection = found->objection,
		                          .disputed = found->disputed,
		                          .resolved = found->resolved };
	if (out->has_reported)
		out->cause = (int)counted->cause;
}

/* Two have signed it: it counts in the place of all else. */
static void tell_amended(const struct reading *reading, size_t board, const struct task *task,
                         size_t index, struct told_score_value *out)
{
	struct judged_task judged;
	const uint16_t number =
	        amendments_find(reading, board, (enum period)(out->period - 1), index, &judged);

	if (number == 0)
		return;
	out->amendment = number;
	out->reason = judged.reason;
	out->objection = "";
	out->disputed = out->resolved = false;
	out->cause = CAUSE_NONE;
	out->has_points = judged.appraised;
	out->points = judged.value.actual;
	out->has_counted = !judged.appraised;
	out->counted = judged.value.actual;
	out->has_counted_out_of = !judged.appraised && task->measure == MEASURE_PERCENT;
	out->counted_out_of = judged.value.out_of;
}

/* Only what is not simply what was reported. */
static void add_values(const struct standing *standing, size_t board, size_t index,
                       const struct reviewed_reports *reports, struct arena *arena,
                       struct score_line *line)
{
	struct told_score_value *values = arena_alloc(arena, PERIODS, sizeof(*values));

	for (enum period p = Q1; p <= standing->period; p++) {
		struct told_score_value *value = &values[line->value_count];

		tell_value(line->task, index, p, reports, value);
		tell_amended(&standing->reading, board, line->task, index, value);
		if (value->amendment > 0 || value->cause != 0 || value->has_points ||
		    reports->tasks[p][index].adjusted || value->objection[0] != '\0')
			line->value_count++;
	}
	line->values = values;
}

static enum score_cause cause_of(const struct score_line *line,
                                 const struct reports_so_far *reports)
{
	const struct achievement *sum = &line->achievement;
	enum score_cause part = CAUSE_NONE;

	if (line->models && line->models->open > 0)
		part = CAUSE_UNJUDGED;
	for (size_t i = 0; i < line->value_count; i++)
		if (line->values[i].cause != 0)
			part = (enum score_cause)line->values[i].cause;
	if (!sum->assigned)
		return CAUSE_NONE;
	if (line->task->kind == KIND_APPRAISED)
		return sum->reported ? CAUSE_NONE : CAUSE_NOT_APPRAISED;
	if (sum->withheld)
		return reports->why != CAUSE_NONE ? reports->why : CAUSE_LACKING;
	if (!sum->reported)
		return part != CAUSE_NONE ? part : CAUSE_NOT_REPORTED;
	if (line->result.basis == BASIS_TARGET)
		return CAUSE_AT_MOST_TARGET;
	if (line->result.basis == BASIS_VERIFIED && sum->verified != sum->actual)
		return CAUSE_VERIFIED_ALONE;
	return part;
}

static void name_leader(const struct standing *standing, size_t task, struct score_line *line)
{
	const size_t leader = standing_place(standing, (size_t)line->leader, task);
	const struct achievement *sum = &standing->achievements[leader];

	line->leader_actual =
	        standing->details[leader].basis == BASIS_VERIFIED ? sum->verified : sum->actual;
	line->leader_target = sum->target;
}

static struct score_line line_of(const struct standing *standing, size_t board, size_t task,
                                 const struct reviewed_reports *reports, struct arena *arena)
{
	const struct ruleset *ruleset = standing->ruleset;
	const size_t place = standing_place(standing, board, task);
	struct score_line line = {
		.task = &ruleset->tasks[task],
		.achievement = standing->achievements[place],
		.result = standing->details[place],
		.phasing = ruleset->tasks[task].phasing[standing->period],
		.leader = standing->leaders[task],
	};

	if (standing->registered && line.task->measure == MEASURE_MODELS)
		line.models = &standing->registered[board];
	if (line.leader >= 0)
		name_leader(standing, task, &line);
	if (!line.models && (ruleset_reviews(ruleset) || reports->sums.amendment > 0))
		add_values(standing, board, task, reports, arena, &line);
	line.cause = cause_of(&line, &reports->sums);
	return line;
}

void scorecard_make(const struct standing *standing, size_t board, int64_t now, struct arena *arena,
                    struct scorecard *out)
{
	const struct ruleset *ruleset = standing->ruleset;
	size_t late_count = 0;
	struct score_line *lines = arena_alloc(arena, ruleset->task_count, sizeof(*lines));
	struct late_entry *late = arena_alloc(arena, PERIODS, sizeof(*late));
	struct reading reading = standing->reading;

	const struct reviewed_reports *reports =
	        read_reports(&reading, board, standing->period, arena);

	for (size_t task = 0; task < ruleset->task_count; task++)
		lines[task] = line_of(standing, board, task, reports, arena);
	for (enum period p = Q1; p <= standing->period; p++) {
		if (!period_held(ruleset, p))
			continue;
		late[late_count++] = (struct late_entry){
			.period = p,
			.lateness = lateness_read(&reading, board, p, now),
			.due = ruleset->periods[p].rolled,
			.received_at = cluster_report_times(reading.cluster,
			                                    reading_report(&reading, board, p))
			                       .first_received_at,
			.postmarked_at = postmark_read(&reading, board, p),
			.review = (uint8_t)reports->periods[p].review.state,
			.cause = reports->periods[p].cause,
		};
	}
	*out = (struct scorecard){ .standing = standing,
		                   .board = board,
		                   .earned = standing->rows[board].earned,
		                   .assigned = standing->rows[board].assigned,
		                   .line_count = ruleset->task_count,
		                   .lines = lines,
		                   .late_count = late_count,
		                   .late = late };
	out->entry_count = entries_of(&reading, board, arena, &out->entries);
}

void scorecard_hold_back(struct scorecard *card)
{
	card->frozen = true;
	for (size_t i = 0; i < card->line_count; i++) {
		struct score_line *line = &card->lines[i];

		if (line->task->kind != KIND_LEADER)
			continue;
		if (line->achievement.assigned) {
			card->earned -= line->result.points;
			card->assigned -= line->task->max;
		}
		line->withheld = true;
		line->result = (struct task_points){ .denominator = 1 };
		line->leader = -1;
		line->leader_actual = line->leader_target = 0;
		line->cause = CAUSE_NONE;
	}
}

static const struct told_score_value *without_words(const struct score_line *line,
                                                    struct arena *arena)
{
	struct told_score_value *values = arena_alloc(arena, PERIODS, sizeof(*values));

	for (size_t i = 0; i < line->value_count; i++) {
		values[i] = line->values[i];
		values[i].reason = values[i].objection = "";
	}
	return values;
}

/* Which entry, of which rule, of how many points, by which document. */
static struct told_points_entry without_names(const struct told_points_entry *from)
{
	struct told_points_entry entry = { .board = from->board,
		                           .code = from->code,
		                           .kind = from->kind,
		                           .points = from->points,
		                           .reason = "",
		                           .withdrawn_reason = "" };

	memcpy(entry.entry, from->entry, HASH_SIZE);
	memcpy(entry.evidence, from->evidence, HASH_SIZE);
	return entry;
}

void scorecard_for_public(struct scorecard *card, struct arena *arena)
{
	struct told_points_entry *entries = arena_alloc(arena, card->entry_count, sizeof(*entries));

	for (size_t i = 0; i < card->line_count; i++)
		card->lines[i].values = without_words(&card->lines[i], arena);
	for (size_t i = 0; i < card->entry_count; i++)
		entries[i] = without_names(&card->entries[i]);
	card->entries = entries;
}

bool scorecard_after(const struct cluster *cluster, const struct command *command,
                     const struct effect *effect, int64_t now, struct arena *arena,
                     struct standing *standing, struct scorecard *out)
{
	struct granted_key signer = { .board = "" };
	const char *about = effect->board;

	if (!about && cluster_key(cluster, command->key, &signer))
		about = signer.board;
	if (!about || !about[0] ||
	    !standing_compute(cluster, effect->year, effect->from, now, arena, standing))
		return false;
	const int board = ruleset_board(standing->ruleset, about);

	if (board < 0)
		return false;
	scorecard_make(standing, (size_t)board, now, arena, out);
	return true;
}
