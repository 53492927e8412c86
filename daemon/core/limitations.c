/*
 * No row says that a limitation came to be: that is what a lock makes of the revision in force. So they are
 * found each time by one walk through what made them, a lock after the other, and what was said of them in
 * between, which is in the order of the journal. At one instant time acts first: what is confirmed at that
 * of a lock was still open at it.
 *
 * An ended year may be left out of memory, but none of which one is open when a season that is there begins
 * (cluster_needs_from). Of one that is left out there may be a confirmation all the same: what says the
 * same in a report that locked before it was that one, and is none of its own. Therefore each command says
 * what the limitation says.
 */
#include "limitations.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "carried.h"
#include "number_list.h"
#include "season.h"

struct source { /* what makes limitations */
	int64_t at;
	const struct version_row *season; /* its newest version */
	enum period period; /* that locks; PERIODS: the season begins, with those of its file */
};

struct walk {
	const struct cluster *cluster;
	struct arena *arena;
	struct known_limitations *known;
	int64_t came_by, said_by;
	uint32_t next; /* row of what was said */
};

/* --- what makes them --- */

static void add_source(struct source *sources, size_t *count, const struct source *source,
                       int64_t came_by)
{
	if (source->at <= came_by)
		sources[(*count)++] = *source;
}

static void add_season(const struct cluster *cluster, const struct version_row *season,
                       int64_t came_by, struct source *sources, size_t *count)
{
	const struct ruleset *ruleset = season_rules(cluster, season);

	if (!ruleset->limitations)
		return;
	if (season->earlier_count > 0)
		add_source(sources, count,
		           &(struct source){ season_begun_at(cluster, season), season, PERIODS },
		           came_by);
	for (enum period period = Q1; period < PERIODS; period++) {
		if (period_held(ruleset, period))
			add_source(sources, count,
			           &(struct source){ period_locks_at(ruleset, period), season,
			                             period },
			           came_by);
	}
}

static int compare_sources(const void *left, const void *right)
{
	const struct source *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->season->year != b->season->year)
		return a->season->year - b->season->year;
	return (int)a->period - (int)b->period;
}

static struct source *find_sources(const struct cluster *cluster, int64_t came_by,
                                   struct arena *arena, size_t *count)
{
	const size_t years = cluster_year_count(cluster);
	struct source *sources = arena_alloc(arena, years * (PERIODS + 1), sizeof(*sources));

	*count = 0;
	for (size_t i = 0; i < years; i++)
		add_season(cluster, season_newest(cluster, cluster_year(cluster, i)), came_by,
		           sources, count);
	if (*count > 1)
		qsort(sources, *count, sizeof(*sources), compare_sources);
	return sources;
}

/* --- what they are --- */

static void add(struct walk *walk, const struct known_limitation *limitation)
{
	struct limitations_of_board *board = &walk->known->boards[limitation->board];

	for (size_t i = 0; i < board->count; i++) {
		if (board->items[i].text == limitation->text &&
		    board->items[i].closed_at == INT64_MAX)
			return; /* it is that one */
	}
	if (board->count == board->room) {
		const size_t room = board->room > 0 ? 2 * board->room : 8;
		struct known_limitation *items = arena_alloc(walk->arena, room, sizeof(*items));

		if (board->count > 0)
			memcpy(items, board->items, board->count * sizeof(*items));
		board->items = items;
		board->room = room;
	}
	board->items[board->count++] = *limitation;
}

static struct known_limitation *find(const struct limitations_of_board *board, uint32_t year,
                                     int period, uint32_t number)
{
	for (size_t i = 0; i < board->count; i++) {
		struct known_limitation *item = &board->items[i];

		if (item->year == year && item->period == period && item->number == number)
			return item;
	}
	return NULL;
}

/* It is of a year that is not here, and was open until now. */
static void drop_same(struct limitations_of_board *board, uint32_t text)
{
	size_t kept = 0;

	for (size_t i = 0; i < board->count; i++) {
		const struct known_limitation item = board->items[i];

		if (item.text != text || item.closed_at != INT64_MAX)
			board->items[kept++] = item;
	}
	board->count = kept;
}

static void take_said(struct walk *walk, const struct limitation_row *row)
{
	struct limitations_of_board *board = &walk->known->boards[row->board];
	struct known_limitation *limitation =
	        find(board, row->of_year, row->of_period, row->of_number);

	if (!limitation) {
		if (row->event == LIMITATION_CONFIRM)
			drop_same(board, row->text);
		return;
	}
	limitation->last = row;
	limitation->closings = (uint8_t)(limitation->closings + (row->event == LIMITATION_CLOSE));
	if (row->event == LIMITATION_CONFIRM)
		limitation->closed_at = row->at.received_at;
}

