/*
 * judgement -- a list of tasks with what counts of each, in a verification and in a resolution.
 *
 * Inside core only.
 */
#ifndef CORE_JUDGEMENT_H
#define CORE_JUDGEMENT_H

#include "review_act.h"

/* What a command may say of each task, in the ruleset's order. */
enum judgement_wanted { JUDGEMENT_REFUSED, JUDGEMENT_ALLOWED, JUDGEMENT_AWAITED };

struct judgement_list {
	const struct judgement *tasks;
	size_t count;
	enum judgement_wanted wanted[TASKS_MAX];
	bool final; /* a resolution: any value, always with a reason */
};

/* All that is wrong with it. */
void judgement_check(const struct review_act *act, const struct judgement_list *list,
                     struct faults *why);

/* Puts it into the row. False when it is about nothing that the season has. */
bool judgement_keep(struct cluster *cluster, const struct command *command,
                    const struct judgement *tasks, size_t count, struct review_row *row);

#endif
