/*
 * A scorecard in words: for every task what was reported, what was due, and the formula with its
 * numbers put in, so that an office can do the sum by hand and get the same points.
 *
 * The daemon sends the exact fraction, numerator and denominator in centi-points, and what it was
 * rounded to. The fraction is written out by long division as far as it fits into 128 bits, with an
 * ellipsis where it goes on; only then follows "rounded half up". Nothing is scored again here: a
 * second implementation would be believed when the two disagree.
 *
 * "piece" holds the factors of one line; where less is better reached and due change places, and
 * every formula after that reads the same.
 */
#include "explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "explain_review.h"
#include "members.h"
#include "output.h"
#include "proposal_say.h"
#include "show.h"
#include "words.h"

enum { DECIMALS_SHOWN = 6, PHASED_DECIMALS = 8, INDENT = 5, PERIOD_WIDTH = 8 };

#define WIDE_LARGEST ((int128)(~(__extension__(unsigned __int128) 0) >> 1))

static bool parse_wide(const char *text, int128 *out)
{
	*out = 0;
	if (!text || !*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || *out > (WIDE_LARGEST - 9) / 10)
			return false;
		*out = *out * 10 + (*text - '0');
	}
	return true;
}

/* Centi-points n/d in points, by long division as far as the rest fits. */
static const char *divide(struct arena *arena, int128 numerator, int128 denominator)
{
	char digits[WIDE_SIZE];

	decimal_wide(numerator / denominator, digits);
	const int lead = POINT_DECIMALS + 1 - (int)strlen(digits); /* "7" is 0.07 */
	const char *padded = lead > 0 ? arena_text(arena, "%0*d%s", lead, 0, digits) : digits;
	const int whole = (int)strlen(padded) - POINT_DECIMALS;
	char decimals[DECIMALS_SHOWN + 1] = "";

	memcpy(decimals, padded + whole, POINT_DECIMALS);
	int128 rest = numerator % denominator;

	for (size_t i = POINT_DECIMALS;
	     rest != 0 && i < DECIMALS_SHOWN && rest <= WIDE_LARGEST / 10; i++) {
		rest *= 10;
		decimals[i] = (char)('0' + (int)(rest / denominator));
		rest %= denominator;
	}
	return arena_text(arena, "%.*s%s%s%s", whole, padded,
	                  words_language() == VIETNAMESE ? "," : ".", decimals,
	                  rest != 0 ? "…" : "");
}

const char *explain_fraction(struct arena *arena, const char *numerator, const char *denominator)
{
	int128 n, d;

	if (!parse_wide(numerator, &n) || !parse_wide(denominator, &d) || d == 0)
		return "?";
	return divide(arena, n, d);
}

/* Everything about one line that its formula is made of, as text. */
struct piece {
	const struct told_score_line *line;
	const char *actual, *due; /* what was reached and what had to be, as factors */
	const char *leader_actual, *leader_due; /* LEADER */
	const char *maximum;
	int128 n, d; /* reached to due; better above 1 */
};

static const char *phased(struct arena *arena, const struct told_score_line *line, int64_t target)
{
	char text[DECIMAL_SIZE];

	decimal_short(target * line->phasing, PHASED_DECIMALS, text);
	char *point = strchr(text, '.');

	if (point && words_language() == VIETNAMESE)
		*point = ',';
	return arena_text(arena, "%s%s", text, measure_is_share(line->measure) ? " %" : "");
}

static struct piece piece_of(struct arena *arena, const struct told_score_line *line)
{
	enum { WHOLE = 1000000 }; /* 100 % in ten-thousandths */
	const bool percent = measure_is_share(line->measure);
	const int64_t reached = line->cause == CAUSE_VERIFIED_ALONE ? line->verified : line->actual;
	const char *actual = show_quantity(arena, reached);
	struct piece piece = { .line = line,
		               .actual = actual,
		               .due = phased(arena, line, line->target) };

	if (percent)
		piece.actual =
		        arena_text(arena, "(%s ÷ %s)", actual, show_quantity(arena, line->out_of));
	piece.leader_actual = show_quantity(arena, line->leader_actual);
	piece.leader_due = phased(arena, line, line->leader_target);
	piece.maximum = show_points(arena, line->max);
	piece.n = (int128)reached * FULL * (percent ? WHOLE : 1);
	piece.d = (int128)line->target * line->phasing * (percent ? line->out_of : 1);
	if (line->lower_is_better) {
		const struct piece other = piece;

		piece.actual = other.due, piece.due = other.actual;
		piece.leader_actual = other.leader_due, piece.leader_due = other.leader_actual;
		piece.n = other.d, piece.d = other.n;
	}
	return piece;
}

