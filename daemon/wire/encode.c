/*
 * Commands and requests to bytes, the way of a client. Messages of protobuf-c are made in an arena
 * of their own that ends with the call, and point at the caller's texts: clients encode rarely, and
 * so nobody has to free a part. Presence is told, not guessed: absent is not zero.
 */
#include "encode.h"

#include "protobuf.h"
#include "thidua/v1/service.pb-c.h"

void encode_signed(const struct signed_command *command, bool dry_run, uint64_t correlation,
                   struct buffer *out)
{
	Thidua__V1__SignedCommand body = THIDUA__V1__SIGNED_COMMAND__INIT;

	body.has_command = true;
	body.command = protobuf_bytes(command->bytes, command->size);
	body.has_signature = true;
	body.signature = protobuf_bytes(command->signature, SIGNATURE_SIZE);
	body.has_key = true;
	body.key = protobuf_bytes(command->key, KEY_SIZE);
	Thidua__V1__Request request = THIDUA__V1__REQUEST__INIT;

	request.has_correlation = true;
	request.correlation = correlation;
	request.body_case =
	        dry_run ? THIDUA__V1__REQUEST__BODY_DRY_RUN : THIDUA__V1__REQUEST__BODY_COMMAND;
	request.command = &body;
	protobuf_append(out, &request.base);
}

static void send_query(Thidua__V1__Query *query, uint64_t correlation, struct buffer *out)
{
	Thidua__V1__Request request = THIDUA__V1__REQUEST__INIT;

	request.has_correlation = true;
	request.correlation = correlation;
	request.body_case = THIDUA__V1__REQUEST__BODY_QUERY;
	request.query = query;
	protobuf_append(out, &request.base);
}

/* The questions share most of their fields but not their types. */
#define SET_PLACE(question)                                                                        \
	((question).cluster = (char *)query->cluster, (question).has_year = query->year != 0,      \
	 (question).year = query->year)
#define SET_PERIOD(question)                                                                       \
	((question).has_period = query->period >= 0,                                               \
	 (question).period = (Thidua__V1__Period)(query->period + 1))

/* One whole season or standing. */
static void ask_season(const struct query *query, Thidua__V1__Query *message, uint64_t correlation,
                       struct buffer *out)
{
	Thidua__V1__GetStandings standings = THIDUA__V1__GET_STANDINGS__INIT;
	Thidua__V1__GetSeason season = THIDUA__V1__GET_SEASON__INIT;
	Thidua__V1__GetCompleteness completeness = THIDUA__V1__GET_COMPLETENESS__INIT;

	if (query->question == QUESTION_STANDINGS) {
		SET_PLACE(standings);
		SET_PERIOD(standings);
		message->standings = &standings;
	} else if (query->question == QUESTION_SEASON) {
		SET_PLACE(season);
		season.has_version = query->revision != 0;
		season.version = query->revision;
		message->season = &season;
	} else {
		SET_PLACE(completeness);
		SET_PERIOD(completeness);
		message->completeness = &completeness;
	}
	send_query(message, correlation, out);
}

/* One board. */
static void ask_board(const struct query *query, Thidua__V1__Query *message, uint64_t correlation,
                      struct buffer *out)
{
	Thidua__V1__GetScorecard scorecard = THIDUA__V1__GET_SCORECARD__INIT;
	Thidua__V1__GetReport report = THIDUA__V1__GET_REPORT__INIT;

	if (query->question == QUESTION_SCORECARD) {
		SET_PLACE(scorecard);
		SET_PERIOD(scorecard);
		scorecard.board = (char *)query->board;
		message->scorecard = &scorecard;
	} else {
		SET_PLACE(report);
		SET_PERIOD(report);
		report.board = (char *)query->board;
		report.has_revision = query->revision != 0;
		report.revision = query->revision;
		message->report = &report;
	}
	send_query(message, correlation, out);
}

static void ask_journal(const struct query *query, Thidua__V1__Query *message, uint64_t correlation,
                        struct buffer *out)
{
	Thidua__V1__GetJournal journal = THIDUA__V1__GET_JOURNAL__INIT;

	journal.cluster = (char *)query->cluster;
	journal.has_from = query->from != 0;
	journal.from = query->from;
	journal.has_limit = query->limit != 0;
	journal.limit = query->limit;
	message->journal = &journal;
	send_query(message, correlation, out);
}

static void ask_ping(const struct query *query, Thidua__V1__Query *message, uint64_t correlation,
                     struct buffer *out)
{
	Thidua__V1__Ping ping = THIDUA__V1__PING__INIT;

	(void)query;
	message->ping = &ping;
	send_query(message, correlation, out);
}

void encode_query(const struct query *query, uint64_t correlation, struct buffer *out)
{
	typedef void ask(const struct query *query, Thidua__V1__Query *message,
	                 uint64_t correlation, struct buffer *out);
	static ask *const asks[] = {
		[QUESTION_STANDINGS] = ask_season, [QUESTION_SCORECARD] = ask_board,
		[QUESTION_REPORT] = ask_board,     [QUESTION_SEASON] = ask_season,
		[QUESTION_JOURNAL] = ask_journal,  [QUESTION_COMPLETENESS] = ask_season,
		[QUESTION_PING] = ask_ping,
	};
	Thidua__V1__Query message = THIDUA__V1__QUERY__INIT;

	message.question_case = (Thidua__V1__Query__QuestionCase)query->question;
	asks[query->question](query, &message, correlation, out);
}

void encode_advance_clock(int64_t to, uint64_t correlation, struct buffer *out)
{
	Thidua__V1__AdvanceClock body = THIDUA__V1__ADVANCE_CLOCK__INIT;

	body.has_to = true;
	body.to = to;
	Thidua__V1__Request request = THIDUA__V1__REQUEST__INIT;

	request.has_correlation = true;
	request.correlation = correlation;
	request.body_case = THIDUA__V1__REQUEST__BODY_ADVANCE_CLOCK;
	request.advance_clock = &body;
	protobuf_append(out, &request.base);
}
