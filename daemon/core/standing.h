/*
 * standing -- season x time -> the ranked standing of one period.
 *
 * A standing is a function of the journal, the ruleset and as_of, computed for the whole cluster at
 * once, because one report can move every board. Made in an arena. What is shown = what is stored =
 * what is ranked.
 */
#ifndef CORE_STANDING_H
#define CORE_STANDING_H

#include "counted.h"
#include "ranking.h"
#include "scoring.h"

struct model_counts;
struct arena;
struct buffer;

enum board_status { /* the wire's numbers */
	            BOARD_EXPECTED = 1,
	            BOARD_ON_TIME,
	            BOARD_LATE,
	            BOARD_OVERDUE,
	            BOARD_PENDING,
	            BOARD_MISSING,
};

struct standing_row { /* centi-points */
	int64_t base, bonus, deduction, total, priority;
	int64_t earned, assigned; /* sums of points and of maxima, before RESCALE */
	uint32_t late_days;
	uint32_t rank, rank_before; /* rank_before 0 in the first period that is held */
	uint32_t revision;
	uint8_t status; /* enum board_status */
	uint8_t band;   /* index into the ruleset's bands */
	bool tied;
	bool postmarked; /* in this period */
	uint8_t review;  /* enum review_state of the period's report; 0 where nothing is reviewed */
	uint8_t marks;   /* MARK_UNREVIEWED and so on */
	uint16_t amendment; /* number of the latest that it counts; 0: none */
};

struct task_total {
	int64_t actual, target; /* ten-thousandths; PERCENT: done, out_of */
	uint32_t met, exceeded;
};

struct standing {
	struct reading reading;        /* of the cluster, which outlives the standing */
	const struct ruleset *ruleset; /* that it was scored under */
	enum period period;
	uint64_t sequence; /* of the last command it depends on */
	int64_t as_of;     /* since when it is so: that command, or the last change by time */
	bool current, locked;
	bool provisional;   /* not all boards have signed */
	bool frozen;        /* who sees it sees nothing later of the period now: audience.c */
	uint16_t amendment; /* it succeeds the one that locked, by this; 0: it is that one */
	uint32_t reported;
	uint64_t models;
	const struct model_counts *registered; /* by place, where there is a register; else NULL */
	struct standing_row *rows;             /* [board_count], in the season's order */
	uint16_t *order;                       /* [board_count], best first */
	int64_t *points;                       /* [board * task_count + task]; -1: not assigned */
	struct achievement *achievements;      /* by standing_place */
	struct task_points *details;           /* the same shape */
	int *leaders;                          /* [task_count]; board or -1 */
	struct task_total *totals;             /* [task_count] */
};

/* Where a board's part of a task stands among achievements and details: a task is scored over all boards, so they
 * lie side by side. */
static inline size_t standing_place(const struct standing *standing, size_t board, size_t task)
{
	return task * standing->ruleset->board_count + board;
}

/* The standing of a period at `now` (at least the last received_at). False, with nothing done, when
 * there is no such season or the period has not opened or is not held. Takes some 120 bytes of the arena for each
 * board and task, and from Q2 on as much again for the period before. */
bool standing_compute(const struct cluster *cluster, uint32_t year, enum period period, int64_t now,
                      struct arena *arena, struct standing *out);

/* The same, for those who know ranks of other periods at the same instant: by period, in the season's order; NULL: not
 * known. rank_before is taken from there, and computed where it is not known. */
bool standing_compute_knowing(const uint32_t *const ranks[PERIODS], const struct cluster *cluster,
                              uint32_t year, enum period period, int64_t now, struct arena *arena,
                              struct standing *out);

/* In the season's order; in the arena. */
const uint32_t *standing_ranks(const struct standing *standing, struct arena *arena);

/* What locked, and after it each of the standings that succeed it: that which an amendment made, by its
 * number; 0: the one that locked. now: at least the last received_at. False when there is no such one. */
bool standing_compute_locked(const struct cluster *cluster, uint32_t year, enum period period,
                             uint32_t amendment, int64_t now, struct arena *arena,
                             struct standing *out);

/* The number of the next one after that; false: there is none. */
bool standing_next_amended(const struct standing *standing, uint32_t *amendment);

/* When the next held period opens, this one is not the current one any more. */
int64_t standing_superseded_at(const struct ruleset *ruleset, enum period period);

/* The board's report of the period that it rests on. Never NULL: revision 0 says that there is none
 * yet. */
const struct report *standing_report(const struct standing *standing, size_t board);

/* Appends the canonical bytes whose BLAKE2b-256 is the state_hash. The format is in
 * proto/README.md: "thidua.standing.v1\n" (from edition 2 on v2), cluster and NUL, year u32, period u32 (wire number),
 * ruleset hash, board count u32, task count u32, then in the season's order per board: code and
 * NUL, rank u32, tied u8, total, base, bonus, deduction i64, late_days u32, status u8, band code
 * and NUL, revision u32, in v2 marks u8 and the amendment's number u32, and points i64 per task. All big-endian. */
void standing_canonical(const struct standing *standing, struct buffer *out);

/* Lateness of one board in one period, as the standing counts it. */
struct lateness {
	uint8_t status; /* enum board_status */
	uint32_t days;
	int64_t deduction;
	int64_t since; /* when time alone made it so; INT64_MIN: it did not */
};
struct lateness lateness_read(struct reading *reading, size_t board, enum period period,
                              int64_t now);

#endif
