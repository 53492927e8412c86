/*
 * First which reports count for a board, with what values; then each task of them. Where nothing is
 * reviewed both sums are the one that there is, and what that costs is not asked.
 */
#include "accumulation.h"

#include <string.h>

#include "amendments.h"
#include "rows.h"

/* --- which reports count --- */

static void add_report(struct reading *reading, const struct report *report, unsigned sums,
                       struct reports_so_far *out)
{
	reading_values(reading, report, out->values[out->count]);
	out->sums[out->count] = (uint8_t)sums;
	out->periods[out->count] = report->cell.period;
	out->amended[out->count] = 0;
	out->items[out->count++] = report;
}

/* --- what was amended of them --- */

static bool may_be_amended(const struct reading *reading)
{
	return rows_count(reading->cluster, TABLE_AMENDMENTS) > 0;
}

static void forget_points(struct reports_so_far *out)
{
	out->appraises = true;
	for (size_t i = 0; i < TASKS_MAX; i++)
		out->appraised[i] = -1;
}

/* A report that never came, or does not count: of it there is what was amended alone. */
static void add_nothing(enum period period, struct reports_so_far *out)
{
	static const struct report none;

	for (size_t i = 0; i < TASKS_MAX; i++)
		out->values[out->count][i] = (struct value){ .actual = -1 };
	out->items[out->count] = &none;
	out->sums[out->count] = 0;
	out->periods[out->count] = (uint8_t)period;
	out->amended[out->count++] = 0;
}

/* After the report of that period, if it counts. replaced: FINAL stands in the place of this Q4, of which
 * then no more is there than was. */
static void take_amendment(struct reading *reading, size_t board, enum period period, bool replaced,
                           struct reports_so_far *out)
{
	struct value values[TASKS_MAX];
	int64_t appraised[TASKS_MAX];
	const bool there = out->count > 0 && out->periods[out->count - 1] == period;
	const bool counts = there || !replaced;
	/* read also where it counts for nothing: it moves ranks of Q4, which FINAL tells as those before */
	const struct amended amended =
	        amendments_put(reading, board, period, values, counts ? out->appraised : appraised);

	if (amended.number == 0 || !counts)
		return;
	if (!there)
		add_nothing(period, out);
	for (size_t task = 0; task < TASKS_MAX; task++) {
		if (amended.tasks >> task & 1)
			out->values[out->count - 1][task] = values[task];
	}
	out->amended[out->count - 1] = replaced ? 0 : amended.tasks;
	if (amended.number > out->amendment)
		out->amendment = amended.number;
}

/* In FINAL what was amended of FINAL stands for Q4, as a report that came would. */
static void replace_q4(struct reports_so_far *reports)
{
	const size_t last = reports->count - 1;

	if (last == 0 || reports->periods[last] != FINAL || reports->periods[last - 1] != Q4)
		return;
	for (size_t task = 0; task < TASKS_MAX; task++) {
		if (reports->amended[last] >> task & 1)
			reports->values[last - 1][task] = (struct value){ .actual = -1 };
	}
}

/* Where nothing is reviewed: every revision in force. */
static void take_all(struct reading *reading, size_t board, enum period period,
                     struct reports_so_far *out)
{
	const bool final = period == FINAL && reading_report(reading, board, FINAL)->revision > 0;
	const bool amended = may_be_amended(reading);

	if (amended)
		forget_points(out);
	for (enum period p = Q1; p <= period; p++) {
		const struct report *report = reading_report(reading, board, p);

		if (report->revision == 0 && period_held(reading->ruleset, p))
			out->lacking = SUM_WHOLE;
		if (report->revision > 0 && !(p == Q4 && final))
			add_report(reading, report, SUM_WHOLE, out);
		if (amended)
			take_amendment(reading, board, p, p == Q4 && final, out);
	}
}

/* What the reviewer found takes the place of what was reported. Is any value another? */
static bool take_findings(const struct reading *reading, const struct counted *counted,
                          struct reports_so_far *out)
{
	struct reviewed_task tasks[TASKS_MAX];
	struct value *values = out->values[out->count - 1];
	bool adjusted = false;

