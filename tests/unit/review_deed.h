/*
 * review_deed -- any step of a review, of any board and period, in one line.
 *
 * Names what is in force, as a client does. Verdicts are written as in thidua: "T10=310 T14=40p", in
 * whole units or, with a p, points; a dispute names tasks alone.
 */
#ifndef TESTS_REVIEW_DEED_H
#define TESTS_REVIEW_DEED_H

#include "review.h"
#include "rig.h"

/* "OK", or status and field. */
const char *review_deed(struct rig *rig, enum review_event event, const char *board,
                        enum period period, const char *name, const char *when, const char *tasks);

/* The office that reviews a board takes and verifies its report; fails the test when it may not. */
void review_verify(struct rig *rig, const char *board, enum period period, const char *when,
                   const char *tasks);

#endif
