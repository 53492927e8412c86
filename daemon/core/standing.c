/*
 * From reports to ranks, in this order: what each board has of each task (accumulation), points of
 * each task over all boards (scoring), entries, base, lateness and total of each board, ranks (ranking),
 * sums of the cluster. Then what the period before gave.
 *
 * A standing is scored under one ruleset: the version in force now, or at the period's lock when
 * that has passed. No report of the year so far comes after that lock, and lateness stands still
 * there. So nothing that comes later changes it.
 */
#include "standing.h"

#include "accumulation.h"
#include "amendments.h"
#include "arena.h"
#include "compact.h"
#include "entries.h"
#include "limitations.h"
#include "models.h"
#include "postmark.h"

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void allocate(struct standing *standing, struct arena *arena)
{
	const size_t boards = standing->ruleset->board_count, tasks = standing->ruleset->task_count;

	standing->rows = arena_alloc(arena, boards, sizeof(*standing->rows));
	standing->order = arena_alloc(arena, boards, sizeof(*standing->order));
	standing->points = arena_alloc(arena, boards * tasks, sizeof(*standing->points));
	standing->achievements =
	        arena_alloc(arena, boards * tasks, sizeof(*standing->achievements));
	standing->details = arena_alloc(arena, boards * tasks, sizeof(*standing->details));
	standing->leaders = arena_alloc(arena, tasks, sizeof(*standing->leaders));
	standing->totals = arena_alloc(arena, tasks, sizeof(*standing->totals));
}

static void take_reports(struct standing *standing, size_t board, const struct value *limitations)
{
	const struct ruleset *ruleset = standing->ruleset;
	struct reports_so_far reports;

	const struct model_counts *registered = standing->registered;

	reports.limitations = limitations[board];
	reports.recognised = registered ? (int64_t)registered[board].recognised : -1;
	accumulation_read(&standing->reading, board, standing->period, &reports);
	for (size_t task = 0; task < ruleset->task_count; task++)
		accumulation_sum(&ruleset->tasks[task], task, ruleset_target(ruleset, board, task),
		                 &reports,
		                 &standing->achievements[standing_place(standing, board, task)]);
	if (registered)
		standing->models += registered[board].recognised;
	for (size_t i = 0; !registered && i < reports.count; i++)
		standing->models += reports.sums[i] & SUM_WHOLE ? reports.items[i]->models : 0;
	standing->rows[board].review = reports.state;
	standing->rows[board].marks = reports.marks;
	standing->rows[board].amendment = reports.amendment;
	standing->rows[board].revision =
	        reading_report(&standing->reading, board, standing->period)->revision;
	standing->reported += standing->rows[board].revision > 0;
}

static bool asks_for_limitations(const struct ruleset *ruleset)
{
	bool asks = false;

	for (size_t task = 0; ruleset->limitations && task < ruleset->task_count; task++)
		asks |= ruleset->tasks[task].measure == MEASURE_LIMITATIONS;
	return asks;
}

static void sum_up(const struct task *task, const struct achievement *board,
                   const struct task_points *points, struct task_total *total)
{
	if (!board->assigned || task->kind == KIND_APPRAISED) /* which has no target to meet */
		return;
	total->actual += board->actual;
	total->target += measure_is_share(task->measure) ? board->out_of : board->target;
	total->met += points->above >= 0;
	total->exceeded += points->above > 0;
}

/* One task over all boards, since one board's lead moves the others. */
static void score(struct standing *standing, size_t task)
{
	const struct ruleset *ruleset = standing->ruleset;
	const struct task *rule = &ruleset->tasks[task];
	const struct achievement *boards =
	        &standing->achievements[standing_place(standing, 0, task)];
	struct task_points *points = &standing->details[standing_place(standing, 0, task)];

	scoring_task(rule, rule->phasing[standing->period], boards, ruleset->board_count, points,
	             &standing->leaders[task]);
	for (size_t board = 0; board < ruleset->board_count; board++) {
		standing->points[board * ruleset->task_count + task] =
		        boards[board].assigned ? points[board].points : -1;
		sum_up(rule, &boards[board], &points[board], &standing->totals[task]);
	}
}

