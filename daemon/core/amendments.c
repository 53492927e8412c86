/* Rows come in the order in which they took effect, so the last word on a task is the latest one's. */
#include "amendments.h"

#include "rows.h"
#include "season.h"

static bool is_seen(const struct reading *reading, const struct amendment_row *row)
{
	return row->year == reading->ruleset->year &&
	       row->at.received_at <= reading->amended_until &&
	       row->at.sequence <= reading->amended_last;
}

static bool is_of(const struct reading *reading, const struct amendment_row *row, size_t board,
                  enum period period)
{
	return row->period == period && is_seen(reading, row) &&
	       row->board == season_board(reading->cluster, reading->version, board);
}

static void put_task(const struct judged_task *judged, struct value *values, int64_t *appraised)
{
	if (judged->appraised)
		appraised[judged->task] = judged->value.actual;
	else
		values[judged->task] = judged->value;
}

struct amended amendments_put(struct reading *reading, size_t board, enum period period,
                              struct value *values, int64_t *appraised)
{
	const struct cluster *cluster = reading->cluster;
	const struct amendment_row *rows = rows_amendments(cluster);
	struct amended amended = { 0, 0 };

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_AMENDMENTS); i++) {
		const struct amendment_row *row = &rows[i];

		if (!is_of(reading, row, board, period))
			continue;
		const uint8_t *at = heap_at(&cluster->heap, row->judged);

		for (size_t k = 0; k < row->judged_count; k++) {
			struct judged_task judged;

			at = judged_next(&cluster->heap, at, &judged);
			put_task(&judged, values, appraised);
			amended.tasks |= UINT64_C(1) << judged.task;
		}
		amended.number = row->number;
		reading_note(reading, &row->at);
	}
	return amended;
}

uint16_t amendments_find(const struct reading *reading, size_t board, enum period period,
                         size_t task, struct judged_task *out)
{
	const struct cluster *cluster = reading->cluster;
	const struct amendment_row *rows = rows_amendments(cluster);

	for (uint32_t i = rows_count(cluster, TABLE_AMENDMENTS); i-- > 0;) {
		if (!is_of(reading, &rows[i], board, period))
			continue;
		const uint8_t *at = heap_at(&cluster->heap, rows[i].judged);

		for (size_t k = 0; k < rows[i].judged_count; k++) {
			at = judged_next(&cluster->heap, at, out);
			if (out->task == task)
				return rows[i].number;
		}
	}
	return 0;
}

uint16_t amendments_since_lock(struct reading *reading, enum period period)
{
	const struct cluster *cluster = reading->cluster;
	const struct amendment_row *rows = rows_amendments(cluster);
	const int64_t lock = period_locks_at(reading->ruleset, period);

	for (uint32_t i = rows_count(cluster, TABLE_AMENDMENTS); i > 0; i--) {
		if (rows[i - 1].period <= period && rows[i - 1].at.received_at >= lock &&
		    is_seen(reading, &rows[i - 1])) {
			reading_note(reading, &rows[i - 1].at);
			return rows[i - 1].number;
		}
	}
	return 0;
}

uint64_t amendments_before(const struct cluster *cluster, int64_t instant)
{
	const struct amendment_row *rows = rows_amendments(cluster);
	uint32_t count = rows_count(cluster, TABLE_AMENDMENTS);

	while (count > 0 && rows[count - 1].at.received_at >= instant)
		count--;
	return count > 0 ? rows[count - 1].at.sequence : 0;
}

bool amendments_next(const struct cluster *cluster, uint32_t year, enum period period,
                     uint32_t after, uint32_t *number, const struct row **since)
{
	const struct amendment_row *rows = rows_amendments(cluster);
	const struct ruleset *ruleset = cluster_scored_under(cluster, year, period, INT64_MAX);

	for (uint32_t i = 0; ruleset && i < rows_count(cluster, TABLE_AMENDMENTS); i++) {
		if (rows[i].year != year || rows[i].number <= after || rows[i].period > period ||
		    rows[i].at.received_at < period_locks_at(ruleset, period))
			continue;
		*number = rows[i].number;
		*since = &rows[i].at;
		return true;
	}
	return false;
}
