#include "in_force.h"

#include <string.h>

#include "reinstate.h"

int in_force_ask(struct dial *dial, const struct report_file *file, struct told_board *out)
{
	const struct query query = { .question = QUESTION_COMPLETENESS,
		                     .cluster = file->cluster,
		                     .year = file->year,
		                     .period = file->report.period - 1 };
	const int code = dial_try(dial, &query);
	const struct told_completeness *told = &dial->answer.completeness;

	*out = (struct told_board){ .revision = 0 };
	for (size_t i = 0; code == THIDUA_OK && i < told->board_count; i++)
		if (strcmp(told->boards[i].board, file->report.board) == 0)
			*out = told->boards[i];
	return code;
}

bool in_force_read(struct dial *dial, const struct report_file *file, uint32_t revision,
                   struct command *out)
{
	const struct query query = { .question = QUESTION_REPORT,
		                     .cluster = file->cluster,
		                     .year = file->year,
		                     .period = file->report.period - 1,
		                     .board = file->report.board,
		                     .revision = revision };
	const struct answer *answer = &dial->answer;
	struct command stored;
	struct faults why;

	faults_init(&why, &dial->arena);
	if (dial_try(dial, &query) != THIDUA_OK || answer->entry_count == 0 ||
	    !command_decode(answer->entries[0].command, answer->entries[0].command_size,
	                    &dial->arena, &stored, &why))
		return false;
	*out = (struct command){ .cluster = "" };
	reinstate_enters(&stored, out);
	return out->action == ACTION_SUBMIT_REPORT;
}
