/*
 * Who reviews a report takes it first, so that its board does not change it under his eyes, and nobody else
 * begins the same. He releases it for another; when he does neither, time does.
 */
#include "review_act.h"

static bool enter(struct cluster *cluster, const struct command *command, struct effect *effect)
{
	return review_act_add(cluster, command, effect) != NULL;
}

const struct action action_take_report = {
	.number = ACTION_TAKE_REPORT,
	.name = "take_report",
	.scope = SCOPE_PERIOD,
	.roles = MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR),
	.where = review_where,
	.own = review_own,
	.check = review_act_check,
	.apply = enter,
};

const struct action action_release_report = {
	.number = ACTION_RELEASE_REPORT,
	.name = "release_report",
	.scope = SCOPE_PERIOD,
	.roles = MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR),
	.where = review_where,
	.own = review_own,
	.check = review_act_check,
	.apply = enter,
};
