/*
 * season_show -- a season as people read it.
 */
#ifndef SEASON_SHOW_H
#define SEASON_SHOW_H

#include "members.h"

/* Prints it; board: whose targets stand there, NULL for those of boards that have none of their own.
 * One that the season does not have is said. */
void season_show(struct arena *arena, const struct member_list *season, const char *board);

/* The target of a task, or of a board for it when it has one of its own; "–" when there is none. In
 * the arena. */
const char *season_target(struct arena *arena, const struct task_draft *task,
                          const struct board_draft *board);

#endif
