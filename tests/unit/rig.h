/*
 * rig -- a cluster under test: its keys, its season and what it answered.
 *
 * Sends commands as the daemon does, checked and then applied, with hashes that only tests would
 * take for hashes.
 */
#ifndef TESTS_RIG_H
#define TESTS_RIG_H

#include "arena.h"
#include "audience.h"
#include "buffer.h"
#include "cluster.h"
#include "faults.h"
#include "standing.h"

struct rig {
	struct arena arena; /* of answers and standings, until rig_close */
	struct cluster *cluster;
	uint32_t ids; /* commands made */
};

/* Of who sees everything, then. Static. */
const struct sight *rig_sight(int64_t now);

struct rig_report { /* a SubmitReport that a test may spoil; points into itself */
	struct command command;
	struct report_line lines[TASKS_MAX + 2];
};

#define UNITS INT64_C(10000) /* ten-thousandths of one */

/* An empty cluster TCXDD-1. */
void rig_open(struct rig *rig);

/* Grants an office key to each board of a season and defines it, all on 2024-01-02. */
void rig_begin(struct rig *rig, const struct season_draft *draft);
/* The season of 2024. */
void rig_begin_2024(struct rig *rig);
void rig_close(struct rig *rig);

/* For cmocka: *state is a rig, empty or begun. */
int rig_setup(void **state);
int rig_setup_2024(void **state);
int rig_teardown(void **state);

/* The key of an office by its board's code, of "operator", or of anybody; different names,
 * different keys. */
const uint8_t *rig_key(const char *name);

/* "2024-03-20T16:59:59Z" as an instant. */
int64_t at(const char *text);

/* A command with a new id, signed by name, received at the instant. What it does is left to the
 * caller. */
struct command rig_command(struct rig *rig, enum action_number action, const char *name,
                           int64_t received_at);
struct command rig_grant(struct rig *rig, enum role role, const char *board, const char *name,
                         int64_t received_at);
/* A key that the operator grants, and one of its own name for each board. */
void rig_admit(struct rig *rig, enum role role, const char *board, const char *name, int64_t when);
void rig_admit_boards(struct rig *rig, const struct season_draft *draft, int64_t when);
struct command rig_revoke(struct rig *rig, const char *name, int64_t received_at);
struct command rig_season(struct rig *rig, const struct season_draft *draft, uint32_t version,
                          int64_t received_at);

/* A report of the board's next revision in which every task of the season of a year is exactly at
 * its phased target; the second is of 2024. */
void rig_report_in(struct rig *rig, uint32_t year, const char *board, enum period period,
                   int64_t received_at, struct rig_report *out);
void rig_report(struct rig *rig, const char *board, enum period period, int64_t received_at,
                struct rig_report *out);

/* The line of a task. */
struct report_line *rig_line(struct rig_report *report, const char *task);

/* Checks; applies when nothing is wrong. Returns "OK", or "STALE submit_report.revision | INVALID
 * lines[3].actual". */
const char *rig_send(struct rig *rig, const struct command *command);

/* As rig_send, but with the messages: "INVALID lines[3].actual: must be 0 or more, got -1". */
const char *rig_send_loud(struct rig *rig, const struct command *command);

/* Sends the report at target and fails the test when it is refused. */
void rig_must_report(struct rig *rig, const char *board, enum period period, int64_t received_at);

/* Fails the test when the command is refused. */
void rig_must_send(struct rig *rig, const struct command *command);

/* The standing of 2024, which must have opened. */
struct standing rig_standing(struct rig *rig, enum period period, int64_t now);
const struct standing_row *rig_row(const struct standing *standing, const char *board);

/* Points of one task as text, "-" when it is not assigned. */
const char *rig_points(struct rig *rig, const struct standing *standing, const char *board,
                       const char *task);

/* "842.11 = 842.11 - 0.00, 0 days ON_TIME HT": total, base, deduction, lateness, band. */
const char *rig_told(struct rig *rig, const struct standing *standing, const char *board);

/* The same, and the points of a task, in the standing of a period at an instant. */
const char *rig_row_at(struct rig *rig, const char *board, enum period period, const char *instant);
const char *rig_points_at(struct rig *rig, const char *board, const char *task, enum period period,
                          const char *instant);

/* A line of a scorecard; until the next one. */
struct score_line;
const struct score_line *rig_score_line(struct rig *rig, const char *board, enum period period,
                                        const char *now, const char *task);

/* "1:HN 2=BK 2=CB" of the first boards; = says tied. */
const char *rig_ranks(struct rig *rig, const struct standing *standing, size_t count);

/* Sends a report with all tasks at target but one, given in whole units, or with so many models. */
void rig_report_with(struct rig *rig, const char *board, enum period period, const char *instant,
                     const char *task, int64_t units);
void rig_report_share(struct rig *rig, const char *board, enum period period, const char *instant,
                      const char *task, int64_t done, int64_t out_of);
void rig_report_models(struct rig *rig, const char *board, enum period period, const char *instant,
                       size_t models);

/* Not a good hash, but one of all bytes. */
uint64_t rig_hash(const struct standing *standing);

#endif
