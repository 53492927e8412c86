/*
 * Which measures a kind may have and what else it needs stands in one table. A row that would let a
 * value through that scoring cannot take exactly is the mistake to fear here.
 */
#include <string.h>

#include "decimal.h"
#include "faults.h"
#include "ruleset_check.h"
#include "text.h"

enum { BOARDS_LEAST = 2, PHASES = 4, THRESHOLD_MAX = 100000 };

#define PERCENT_MAX INT64_C(1000000) /* 100 %, ten-thousandths */

enum {
	QUANTITY = 1 << MEASURE_QUANTITY,
	PERCENT = 1 << MEASURE_PERCENT,
	MODELS = 1 << MEASURE_MODELS,
	NONE = 1 << MEASURE_NONE
};

static const struct kind_rule {
	const char *name;
	unsigned measures;
	const char *allowed;
	bool has_steps, has_per_unit, may_be_lower;
} kinds[] = {
	[KIND_LINEAR] = { .name = "LINEAR",
	                  .measures = QUANTITY | PERCENT,
	                  .allowed = "QUANTITY or PERCENT",
	                  .may_be_lower = true },
	[KIND_LEADER] = { .name = "LEADER",
	                  .measures = QUANTITY,
	                  .allowed =
	                          "QUANTITY: the products that compare leads of percentages would pass 128 bits",
	                  .may_be_lower = true },
	[KIND_LADDER] = { .name = "LADDER",
	                  .measures = QUANTITY | PERCENT,
	                  .allowed = "QUANTITY or PERCENT",
	                  .has_steps = true,
	                  .may_be_lower = true },
	[KIND_BINARY] = { .name = "BINARY",
	                  .measures = QUANTITY | PERCENT,
	                  .allowed = "QUANTITY or PERCENT",
	                  .may_be_lower = true },
	[KIND_PER_UNIT] = { .name = "PER_UNIT",
	                    .measures = QUANTITY | MODELS,
	                    .allowed = "QUANTITY or MODELS",
	                    .has_per_unit = true },
	[KIND_APPRAISED] = { .name = "APPRAISED", .measures = NONE, .allowed = "NONE" },
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
		fail_freely(why, STATUS_INVALID, task_path(why, task, field), "is absent");
	else
		fail_freely(why, STATUS_INVALID, task_path(why, task, field),
		            "must be 1 to %d, got %d", most, value);
	return false;
}

static void check_code(const struct season_draft *draft, size_t i, struct faults *why)
{
	const char *code = draft->tasks[i].code;
	int first = draft_task(draft, code);

	if (!text_is_code(code))
		fail_freely(why, STATUS_INVALID, task_path(why, i, "code"),
		            "must be a capital and up to 6 capitals or digits, got \"%s\"", code);
	else if (first < (int)i)
		fail_freely(why, STATUS_INVALID, task_path(why, i, "code"),
		            "%s stands twice, first in season.tasks[%d]", code, first);
}

static void check_phasing(const struct task_draft *task, size_t i, struct faults *why)
{
	if (task->phasing_count != PHASES) {
		refuse_count(why, task_path(why, i, "phasing"), task->phasing_count, PHASES,
		             PHASES);
		return;
	}
	for (size_t k = 0; k < PHASES; k++) {
		if (task->phasing[k] < 1 || task->phasing[k] > FULL)
			fail_freely(why, STATUS_INVALID,
			            fault_path(why, "season.tasks[%zu].phasing[%zu]", i, k),
			            "must be 1 to %d basis points, got %u", FULL, task->phasing[k]);
		else if (k > 0 && task->phasing[k] < task->phasing[k - 1])
			fail_freely(why, STATUS_INVALID,
			            fault_path(why, "season.tasks[%zu].phasing[%zu]", i, k),
			            "must not be less than the %u before it, got %u",
			            task->phasing[k - 1], task->phasing[k]);
	}
	if (task->phasing[PHASES - 1] != FULL)
		fail_freely(why, STATUS_INVALID, task_path(why, i, "phasing"),
		            "must end at %d, got %u", FULL, task->phasing[PHASES - 1]);
}

static void check_step(const struct task_draft *task, size_t i, size_t k, int64_t max,
                       struct faults *why)
{
	const struct ladder_step *step = &task->steps[k];

