/*
 * The standing as a table. The same cells are printed, drawn on the live screen, and shown for a
 * dry run, so that people compare like with like; only where the table goes differs.
 */
#include "sheet.h"

#include <string.h>

#include "members.h"
#include "text.h"
#include "words.h"

const char *sheet_title(struct arena *arena, const struct told_standings *standings)
{
	return arena_text(arena, say(WORD_SHEET_TITLE), standings->cluster, standings->year,
	                  words_period(standings->period));
}

/* as_of of a locked one that is current no more is when another became it: true of the message, of the
 * figures nothing. */
const char *sheet_subtitle(struct arena *arena, const struct told_standings *standings)
{
	if (standings->locked && !standings->current)
		return arena_text(arena, say(WORD_SHEET_SUBTITLE_PAST), standings->reported,
		                  standings->expected, (unsigned long long)standings->sequence);
	return arena_text(arena, say(WORD_SHEET_SUBTITLE), show_instant(arena, standings->as_of),
	                  standings->reported, standings->expected,
	                  (unsigned long long)standings->sequence);
}

const char *sheet_marks(struct arena *arena, const struct told_standings *standings)
{
	const char *amended = standings->amendment == 0
	                              ? ""
	                              : arena_text(arena, say(WORD_AMENDED), standings->amendment);

	return arena_text(
	        arena, "%s%s%s%s%s%s%s%s%s%s", standings->rehearsal ? "  " : "",
	        standings->rehearsal ? say(WORD_REHEARSAL) : "", standings->locked ? "  " : "",
	        standings->locked ? say(WORD_LOCKED) : "", standings->provisional ? "  " : "",
	        standings->provisional ? say(WORD_PROVISIONAL) : "", standings->frozen ? "  " : "",
	        standings->frozen ? say(WORD_FROZEN) : "", *amended ? "  " : "", amended);
}

static const char *add_sign(struct arena *arena, const char *signs, bool there, const char *sign,
                            const char *meaning)
{
	return there ? arena_text(arena, "%s%s%s %s", signs, *signs ? " · " : "", sign, meaning)
	             : signs;
}

const char *sheet_signs(struct arena *arena, const struct told_standings *standings)
{
	bool adjusted = false, uncounted = false, amended = false;
	const char *signs = "";

	for (size_t i = 0; i < standings->row_count; i++) {
		adjusted |= standings->rows[i].adjusted;
		uncounted |= standings->rows[i].uncounted;
		amended |= standings->rows[i].amendment > 0;
	}
	signs = add_sign(arena, signs, adjusted, "±", say(WORD_MARK_ADJUSTED));
	signs = add_sign(arena, signs, uncounted, "✗", say(WORD_MARK_UNCOUNTED));
	return add_sign(arena, signs, amended, "*", say(WORD_MARK_AMENDED));
}

const char *sheet_order(struct arena *arena, const struct told_standings *standings)
{
	const char *order = "";

	for (size_t i = 0; i < standings->tie_break_count; i++)
		order = arena_text(arena, "%s%s%s", order, i > 0 ? ", " : "",
		                   words_tiebreak(standings->tie_breaks[i]));
	return arena_text(arena, say(WORD_SHEET_ORDER), order);
}

static enum paint status_paint(int status)
{
	static const enum paint paints[] = {
		[BOARD_EXPECTED] = PAINT_DIM, [BOARD_ON_TIME] = PAINT_GOOD,
		[BOARD_LATE] = PAINT_WARN,    [BOARD_OVERDUE] = PAINT_BAD,
		[BOARD_PENDING] = PAINT_NONE, [BOARD_MISSING] = PAINT_BAD
	};

	return status < BOARD_EXPECTED || status > BOARD_MISSING ? PAINT_NONE : paints[status];
}

static void move_cell(struct table *table, uint32_t from, uint32_t to)
{
	if (from == 0)
		table_cell(table, PAINT_NONE, "%s", "");
	else if (from > to)
		table_cell(table, PAINT_GOOD, "▲%u", from - to);
	else if (from < to)
		table_cell(table, PAINT_BAD, "▼%u", to - from);
	else
		table_cell(table, PAINT_DIM, "%s", "=");
}

/* What is added or taken, with its sign. */
static void added_cell(struct table *table, enum paint paint, int64_t points, const char *sign)
{
	if (points == 0)
		table_cell(table, PAINT_DIM, "%s", "-");
	else
		table_cell(table, paint, "%s%s", sign, show_points(table->arena, points));
}

static bool has_bonus(const struct told_standings *standings)
{
	for (size_t i = 0; i < standings->row_count; i++) {
		if (standings->rows[i].bonus > 0)
			return true;
	}
	return false;
}

