#include "drafts.h"

#include <string.h>

const struct board_draft *draft_board(const struct season_draft *season, const char *code)
{
	for (size_t i = 0; i < season->board_count; i++)
		if (strcmp(season->boards[i].code, code) == 0)
			return &season->boards[i];
	return NULL;
}

const struct task_draft *draft_task(const struct season_draft *season, const char *code)
{
	for (size_t i = 0; i < season->task_count; i++)
		if (strcmp(season->tasks[i].code, code) == 0)
			return &season->tasks[i];
	return NULL;
}

const struct target_draft *draft_target(const struct board_draft *board, const char *task)
{
	for (size_t i = 0; board && i < board->target_count; i++)
		if (strcmp(board->targets[i].task, task) == 0)
			return &board->targets[i];
	return NULL;
}
