/*
 * drafts -- the parts of a season by their codes.
 */
#ifndef DRAFTS_H
#define DRAFTS_H

#include "messages.h"

/* NULL when the season has none of this code. */
const struct board_draft *draft_board(const struct season_draft *season, const char *code);
const struct task_draft *draft_task(const struct season_draft *season, const char *code);

/* What a board has of its own for a task; NULL: the task's target holds. board may be NULL. */
const struct target_draft *draft_target(const struct board_draft *board, const char *task);

#endif
