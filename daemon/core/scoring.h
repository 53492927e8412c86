/*
 * scoring -- the points of one task: six kinds, exact fractions, one rounding.
 *
 * Each formula is one short function; the golden vectors are its tests. Everything is an integer;
 * products are 128 bits wide.
 */
#ifndef CORE_SCORING_H
#define CORE_SCORING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decimal.h"

struct task;

/* What a board has of a task by a period. */
struct achievement {
	bool assigned; /* false: the task is not the board's, or out_of is 0 */
	bool reported;
	bool withheld;  /* less is better, and a report has still to come: none of it counts */
	bool bounded;   /* LEADER where reports are reviewed: the whole counts as 1 at most */
	int64_t actual; /* accumulated, ten-thousandths; PERCENT: done */
	union {         /* one of them, by the task; a standing has thousands of these */
		int64_t out_of;    /* PERCENT, else 0 */
		int64_t verified;  /* bounded: what is verified alone; -1: nothing */
		int64_t appraised; /* APPRAISED: centi-points */
	};
	int64_t target; /* of the year, ten-thousandths */
};

/* What of a bounded achievement counts: all of it, no more than the target, or what is verified. */
enum leader_basis { BASIS_WHOLE, BASIS_TARGET, BASIS_VERIFIED };

struct task_points {
	int64_t points;   /* centi-points */
	int128 numerator; /* before rounding; denominator 1 where nothing is rounded */
	int128 denominator;
	uint32_t step;           /* LADDER: from 1; 0 none */
	enum leader_basis basis; /* LEADER */
	int64_t above;           /* out: -1 below, 0 at, 1 above the phased target */
};

/* floor((2n + d) / 2d) for n >= 0, d > 0. */
int64_t scoring_round(int128 numerator, int128 denominator);

/* Points of all boards of a cluster for one task; LEADER needs them all, so all kinds take them
 * all. phasing in basis points. leader: out, index of the board with the largest lead above its
 * target, or -1. `out` has count items. */
void scoring_task(const struct task *task, uint16_t phasing, const struct achievement *boards,
                  size_t count, struct task_points *out, int *leader);

#endif
