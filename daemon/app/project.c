#include "project.h"

#include <assert.h>

#include "arena.h"

static void project_report(struct batch *batch, const struct cluster *cluster,
                           const struct command *command)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	size_t board = (size_t)ruleset_board(ruleset, command->submit_report.board);
	enum period period = (enum period)(command->submit_report.period - 1);
	const struct report *report = cluster_report(cluster, command->year, board, period);
	struct value values[TASKS_MAX];
	int64_t actual[TASKS_MAX], out_of[TASKS_MAX];

	cluster_report_values(cluster, report, values, ruleset->task_count);
	for (size_t task = 0; task < ruleset->task_count; task++) {
		bool percent = ruleset->tasks[task].measure == MEASURE_PERCENT;

		actual[task] = values[task].actual;
		out_of[task] = percent && actual[task] >= 0 ? values[task].out_of : -1;
	}
	batch_report(batch, &(struct report_row){
	                            .cluster = cluster->code,
	                            .year = command->year,
	                            .board = command->submit_report.board,
	                            .period = period,
	                            .revision = report->revision,
	                            .sequence = report->cell.at.sequence,
	                            .received_at = command->received_at,
	                            .late_days = report->late_days,
	                            .hash = command->hash,
	                            .models = report->models,
	                            .task_count = ruleset->task_count,
	                            .actual = actual,
	                            .out_of = out_of,
	                    });
}

static void project_season(struct batch *batch, const struct cluster *cluster,
                           const struct command *command, int64_t now, struct arena *arena)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const struct season_draft *draft = &command->define_season.season;
	const char **tasks = arena_alloc(arena, draft->task_count, sizeof(*tasks));
	const char **units = arena_alloc(arena, draft->task_count, sizeof(*units));
	const char **boards = arena_alloc(arena, draft->board_count, sizeof(*boards));
	const char **isos = arena_alloc(arena, draft->board_count, sizeof(*isos));

	for (size_t i = 0; i < draft->task_count; i++) {
		tasks[i] = draft->tasks[i].name;
		units[i] = draft->tasks[i].unit;
	}
	for (size_t i = 0; i < draft->board_count; i++) {
		boards[i] = draft->boards[i].name;
		isos[i] = draft->boards[i].iso[0] != '\0' ? draft->boards[i].iso : NULL;
	}
	batch_season(batch, &(struct season_row){
	                            .ruleset = ruleset,
	                            .sequence = cluster->sequence,
	                            .received_at = command->received_at,
	                            .next_change = ruleset_next_change(ruleset, now),
	                            .name = draft->name,
	                            .task_names = tasks,
	                            .task_units = units,
	                            .board_names = boards,
	                            .board_isos = isos,
	                    });
}

void project_command(struct batch *batch, const struct cluster *cluster,
                     const struct command *command, int64_t now, struct arena *arena)
{
	switch (command->action) {
	case ACTION_SUBMIT_REPORT:
		project_report(batch, cluster, command);
		break;
	case ACTION_DEFINE_SEASON:
		project_season(batch, cluster, command, now, arena);
		break;
	case ACTION_GRANT_KEY:
		batch_grant(batch, cluster->code, command->grant_key.sign_key,
		            command->grant_key.curve_key, command->grant_key.role,
		            command->grant_key.board, cluster->sequence, command->received_at);
		break;
	case ACTION_REVOKE_KEY:
		batch_revoke(batch, cluster->code, command->revoke_key.sign_key, cluster->sequence,
		             command->received_at);
		break;
	}
}