static void take_until(struct walk *walk, int64_t instant)
{
	const struct limitation_row *rows = rows_limitations(walk->cluster);
	const uint32_t count = rows_count(walk->cluster, TABLE_LIMITATIONS);

	while (walk->next < count && rows[walk->next].at.received_at < instant &&
	       rows[walk->next].at.received_at <= walk->said_by)
		take_said(walk, &rows[walk->next++]);
}

static void take_file(struct walk *walk, const struct source *source)
{
	const struct cluster *cluster = walk->cluster;
	const struct version_row *season = source->season, *first = season;
	const struct earlier_said *earlier = heap_at(&cluster->heap, season->earlier);
	uint16_t *numbers = arena_alloc(walk->arena, walk->known->board_count, sizeof(*numbers));

	while (first->previous > 0)
		first = &rows_versions(cluster)[first->previous - 1];
	for (size_t i = 0; i < season->earlier_count; i++)
		add(walk, &(struct known_limitation){ .year = (uint16_t)(season->year - 1),
		                                      .number = ++numbers[earlier[i].board],
		                                      .board = earlier[i].board,
		                                      .text = earlier[i].text,
		                                      .from = first->at,
		                                      .since = source->at,
		                                      .closed_at = INT64_MAX });
}

/* The revision in force at the lock. Of a report that was brought back after it: the first one, from then
 * on. NULL: none. */
static const struct report *locked_report(const struct walk *walk, const struct source *source,
                                          size_t place)
{
	const struct report *report = season_newest_row(walk->cluster, CHAIN_REPORTS,
	                                                source->season, place, source->period);
	const struct report *first = report;

	while (report && report->cell.in.at.received_at >= source->at) {
		first = report;
		report = season_row_before(walk->cluster, CHAIN_REPORTS, report);
	}
	if (report)
		return report;
	return first && first->cell.in.at.received_at <= walk->came_by ? first : NULL;
}

static void take_report(struct walk *walk, const struct source *source, size_t place)
{
	const struct report *report = locked_report(walk, source, place);

	if (!report || report->limitation_count == 0)
		return;
	const int64_t came = report->cell.in.at.received_at;
	const uint8_t *texts = heap_at(&walk->cluster->heap, report->limitations);

	for (size_t i = 0; i < report->limitation_count; i++)
		add(walk,
		    &(struct known_limitation){ .year = source->season->year,
		                                .number = (uint16_t)(i + 1),
		                                .board = report->cell.board,
		                                .period = (uint8_t)(source->period + 1),
		                                .text = number_list_next(&texts),
		                                .from = report->cell.in.at,
		                                .since = came > source->at ? came : source->at,
		                                .closed_at = INT64_MAX });
}

void limitations_look(const struct cluster *cluster, int64_t came_by, int64_t said_by,
                      struct arena *arena, struct known_limitations *out)
{
	struct walk walk = { cluster, arena, out, came_by, said_by, 0 };
	size_t count;
	const struct source *sources = find_sources(cluster, came_by, arena, &count);

	out->board_count = rows_count(cluster, TABLE_BOARDS);
	out->boards = arena_alloc(arena, out->board_count, sizeof(*out->boards));
	for (size_t i = 0; i < count; i++) {
		const struct ruleset *ruleset = season_rules(cluster, sources[i].season);

		take_until(&walk, sources[i].at);
		if (sources[i].period == PERIODS)
			take_file(&walk, &sources[i]);
		for (size_t place = 0; sources[i].period != PERIODS && place < ruleset->board_count;
		     place++)
			take_report(&walk, &sources[i], place);
	}
	take_until(&walk, INT64_MAX);
}

const struct known_limitation *limitations_find(const struct known_limitations *known,
                                                uint16_t board, uint32_t year, int period,
                                                uint32_t number)
{
	return board < known->board_count ? find(&known->boards[board], year, period, number)
	                                  : NULL;
}

enum limitation_state limitations_state(const struct known_limitation *limitation)
{
	if (limitation->closed_at != INT64_MAX)
		return LIMITATION_CLOSED;
	return limitation->last && limitation->last->event == LIMITATION_CLOSE ? LIMITATION_CLOSING
	                                                                       : LIMITATION_OPEN;
}

