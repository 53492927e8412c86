/*
 * Versions rise and each one rules from its receipt on, but a period that has locked keeps the one
 * that it locked under.
 *
 * Each revision of a report names the one before, and an index, a cell for each board and period of
 * the newest version, names the newest. What stood at an instant is found by going back from there;
 * mostly the first look is enough. A new version brings its own cells, so that boards may come and
 * go by it: reports are a board's, not a place's. A rewind puts back what each report that goes had
 * pushed aside.
 */
#include "season.h"

#include <string.h>

#include "report_values.h"

const struct version_row *season_newest(const struct cluster *cluster, uint32_t year)
{
	const struct version_row *rows = rows_versions(cluster);

	for (uint32_t i = rows_count(cluster, TABLE_VERSIONS); i > 0; i--) {
		if (rows[i - 1].year == year)
			return &rows[i - 1];
	}
	return NULL;
}

uint16_t season_board(const struct cluster *cluster, const struct version_row *version,
                      size_t place)
{
	return ((const uint16_t *)heap_at(&cluster->heap, version->boards))[place];
}

const struct ruleset *season_rules(const struct cluster *cluster, const struct version_row *version)
{
	return heap_at(&cluster->heap, version->ruleset);
}

uint32_t *season_cell(const struct cluster *cluster, const struct version_row *newest,
                      uint16_t board, enum period period)
{
	const size_t count = season_rules(cluster, newest)->board_count;

	for (size_t place = 0; place < count; place++) {
		if (season_board(cluster, newest, place) == board)
			return &rows_cells(cluster)[newest->cells + place * PERIODS + period];
	}
	return NULL;
}

/* What the version before found, as far as its boards are still there. */
static void take_cells(struct cluster *cluster, const struct version_row *before,
                       struct version_row *version, size_t board_count)
{
	version->cells = rows_count(cluster, TABLE_CELLS);
	rows_add(cluster, TABLE_CELLS, board_count * PERIODS);
	for (size_t place = 0; before && place < board_count; place++) {
		const uint32_t *cell =
		        season_cell(cluster, before, season_board(cluster, version, place), Q1);

		if (cell)
			memcpy(&rows_cells(cluster)[version->cells + place * PERIODS], cell,
			       PERIODS * sizeof(*cell));
	}
}

bool season_add_version(struct cluster *cluster, const struct define_season *define, uint32_t year)
{
	const size_t size = ruleset_room(&define->season);
	const struct version_row *newest = season_newest(cluster, year);

	if (size == 0 || size > HEAP_ITEM_MAX)
		return false;
	struct version_row version = {
		.at = rows_now(cluster),
		.ruleset = heap_add(&cluster->heap, size, true),
		.previous = newest ? (uint32_t)(newest - rows_versions(cluster)) + 1 : 0,
		.year = (uint16_t)year,
	};
	struct ruleset *ruleset = heap_at(&cluster->heap, version.ruleset);

	ruleset_place(&define->season, define->version, define->season_hash, ruleset);
	version.boards = heap_add(&cluster->heap, ruleset->board_count * sizeof(uint16_t), true);
	uint16_t *boards = heap_at(&cluster->heap, version.boards);

	for (size_t i = 0; i < ruleset->board_count; i++)
		boards[i] = rows_board(cluster, ruleset->boards[i]);
	take_cells(cluster, newest, &version, ruleset->board_count);
	*(struct version_row *)rows_add(cluster, TABLE_VERSIONS, 1) = version;
	return true;
}

struct report *season_add_report(struct cluster *cluster, uint32_t *cell, uint32_t year,
                                 uint16_t board, enum period period)
{
	struct report *report = rows_add(cluster, TABLE_REPORTS, 1);
	const struct report *previous = *cell > 0 ? &rows_reports(cluster)[*cell - 1] : NULL;

	report->at = rows_now(cluster);
	report->first_received_at = previous ? previous->first_received_at : report->at.received_at;
	report->late_days = previous ? previous->late_days : 0;
	report->revision = previous ? previous->revision : 0;
	report->previous = *cell;
	report->year = (uint16_t)year;
	report->board = board;
	report->period = (uint8_t)period;
	*cell = rows_count(cluster, TABLE_REPORTS);
	return report;
}

void season_keep_values(struct cluster *cluster, struct report *report, const struct value *values,
                        size_t task_count)
{
	uint8_t bytes[REPORT_VALUES_MOST];
	const size_t size = report_values_write(values, task_count, bytes);

	report->values_size = (uint16_t)size;
	report->values = heap_add(&cluster->heap, size, false);
	memcpy(heap_at(&cluster->heap, report->values), bytes, size);
}

void season_cut_reports(struct cluster *cluster, uint32_t count)
{
	for (uint32_t i = rows_count(cluster, TABLE_REPORTS); i > count; i--) {
		const struct report *report = &rows_reports(cluster)[i - 1];
		const struct version_row *newest = season_newest(cluster, report->year);
		uint32_t *cell = newest ? season_cell(cluster, newest, report->board,
		                                      (enum period)report->period)
		                        : NULL;

		if (cell)
			*cell = report->previous;
	}
}

