#include "final.h"

#include "calendar.h"
#include "faults.h"

const struct row *final_of(const struct cluster *cluster, uint32_t year)
{
	const struct final_row *rows = rows_finals(cluster);

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_FINALS); i++) {
		if (rows[i].year == year)
			return &rows[i].at;
	}
	return NULL;
}

int64_t cluster_finalised_at(const struct cluster *cluster, uint32_t year)
{
	const struct row *end = final_of(cluster, year);

	return end ? end->received_at : 0;
}

/* Keys are the cluster's, and what stands in another command is judged by itself. */
static bool is_of_season(const struct action *action)
{
	return action->scope == SCOPE_SEASON || action->scope == SCOPE_PERIOD;
}

void final_check(const struct action *action, const struct cluster *cluster,
                 const struct command *command, struct faults *why)
{
	const struct row *end = is_of_season(action) && !action->after_final
	                                ? final_of(cluster, command->year)
	                                : NULL;
	char when[CALENDAR_INSTANT_SIZE];

	if (!end)
		action->check(cluster, command, why);
	else
		fail(why, FAULT_YEAR_FINAL,
		     fault_path(why, action->scope == SCOPE_PERIOD ? "%s.period" : "%s",
		                action->name),
		     fault_number(why, command->year),
		     calendar_format_instant(end->received_at, when));
}
