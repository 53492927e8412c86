/*
 * queries -- answers to questions about a cluster in memory, and to those that only the journal can
 * answer.
 *
 * What is shown is committed: an answer from a state with uncommitted commands waits for their
 * batch.
 */
#include <string.h>

#include "app.h"
#include "encode.h"
#include "log.h"

static int64_t now_of(const struct app *app, const struct cluster *cluster)
{
	int64_t now = clock_now(&app->clock);

	return now < cluster->last_received_at ? cluster->last_received_at : now;
}

static void send(struct app *app, struct entry *entry, struct message *message)
{
	if (entry && entry_dirty(entry))
		ledger_reply_later(app, message);
	else
		app_answer(app, message, &message->reply);
}

/* The season and period that a question means. NULL with a fault when there is none. */
static const struct season *find_season(struct app *app, struct entry *entry,
                                        struct message *message, enum period *period)
{
	const struct query *query = &message->request.query;
	const struct season *season = cluster_season(entry->cluster, query->year);

	if (!season) {
		fail(&message->why, FAULT_CLUSTER_WITHOUT_SEASON, "query.year", query->cluster,
		     fault_number(&message->why, query->year));
		return NULL;
	}
	int current =
	        ruleset_current(season_ruleset(season, INT64_MAX), now_of(app, entry->cluster));

	message->current = current;
	if (query->period < 0 && current < 0) {
		fail(&message->why, FAULT_SEASON_NOT_OPEN, "query.period",
		     fault_number(&message->why, query->year));
		return NULL;
	}
	*period = (enum period)(query->period < 0 ? current : query->period);
	return season;
}

static bool find_board(struct message *message, const struct standing *standing, const char *code,
                       size_t *board)
{
	int found = ruleset_board(standing->ruleset, code);

	if (found < 0) {
		fail(&message->why, FAULT_SEASON_WITHOUT_BOARD, "query.board", code);
		return false;
	}
	*board = (size_t)found;
	return true;
}

/* state_hash is filled, and lent to the notice. */
static struct standing_notice notice_of(const struct app *app, const struct standing *standing,
                                        uint8_t state_hash[HASH_SIZE])
{
	standing_seal(standing, state_hash);
	return (struct standing_notice){
		.epoch = app->epoch,
		.published_at = clock_now(&app->clock),
		.rehearsal = app->clock.rehearsal,
		.state_hash = state_hash,
	};
}

static void tell_standing(struct app *app, struct message *message, const struct standing *standing,
                          int64_t now)
{
	const struct query *query = &message->request.query;
	uint8_t state_hash[HASH_SIZE];
	struct standing_notice notice;
	struct scorecard scorecard;
	size_t board;

	if (query->question == QUESTION_STANDINGS) {
		notice = notice_of(app, standing, state_hash);
		reply_standings(&message->reply, message->request.correlation, standing, &notice);
	} else if (query->question == QUESTION_COMPLETENESS) {
		reply_completeness(&message->reply, message->request.correlation, standing);
	} else if (find_board(message, standing, query->board, &board)) {
		scorecard_make(standing, board, now, &app->scratch, &scorecard);
		reply_scorecard(&message->reply, message->request.correlation, &scorecard);
	}
}

static void answer_standing(struct app *app, struct entry *entry, struct message *message)
{
	enum period period;
	struct standing standing;
	int64_t now = now_of(app, entry->cluster);

	const struct season *season = find_season(app, entry, message, &period);

	arena_reset(&app->scratch);
	if (season && !standing_compute(season, period, now, &app->scratch, &standing))
		fail(&message->why, FAULT_PERIOD_UNOPENED, "query.period");
	else if (season)
		tell_standing(app, message, &standing, now);
	if (message->why.count > 0)
		app_refuse(app, message);
	else
		send(app, entry, message);
}

static void read_store(struct app *app, struct entry *entry, struct message *message)
{
	const struct query *query = &message->request.query;
	struct store_read read = {
		.cluster = entry->code,
		.year = query->year,
		.board = query->board,
		.revision = query->revision,
		.from = query->from,
		.limit = query->limit,
	};
	enum period period = Q1;

	switch (query->question) {
	case QUESTION_REPORT:
		read.question = STORE_REPORT;
		if (!find_season(app, entry, message, &period))
			break;
		read.period = period;
		break;
	case QUESTION_SEASON: {
		struct faults none;

		/* before the first period opens there is no current one, and that is no fault here
		 */
		read.question = STORE_SEASON;
		faults_init(&none, &message->arena);
		if (!find_season(app, entry, message, &period) &&
		    message->why.items[0].code == STATUS_CLOSED)
			message->why = none;
		break;
	}
	default:
		read.question = STORE_ENTRIES;
		break;
	}
	if (message->why.count > 0)
		app_refuse(app, message);
	else if (!store_read(app->store, &read, message))
		app_refuse_for(app, message, FAULT_DATABASE_SILENT, "database");
}

