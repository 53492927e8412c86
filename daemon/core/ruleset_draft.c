/* What both halves of the check ask of a draft and say of it. */
#include <stdlib.h>
#include <string.h>

#include "faults.h"
#include "ruleset_check.h"

int ruleset_draft_task(const struct season_draft *draft, const char *code)
{
	for (size_t i = 0; i < draft->task_count && i < TASKS_MAX; i++)
		if (strcmp(draft->tasks[i].code, code) == 0)
			return (int)i;
	return -1;
}

int ruleset_draft_board(const struct season_draft *draft, const char *code)
{
	for (size_t i = 0; i < draft->board_count && i < BOARDS_MAX; i++)
		if (strcmp(draft->boards[i].code, code) == 0)
			return (int)i;
	return -1;
}

bool ruleset_draft_has_group(const struct season_draft *draft, uint32_t number)
{
	for (size_t i = 0; i < draft->group_count && i < GROUPS_MAX; i++)
		if (draft->groups[i].number == number)
			return true;
	return false;
}

int64_t ruleset_draft_scale(const struct season_draft *draft)
{
	return within(draft->scale, 1, POINTS_MAX) ? draft->scale : POINTS_MAX;
}

void ruleset_refuse_count(struct faults *why, const char *path, size_t count, size_t least,
                          size_t most)
{
	if (least == most)
		fail(why, FAULT_COUNT_EXACT, path, fault_number(why, (long long)least),
		     fault_number(why, (long long)count));
	else
		fail(why, FAULT_COUNT_RANGE, path, fault_number(why, (long long)least),
		     fault_number(why, (long long)most), fault_number(why, (long long)count));
}

void ruleset_refuse_points(struct faults *why, const char *path, int64_t points, int64_t least,
                           int64_t most)
{
	fail(why, FAULT_POINTS_RANGE, path, fault_points(why, least), fault_points(why, most),
	     fault_points(why, points));
}

bool ruleset_count_fits(struct faults *why, const char *path, size_t count, size_t least,
                        size_t most)
{
	if (count >= least && count <= most)
		return true;
	ruleset_refuse_count(why, path, count, least, most);
	return false;
}

static int compare_days(const void *a, const void *b)
{
	int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;

	return (left > right) - (left < right);
}

size_t ruleset_draft_holidays(const struct season_draft *draft, int32_t *out)
{
	size_t count = draft->holiday_count < HOLIDAYS_MAX ? draft->holiday_count : HOLIDAYS_MAX;

	if (count > 0) {
		memcpy(out, draft->holidays, count * sizeof(*out));
		qsort(out, count, sizeof(*out), compare_days);
	}
	return count;
}
