/*
 * What boards name is kept once for each board, however often and in whatever spelling it comes: a
 * correction that leaves it as it was costs a number of few bytes. What they may name in a season is bounded,
 * since it stays in memory.
 */
#include <string.h>

#include "arena.h"
#include "faults.h"
#include "fold.h"
#include "limitations.h"
#include "names.h"
#include "number_list.h"
#include "season.h"

enum { TEXTS_BYTES_MAX = 1 << 20 }; /* of a board in a season */

/* --- texts --- */

bool limitations_same_text(const char *a, const char *b)
{
	return fold_same(a, b);
}

/* Number + 1; 0: it is new. */
static uint32_t find_text(const struct cluster *cluster, uint16_t board, const char *text)
{
	const struct limitation_text_row *rows = rows_limitation_texts(cluster);
	const uint32_t folded = (uint32_t)fold_hash(text);

	for (uint32_t i = rows_count(cluster, TABLE_LIMITATION_TEXTS); i > 0; i--) {
		const struct limitation_text_row *row = &rows[i - 1];

		if (row->folded == folded && row->board == board &&
		    fold_same(heap_at(&cluster->heap, row->text), text))
			return i;
	}
	return 0;
}

uint32_t limitations_keep_text(struct cluster *cluster, uint32_t year, uint16_t board,
                               const char *text)
{
	const uint32_t found = find_text(cluster, board, text);

	if (found > 0)
		return found;
	const uint32_t kept = heap_text(&cluster->heap, text);
	struct limitation_text_row *row = rows_add(cluster, TABLE_LIMITATION_TEXTS, 1);

	*row = (struct limitation_text_row){ (uint32_t)fold_hash(text), kept, board,
		                             (uint16_t)year };
	return rows_count(cluster, TABLE_LIMITATION_TEXTS);
}

/* What two people read as one is one, and what says nothing is none. */
static void check_text(const char *path, const char *text, struct faults *why)
{
	const int32_t unassigned = fold_unassigned(text);

	if (unassigned != 0)
		fail(why, FAULT_TEXT_HOLDS_UNASSIGNED, path, fault_path(why, "U+%04X", unassigned));
	else if (fold_same(text, ""))
		fail(why, FAULT_TITLE_EMPTY, path);
}

/* --- a report --- */

static size_t bytes_of(const struct cluster *cluster, uint32_t year, uint16_t board)
{
	const struct limitation_text_row *rows = rows_limitation_texts(cluster);
	size_t bytes = 0;

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_LIMITATION_TEXTS); i++) {
		if (rows[i].board == board && rows[i].year == year)
			bytes += strlen(heap_at(&cluster->heap, rows[i].text));
	}
	return bytes;
}

/* However much of it there was already: each text of a board is kept once. */
static bool has_room_for_all(const struct cluster *cluster, const struct submit_report *submit)
{
	size_t bytes = heap_size(&cluster->heap);

	for (size_t i = 0; i < submit->limitation_count; i++)
		bytes += strlen(submit->limitations[i].text);
	return bytes <= TEXTS_BYTES_MAX;
}

static void check_room(const struct cluster *cluster, const struct command *command,
                       const struct ruleset *ruleset, struct faults *why)
{
	const struct submit_report *submit = &command->submit_report;
	const int place = ruleset_board(ruleset, submit->board);
	size_t more = 0;

	if (place < 0 || has_room_for_all(cluster, submit)) /* or said already */
		return;
	const uint16_t board =
	        season_board(cluster, season_newest(cluster, command->year), (size_t)place);

	for (size_t i = 0; i < submit->limitation_count; i++) {
		if (find_text(cluster, board, submit->limitations[i].text) == 0)
			more += strlen(submit->limitations[i].text);
	}
	if (more > 0 && bytes_of(cluster, command->year, board) + more > TEXTS_BYTES_MAX)
		fail(why, FAULT_LIMITATIONS_TOO_LARGE, "submit_report.period", submit->board,
		     fault_number(why, TEXTS_BYTES_MAX));
}

void limitations_check_report(const struct cluster *cluster, const struct command *command,
                              const struct ruleset *ruleset, struct faults *why)
{
	const struct submit_report *submit = &command->submit_report;

	if (!ruleset->limitations)
		return;
	check_room(cluster, command, ruleset, why);
	for (size_t i = 0; i < submit->limitation_count; i++) {
		const char *text = submit->limitations[i].text;

		check_text(fault_path(why, "limitations[%zu].text", i), text, why);
		for (size_t k = 0; k < i; k++) {
			if (!fold_same(submit->limitations[k].text, text))
				continue;
			fail(why, FAULT_LIMITATION_TWICE,
			     fault_path(why, "limitations[%zu].text", i),
			     fault_path(why, "limitations[%zu]", k));
			break;
		}
	}
}

