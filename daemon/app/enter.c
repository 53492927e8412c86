/*
 * All of it is in memory and in the rows of the batch that gathers; nobody is told before these are
 * committed, and undo.c takes it back when they are not.
 */
#include "enter.h"

#include <assert.h>
#include <string.h>

#include "project.h"
#include "sealing.h"

static struct batch *gathering_rows(struct app *app)
{
	if (!app->gathering->rows)
		app->gathering->rows = store_batch(app->store);
	return app->gathering->rows;
}

static void touch_season(struct app *app, struct entry *entry, uint32_t year, enum period from,
                         const struct command *command)
{
	struct touched *touched = pending_touch(app->gathering, entry, year);
	struct cause cause = { .sequence = entry->cluster->sequence };

	if (from < touched->from)
		touched->from = from;
	memcpy(cause.id, command->id, ID_SIZE);
	for (enum period period = from; period < PERIODS; period++)
		touched->causes[period] = cause;
}

static void touch_calendar(struct app *app, struct entry *entry, uint32_t year,
                           const struct command *command)
{
	struct touched *touched = pending_touch(app->gathering, entry, year);

	if (!touched->by_time && !touched->calendar)
		touched->now = command->received_at;
	touched->calendar = true;
}

/* A season, and those after it, whose year so far may build on it; those before it where they do. */
static void touch_seasons(struct app *app, struct entry *entry, const struct command *cause,
                          const struct effect *effect)
{
	const struct cluster *cluster = entry->cluster;

	for (size_t i = 0; effect->year != 0 && i < cluster_year_count(cluster); i++) {
		const uint32_t year = cluster_year(cluster, i);

		if ((year < effect->year && !effect->carries) || cluster_lacks(cluster, year))
			continue;
		touch_season(app, entry, year, year == effect->year ? effect->from : Q1, cause);
		if (effect->calendar && (year == effect->year || effect->carries))
			touch_calendar(app, entry, year, cause);
	}
	if (effect->shown)
		pending_touch(app->gathering, entry, 0)->shown = true;
	if (effect->reveals != 0) {
		struct unveiling unveiling = { .year = effect->reveals };

		memcpy(unveiling.cause, cause->id, ID_SIZE);
		pending_touch(app->gathering, entry, effect->reveals)->unveiling = unveiling;
	}
	if (effect->access)
		pending_touch(app->gathering, entry, 0)->access = true;
}

static void journal_command(struct app *app, const struct entry *entry,
                            const struct message *message, const uint8_t previous[HASH_SIZE])
{
	const struct command *command = &message->command;
	const struct signed_command *sealed = &message->request.signed_command;
	struct journal_row row = { .cluster = entry->code,
		                   .kind = cluster_action_name(command->action),
		                   .year = command->year };

	memcpy(row.command_id, command->id, ID_SIZE);
	row.entry = (struct journal_entry){
		.sequence = message->sequence,
		.received_at = command->received_at,
		.command = sealed->bytes,
		.command_size = sealed->size,
		.signature = sealed->signature,
		.key = sealed->key,
		.previous_hash = previous,
		.hash = message->hash,
	};
	batch_journal(gathering_rows(app), &row);
}

void enter_command(struct app *app, struct entry *entry, struct message *message)
{
	struct command *command = &message->command;
	const struct signed_command *sealed = &message->request.signed_command;
	struct cluster *cluster = entry->cluster;
	struct effect effect;
	uint8_t previous[HASH_SIZE];

	sealing_remember(app, entry, command->year);
	pending_touch(app->gathering, entry, 0);
	memcpy(previous, cluster->hash, HASH_SIZE);
	message->sequence = cluster->sequence + 1;
	seal_chain(previous, message->sequence, command->received_at, sealed->bytes, sealed->size,
	           message->hash);
	bool applied = cluster_apply(cluster, command, message->hash, &effect);

	assert(applied); /* it has just been checked */
	(void)applied;
	touch_seasons(app, entry, command, &effect);
	journal_command(app, entry, message, previous);
	arena_reset(&app->scratch);
	message->has_late_days = effect.has_late_days;
	message->late_days = effect.late_days;
	message->proposal = effect.proposal;
	project_command(gathering_rows(app), cluster, command, command->received_at, &app->scratch);
	message_move(message, &app->gathering->entered);
}

void enter_by_time(struct app *app, struct entry *entry, uint32_t year, int64_t now)
{
	sealing_remember(app, entry, year);
	struct touched *touched = pending_touch(app->gathering, entry, year);

	gathering_rows(app);
	touched->now = now;
	touched->by_time = true;
	touched->from = Q1;
	app->metrics.seasons_moved_by_time_total++;
}
