/*
 * Top to bottom, in the order of the season's fields: groups, tasks and boards, calendar, ladder of
 * lateness, ranking order, bands, policies. Nothing ends it early but a wrong number of items, for
 * then one cannot say which one is wrong; a fault that only follows from another is left out, such
 * as a lock before a due date that is no date. Numbers are compared in 64 bits and never added
 * before they are known to be in range, because who sends them may mean harm.
 */
#include "ruleset_check.h"

#include <string.h>

#include "calendar.h"
#include "faults.h"
#include "text.h"

enum {
	YEAR_LEAST = 2000,
	YEAR_MOST = 2999,
	LATE_STEPS_MAX = 16,
	LATE_DAYS_MAX = 366,
};

static void check_groups(const struct season_draft *draft, struct faults *why)
{
	uint64_t seen = 0;

	if (!ruleset_count_fits(why, "season.groups", draft->group_count, 1, GROUPS_MAX))
		return;
	for (size_t i = 0; i < draft->group_count; i++) {
		uint32_t number = draft->groups[i].number;

		if (number < 1 || number > GROUPS_MAX)
			fail(why, FAULT_NOT_WITHIN, fault_path(why, "season.groups[%zu].number", i),
			     fault_number(why, 1), fault_number(why, GROUPS_MAX),
			     fault_number(why, number));
		else if (seen >> number & 1)
			fail(why, FAULT_GROUP_TWICE,
			     fault_path(why, "season.groups[%zu].number", i),
			     fault_number(why, number));
		else
			seen |= UINT64_C(1) << number;
	}
}

static void refuse_day(struct faults *why, const char *path, int32_t day)
{
	fail(why, FAULT_DAY_RANGE, path, fault_number(why, day));
}

static void check_holidays(const struct season_draft *draft, struct faults *why)
{
	char date[CALENDAR_DATE_SIZE];

	if (!ruleset_count_fits(why, "season.holidays", draft->holiday_count, 0, HOLIDAYS_MAX))
		return;
	for (size_t i = 0; i < draft->holiday_count; i++) {
		int32_t day = draft->holidays[i];
		size_t first = 0;

		if (!within(day, 0, DAY_LAST)) {
			refuse_day(why, fault_path(why, "season.holidays[%zu]", i), day);
			continue;
		}
		while (draft->holidays[first] != day)
			first++;
		if (first < i)
			fail(why, FAULT_CODE_TWICE, fault_path(why, "season.holidays[%zu]", i),
			     calendar_format(day, date));
	}
}

/* Two dates in the wrong order: the one that should be first, and the one that is there. */
static void refuse_order(struct faults *why, enum fault_reason reason, size_t period,
                         const char *name, int32_t first, int32_t got)
{
	char due[CALENDAR_DATE_SIZE], is[CALENDAR_DATE_SIZE];

	faults_add(why, reason, fault_path(why, "season.periods[%zu].%s", period, name),
	           (const char *const[]){ calendar_format(first, due), calendar_format(got, is) },
	           2);
}

static bool date_stands(struct faults *why, size_t period, const char *name, bool has, int32_t day)
{
	if (has && within(day, 0, DAY_LAST))
		return true;
	if (has)
		refuse_day(why, fault_path(why, "season.periods[%zu].%s", period, name), day);
	else
		fail(why, FAULT_ABSENT, fault_path(why, "season.periods[%zu].%s", period, name));
	return false;
}

static bool check_period(const struct season_draft *draft, size_t i, const int32_t *holidays,
                         size_t holiday_count, struct faults *why)
{
	const struct period_draft *period = &draft->periods[i];

	if (period->period != (int)i + 1)
		fail(why, FAULT_PERIOD_DISORDERED, fault_path(why, "season.periods[%zu].period", i),
		     fault_number(why, (long long)(i + 1)), fault_number(why, period->period));
	if (period->not_held)
		return false; /* it has none */
	bool opens = date_stands(why, i, "opens", period->has_opens, period->opens);
	bool due = date_stands(why, i, "due", period->has_due, period->due);
	bool lock = date_stands(why, i, "lock", period->has_lock, period->lock);

	if (opens && due && period->due < period->opens)
		refuse_order(why, FAULT_DUE_BEFORE_OPENS, i, "due", period->opens, period->due);
	if (due && lock) {
		int32_t rolled = calendar_roll(period->due, holidays, holiday_count);

		if (period->lock < rolled)
			refuse_order(why, FAULT_LOCK_BEFORE_DUE, i, "lock", rolled, period->lock);
	}
	return opens && due && lock;
}

