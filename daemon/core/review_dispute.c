/*
 * A board that does not agree with a verification disputes it, task by task, also to correct what it has
 * itself reported. Until the supervisor has resolved all of it, and that is the last word, the reviewer's
 * counts. The same command disputes a verdict on a model (models_dispute.c).
 */
#include <string.h>

#include "faults.h"
#include "judgement.h"
#include "models.h"
#include "reasons.h"
#include "report_lines.h"

/* --- dispute --- */

static void check_objection(const struct review_act *act, const struct reviewed_task *reviewed,
                            const struct objection *objection, size_t i, struct faults *why)
{
	const int task = ruleset_task(act->ruleset, objection->task);

	if (task < 0) {
		report_line_refuse_task(objection->task, "tasks", i, why);
		return;
	}
	enum fault_reason no = report_line_refusal(act->ruleset, act->board, (size_t)task);

	if (no == FAULT_LINE_OF_APPRAISED)
		no = ruleset_target(act->ruleset, act->board, (size_t)task) > 0
		             ? FAULT_REASONS
		             : FAULT_LINE_NOT_ASSIGNED;
	if (no == FAULT_REASONS && reviewed[task].objection[0])
		no = FAULT_DISPUTED_BEFORE;
	if (no != FAULT_REASONS)
		faults_add(why, no, fault_path(why, "tasks[%zu].task", i),
		           (const char *const[]){ objection->task }, 1);
}

static void dispute_check(const struct cluster *cluster, const struct command *command,
                          struct faults *why)
{
	const struct dispute_report *dispute = &command->dispute_report;
	const struct review_act act = review_act_of(cluster, command);
	struct reviewed_task reviewed[TASKS_MAX];

	if (dispute->has_model) {
		models_dispute_check(cluster, command, why);
		return;
	}
	if (!review_act_allowed(&act, command, why))
		return;
	review_tasks_of(cluster, &act.review, act.ruleset->task_count, reviewed);
	if (dispute->task_count == 0)
		fail(why, FAULT_ABSENT, "tasks");
	for (size_t i = 0; i < dispute->task_count; i++)
		check_objection(&act, reviewed, &dispute->tasks[i], i, why);
}

static bool dispute_apply(struct cluster *cluster, const struct command *command,
                          struct effect *effect)
{
	const struct dispute_report *dispute = &command->dispute_report;

	if (dispute->has_model)
		return models_dispute_apply(cluster, command, effect);
	const struct ruleset *ruleset =
	        cluster_ruleset(cluster, command->year, command->received_at);
	struct review_row *row = review_act_add(cluster, command, effect);
	struct judged_task judged[TASKS_MAX];

	if (!row || dispute->task_count > TASKS_MAX)
		return false;
	for (size_t i = 0; i < dispute->task_count; i++) {
		const int task = ruleset_task(ruleset, dispute->tasks[i].task);

		if (task < 0)
			return false;
		judged[i] = (struct judged_task){
			.value = { .actual = -1 },
			.reason = dispute->tasks[i].reason,
			.task = (uint16_t)task,
		};
	}
	review_keep_tasks(cluster, command, row, judged, dispute->task_count);
	return true;
}

static void dispute_arrival(const struct command *command, struct faults *why)
{
	const struct dispute_report *dispute = &command->dispute_report;

	if (dispute->has_model)
		reasons_check("dispute_report.model.reason", dispute->model.reason, why);
	for (size_t i = 0; i < dispute->task_count; i++)
		reasons_check(fault_path(why, "tasks[%zu].reason", i), dispute->tasks[i].reason,
		              why);
}

const struct action action_dispute_report = {
	.number = ACTION_DISPUTE_REPORT,
	.name = "dispute_report",
	.scope = SCOPE_PERIOD,
	.roles = MAY(ROLE_OFFICE),
	.where = review_where,
	.own = review_own,
	.arrival = dispute_arrival,
	.check = dispute_check,
	.apply = dispute_apply,
};

/* --- resolve --- */

static void resolve_check(const struct cluster *cluster, const struct command *command,
                          struct faults *why)
{
	const struct resolve_dispute *resolve = &command->resolve_dispute;
	const struct review_act act = review_act_of(cluster, command);
	struct judgement_list list = { .tasks = resolve->tasks,
		                       .count = resolve->task_count,
		                       .final = true };
	struct reviewed_task reviewed[TASKS_MAX];

	if (!review_act_allowed(&act, command, why))
		return;
	review_tasks_of(cluster, &act.review, act.ruleset->task_count, reviewed);
	for (size_t task = 0; task < act.ruleset->task_count; task++)
		list.wanted[task] = reviewed[task].disputed ? JUDGEMENT_AWAITED : JUDGEMENT_REFUSED;
	judgement_check(&act, &list, why);
}

static bool resolve_apply(struct cluster *cluster, const struct command *command,
                          struct effect *effect)
{
	const struct resolve_dispute *resolve = &command->resolve_dispute;
	struct review_row *row = review_act_add(cluster, command, effect);

	return row && judgement_keep(cluster, command, resolve->tasks, resolve->task_count, row);
}

static void resolve_arrival(const struct command *command, struct faults *why)
{
	reasons_check_judged(command->resolve_dispute.tasks, command->resolve_dispute.task_count,
	                     why);
}

const struct action action_resolve_dispute = {
	.number = ACTION_RESOLVE_DISPUTE,
	.name = "resolve_dispute",
	.scope = SCOPE_PERIOD,
	.roles = MAY(ROLE_SUPERVISOR),
	.where = review_where,
	.own = review_own,
	.arrival = resolve_arrival,
	.check = resolve_check,
	.apply = resolve_apply,
};
