/*
 * A season is told with its current period, to the public without what it does not read. A page of the journal
 * ends where something is held back from who asks (hold_back).
 */
#include "stored.h"

#include <string.h>

#include "calendar.h"
#include "disclosed.h"
#include "encode.h"
#include "freeze.h"
#include "names.h"
#include "question.h"
#include "reinstate.h"

/* --- asked --- */

static bool find_period(const struct entry *entry, struct message *message,
                        const struct sight *sight, enum period *period)
{
	const struct query *query = &message->request.query;

	return question_period(entry->cluster, sight, query->year, query->period + 1, period,
	                       &message->why);
}

/* Of its own board, by a key that was granted in a freeze, it is said why, whatever there is. */
static void refuse_report(const struct entry *entry, struct message *message,
                          const struct sight *sight, enum period period)
{
	const struct query *query = &message->request.query;
	const char *name = names_find(&names_periods, (int)period);
	char day[CALENDAR_DATE_SIZE];

	if (strcmp(sight->reader.board, query->board) == 0 &&
	    audience_came_within(entry->cluster, query->year, &sight->reader, sight->now))
		fail(&message->why, FAULT_REPORT_OF_FREEZE, "query", query->board, name,
		     calendar_format(
		             calendar_day(
		                     freeze_look(entry->cluster, query->year, sight->now).ends),
		             day));
	else
		fail(&message->why, FAULT_REPORT_UNKNOWN, "query", query->board, name);
}

static void ask_report(const struct app *app, const struct entry *entry, struct message *message,
                       struct store_read *read)
{
	const struct query *query = &message->request.query;
	const struct sight sight = app_sight(app, entry, message);

	read->question = STORE_REPORT;
	if (!find_period(entry, message, &sight, &read->period))
		return;
	const uint32_t seen =
	        disclosed_revision(entry->cluster, &sight, query->year, query->board, read->period);

	if (query->revision == 0)
		read->revision = seen;
	if (seen > 0 && query->revision <= seen)
		return;
	if (ruleset_board(cluster_ruleset(entry->cluster, query->year, INT64_MAX), query->board) <
	    0)
		fail(&message->why, FAULT_SEASON_WITHOUT_BOARD, "query.board", query->board);
	else if (seen == 0)
		refuse_report(entry, message, &sight, read->period);
	else
		fail(&message->why, FAULT_ENTRY_UNKNOWN, "query");
}

static void ask_journal(const struct app *app, const struct entry *entry, struct message *message)
{
	const struct sight sight = app_sight(app, entry, message);

	message->held_from = disclosed_until(entry->cluster, &sight);
}

static void ask_season(const struct app *app, const struct entry *entry, struct message *message,
                       struct store_read *read)
{
	const struct sight sight = app_sight(app, entry, message);
	struct faults none;

	/* before the first period opens there is no current one, and that is no fault here */
	read->question = STORE_SEASON;
	faults_init(&none, &message->arena);
	enum period period;
	bool open = find_period(entry, message, &sight, &period);

	message->current = open ? (int)period : -1;
	message->finalised_at = cluster_finalised_at(entry->cluster, message->request.query.year);
	if (!open && message->why.items[0].code == STATUS_CLOSED)
		message->why = none;
}

bool stored_ask(const struct app *app, const struct entry *entry, struct message *message,
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
	if (query->question == QUESTION_REPORT)
		ask_report(app, entry, message, read);
	else if (query->question == QUESTION_SEASON)
		ask_season(app, entry, message, read);
	else
		ask_journal(app, entry, message);
	return message->why.count == 0;
}

/* --- told --- */

/* The season without the limitations that its file lists: the public reads none. */
static void season_for_public(const struct define_season *define, struct buffer *out)
{
	struct season_draft draft = define->season;

	draft.earlier_limitation_count = 0;
	encode_season(&draft, out);
}

static bool tell_season(struct message *message, const struct journal_entry *entry)
{
	struct command stored, command;
	struct faults why;

	faults_init(&why, &message->arena);
	if (!command_replay(entry->command, entry->command_size, &message->arena, &stored, &why))
		return false;
	reinstate_enters(&stored, &command);
	if (command.action != ACTION_DEFINE_SEASON)
		return false;
	const struct define_season *define = &command.define_season;
	struct bytes told = define->season_bytes;
	struct buffer public = { 0 };

	if (message->reader.audience == AUDIENCE_PUBLIC &&
	    define->season.earlier_limitation_count > 0) {
		season_for_public(define, &public);
		told = (struct bytes){ public.data, public.size };
	}
	reply_season(&message->reply, message->request.correlation, define->version, told.data,
	             told.size, define->season_hash, message->current, message->finalised_at);
	buffer_close(&public);
	return true;
}