static int64_t base_of(const struct ruleset *ruleset, const struct standing_row *row)
{
	/* Both at most 10^6. When all is assigned the maxima sum to the scale, and RESCALE changes
	 * nothing. */
	if (ruleset->not_assigned == NOT_ASSIGNED_ZERO)
		return row->earned;
	return row->assigned > 0
	               ? scoring_round((int128)ruleset->scale * row->earned, row->assigned)
	               : 0;
}

static uint8_t band_of(const struct ruleset *ruleset, int64_t total)
{
	uint8_t band = 0;

	while (band + 1 < ruleset->band_count && total < ruleset->bands[band].at_least)
		band++;
	return band;
}

static void fill_row(struct standing *standing, size_t board, int64_t now)
{
	const struct ruleset *ruleset = standing->ruleset;
	struct standing_row *row = &standing->rows[board];

	for (size_t task = 0; task < ruleset->task_count; task++) {
		const int64_t points = standing->points[board * ruleset->task_count + task];

		if (points < 0)
			continue;
		row->earned += points;
		row->assigned += ruleset->tasks[task].max;
		if (ruleset->tasks[task].group == ruleset->priority_group)
			row->priority += points;
	}
	for (enum period p = Q1; p <= standing->period; p++) {
		const struct lateness late = lateness_read(&standing->reading, board, p, now);

		standing->as_of = most(standing->as_of, late.since);
		row->late_days += late.days;
		row->deduction += late.deduction;
		row->status = late.status;
	}
	row->postmarked = postmark_read(&standing->reading, board, standing->period) != 0;
	row->base = base_of(ruleset, row);
	row->total = most(0, row->base + row->bonus - row->deduction);
	row->band = band_of(ruleset, row->total);
}

/* The cap is of the sum. */
static void take_entries(struct standing *standing)
{
	struct entry_sum sums[BOARDS_MAX];

	entries_read(&standing->reading, sums);
	for (size_t board = 0; board < standing->ruleset->board_count; board++) {
		struct standing_row *row = &standing->rows[board];

		row->bonus = least(standing->ruleset->bonus_cap, sums[board].bonus);
		row->deduction = sums[board].deduction;
	}
}

static void rank(struct standing *standing)
{
	const struct ruleset *ruleset = standing->ruleset;
	struct ranked ranked[BOARDS_MAX];

	for (uint16_t board = 0; board < ruleset->board_count; board++) {
		const struct standing_row *row = &standing->rows[board];

		ranked[board] = (struct ranked){ .total = row->total,
			                         .deduction = row->deduction,
			                         .priority = row->priority,
			                         .base = row->base,
			                         .late_days = row->late_days,
			                         .board = board };
	}
	ranking_order(ranked, ruleset->board_count, ruleset->tiebreaks, ruleset->tiebreak_count);
	for (size_t i = 0; i < ruleset->board_count; i++) {
		standing->order[i] = ranked[i].board;
		standing->rows[ranked[i].board].rank = ranked[i].rank;
		standing->rows[ranked[i].board].tied = ranked[i].tied;
	}
}

int64_t standing_superseded_at(const struct ruleset *ruleset, enum period period)
{
	const enum period after = period_after(ruleset, period);

	return after == PERIODS ? INT64_MAX : period_opens_at(ruleset, after);
}

/* Since when it is so: the latest row that it rests on, or what time did since: it opened a period,
 * made a report overdue by another day (fill_row), locked, or another period is the current one. */
static void date_standing(struct standing *standing, int64_t now)
{
	const int64_t lock = period_locks_at(standing->ruleset, standing->period);
	const int64_t superseded = standing_superseded_at(
	        cluster_ruleset(standing->reading.cluster, standing->ruleset->year, now),
	        standing->period);

	standing->current = now < superseded;
	standing->locked = now >= lock;
	standing->sequence = standing->reading.sequence;
	standing->as_of = most(standing->as_of, standing->reading.as_of);
	if (standing->locked)
		standing->as_of = most(standing->as_of, lock);
	if (!standing->current)
		standing->as_of = most(standing->as_of, superseded);
}

/* What has come: by an instant, and of the amendments at it those up to an entry. */
struct so_far {
	int64_t now;
	uint64_t amended;
};

