#include "view.h"

#include <string.h>

#include "arena.h"
#include "names.h"
#include "report.h"

static const char *status_text(int status)
{
	const char *name = names_find(&names_statuses, status);

	return name ? name : "UNKNOWN"; /* of a newer daemon */
}

static void view_row(const struct told_row *from, struct thidua_row *to)
{
	*to = (struct thidua_row){
		.board = from->board,
		.band = from->band[0] == '\0' ? NULL : from->band,
		.status = status_text(from->status),
		.rank = from->rank,
		.rank_before = from->rank_before,
		.tied = from->tied,
		.total = from->total,
		.base = from->base_points,
		.bonus = from->bonus,
		.deduction = from->deduction,
		.late_days = from->late_days,
		.revision = from->revision,
		.points = from->points,
		.review = names_find(&names_reviews, from->review),
		.unreviewed = from->unreviewed,
		.uncounted = from->uncounted,
		.adjusted = from->adjusted,
		.disputed = from->disputed,
		.amendment = from->amendment,
	};
}

const struct thidua_standings *view_standings(const struct told_standings *told,
                                              struct arena *arena)
{
	struct thidua_standings *out = arena_alloc(arena, 1, sizeof(*out));
	struct thidua_row *rows = arena_alloc(arena, told->row_count, sizeof(*rows));

	for (size_t i = 0; i < told->row_count; i++)
		view_row(&told->rows[i], &rows[i]);
	*out = (struct thidua_standings){
		.cluster = told->cluster,
		.period = report_period_name(told->period - 1),
		.year = told->year,
		.sequence = told->sequence,
		.as_of = told->as_of,
		.published_at = told->published_at,
		.current = told->current,
		.locked = told->locked,
		.provisional = told->provisional,
		.frozen = told->frozen,
		.amendment = told->amendment,
		.rehearsal = told->rehearsal,
		.task_count = told->task_count,
		.tasks = told->tasks,
		.row_count = told->row_count,
		.rows = rows,
		.reported = told->reported,
		.expected = told->expected,
	};
	memcpy(out->epoch, told->epoch, sizeof(out->epoch));
	memcpy(out->ruleset_hash, told->ruleset_hash, sizeof(out->ruleset_hash));
	memcpy(out->state_hash, told->state_hash, sizeof(out->state_hash));
	return out;
}
