/*
 * A verified report counts as it was verified. Of one that is not, the revision in force counts, but
 * in a strict period only the last one that came in time to be reviewed and was not returned: what
 * came later, or was returned, is as if it had not come. Else a board could report what it likes when
 * nobody can look at it any more, or leave a return unanswered. Lateness knows none of this.
 */
#include "counted.h"

#include "calendar.h"
#include "season.h"

/* Why this revision, which nobody has verified, does not count. */
static enum score_cause cause_against(struct reading *reading, size_t board, enum period period,
                                      const struct report *revision)
{
	const struct ruleset *ruleset = reading->ruleset;
	const int64_t too_late =
	        calendar_days_before(period_locks_at(ruleset, period), ruleset->review.review_days);

	if (!period_strict(ruleset, period))
		return CAUSE_NONE;
	if (cluster_report_times(reading->cluster, revision).taken_at >= too_late)
		return CAUSE_TOO_LATE;
	return review_returned(reading, board, period, revision) ? CAUSE_RETURNED : CAUSE_NONE;
}

static void find_counted(struct reading *reading, size_t board, enum period period,
                         struct counted *out)
{
	review_read(reading, board, period, &out->review);
	out->came = out->review.report;
	out->verified = out->review.verification != NULL;
	out->report = out->came;
	out->cause = CAUSE_NONE;
	if (!out->came || out->verified)
		return;
	out->cause = cause_against(reading, board, period, out->came);
	while (out->report && cause_against(reading, board, period, out->report) != CAUSE_NONE)
		out->report = season_row_before(reading->cluster, CHAIN_REPORTS, out->report);
}

void counted_read(struct reading *reading, size_t board, enum period period, struct counted *out)
{
	if (ruleset_reviews(reading->ruleset)) {
		find_counted(reading, board, period, out);
		return;
	}
	const struct report *report = reading_report(reading, board, period);

	*out = (struct counted){ .cause = CAUSE_NONE };
	out->came = out->report = report->revision > 0 ? report : NULL;
}

void counted_tasks(const struct reading *reading, const struct counted *counted,
                   struct reviewed_task *out)
{
	review_tasks(reading, &counted->review, out);
}
