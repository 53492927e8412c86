/*
 * Verification: what is not listed is accepted as the board reported it, what is listed counts as its judge
 * says. There is one for each report, and only a dispute can change what it says.
 */
#include "judgement.h"
#include "reasons.h"

static void verify_check(const struct cluster *cluster, const struct command *command,
                         struct faults *why)
{
	const struct verify_report *verify = &command->verify_report;
	const struct review_act act = review_act_of(cluster, command);
	struct judgement_list list = { .tasks = verify->tasks, .count = verify->task_count };

	if (!review_act_allowed(&act, command, why))
		return;
	for (size_t task = 0; task < act.ruleset->task_count; task++) {
		const bool awaited = act.ruleset->tasks[task].kind == KIND_APPRAISED &&
		                     ruleset_target(act.ruleset, act.board, task) > 0;

		list.wanted[task] = awaited ? JUDGEMENT_AWAITED : JUDGEMENT_ALLOWED;
	}
	judgement_check(&act, &list, why);
}

static bool verify_apply(struct cluster *cluster, const struct command *command,
                         struct effect *effect)
{
	const struct verify_report *verify = &command->verify_report;
	struct review_row *row = review_act_add(cluster, command, effect);

	return row && judgement_keep(cluster, command, verify->tasks, verify->task_count, row);
}

static void verify_arrival(const struct command *command, struct faults *why)
{
	reasons_check_judged(command->verify_report.tasks, command->verify_report.task_count, why);
}

const struct action action_verify_report = {
	.number = ACTION_VERIFY_REPORT,
	.name = "verify_report",
	.scope = SCOPE_PERIOD,
	.roles = MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR),
	.where = review_where,
	.own = review_own,
	.arrival = verify_arrival,
	.check = verify_check,
	.apply = verify_apply,
};
