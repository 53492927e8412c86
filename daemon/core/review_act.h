/*
 * review_act -- what all commands of a review share: whose report they are about, who may, what their row
 * is.
 *
 * Inside core only: review_take.c and the others are a list of tasks and a reason more than this.
 */
#ifndef CORE_REVIEW_ACT_H
#define CORE_REVIEW_ACT_H

#include "action.h"
#include "judged.h"
#include "review_edges.h"

/* Hooks of struct action. */
bool review_where(const struct cluster *cluster, const struct command *command, struct faults *why);
bool review_own(const struct cluster *cluster, const struct granted_key *signer,
                const struct command *command, struct faults *why);

/* What a command wants to do, now. Only where review_where holds. */
struct review_act review_act_of(const struct cluster *cluster, const struct command *command);

/* Does the season have a review, does the table let it, does the command name what it acts on? Else one
 * fault. */
bool review_act_allowed(const struct review_act *act, const struct command *command,
                        struct faults *why);

/* Judges all of a command that says nothing of tasks: a check of struct action. */
void review_act_check(const struct cluster *cluster, const struct command *command,
                      struct faults *why);

/* Adds the row of a command that was accepted once, and says what it moves; what it says itself is the
 * caller's to add. NULL, with nothing done, when the report is not there, or not so that the event leads anywhere. */
struct review_row *review_act_add(struct cluster *cluster, const struct command *command,
                                  struct effect *effect);

/* Puts what is said of tasks into the row, at most TASKS_MAX; of a verification also without any, for its hash. */
void review_keep_tasks(struct cluster *cluster, const struct command *command,
                       struct review_row *row, const struct judged_task *tasks, size_t count);

#endif