	if (!within(step->threshold, 1, THRESHOLD_MAX))
		fail_freely(why, STATUS_INVALID,
		            fault_path(why, "season.tasks[%zu].steps[%zu].threshold", i, k),
		            "must be 1 to %d basis points, got %d", THRESHOLD_MAX, step->threshold);
	else if (k > 0 && step->threshold <= step[-1].threshold)
		fail_freely(why, STATUS_INVALID,
		            fault_path(why, "season.tasks[%zu].steps[%zu].threshold", i, k),
		            "must be more than the %d of the step before, got %d",
		            step[-1].threshold, step->threshold);
	if (!within(step->points, 1, max))
		refuse_points(why, fault_path(why, "season.tasks[%zu].steps[%zu].points", i, k),
		              step->points, 1, max);
	else if (k > 0 && step->points <= step[-1].points)
		fail_freely(why, STATUS_INVALID,
		            fault_path(why, "season.tasks[%zu].steps[%zu].points", i, k),
		            "must be more than those of the step before");
}

static void check_steps(const struct task_draft *task, size_t i, int64_t max, struct faults *why)
{
	if (!within((int64_t)task->step_count, 1, STEPS_MAX)) {
		refuse_count(why, task_path(why, i, "steps"), task->step_count, 1, STEPS_MAX);
		return;
	}
	for (size_t k = 0; k < task->step_count; k++)
		check_step(task, i, k, max, why);
}

/* What belongs to some kinds only. max: the task's, or its bound where that is wrong. */
static void check_kind(const struct task_draft *task, size_t i, int64_t max, struct faults *why)
{
	const struct kind_rule *rule = &kinds[task->kind];

	if (enum_fits(why, i, "measure", task->measure, MEASURE_NONE) &&
	    !(rule->measures >> task->measure & 1))
		fail_freely(why, STATUS_INVALID, task_path(why, i, "measure"),
		            "of a task of kind %s must be %s", rule->name, rule->allowed);
	if (task->lower_is_better && !rule->may_be_lower)
		fail_freely(why, STATUS_INVALID, task_path(why, i, "lower_is_better"),
		            "does not go with kind %s", rule->name);

	if (!rule->has_steps && task->step_count > 0)
		fail_freely(why, STATUS_INVALID, task_path(why, i, "steps"),
		            "does not go with kind %s", rule->name);
	else if (rule->has_steps)
		check_steps(task, i, max, why);

	if (rule->has_per_unit && !task->has_per_unit)
		fail_freely(why, STATUS_INVALID, task_path(why, i, "per_unit"), "is absent");
	else if (rule->has_per_unit && !within(task->per_unit, 1, max))
		refuse_points(why, task_path(why, i, "per_unit"), task->per_unit, 1, max);
	else if (!rule->has_per_unit && task->has_per_unit)
		fail_freely(why, STATUS_INVALID, task_path(why, i, "per_unit"),
		            "does not go with kind %s", rule->name);
}

/* Bounds keep every product of scoring in 127 bits. */
static int64_t target_most(const struct task_draft *task)
{
	return task->measure == MEASURE_PERCENT ? PERCENT_MAX : QUANTITY_MAX;
}

static bool target_fits(const struct task_draft *task, int64_t target)
{
	return task->measure != MEASURE_NONE && within(target, 1, target_most(task));
}

static void refuse_target(const struct task_draft *task, int64_t target, const char *path,
                          struct faults *why)
{
	char high[DECIMAL_SIZE], got[DECIMAL_SIZE];

	if (task->measure == MEASURE_NONE)
		fail_freely(why, STATUS_INVALID, path, "%s is appraised and can have no target",
		            task->code);
	else
		fail_freely(why, STATUS_INVALID, path,
		            "must be more than 0 and at most %s%s, got %s",
		            decimal_short(target_most(task), QUANTITY_DECIMALS, high),
		            task->measure == MEASURE_PERCENT ? " %" : "",
		            decimal_short(target, QUANTITY_DECIMALS, got));
}

static void check_task(const struct season_draft *draft, size_t i, struct faults *why)
{
	const struct task_draft *task = &draft->tasks[i];
	int64_t scale = draft_scale(draft);
	bool max_fits = within(task->max, 1, scale);

	check_code(draft, i, why);
	if (!draft_has_group(draft, task->group))
		fail_freely(why, STATUS_INVALID, task_path(why, i, "group"),
		            "group %u is not of this season", task->group);
	if (!max_fits)
		refuse_points(why, task_path(why, i, "max"), task->max, 1, scale);
	enum_fits(why, i, "accumulation", task->accumulation, ACCUMULATE_MAX);
	check_phasing(task, i, why);
	if (enum_fits(why, i, "kind", task->kind, KIND_APPRAISED))
		check_kind(task, i, max_fits ? task->max : scale, why);
	else
		enum_fits(why, i, "measure", task->measure, MEASURE_NONE);
	if (task->has_target && !target_fits(task, task->target))
		refuse_target(task, task->target, task_path(why, i, "target"), why);
}

