/*
 * there_is -- which boards, tasks and rules a season has, told beside a refusal of a code that it has not.
 */
#ifndef THERE_IS_H
#define THERE_IS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct season_draft;
struct thidua_fault;

enum there_is { THERE_IS_NOTHING, THERE_ARE_BOARDS, THERE_ARE_TASKS, THERE_ARE_RULES };

/* Of what a fault says that it is not in the season. */
enum there_is there_is_of(const struct thidua_fault *fault);

/* "; there are: CB, DB; did you mean "CB"?", or "" when the season is not known (NULL). In the arena. */
const char *there_is_say(struct arena *arena, const struct season_draft *season, enum there_is what,
                         const char *typed);

/* On stderr a line for each fault that is of such a code. */
void there_is_tell(const struct season_draft *season, const struct thidua_fault *faults,
                   size_t count);

#endif