/* The daemon's word for the journal up to its last entry, which this is. */
static bool prove_head(struct app *app, struct message *message, const struct journal_entry *last,
                       struct receipt *out)
{
	struct command command;
	struct faults why;

	faults_init(&why, &message->arena);
	if (!command_replay(last->command, last->command_size, &message->arena, &command, &why))
		return false;
	struct receipt_statement statement = {
		.cluster = message->request.query.cluster,
		.sequence = last->sequence,
		.received_at = last->received_at,
		.rehearsal = app->clock.rehearsal,
	};

	memcpy(statement.command_id, command.id, ID_SIZE);
	memcpy(statement.command_hash, command.hash, HASH_SIZE);
	memcpy(statement.hash, last->hash, HASH_SIZE);
	seal_receipts(&statement, 1, app->config->keys.sign_secret, &message->arena, out);
	return true;
}

/* Who is admitted is shown to all. */
static bool is_of_all(struct app *app, const struct journal_entry *entry)
{
	struct command command;
	struct faults why;

	arena_reset(&app->scratch);
	faults_init(&why, &app->scratch);
	return command_replay(entry->command, entry->command_size, &app->scratch, &command, &why) &&
	       (command.action == ACTION_GRANT_KEY || command.action == ACTION_REVOKE_KEY);
}

/* What he signed he may see, so that he can ask whether it is there. */
static bool is_held(struct app *app, const struct message *message,
                    const struct journal_entry *entry)
{
	return entry->received_at >= message->held_from &&
	       memcmp(entry->key, message->reader.sign_key, KEY_SIZE) != 0 &&
	       !is_of_all(app, entry);
}

/* A page of the store ends at so many bytes: with what is shown so far there is room for any entry. */
enum { SHOWN_BYTES_MAX = STORE_PAGE_BYTES - COMMAND_BYTES_MAX - STORE_ENTRY_BYTES };

/* In a freeze a page ends before the first entry that who asks may not see, or with it, with nothing but its
 * place in the chain, when he asked for these. How long that entry is decides nothing. */
static size_t hold_back(struct app *app, const struct message *message,
                        const struct journal_entry *entries, size_t count,
                        struct journal_entry *out)
{
	size_t size = 0;

	for (size_t i = 0; i < count; i++) {
		out[i] = entries[i];
		if (!is_held(app, message, &entries[i])) {
			size += entries[i].command_size + STORE_ENTRY_BYTES;
			continue;
		}
		if (!message->request.query.held || (i > 0 && size > SHOWN_BYTES_MAX))
			return i;
		out[i] = (struct journal_entry){ .sequence = entries[i].sequence,
			                         .previous_hash = entries[i].previous_hash,
			                         .hash = entries[i].hash };
		return i + 1;
	}
	return count;
}

static void tell_journal(struct app *app, struct message *message,
                         const struct journal_entry *entries, size_t count, uint64_t head)
{
	struct receipt proof;
	struct journal_entry *told = arena_alloc(&message->arena, count, sizeof(*told));
	const size_t shown = hold_back(app, message, entries, count, told);
	const struct journal_entry *last = shown > 0 ? &told[shown - 1] : NULL;

	if (shown == 0 && count > 0) {
		fail(&message->why, FAULT_JOURNAL_HELD_BACK, "query");
		return;
	}
	const bool proven = message->request.query.prove && last && last->command &&
	                    last->sequence == head && prove_head(app, message, last, &proof);

	reply_journal(&message->reply, message->request.correlation, told, shown, head,
	              proven ? &proof : NULL);
}

void stored_tell(struct app *app, struct message *message, const struct journal_entry *entries,
                 size_t count, uint64_t head)
{
	const struct query *query = &message->request.query;

	if (query->question == QUESTION_JOURNAL)
		tell_journal(app, message, entries, count, head);
	else if (query->question == QUESTION_REPORT && count == 1)
		reply_report(&message->reply, message->request.correlation, &entries[0]);
	else if (query->question != QUESTION_SEASON || count != 1 ||
	         !tell_season(message, &entries[0]))
		fail(&message->why, FAULT_ENTRY_UNKNOWN, "query");
}