/* Only where each max is right: otherwise the sum is wrong for a reason that has been said. */
static void check_sum(const struct season_draft *draft, struct faults *why)
{
	char sum_text[DECIMAL_SIZE], scale_text[DECIMAL_SIZE];
	int64_t sum = 0;

	for (size_t i = 0; i < draft->task_count; i++) {
		if (draft->tasks[i].max < 1 || draft->tasks[i].max > draft->scale)
			return;
		sum += draft->tasks[i].max;
	}
	if (sum != draft->scale && draft->scale == draft_scale(draft))
		fail_freely(why, STATUS_INVALID, "season.tasks",
		            "the maxima sum to %s and must sum to the scale, %s",
		            decimal_format(sum, POINT_DECIMALS, sum_text),
		            decimal_format(draft->scale, POINT_DECIMALS, scale_text));
}

void draft_targets(const struct season_draft *draft, const struct board_draft *board, int64_t *out)
{
	for (size_t i = 0; i < draft->task_count && i < TASKS_MAX; i++) {
		const struct task_draft *task = &draft->tasks[i];

		out[i] = task->has_target ? task->target : TARGET_MISSING;
		if (task->measure == MEASURE_NONE)
			out[i] = TARGET_APPRAISED;
	}
	for (size_t k = 0; k < board->target_count; k++) {
		const struct target_draft *own = &board->targets[k];
		int task = draft_task(draft, own->task);

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
	int index = draft_task(draft, own->task);

	if (index < 0 || *seen >> index & 1) {
		fail_freely(why, STATUS_INVALID,
		            fault_path(why, "season.boards[%zu].targets[%zu].task", board, k),
		            index < 0 ? "\"%s\" is not a task of this season" : "%s stands twice",
		            own->task);
		return;
	}
	*seen |= UINT64_C(1) << index;
	if (own->has_target == own->not_assigned)
		fail_freely(why, STATUS_INVALID,
		            fault_path(why, "season.boards[%zu].targets[%zu]", board, k),
		            "must have either a target or not_assigned true");
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

	draft_targets(draft, &draft->boards[i], targets);
	for (size_t task = 0; task < draft->task_count; task++) {
		assigned = assigned || targets[task] != 0;
		if (targets[task] == TARGET_MISSING)
			fail_freely(
			        why, STATUS_INVALID,
			        fault_path(why, "season.boards[%zu].targets", i),
			        "has neither a target for %s nor not_assigned, and the task has no target",
			        draft->tasks[task].code);
	}
	if (!assigned)
		fail_freely(why, STATUS_INVALID, fault_path(why, "season.boards[%zu].targets", i),
		            "no task is assigned to %s", draft->boards[i].code);
}

static void check_board(const struct season_draft *draft, size_t i, bool tasks_fit,
                        struct faults *why)
{
	const char *code = draft->boards[i].code;
	int first = draft_board(draft, code);
	uint64_t seen = 0;

	if (!text_is_board(code))
		fail_freely(why, STATUS_INVALID, fault_path(why, "season.boards[%zu].code", i),
		            "must be 2 or 3 capitals and perhaps 2 digits, got \"%s\"", code);
	else if (first < (int)i)
		fail_freely(why, STATUS_INVALID, fault_path(why, "season.boards[%zu].code", i),
		            "%s stands twice, first in season.boards[%d]", code, first);
	if (!tasks_fit) /* how would one know what a target is for? */
		return;
	for (size_t k = 0; k < draft->boards[i].target_count; k++)
		check_own_target(draft, i, k, &seen, why);
	check_coverage(draft, i, why);
}

void check_tasks_and_boards(const struct season_draft *draft, struct faults *why)
{
	bool tasks_fit = count_fits(why, "season.tasks", draft->task_count, 1, TASKS_MAX);
	bool boards_fit =
	        count_fits(why, "season.boards", draft->board_count, BOARDS_LEAST, BOARDS_MAX);

	for (size_t i = 0; tasks_fit && i < draft->task_count; i++)
		check_task(draft, i, why);
	if (tasks_fit)
		check_sum(draft, why);
	for (size_t i = 0; boards_fit && i < draft->board_count; i++)
		check_board(draft, i, tasks_fit, why);
}
