#include "ranking.h"

#include "ruleset.h"

static int rising(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Below 0 when a stands before b by this one key. */
static int compare_key(const struct ranked *a, const struct ranked *b, enum tiebreak key)
{
	switch (key) {
	case TIEBREAK_TOTAL:
		return rising(b->total, a->total);
	case TIEBREAK_DEDUCTION:
		return rising(a->deduction, b->deduction);
	case TIEBREAK_PRIORITY_GROUP:
		return rising(b->priority, a->priority);
	case TIEBREAK_BASE:
		return rising(b->base, a->base);
	case TIEBREAK_LATE_DAYS:
		return rising(a->late_days, b->late_days);
	}
	return 0;
}

static int compare(const struct ranked *a, const struct ranked *b, const uint8_t *tiebreaks,
                   size_t tiebreak_count)
{
	for (size_t i = 0; i < tiebreak_count; i++) {
		const int order = compare_key(a, b, (enum tiebreak)tiebreaks[i]);

		if (order != 0)
			return order;
	}
	return 0;
}

/* Insertion: at most 64 rows, and it needs no global for the list. */
static void sort(struct ranked *rows, size_t count, const uint8_t *tiebreaks, size_t tiebreak_count)
{
	for (size_t i = 1; i < count; i++) {
		const struct ranked row = rows[i];
		size_t place = i;

		for (; place > 0; place--) {
			int order = compare(&row, &rows[place - 1], tiebreaks, tiebreak_count);

			if (order == 0)
				order = rising(row.board, rows[place - 1].board);
			if (order >= 0)
				break;
			rows[place] = rows[place - 1];
		}
		rows[place] = row;
	}
}

void ranking_order(struct ranked *rows, size_t count, const uint8_t *tiebreaks,
                   size_t tiebreak_count)
{
	sort(rows, count, tiebreaks, tiebreak_count);
	for (size_t i = 0; i < count; i++) {
		const bool equal =
		        i > 0 && compare(&rows[i - 1], &rows[i], tiebreaks, tiebreak_count) == 0;

		rows[i].rank = equal ? rows[i - 1].rank : (uint32_t)(i + 1);
		rows[i].tied = equal;
		if (equal)
			rows[i - 1].tied = true;
	}
}
