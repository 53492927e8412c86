/*
 * A row is found again by its board, wherever it stands now. Of several things that are different the one
 * that people would tell first is told: kind_of is that order.
 */
#include "news.h"

#include <string.h>

#include "json_value.h"
#include "names.h"
#include "review.h"
#include "standing.h"

static const struct told_row *row_of(const struct told_standings *standings, const char *board)
{
	for (size_t i = 0; i < standings->row_count; i++)
		if (strcmp(standings->rows[i].board, board) == 0)
			return &standings->rows[i];
	return NULL;
}

static bool came_to(const struct told_row *before, const struct told_row *after, int state)
{
	return after->review == state && before->review != state;
}

/* 0 for who has none: neither a report of the period, nor points of an earlier one, nor a deduction. */
static uint32_t place_of(const struct told_standings *standings, const struct told_row *row)
{
	const bool reported = row->revision > 0 || row->status == BOARD_ON_TIME ||
	                      row->status == BOARD_LATE || row->status == BOARD_PENDING;
	const bool nothing =
	        row->total == 0 && row->base_points == 0 && row->bonus == 0 && row->deduction == 0;

	return standings->locked || reported || !nothing ? row->rank : 0;
}

/* MOVED: nothing is different, but for the rank perhaps. */
static enum news_kind kind_of(const struct told_row *before, const struct told_row *after)
{
	if (after->amendment > before->amendment)
		return NEWS_AMENDED;
	if (after->revision > before->revision)
		return before->revision == 0 ? NEWS_REPORTED : NEWS_CORRECTED;
	if (came_to(before, after, REVIEW_RETURNED))
		return NEWS_RETURNED;
	if (came_to(before, after, REVIEW_DISPUTED) || (after->disputed && !before->disputed))
		return NEWS_DISPUTED;
	if (after->adjusted && !before->adjusted)
		return NEWS_ADJUSTED;
	if (came_to(before, after, REVIEW_VERIFIED))
		return NEWS_VERIFIED;
	if (came_to(before, after, REVIEW_UNDER_REVIEW))
		return NEWS_TAKEN;
	if (after->late_days > before->late_days ||
	    (after->status != before->status &&
	     (after->status == BOARD_OVERDUE || after->status == BOARD_MISSING)))
		return NEWS_LATE;
	return after->total != before->total ? NEWS_POINTS : NEWS_MOVED;
}

size_t news_find(const struct told_standings *before, const struct told_standings *after,
                 bool opened, struct news *out, size_t most)
{
	const struct news of_period = { .at = after->as_of, .period = after->period, .board = "" };
	size_t count = 0;

	if (!before && opened && count < most) {
		out[count] = of_period;
		out[count++].what = NEWS_OPENED;
	}
	if (!before)
		return count;
	if (after->locked && !before->locked && count < most) {
		out[count] = of_period;
		out[count++].what = NEWS_LOCKED;
	}
	for (size_t i = 0; i < after->row_count && count < most; i++) {
		const struct told_row *now = &after->rows[i], *then = row_of(before, now->board);
		const enum news_kind what = then ? kind_of(then, now) : NEWS_KINDS;

		if (what == NEWS_KINDS)
			continue;
		const uint32_t from = place_of(before, then), to = place_of(after, now);

		if (what == NEWS_MOVED && (from == to || from == 0 || to == 0))
			continue;
		out[count] = of_period;
		out[count].board = now->board;
		out[count].what = what;
		out[count].points = now->total - then->total;
		out[count].from = from;
		out[count++].to = to;
	}
	return count;
}

static json_t *rank(uint32_t rank)
{
	return rank > 0 ? json_integer(rank) : json_null();
}

json_t *news_json(const struct news *news)
{
	static const char *const kinds[NEWS_KINDS] = {
		[NEWS_REPORTED] = "REPORTED", [NEWS_CORRECTED] = "CORRECTED",
		[NEWS_RETURNED] = "RETURNED", [NEWS_TAKEN] = "TAKEN",
		[NEWS_ADJUSTED] = "ADJUSTED", [NEWS_DISPUTED] = "DISPUTED",
		[NEWS_VERIFIED] = "VERIFIED", [NEWS_AMENDED] = "AMENDED",
		[NEWS_LATE] = "LATE",         [NEWS_POINTS] = "POINTS",
		[NEWS_MOVED] = "MOVED",       [NEWS_LOCKED] = "LOCKED",
		[NEWS_OPENED] = "OPENED",
	};

	return json_pack("{s:o, s:o, s:o, s:s, s:o, s:o, s:o}", "at", json_instant(news->at),
	                 "period", json_name(&names_periods, news->period - 1), "board",
	                 json_maybe(news->board), "what", kinds[news->what], "points",
	                 json_points_text(news->points), "from", rank(news->from), "to",
	                 rank(news->to));
}
