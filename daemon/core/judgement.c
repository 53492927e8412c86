/* What may be listed comes from the command: a verification may speak of every task and must of the appraised ones, a
 * resolution must speak of the disputed ones alone. What is said of one is judged as a line of a report is. */
#include "judgement.h"

#include <string.h>

#include "faults.h"
#include "report_lines.h"

#define PATH(name) fault_path(why, "tasks[%zu]." name, i)

static struct report_line line_of(const struct judgement *judged)
{
	return (struct report_line){ .task = judged->task,
		                     .has_actual = judged->has_actual,
		                     .actual = judged->actual,
		                     .has_done = judged->has_done,
		                     .done = judged->done,
		                     .has_out_of = judged->has_out_of,
		                     .out_of = judged->out_of };
}

/* What it says the value is, of an appraised task the points. */
static struct value value_of(const struct task *task, const struct judgement *judged)
{
	if (task->kind == KIND_APPRAISED)
		return (struct value){ judged->points, 0 };
	return task->measure == MEASURE_PERCENT ? (struct value){ judged->done, judged->out_of }
	                                        : (struct value){ judged->actual, 0 };
}

static void check_points(const struct task *task, const struct judgement *judged, size_t i,
                         struct faults *why)
{
	if (judged->has_actual)
		fail(why, FAULT_JUDGED_VALUE_UNWANTED, PATH("actual"), task->code);
	if (judged->has_done)
		fail(why, FAULT_JUDGED_VALUE_UNWANTED, PATH("done"), task->code);
	if (judged->has_out_of)
		fail(why, FAULT_JUDGED_VALUE_UNWANTED, PATH("out_of"), task->code);
	if (!judged->has_points)
		fail(why, FAULT_JUDGED_POINTS_ABSENT, PATH("points"), task->code);
	else if (judged->points < 0 || judged->points > task->max)
		fail(why, FAULT_POINTS_RANGE, PATH("points"), fault_points(why, 0),
		     fault_points(why, task->max), fault_points(why, judged->points));
}

/* A lead takes points from others, so no reviewer makes one. */
static bool raises(const struct task *task, int64_t reported, int64_t value)
{
	return task->kind == KIND_LEADER &&
	       (task->lower_is_better ? value < reported : value > reported);
}

/* Is it another value than the reported one, of a task of which there is one? */
static void check_change(const struct task *task, const struct judgement *judged,
                         const struct value *reported, size_t i, struct faults *why)
{
	const struct value value = value_of(task, judged);

	if (reported->actual < 0)
		fail(why, FAULT_JUDGED_NOTHING, PATH("task"), task->code);
	else if (reported->actual == value.actual && reported->out_of == value.out_of)
		fail(why, FAULT_JUDGED_AS_REPORTED, PATH("task"), task->code);
	else if (raises(task, reported->actual, value.actual))
		fail(why, FAULT_JUDGED_RAISES, PATH("actual"), task->code);
}

static void check_value(const struct task *task, const struct judgement *judged,
                        const struct value *reported, bool final, size_t i, struct faults *why)
{
	const struct report_line line = line_of(judged);
	const size_t before = why->count;

	report_line_check(task, &line, "tasks", i, why);
	if (judged->has_points)
		fail(why, FAULT_JUDGED_POINTS_UNWANTED, PATH("points"), task->code);
	if (!final && why->count == before)
		check_change(task, judged, reported, i, why);
}

static void check_one(const struct review_act *act, const struct judgement_list *list,
                      const struct value *reported, size_t i, size_t index, struct faults *why)
{
	const struct task *task = &act->ruleset->tasks[index];
	const struct judgement *judged = &list->tasks[i];
	const bool appraised = task->kind == KIND_APPRAISED;

	if (appraised)
		check_points(task, judged, i, why);
	else
		check_value(task, judged, &reported[index], list->final, i, why);
	if (!judged->reason[0] && (list->final || !appraised))
		fail(why, FAULT_ABSENT, PATH("reason"));
}

/* Why nothing can be said of a task, or FAULT_REASONS. */
static enum fault_reason refusal_of(const struct review_act *act, const struct judgement_list *list,
                                    size_t task)
{
	const enum fault_reason no = report_line_refusal(act->ruleset, act->board, task);
	const bool assigned = ruleset_target(act->ruleset, act->board, task) > 0;

	if (list->final && list->wanted[task] == JUDGEMENT_AWAITED)
		return FAULT_REASONS; /* a later version may have taken it from the board */
	if (no != FAULT_REASONS && no != FAULT_LINE_OF_APPRAISED)
		return no;
	if (!assigned)
		return FAULT_LINE_NOT_ASSIGNED;
	return list->wanted[task] == JUDGEMENT_REFUSED ? FAULT_JUDGED_NOT_DISPUTED : FAULT_REASONS;
}

void judgement_check(const struct review_act *act, const struct judgement_list *list,
                     struct faults *why)
{
	const struct ruleset *ruleset = act->ruleset;
	struct value reported[TASKS_MAX];
	bool spoken[TASKS_MAX] = { false };

	cluster_report_values(act->cluster, act->review.report, reported, ruleset->task_count);
	for (size_t i = 0; i < list->count; i++) {
		const char *code = list->tasks[i].task;
		const int task = ruleset_task(ruleset, code);

		if (task < 0) {
			report_line_refuse_task(code, "tasks", i, why);
			continue;
		}
		const enum fault_reason no = refusal_of(act, list, (size_t)task);

		spoken[task] = true;
		if (no != FAULT_REASONS)
			faults_add(why, no, PATH("task"), &code, 1);
		else
			check_one(act, list, reported, i, (size_t)task, why);
	}
	for (size_t task = 0; task < ruleset->task_count; task++) {
		if (list->wanted[task] == JUDGEMENT_AWAITED && !spoken[task])
			fail(why, FAULT_JUDGED_MISSING, "tasks", ruleset->tasks[task].code);
	}
}

static bool can_be_held(const struct judged_task *judged)
{
	return judged->value.actual >= 0 &&
	       judged->value.actual <= (judged->appraised ? POINTS_MAX : QUANTITY_MAX) &&
	       judged->value.out_of >= 0 && judged->value.out_of <= QUANTITY_MAX;
}

bool judgement_keep(struct cluster *cluster, const struct command *command,
                    const struct judgement *tasks, size_t count, struct review_row *row)
{
	const struct ruleset *ruleset =
	        cluster_ruleset(cluster, command->year, command->received_at);
	struct judged_task judged[TASKS_MAX];

	if (count > TASKS_MAX)
		return false;

	for (size_t i = 0; i < count; i++) {
		const int index = ruleset_task(ruleset, tasks[i].task);

		if (index < 0)
			return false;
		const struct task *task = &ruleset->tasks[index];

		judged[i] = (struct judged_task){
			.value = value_of(task, &tasks[i]),
			.reason = tasks[i].reason,
			.task = (uint16_t)index,
			.appraised = task->kind == KIND_APPRAISED,
		};
		if (!can_be_held(&judged[i]))
			return false;
	}
	review_keep_tasks(cluster, command, row, judged, count);
	return true;
}