	counted_tasks(reading, counted, tasks);
	for (size_t i = 0; i < reading->ruleset->task_count; i++) {
		out->appraised[i] = tasks[i].points;
		if (!tasks[i].adjusted)
			continue;
		adjusted |= values[i].actual != tasks[i].value.actual ||
		            values[i].out_of != tasks[i].value.out_of;
		values[i] = tasks[i].value;
	}
	return adjusted;
}

static void mark(const struct counted *counted, bool adjusted, struct reports_so_far *out)
{
	if (counted->report && !counted->verified)
		out->marks |= MARK_UNREVIEWED;
	if (adjusted)
		out->marks |= MARK_ADJUSTED;
	if (counted->review.state == REVIEW_DISPUTED)
		out->marks |= MARK_DISPUTED;
	if (counted->cause == CAUSE_NONE)
		return;
	out->marks |= MARK_UNCOUNTED;
	out->why = counted->cause;
}

/* Of one period. replaced: FINAL stands in the place of this Q4, NULL: nothing does. */
static void take_one(struct reading *reading, const struct counted *counted,
                     const struct counted *replaced, struct reports_so_far *out)
{
	bool adjusted = false;
	unsigned sums = 0;

	if (counted->report && !replaced)
		sums |= SUM_WHOLE;
	if (counted->report && counted->verified && !(replaced && replaced->verified))
		sums |= SUM_VERIFIED;
	if (sums != 0) {
		add_report(reading, counted->report, sums, out);
		adjusted = counted->verified && take_findings(reading, counted, out);
	}
	if (!replaced)
		mark(counted, adjusted, out);
}

static void take_counted(struct reading *reading, size_t board, enum period period,
                         struct reports_so_far *out)
{
	struct counted all[PERIODS];

	forget_points(out);
	for (enum period p = Q1; p <= period; p++)
		counted_read(reading, board, p, &all[p]);
	for (enum period p = Q1; p <= period; p++) {
		const bool final = p == Q4 && period == FINAL && all[FINAL].report;

		if (period_held(reading->ruleset, p) && !all[p].report)
			out->lacking |= SUM_WHOLE;
		if (period_held(reading->ruleset, p) && !(all[p].report && all[p].verified))
			out->lacking |= SUM_VERIFIED;
		take_one(reading, &all[p], final ? &all[FINAL] : NULL, out);
		if (may_be_amended(reading))
			take_amendment(reading, board, p, final, out);
	}
	out->state = (uint8_t)all[period].review.state;
}

void accumulation_read(struct reading *reading, size_t board, enum period period,
                       struct reports_so_far *out)
{
	out->count = 0;
	out->amendment = 0;
	out->appraises = false;
	out->lacking = out->marks = out->state = 0;
	out->why = CAUSE_NONE;
	if (ruleset_reviews(reading->ruleset))
		take_counted(reading, board, period, out);
	else
		take_all(reading, board, period, out);
	if (period == FINAL && out->amendment > 0)
		replace_q4(out);
	if (reading->ruleset->edition < EDITION_SECOND)
		out->lacking = 0;
}

/* --- one task of them --- */

/* What one report says of a task; actual is -1 when it says nothing. */
static struct value value_of(const struct task *task, size_t index,
                             const struct reports_so_far *reports, size_t i)
{
	switch ((enum measure)task->measure) {
	case MEASURE_QUANTITY:
	case MEASURE_PERCENT:
		return reports->values[i][index];
	case MEASURE_MODELS:
		return (struct value){ (int64_t)reports->items[i]->models * FULL, 0 };
	case MEASURE_NONE:
	case MEASURE_LIMITATIONS:
		break;
	}
	return (struct value){ .actual = -1 };
}

/* A share of nothing is not a share: it neither wins nor stays. */
static bool larger(const struct task *task, struct value value, const struct value *sum)
{
	if (task->measure != MEASURE_PERCENT)
		return value.actual > sum->actual;
	if (value.out_of == 0 || sum->out_of == 0)
		return value.out_of > 0;
	return (int128)value.actual * sum->out_of > (int128)sum->actual * value.out_of;
}

