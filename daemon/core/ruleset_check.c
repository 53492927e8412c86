/*
 * Top to bottom, in the order of the season's fields: groups, tasks and boards, calendar, ladder of
 * lateness, ranking order, bands, policies. Nothing ends it early but a wrong number of items, for
 * then one cannot say which one is wrong; a fault that only follows from another is left out, such
 * as a lock before a due date that is no date. Numbers are compared in 64 bits and never added
 * before they are known to be in range, because who sends them may mean harm.
 */
#include "ruleset_check.h"

#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "decimal.h"
#include "faults.h"
#include "text.h"

enum {
	YEAR_LEAST = 2000,
	YEAR_MOST = 2999,
	LATE_STEPS_MAX = 16,
	LATE_DAYS_MAX = 366,
	LAST_DAY = 376199, /* 2999-12-31; every instant of a date up to here fits */
	DATE_SIZE = 11,
};

int draft_task(const struct season_draft *draft, const char *code)
{
	for (size_t i = 0; i < draft->task_count && i < TASKS_MAX; i++)
		if (strcmp(draft->tasks[i].code, code) == 0)
			return (int)i;
	return -1;
}

int draft_board(const struct season_draft *draft, const char *code)
{
	for (size_t i = 0; i < draft->board_count && i < BOARDS_MAX; i++)
		if (strcmp(draft->boards[i].code, code) == 0)
			return (int)i;
	return -1;
}

bool draft_has_group(const struct season_draft *draft, uint32_t number)
{
	for (size_t i = 0; i < draft->group_count && i < GROUPS_MAX; i++)
		if (draft->groups[i] == number)
			return true;
	return false;
}

int64_t draft_scale(const struct season_draft *draft)
{
	return within(draft->scale, 1, POINTS_MAX) ? draft->scale : POINTS_MAX;
}

void refuse_count(struct faults *why, const char *path, size_t count, size_t least, size_t most)
{
	if (least == most)
		fail_freely(why, STATUS_INVALID, path, "must be exactly %zu, got %zu", least,
		            count);
	else
		fail_freely(why, STATUS_INVALID, path, "must be %zu to %zu in number, got %zu",
		            least, most, count);
}

void refuse_points(struct faults *why, const char *path, int64_t points, int64_t least,
                   int64_t most)
{
	char low[DECIMAL_SIZE], high[DECIMAL_SIZE], got[DECIMAL_SIZE];

	fail_freely(why, STATUS_INVALID, path, "must be %s to %s points, got %s",
	            decimal_format(least, POINT_DECIMALS, low),
	            decimal_format(most, POINT_DECIMALS, high),
	            decimal_format(points, POINT_DECIMALS, got));
}

bool count_fits(struct faults *why, const char *path, size_t count, size_t least, size_t most)
{
	if (count >= least && count <= most)
		return true;
	refuse_count(why, path, count, least, most);
	return false;
}

static void check_groups(const struct season_draft *draft, struct faults *why)
{
	uint64_t seen = 0;

	if (!count_fits(why, "season.groups", draft->group_count, 1, GROUPS_MAX))
		return;
	for (size_t i = 0; i < draft->group_count; i++) {
		uint32_t number = draft->groups[i];

		if (number < 1 || number > GROUPS_MAX)
			fail_freely(why, STATUS_INVALID,
			            fault_path(why, "season.groups[%zu].number", i),
			            "must be 1 to %d, got %u", GROUPS_MAX, number);
		else if (seen >> number & 1)
			fail_freely(why, STATUS_INVALID,
			            fault_path(why, "season.groups[%zu].number", i),
			            "group %u stands twice", number);
		else
			seen |= UINT64_C(1) << number;
	}
}

static int compare_days(const void *a, const void *b)
{
	int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;

	return (left > right) - (left < right);
}

size_t draft_holidays(const struct season_draft *draft, int32_t *out)
{
	size_t count = draft->holiday_count < HOLIDAYS_MAX ? draft->holiday_count : HOLIDAYS_MAX;

	if (count > 0) {
		memcpy(out, draft->holidays, count * sizeof(*out));
		qsort(out, count, sizeof(*out), compare_days);
	}
	return count;
}

static void refuse_day(struct faults *why, const char *path, int32_t day)
{
	fail_freely(why, STATUS_INVALID, path,
	            "must be a day of the years 1970 to 2999, got day %d", day);
}

static void check_holidays(const struct season_draft *draft, struct faults *why)
{
	char date[DATE_SIZE];

	if (!count_fits(why, "season.holidays", draft->holiday_count, 0, HOLIDAYS_MAX))
		return;
	for (size_t i = 0; i < draft->holiday_count; i++) {
		int32_t day = draft->holidays[i];
		size_t first = 0;

		if (!within(day, 0, LAST_DAY)) {
			refuse_day(why, fault_path(why, "season.holidays[%zu]", i), day);
			continue;
		}
		while (draft->holidays[first] != day)
			first++;
		if (first < i)
			fail_freely(why, STATUS_INVALID, fault_path(why, "season.holidays[%zu]", i),
			            "%s stands twice", calendar_format(day, date));
	}
}