static void check_periods(const struct season_draft *draft, struct faults *why)
{
	int32_t holidays[HOLIDAYS_MAX];
	size_t holiday_count = ruleset_draft_holidays(draft, holidays);
	const struct period_draft *previous = NULL; /* the held one before, when its dates stand */

	if (!ruleset_count_fits(why, "season.periods", draft->period_count, PERIODS, PERIODS))
		return;
	for (size_t i = 0; i < PERIODS; i++) {
		const struct period_draft *here = &draft->periods[i];
		bool stands = check_period(draft, i, holidays, holiday_count, why);

		if (here->not_held)
			continue;
		if (stands && previous && here->lock <= previous->lock)
			refuse_order(why, FAULT_LOCKS_DISORDERED, i, "lock", previous->lock,
			             here->lock);
		if (stands && previous && here->opens <= previous->opens)
			refuse_order(why, FAULT_OPENS_DISORDERED, i, "opens", previous->opens,
			             here->opens);
		previous = stands ? here : NULL;
	}
}

static void check_late_steps(const struct season_draft *draft, struct faults *why)
{
	if (!ruleset_count_fits(why, "season.late_steps", draft->late_step_count, 0,
	                        LATE_STEPS_MAX))
		return;
	for (size_t i = 0; i < draft->late_step_count; i++) {
		const struct late_step *step = &draft->late_steps[i];

		if (step->until_days < 1 || step->until_days > LATE_DAYS_MAX)
			fail(why, FAULT_NOT_WITHIN,
			     fault_path(why, "season.late_steps[%zu].until_days", i),
			     fault_number(why, 1), fault_number(why, LATE_DAYS_MAX),
			     fault_number(why, step->until_days));
		else if (i > 0 && step->until_days <= step[-1].until_days)
			fail(why, FAULT_STEP_NOT_RISING,
			     fault_path(why, "season.late_steps[%zu].until_days", i),
			     fault_number(why, step[-1].until_days),
			     fault_number(why, step->until_days));
		if (!within(step->deduction, 0, ruleset_draft_scale(draft)))
			ruleset_refuse_points(
			        why, fault_path(why, "season.late_steps[%zu].deduction", i),
			        step->deduction, 0, ruleset_draft_scale(draft));
		else if (i > 0 && step->deduction < step[-1].deduction)
			fail(why, FAULT_DEDUCTION_FALLING,
			     fault_path(why, "season.late_steps[%zu].deduction", i));
	}
}

static void check_tiebreaks(const struct season_draft *draft, struct faults *why)
{
	unsigned seen = 0;

	if (!ruleset_count_fits(why, "season.tie_breaks", draft->tie_break_count, 1, TIEBREAKS_MAX))
		return;
	for (size_t i = 0; i < draft->tie_break_count; i++) {
		int key = draft->tie_breaks[i];

		if (key < TIEBREAK_TOTAL || key > TIEBREAK_LATE_DAYS)
			fail(why, FAULT_NOT_WITHIN, fault_path(why, "season.tie_breaks[%zu]", i),
			     fault_number(why, 1), fault_number(why, TIEBREAK_LATE_DAYS),
			     fault_number(why, key));
		else if (seen >> key & 1)
			fail(why, FAULT_TIE_BREAK_TWICE,
			     fault_path(why, "season.tie_breaks[%zu]", i), fault_number(why, key));
		else
			seen |= 1U << key;
	}
	if (draft->tie_breaks[0] != TIEBREAK_TOTAL)
		fail(why, FAULT_TOTAL_NOT_FIRST, "season.tie_breaks[0]",
		     fault_number(why, draft->tie_breaks[0]));
}

