#include "scorecard.h"

#include "arena.h"
#include "postmark.h"

static struct score_line line_of(const struct standing *standing, size_t board, size_t task)
{
	const struct ruleset *ruleset = standing->ruleset;
	const size_t place = board * ruleset->task_count + task;
	struct score_line line = {
		.task = &ruleset->tasks[task],
		.achievement = standing->achievements[place],
		.result = standing->details[place],
		.phasing = ruleset->tasks[task].phasing[standing->period],
		.leader = standing->leaders[task],
	};

	if (line.leader >= 0) {
		const size_t leader = (size_t)line.leader * ruleset->task_count + task;

		line.leader_actual = standing->achievements[leader].actual;
		line.leader_target = standing->achievements[leader].target;
	}
	return line;
}

void scorecard_make(const struct standing *standing, size_t board, int64_t now, struct arena *arena,
                    struct scorecard *out)
{
	const struct ruleset *ruleset = standing->ruleset;
	size_t late_count = 0;
	struct score_line *lines = arena_alloc(arena, ruleset->task_count, sizeof(*lines));
	struct late_entry *late = arena_alloc(arena, PERIODS, sizeof(*late));
	struct reading reading = standing->reading;

	for (size_t task = 0; task < ruleset->task_count; task++)
		lines[task] = line_of(standing, board, task);
	for (enum period p = Q1; p <= standing->period; p++) {
		if (!period_held(ruleset, p))
			continue;
		late[late_count++] = (struct late_entry){
			.period = p,
			.lateness = lateness_read(&reading, board, p, now),
			.due = ruleset->periods[p].rolled,
			.received_at = reading_report(&reading, board, p)->first_received_at,
			.postmarked_at = postmark_read(&reading, board, p),
		};
	}
	*out = (struct scorecard){ .standing = standing,
		                   .board = board,
		                   .line_count = ruleset->task_count,
		                   .lines = lines,
		                   .late_count = late_count,
		                   .late = late };
}