static inline void add(const struct task *task, struct value value, struct value *sum)
{
	switch ((enum accumulation)task->accumulation) {
	case ACCUMULATE_SUM:
		sum->actual += value.actual;
		sum->out_of += value.out_of;
		return;
	case ACCUMULATE_MAX:
		if (!larger(task, value, sum))
			return;
		break;
	case ACCUMULATE_LAST:
		break;
	}
	sum->actual = value.actual;
	sum->out_of = value.out_of;
}

/* False: they say nothing of it. */
static inline bool sum_up(const struct task *task, size_t index,
                          const struct reports_so_far *reports, unsigned which, struct value *sum)
{
	bool reported = false;

	*sum = (struct value){ 0, 0 };
	for (size_t i = 0; i < reports->count; i++) {
		if (!(reports->sums[i] & which) && !(reports->amended[i] >> index & 1))
			continue;
		const struct value value = value_of(task, index, reports, i);

		if (value.actual < 0)
			continue;
		reported = true;
		add(task, value, sum);
	}
	return reported;
}

/* Its points are the reviewer's; TARGET_APPRAISED only says that it is assigned. */
static struct achievement appraisal(size_t index, const struct reports_so_far *reports)
{
	const bool reported = reports->appraises && reports->appraised[index] >= 0;

	return (struct achievement){ .assigned = true,
		                     .reported = reported,
		                     .appraised = reported ? reports->appraised[index] : 0 };
}

/* What counts of a LEADER task beside the whole; -1: nothing. Kept out of what is done for each task. */
__attribute__((noinline)) static int64_t verified_of(const struct task *task, size_t index,
                                                     const struct reports_so_far *reports)
{
	const bool lacking = task->lower_is_better && reports->lacking & SUM_VERIFIED;
	struct value sum;

	return sum_up(task, index, reports, SUM_VERIFIED, &sum) && !lacking ? sum.actual : -1;
}

/* It stands whether or not a report has come. */
static struct achievement closings(int64_t target, const struct reports_so_far *reports)
{
	return (struct achievement){ .assigned = reports->limitations.out_of > 0,
		                     .reported = true,
		                     .actual = reports->limitations.actual,
		                     .out_of = reports->limitations.out_of,
		                     .target = target };
}

/* A verdict counts whether or not a report does; who reported none has reported so. */
static struct achievement recognised(int64_t target, const struct reports_so_far *reports)
{
	return (struct achievement){ .assigned = true,
		                     .reported = reports->recognised > 0 || reports->count > 0,
		                     .actual = reports->recognised * FULL,
		                     .target = target };
}

/* What the reports say of a task that is assigned. */
static void add_up(const struct task *task, size_t index, int64_t target,
                   const struct reports_so_far *reports, struct achievement *out)
{
	const bool bounded = task->kind == KIND_LEADER && reports->state != 0;
	struct value sum;
	const bool reported = sum_up(task, index, reports, SUM_WHOLE, &sum);
	/* Nothing was assigned in the year so far. A board that did not report is not let off by
	 * its silence. */
	const bool nothing = task->measure == MEASURE_PERCENT && reported && sum.out_of == 0;

	out->assigned = !nothing;
	out->reported = reported;
	out->withheld = task->lower_is_better && reports->lacking & SUM_WHOLE;
	out->bounded = bounded;
	out->actual = sum.actual;
	/* in a union with what is verified, which is for a task without shares */
	out->out_of = bounded ? verified_of(task, index, reports) : sum.out_of;
	out->target = target;
}

void accumulation_sum(const struct task *task, size_t index, int64_t target,
                      const struct reports_so_far *reports, struct achievement *out)
{
	if (target == 0)
		*out = (struct achievement){ .assigned = false };
	else if (task->measure == MEASURE_NONE)
		*out = appraisal(index, reports);
	else if (task->measure == MEASURE_LIMITATIONS)
		*out = closings(target, reports);
	else if (task->measure == MEASURE_MODELS && reports->recognised >= 0)
		*out = recognised(target, reports);
	else
		add_up(task, index, target, reports, out);
}
