/*
 * An entry is a row from its countersignature on, and so is its withdrawal; neither ever goes. A reading
 * sees those that came before it ends, so a locked standing counts what it counted. What the rows leave
 * out, the reason and the document, stands in the command that proposed it and is read from there.
 */
#include "entries.h"

#include <string.h>

#include "arena.h"
#include "faults.h"
#include "proposal_tell.h"
#include "question.h"
#include "rows.h"

/* An entry of the reading's season that it may see. */
static bool is_seen(const struct reading *reading, const struct entry_row *row)
{
	return row->year == reading->ruleset->year && row->at.received_at <= reading->until;
}

/* What a withdrawal takes back stays a row, so both are counted, one against the other. */
void entries_read(struct reading *reading, struct entry_sum *out)
{
	const struct cluster *cluster = reading->cluster;
	const struct entry_row *rows = rows_entries(cluster);

	for (size_t i = 0; i < reading->ruleset->board_count; i++)
		out[i] = (struct entry_sum){ 0 };
	for (uint32_t i = 0; i < rows_count(cluster, TABLE_ENTRIES); i++) {
		const struct entry_row *row = &rows[i];
		const int board = is_seen(reading, row)
		                          ? ruleset_board(reading->ruleset,
		                                          rows_boards(cluster)[row->board].code)
		                          : -1;

		if (board < 0)
			continue;
		const int64_t points = row->entry > 0 ? -row->points : row->points;

		*(row->kind == ENTRY_BONUS ? &out[board].bonus : &out[board].deduction) += points;
		reading_note(reading, &row->at);
	}
}

/* --- which they are --- */

/* NULL: it counts. */
static const struct entry_row *find_withdrawal(const struct cluster *cluster, uint32_t entry)
{
	const struct entry_row *rows = rows_entries(cluster);

	for (uint32_t i = entry; i < rows_count(cluster, TABLE_ENTRIES); i++) {
		if (rows[i].entry == entry)
			return &rows[i];
	}
	return NULL;
}

static bool read_proposed(const struct cluster *cluster, const struct entry_row *row,
                          struct arena *arena, struct command *out)
{
	static const struct command by = { .received_at = 0 };

	return row->proposal > 0 &&
	       proposal_open(cluster, &rows_proposals(cluster)[row->proposal - 1], &by, arena, out);
}

static void tell_withdrawal(const struct cluster *cluster, const struct entry_row *row,
                            struct arena *arena, struct told_points_entry *out)
{
	struct command proposed;

	out->withdrawn_count =
	        proposal_tell_signatures(cluster, &rows_proposals(cluster)[row->proposal - 1],
	                                 INT64_MAX, arena, &out->withdrawn);
	if (read_proposed(cluster, row, arena, &proposed))
		out->withdrawn_reason = proposed.withdraw_points.reason;
}

static void tell_entry(const struct cluster *cluster, const struct entry_row *row,
                       struct arena *arena, struct told_points_entry *out)
{
	const struct proposal_row *proposal = &rows_proposals(cluster)[row->proposal - 1];
	struct command proposed;

	*out = (struct told_points_entry){
		.board = rows_boards(cluster)[row->board].code,
		.code = row->rule,
		.kind = row->kind,
		.points = row->points,
		.reason = "",
		.withdrawn_reason = "",
	};
	memcpy(out->entry, proposal->hash, HASH_SIZE);
	out->signature_count =
	        proposal_tell_signatures(cluster, proposal, INT64_MAX, arena, &out->signatures);
	if (!read_proposed(cluster, row, arena, &proposed))
		return;
	out->reason = proposed.enter_points.reason;
	memcpy(out->evidence, proposed.enter_points.evidence, HASH_SIZE);
}

size_t entries_of(const struct reading *reading, size_t board, struct arena *arena,
                  const struct told_points_entry **out)
{
	const struct cluster *cluster = reading->cluster;
	const struct entry_row *rows = rows_entries(cluster);
	const uint32_t all = rows_count(cluster, TABLE_ENTRIES);
	struct told_points_entry *entries = arena_alloc(arena, all, sizeof(*entries));
	size_t count = 0;

	for (uint32_t i = 0; i < all; i++) {
		const struct entry_row *withdrawal = find_withdrawal(cluster, i + 1);

		if (rows[i].entry == 0 && is_seen(reading, &rows[i]) &&
		    !(withdrawal && is_seen(reading, withdrawal)) &&
		    strcmp(rows_boards(cluster)[rows[i].board].code,
		           reading->ruleset->boards[board]) == 0)
			tell_entry(cluster, &rows[i], arena, &entries[count++]);
	}
	*out = entries;
	return count;
}

static void tell_entries(const struct cluster *cluster, const void *asked,
                         const struct sight *sight, struct arena *arena, void *answered,
                         struct faults *why)
{
	const struct get_entries *question = asked;
	struct told_entries *out = answered;
	const struct entry_row *rows = rows_entries(cluster);
	const uint32_t all = rows_count(cluster, TABLE_ENTRIES);
	struct told_points_entry *entries = arena_alloc(arena, all, sizeof(*entries));

	if (cluster_version(cluster, question->year) == 0) {
		fail(why, FAULT_CLUSTER_WITHOUT_SEASON, "query.year", cluster->code,
		     fault_number(why, question->year));
		return;
	}
	for (uint32_t i = 0; i < all; i++) {
		const int64_t until = audience_sees(cluster, sight, question->year,
		                                    rows_boards(cluster)[rows[i].board].code);

		if (rows[i].entry > 0 || rows[i].year != question->year ||
		    rows[i].at.received_at > until)
			continue;
		struct told_points_entry *entry = &entries[out->entry_count++];
		const struct entry_row *withdrawal = find_withdrawal(cluster, i + 1);

		tell_entry(cluster, &rows[i], arena, entry);
		if (withdrawal && withdrawal->at.received_at <= until)
			tell_withdrawal(cluster, withdrawal, arena, entry);
	}
	out->entries = entries;
}

const struct question_row question_entries = {
	.number = QUESTION_ENTRIES,
	.answer = "entries",
	.tell = tell_entries,
};
