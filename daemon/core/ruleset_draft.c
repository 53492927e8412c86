/* What both halves of the check ask of a draft and say of it. */
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
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

bool ruleset_policy_known(const struct season_draft *draft, uint32_t edition, const char *path,
                          struct faults *why)
{
	if (draft->edition >= edition)
		return true;
	fail(why, FAULT_POLICY_OF_EDITION, path, fault_number(why, edition));
	return false;
}

/* Last year's dates would lock every period at once, and no version could mend it. */
void ruleset_check_day(const struct season_draft *draft, const char *path, int32_t day,
                       struct faults *why)
{
	const int64_t year = calendar_year(day);
	char date[CALENDAR_DATE_SIZE];

	if (within(day, 0, DAY_LAST) && !within(year, draft->year, (int64_t)draft->year + 1))
		fail(why, FAULT_DAY_OF_ANOTHER_YEAR, path, fault_number(why, draft->year),
		     fault_number(why, (long long)draft->year + 1), calendar_format(day, date));
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
