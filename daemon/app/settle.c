/*
 * settle -- what becomes of a batch: receipts and standings when it committed, another run of its
 * commands when it did not.
 */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "log.h"
#include "poller.h"

enum { ATTEMPTS_MAX = 8, PAUSE_MICROSECONDS = 100000, SWEEP_PAUSE_MICROSECONDS = 1000000 };

/* --- after the commit --- */

static void state_receipt(const struct message *message, struct receipt_statement *statement)
{
	const struct command *command = &message->command;

	*statement = (struct receipt_statement){
		.cluster = command->cluster,
		.sequence = message->sequence,
		.received_at = command->received_at,
		.has_late_days = command->action == ACTION_SUBMIT_REPORT,
		.late_days = message->late_days,
	};
	memcpy(statement->command_id, command->id, ID_SIZE);
	memcpy(statement->command_hash, command->hash, HASH_SIZE);
	memcpy(statement->hash, message->hash, HASH_SIZE);
}

/* What a committed command changes outside its cluster: who may connect, which seasons there are.
 */
static void tell_directory(struct app *app, const struct command *command)
{
	switch (command->action) {
	case ACTION_GRANT_KEY:
		directory_grant(&app->directory, command->grant_key.curve_key,
		                command->grant_key.sign_key, command->cluster,
		                command->grant_key.role, false);
		break;
	case ACTION_REVOKE_KEY:
		directory_revoke(&app->directory, command->cluster, command->revoke_key.sign_key);
		break;
	case ACTION_DEFINE_SEASON: {
		const struct season *season = cluster_season(
		        cache_find(&app->cache, command->cluster)->cluster, command->year);

		directory_season(&app->directory, command->cluster, command->year,
		                 ruleset_next_change(season_ruleset(season, INT64_MAX),
		                                     command->received_at));
		break;
	}
	case ACTION_SUBMIT_REPORT:
		break;
	}
}

static void acknowledge(struct app *app, struct message_list *entered)
{
	size_t count = entered->count, i = 0;

	if (count == 0)
		return;
	arena_reset(&app->scratch);
	struct receipt_statement *statements;

	statements = arena_alloc(&app->scratch, count, sizeof(*statements));
	struct receipt *receipts;

	receipts = arena_alloc(&app->scratch, count, sizeof(*receipts));
	struct message *message;

	for (message = entered->first; message; message = message->next)
		state_receipt(message, &statements[i++]);
	seal_receipts(statements, count, app->config.keys.sign_secret, &app->scratch, receipts);
	for (i = 0; (message = list_pop(entered)); i++) {
		tell_directory(app, &message->command);
		buffer_reset(&app->out);
		reply_receipt(&app->out, message->request.correlation, &receipts[i]);
		app->metrics.receipt_microseconds_total +=
		        (uint64_t)(monotonic_now() - message->arrived);
		app_answer(app, message, &app->out);
	}
	app->metrics.commands_accepted_total += count;
}

static void release(struct app *app, struct pending *pending)
{
	for (size_t i = 0; i < pending->touched_count; i++) {
		struct touched *touched = &pending->touched[i];

		if (touched->sequence > touched->entry->committed)
			touched->entry->committed = touched->sequence;
		touched->entry->pins--;
		if (touched->by_time)
			directory_season(&app->directory, touched->entry->code, touched->year,
			                 touched->next_change);
		cache_resize(&app->cache, touched->entry);
		if (touched->entry->feed_wanted && touched->entry->state == ENTRY_READY)
			feed_entry(app, touched->entry);
	}
	pending->rows = NULL; /* the store's again */
	pending->touched_count = 0;
	pending->notice_count = 0;
	buffer_reset(&pending->feed);
}

static void answer_readers(struct app *app, struct message_list *readers)
{
	struct message *message;

	while ((message = list_pop(readers))) {
		if (message->reply.size > 0)
			app_answer(app, message, &message->reply);
		else
			list_push(&app->loaded, message);
	}
}

static void committed(struct app *app)
{
	struct pending *flying = &app->ledger.flying;

	app->metrics.batches_committed_total++;
	app->metrics.batch_commands_last = flying->entered.count;
	app->metrics.commit_microseconds_total += (uint64_t)(monotonic_now() - flying->sent_at);
	acknowledge(app, &flying->entered);
	for (size_t i = 0; i < flying->notice_count; i++) {
		const struct notice *notice = &flying->notices[i];

		bus_publish(app->bus, notice->topic, flying->feed.data + notice->offset,
		            notice->size);
	}
	app->metrics.standings_published_total += flying->notice_count;
	app->ledger.redo_limit *= 2; /* the poison is elsewhere, or gone */
	release(app, flying);
	answer_readers(app, &flying->readers);
}

/* --- after anything else --- */

/* Forgets the clusters that both batches touched, and wants them again. One cluster may stand there
 * many times, so the codes are taken down before the first entry goes. */
static void forget_clusters(struct app *app)
{
	const struct pending *both[] = { &app->ledger.flying, &app->ledger.gathering };
	size_t count = 0;
	char(*codes)[CLUSTER_SIZE] =
	        must_alloc(both[0]->touched_count + both[1]->touched_count, sizeof(*codes));

	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < both[i]->touched_count; j++)
			memcpy(codes[count++], both[i]->touched[j].entry->code, CLUSTER_SIZE);
	}
	for (size_t i = 0; i < count; i++) {
		struct entry *entry = cache_find(&app->cache, codes[i]);

		if (entry && entry->state == ENTRY_READY)
			cache_drop(&app->cache, entry); /* nothing waits for what is READY */
		cache_entry(&app->cache, codes[i]);
		directory_sweep_fails(&app->directory, codes[i]);
	}
	free(codes);
}

