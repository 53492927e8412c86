/*
 * A question is answered or read from the store, a dry run is tried, a command is found, refused or
 * entered. Whatever is told rests on what is committed, or waits until it is.
 */
#include "serve.h"

#include "calendar.h"
#include "doubt.h"
#include "enter.h"
#include "question.h"
#include "questions.h"
#include "shut.h"

bool serve_ping(struct app *app, struct message *message)
{
	const struct request *request = &message->request;

	if (!request_asks(request) || request->query.question != QUESTION_PING)
		return false;
	app->metrics.queries_total++;
	questions_ping(app, message);
	app_answer(app, message, &message->reply);
	return true;
}

static void hold_message(struct app *app, struct message *message)
{
	message_charge(&app->messages, message);
	message_move(message, app->gathering->rows ? &app->gathering->held : &app->flying->held);
}

/* A refusal is final for its sender, so it must not rest on what may never be: while the newest
 * state waits for its commit, the refusal waits with it, and is judged anew when there is none. */
static void refuse_settled(struct app *app, const struct entry *entry, struct message *message)
{
	if (!entry_dirty(entry) || message->why.items[0].code == STATUS_UNAVAILABLE) {
		app_refuse(app, message);
	} else if (!store_answers(app->store) && message_place(message) != MESSAGE_REDO) {
		faults_init(&message->why, &message->arena);
		shut_refuse(app, message);
	} else {
		hold_message(app, message);
	}
}

/* What is shown is committed: a reply made of uncommitted commands goes out with their batch, or is
 * made anew when that fails, be it one by which is tried whether the database can write again. */
static void answer_shown(struct app *app, const struct entry *entry, struct message *message)
{
	if (message->why.count > 0)
		refuse_settled(app, entry, message);
	else if (entry_dirty(entry) && !store_answers(app->store))
		shut_refuse(app, message);
	else if (entry_dirty(entry))
		hold_message(app, message);
	else
		app_answer(app, message, &message->reply);
}

static void read_store(struct app *app, struct message *message, const struct store_read *read)
{
	if (store_read(app->store, read, message))
		message_move(message, &app->messages.at[MESSAGE_READING]);
	else
		app_refuse_for(app, message, FAULT_DATABASE_SILENT, "database");
}

/* Answered as the signer may see, whoever carries it. */
static bool may_sign_query(const struct entry *entry, struct message *message)
{
	const struct request *request = &message->request;

	if (!audience_reader(entry->cluster, request->signed_command.key, &message->reader,
	                     &message->why))
		return false;
	if (!audience_may_read(&message->reader, question_audience(request->query.question), NULL))
		fail(&message->why, FAULT_QUESTION_OF_MEMBERS, "query");
	return message->why.count == 0;
}

static void serve_query(struct app *app, struct entry *entry, struct message *message)
{
	struct store_read read;

	app->metrics.queries_total++;
	if (message->request.body == REQUEST_SIGNED_QUERY && !may_sign_query(entry, message))
		answer_shown(app, entry, message);
	else if (questions_serve(app, entry, message, &read))
		read_store(app, message, &read);
	else
		answer_shown(app, entry, message);
}

/* Nothing enters while it is not known what time it is. The bounds of the season's edition are
 * judged here, because only here the season is known. */
static bool check_rules(const struct app *app, const struct entry *entry, struct message *message)
{
	if (doubt_stops(app))
		fail(&message->why, FAULT_CLOCK_DOUBTED, "clock", app->clock.trouble);
	else if (doubt_stops_cluster(app, entry->cluster))
		fail(&message->why, FAULT_CLUSTER_AHEAD, "cluster");
	if (message->why.count > 0)
		return false;
	message->command.received_at = cluster_time(entry->cluster, message->command.received_at);
	const uint32_t edition = cluster_edition(entry->cluster, &message->command);
	const bool formed = command_judge(&message->command, edition, &message->why);

	return cluster_check(entry->cluster, &message->command, &message->why) && formed &&
	       cluster_check_arrival(&message->command, &message->why);
}

/* It is in the journal already, or in a batch; what it was answered then it is answered now, to
 * whoever signs it and has a role in the cluster: ids are no secret. */
static void find_known(struct app *app, struct entry *entry, struct message *message,
                       uint64_t sequence)
{
	struct effect told;
	struct store_read read = { .question = STORE_COMMAND,
		                   .cluster = entry->code,
		                   .from = sequence };

	if (!cluster_knows_signer(entry->cluster, message->command.key, &message->why)) {
		refuse_settled(app, entry, message);
		return;
	}
	if (sequence > entry->committed && shut_now(app)) {
		app_refuse_for(app, message, FAULT_COMMIT_AWAITED, "database");
		return;
	}
	if (sequence > entry->committed) {
		message_move(message, app->gathering->rows ? &app->gathering->following
		                                           : &app->flying->following);
		return;
	}
	cluster_told(entry->cluster, &message->command, &told);
	message->has_late_days = told.has_late_days;
	message->late_days = told.late_days;
	message->proposal = told.proposal;
	read_store(app, message, &read);
}

static void try_command(struct app *app, struct entry *entry, struct message *message)
{
	uint64_t known = cluster_find_command(entry->cluster, message->command.id);

	if (known > 0) {
		find_known(app, entry, message, known);
		return;
	}
	if (check_rules(app, entry, message))
		questions_try(app, entry, message);
	answer_shown(app, entry, message);
}

/* What came before a midnight, which is when periods open and lock, is not overtaken by what came after it, wherever
 * it waits: behind a full lane, for its cluster, for a commit. What was entered once has had its turn; who comes while
 * the clock is in doubt is told so at once. */
static bool is_early(struct app *app, const struct message *message)
{
	const int32_t day = calendar_day(message->received_at);

	if (day > app->day && app->early.count == 0)
		app->day = calendar_day(app_settled(app));
	return day > app->day && message_place(message) != MESSAGE_REDO && !doubt_stops(app);
}

static void check_command(struct app *app, struct entry *entry, struct message *message)
{
	uint64_t known = cluster_find_command(entry->cluster, message->command.id);
	bool may_enter = !shut_now(app) ||
	                 (message_place(message) == MESSAGE_REDO && store_connected(app->store));

	if (known > 0)
		find_known(app, entry, message, known);
	else if (may_enter && is_early(app, message))
		message_move(message, &app->early);
	else if (may_enter && check_rules(app, entry, message))
		enter_command(app, entry, message);
	else if (message->why.count > 0)
		refuse_settled(app, entry, message);
	else if (message_place(message) != MESSAGE_REDO) /* its fate must be known first */
		shut_refuse(app, message);
}

void serve_message(struct app *app, struct entry *entry, struct message *message)
{
	buffer_reset(&message->reply);
	switch (message->request.body) {
	case REQUEST_COMMAND:
		check_command(app, entry, message);
		break;
	case REQUEST_DRY_RUN:
		try_command(app, entry, message);
		break;
	default:
		serve_query(app, entry, message);
		break;
	}
}
