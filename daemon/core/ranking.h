/*
 * ranking -- order the boards of a season.
 *
 * The ranking rule is what people argue about, so it stands alone: no clock, no socket, no
 * database.
 */
#ifndef CORE_RANKING_H
#define CORE_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ranked {
	int64_t total;     /* centi-points */
	int64_t deduction; /* centi-points */
	int64_t priority;  /* centi-points in the priority group */
	int64_t base;      /* centi-points */
	uint32_t late_days;
	uint16_t board; /* place in the season's order; shows ties, never ranks */
	uint32_t rank;  /* out: from 1; equals share it, the next is skipped */
	bool tied;      /* out */
};

/* Sorts rows best first by the tie-break list (enum tiebreak) and sets rank and tied. */
void ranking_order(struct ranked *rows, size_t count, const uint8_t *tiebreaks,
                   size_t tiebreak_count);

#endif