static void take_back(struct pending *pending, enum store_outcome outcome,
                      struct message_list *again)
{
	struct message *message;

	for (message = pending->entered.first; message; message = message->next) {
		message->uncertain = true;
		message->sequence = 0;
		message->attempts += outcome != STORE_REFUSED; /* halving ends by itself */
	}
	for (message = pending->readers.first; message; message = message->next)
		buffer_reset(&message->reply);
	list_append(again, &pending->entered);
	list_append(again, &pending->readers);
	pending->touched_count = 0;
	pending->notice_count = 0;
	buffer_reset(&pending->feed);
}

static bool moved_by_time(const struct pending *pending)
{
	for (size_t i = 0; i < pending->touched_count; i++) {
		if (pending->touched[i].by_time)
			return true;
	}
	return false;
}

static void refuse_poison(struct app *app, struct message *message, const char *detail)
{
	log_event(LOG_LEVEL_ERROR, "command_refused_by_database",
	          TEXT("cluster", message->command.cluster), TEXT("detail", detail));
	fail(&message->why, FAULT_DATABASE_REFUSES, "command", detail);
	app_refuse(app, message);
}

static void failed(struct app *app, enum store_outcome outcome, const char *detail)
{
	static const char *const names[] = { [STORE_FENCED] = "fenced",
		                             [STORE_REFUSED] = "refused",
		                             [STORE_LOST] = "lost",
		                             [STORE_COMMITTED] = "committed" };
	struct ledger *ledger = &app->ledger;
	struct message_list again = { 0 };
	size_t count = ledger->flying.entered.count;

	log_event(LOG_LEVEL_WARN, "batch_failed", TEXT("outcome", names[outcome]),
	          NUMBER("commands", count), TEXT("detail", detail ? detail : ""));
	app->metrics.batches_failed_total++;
	ledger->flying.rows = NULL; /* the store's again */
	if (ledger->gathering.rows) {
		store_discard(app->store, ledger->gathering.rows);
		ledger->gathering.rows = NULL;
	}
	if (outcome == STORE_REFUSED && moved_by_time(&ledger->flying))
		ledger->sweep_after = monotonic_now() +
		                      SWEEP_PAUSE_MICROSECONDS; /* the commands go on without it */
	else if (outcome == STORE_REFUSED && count == 1)
		refuse_poison(app, list_pop(&ledger->flying.entered),
		              detail ? detail : "no reason given");
	forget_clusters(app);
	take_back(&ledger->flying, outcome, &again);
	take_back(&ledger->gathering, outcome, &again);
	list_append(&again, &ledger->redo);
	ledger->redo = again;
	ledger->redo_limit = outcome == STORE_REFUSED && ledger->redo.count > 0
	                             ? (count > 1 ? count / 2 : 1)
	                             : 0;
	ledger->redo_after = outcome == STORE_LOST ? monotonic_now() + PAUSE_MICROSECONDS : 0;
}

void ledger_done(struct app *app, enum store_outcome outcome, const char *detail)
{
	if (outcome == STORE_COMMITTED)
		committed(app);
	else
		failed(app, outcome, detail);
}

static void refuse_tried(struct app *app, struct message *message)
{
	fail(&message->why, FAULT_BATCHES_FAILED, "command",
	     fault_number(&message->why, message->attempts));
	app_refuse(app, message);
}

void ledger_redo(struct app *app)
{
	struct ledger *ledger = &app->ledger;

	if (ledger->redo.count == 0 && ledger->gathering.entered.count == 0)
		ledger->redo_limit = 0;
	if (!store_ready(app->store) || monotonic_now() < ledger->redo_after)
		return;
	while (ledger->redo.count > 0 && ledger_has_room(app)) {
		struct message *message = ledger->redo.first;
		const char *code = message->request.body == REQUEST_QUERY
		                           ? message->request.query.cluster
		                           : message->command.cluster;
		struct entry *entry = cache_entry(&app->cache, code);

		if (entry->state == ENTRY_WANTED || entry->state == ENTRY_LOADING)
			return; /* in order: what follows may build on it */
		list_pop(&ledger->redo);
		if (message->attempts > ATTEMPTS_MAX)
			refuse_tried(app, message);
		else
			ingest_route(app, message);
	}
}

/* --- known commands --- */

void ledger_duplicate(struct app *app, struct message *message, const struct journal_entry *entry)
{
	uint8_t hash[HASH_SIZE];
	struct receipt_statement statement;
	struct receipt receipt;

	seal_hash(entry->command, entry->command_size, hash);
	if (memcmp(hash, message->command.hash, HASH_SIZE) != 0) {
		struct faults *why = &message->why;

		fail(why, FAULT_ID_OF_ANOTHER, "id", fault_number(why, (long long)entry->sequence),
		     fault_hash(why, hash, HASH_SIZE),
		     fault_hash(why, message->command.hash, HASH_SIZE));
		app_refuse(app, message);
		return;
	}
	message->sequence = entry->sequence;
	message->command.received_at = entry->received_at;
	memcpy(message->hash, entry->hash, HASH_SIZE);
	state_receipt(message, &statement);
	arena_reset(&app->scratch);
	seal_receipts(&statement, 1, app->config.keys.sign_secret, &app->scratch, &receipt);
	buffer_reset(&app->out);
	reply_receipt(&app->out, message->request.correlation, &receipt);
	app->metrics.commands_duplicate_total++;
	app_answer(app, message, &app->out);
}
