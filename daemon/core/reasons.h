/*
 * reasons -- does a reason say anything to who reads it?
 *
 * It stands in the journal for good and is shown beside what it explains, so it has a letter or a digit,
 * and nothing that nobody sees or that turns the writing around. Asked at arrival only: what was accepted
 * before is what it is.
 *
 * Inside core only.
 */
#ifndef CORE_REASONS_H
#define CORE_REASONS_H

#include "command.h"
#include "faults.h"

/* One that is absent or empty is refused by who needs it. */
void reasons_check(const char *path, const char *reason, struct faults *why);

/* Those of a list of tasks. */
void reasons_check_judged(const struct judgement *tasks, size_t count, struct faults *why);

#endif
