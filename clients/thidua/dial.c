/*
 * One way from options to an open handle, one way to ask, and the one place where the daemon's
 * refusals are said; every cmd_*.c goes through it.
 *
 * Paths in a fault are those of the command's message ("submit_report.lines[3].actual"); people
 * wrote a file or a command line, and are told in its words. The season's names are asked for
 * silently: without them codes are shown, and a question about a standing must not fail for want of
 * a name.
 */
#include "dial.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "interruption.h"
#include "json_out.h"
#include "refusal.h"
#include "there_is.h"
#include "words.h"

enum { DEFAULT_TIMEOUT = 10, LONGEST_TIMEOUT = 3600 };

static const char *outbox_path(struct dial *dial, const char *credential)
{
	const char *told = options_text(dial->options, OPTION_OUTBOX);

	return told ? told : arena_text(&dial->arena, "%s.outbox", credential);
}

const char *dial_outbox_path(struct dial *dial)
{
	const char *credential = options_text(dial->options, OPTION_CREDENTIAL);

	return credential || options_has(dial->options, OPTION_OUTBOX)
	               ? outbox_path(dial, credential)
	               : NULL;
}

static int open_handle(struct dial *dial, const struct thidua_options *how)
{
	struct faults why;

	faults_init(&why, &dial->arena);
	const int code = thidua_open_why(how, &dial->handle, &why);

	for (size_t i = 0; i < why.count; i++) {
		const struct thidua_fault fault = refusal_of(&why.items[i]);

		complain(code, "%s", refusal_line(&dial->arena, NULL, &fault));
	}
	return code;
}

static void begin(struct dial *dial, const struct options *options)
{
	*dial = (struct dial){ .options = options };
	arena_init(&dial->arena, 0);
}

/* What a context without a feed lacks is one address, which only some verbs want. */
static int need(const struct options *options, bool feed)
{
	const int code = options_need(options, NEEDED_TO_DIAL, feed ? TAKES(OPTION_FEED) : 0);

	if (code == THIDUA_OK && feed && !options_has(options, OPTION_FEED))
		return complain(THIDUA_CONFIG, "%s", say(WORD_FEED_MISSING));
	return code;
}

int dial_open(struct dial *dial, const struct options *options, unsigned use)
{
	begin(dial, options);
	struct thidua_options how = { 0 };
	uint64_t seconds;
	int code = options_number(options, OPTION_TIMEOUT, 1, LONGEST_TIMEOUT, DEFAULT_TIMEOUT,
	                          &seconds);

	how.timeout_ms = (int)seconds * 1000;
	if (code == THIDUA_OK)
		code = need(options, (use & DIAL_FEED) != 0);
	if (code != THIDUA_OK)
		return code;
	how.command_endpoints = options_text(options, OPTION_COMMANDS);
	how.credential_path = options_text(options, OPTION_CREDENTIAL);
	how.daemon_key_path = options_text(options, OPTION_DAEMON_KEY);
	if (use & DIAL_FEED)
		how.feed_endpoints = options_text(options, OPTION_FEED);
	if (use & DIAL_OUTBOX)
		how.outbox_path = outbox_path(dial, how.credential_path);
	return open_handle(dial, &how);
}

int dial_open_outbox(struct dial *dial, const struct options *options)
{
	begin(dial, options);
	struct thidua_options how = { 0 };

	how.outbox_path = options_text(options, OPTION_OUTBOX);
	if (!how.outbox_path) {
		const int code = options_require(options, OPTION_CREDENTIAL, &how.credential_path);

		if (code != THIDUA_OK)
			return code;
		how.outbox_path = outbox_path(dial, how.credential_path);
	}
	return open_handle(dial, &how);
}

void dial_close(struct dial *dial)
{
	thidua_close(&dial->handle);
	arena_close(&dial->arena);
}

int dial_query(const struct options *options, enum question question, struct query *out)
{
	*out = (struct query){ .question = question, .period = -1 };
	const bool of_board = question == QUESTION_SCORECARD || question == QUESTION_REPORT;
	uint64_t year = 0;
	int code = options_number(options, OPTION_YEAR, 2000, 2999, 0, &year);

	if (code == THIDUA_OK && options_has(options, OPTION_PERIOD))
		code = options_period(options, &out->period);
	if (code == THIDUA_OK)
		code = options_need(options,
		                    TAKES(OPTION_CLUSTER) | TAKES(OPTION_YEAR) |
		                            (of_board ? TAKES(OPTION_BOARD) : 0),
		                    NEEDED_TO_DIAL);
	out->cluster = options_text(options, OPTION_CLUSTER);
	out->year = (uint32_t)year;
	return code;
}

int64_t dial_now(struct dial *dial)
{
	const struct query ping = { .question = QUESTION_PING, .period = -1 };

	return dial_try(dial, &ping) == THIDUA_OK ? dial->answer.pong.now : 0;
}

