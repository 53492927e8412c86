/*
 * played_end -- how a played year ends: whatever has come, two can finalise it, and then it stays.
 */
#ifndef TESTS_PLAYED_END_H
#define TESTS_PLAYED_END_H

#include "played_facts.h"

/* Has it been, by what has entered? */
bool end_was_finalised(const struct played *played);

/* What a command that enters has to do with that: before it enters. */
void end_entering(struct played *played, const struct played_entry *entry);

/* Resolves what is disputed, finalises it, and tries all that people might still try. */
void end_finalise(struct facts *facts, struct played *played);

#endif
