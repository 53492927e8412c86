/*
 * model_year -- a season with a register of models: 2024, and 2025 when a test asks for it.
 *
 * Five days to review, five to dispute. T13 gives 12.00 points a model, 60.00 at most. HN is head, PT deputy; in 2025
 * they have changed places, and dates are those of 2024 a year later.
 */
#ifndef TESTS_MODEL_YEAR_H
#define TESTS_MODEL_YEAR_H

#include "models.h"
#include "rig.h"

/* For cmocka: *state is a rig with keys of all boards, of "supervisor" and "viewer", and the season of 2024. */
int model_setup(void **state);

/* The draft of a year; what it points to is static and stays until the next one. */
void model_draft(uint32_t year, struct season_draft *draft);

/* Defines 2025, at an instant. */
void model_begin_2025(struct rig *rig, const char *when);

/* A report at target of the board's next revision that lists these, divided by |; "OK", or what is wrong. */
const char *model_report(struct rig *rig, uint32_t year, const char *board, enum period period,
                         const char *when, const char *titles);

/* Names what is in force, as a client does. of: "2023 CB Title" of a duplicate, else "". */
struct command model_judge(struct rig *rig, uint32_t year, const char *board, const char *title,
                           enum model_event verdict, const char *of, const char *by,
                           const char *when);
struct command model_dispute(struct rig *rig, uint32_t year, const char *board, const char *title,
                             const char *when);

/* "Q1 Số hóa RECOGNISED | Q2 Hai OPEN" of a board in a year, at an instant. */
const char *model_told(struct rig *rig, uint32_t year, const char *board, const char *when);

/* "24.00 2/3": points of T13, models that count, and that are listed. */
const char *model_points(struct rig *rig, uint32_t year, const char *board, enum period period,
                         const char *when);

#endif
