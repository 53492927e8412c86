/*
 * The first four commands have tables of their own in SQL and a function each here; every other is a
 * row of thidua.record, its content written as JSON by its form, so that a new command needs nothing
 * here. What a Reinstate brings back stands in its table as if it had come by itself, and in a record;
 * what waits for a second signature in a record, and in its table from that signature on. --rebuild calls the same functions and so writes the same rows.
 */
#include "project.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "form_json.h"
#include "messages_forms.h"
#include "proposal_tell.h"
#include "reinstate.h"

struct applied { /* a command that has just been applied */
	struct batch *batch;
	const struct cluster *cluster;
	const struct command *command;
	uint64_t sequence; /* of the entry in which it stands */
	bool waits;        /* for a second signature */
	int64_t now;
	struct arena *arena;
};

static void project_report(const struct applied *applied)
{
	const struct command *command = applied->command;
	const struct cluster *cluster = applied->cluster;
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
	batch_report(applied->batch,
	             &(struct report_row){
	                     .cluster = cluster->code,
	                     .year = command->year,
	                     .board = command->submit_report.board,
	                     .period = period,
	                     .revision = report->revision,
	                     .sequence = report->cell.in.at.sequence,
	                     .received_at = command_taken_at(command),
	                     .late_days = cluster_report_times(cluster, report).late_days,
	                     .hash = command->hash,
	                     .models = report->models,
	                     .task_count = ruleset->task_count,
	                     .actual = actual,
	                     .out_of = out_of,
	             });
}

static void project_season(const struct applied *applied)
{
	const struct command *command = applied->command;
	const struct cluster *cluster = applied->cluster;
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const struct season_draft *draft = &command->define_season.season;
	const char **tasks = arena_alloc(applied->arena, draft->task_count, sizeof(*tasks));
	const char **units = arena_alloc(applied->arena, draft->task_count, sizeof(*units));
	const char **boards = arena_alloc(applied->arena, draft->board_count, sizeof(*boards));
	const char **isos = arena_alloc(applied->arena, draft->board_count, sizeof(*isos));

	for (size_t i = 0; i < draft->task_count; i++) {
		tasks[i] = draft->tasks[i].name;
		units[i] = draft->tasks[i].unit;
	}
	for (size_t i = 0; i < draft->board_count; i++) {
		boards[i] = draft->boards[i].name;
		isos[i] = draft->boards[i].iso[0] != '\0' ? draft->boards[i].iso : NULL;
	}
	batch_season(applied->batch,
	             &(struct season_row){
	                     .ruleset = ruleset,
	                     .sequence = applied->sequence,
	                     .received_at = command->received_at,
	                     .next_change = ruleset_next_change(ruleset, applied->now),
	                     .name = draft->name,
	                     .task_names = tasks,
	                     .task_units = units,
	                     .board_names = boards,
	                     .board_isos = isos,
	             });
}

static void project_grant(const struct applied *applied)
{
	const struct command *command = applied->command;
	const struct cluster *cluster = applied->cluster;
	struct granted_key key;

	if (cluster_key(cluster, command->grant_key.sign_key, &key))
		batch_grant(applied->batch, cluster->code, &key, cluster->sequence,
		            command->received_at);
}

static void project_revocation(const struct applied *applied)
{
	const struct command *command = applied->command;
	const struct cluster *cluster = applied->cluster;

	batch_revoke(applied->batch, cluster->code, command->revoke_key.sign_key, cluster->sequence,
	             command->received_at);
}

static void write_member(struct buffer *out, const char *name)
{
	buffer_append(out, "\"", 1);
	buffer_append(out, name, strlen(name));
	buffer_append(out, "\":", 2);
}

/* Before the other members of the content: of what waits for a second signature, that; of what gave the
 * last one, the entry that took effect. False: neither. */
static bool say_proposal(const struct applied *applied, struct buffer *data)
{
	struct told_proposals told = { 0 };

	if (applied->waits) {
		proposal_tell_last(applied->cluster, applied->command->received_at, applied->arena,
		                   &told);
		write_member(data, "proposed");
		form_json(&form_told_proposal, &told.proposals[0], data);
		return true;
	}
	if (applied->sequence != applied->cluster->sequence) {
		char number[32];

		write_member(data, "took_effect");
		buffer_append(
		        data, number,
		        (size_t)snprintf(number, sizeof(number), "%" PRIu64, applied->sequence));
		return true;
	}
	return false;
}

/* What has no tables of its own: its content as JSON. */
static void project_record(const struct applied *applied)
{
	const struct command *command = applied->command;
	const struct cluster *cluster = applied->cluster;
	struct buffer content = { 0 }, data = { 0 };

	form_json_action(command, &content);
	buffer_append(&data, "{", 1);
	if (say_proposal(applied, &data) && content.size > strlen("{}"))
		buffer_append(&data, ",", 1);
	buffer_append(&data, content.data + 1, content.size - 1);
	buffer_close(&content);
	batch_record(applied->batch, &(struct record_row){
	                                     .cluster = cluster->code,
	                                     .sequence = cluster->sequence,
	                                     .kind = cluster_action_name(command->action),
	                                     .year = command->year,
	                                     .received_at = command->received_at,
	                                     .data = (const char *)data.data,
	                                     .data_size = data.size,
	                             });
	buffer_close(&data);
}

/* The first four commands, which SQL shows in tables of their own. */
static const struct {
	enum action_number action;
	void (*project)(const struct applied *applied);
} tables[] = {
	{ ACTION_DEFINE_SEASON, project_season },
	{ ACTION_GRANT_KEY, project_grant },
	{ ACTION_REVOKE_KEY, project_revocation },
	{ ACTION_SUBMIT_REPORT, project_report },
};

static bool project_tables(const struct applied *applied)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (tables[i].action != applied->command->action)
			continue;
		tables[i].project(applied);
		return true;
	}
	return false;
}

void project_command(struct batch *batch, const struct cluster *cluster,
                     const struct command *command, int64_t now, struct arena *arena)
{
	struct command entered, proposed;
	const bool brought_back = reinstate_enters(command, &entered);
	struct applied applied = { .batch = batch,
		                   .cluster = cluster,
		                   .command = &entered,
		                   .sequence = cluster->sequence,
		                   .waits = proposal_waited(cluster, &entered),
		                   .now = now,
		                   .arena = arena };
	const bool countersigned =
	        proposal_took_effect(cluster, &entered, arena, &proposed, &applied.sequence);

	if (countersigned)
		applied.command = &proposed;
	const bool shown = !applied.waits && project_tables(&applied);

	applied.command = command;
	if (brought_back || countersigned || !shown)
		project_record(&applied);
}
