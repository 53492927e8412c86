/*
 * final -- a year that two have finalised (finalise_year.c) stays as it is: nothing of its season enters
 * any more, whoever sends it, but what its action lets come after.
 *
 * Inside core only.
 */
#ifndef CORE_FINAL_H
#define CORE_FINAL_H

#include "action.h"

/* The entry with which a year was finalised; NULL: it goes on. */
const struct row *final_of(const struct cluster *cluster, uint32_t year);

/* What is wrong with a command otherwise (action.h), unless its year is final: then that alone is. All who
 * judge a command go by this, also one that stands in another or that waited for a signature. */
void final_check(const struct action *action, const struct cluster *cluster,
                 const struct command *command, struct faults *why);

#endif
