/*
 * A board that does not agree with a verdict on a model of its own disputes it. That does not move the report
 * which listed the model, whatever its state; the verdict counts until the supervisor has judged, and that is
 * the last word.
 */
#include <string.h>

#include "calendar.h"
#include "command.h"
#include "faults.h"
#include "models.h"
#include "review_edges.h"

#define PERIOD "dispute_report.period"

/* The model that a dispute is of; false: of its board and period there is none. */
static bool find_disputed(const struct cluster *cluster, const struct command *command,
                          struct known_model *out)
{
	const struct dispute_report *dispute = &command->dispute_report;

	return models_find(cluster, command->year, dispute->board, dispute->model.title, out) &&
	       out->report->cell.period + 1 == dispute->period;
}

static const char *last_day(int64_t instant, struct faults *why)
{
	char day[CALENDAR_DATE_SIZE];

	return fault_path(why, "%s", calendar_format(calendar_day(instant - 1), day));
}

/* Is there a verdict that may be disputed now? */
static bool can_be_disputed(const struct cluster *cluster, const struct command *command,
                            const struct ruleset *ruleset, const struct known_model *model,
                            struct faults *why)
{
	const char *board = command->dispute_report.board;
	const size_t before = why->count;

	if (models_state(cluster, model, INT64_MAX) == MODEL_IS_WITHDRAWN)
		fail(why, FAULT_MODEL_WITHDRAWN, PERIOD, board);
	else if (!model->verdict)
		fail(why, FAULT_MODEL_OPEN, PERIOD,
		     ruleset->boards[review_reviewer(ruleset,
		                                     (size_t)ruleset_board(ruleset, board))]);
	else if (model->dispute)
		fail(why, FAULT_MODEL_DISPUTED, PERIOD, board);
	else if (model->final)
		fail(why, FAULT_MODEL_FINAL, PERIOD);
	else if (command_taken_at(command) >= models_disputable_until(ruleset, model))
		fail(why, FAULT_MODEL_UNDISPUTED, PERIOD,
		     last_day(models_disputable_until(ruleset, model), why));
	return why->count == before;
}

void models_dispute_check(const struct cluster *cluster, const struct command *command,
                          struct faults *why)
{
	const struct dispute_report *dispute = &command->dispute_report;
	const struct ruleset *ruleset =
	        cluster_ruleset(cluster, command->year, command->received_at);
	struct known_model model;

	if (!ruleset->models) {
		fail(why, FAULT_MODELS_NOT_AGREED, PERIOD, fault_number(why, command->year));
		return;
	}
	if (!find_disputed(cluster, command, &model)) {
		fail(why, FAULT_MODEL_UNKNOWN, "dispute_report.model.title", dispute->board,
		     fault_number(why, command->year));
		return;
	}
	if (!can_be_disputed(cluster, command, ruleset, &model, why))
		return;
	const uint8_t *verdict = models_acts_on(cluster, &model);

	if (memcmp(dispute->verification_hash, verdict, HASH_SIZE) != 0)
		fail(why, FAULT_MODEL_STALE, "dispute_report.verification_hash",
		     fault_hash(why, verdict, HASH_SIZE));
	else if (dispute->task_count > 0)
		fail(why, FAULT_GIVEN_BESIDE, "tasks", "model");
}

bool models_dispute_apply(struct cluster *cluster, const struct command *command,
                          struct effect *effect)
{
	struct known_model model;

	if (!find_disputed(cluster, command, &model) || !model.verdict || model.dispute)
		return false;
	models_add_row(cluster, command, model.number, MODEL_DISPUTE,
	               command->dispute_report.model.reason);
	*effect = (struct effect){ .year = 0 };
	return true;
}
