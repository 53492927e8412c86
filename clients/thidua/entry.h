/*
 * entry -- a command in a line, for people: in the journal, in the outbox, before its receipt.
 *
 * The sentences are rows of entries.inc; their places are filled from the command's own fields, by
 * its form, so that nobody asks which command it is.
 */
#ifndef ENTRY_H
#define ENTRY_H

#include "command.h"

struct arena;

/* "report of TQ, Q1 2024, revision 2" in the language of the process; an action without a row is
 * said by its name. command may be NULL: "?". In the arena. */
const char *entry_say(struct arena *arena, const struct command *command);

/* The action's field of the command's form, with its form inside; NULL when there is none of this
 * name. */
const struct form_field *entry_action(const char *name);

#endif