/* --- what others may ask --- */

static const struct version_row *version_at(const struct cluster *cluster, uint32_t year,
                                            int64_t instant)
{
	const struct version_row *version = season_newest(cluster, year);

	while (version && version->previous > 0 && version->at.received_at > instant)
		version = &rows_versions(cluster)[version->previous - 1];
	return version;
}

const struct ruleset *cluster_ruleset(const struct cluster *cluster, uint32_t year, int64_t instant)
{
	const struct version_row *version = version_at(cluster, year, instant);

	return version ? season_rules(cluster, version) : NULL;
}

uint32_t cluster_version(const struct cluster *cluster, uint32_t year)
{
	const struct version_row *newest = season_newest(cluster, year);

	return newest ? season_rules(cluster, newest)->version : 0;
}

size_t cluster_year_count(const struct cluster *cluster)
{
	size_t count = 0;

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_VERSIONS); i++)
		count += rows_versions(cluster)[i].previous == 0;
	return count;
}

uint32_t cluster_year(const struct cluster *cluster, size_t i)
{
	const struct version_row *row = rows_versions(cluster);

	for (;; row++) {
		if (row->previous == 0 && i-- == 0)
			return row->year;
	}
}

/* A version may move the lock of a period that is not locked, so each one is asked whether the next
 * came in time. */
static const struct version_row *scored_under(const struct cluster *cluster, uint32_t year,
                                              enum period period, int64_t now)
{
	const struct version_row *version = NULL;

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_VERSIONS); i++) {
		const struct version_row *next = &rows_versions(cluster)[i];

		if (next->year != year)
			continue;
		if (version && (next->at.received_at > now ||
		                next->at.received_at >=
		                        period_locks_at(season_rules(cluster, version), period)))
			break;
		version = next;
	}
	return version;
}

const struct ruleset *cluster_scored_under(const struct cluster *cluster, uint32_t year,
                                           enum period period, int64_t now)
{
	const struct version_row *version = scored_under(cluster, year, period, now);

	return version ? season_rules(cluster, version) : NULL;
}

int64_t cluster_next_change(const struct cluster *cluster, uint32_t year, int64_t now)
{
	return ruleset_next_change(cluster_ruleset(cluster, year, INT64_MAX), now);
}

static const struct report none; /* revision 0 */

const struct report *cluster_report(const struct cluster *cluster, uint32_t year, size_t board,
                                    enum period period)
{
	const struct version_row *newest = season_newest(cluster, year);
	const uint32_t number = rows_cells(cluster)[newest->cells + board * PERIODS + period];

	return number > 0 ? &rows_reports(cluster)[number - 1] : &none;
}

void cluster_report_values(const struct cluster *cluster, const struct report *report,
                           struct value *out, size_t task_count)
{
	const uint8_t *bytes =
	        report->values_size > 0 ? heap_at(&cluster->heap, report->values) : NULL;

	report_values_read(bytes, report->values_size, out, task_count);
}

/* --- readings --- */

static void note(struct reading *reading, const struct row *row)
{
	if (row->sequence > reading->sequence)
		reading->sequence = row->sequence;
	if (row->received_at > reading->as_of)
		reading->as_of = row->received_at;
}

bool reading_open(struct reading *reading, const struct cluster *cluster, uint32_t year,
                  enum period period, int64_t now)
{
	const struct version_row *version = scored_under(cluster, year, period, now);

	if (!version)
		return false;
	const struct ruleset *ruleset = season_rules(cluster, version);
	const int64_t lock = period_locks_at(ruleset, period);

	*reading = (struct reading){ .cluster = cluster,
		                     .version = version,
		                     .newest = season_newest(cluster, year),
		                     .ruleset = ruleset,
		                     .until = now < lock ? now : lock - 1,
		                     .as_of = INT64_MIN };
	note(reading, &version->at);
	return true;
}

/* Mostly the version that a period is scored under is the newest one, which has the cells. */
static uint32_t newest_report(const struct reading *reading, size_t board, enum period period)
{
	const struct cluster *cluster = reading->cluster;

	if (reading->version == reading->newest)
		return rows_cells(cluster)[reading->newest->cells + board * PERIODS + period];
	const uint32_t *cell = season_cell(cluster, reading->newest,
	                                   season_board(cluster, reading->version, board), period);

	return cell ? *cell : 0;
}

const struct report *reading_report(struct reading *reading, size_t board, enum period period)
{
	const struct report *rows = rows_reports(reading->cluster);
	uint32_t number = newest_report(reading, board, period);

	while (number > 0 && rows[number - 1].at.received_at > reading->until)
		number = rows[number - 1].previous;
	if (number == 0)
		return &none;
	note(reading, &rows[number - 1].at);
	return &rows[number - 1];
}

void reading_values(const struct reading *reading, const struct report *report, struct value *out)
{
	cluster_report_values(reading->cluster, report, out, reading->ruleset->task_count);
}