void queries_serve(struct app *app, struct entry *entry, struct message *message)
{
	buffer_reset(&message->reply);
	app->metrics.queries_total++;
	switch (message->request.query.question) {
	case QUESTION_PING:
		reply_pong(&message->reply, message->request.correlation, clock_now(&app->clock),
		           THIDUAD_VERSION, app->epoch_known ? app->epoch : NULL,
		           app->clock.rehearsal);
		app_answer(app, message, &message->reply);
		break;
	case QUESTION_STANDINGS:
	case QUESTION_SCORECARD:
	case QUESTION_COMPLETENESS:
		answer_standing(app, entry, message);
		break;
	case QUESTION_REPORT:
	case QUESTION_SEASON:
	case QUESTION_JOURNAL:
		read_store(app, entry, message);
		break;
	}
}

static bool tell_season(struct app *app, struct message *message, const struct journal_entry *entry)
{
	const uint8_t *season;
	size_t size;
	uint32_t version;
	uint8_t hash[HASH_SIZE];

	if (!decode_season_bytes(entry->command, entry->command_size, &message->arena, &season,
	                         &size, &version))
		return false;
	seal_hash(season, size, hash);
	reply_season(&app->out, message->request.correlation, version, season, size, hash,
	             message->current);
	return true;
}

void queries_answer(struct app *app, struct message *message, const struct journal_entry *entries,
                    size_t count, uint64_t head, bool ok)
{
	const struct query *query = &message->request.query;

	if (!ok) {
		app_refuse_for(app, message, FAULT_DATABASE_AWAY, "database");
		return;
	}
	if (message->request.body == REQUEST_COMMAND) {
		if (count == 1)
			ledger_duplicate(app, message, &entries[0]);
		else
			app_refuse_for(app, message, FAULT_DATABASE_REPLACED, "database");
		return;
	}
	buffer_reset(&app->out);
	if (query->question == QUESTION_JOURNAL && message->request.body == REQUEST_QUERY)
		reply_journal(&app->out, message->request.correlation, entries, count, head);
	else if (query->question == QUESTION_REPORT && count == 1)
		reply_report(&app->out, message->request.correlation, &entries[0]);
	else if (query->question != QUESTION_SEASON || count != 1 ||
	         !tell_season(app, message, &entries[0]))
		fail(&message->why, FAULT_ENTRY_UNKNOWN, "query");
	if (message->why.count > 0)
		app_refuse(app, message);
	else
		app_answer(app, message, &app->out);
}

/* The standing and scorecard of the board that a report is for. */
static void tell_what_if(struct app *app, struct message *message, const struct cluster *cluster)
{
	const struct command *command = &message->command;
	const struct season *season = cluster_season(cluster, command->year);
	enum period period = (enum period)(command->submit_report.period - 1);
	int64_t now = now_of(app, cluster);
	uint8_t state_hash[HASH_SIZE];
	struct standing_notice notice;
	struct standing standing;
	struct scorecard scorecard;

	arena_reset(&app->scratch);
	bool open = standing_compute(season, period, now, &app->scratch, &standing);

	if (!open)
		return; /* cannot be: the report was accepted */
	notice = notice_of(app, &standing, state_hash);
	scorecard_make(&standing,
	               (size_t)ruleset_board(standing.ruleset, command->submit_report.board), now,
	               &app->scratch, &scorecard);
	reply_dry_run(&message->reply, message->request.correlation, &standing, &notice,
	              &scorecard);
}

void queries_dry_run(struct app *app, struct entry *entry, struct message *message)
{
	static const uint8_t no_hash[HASH_SIZE];
	struct command *command = &message->command;

	if (command->received_at < entry->cluster->last_received_at)
		command->received_at = entry->cluster->last_received_at;
	if (!cluster_check(entry->cluster, command, &message->why)) {
		app_refuse(app, message);
		return;
	}
	buffer_reset(&message->reply);
	struct cluster *copy;

	if (command->action == ACTION_SUBMIT_REPORT) {
		copy = cluster_copy(entry->cluster);
		cluster_apply(copy, command, no_hash);
		tell_what_if(app, message, copy);
		cluster_free(&copy);
	}
	if (message->reply.size == 0)
		reply_refusal(&message->reply, message->request.correlation, STATUS_OK,
		              &message->why, 0);
	send(app, entry, message);
}