int dial_send(struct dial *dial, const struct buffer *frame, uint64_t correlation)
{
	struct pollfd wait = { .fd = thidua_descriptor(dial->handle), .events = POLLIN };
	struct thidua_reply reply;
	int code = thidua_ask(dial->handle, correlation, frame->data, frame->size, 0);

	memset(&dial->answer, 0, sizeof(dial->answer));
	if (code != THIDUA_OK)
		return code;
	while (thidua_answer(dial->handle, &reply) == THIDUA_KEPT)
		if (poll(&wait, 1, -1) < 0 && interruption_came())
			return THIDUA_UNREACHABLE;
	if (reply.bytes && !answer_decode(reply.bytes, reply.size, &dial->arena, &dial->answer))
		memset(&dial->answer, 0, sizeof(dial->answer));
	return reply.code;
}

int dial_try(struct dial *dial, const struct query *query)
{
	struct buffer frame = { 0 };
	const uint64_t correlation = thidua_correlation();

	encode_query(query, correlation, &frame);
	const int code = dial_send(dial, &frame, correlation);

	buffer_close(&frame);
	return code;
}

int dial_ask(struct dial *dial, const struct query *query)
{
	const int code = dial_try(dial, query);

	return code == THIDUA_OK ? code : dial_tell(dial, code);
}

void dial_tell_faults_of(const struct options *options, const struct field_words *words,
                         const struct thidua_fault *faults, size_t count)
{
	struct arena arena;
	json_t *list = json_array();

	arena_init(&arena, 0);
	for (size_t i = 0; i < count; i++) {
		fprintf(stderr, "%s\n", refusal_line(&arena, words, &faults[i]));
		json_array_append_new(list, json_fault(&faults[i]));
	}
	if (options_has(options, OPTION_JSON))
		json_print(json_pack("{s:O}", "faults", list));
	json_decref(list);
	arena_close(&arena);
}

int dial_tell_own_of(const struct options *options, const struct season_draft *season,
                     const struct faults *why, int code)
{
	struct thidua_fault told[FAULTS_MAX];

	for (size_t i = 0; i < why->count; i++)
		told[i] = refusal_of(&why->items[i]);
	dial_tell_faults(options, told, why->count);
	there_is_tell(season, told, why->count);
	return code;
}

int dial_tell_own(const struct options *options, const struct faults *why, int code)
{
	return dial_tell_own_of(options, NULL, why, code);
}

void dial_tell_faults(const struct options *options, const struct thidua_fault *faults,
                      size_t count)
{
	dial_tell_faults_of(options, &options->fields, faults, count);
}

int dial_complain_of(const struct thidua *handle, struct arena *arena,
                     const struct field_words *words, int code)
{
	const struct thidua_fault *faults;
	const bool english = words_language() == ENGLISH; /* as the library's own line */

	return complain(code, "%s",
	                !english && thidua_faults(handle, &faults) > 0
	                        ? refusal_say(arena, words, &faults[0])
	                        : thidua_error(handle));
}

int dial_complain(struct dial *dial, int code)
{
	return dial_complain_of(dial->handle, &dial->arena, &dial->options->fields, code);
}

int dial_judge_kept(struct dial *dial, int code)
{
	dial->shut_out = thidua_unanswered(dial->handle) == THIDUA_SILENCE_REFUSED;
	if (code == THIDUA_KEPT)
		dial_complain(dial, code);
	return code == THIDUA_KEPT && dial->shut_out ? THIDUA_FORBIDDEN : code;
}

/* What there is in place of the codes that were refused as there being none such. The season is asked for, so what
 * the handle has of the refusal goes. */
static void tell_what_there_is(struct dial *dial, const struct thidua_fault *faults, size_t count)
{
	struct thidua_fault *unknown = arena_alloc(&dial->arena, count, sizeof(*unknown));
	size_t found = 0;
	struct query query;
	struct season_draft season;
	struct faults why;

	for (size_t i = 0; i < count; i++) {
		if (there_is_of(&faults[i]) == THERE_IS_NOTHING)
			continue;
		const char **code = arena_alloc(&dial->arena, 1, sizeof(*code));

		*code = arena_text(&dial->arena, "%s", faults[i].arguments[0]);
		unknown[found++] = (struct thidua_fault){
			.reason = arena_text(&dial->arena, "%s", faults[i].reason),
			.arguments = code,
			.argument_count = 1,
		};
	}
	faults_init(&why, &dial->arena);
	if (found > 0 && options_has(dial->options, OPTION_CLUSTER) &&
	    options_has(dial->options, OPTION_YEAR) &&
	    dial_query(dial->options, QUESTION_SEASON, &query) == THIDUA_OK &&
	    dial_try(dial, &query) == THIDUA_OK && dial->answer.kind == ANSWER_SEASON &&
	    command_read_season(dial->answer.season.bytes, dial->answer.season.size, &dial->arena,
	                        &season, &why))
		there_is_tell(&season, unknown, found);
}

int dial_tell(struct dial *dial, int code)
{
	const struct thidua_fault *faults;
	const size_t count = thidua_faults(dial->handle, &faults);

	if ((code == THIDUA_REFUSED || code == THIDUA_FORBIDDEN) && count > 0) {
		dial_tell_faults(dial->options, faults, count);
		tell_what_there_is(dial, faults, count);
		return code;
	}
	return dial_complain(dial, code);
}

int dial_tell_sent(struct dial *dial, enum word refused, int code)
{
	if (code == THIDUA_REFUSED)
		complain(code, "%s", say(refused));
	return dial_tell(dial, code);
}
