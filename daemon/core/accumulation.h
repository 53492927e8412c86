/*
 * accumulation -- what a board has of each task by a period: the values of its reports so far, made
 * one.
 *
 * In the standing of FINAL a board's FINAL report stands in place of its Q4 report; the standing of
 * Q4, which the conference saw, keeps that one.
 */
#ifndef CORE_ACCUMULATION_H
#define CORE_ACCUMULATION_H

#include "reading.h"
#include "scoring.h"

/* The reports that count for a board by a period, rising. */
struct reports_so_far {
	const struct report *items[PERIODS]; /* the cluster's */
	struct value values[PERIODS][TASKS_MAX];
	size_t count;
	bool lacking; /* one of a held period is not among them, which less is better must not gain by */
};

void accumulation_read(struct reading *reading, size_t board, enum period period,
                       struct reports_so_far *out);

/* Nothing of a task of which less is better counts while a report is lacking: else silence were the best
 * of all reports. A target of 0 says that the task is not assigned to the board. */
struct achievement accumulation_sum(const struct task *task, size_t index, int64_t target,
                                    const struct reports_so_far *reports);

#endif