const char *limitations_text(const struct cluster *cluster, uint32_t text)
{
	return heap_at(&cluster->heap, rows_limitation_texts(cluster)[text - 1].text);
}

int64_t limitations_supervisor_from(const struct ruleset *ruleset,
                                    const struct known_limitation *limitation)
{
	return calendar_days_after(limitation->last->at.received_at, ruleset->review.review_days);
}

/* --- what a season asks --- */

/* One that was closed before it began counts for nothing; so does what was held back then, and is known to have
 * been closed since. */
static void count_one(struct reading *reading, const struct carried *carried,
                      const struct known_limitation *limitation, int64_t begun, struct value *out)
{
	const bool closed = limitation->closed_at != INT64_MAX;

	if (limitation->closed_at < begun && carried_from(carried, limitation->closed_at) <= begun)
		return;
	reading_note(reading, &limitation->from);
	carried_note(reading, carried, limitation->since);
	if (closed) {
		reading_note(reading, &limitation->last->at);
		carried_note(reading, carried, limitation->closed_at);
	}
	if (limitation->closed_at < begun)
		return;
	out->out_of += FULL;
	out->actual += closed ? FULL : 0;
}

/* They are of no one season, so what the freeze of another holds back has not come. */
void limitations_read(struct reading *reading, struct arena *arena, struct value *out)
{
	const struct cluster *cluster = reading->cluster;
	const int64_t begun = season_begun_at(cluster, reading->version);
	struct known_limitations known;
	struct carried carried;

	carried_look(cluster, reading->ruleset->year, reading->until, arena, &carried);
	limitations_look(cluster, begun < carried.seen ? begun : carried.seen, carried.seen, arena,
	                 &known);
	for (size_t place = 0; place < reading->ruleset->board_count; place++) {
		const struct limitations_of_board *board =
		        &known.boards[season_board(cluster, reading->version, place)];

		out[place] = (struct value){ 0, 0 };
		for (size_t i = 0; i < board->count; i++)
			count_one(reading, &carried, &board->items[i], begun, &out[place]);
	}
}

uint32_t limitations_season_of(const struct known_limitation *limitation)
{
	return limitation->period == 0 ? limitation->year + 1U : limitation->year;
}

/* The latest one before a year that follows limitations; NULL: none that is here. */
static const struct ruleset *season_before(const struct cluster *cluster, uint32_t year)
{
	const struct ruleset *found = NULL;

	for (size_t i = 0; i < cluster_year_count(cluster); i++) {
		const struct ruleset *ruleset =
		        season_rules(cluster, season_newest(cluster, cluster_year(cluster, i)));

		if (ruleset->year < year && ruleset->limitations &&
		    (!found || found->year < ruleset->year))
			found = ruleset;
	}
	return found;
}

uint32_t cluster_needs_from(const struct cluster *cluster, uint32_t year, int64_t now)
{
	const struct version_row *season = season_newest(cluster, year);
	const struct ruleset *before = season_before(cluster, year);

	if (!season || !before)
		return year;
	const int64_t begins = season_begun_at(cluster, season);
	const uint32_t held = carried_needs_from(cluster, year, now);
	uint32_t from = now < begins || !ruleset_is_over(before, begins) ? before->year : year;
	struct known_limitations known;
	struct carried carried;
	struct arena arena;

	from = held < from ? held : from;
	arena_init(&arena, 0);
	carried_look(cluster, year, now < begins ? now : begins, &arena, &carried);
	limitations_look(cluster, carried.seen, carried.seen, &arena, &known);
	for (size_t board = 0; board < known.board_count; board++) {
		for (size_t i = 0; i < known.boards[board].count; i++) {
			const struct known_limitation *item = &known.boards[board].items[i];

			if (item->closed_at >= carried.seen && limitations_season_of(item) < from)
				from = limitations_season_of(item);
		}
	}
	arena_close(&arena);
	return from;
}

uint32_t limitations_season(const struct cluster *cluster, int64_t now)
{
	uint32_t found = 0;

	for (size_t i = 0; i < cluster_year_count(cluster); i++) {
		const struct ruleset *ruleset =
		        season_rules(cluster, season_newest(cluster, cluster_year(cluster, i)));

		if (ruleset->limitations && ruleset_begins_at(ruleset) <= now &&
		    ruleset->year > found)
			found = ruleset->year;
	}
	return found;
}
