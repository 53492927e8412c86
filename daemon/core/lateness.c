#include "calendar.h"
#include "standing.h"

/* A report that never came counts its days up to the lock, and from the lock on costs what a
 * missing one costs. One that came counts from its first revision, or from that one's postmark: a
 * correction is not late. */
struct lateness lateness_read(struct reading *reading, size_t board, enum period period,
                              int64_t now)
{
	const struct report *report = reading_report(reading, board, period);
	const struct ruleset *ruleset = reading->ruleset;
	const int64_t lock = period_locks_at(ruleset, period);
	const bool here = report->revision > 0, locked = now >= lock;
	struct lateness late = { .since = INT64_MIN };

	const int64_t counted_at = cluster_report_times(reading->cluster, report).counted_at;

	late.days = ruleset_late_days(ruleset, period, here ? counted_at : locked ? lock : now);
	if (here)
		late.status = late.days > 0 ? BOARD_LATE : BOARD_ON_TIME;
	else if (locked)
		late.status = BOARD_MISSING;
	else
		late.status = late.days > 0 ? BOARD_OVERDUE : BOARD_EXPECTED;
	if (!here && locked)
		late.since = lock;
	else if (!here && late.days > 0)
		late.since = calendar_midnight(calendar_day(now));
	late.deduction = late.status == BOARD_MISSING ? ruleset->missing_deduction
	                                              : ruleset_late_deduction(ruleset, late.days);
	return late;
}
