/*
 * played_models -- the register of models of a played year, written again from the rules: from the journal
 * alone, with titles as numbers.
 */
#ifndef TESTS_PLAYED_MODELS_H
#define TESTS_PLAYED_MODELS_H

#include "played_facts.h"

/* Those of a report: few, so that they come again, in any spelling. */
void models_list(struct played *played, struct submit_report *out);

/* What each board gets for them in a standing. */
void models_counted(struct played *played, const struct standing *standing);

/* Before a command that is accepted. */
void models_entering(struct played *played, const struct played_entry *entry);

/* A verdict that is disputed, for the supervisor to end; false: there is none. */
bool models_ending(struct played *played, const char *supervisor, struct command *out);

/* A refusal by the supervisor of what nobody has judged, once he may; false: there is nothing of the kind. And
 * what its board says to it then. */
bool models_refusal(struct played *played, const char *supervisor, struct command *out);
void models_object(struct played *played, const struct judge_model *refusal, const char *by,
                   struct command *out);

#endif
