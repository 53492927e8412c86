/*
 * Which measures a kind may have and what else it needs stands in one table. A row that would let a
 * value through that scoring cannot take exactly is the mistake to fear here.
 */
#include <string.h>

#include "faults.h"
#include "names.h"
#include "ruleset_check.h"
#include "text.h"

enum { BOARDS_LEAST = 2, PHASES = 4, THRESHOLD_MAX = 100000 };

#define PERCENT_MAX INT64_C(1000000) /* 100 %, ten-thousandths */

enum {
	QUANTITY = 1 << MEASURE_QUANTITY,
	PERCENT = 1 << MEASURE_PERCENT,
	MODELS = 1 << MEASURE_MODELS,
	NONE = 1 << MEASURE_NONE,
	LIMITATIONS = 1 << MEASURE_LIMITATIONS
};

static const struct kind_rule {
	unsigned measures;
	enum fault_reason other_measure;
	bool has_steps, has_per_unit, may_be_lower;
} kinds[] = {
	[KIND_LINEAR] = { .measures = QUANTITY | PERCENT | LIMITATIONS,
	                  .other_measure = FAULT_MEASURE_OF_LINEAR,
	                  .may_be_lower = true },
	[KIND_LEADER] = { .measures = QUANTITY,
	                  .other_measure = FAULT_MEASURE_OF_LEADER,
	                  .may_be_lower = true },
	[KIND_LADDER] = { .measures = QUANTITY | PERCENT,
	                  .other_measure = FAULT_MEASURE_OF_SHARES,
	                  .has_steps = true,
	                  .may_be_lower = true },
	[KIND_BINARY] = { .measures = QUANTITY | PERCENT,
	                  .other_measure = FAULT_MEASURE_OF_SHARES,
	                  .may_be_lower = true },
	[KIND_PER_UNIT] = { .measures = QUANTITY | MODELS,
	                    .other_measure = FAULT_MEASURE_OF_UNITS,
	                    .has_per_unit = true },
	[KIND_APPRAISED] = { .measures = NONE, .other_measure = FAULT_MEASURE_OF_APPRAISED },
};

static const char *task_path(struct faults *why, size_t task, const char *field)
{
	return fault_path(why, "season.tasks[%zu].%s", task, field);
}

static bool enum_fits(struct faults *why, size_t task, const char *field, int value, int most)
{
	if (value >= 1 && value <= most)
		return true;
	if (value == 0)
		fail(why, FAULT_ABSENT, task_path(why, task, field));
	else
		fail(why, FAULT_NOT_WITHIN, task_path(why, task, field), fault_number(why, 1),
		     fault_number(why, most), fault_number(why, value));
	return false;
}

static void check_code(const struct season_draft *draft, size_t i, struct faults *why)
{
	const char *code = draft->tasks[i].code;
	int first = ruleset_draft_task(draft, code);

	if (!text_is_code(code))
		fail(why, FAULT_CODE_WRONG, task_path(why, i, "code"), code);
	else if (first < (int)i)
		fail(why, FAULT_TASK_TWICE, task_path(why, i, "code"), code,
		     fault_number(why, first));
}

static void check_phasing(const struct task_draft *task, size_t i, struct faults *why)
{
	if (task->phasing_count != PHASES) {
		ruleset_refuse_count(why, task_path(why, i, "phasing"), task->phasing_count, PHASES,
		                     PHASES);
		return;
	}
	for (size_t k = 0; k < PHASES; k++) {
		if (task->phasing[k] < 1 || task->phasing[k] > FULL)
			fail(why, FAULT_BASIS_POINTS_RANGE,
			     fault_path(why, "season.tasks[%zu].phasing[%zu]", i, k),
			     fault_number(why, FULL), fault_number(why, task->phasing[k]));
		else if (k > 0 && task->phasing[k] < task->phasing[k - 1])
			fail(why, FAULT_PHASING_FALLING,
			     fault_path(why, "season.tasks[%zu].phasing[%zu]", i, k),
			     fault_number(why, task->phasing[k - 1]),
			     fault_number(why, task->phasing[k]));
	}
	if (task->phasing[PHASES - 1] != FULL)
		fail(why, FAULT_PHASING_END, task_path(why, i, "phasing"), fault_number(why, FULL),
		     fault_number(why, task->phasing[PHASES - 1]));
}

static void check_step(const struct task_draft *task, size_t i, size_t k, int64_t max,
                       struct faults *why)
{
	const struct ladder_step *step = &task->steps[k];

