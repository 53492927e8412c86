/*
 * Commands and requests to bytes, the way of a client. Messages of protobuf-c are made in an arena
 * of their own that ends with the call, and point at the caller's texts: clients encode rarely, and
 * so nobody has to free a part. Presence is told, not guessed: absent is not zero.
 */
#include "encode.h"

#include "arena.h"
#include "protobuf.h"
#include "thidua/v1/service.pb-c.h"

static Thidua__V1__DefineSeason *make_season(const struct define_season *from,
                                             const uint8_t *season, size_t size,
                                             struct arena *arena)
{
	Thidua__V1__DefineSeason *to = arena_alloc(arena, 1, sizeof(*to));

	thidua__v1__define_season__init(to);
	to->has_version = true;
	to->version = from->version;
	to->has_season = true;
	to->season = protobuf_bytes(season, size);
	return to;
}

static Thidua__V1__GrantKey *make_grant(const struct grant_key *from, const char *label,
                                        struct arena *arena)
{
	Thidua__V1__GrantKey *to = arena_alloc(arena, 1, sizeof(*to));

	thidua__v1__grant_key__init(to);
	to->has_role = true;
	to->role = (Thidua__V1__Role)from->role;
	to->board = protobuf_text(from->board);
	to->has_sign_key = true;
	to->sign_key = protobuf_bytes(from->sign_key, KEY_SIZE);
	to->has_curve_key = true;
	to->curve_key = protobuf_bytes(from->curve_key, KEY_SIZE);
	to->label = (char *)label;
	return to;
}

static Thidua__V1__RevokeKey *make_revocation(const struct revoke_key *from, const char *reason,
                                              struct arena *arena)
{
	Thidua__V1__RevokeKey *to = arena_alloc(arena, 1, sizeof(*to));

	thidua__v1__revoke_key__init(to);
	to->has_sign_key = true;
	to->sign_key = protobuf_bytes(from->sign_key, KEY_SIZE);
	to->reason = (char *)reason;
	return to;
}

static void add_lines(const struct submit_report *from, struct arena *arena,
                      Thidua__V1__SubmitReport *to)
{
	Thidua__V1__Line *lines = arena_alloc(arena, from->line_count, sizeof(*lines));

	for (size_t i = 0; i < from->line_count; i++) {
		const struct report_line *line = &from->lines[i];

		thidua__v1__line__init(&lines[i]);
		lines[i].task = protobuf_text(line->task);
		lines[i].has_actual = line->has_actual;
		lines[i].actual = line->actual;
		lines[i].has_done = line->has_done;
		lines[i].done = line->done;
		lines[i].has_out_of = line->has_out_of;
		lines[i].out_of = line->out_of;
	}
	to->n_lines = from->line_count;
	to->lines = protobuf_list(arena, lines, from->line_count, sizeof(*lines));
}

static void add_texts(const struct report_texts *from, struct arena *arena,
                      Thidua__V1__SubmitReport *to)
{
	Thidua__V1__Limitation *limitations =
	        arena_alloc(arena, from->limitation_count, sizeof(*limitations));

	for (size_t i = 0; i < from->limitation_count; i++) {
		thidua__v1__limitation__init(&limitations[i]);
		limitations[i].text = (char *)from->limitations[i].first;
		limitations[i].cause = (char *)from->limitations[i].second;
		limitations[i].remedy = (char *)from->limitations[i].third;
	}
	Thidua__V1__GoodModel *models = arena_alloc(arena, from->model_count, sizeof(*models));

	for (size_t i = 0; i < from->model_count; i++) {
		thidua__v1__good_model__init(&models[i]);
		models[i].title = (char *)from->models[i].first;
		models[i].field = (char *)from->models[i].second;
		models[i].effect = (char *)from->models[i].third;
	}
	ProtobufCBinaryData *evidence = arena_alloc(arena, from->evidence_count, sizeof(*evidence));

	for (size_t i = 0; i < from->evidence_count; i++)
		evidence[i] = protobuf_bytes(from->evidence[i], HASH_SIZE);
	to->n_limitations = from->limitation_count;
	to->limitations =
	        protobuf_list(arena, limitations, from->limitation_count, sizeof(*limitations));
	to->n_proposals = from->proposal_count;
	to->proposals = (char **)from->proposals;
	to->n_models = from->model_count;
	to->models = protobuf_list(arena, models, from->model_count, sizeof(*models));
	to->n_evidence = from->evidence_count;
	to->evidence = evidence;
}

static Thidua__V1__SubmitReport *make_report(const struct submit_report *from,
                                             const struct report_texts *texts, struct arena *arena)
{
	Thidua__V1__SubmitReport *to = arena_alloc(arena, 1, sizeof(*to));

	thidua__v1__submit_report__init(to);
	to->board = (char *)from->board;
	to->has_period = true;
	to->period = (Thidua__V1__Period)from->period;
	to->has_revision = true;
	to->revision = from->revision;
	to->has_previous_hash = from->has_previous_hash;
	to->previous_hash = protobuf_bytes(from->previous_hash, HASH_SIZE);
	add_lines(from, arena, to);
	if (texts)
		add_texts(texts, arena, to);
	return to;
}

void encode_command(const struct command *command, const uint8_t *season, size_t season_size,
                    const struct report_texts *texts, const char *label, struct buffer *out)
{
	struct arena arena;

	arena_init(&arena, 0);
	Thidua__V1__Command message = THIDUA__V1__COMMAND__INIT;

	message.has_id = true;
	message.id = protobuf_bytes(command->id, ID_SIZE);
	message.cluster = (char *)command->cluster;
	message.has_year = command->year != 0;
	message.year = command->year;
	message.has_signed_at = true;
	message.signed_at = command->signed_at;
	message.action_case = (Thidua__V1__Command__ActionCase)command->action;
	switch (command->action) {
	case ACTION_DEFINE_SEASON:
		message.define_season =
		        make_season(&command->define_season, season, season_size, &arena);
		break;
	case ACTION_GRANT_KEY:
		message.grant_key = make_grant(&command->grant_key, label, &arena);
		break;
	case ACTION_REVOKE_KEY:
		message.revoke_key = make_revocation(&command->revoke_key, label, &arena);
		break;
	case ACTION_SUBMIT_REPORT:
		message.submit_report = make_report(&command->submit_report, texts, &arena);
		break;
	}
	protobuf_append(out, &message.base);
	arena_close(&arena);
}

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
