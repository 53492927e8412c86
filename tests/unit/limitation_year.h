/*
 * limitation_year -- seasons that follow limitations: 2024, and 2025 when a test asks for it.
 *
 * Five days to review. T12 is the share of closed ones, 50.00 points at 80 %. The file of 2024 lists three of CB and two
 * of HG. In 2024 HN is head and PT deputy, in 2025 PT head and HN deputy; dates of 2025 are those of 2024 a year
 * later.
 */
#ifndef TESTS_LIMITATION_YEAR_H
#define TESTS_LIMITATION_YEAR_H

#include "limitations.h"
#include "rig.h"

/* The draft of a year; what it points to is static and stays until the next one. */
void limitation_draft(uint32_t year, struct season_draft *draft);

/* For cmocka: *state is a rig with keys of all boards and of "supervisor", and the season of 2024. */
int limitation_setup(void **state);

/* Defines 2025, at an instant. */
void limitation_begin_2025(struct rig *rig, const char *when);

/* A report at target of the board's next revision that names these, divided by |; "OK", or what is wrong. */
const char *limitation_report(struct rig *rig, uint32_t year, const char *board, enum period period,
                              const char *when, const char *texts);

struct limitation_name {
	uint32_t year;
	int period; /* the wire's; 0: of a file */
	uint32_t number;
};
#define OF_FILE(year, number)    ((struct limitation_name){ year, 0, number })
#define OF(year, period, number) ((struct limitation_name){ year, (int)(period) + 1, number })

/* Names what it says and which closing waits, as a client does. */
struct command limitation_close(struct rig *rig, uint32_t year, const char *board,
                                struct limitation_name name, const char *when);
struct command limitation_confirm(struct rig *rig, uint32_t year, const char *board,
                                  struct limitation_name name, const char *by, const char *when,
                                  const char *why_not);

/* Closed by its board and confirmed by an office; fails the test when it may not. */
void limitation_settle(struct rig *rig, uint32_t year, const char *board,
                       struct limitation_name name, const char *by, const char *when);

/* "2023/0/1 OPEN đào tạo | 2024/1/2 CLOSED ..." of a board, at an instant. */
const char *limitation_told(struct rig *rig, const char *board, const char *when);

/* "20.83 1/3": points of T12, and what it counts. */
const char *limitation_points(struct rig *rig, uint32_t year, const char *board, enum period period,
                              const char *when);

#endif
