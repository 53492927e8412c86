#include "project.h"

#include <assert.h>

#include "encode.h"

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
	                            .sequence = report->at.sequence,
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
                           const struct command *command, const uint8_t *bytes, size_t size,
                           int64_t now, struct arena *arena)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	struct season_draft draft;
	struct season_texts texts;
	struct faults why;

	faults_init(&why, arena);
	const uint8_t *definition;

	size_t definition_size;

	uint32_t version;

	bool decoded =
	        decode_season_bytes(bytes, size, arena, &definition, &definition_size, &version) &&
	        decode_season(definition, definition_size, arena, &draft, &texts, &why);

	assert(decoded); /* the command was decoded and applied before */
	(void)decoded;
	batch_season(batch, &(struct season_row){
	                            .ruleset = ruleset,
	                            .sequence = cluster->sequence,
	                            .received_at = command->received_at,
	                            .next_change = ruleset_next_change(ruleset, now),
	                            .name = texts.name,
	                            .task_names = texts.tasks,
	                            .task_units = texts.units,
	                            .board_names = texts.boards,
	                            .board_isos = texts.isos,
	                    });
}

void project_command(struct batch *batch, const struct cluster *cluster,
                     const struct command *command, const uint8_t *bytes, size_t size, int64_t now,
                     struct arena *arena)
{
	switch (command->action) {
	case ACTION_SUBMIT_REPORT:
		project_report(batch, cluster, command);
		break;
	case ACTION_DEFINE_SEASON:
		project_season(batch, cluster, command, bytes, size, now, arena);
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
