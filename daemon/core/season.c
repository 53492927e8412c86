/*
 * Versions rise and each one rules from its receipt on, but a period that has locked keeps the one
 * that it locked under.
 *
 * What belongs to a board and period (a revision of its report, say) is a row that names the one of
 * its kind before, and an index, a cell for each board and period of the newest version, names the
 * newest of each kind. What stood at an instant is found by going back from there; mostly the first
 * look is enough. A new version brings its own cells, so that boards may come and go by it: rows are
 * a board's, not a place's. A rewind puts back what each row that goes had pushed aside.
 *
 * A new kind is a chain of rows.h, a table, and the struct of its rows. A review is of a report, whose cell
 * is its own.
 */
#include "season.h"

#include <assert.h>
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

int64_t season_defined_at(const struct cluster *cluster, const struct version_row *version)
{
	while (version->previous > 0)
		version = &rows_versions(cluster)[version->previous - 1];
	return version->at.received_at;
}

int64_t season_begun_at(const struct cluster *cluster, const struct version_row *version)
{
	const int64_t begins = ruleset_begins_at(season_rules(cluster, version)),
	              defined = season_defined_at(cluster, version);

	return begins > defined ? begins : defined;
}

/* The place of a board in a version; -1: it is not of it. */
static int place_of(const struct cluster *cluster, const struct version_row *version,
                    uint16_t board)
{
	const int count = season_rules(cluster, version)->board_count;

	for (int place = 0; place < count; place++) {
		if (season_board(cluster, version, (size_t)place) == board)
			return place;
	}
	return -1;
}

static struct cell *cell_at(const struct cluster *cluster, const struct version_row *version,
                            size_t place, enum period period)
{
	return &rows_cells(cluster)[version->cells + place * PERIODS + period];
}

