/*
 * The first half of a batch: commands enter it, and when the store is free it is sealed and sent.
 *
 * A batch remembers which seasons it touched, each once however many reports came, and only when it
 * is sealed are their standings computed: a burst of reports of one cluster costs five standings,
 * not five each. Ranks from before the first change are kept with the entry, so that what is
 * published says who moved. The two `struct pending` change places and keep their buffers; a busy
 * daemon allocates nothing for them.
 */
#include "ledger.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "poller.h"

static void pending_free(struct pending *pending)
{
	free(pending->touched);
	free(pending->notices);
	buffer_close(&pending->feed);
	*pending = (struct pending){ 0 };
}

void ledger_close(struct app *app)
{
	if (app->ledger.gathering.rows)
		store_discard(app->store, app->ledger.gathering.rows);
	pending_free(&app->ledger.gathering);
	pending_free(&app->ledger.flying); /* its rows are the store's */
}

bool ledger_has_room(const struct app *app)
{
	const struct pending *gathering = &app->ledger.gathering;
	size_t count_max = (size_t)app->config.batch_count_max;

	if (app->ledger.redo_limit > 0 && app->ledger.redo_limit < count_max)
		count_max = app->ledger.redo_limit;
	return gathering->entered.count < count_max &&
	       (!gathering->rows ||
	        batch_size(gathering->rows) < (size_t)app->config.batch_bytes_max);
}

bool ledger_quiet(const struct app *app)
{
	const struct ledger *ledger = &app->ledger;

	return !ledger->gathering.rows && !ledger->flying.rows && ledger->redo.count == 0;
}

/* --- the gathering batch --- */

static struct batch *gathering_rows(struct app *app)
{
	if (!app->ledger.gathering.rows)
		app->ledger.gathering.rows = store_batch(app->store);
	return app->ledger.gathering.rows;
}

static struct touched *find_touched(struct pending *pending, const struct entry *entry,
                                    uint32_t year)
{
	if (entry->touched == 0)
		return NULL;
	if (pending->touched[entry->touched - 1].year == year)
		return &pending->touched[entry->touched - 1];
	for (size_t i = 0; i < pending->touched_count; i++) {
		if (pending->touched[i].entry == entry && pending->touched[i].year == year)
			return &pending->touched[i];
	}
	return NULL;
}

static struct touched *touch(struct app *app, struct entry *entry, uint32_t year)
{
	struct pending *pending = &app->ledger.gathering;
	struct touched *touched = find_touched(pending, entry, year);

	if (touched)
		return touched;
	if (pending->touched_count == pending->touched_capacity) {
		pending->touched_capacity =
		        pending->touched_capacity ? 2 * pending->touched_capacity : 64;
		pending->touched = must_grow(pending->touched, pending->touched_capacity,
		                             sizeof(*pending->touched));
	}
	touched = &pending->touched[pending->touched_count++];
	*touched = (struct touched){
		.entry = entry, .year = year, .from = PERIODS, .next_change = INT64_MAX
	};
	entry->pins++;
	entry->touched = pending->touched_count;
	return touched;
}

/* The ranks before the first change, so that the change can say who moved. */
static void remember_ranks(struct app *app, struct entry *entry, uint32_t year, int64_t now)
{
	const struct season *season = cluster_season(entry->cluster, year);
	struct standing standing;

	for (enum period period = Q1; season && period < PERIODS; period++) {
		size_t count = season_ruleset(season, INT64_MAX)->board_count;
		struct shown *shown = entry_shown(entry, year, period, count);

		if (shown->ranks[0] != 0)
			continue;
		arena_reset(&app->scratch);
		if (!standing_compute(season, period, now, &app->scratch, &standing))
			return;
		for (size_t board = 0; board < count; board++)
			shown->ranks[board] = standing.rows[board].rank;
	}
}

void ledger_touch_by_time(struct app *app, struct entry *entry, uint32_t year, int64_t now)
{
	struct touched *touched = touch(app, entry, year);

	gathering_rows(app);
	touched->now = now;
	touched->by_time = true;
	touched->from = Q1;
	app->metrics.seasons_moved_by_time_total++;
}

/* --- entering --- */

void ledger_reply_later(struct app *app, struct message *message)
{
	struct ledger *ledger = &app->ledger;

	list_push(ledger->gathering.rows ? &ledger->gathering.readers : &ledger->flying.readers,
	          message);
}

static void enter_known(struct app *app, struct entry *entry, struct message *message,
                        uint64_t sequence)
{
	const struct command *command = &message->command;
	const struct season *season = cluster_season(entry->cluster, command->year);
	struct store_read read = { .question = STORE_COMMAND, .cluster = entry->code };

	if (sequence > entry->committed) {
		ledger_reply_later(
		        app, message); /* without a reply: routed again when its fate is known */
		return;
	}
	if (season && command->action == ACTION_SUBMIT_REPORT) {
		int board = ruleset_board(season_ruleset(season, INT64_MAX),
		                          command->submit_report.board);
		int period = command->submit_report.period - 1;

		if (board >= 0 && period >= 0 && period < PERIODS)
			message->late_days =
			        season_report(season, (size_t)board, (enum period)period)
			                ->late_days;
	}
	memcpy(read.command_id, command->id, ID_SIZE);
	if (!store_read(app->store, &read, message))
		app_refuse_for(app, message, FAULT_DATABASE_SILENT, "database");
}

static enum period first_moved(const struct command *command)
{
	return command->action == ACTION_SUBMIT_REPORT
	               ? (enum period)(command->submit_report.period - 1)
	               : Q1;
}

