/*
 * The order is a promise: who may connect and which seasons there are, then the receipts, then the
 * standings, then who waited for the batch. So who has a receipt finds what it says.
 */
#include "commit.h"

#include <string.h>

#include "feed.h"
#include "known.h"
#include "poller.h"

static void state_receipt(const struct app *app, const struct message *message,
                          struct receipt_statement *statement)
{
	const struct command *command = &message->command;

	*statement = (struct receipt_statement){
		.cluster = command->cluster,
		.sequence = message->sequence,
		.received_at = command->received_at,
		.has_late_days = message->has_late_days,
		.late_days = message->late_days,
		.rehearsal = app->clock.rehearsal,
		.proposal = message->proposal,
	};
	memcpy(statement->command_id, command->id, ID_SIZE);
	memcpy(statement->command_hash, command->hash, HASH_SIZE);
	memcpy(statement->hash, message->hash, HASH_SIZE);
}

static void answer_receipt(struct app *app, struct message *message, const struct receipt *receipt)
{
	buffer_reset(&app->out);
	reply_receipt(&app->out, message->request.correlation, receipt);
	app_answer(app, message, &app->out);
}

/* One signature for all of the batch. */
static void answer_entered(struct app *app, struct message_list *entered)
{
	size_t count = entered->count, i = 0;

	if (count == 0)
		return;
	arena_reset(&app->scratch);
	struct receipt_statement *statements =
	        arena_alloc(&app->scratch, count, sizeof(*statements));
	struct receipt *receipts = arena_alloc(&app->scratch, count, sizeof(*receipts));

	for (struct message *message = entered->first; message; message = message->next)
		state_receipt(app, message, &statements[i++]);
	seal_receipts(statements, count, app->config->keys.sign_secret, &app->scratch, receipts);
	for (i = 0; i < count; i++) {
		histogram_add(&app->metrics.receipt_seconds,
		              poller_now() - entered->first->arrived);
		app_tell_accepted(app, entered->first);
		answer_receipt(app, entered->first, &receipts[i]);
	}
	app->metrics.commands_accepted_total += count;
}

/* What the batch changes for those who are not asked about one cluster: who may connect, which
 * seasons there are and when time moves them. Before the receipts, so that who has one finds it so.
 */
static void update_directory(struct app *app, const struct pending *pending)
{
	for (size_t i = 0; i < pending->admission_count; i++) {
		const struct admission *told = &pending->admissions[i];

		app_grant(app, told->entry->code, &told->key);
	}
	for (size_t i = 0; i < pending->touched_count; i++) {
		const struct touched *touched = &pending->touched[i];

		if (touched->by_time || touched->calendar)
			app_season(app, touched->entry->code, touched->year, touched->next_change,
			           &touched->seats);
	}
}

/* Who may see what is told after the commit, never before: until then all is told as it was. */
static void want_shown(const struct pending *pending)
{
	for (size_t i = 0; i < pending->touched_count; i++) {
		const struct touched *touched = &pending->touched[i];
		struct entry *entry = touched->entry;

		entry->feed_wanted |= touched->shown;
		if (touched->unveiling.year != 0)
			entry->unveiling = touched->unveiling;
	}
}

static void publish_notices(struct app *app, const struct pending *pending)
{
	for (size_t i = 0; i < pending->notice_count; i++) {
		const struct notice *notice = &pending->notices[i];

		bus_publish(app->bus, notice->topic, pending->feed.data + notice->offset,
		            notice->size);
	}
	app->metrics.standings_published_total += pending->notice_count;
}

static void release_entries(struct app *app, const struct pending *pending)
{
	for (size_t i = 0; i < pending->touched_count; i++) {
		const struct touched *touched = &pending->touched[i];
		struct entry *entry = touched->entry;

		if (touched->sequence > entry->committed)
			entry->committed = touched->sequence;
		feed_publish_cluster(app, entry);
		cache_unpin(&app->cache, entry);
		cache_resize(&app->cache, entry);
	}
}

static void answer_held(struct app *app, struct message *message)
{
	if (message->why.count > 0)
		app_refuse(app, message);
	else
		app_answer(app, message, &message->reply);
}

void commit_batch(struct app *app)
{
	struct pending *flying = app->flying;

	app->metrics.batches_committed_total++;
	app->unable_in_a_row = 0;
	app->metrics.batch_commands_last = flying->entered.count;
	histogram_add(&app->metrics.commit_seconds, poller_now() - flying->sent_at);
	update_directory(app, flying);
	answer_entered(app, &flying->entered);
	publish_notices(app, flying);
	want_shown(flying);
	app->redo_limit *= 2; /* the poison is elsewhere, or gone */
	release_entries(app, flying);
	message_move_all(&flying->following, &app->messages.at[MESSAGE_RUNNABLE]);
	while (flying->held.first)
		answer_held(app, flying->held.first);
	pending_clear(flying);
}

void commit_answer_known(struct app *app, struct message *message,
                         const struct journal_entry *entry)
{
	struct receipt_statement statement;
	struct receipt receipt;

	if (!known_take_entry(message, entry)) {
		app_refuse(app, message);
		return;
	}
	state_receipt(app, message, &statement);
	arena_reset(&app->scratch);
	seal_receipts(&statement, 1, app->config->keys.sign_secret, &app->scratch, &receipt);
	app->metrics.commands_duplicate_total++;
	answer_receipt(app, message, &receipt);
}