/* Is anything reviewed in this season? */
static bool is_reviewed(const struct told_standings *standings)
{
	return standings->row_count > 0 && standings->rows[0].review != 0;
}

/* "đã xác nhận ±": the state of the period's report, then the marks that a point may hang on. */
static void review_cell(struct table *table, const struct told_row *row)
{
	const bool waits = row->uncounted || row->disputed;
	const enum paint paint = waits                                   ? PAINT_WARN
	                         : row->unreviewed || row->revision == 0 ? PAINT_DIM
	                                                                 : PAINT_GOOD;

	table_cell(table, paint, "%s%s%s", words_review(row->review), row->adjusted ? " ±" : "",
	           row->uncounted ? " ✗" : "");
}

static void add_row(struct table *table, const struct told_row *row,
                    const struct member_list *members, bool bonus, bool marked, uint32_t before)
{
	const enum paint paint = marked ? PAINT_BOLD : PAINT_NONE;

	table_cell(table, PAINT_BOLD, "%u%s", row->rank, row->tied ? "=" : " ");
	move_cell(table, before, row->rank);
	table_cell(table, paint, "%s%s", marked ? "▶" : "", row->board);
	table_cell(table, paint, "%s", member_board(members, row->board));
	table_cell(table, PAINT_BOLD, "%s", show_points(table->arena, row->total));
	table_cell(table, PAINT_NONE, "%s", show_points(table->arena, row->base_points));
	if (bonus)
		added_cell(table, PAINT_GOOD, row->bonus, "+");
	added_cell(table, PAINT_BAD, row->deduction, "−");
	table_cell(table, status_paint(row->status), "%s%s", words_status(row->status),
	           row->amendment > 0 ? " *" : "");
	if (row->review != 0)
		review_cell(table, row);
	table_cell(table, PAINT_NONE, "%s", row->band ? member_band(members, row->band) : "");
}

enum { NAME = 3 }; /* its column */

void sheet_table(struct table *table, struct arena *arena, const struct told_standings *standings,
                 const struct member_list *members, const char *marked, const uint32_t *before)
{
	const bool reviewed = is_reviewed(standings), bonus = has_bonus(standings);
	const struct {
		bool shown;
		struct column column;
	} all[] = {
		{ true, { say(WORD_RANK), true, CUT_NEVER } },
		{ true, { "±", false, CUT_NEVER } },
		{ true, { "", false, CUT_NEVER } },
		{ true, { say(WORD_BOARD), false, CUT_START } },
		{ true, { say(WORD_TOTAL), true, CUT_NEVER } },
		{ true, { say(WORD_BASE), true, CUT_NEVER } },
		{ bonus, { say(WORD_BONUS), true, CUT_NEVER } },
		{ true, { say(WORD_DEDUCTION), true, CUT_NEVER } },
		{ true, { say(WORD_STATUS), false, CUT_NEVER } },
		{ reviewed, { say(WORD_REVIEW_STATE), false, CUT_NEVER } },
		{ true, { say(WORD_BAND), false, CUT_END } },
	};
	const size_t most = sizeof(all) / sizeof(*all);
	struct column *columns = arena_alloc(arena, most, sizeof(*columns));
	size_t count = 0;

	for (size_t i = 0; i < most; i++) {
		if (all[i].shown)
			columns[count++] = all[i].column;
	}
	table_start(table, arena, columns, count);
	table->spare = UINT32_C(1) << NAME | UINT32_C(1) << (count - 1);
	for (size_t i = 0; i < standings->row_count; i++) {
		const struct told_row *row = &standings->rows[i];

		add_row(table, row, members, bonus, marked && strcmp(marked, row->board) == 0,
		        before ? before[i] : row->rank_before);
	}
}

void sheet_print(struct arena *arena, const struct told_standings *standings,
                 const struct member_list *members, const char *marked)
{
	char hash[2 * HASH_SIZE + 1];
	struct table table;

	show_text(PAINT_BOLD, sheet_title(arena, standings));
	show_text(PAINT_WARN, sheet_marks(arena, standings));
	printf("\n%s\n\n", sheet_subtitle(arena, standings));
	sheet_table(&table, arena, standings, members, marked, NULL);
	table_print(&table);
	text_hex(standings->state_hash, HASH_SIZE, hash);
	putchar('\n');
	if (*sheet_signs(arena, standings)) {
		show_text(PAINT_DIM, sheet_signs(arena, standings));
		putchar('\n');
	}
	show_text(PAINT_DIM, show_wrapped(arena, sheet_order(arena, standings), show_columns()));
	putchar('\n');
	show_text(PAINT_DIM, arena_text(arena, "state_hash %s", hash));
	putchar('\n');
}