/* Two dates in the wrong order. how: "after" or "on or after"; before_name: what the first one is.
 */
static void refuse_order(struct faults *why, size_t period, const char *name, int32_t after,
                         const char *how, int32_t before, const char *before_name)
{
	char first[DATE_SIZE], second[DATE_SIZE];

	fail_freely(why, STATUS_INVALID, fault_path(why, "season.periods[%zu].%s", period, name),
	            "must be %s %s, %s, got %s", how, calendar_format(before, first), before_name,
	            calendar_format(after, second));
}

static bool date_stands(struct faults *why, size_t period, const char *name, bool has, int32_t day)
{
	if (has && within(day, 0, LAST_DAY))
		return true;
	if (has)
		refuse_day(why, fault_path(why, "season.periods[%zu].%s", period, name), day);
	else
		fail_freely(why, STATUS_INVALID,
		            fault_path(why, "season.periods[%zu].%s", period, name), "is absent");
	return false;
}

static bool check_period(const struct season_draft *draft, size_t i, const int32_t *holidays,
                         size_t holiday_count, struct faults *why)
{
	const struct period_draft *period = &draft->periods[i];
	bool opens = date_stands(why, i, "opens", period->has_opens, period->opens);
	bool due = date_stands(why, i, "due", period->has_due, period->due);
	bool lock = date_stands(why, i, "lock", period->has_lock, period->lock);

	if (period->period != (int)i + 1)
		fail_freely(why, STATUS_INVALID, fault_path(why, "season.periods[%zu].period", i),
		            "must be %zu, in order, got %d", i + 1, period->period);
	if (opens && due && period->due < period->opens)
		refuse_order(why, i, "due", period->due, "on or after", period->opens,
		             "when it opens");
	if (due && lock) {
		int32_t rolled = calendar_roll(period->due, holidays, holiday_count);

		if (period->lock < rolled)
			refuse_order(why, i, "lock", period->lock, "on or after", rolled,
			             "the working day when it is due");
	}
	return opens && due && lock;
}

static void check_periods(const struct season_draft *draft, struct faults *why)
{
	int32_t holidays[HOLIDAYS_MAX];
	size_t holiday_count = draft_holidays(draft, holidays);
	bool previous_stands = false;

	if (!count_fits(why, "season.periods", draft->period_count, PERIODS, PERIODS))
		return;
	for (size_t i = 0; i < PERIODS; i++) {
		const struct period_draft *here = &draft->periods[i];
		bool stands = check_period(draft, i, holidays, holiday_count, why);

		if (stands && previous_stands && here->lock <= here[-1].lock)
			refuse_order(why, i, "lock", here->lock, "after", here[-1].lock,
			             "when the period before locks");
		if (stands && previous_stands && here->opens <= here[-1].opens)
			refuse_order(why, i, "opens", here->opens, "after", here[-1].opens,
			             "when the period before opens");
		previous_stands = stands;
	}
}

static void check_late_steps(const struct season_draft *draft, struct faults *why)
{
	if (!count_fits(why, "season.late_steps", draft->late_step_count, 0, LATE_STEPS_MAX))
		return;
	for (size_t i = 0; i < draft->late_step_count; i++) {
		const struct late_step *step = &draft->late_steps[i];

		if (step->until_days < 1 || step->until_days > LATE_DAYS_MAX)
			fail_freely(why, STATUS_INVALID,
			            fault_path(why, "season.late_steps[%zu].until_days", i),
			            "must be 1 to %d, got %u", LATE_DAYS_MAX, step->until_days);
		else if (i > 0 && step->until_days <= step[-1].until_days)
			fail_freely(why, STATUS_INVALID,
			            fault_path(why, "season.late_steps[%zu].until_days", i),
			            "must be more than the %u of the step before, got %u",
			            step[-1].until_days, step->until_days);
		if (!within(step->deduction, 0, draft_scale(draft)))
			refuse_points(why, fault_path(why, "season.late_steps[%zu].deduction", i),
			              step->deduction, 0, draft_scale(draft));
		else if (i > 0 && step->deduction < step[-1].deduction)
			fail_freely(why, STATUS_INVALID,
			            fault_path(why, "season.late_steps[%zu].deduction", i),
			            "must not be less than that of the step before");
	}
}