static void enter_new(struct app *app, struct entry *entry, struct message *message)
{
	struct command *command = &message->command;
	const struct signed_command *sealed = &message->request.signed_command;
	struct cluster *cluster = entry->cluster;
	struct journal_row row = { .cluster = entry->code,
		                   .kind = action_name(command->action),
		                   .year = command->year };
	uint8_t previous[HASH_SIZE];

	remember_ranks(app, entry, command->year, command->received_at);
	struct touched *touched = touch(app, entry, command->year);

	if (first_moved(command) < touched->from)
		touched->from = first_moved(command);
	touched->has_cause = true;
	touched->defined |= command->action == ACTION_DEFINE_SEASON;
	memcpy(touched->cause, command->id, ID_SIZE);

	memcpy(previous, cluster->hash, HASH_SIZE);
	message->sequence = cluster->sequence + 1;
	seal_chain(previous, message->sequence, command->received_at, sealed->bytes, sealed->size,
	           message->hash);
	cluster_apply(cluster, command, message->hash);

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
	arena_reset(&app->scratch);
	message->late_days = project_command(gathering_rows(app), cluster, command, sealed->bytes,
	                                     sealed->size, command->received_at, &app->scratch);
	list_push(&app->ledger.gathering.entered, message);
}

void ledger_enter(struct app *app, struct entry *entry, struct message *message)
{
	struct cluster *cluster = entry->cluster;
	uint64_t known = cluster_find_command(cluster, message->command.id);

	if (known > 0) {
		enter_known(app, entry, message, known);
		return;
	}
	if (!store_ready(app->store)) {
		if (message->uncertain)
			list_push(&app->ledger.redo, message);
		else
			app_refuse_for(app, message, FAULT_DATABASE_AWAY, "database");
		return;
	}
	if (message->command.received_at < cluster->last_received_at)
		message->command.received_at = cluster->last_received_at;
	if (!cluster_check(cluster, &message->command, &message->why)) {
		app_refuse(app, message);
		return;
	}
	enter_new(app, entry, message);
}

/* --- sealing --- */

/* Encodes the standing for the feed, unless nobody listens. */
static void add_notice(struct app *app, const struct standing *standing,
                       const struct standing_notice *told)
{
	struct pending *pending = &app->ledger.gathering;
	size_t offset = pending->feed.size;
	char topic[TOPIC_SIZE];

	feed_topic(topic, standing->ruleset->cluster, standing->ruleset->year, standing->period);
	if (!feed_wants(&app->feed, standing->ruleset->cluster, topic))
		return;
	if (pending->notice_count == pending->notice_capacity) {
		pending->notice_capacity =
		        pending->notice_capacity ? 2 * pending->notice_capacity : 64;
		pending->notices = must_grow(pending->notices, pending->notice_capacity,
		                             sizeof(*pending->notices));
	}
	struct notice *notice = &pending->notices[pending->notice_count++];

	memcpy(notice->topic, topic, TOPIC_SIZE);
	encode_standings(&pending->feed, standing, told);
	notice->offset = offset;
	notice->size = pending->feed.size - offset;
}

static void seal_standing(struct app *app, const struct touched *touched,
                          const struct standing *standing)
{
	size_t count = standing->ruleset->board_count;
	struct shown *shown = entry_shown(touched->entry, touched->year, standing->period, count);
	uint8_t state_hash[HASH_SIZE];
	struct standing_notice told = {
		.epoch = app->epoch,
		.published_at = clock_now(&app->clock),
		.rehearsal = app->clock.rehearsal,
		.state_hash = state_hash,
		.ranks_before = shown->ranks,
		.cause = touched->has_cause ? touched->cause : NULL,
	};

	standing_seal(standing, state_hash);
	batch_standing(app->ledger.gathering.rows, standing, state_hash);
	add_notice(app, standing, &told);
	for (size_t board = 0; board < count; board++)
		shown->ranks[board] = standing->rows[board].rank;
	app->metrics.standings_computed_total++;
}

static void seal_season(struct app *app, struct touched *touched)
{
	const struct cluster *cluster = touched->entry->cluster;
	const struct season *season = cluster_season(cluster, touched->year);
	int64_t now = touched->by_time ? touched->now : clock_now(&app->clock);
	struct standing standing;

	if (now < cluster->last_received_at)
		now = cluster->last_received_at;
	for (enum period period = touched->from; period < PERIODS; period++) {
		arena_reset(&app->scratch);
		if (!standing_compute(season, period, now, &app->scratch, &standing))
			break;
		if (!standing.locked || touched->by_time || touched->defined)
			seal_standing(app, touched, &standing);
	}
	if (touched->by_time) {
		touched->next_change = ruleset_next_change(season_ruleset(season, INT64_MAX), now);
		batch_next_change(app->ledger.gathering.rows, cluster->code, touched->year,
		                  touched->next_change);
	}
}

void ledger_send(struct app *app)
{
	struct ledger *ledger = &app->ledger;
	struct pending *gathering = &ledger->gathering, empty = ledger->flying;

	if (!gathering->rows || !store_idle(app->store))
		return;
	for (size_t i = 0; i < gathering->touched_count; i++) {
		struct touched *touched = &gathering->touched[i];

		if (touched->year != 0)
			seal_season(app, touched);
		touched->sequence = touched->entry->cluster->sequence;
		touched->entry->touched = 0;
	}
	if (ledger->redo.count == 0)
		ledger->redo_limit = 0;
	gathering->sent_at = monotonic_now();
	ledger->flying = *gathering;
	ledger->gathering = empty; /* its buffers serve again */
	store_commit(app->store, ledger->flying.rows);
}
