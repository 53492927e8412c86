/*
 * What is told of limitations: those that a season has to do with, and how each stands.
 *
 * They stay from season to season, so a freeze of any holds them back: which came to be in it, which were
 * closed, what was found of it. Who sees all, and each board of its own, sees them as they are.
 */
#include <string.h>

#include "arena.h"
#include "disclosed.h"
#include "faults.h"
#include "limitations.h"
#include "question.h"
#include "review_edges.h"
#include "season.h"

enum { PAGE = 64 }; /* each may have three texts of 2,000 bytes */

struct page {
	const struct cluster *cluster;
	const struct get_limitations *asked;
	const struct sight *sight;
	const struct version_row *season;
	const struct ruleset *ruleset; /* its */
	int64_t begun; /* when the season began, or when it is seen when it had not */
	struct limitations *out;
	struct told_limitation *told;
	size_t passed;
};

/* The closing that a judgement was of. */
static const struct limitation_row *closing_of(const struct cluster *cluster,
                                               const struct known_limitation *limitation)
{
	const struct limitation_row *rows = rows_limitations(cluster), *row = limitation->last;

	while (row && row->event != LIMITATION_CLOSE) {
		do
			row = row > rows ? row - 1 : NULL;
		while (row &&
		       (row->board != limitation->board || row->of_year != limitation->year ||
		        row->of_period != limitation->period ||
		        row->of_number != limitation->number));
	}
	return row;
}

static void tell_closing(const struct cluster *cluster, const struct known_limitation *limitation,
                         struct told_limitation *out)
{
	const struct limitation_row *row = closing_of(cluster, limitation);

	if (!row)
		return;
	const uint8_t *hashes = heap_at(&cluster->heap, row->said);

	out->has_closing = true;
	memcpy(out->closing, hashes, HASH_SIZE);
	out->closing_at = row->at.received_at;
	uint32_t how;

	memcpy(&how, hashes + (1 + row->evidence_count) * HASH_SIZE, sizeof(how));
	out->how = heap_at(&cluster->heap, how);
	out->evidence_count = row->evidence_count;
	out->evidence = (const uint8_t(*)[HASH_SIZE])(hashes + HASH_SIZE);
}

static void tell_judgement(const struct cluster *cluster, const struct limitation_row *row,
                           struct told_limitation *out)
{
	out->judged_at = row->at.received_at;
	out->judged_by = row->by > 0 ? rows_boards(cluster)[row->by - 1].code : "";
	if (row->event == LIMITATION_REFUSE)
		out->reason = heap_at(&cluster->heap, row->said);
}

static void tell_limitation(const struct page *page, const struct known_limitation *limitation,
                            struct told_limitation *out)
{
	const struct cluster *cluster = page->cluster;
	const enum limitation_state state = limitations_state(limitation);
	const char *board = rows_boards(cluster)[limitation->board].code;
	const int place = ruleset_board(page->ruleset, board);

	*out = (struct told_limitation){
		.board = board,
		.year = limitation->year,
		.period = limitation->period,
		.number = limitation->number,
		.text = limitations_text(cluster, limitation->text),
		.state = (int)state,
		.since = limitation->since,
		.counts = limitation->since <= page->begun,
		.how = "",
		.judged_by = "",
		.reason = "",
		.reviewer = "",
	};
	if (state != LIMITATION_OPEN)
		tell_closing(cluster, limitation, out);
	if (limitation->last && limitation->last->event != LIMITATION_CLOSE)
		tell_judgement(cluster, limitation->last, out);
	if (state != LIMITATION_CLOSING || place < 0)
		return;
	out->reviewer = page->ruleset->boards[review_reviewer(page->ruleset, (size_t)place)];
	out->supervisor_from = limitations_supervisor_from(page->ruleset, limitation);
}

/* Is it of the season, and asked for? */
static bool shows(const struct page *page, const struct known_limitation *limitation)
{
	const struct get_limitations *asked = page->asked;
	const char *board = rows_boards(page->cluster)[limitation->board].code;

	if (limitations_season_of(limitation) > asked->year || limitation->closed_at < page->begun)
		return false;
	return (asked->board[0] == '\0' || strcmp(asked->board, board) == 0) &&
	       (asked->state == 0 || asked->state == (int)limitations_state(limitation));
}

static void add_board(struct page *page, const struct limitations_of_board *board)
{
	for (size_t i = 0; i < board->count && !page->out->more; i++) {
		if (!shows(page, &board->items[i]) || page->passed++ < page->asked->after)
			continue;
		page->out->more = page->out->limitation_count == PAGE;
		if (!page->out->more)
			tell_limitation(page, &board->items[i],
			                &page->told[page->out->limitation_count++]);
	}
}

/* As of when who asks sees those of a board; `known` holds them as of then. */
static void look(struct page *page, const char *board, struct arena *arena, int64_t *looked,
                 struct known_limitations *known)
{
	const int64_t begins = season_begun_at(page->cluster, page->season);
	const int64_t seen = disclosed_seen(page->cluster, page->sight, board);

	page->begun = seen < begins ? seen : begins;
	if (*looked == seen)
		return;
	limitations_look(page->cluster, seen, seen, arena, known);
	*looked = seen;
}

static void tell_limitations(const struct cluster *cluster, const void *asked,
                             const struct sight *sight, struct arena *arena, void *answered,
                             struct faults *why)
{
	const struct get_limitations *question = asked;
	const struct version_row *season = season_newest(cluster, question->year);
	struct known_limitations known;
	int64_t looked = INT64_MAX;

	if (!season) {
		fail(why, FAULT_CLUSTER_WITHOUT_SEASON, "query.year", cluster->code,
		     fault_number(why, question->year));
		return;
	}
	const struct ruleset *ruleset = season_rules(cluster, season);

	if (question->board[0] != '\0' && ruleset_board(ruleset, question->board) < 0) {
		fail(why, FAULT_NOT_A_MEMBER, "query.board", question->board,
		     fault_number(why, question->year));
		return;
	}
	struct page page = { .cluster = cluster,
		             .asked = question,
		             .sight = sight,
		             .season = season,
		             .ruleset = ruleset,
		             .out = answered,
		             .told = arena_alloc(arena, PAGE, sizeof(*page.told)) };

	page.out->agreed = ruleset->limitations;
	page.out->limitations = page.told;
	for (size_t place = 0; place < ruleset->board_count; place++) {
		look(&page, ruleset->boards[place], arena, &looked, &known);
		add_board(&page, &known.boards[season_board(cluster, season, place)]);
	}
}

const struct question_row question_limitations = {
	.number = QUESTION_LIMITATIONS,
	.answer = "limitations",
	.tell = tell_limitations,
};
