/*
 * Who sees what of a season, and when: a freeze has a last standing before it and the lock in it, so that
 * what is awarded is told at once and whole.
 */
#include "calendar.h"
#include "faults.h"
#include "names.h"
#include "ruleset_check.h"

static const char first[] = "season.freeze.first", last[] = "season.freeze.last";

static void refuse_day(struct faults *why, enum fault_reason reason, const char *path, int32_t day)
{
	char date[CALENDAR_DATE_SIZE];
	const char *const text = calendar_format(day, date);

	faults_add(why, reason, path, &text, 1);
}

static void check_days(const struct season_draft *draft, const struct period_draft *period,
                       struct faults *why)
{
	const struct freeze_draft *freeze = &draft->freeze;

	ruleset_check_day(draft, first, freeze->first, why);
	ruleset_check_day(draft, last, freeze->last, why);
	if (!period->has_opens || !period->has_lock)
		return; /* said already */
	if (freeze->first <= period->opens)
		refuse_day(why, FAULT_FREEZE_BEFORE_OPENING, first, period->opens);
	else if (freeze->first > period->lock)
		refuse_day(why, FAULT_FREEZE_AFTER_LOCK, first, period->lock);
	if (freeze->last < period->lock)
		refuse_day(why, FAULT_FREEZE_ENDS_EARLY, last, period->lock);
}

static void check_freeze(const struct season_draft *draft, struct faults *why)
{
	static const char path[] = "season.freeze.period";
	const struct freeze_draft *freeze = &draft->freeze;

	if (!within(freeze->period, 1, PERIODS))
		fail(why, FAULT_NOT_WITHIN, path, "1", fault_number(why, PERIODS),
		     fault_number(why, freeze->period));
	if (!freeze->has_first)
		fail(why, FAULT_FREEZE_WITHOUT_DAY, first);
	if (!freeze->has_last)
		fail(why, FAULT_FREEZE_WITHOUT_DAY, last);
	if (!within(freeze->period, 1, (int64_t)draft->period_count) || !freeze->has_first ||
	    !freeze->has_last)
		return;
	if (draft->periods[freeze->period - 1].not_held)
		fail(why, FAULT_STRICT_NOT_HELD, path,
		     names_find(&names_periods, freeze->period - 1));
	else
		check_days(draft, &draft->periods[freeze->period - 1], why);
}

void ruleset_check_shown(const struct season_draft *draft, struct faults *why)
{
	if (draft->publication)
		ruleset_policy_known(draft, EDITION_SECOND, "season.publication", why);
	if (draft->has_freeze && ruleset_policy_known(draft, EDITION_SECOND, "season.freeze", why))
		check_freeze(draft, why);
}
