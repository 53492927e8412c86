/* A report goes back to its board with what is to be mended. The answer is another revision; none comes after
 * the lock, so nothing is returned when an answer could not count any more. */
#include "reasons.h"
#include "review_act.h"

static bool return_apply(struct cluster *cluster, const struct command *command,
                         struct effect *effect)
{
	struct review_row *row = review_act_add(cluster, command, effect);

	if (!row)
		return false;
	row->said = heap_text(&cluster->heap, command->return_report.reason);
	return true;
}

static void return_arrival(const struct command *command, struct faults *why)
{
	reasons_check("return_report.reason", command->return_report.reason, why);
}

const struct action action_return_report = {
	.number = ACTION_RETURN_REPORT,
	.name = "return_report",
	.scope = SCOPE_PERIOD,
	.roles = MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR),
	.where = review_where,
	.own = review_own,
	.arrival = return_arrival,
	.check = review_act_check,
	.apply = return_apply,
};