static const char *rounded(struct arena *arena, const struct told_score_line *line)
{
	const char *exact = explain_fraction(arena, line->numerator, line->denominator);
	const char *points = show_points(arena, line->points);

	return strcmp(exact, points) == 0
	               ? arena_text(arena, "= %s", points)
	               : arena_text(arena, say(WORD_EXPLAIN_ROUNDED), exact, points);
}

static const char *linear(struct arena *arena, const struct piece *piece)
{
	if (piece->n >= piece->d)
		return arena_text(arena, say(WORD_EXPLAIN_REACHED), piece->maximum);
	return arena_text(arena, "%s × %s ÷ %s %s", piece->maximum, piece->actual, piece->due,
	                  rounded(arena, piece->line));
}

static const char *leader(struct arena *arena, const struct piece *piece)
{
	const struct told_score_line *line = piece->line;

	if (piece->n < piece->d)
		return arena_text(arena, "%s × %s ÷ (2 × %s) %s", piece->maximum, piece->actual,
		                  piece->due, rounded(arena, line));
	if (piece->n == piece->d || line->leader[0] == '\0' || line->cause == CAUSE_AT_MOST_TARGET)
		return arena_text(arena, say(WORD_EXPLAIN_HALF), piece->maximum,
		                  rounded(arena, line));
	return arena_text(arena, say(WORD_EXPLAIN_LEADER), piece->maximum, rounded(arena, line),
	                  piece->actual, piece->due, line->leader, piece->leader_actual,
	                  piece->leader_due);
}

static const char *ladder(struct arena *arena, const struct piece *piece,
                          const struct task_draft *task)
{
	const struct told_score_line *line = piece->line;
	const char *points = show_points(arena, line->points);

	if (line->step == 0)
		return arena_text(arena, "%s", say(WORD_EXPLAIN_NO_STEP));
	if (!task || line->step > task->step_count)
		return arena_text(arena, say(WORD_EXPLAIN_STEP), line->step, points);
	return arena_text(arena, say(WORD_EXPLAIN_STEP_FROM), line->step, task->step_count,
	                  show_share(arena, task->steps[line->step - 1].threshold), points);
}

static const char *per_unit(struct arena *arena, const struct told_score_line *line)
{
	char units[DECIMAL_SIZE];

	snprintf(units, sizeof(units), "%lld", (long long)(line->actual / FULL));
	const char *each = show_points(arena, line->per_unit),
	           *points = show_points(arena, line->points);

	if (line->per_unit * (line->actual / FULL) <= line->max)
		return arena_text(arena, "%s × %s = %s", each, units, points);
	return arena_text(arena, say(WORD_EXPLAIN_CAPPED), each, units, points);
}

static const char *formula(struct arena *arena, const struct told_score_line *line,
                           const struct task_draft *task)
{
	const struct piece piece = piece_of(arena, line);

	switch (line->kind) {
	case KIND_LINEAR:
		return linear(arena, &piece);
	case KIND_LEADER:
		return leader(arena, &piece);
	case KIND_LADDER:
		return ladder(arena, &piece, task);
	case KIND_BINARY:
		return arena_text(
		        arena,
		        say(piece.n >= piece.d ? WORD_EXPLAIN_REACHED : WORD_EXPLAIN_NOT_REACHED),
		        piece.maximum);
	case KIND_PER_UNIT:
		return per_unit(arena, line);
	default:
		return say(WORD_EXPLAIN_APPRAISED);
	}
}

/* "33 văn bản; chỉ tiêu năm 35, đến quý I phải đạt 25 % = 8,75" */
static const char *facts(struct arena *arena, const struct told_score_line *line, const char *unit,
                         int period)
{
	const bool percent = measure_is_share(line->measure);
	const char *value = show_quantity(arena, line->actual);
	const enum word of =
	        line->measure == MEASURE_LIMITATIONS ? WORD_EXPLAIN_CLOSED : WORD_EXPLAIN_OF;
	const char *done =
	        percent ? arena_text(arena, say(of), value, show_quantity(arena, line->out_of))
	                : arena_text(arena, "%s%s%s", value, *unit ? " " : "", unit);

	if (line->has_models)
		return arena_text(arena, say(WORD_EXPLAIN_MODELS), value, line->models.listed,
		                  line->models.refused, line->models.duplicates, line->models.open);
	if (line->kind == KIND_PER_UNIT || line->kind == KIND_APPRAISED)
		return done;
	const char *target =
	        arena_text(arena, "%s%s", show_quantity(arena, line->target), percent ? " %" : "");

	if (line->phasing == FULL)
		return arena_text(
		        arena,
		        say(line->lower_is_better ? WORD_EXPLAIN_LIMIT : WORD_EXPLAIN_TARGET), done,
		        target);
	return arena_text(arena, say(WORD_EXPLAIN_PHASED), done, target, words_period(period),
	                  show_share(arena, line->phasing), phased(arena, line, line->target));
}

