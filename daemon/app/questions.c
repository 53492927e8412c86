/*
 * A question of a standing takes the season and period that it means, which may be "the current
 * one", computes the standing and says the part that was asked for. A question of the journal is
 * handed to the store as it is, once it is known that there is such a season.
 *
 * A dry run answers with the standing and the scorecard as they would be: it applies the command,
 * computes and rewinds the cluster.
 */
#include "questions.h"

#include <string.h>

#include "encode.h"

/* The period of a season that a question means. False with a fault when there is none. */
static bool find_period(const struct app *app, const struct entry *entry, struct message *message,
                        enum period *period)
{
	const struct query *query = &message->request.query;
	const struct ruleset *ruleset = cluster_ruleset(entry->cluster, query->year, INT64_MAX);

	if (!ruleset) {
		fail(&message->why, FAULT_CLUSTER_WITHOUT_SEASON, "query.year", query->cluster,
		     fault_number(&message->why, query->year));
		return false;
	}
	int current = ruleset_current(ruleset, app_now(app, entry->cluster));

	message->current = current;
	if (query->period < 0 && current < 0) {
		fail(&message->why, FAULT_SEASON_NOT_OPEN, "query.period",
		     fault_number(&message->why, query->year));
		return false;
	}
	*period = (enum period)(query->period < 0 ? current : query->period);
	return true;
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

static void answer_standing(struct app *app, const struct entry *entry, struct message *message)
{
	enum period period;
	struct standing standing;
	int64_t now = app_now(app, entry->cluster);
	bool found = find_period(app, entry, message, &period);

	arena_reset(&app->scratch);
	if (found && !standing_compute(entry->cluster, message->request.query.year, period, now,
	                               &app->scratch, &standing))
		fail(&message->why, FAULT_PERIOD_UNOPENED, "query.period");
	else if (found)
		tell_standing(app, message, &standing, now);
}

static void ask_report(const struct app *app, const struct entry *entry, struct message *message,
                       struct store_read *read)
{
	read->question = STORE_REPORT;
	find_period(app, entry, message, &read->period);
}

static void ask_season(const struct app *app, const struct entry *entry, struct message *message,
                       struct store_read *read)
{
	struct faults none;

	/* before the first period opens there is no current one, and that is no fault here */
	read->question = STORE_SEASON;
	faults_init(&none, &message->arena);
	enum period period;

	if (!find_period(app, entry, message, &period) &&
	    message->why.items[0].code == STATUS_CLOSED)
		message->why = none;
}

bool questions_serve(struct app *app, const struct entry *entry, struct message *message,
                     struct store_read *read)
{
	const struct query *query = &message->request.query;

	*read = (struct store_read){
		.question = STORE_ENTRIES,
		.cluster = entry->code,
		.year = query->year,
		.board = query->board,
		.revision = query->revision,
		.from = query->from,
		.limit = query->limit,
	};
	switch (query->question) {
	case QUESTION_PING: /* of no cluster */
		break;
	case QUESTION_STANDINGS:
	case QUESTION_SCORECARD:
	case QUESTION_COMPLETENESS:
		answer_standing(app, entry, message);
		return false;
	case QUESTION_REPORT:
		ask_report(app, entry, message, read);
		break;
	case QUESTION_SEASON:
		ask_season(app, entry, message, read);
		break;
	case QUESTION_JOURNAL:
		break;
	}
	return message->why.count == 0;
}

void questions_ping(struct app *app, struct message *message)
{
	reply_pong(&message->reply, message->request.correlation, clock_now(&app->clock),
	           THIDUAD_VERSION, app->epoch_known ? app->epoch : NULL, app->clock.rehearsal);
}

static bool tell_season(struct message *message, const struct journal_entry *entry)
{
	struct command command;
	struct faults why;

	faults_init(&why, &message->arena);
	if (!command_replay(entry->command, entry->command_size, &message->arena, &command, &why) ||
	    command.action != ACTION_DEFINE_SEASON)
		return false;
	const struct define_season *define = &command.define_season;

	reply_season(&message->reply, message->request.correlation, define->version,
	             define->season_bytes.data, define->season_bytes.size, define->season_hash,
	             message->current);
	return true;
}

void questions_tell(struct message *message, const struct journal_entry *entries, size_t count,
                    uint64_t head)
{
	const struct query *query = &message->request.query;

	if (query->question == QUESTION_JOURNAL)
		reply_journal(&message->reply, message->request.correlation, entries, count, head);
	else if (query->question == QUESTION_REPORT && count == 1)
		reply_report(&message->reply, message->request.correlation, &entries[0]);
	else if (query->question != QUESTION_SEASON || count != 1 ||
	         !tell_season(message, &entries[0]))
		fail(&message->why, FAULT_ENTRY_UNKNOWN, "query");
}

/* The standing and scorecard of the board that a report is for. */
static void tell_what_if(struct app *app, struct message *message, const struct cluster *cluster)
{
	const struct command *command = &message->command;
	enum period period = (enum period)(command->submit_report.period - 1);
	int64_t now = app_now(app, cluster);
	uint8_t state_hash[HASH_SIZE];
	struct standing_notice notice;
	struct standing standing;
	struct scorecard scorecard;

	arena_reset(&app->scratch);
	bool open = standing_compute(cluster, command->year, period, now, &app->scratch, &standing);

	if (!open)
		return; /* cannot be: the report was accepted */
	notice = notice_of(app, &standing, state_hash);
	scorecard_make(&standing,
	               (size_t)ruleset_board(standing.ruleset, command->submit_report.board), now,
	               &app->scratch, &scorecard);
	reply_dry_run(&message->reply, message->request.correlation, &standing, &notice,
	              &scorecard);
}

void questions_try(struct app *app, const struct entry *entry, struct message *message)
{
	static const uint8_t no_hash[HASH_SIZE];
	struct command *command = &message->command;

	if (command->action == ACTION_SUBMIT_REPORT) {
		const struct cluster_mark mark = cluster_mark(entry->cluster);

		cluster_apply(entry->cluster, command, no_hash, NULL);
		tell_what_if(app, message, entry->cluster);
		cluster_rewind(entry->cluster, &mark);
	}
	if (message->reply.size == 0)
		reply_refusal(&message->reply, message->request.correlation, STATUS_OK,
		              &message->why, 0);
}
