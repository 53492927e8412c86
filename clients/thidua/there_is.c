#include "there_is.h"

#include <stdio.h>
#include <string.h>
#include <thidua.h>

#include "arena.h"
#include "choice.h"
#include "faults.h"
#include "messages.h"
#include "show.h"
#include "words.h"

enum there_is there_is_of(const struct thidua_fault *fault)
{
	static const struct {
		enum fault_reason reason;
		enum there_is what;
	} rows[] = {
		{ FAULT_NOT_A_MEMBER, THERE_ARE_BOARDS },
		{ FAULT_SEASON_WITHOUT_BOARD, THERE_ARE_BOARDS },
		{ FAULT_TASK_UNKNOWN, THERE_ARE_TASKS },
		{ FAULT_SHEET_TASK_UNKNOWN, THERE_ARE_TASKS },
		{ FAULT_ENTRY_RULE_UNKNOWN, THERE_ARE_RULES },
	};

	for (size_t i = 0; fault->argument_count > 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (fault->reason && strcmp(fault->reason, fault_name(rows[i].reason)) == 0)
			return rows[i].what;
	return THERE_IS_NOTHING;
}

/* The codes of a season, and how many. In the arena. */
static const char **codes_of(struct arena *arena, const struct season_draft *season,
                             enum there_is what, size_t *count)
{
	*count = what == THERE_ARE_BOARDS  ? season->board_count
	         : what == THERE_ARE_TASKS ? season->task_count
	                                   : season->entry_rule_count;
	const char **codes = arena_alloc(arena, *count + 1, sizeof(*codes));

	for (size_t i = 0; i < *count; i++)
		codes[i] = what == THERE_ARE_BOARDS  ? season->boards[i].code
		           : what == THERE_ARE_TASKS ? season->tasks[i].code
		                                     : season->entry_rules[i].code;
	return codes;
}

const char *there_is_say(struct arena *arena, const struct season_draft *season, enum there_is what,
                         const char *typed)
{
	size_t count = 0;

	if (!season || what == THERE_IS_NOTHING)
		return "";
	const char **codes = codes_of(arena, season, what, &count);

	if (count == 0)
		return "";
	return arena_text(arena, "%s%s",
	                  arena_text(arena, say(WORD_THERE_ARE), choice_list(arena, codes, count)),
	                  choice_hint(arena, typed, codes, count));
}

void there_is_tell(const struct season_draft *season, const struct thidua_fault *faults,
                   size_t count)
{
	struct arena arena;

	arena_init(&arena, 0);
	for (size_t i = 0; i < count; i++) {
		const enum there_is what = there_is_of(&faults[i]);
		const char *typed = what == THERE_IS_NOTHING ? "" : faults[i].arguments[0];
		const char *said = there_is_say(&arena, season, what, typed);

		if (*said)
			fprintf(stderr, "%s\n",
			        show_wrapped(&arena, arena_text(&arena, "%s%s", typed, said),
			                     show_error_columns()));
	}
	arena_close(&arena);
}