static void explain_line(struct arena *arena, const struct told_scorecard *card,
                         const struct told_score_line *line, const struct member_list *members)
{
	show_text(PAINT_BOLD, arena_text(arena, "%-*s", INDENT, line->task));
	printf("%s  ", member_task(members, line->task));
	const enum paint paint = line->points == line->max ? PAINT_GOOD : PAINT_BOLD;

	if (line->assigned && !line->withheld)
		show_text(paint, arena_text(arena, "%s / %s", show_points(arena, line->points),
		                            show_points(arena, line->max)));
	putchar('\n');
	if (!line->assigned) {
		printf("%*s%s\n", INDENT, "",
		       say(line->measure == MEASURE_LIMITATIONS && line->target > 0
		                   ? WORD_EXPLAIN_NO_LIMITATIONS
		                   : WORD_EXPLAIN_NOT_ASSIGNED));
	} else if (!line->reported && line->kind != KIND_APPRAISED &&
	           line->measure != MEASURE_MODELS) {
		printf("%*s%s\n", INDENT, "", say(WORD_EXPLAIN_NOT_REPORTED));
	} else {
		const char *unit = member_unit(members, line->task);

		printf("%*s%s\n", INDENT, "", facts(arena, line, unit, card->period));
		if (line->withheld)
			printf("%*s%s\n", INDENT, "", say(WORD_EXPLAIN_WITHHELD));
		else if (!explain_withheld(line))
			printf("%*s%s\n", INDENT, "",
			       formula(arena, line, member_task_draft(members, line->task)));
	}
	explain_values(arena, line, INDENT);
	if (*explain_cause(arena, line))
		printf("%*s%s\n", INDENT, "", explain_cause(arena, line));
}

/* What was lost most comes first; of what was lost as much, in the season's order. */
static int compare_losses(const void *left, const void *right)
{
	const struct told_score_line *const *a = left, *const *b = right;
	const int64_t loss_a = (*a)->assigned ? (*a)->max - (*a)->points : -1,
	              loss_b = (*b)->assigned ? (*b)->max - (*b)->points : -1;

	if (loss_a != loss_b)
		return loss_a < loss_b ? 1 : -1;
	return (*a > *b) - (*a < *b);
}

static void explain_lines(struct arena *arena, const struct told_scorecard *card,
                          const struct member_list *members, bool by_loss)
{
	const struct told_score_line **lines = arena_alloc(arena, card->line_count, sizeof(*lines));

	for (size_t i = 0; i < card->line_count; i++)
		lines[i] = &card->lines[i];
	if (by_loss && card->line_count > 0)
		qsort(lines, card->line_count, sizeof(*lines), compare_losses);
	for (size_t i = 0; i < card->line_count; i++)
		explain_line(arena, card, lines[i], members);
}

/* "Thẩm định: chưa thẩm định, đã điều chỉnh" */
static void explain_marks(const struct told_row *row)
{
	const struct {
		bool is;
		enum word word;
	} marks[] = { { row->unreviewed, WORD_MARK_UNREVIEWED },
		      { row->uncounted, WORD_MARK_UNCOUNTED },
		      { row->adjusted, WORD_MARK_ADJUSTED },
		      { row->disputed, WORD_MARK_DISPUTED } };
	const char *before = ": ";

	if (row->review == 0)
		return;
	fputs(say(WORD_EXPLAIN_MARKS), stdout);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (!marks[i].is)
			continue;
		printf("%s%s", before, say(marks[i].word));
		before = ", ";
	}
	if (strcmp(before, ": ") == 0)
		printf("%s%s", before, words_review(row->review));
	putchar('\n');
}

