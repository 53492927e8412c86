#include "season_plan.h"

#include "calendar.h"
#include "json_out.h"
#include "names.h"
#include "season_diff.h"
#include "show.h"
#include "words.h"

/* Locked by the dates in force: a later version cannot move them. */
static bool is_locked(const struct season_plan *plan, const struct period_draft *period)
{
	return plan->known_instant && !period->not_held &&
	       calendar_midnight(period->lock + 1) <= plan->now;
}

static void print_locked(struct arena *arena, const struct season_plan *plan, FILE *out)
{
	const char *list = "";

	for (size_t i = 0; i < plan->was->period_count; i++)
		if (is_locked(plan, &plan->was->periods[i]))
			list = arena_text(arena, "%s%s%s", list, *list ? ", " : "",
			                  words_period(plan->was->periods[i].period));
	if (*list)
		fprintf(out, say(WORD_PLAN_LOCKED), list), fputc('\n', out);
}

void season_plan_print(struct arena *arena, const struct season_plan *plan, FILE *out)
{
	struct season_changes changes;

	if (!plan->was) {
		const struct period_draft *first = plan->is->periods;

		for (size_t i = 1; first->not_held && i < plan->is->period_count; i++)
			first++;
		fprintf(out, say(WORD_PLAN_FIRST), plan->is->year, plan->is->task_count,
		        plan->is->board_count, show_day(arena, first->opens));
		fputc('\n', out);
		return;
	}
	season_diff(arena, plan->was, plan->is, &changes);
	for (size_t i = 0; i < changes.count; i++)
		fprintf(out, "%s: %s → %s\n", changes.items[i].where, changes.items[i].was,
		        changes.items[i].is);
	if (changes.count == 0)
		fprintf(out, "%s\n", say(WORD_PLAN_SAME));
	else
		print_locked(arena, plan, out);
}

json_t *season_plan_json(struct arena *arena, const struct season_plan *plan)
{
	struct season_changes changes = { .count = 0 };
	json_t *list = json_array(), *locked = json_array();

	if (plan->was)
		season_diff(arena, plan->was, plan->is, &changes);
	for (size_t i = 0; i < changes.count; i++)
		json_array_append_new(list, json_string(changes.items[i].field));
	for (size_t i = 0; plan->was && i < plan->was->period_count; i++)
		if (is_locked(plan, &plan->was->periods[i]))
			json_array_append_new(
			        locked, json_string(names_find(&names_periods,
			                                       plan->was->periods[i].period - 1)));
	return json_pack("{s:i, s:b, s:o, s:o}", "version", (int)plan->version, "unchanged",
	                 plan->was && changes.count == 0, "changes", list, "locked", locked);
}