static void check_tiebreaks(const struct season_draft *draft, struct faults *why)
{
	unsigned seen = 0;

	if (!count_fits(why, "season.tie_breaks", draft->tiebreak_count, 1, TIEBREAKS_MAX))
		return;
	for (size_t i = 0; i < draft->tiebreak_count; i++) {
		int key = draft->tiebreaks[i];

		if (key < TIEBREAK_TOTAL || key > TIEBREAK_LATE_DAYS)
			fail_freely(why, STATUS_INVALID,
			            fault_path(why, "season.tie_breaks[%zu]", i),
			            "must be 1 to %d, got %d", TIEBREAK_LATE_DAYS, key);
		else if (seen >> key & 1)
			fail_freely(why, STATUS_INVALID,
			            fault_path(why, "season.tie_breaks[%zu]", i), "%d stands twice",
			            key);
		else
			seen |= 1U << key;
	}
	if (draft->tiebreaks[0] != TIEBREAK_TOTAL)
		fail_freely(why, STATUS_INVALID, "season.tie_breaks[0]",
		            "must be TIE_BREAK_TOTAL, got %d", draft->tiebreaks[0]);
}

static void check_band(const struct season_draft *draft, size_t i, struct faults *why)
{
	const struct band_draft *band = &draft->bands[i];
	const char *path = fault_path(why, "season.bands[%zu].code", i);
	size_t first = 0;

	if (!text_is_code(band->code))
		fail_freely(why, STATUS_INVALID, path,
		            "must be a capital and up to 6 capitals or digits, got \"%s\"",
		            band->code);
	while (strcmp(draft->bands[first].code, band->code) != 0)
		first++;
	if (first < i)
		fail_freely(why, STATUS_INVALID, path, "%s stands twice", band->code);

	path = fault_path(why, "season.bands[%zu].at_least", i);
	if (!band->has_at_least)
		fail_freely(why, STATUS_INVALID, path, "is absent");
	else if (!within(band->at_least, 0, POINTS_MAX))
		refuse_points(why, path, band->at_least, 0, POINTS_MAX);
	else if (i > 0 && band[-1].has_at_least && band->at_least >= band[-1].at_least)
		fail_freely(why, STATUS_INVALID, path, "must be less than that of the band before");
}

static void check_bands(const struct season_draft *draft, struct faults *why)
{
	if (!count_fits(why, "season.bands", draft->band_count, 1, BANDS_MAX))
		return;
	for (size_t i = 0; i < draft->band_count; i++)
		check_band(draft, i, why);
	const struct band_draft *last = &draft->bands[draft->band_count - 1];

	if (last->has_at_least && last->at_least != 0)
		fail_freely(why, STATUS_INVALID,
		            fault_path(why, "season.bands[%zu].at_least", draft->band_count - 1),
		            "must be 0, because it is the last band");
}

static void check_office(const struct season_draft *draft, const char *path, const char *code,
                         struct faults *why)
{
	if (*code == '\0')
		fail_freely(why, STATUS_INVALID, path, "is absent");
	else if (draft_board(draft, code) < 0)
		fail_freely(why, STATUS_INVALID, path, "%s is not a board of this season", code);
}

static void check_policies(const struct season_draft *draft, struct faults *why)
{
	if (!within(draft->missing_deduction, 0, draft_scale(draft)))
		refuse_points(why, "season.missing_deduction", draft->missing_deduction, 0,
		              draft_scale(draft));
	if (!within(draft->bonus_cap, 0, draft_scale(draft)))
		refuse_points(why, "season.bonus_cap", draft->bonus_cap, 0, draft_scale(draft));
	if (!draft_has_group(draft, draft->priority_group))
		fail_freely(why, STATUS_INVALID, "season.priority_group",
		            "group %u is not of this season", draft->priority_group);
	if (draft->not_assigned < NOT_ASSIGNED_RESCALE || draft->not_assigned > NOT_ASSIGNED_ZERO)
		fail_freely(why, STATUS_INVALID, "season.not_assigned",
		            "must be 1 (RESCALE) or 2 (ZERO), got %d", draft->not_assigned);
	check_office(draft, "season.head", draft->head, why);
	check_office(draft, "season.deputy", draft->deputy, why);
	if (*draft->head != '\0' && strcmp(draft->head, draft->deputy) == 0)
		fail_freely(why, STATUS_INVALID, "season.deputy",
		            "must be another board than the head, %s", draft->head);
}

bool ruleset_check(const struct season_draft *draft, struct faults *why)
{
	size_t before = why->count;

	if (!text_is_cluster(draft->cluster))
		fail_freely(
		        why, STATUS_INVALID, "season.cluster",
		        "must be up to 32 capitals, digits and hyphens, not beginning with a hyphen, got \"%s\"",
		        draft->cluster);
	if (draft->year < YEAR_LEAST || draft->year > YEAR_MOST)
		fail_freely(why, STATUS_INVALID, "season.year", "must be %d to %d, got %u",
		            YEAR_LEAST, YEAR_MOST, draft->year);
	if (!within(draft->scale, 1, POINTS_MAX))
		refuse_points(why, "season.scale", draft->scale, 1, POINTS_MAX);
	check_groups(draft, why);
	check_tasks_and_boards(draft, why);
	check_periods(draft, why);
	check_holidays(draft, why);
	check_late_steps(draft, why);
	check_tiebreaks(draft, why);
	check_bands(draft, why);
	check_policies(draft, why);
	return why->count == before;
}