	if (!within(step->threshold, 1, THRESHOLD_MAX))
		fail(why, FAULT_BASIS_POINTS_RANGE,
		     fault_path(why, "season.tasks[%zu].steps[%zu].threshold", i, k),
		     fault_number(why, THRESHOLD_MAX), fault_number(why, step->threshold));
	else if (k > 0 && step->threshold <= step[-1].threshold)
		fail(why, FAULT_STEP_NOT_RISING,
		     fault_path(why, "season.tasks[%zu].steps[%zu].threshold", i, k),
		     fault_number(why, step[-1].threshold), fault_number(why, step->threshold));
	if (!within(step->points, 1, max))
		ruleset_refuse_points(why,
		                      fault_path(why, "season.tasks[%zu].steps[%zu].points", i, k),
		                      step->points, 1, max);
	else if (k > 0 && step->points <= step[-1].points)
		fail(why, FAULT_POINTS_NOT_RISING,
		     fault_path(why, "season.tasks[%zu].steps[%zu].points", i, k));
}

static void check_steps(const struct task_draft *task, size_t i, int64_t max, struct faults *why)
{
	if (!within((int64_t)task->step_count, 1, STEPS_MAX)) {
		ruleset_refuse_count(why, task_path(why, i, "steps"), task->step_count, 1,
		                     STEPS_MAX);
		return;
	}
	for (size_t k = 0; k < task->step_count; k++)
		check_step(task, i, k, max, why);
}

/* Its value is what the cluster keeps of the board, as it stands. */
static void check_limitations(const struct season_draft *draft, const struct task_draft *task,
                              size_t i, struct faults *why)
{
	if (task->measure != MEASURE_LIMITATIONS)
		return;
	if (!draft->limitations)
		fail(why, FAULT_MEASURE_WITHOUT_LIMITATIONS, task_path(why, i, "measure"));
	if (task->accumulation != ACCUMULATE_LAST)
		fail(why, FAULT_LIMITATIONS_NOT_LAST, task_path(why, i, "accumulation"));
	if (task->lower_is_better)
		fail(why, FAULT_LIMITATIONS_LOWER, task_path(why, i, "lower_is_better"));
}

/* What belongs to some kinds only. max: the task's, or its bound where that is wrong. */
static void check_kind(const struct task_draft *task, size_t i, int64_t max, struct faults *why)
{
	const struct kind_rule *rule = &kinds[task->kind];
	const char *name = names_find(&names_kinds, task->kind);

	if (enum_fits(why, i, "measure", task->measure, MEASURE_LIMITATIONS) &&
	    !(rule->measures >> task->measure & 1))
		faults_add(why, rule->other_measure, task_path(why, i, "measure"), &name, 1);
	if (task->lower_is_better && !rule->may_be_lower)
		fail(why, FAULT_NOT_OF_KIND, task_path(why, i, "lower_is_better"), name);

	if (!rule->has_steps && task->step_count > 0)
		fail(why, FAULT_NOT_OF_KIND, task_path(why, i, "steps"), name);
	else if (rule->has_steps)
		check_steps(task, i, max, why);

	if (rule->has_per_unit && !task->has_per_unit)
		fail(why, FAULT_ABSENT, task_path(why, i, "per_unit"));
	else if (rule->has_per_unit && !within(task->per_unit, 1, max))
		ruleset_refuse_points(why, task_path(why, i, "per_unit"), task->per_unit, 1, max);
	else if (!rule->has_per_unit && task->has_per_unit)
		fail(why, FAULT_NOT_OF_KIND, task_path(why, i, "per_unit"), name);
}

/* Bounds keep every product of scoring in 127 bits. */
static int64_t target_most(const struct task_draft *task)
{
	return measure_is_share(task->measure) ? PERCENT_MAX : QUANTITY_MAX;
}

static bool target_fits(const struct task_draft *task, int64_t target)
{
	return task->measure != MEASURE_NONE && within(target, 1, target_most(task));
}

static void refuse_target(const struct task_draft *task, int64_t target, const char *path,
                          struct faults *why)
{
	if (task->measure == MEASURE_NONE)
		fail(why, FAULT_TARGET_OF_APPRAISED, path, task->code);
	else if (measure_is_share(task->measure))
		fail(why, FAULT_TARGET_PERCENT, path, fault_quantity(why, PERCENT_MAX),
		     fault_quantity(why, target));
	else
		fail(why, FAULT_TARGET_RANGE, path, fault_quantity(why, QUANTITY_MAX),
		     fault_quantity(why, target));
}

static void check_task(const struct season_draft *draft, size_t i, struct faults *why)
{
	const struct task_draft *task = &draft->tasks[i];
	int64_t scale = ruleset_draft_scale(draft);
	bool max_fits = within(task->max, 1, scale);

	check_code(draft, i, why);
	if (!ruleset_draft_has_group(draft, task->group))
		fail(why, FAULT_GROUP_UNKNOWN, task_path(why, i, "group"),
		     fault_number(why, task->group));
	if (!max_fits)
		ruleset_refuse_points(why, task_path(why, i, "max"), task->max, 1, scale);
	enum_fits(why, i, "accumulation", task->accumulation, ACCUMULATE_MAX);
	check_phasing(task, i, why);
	if (enum_fits(why, i, "kind", task->kind, KIND_APPRAISED))
		check_kind(task, i, max_fits ? task->max : scale, why);
	else
		enum_fits(why, i, "measure", task->measure, MEASURE_LIMITATIONS);
	check_limitations(draft, task, i, why);
	if (task->has_target && !target_fits(task, task->target))
		refuse_target(task, task->target, task_path(why, i, "target"), why);
}

