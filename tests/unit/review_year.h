/*
 * review_year -- the season of 2024 with a review, and reports brought into any state of it.
 *
 * Five days to review, five to dispute, two to answer; Q4 and FINAL are strict. T14 is appraised. HN is
 * head, PT deputy; CB is the board that is reviewed.
 */
#ifndef TESTS_REVIEW_YEAR_H
#define TESTS_REVIEW_YEAR_H

#include "review.h"
#include "rig.h"

/* For cmocka: *state is a rig with keys of all boards and of "supervisor" and "viewer". */
int review_year_setup(void **state);
/* The same without T14's appraisal; and without any review. */
int review_year_setup_plain(void **state);
int review_year_setup_none(void **state);

/* A next version, in which the task is not the board's. */
void review_take_task(struct rig *rig, const char *board, const char *task, const char *when);

/* A command on a report, naming what is in force, that says nothing of tasks. */
struct command review_named(struct rig *rig, enum period period, enum review_event event,
                            const char *board, const char *name, const char *when);

/* The same with what it must say; of T14 a verification says 50.00 points. Those without a
 * period are of Q1. */
struct command review_command_of(struct rig *rig, enum period period, enum review_event event,
                                 const char *board, const char *name, const char *when);
struct command review_command(struct rig *rig, enum review_event event, const char *board,
                              const char *name, const char *when);

/* Sends it: "OK", or status and field. */
const char *review_send(struct rig *rig, enum review_event event, const char *board,
                        const char *name, const char *when);

const char *review_send_of(struct rig *rig, enum period period, enum review_event event,
                           const char *board, const char *name, const char *when);

/* Fails the test when it is refused. */
void review_must(struct rig *rig, enum review_event event, const char *board, const char *name,
                 const char *when);

void review_must_of(struct rig *rig, enum period period, enum review_event event, const char *board,
                    const char *name, const char *when);

/* The report of a board as it is. */
struct review review_of(struct rig *rig, const char *board, const char *when);

/* Brings the report of a board, sent on 18 March, to a state by 20 March: HN, for HN's PT, has it. */
void review_bring(struct rig *rig, const char *board, enum review_state state);

#endif