/* What the version before found, as far as its boards are still there. */
static void take_cells(struct cluster *cluster, const struct version_row *before,
                       struct version_row *version, size_t board_count)
{
	version->cells = rows_count(cluster, TABLE_CELLS);
	rows_add(cluster, TABLE_CELLS, board_count * PERIODS);
	for (size_t place = 0; before && place < board_count; place++) {
		const int was = place_of(cluster, before, season_board(cluster, version, place));

		if (was >= 0)
			memcpy(cell_at(cluster, version, place, Q1),
			       cell_at(cluster, before, (size_t)was, Q1),
			       PERIODS * sizeof(struct cell));
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
		.previous = newest ? rows_number(cluster, TABLE_VERSIONS, newest) : 0,
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

/* --- chains --- */

static const struct {
	enum cluster_table table;
	size_t size;
} chains[CHAINS] = {
	[CHAIN_REPORTS] = { TABLE_REPORTS, sizeof(struct report) },
	[CHAIN_POSTMARKS] = { TABLE_POSTMARKS, sizeof(struct postmark_row) },
	[CHAIN_REVIEWS] = { TABLE_REVIEWS, sizeof(struct review_row) },
};

/* By number + 1. */
static struct chained *row_numbered(const struct cluster *cluster, enum chain chain,
                                    uint32_t number)
{
	char *rows = cluster->tables[chains[chain].table].rows;

	return number > 0 ? (struct chained *)(rows + (number - 1) * chains[chain].size) : NULL;
}

void *season_add_row(struct cluster *cluster, enum chain chain, uint32_t year, const char *board,
                     enum period period)
{
	const struct version_row *newest = season_newest(cluster, year);
	const int place = newest ? ruleset_board(season_rules(cluster, newest), board) : -1;

	if (place < 0)
		return NULL;
	struct row_number *end = &cell_at(cluster, newest, (size_t)place, period)->newest[chain];
	void *row = rows_add(cluster, chains[chain].table, 1);
	const struct chained in = { .at = rows_now(cluster), .previous = end->of };

	if (chain == CHAIN_REVIEWS)
		((struct review_row *)row)->in = in;
	else
		*(struct cell_row *)row = (struct cell_row){
			.in = in,
			.year = (uint16_t)year,
			.board = season_board(cluster, newest, (size_t)place),
			.period = (uint8_t)period,
		};
	end->of = rows_count(cluster, chains[chain].table) & ROWS_MAX;
	assert(end->of == rows_count(cluster, chains[chain].table));
	return row;
}

const void *season_newest_row(const struct cluster *cluster, enum chain chain,
                              const struct version_row *newest, size_t place, enum period period)
{
	return row_numbered(cluster, chain,
	                    cell_at(cluster, newest, place, period)->newest[chain].of);
}

const void *season_row_before(const struct cluster *cluster, enum chain chain, const void *row)
{
	return row_numbered(cluster, chain, ((const struct chained *)row)->previous);
}

const void *season_row_by(const struct cluster *cluster, enum chain chain,
                          const struct version_row *newest, size_t place, enum period period,
                          int64_t instant)
{
	const struct chained *row = season_newest_row(cluster, chain, newest, place, period);

	while (row && row->at.received_at > instant)
		row = season_row_before(cluster, chain, row);
	return row;
}

/* Whose row it is. */
static const struct cell_row *cell_of(const struct cluster *cluster, enum chain chain,
                                      const struct chained *row)
{
	if (chain != CHAIN_REVIEWS)
		return (const struct cell_row *)row;
	return &rows_reports(cluster)[((const struct review_row *)row)->report - 1].cell;
}

static void cut_chain(struct cluster *cluster, enum chain chain, uint32_t count)
{
	for (uint32_t i = rows_count(cluster, chains[chain].table); i > count; i--) {
		const struct chained *row = row_numbered(cluster, chain, i);
		const struct cell_row *cell = cell_of(cluster, chain, row);
		const struct version_row *newest = season_newest(cluster, cell->year);
		const int place = newest ? place_of(cluster, newest, cell->board) : -1;

		if (place >= 0)
			cell_at(cluster, newest, (size_t)place, (enum period)cell->period)
			        ->newest[chain]
			        .of = row->previous & ROWS_MAX;
	}
}

void season_cut_chains(struct cluster *cluster, const uint32_t counts[TABLES])
{
	for (enum chain chain = 0; chain < CHAINS; chain++)
		cut_chain(cluster, chain, counts[chains[chain].table]);
}

void season_keep_times(struct cluster *cluster, struct report *report,
                       const struct report_times *times)
{
	const int64_t came = report->cell.in.at.received_at;

	if (times->taken_at == came && times->first_received_at == came &&
	    times->counted_at == came && times->late_days == 0)
		return;
	report->times = heap_bytes(&cluster->heap, times, sizeof(*times)) + 1;
}

void season_keep_values(struct cluster *cluster, struct report *report, const struct value *values,
                        size_t task_count)
{
	uint8_t bytes[REPORT_VALUES_MOST];
	const size_t size = report_values_write(values, task_count, bytes);

	report->values_size = (uint16_t)size;
	report->values = heap_bytes(&cluster->heap, bytes, size);
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

static const struct report none; /* revision 0 */

const struct report *cluster_report(const struct cluster *cluster, uint32_t year, size_t board,
                                    enum period period)
{
	const struct report *report = season_newest_row(
	        cluster, CHAIN_REPORTS, season_newest(cluster, year), board, period);

	return report ? report : &none;
}

void cluster_report_values(const struct cluster *cluster, const struct report *report,
                           struct value *out, size_t task_count)
{
	const uint8_t *bytes =
	        report->values_size > 0 ? heap_at(&cluster->heap, report->values) : NULL;

	report_values_read(bytes, report->values_size, out, task_count);
}

/* --- readings --- */

void reading_note(struct reading *reading, const struct row *row)
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
		                     .amended_until = now,
		                     .amended_last = UINT64_MAX,
		                     .instant = now < lock ? now : lock,
		                     .as_of = INT64_MIN };
	reading_note(reading, &version->at);
	return true;
}

/* Mostly the version that a period is scored under is the newest one, which has the cells. */
const void *season_read_row(struct reading *reading, enum chain chain, size_t board,
                            enum period period)
{
	const struct cluster *cluster = reading->cluster;
	const int place = reading->version == reading->newest
	                          ? (int)board
	                          : place_of(cluster, reading->newest,
	                                     season_board(cluster, reading->version, board));
	const struct chained *row = place < 0
	                                    ? NULL
	                                    : season_row_by(cluster, chain, reading->newest,
	                                                    (size_t)place, period, reading->until);

	if (row)
		reading_note(reading, &row->at);
	return row;
}

const struct report *reading_report(struct reading *reading, size_t board, enum period period)
{
	const struct report *report = season_read_row(reading, CHAIN_REPORTS, board, period);

	return report ? report : &none;
}

void reading_values(const struct reading *reading, const struct report *report, struct value *out)
{
	cluster_report_values(reading->cluster, report, out, reading->ruleset->task_count);
}
