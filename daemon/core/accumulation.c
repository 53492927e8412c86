#include "accumulation.h"

void accumulation_read(struct reading *reading, size_t board, enum period period,
                       struct reports_so_far *out)
{
	const bool final = period == FINAL && reading_report(reading, board, FINAL)->revision > 0;

	out->count = 0;
	out->lacking = false;
	for (enum period p = Q1; p <= period; p++) {
		const struct report *report = reading_report(reading, board, p);

		if (report->revision == 0 && reading->ruleset->edition >= EDITION_SECOND)
			out->lacking |= period_held(reading->ruleset, p);
		if (report->revision == 0 || (p == Q4 && final))
			continue;
		reading_values(reading, report, out->values[out->count]);
		out->items[out->count++] = report;
	}
}

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
		break;
	}
	return (struct value){ .actual = -1 };
}

/* A share of nothing is not a share: it neither wins nor stays. */
static bool larger(const struct task *task, struct value value, const struct achievement *sum)
{
	if (task->measure != MEASURE_PERCENT)
		return value.actual > sum->actual;
	if (value.out_of == 0 || sum->out_of == 0)
		return value.out_of > 0;
	return (int128)value.actual * sum->out_of > (int128)sum->actual * value.out_of;
}

static void add(const struct task *task, struct value value, struct achievement *sum)
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

struct achievement accumulation_sum(const struct task *task, size_t index, int64_t target,
                                    const struct reports_so_far *reports)
{
	struct achievement sum = { .assigned = target > 0 };

	if (!sum.assigned ||
	    task->measure == MEASURE_NONE) /* TARGET_APPRAISED only says that it is assigned */
		return sum;
	sum.target = target;
	sum.withheld = task->lower_is_better && reports->lacking;
	for (size_t i = 0; i < reports->count; i++) {
		const struct value value = value_of(task, index, reports, i);

		if (value.actual < 0)
			continue;
		sum.reported = true;
		add(task, value, &sum);
	}
	/* Nothing was assigned in the year so far. A board that did not report is not let off by
	 * its silence. */
	if (task->measure == MEASURE_PERCENT && sum.reported && sum.out_of == 0)
		sum.assigned = false;
	return sum;
}
