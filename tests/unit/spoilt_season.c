#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "calendar.h"
#include "season_2024.h"
#include "spoilt_season.h"

struct spoilt_season season;

#define TAKE(list, count)                                                                          \
	memcpy(season.list, season.draft.list, season.draft.count * sizeof(season.list[0]));       \
	season.draft.list = season.list

int season_begin(void **state)
{
	(void)state;
	season_2024_draft(&season.draft);
	TAKE(tasks, task_count);
	TAKE(boards, board_count);
	TAKE(periods, period_count);
	TAKE(holidays, holiday_count);
	TAKE(late_steps, late_step_count);
	TAKE(bands, band_count);
	TAKE(groups, group_count);
	TAKE(tie_breaks, tie_break_count);
	arena_init(&season.arena, 0);
	faults_init(&season.why, &season.arena);
	return 0;
}

int season_end(void **state)
{
	(void)state;
	arena_close(&season.arena);
	return 0;
}

void season_give(size_t board, const struct target_draft *targets, size_t count)
{
	season.boards[board].targets = targets;
	season.boards[board].target_count = count;
}

const char *season_picture(void)
{
	static char picture[4096];
	size_t used = 0;

	picture[0] = '\0';
	for (size_t i = 0; i < season.why.count && used < sizeof(picture); i++)
		used += (size_t)snprintf(picture + used, sizeof(picture) - used, "%s%s %s",
		                         i > 0 ? "; " : "", season.why.items[i].field,
		                         season.why.items[i].message);
	season_end(NULL);
	season_begin(NULL);
	return picture;
}

int32_t day(const char *text)
{
	int32_t out = 0;

	assert_true(calendar_parse(text, &out));
	return out;
}

int64_t instant(const char *text)
{
	int64_t out = 0;

	assert_true(calendar_parse_instant(text, &out));
	return out;
}
