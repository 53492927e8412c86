/*
 * A report's state follows from its newest rows. A taking keeps in its row when it ends by itself, so a
 * later version of the season does not bring it back; a return ends with its period's lock.
 */
#include "review.h"

#include "judged.h"
#include "review_edges.h"
#include "season.h"

/* A state that time ends, and by which event. */
static enum review_event ended_by(enum review_state state)
{
	return review_edge(state, REVIEW_FALL_BACK) ? REVIEW_FALL_BACK : REVIEW_LOCK;
}

static void let_time_act(struct review *review, int64_t moment)
{
	const enum review_state after = review_edge(review->state, ended_by(review->state));

	if (moment < review->until || !after)
		return;
	review->state = after;
	review->since = review->until;
	review->until = INT64_MAX;
}

/* What the rows and the time make of it; locks_at is that of its period. */
static void judge_state(struct review *review, int64_t locks_at, int64_t moment)
{
	const struct review_row *last = review->last;

	review->until = INT64_MAX;
	review->since = INT64_MIN;
	review->state = review->report ? REVIEW_SUBMITTED : REVIEW_EXPECTED;
	if (review->report)
		review->since = review->report->cell.in.at.received_at;
	if (!last || !review->report || last->in.at.sequence < review->report->cell.in.at.sequence)
		return;
	review->state = (enum review_state)last->state;
	review->since = last->in.at.received_at;
	review->returned = last->returned;
	if (review_edge(review->state, REVIEW_FALL_BACK))
		review->until = review_ends_at(last);
	else if (review_edge(review->state, REVIEW_LOCK))
		review->until = locks_at;
	let_time_act(review, moment);
}

static void find_verification(const struct cluster *cluster, struct review *review)
{
	if (review->state != REVIEW_VERIFIED && review->state != REVIEW_DISPUTED)
		return;
	review->verification = review->last;
	while (review->verification->event != REVIEW_VERIFY)
		review->verification =
		        season_row_before(cluster, CHAIN_REVIEWS, review->verification);
	review->hash = heap_at(&cluster->heap, review->verification->said);
}

void review_read(struct reading *reading, size_t board, enum period period, struct review *out)
{
	const struct report *report = reading_report(reading, board, period);

	*out = (struct review){ .report = report->revision > 0 ? report : NULL,
		                .last = season_read_row(reading, CHAIN_REVIEWS, board, period) };
	judge_state(out, period_locks_at(reading->ruleset, period), reading->instant);
	find_verification(reading->cluster, out);
	if (out->since > reading->as_of)
		reading->as_of = out->since;
}

/* The rows that had come by `until`, and what time had done by `now`. */
static void look(const struct cluster *cluster, uint32_t year, size_t board, enum period period,
                 int64_t now, int64_t until, struct review *out)
{
	const struct version_row *newest = season_newest(cluster, year);

	*out = (struct review){
		.report = season_row_by(cluster, CHAIN_REPORTS, newest, board, period, until),
		.last = season_row_by(cluster, CHAIN_REVIEWS, newest, board, period, until)
	};
	judge_state(out, period_locks_at(season_rules(cluster, newest), period), now);
	find_verification(cluster, out);
}

void review_now(const struct cluster *cluster, uint32_t year, size_t board, enum period period,
                int64_t now, struct review *out)
{
	look(cluster, year, board, period, now, INT64_MAX, out);
}

void review_seen(const struct cluster *cluster, uint32_t year, size_t board, enum period period,
                 int64_t instant, struct review *out)
{
	look(cluster, year, board, period, instant, instant, out);
}

bool review_returned(struct reading *reading, size_t board, enum period period,
                     const struct report *revision)
{
	const uint32_t number = rows_number(reading->cluster, TABLE_REPORTS, revision);
	const struct review_row *row = season_read_row(reading, CHAIN_REVIEWS, board, period);

	while (row && row->report > number)
		row = season_row_before(reading->cluster, CHAIN_REVIEWS, row);
	return row && row->report == number && row->returned;
}

/* --- what was found --- */

const uint8_t *review_judged(const struct cluster *cluster, const struct review_row *row)
{
	const uint8_t *said = heap_at(&cluster->heap, row->said);

	return row->event == REVIEW_VERIFY ? said + HASH_SIZE : said;
}

/* Rows come from the latest on, so what a task has already is the last word. */
static void take_task(const struct review_row *row, const struct judged_task *judged,
                      struct reviewed_task *out)
{
	if (row->event == REVIEW_DISPUTE) {
		out->disputed = !out->resolved;
		out->objection = judged->reason;
		return;
	}
	if (out->resolved)
		return;
	out->resolved = row->event == REVIEW_RESOLVE;
	out->adjusted = !judged->appraised;
	out->value = judged->value;
	out->points = judged->appraised ? judged->value.actual : -1;
	out->reason = judged->reason;
}

void review_tasks_of(const struct cluster *cluster, const struct review *review, size_t task_count,
                     struct reviewed_task *out)
{
	const struct review_row *row = review->verification ? review->last : NULL;

	for (size_t i = 0; i < task_count; i++)
		out[i] = (struct reviewed_task){ .points = -1, .reason = "", .objection = "" };
	while (row) {
		const uint8_t *at = review_judged(cluster, row);

		for (size_t i = 0; i < row->judged_count; i++) {
			struct judged_task judged;

			at = judged_next(&cluster->heap, at, &judged);
			take_task(row, &judged, &out[judged.task]);
		}
		row = row == review->verification ? NULL
		                                  : season_row_before(cluster, CHAIN_REVIEWS, row);
	}
}

void review_tasks(const struct reading *reading, const struct review *review,
                  struct reviewed_task *out)
{
	review_tasks_of(reading->cluster, review, reading->ruleset->task_count, out);
}

/* --- what time does --- */

int64_t review_next_change(const struct cluster *cluster, uint32_t year, int64_t now)
{
	const struct version_row *newest = season_newest(cluster, year);
	const size_t boards = newest ? season_rules(cluster, newest)->board_count : 0;
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < boards * PERIODS; i++) {
		const struct review_row *row = season_newest_row(
		        cluster, CHAIN_REVIEWS, newest, i / PERIODS, (enum period)(i % PERIODS));

		if (!row || row->state != REVIEW_UNDER_REVIEW)
			continue;
		const int64_t ends = review_ends_at(row);

		if (ends > now && ends < next)
			next = ends;
	}
	return next;
}
