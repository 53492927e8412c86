/*
 * accumulation -- what a board has of each task by a period: the values of its reports so far, made
 * one.
 *
 * In the standing of FINAL a board's FINAL report stands in place of its Q4 report; the standing of
 * Q4, which the conference saw, keeps that one.
 */
#ifndef CORE_ACCUMULATION_H
#define CORE_ACCUMULATION_H

#include "counted.h"
#include "scoring.h"

/* Two sums are made of the reports: of all that count, and of what is verified alone. */
enum { SUM_WHOLE = 1, SUM_VERIFIED = 2 };

/* The reports that count for a board by a period, rising. */
struct reports_so_far {
	const struct report *items[PERIODS]; /* the cluster's */
	struct value values[PERIODS][TASKS_MAX];
	uint8_t sums[PERIODS];    /* in which it is */
	uint8_t periods[PERIODS]; /* of which it is; a report that never came may be amended */
	uint64_t amended
	        [PERIODS]; /* tasks that two have signed: they are in both sums; a bit each */
	size_t count;
	uint16_t amendment;   /* number of the latest that changed one of them; 0: none */
	uint8_t lacking;      /* the sums that one of a held period is not in */
	enum score_cause why; /* of the latest revision that does not count */
	uint8_t marks;        /* enum standing_mark */
	uint8_t state;  /* enum review_state of the period's own; 0 where nothing is reviewed */
	bool appraises; /* somebody gives points to what is appraised */
	int64_t appraised[TASKS_MAX]; /* centi-points of the latest verified one; -1: none */
	struct value limitations;     /* the caller's: closed, of those that are asked for */
	int64_t recognised; /* the caller's: models that count; -1: all that are reported do */
};

void accumulation_read(struct reading *reading, size_t board, enum period period,
                       struct reports_so_far *out);

/* Nothing of a task of which less is better counts while a report is lacking: else silence were the best
 * of all reports. A target of 0 says that the task is not assigned to the board. */
void accumulation_sum(const struct task *task, size_t index, int64_t target,
                      const struct reports_so_far *reports, struct achievement *out);

#endif
