/*
 * played_roles -- who may have done what: written again from the rules, not from the code that judges.
 */
#ifndef TESTS_PLAYED_ROLES_H
#define TESTS_PLAYED_ROLES_H

#include "played_year.h"

/* What holds of each row of a standing. */
void roles_rows(struct played *played, const struct standing *standing);

/* A locked standing, and the one that succeeds it now: maybe it is that. */
void roles_amended(struct played *played, const struct standing *first,
                   const struct standing *latest);

/* Before and after a command that is accepted. */
void roles_entering(struct played *played, const struct played_entry *entry);
void roles_entered(struct played *played, const struct played_entry *entry);

/* Nothing is left that nobody can end. */
void roles_alive(struct played *played);

#endif