static void explain_late(struct arena *arena, const struct told_late *late)
{
	const bool costs = late->deduction > 0;
	const char *period = words_period(late->period);

	printf("  %s%*s", period, PERIOD_WIDTH - (int)show_width(period),
	       ""); /* wide enough for all in words.inc */
	printf(say(WORD_EXPLAIN_DUE), show_day(arena, late->due));
	if (late->postmarked_at != 0)
		printf(say(WORD_EXPLAIN_POSTMARKED), show_instant(arena, late->postmarked_at));
	if (late->received_at != 0)
		printf(say(WORD_EXPLAIN_RECEIVED), show_instant(arena, late->received_at));
	printf(", %s", words_status(late->status));
	if (late->late_days > 0)
		printf(say(WORD_EXPLAIN_LATE_DAYS), late->late_days);
	if (costs)
		show_text(PAINT_BAD,
		          arena_text(arena, ": −%s", show_points(arena, late->deduction)));
	if (late->review != 0)
		printf(" · %s", words_review(late->review));
	putchar('\n');
}

/* With the rule, why, and both who signed. */
static void explain_entries(struct arena *arena, const struct told_scorecard *card)
{
	int64_t bonus = 0;

	for (size_t i = 0; i < card->entry_count; i++) {
		const struct told_points_entry *entry = &card->entries[i];
		const bool taken = entry->kind == ENTRY_DEDUCTION;

		fputs("  ", stdout);
		show_text(taken ? PAINT_BAD : PAINT_GOOD,
		          proposal_say_points(arena, entry->kind, entry->points));
		printf("  %s%s%s", entry->code, entry->reason[0] ? ": " : "",
		       output_one_line(arena, entry->reason));
		if (entry->signature_count > 0) /* the public is not told who */
			printf(" (%s)", proposal_say_signers(arena, entry->signatures,
			                                     entry->signature_count));
		putchar('\n');
		bonus += taken ? 0 : entry->points;
	}
	if (!card->frozen && bonus > card->row.bonus)
		printf(say(WORD_EXPLAIN_BONUS_CAPPED), show_points(arena, bonus),
		       show_points(arena, card->row.bonus)),
		        putchar('\n');
}

static void explain_total(struct arena *arena, const struct told_scorecard *card,
                          const struct member_list *members)
{
	const struct told_row *row = &card->row;

	if (card->not_assigned == NOT_ASSIGNED_RESCALE && card->assigned != card->scale &&
	    card->assigned > 0)
		printf(say(WORD_EXPLAIN_RESCALED), show_points(arena, card->scale),
		       show_points(arena, card->earned), show_points(arena, card->assigned),
		       divide(arena, (int128)card->scale * card->earned, card->assigned),
		       show_points(arena, row->base_points));
	else
		printf(say(WORD_EXPLAIN_BASE), show_points(arena, row->base_points));
	putchar('\n');
	show_text(PAINT_BOLD,
	          arena_text(arena, say(WORD_EXPLAIN_TOTAL), show_points(arena, row->base_points),
	                     show_points(arena, row->bonus), show_points(arena, row->deduction),
	                     show_points(arena, row->total), row->rank,
	                     row->band ? member_band(members, row->band) : ""));
	putchar('\n');
	if (row->base_points + row->bonus < row->deduction)
		puts(say(WORD_EXPLAIN_FLOOR));
}

void explain_card(struct arena *arena, const struct told_scorecard *card,
                  const struct member_list *members, bool by_loss)
{
	show_text(PAINT_BOLD, member_board(members, card->board));
	printf(say(WORD_EXPLAIN_HEAD), card->cluster, card->year, words_period(card->period),
	       show_instant(arena, card->as_of));
	fputs("\n\n", stdout);
	explain_lines(arena, card, members, by_loss);
	printf("\n%s\n", say(WORD_EXPLAIN_PUNCTUALITY));
	for (size_t i = 0; i < card->late_count; i++)
		explain_late(arena, &card->late[i]);
	explain_marks(&card->row);
	if (card->entry_count > 0) {
		printf("\n%s\n", say(WORD_EXPLAIN_ENTRIES));
		explain_entries(arena, card);
	}
	putchar('\n');
	if (card->before_freeze)
		printf(say(WORD_STATUS_SEALED), words_period(card->period)), putchar('\n');
	if (card->frozen)
		printf(say(WORD_EXPLAIN_FROZEN), show_points(arena, card->earned),
		       show_points(arena, card->assigned)),
		        putchar('\n');
	else
		explain_total(arena, card, members);
}