/* Only where each max is right: otherwise the sum is wrong for a reason that has been said. */
static void check_sum(const struct season_draft *draft, struct faults *why)
{
	int64_t sum = 0;

	for (size_t i = 0; i < draft->task_count; i++) {
		if (draft->tasks[i].max < 1 || draft->tasks[i].max > draft->scale)
			return;
		sum += draft->tasks[i].max;
	}
	if (sum != draft->scale && draft->scale == ruleset_draft_scale(draft))
		fail(why, FAULT_MAXIMA_SUM, "season.tasks", fault_points(why, sum),
		     fault_points(why, draft->scale));
}

void ruleset_draft_targets(const struct season_draft *draft, const struct board_draft *board,
                           int64_t *out)
{
	for (size_t i = 0; i < draft->task_count && i < TASKS_MAX; i++) {
		const struct task_draft *task = &draft->tasks[i];

		out[i] = task->has_target ? task->target : TARGET_MISSING;
		if (task->measure == MEASURE_NONE)
			out[i] = TARGET_APPRAISED;
	}
	for (size_t k = 0; k < board->target_count; k++) {
		const struct target_draft *own = &board->targets[k];
		int task = ruleset_draft_task(draft, own->task);

		if (task >= 0 && own->not_assigned)
			out[task] = 0;
		else if (task >= 0 && own->has_target)
			out[task] = own->target;
	}
}

static void check_own_target(const struct season_draft *draft, size_t board, size_t k,
                             uint64_t *seen, struct faults *why)
{
	const struct target_draft *own = &draft->boards[board].targets[k];
	int index = ruleset_draft_task(draft, own->task);

	if (index < 0 || *seen >> index & 1) {
		faults_add(why, index < 0 ? FAULT_TARGET_OF_NO_TASK : FAULT_CODE_TWICE,
		           fault_path(why, "season.boards[%zu].targets[%zu].task", board, k),
		           &own->task, 1);
		return;
	}
	*seen |= UINT64_C(1) << index;
	if (own->has_target == own->not_assigned)
		fail(why, FAULT_TARGET_OR_NOT,
		     fault_path(why, "season.boards[%zu].targets[%zu]", board, k));
	else if (own->has_target && !target_fits(&draft->tasks[index], own->target))
		refuse_target(&draft->tasks[index], own->target,
		              fault_path(why, "season.boards[%zu].targets[%zu].target", board, k),
		              why);
}

/* Every task has a target or is not assigned, and one at least is assigned: who has none cannot be
 * ranked. */
static void check_coverage(const struct season_draft *draft, size_t i, struct faults *why)
{
	int64_t targets[TASKS_MAX];
	bool assigned = false;

	ruleset_draft_targets(draft, &draft->boards[i], targets);
	for (size_t task = 0; task < draft->task_count; task++) {
		assigned = assigned || targets[task] != 0;
		if (targets[task] == TARGET_MISSING)
			fail(why, FAULT_TARGET_MISSING,
			     fault_path(why, "season.boards[%zu].targets", i),
			     draft->tasks[task].code);
	}
	if (!assigned)
		fail(why, FAULT_NOTHING_ASSIGNED, fault_path(why, "season.boards[%zu].targets", i),
		     draft->boards[i].code);
}

static void check_board(const struct season_draft *draft, size_t i, bool tasks_fit,
                        struct faults *why)
{
	const char *code = draft->boards[i].code;
	int first = ruleset_draft_board(draft, code);
	uint64_t seen = 0;

	if (!text_is_board(code))
		fail(why, FAULT_BOARD_CODE, fault_path(why, "season.boards[%zu].code", i), code);
	else if (first < (int)i)
		fail(why, FAULT_BOARD_TWICE, fault_path(why, "season.boards[%zu].code", i), code,
		     fault_number(why, first));
	if (!tasks_fit) /* how would one know what a target is for? */
		return;
	for (size_t k = 0; k < draft->boards[i].target_count; k++)
		check_own_target(draft, i, k, &seen, why);
	check_coverage(draft, i, why);
}

void ruleset_check_tasks(const struct season_draft *draft, struct faults *why)
{
	bool tasks_fit = ruleset_count_fits(why, "season.tasks", draft->task_count, 1, TASKS_MAX);
	bool boards_fit = ruleset_count_fits(why, "season.boards", draft->board_count, BOARDS_LEAST,
	                                     BOARDS_MAX);

	for (size_t i = 0; tasks_fit && i < draft->task_count; i++)
		check_task(draft, i, why);
	if (tasks_fit)
		check_sum(draft, why);
	for (size_t i = 0; boards_fit && i < draft->board_count; i++)
		check_board(draft, i, tasks_fit, why);
}