static void check_band(const struct season_draft *draft, size_t i, struct faults *why)
{
	const struct band_draft *band = &draft->bands[i];
	const char *path = fault_path(why, "season.bands[%zu].code", i);
	size_t first = 0;

	if (!text_is_code(band->code))
		fail(why, FAULT_CODE_WRONG, path, band->code);
	while (strcmp(draft->bands[first].code, band->code) != 0)
		first++;
	if (first < i)
		fail(why, FAULT_CODE_TWICE, path, band->code);

	path = fault_path(why, "season.bands[%zu].at_least", i);
	if (!band->has_at_least)
		fail(why, FAULT_ABSENT, path);
	else if (!within(band->at_least, 0, POINTS_MAX))
		ruleset_refuse_points(why, path, band->at_least, 0, POINTS_MAX);
	else if (i > 0 && band[-1].has_at_least && band->at_least >= band[-1].at_least)
		fail(why, FAULT_BAND_NOT_FALLING, path);
}

static void check_bands(const struct season_draft *draft, struct faults *why)
{
	if (!ruleset_count_fits(why, "season.bands", draft->band_count, 1, BANDS_MAX))
		return;
	for (size_t i = 0; i < draft->band_count; i++)
		check_band(draft, i, why);
	const struct band_draft *last = &draft->bands[draft->band_count - 1];

	if (last->has_at_least && last->at_least != 0)
		fail(why, FAULT_BAND_NOT_ZERO,
		     fault_path(why, "season.bands[%zu].at_least", draft->band_count - 1));
}

static void check_office(const struct season_draft *draft, const char *path, const char *code,
                         struct faults *why)
{
	if (*code == '\0')
		fail(why, FAULT_ABSENT, path);
	else if (ruleset_draft_board(draft, code) < 0)
		fail(why, FAULT_BOARD_UNKNOWN, path, code);
}

static void check_policies(const struct season_draft *draft, struct faults *why)
{
	if (!within(draft->missing_deduction, 0, ruleset_draft_scale(draft)))
		ruleset_refuse_points(why, "season.missing_deduction", draft->missing_deduction, 0,
		                      ruleset_draft_scale(draft));
	if (!within(draft->bonus_cap, 0, ruleset_draft_scale(draft)))
		ruleset_refuse_points(why, "season.bonus_cap", draft->bonus_cap, 0,
		                      ruleset_draft_scale(draft));
	if (!ruleset_draft_has_group(draft, draft->priority_group))
		fail(why, FAULT_GROUP_UNKNOWN, "season.priority_group",
		     fault_number(why, draft->priority_group));
	if (draft->not_assigned < NOT_ASSIGNED_RESCALE || draft->not_assigned > NOT_ASSIGNED_ZERO)
		fail(why, FAULT_NOT_ASSIGNED_UNKNOWN, "season.not_assigned");
	check_office(draft, "season.head", draft->head, why);
	check_office(draft, "season.deputy", draft->deputy, why);
	if (*draft->head != '\0' && strcmp(draft->head, draft->deputy) == 0)
		fail(why, FAULT_DEPUTY_IS_HEAD, "season.deputy", draft->head);
}

bool ruleset_check(const struct season_draft *draft, struct faults *why)
{
	size_t before = why->count;

	if (!text_is_cluster(draft->cluster))
		fail(why, FAULT_CLUSTER_CODE, "season.cluster", draft->cluster);
	if (draft->year < YEAR_LEAST || draft->year > YEAR_MOST)
		fail(why, FAULT_NOT_WITHIN, "season.year", fault_number(why, YEAR_LEAST),
		     fault_number(why, YEAR_MOST), fault_number(why, draft->year));
	if (draft->has_edition && !within(draft->edition, EDITION_FIRST, EDITION_NEWEST))
		fail(why, FAULT_NOT_WITHIN, "season.edition", fault_number(why, EDITION_FIRST),
		     fault_number(why, EDITION_NEWEST), fault_number(why, draft->edition));
	if (!within(draft->scale, 1, POINTS_MAX))
		ruleset_refuse_points(why, "season.scale", draft->scale, 1, POINTS_MAX);
	check_groups(draft, why);
	ruleset_check_tasks(draft, why);
	check_periods(draft, why);
	check_holidays(draft, why);
	check_late_steps(draft, why);
	check_tiebreaks(draft, why);
	check_bands(draft, why);
	check_policies(draft, why);
	check_policies_of_the_year(draft, why);
	return why->count == before;
}
