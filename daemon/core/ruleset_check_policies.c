/* Policies that came with edition 2: absent they mean what held before them. */
#include "calendar.h"
#include "faults.h"
#include "ruleset_check.h"

enum { GRACE_DAYS_MOST = 30 };

/* A season of an edition that did not know a policy could not have agreed to it. */
static bool is_known(const struct season_draft *draft, uint32_t edition, const char *path,
                     struct faults *why)
{
	if (draft->edition >= edition)
		return true;
	fail(why, FAULT_POLICY_OF_EDITION, path, fault_number(why, edition));
	return false;
}

/* A report that a postmark speaks for comes before the lock. */
static void check_grace(const struct season_draft *draft, struct faults *why)
{
	static const char path[] = "season.postmark_grace_days";
	const uint32_t days = draft->postmark_grace_days;
	int32_t holidays[HOLIDAYS_MAX];
	const size_t holiday_count = ruleset_draft_holidays(draft, holidays);

	if (days == 0 || !is_known(draft, EDITION_SECOND, path, why))
		return;
	if (days > GRACE_DAYS_MOST) {
		fail(why, FAULT_NOT_WITHIN, path, "1", fault_number(why, GRACE_DAYS_MOST),
		     fault_number(why, days));
		return;
	}
	for (size_t i = 0; i < draft->period_count && i < PERIODS; i++) {
		const struct period_draft *period = &draft->periods[i];
		char due[CALENDAR_DATE_SIZE], lock[CALENDAR_DATE_SIZE];

		if (!period->has_due || !period->has_lock || !within(period->due, 0, DAY_LAST))
			continue; /* said already */
		const int32_t rolled = calendar_roll(period->due, holidays, holiday_count);

		if (rolled + (int32_t)days > period->lock)
			fail(why, FAULT_GRACE_PAST_LOCK, path, fault_number(why, days),
			     calendar_format(rolled, due), calendar_format(period->lock, lock));
	}
}

void check_policies_of_the_year(const struct season_draft *draft, struct faults *why)
{
	check_grace(draft, why);
}
