/*
 * played_makers -- random commands of every kind, at the state that a played year has come to.
 *
 * A new command is a row of makers[].
 */
#ifndef TESTS_PLAYED_MAKERS_H
#define TESTS_PLAYED_MAKERS_H

#include "played_year.h"
#include "review.h"

/* Policies of the season that the commands need. */
void makers_policies(struct dice *dice, struct arena *arena, struct season_draft *draft);

/* What a cluster must be told before its first command. */
void makers_start(struct cluster *cluster);

struct command makers_season(struct played *played, const struct season_draft *draft,
                             uint32_t version, int64_t now);

/* --- for makers in other files --- */

const struct ruleset *makers_rules(const struct played *played);
const char *makers_code(struct played *played, size_t board); /* the arena's */
struct rig_report *makers_report(struct played *played, size_t board, enum period period);
enum period makers_period(struct played *played); /* mostly one that goes on or has just been */
const char *makers_reviewer(struct played *played, size_t board);      /* of a board */
const char *makers_somebody(struct played *played, const char *right); /* or anybody */
struct command makers_begin(struct played *played, enum action_number action, const char *by);

/* By the supervisor, of all that is disputed; sure: and nothing else. */
bool makers_resolution(struct played *played, size_t board, enum period period,
                       const struct review *review, const char *by, bool sure, struct command *out);

/* Rows of makers[]. */
typedef bool maker(struct played *played, struct command *out, const char **by);
maker make_taking, make_return, make_verification, make_dispute, make_resolution, make_amendment;
maker make_points, make_withdrawal, make_countersignature, make_end, make_finalisation;
maker make_closing, make_confirmation, make_reveal, make_publication;
maker make_verdict, make_objection, make_relisting;
maker make_restore; /* tries nothing: the last entries are lost */
maker make_reinstatement;

/* Notes what a Reinstate has brought back. */
void makers_brought_back(struct played *played, const struct played_entry *entry);

/* False: nothing of the kind that was thrown is there to try. */
bool makers_any(struct played *played, struct command *out, const char **by);

/* "2024 BA Q1", of the scratch arena. */
const char *makers_about(struct played *played, const struct command *command);

#endif