/* All but rank_before. */
static bool compute(const struct cluster *cluster, uint32_t year, enum period period,
                    const struct so_far *so_far, struct arena *arena, struct standing *out)
{
	const int64_t now = so_far->now;
	struct reading reading;

	if (!reading_open(&reading, cluster, year, period, now) ||
	    now < period_opens_at(reading.ruleset, period))
		return false;
	const struct ruleset *ruleset = reading.ruleset;

	reading.amended_last = so_far->amended;
	*out = (struct standing){ .reading = reading,
		                  .ruleset = ruleset,
		                  .period = period,
		                  .as_of = period_opens_at(ruleset, period) };
	allocate(out, arena);
	struct value limitations[BOARDS_MAX] = { 0 };

	if (asks_for_limitations(ruleset))
		limitations_read(&out->reading, arena, limitations);
	if (ruleset->models)
		out->registered = models_read(&out->reading, period, arena);
	for (size_t board = 0; board < ruleset->board_count; board++)
		take_reports(out, board, limitations);
	for (size_t task = 0; task < ruleset->task_count; task++)
		score(out, task);
	take_entries(out);
	for (size_t board = 0; board < ruleset->board_count; board++)
		fill_row(out, board, now);
	rank(out);
	out->provisional = compact_provisional(&out->reading);
	out->amendment = amendments_since_lock(&out->reading, period);
	date_standing(out, now);
	return true;
}

const uint32_t *standing_ranks(const struct standing *standing, struct arena *arena)
{
	const size_t count = standing->ruleset->board_count;
	uint32_t *ranks = arena_alloc(arena, count, sizeof(*ranks));

	for (size_t board = 0; board < count; board++)
		ranks[board] = standing->rows[board].rank;
	return ranks;
}

static bool compute_knowing(const uint32_t *const known[PERIODS], const struct cluster *cluster,
                            uint32_t year, enum period period, const struct so_far *so_far,
                            struct arena *arena, struct standing *out)
{
	struct standing before;

	if (!compute(cluster, year, period, so_far, arena, out))
		return false;
	const enum period last = period_before(out->ruleset, period);

	if (last == PERIODS)
		return true;
	const uint32_t *ranks = known[last];

	if (!ranks && !compute(cluster, year, last, so_far, arena, &before))
		return true;
	if (!ranks)
		ranks = standing_ranks(&before, arena);
	for (size_t board = 0; board < out->ruleset->board_count; board++)
		out->rows[board].rank_before = ranks[board];
	return true;
}

bool standing_compute_knowing(const uint32_t *const ranks[PERIODS], const struct cluster *cluster,
                              uint32_t year, enum period period, int64_t now, struct arena *arena,
                              struct standing *out)
{
	const struct so_far all = { now, UINT64_MAX };

	return compute_knowing(ranks, cluster, year, period, &all, arena, out);
}

static const uint32_t *const nothing_known[PERIODS];

bool standing_compute(const struct cluster *cluster, uint32_t year, enum period period, int64_t now,
                      struct arena *arena, struct standing *out)
{
	return standing_compute_knowing(nothing_known, cluster, year, period, now, arena, out);
}

bool standing_compute_locked(const struct cluster *cluster, uint32_t year, enum period period,
                             uint32_t amendment, int64_t now, struct arena *arena,
                             struct standing *out)
{
	const struct ruleset *ruleset = cluster_scored_under(cluster, year, period, now);
	const int64_t lock = ruleset ? period_locks_at(ruleset, period) : INT64_MAX;
	struct so_far then = { lock, amendments_before(cluster, lock) };
	const struct row *since;
	uint32_t found = 0;

	while (ruleset && found < amendment) {
		if (!amendments_next(cluster, year, period, found, &found, &since))
			return false;
		then = (struct so_far){ since->received_at, since->sequence };
	}
	return then.now <= now && found == amendment &&
	       compute_knowing(nothing_known, cluster, year, period, &then, arena, out);
}

bool standing_next_amended(const struct standing *standing, uint32_t *amendment)
{
	const struct row *since;

	return amendments_next(standing->reading.cluster, standing->ruleset->year, standing->period,
	                       standing->amendment, amendment, &since);
}

const struct report *standing_report(const struct standing *standing, size_t board)
{
	struct reading reading = standing->reading;

	return reading_report(&reading, board, standing->period);
}