/* A correction mostly leaves them as they were. */
static bool keep_before(struct cluster *cluster, const uint32_t *texts, size_t count,
                        struct report *report)
{
	const struct report *before = season_row_before(cluster, CHAIN_REPORTS, report);

	if (!before || before->limitation_count != count ||
	    !number_list_is(&cluster->heap, before->limitations, texts, count))
		return false;
	report->limitations = before->limitations;
	return true;
}

void limitations_keep_report(struct cluster *cluster, const struct submit_report *submit,
                             struct report *report)
{
	const size_t count =
	        submit->limitation_count < UINT8_MAX ? submit->limitation_count : UINT8_MAX;
	uint32_t texts[UINT8_MAX];

	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++)
		texts[i] = limitations_keep_text(cluster, report->cell.year, report->cell.board,
		                                 submit->limitations[i].text);
	report->limitation_count = (uint8_t)count;
	if (keep_before(cluster, texts, count, report))
		return;
	report->limitations = number_list_keep(&cluster->heap, texts, count);
}

/* --- a season --- */

void limitations_keep_season(struct cluster *cluster, const struct season_draft *draft)
{
	struct version_row *version =
	        &rows_versions(cluster)[rows_count(cluster, TABLE_VERSIONS) - 1];
	const size_t count = draft->limitations ? draft->earlier_limitation_count : 0;

	if (count == 0)
		return;
	const uint32_t kept = heap_add(&cluster->heap, count * sizeof(struct earlier_said), true);

	for (size_t i = 0; i < count; i++) {
		const uint16_t board = rows_board(cluster, draft->earlier_limitations[i].board);
		const uint32_t text = limitations_keep_text(cluster, version->year, board,
		                                            draft->earlier_limitations[i].text);
		struct earlier_said *earlier = heap_at(&cluster->heap, kept);

		earlier[i] = (struct earlier_said){ text, board };
	}
	version->earlier = kept;
	version->earlier_count = (uint16_t)count;
}

static bool lists_same(const struct cluster *cluster, const struct version_row *was,
                       const struct season_draft *draft)
{
	const struct earlier_said *earlier =
	        was->earlier_count > 0 ? heap_at(&cluster->heap, was->earlier) : NULL;
	bool same = was->earlier_count == draft->earlier_limitation_count;

	for (size_t i = 0; same && i < was->earlier_count; i++) {
		const struct earlier_limitation *now = &draft->earlier_limitations[i];

		same = strcmp(rows_boards(cluster)[earlier[i].board].code, now->board) == 0 &&
		       fold_same(limitations_text(cluster, earlier[i].text), now->text);
	}
	return same;
}

/* Does the season before follow them? One that is left out of memory does not. */
static bool are_known(const struct cluster *cluster, uint32_t year, uint32_t *before)
{
	bool known = false;

	*before = 0;
	for (size_t i = 0; i < cluster_year_count(cluster); i++) {
		const uint32_t other = cluster_year(cluster, i);

		if (other >= year || other < *before)
			continue;
		*before = other;
		known = cluster_ruleset(cluster, other, INT64_MAX)->limitations;
	}
	for (size_t i = 0; i < cluster_lacking_count(cluster); i++) {
		const uint32_t other = cluster_lacking(cluster, i);

		known &= other >= year || other <= *before;
	}
	return known;
}

void limitations_check_season(const struct cluster *cluster, const struct command *command,
                              struct faults *why)
{
	const struct season_draft *draft = &command->define_season.season;
	const struct version_row *was = season_newest(cluster, command->year);
	const struct ruleset *ruleset = was ? season_rules(cluster, was) : NULL;
	uint32_t before;

	if (was && ruleset_begins_at(ruleset) <= command->received_at) {
		const enum period first = period_held(ruleset, Q1) ? Q1 : period_after(ruleset, Q1);
		const char *name = names_find(&names_periods, (int)first);

		if (draft->limitations != ruleset->limitations)
			fail(why, FAULT_LIMITATIONS_BEGUN, "season.limitations", name);
		else if (!lists_same(cluster, was, draft))
			fail(why, FAULT_LIMITATIONS_BEGUN, "season.earlier_limitations", name);
	} else if (draft->earlier_limitation_count > 0 &&
	           are_known(cluster, command->year, &before)) {
		fail(why, FAULT_EARLIER_KNOWN, "season.earlier_limitations",
		     fault_number(why, before));
	}
}
