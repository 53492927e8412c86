/*
 * Of the command line only what was typed counts: what options hold besides is of the context that is in
 * use now, and this is to be another one. What neither the line nor the invitation says is asked where
 * somebody can answer; else all that is missing is told at once.
 *
 * It is tried before it is written: what could never work would stand in the way of the next try. A daemon
 * that is silent, or does not know the key yet, is no fault of it.
 */
#include "context_make.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admitted.h"
#include "consent.h"
#include "context_files.h"
#include "file.h"
#include "invitation.h"
#include "json_out.h"
#include "members.h"
#include "public_key.h"
#include "seal.h"
#include "show.h"
#include "text.h"

enum { ANSWER_SIZE = 1024 };

struct making {
	struct options *options;
	struct arena *arena; /* the options' */
	const char *name, *folder, *path;
	bool invited;
	struct invitation invitation;
	const char *values[OPTIONS];
	const char *keys_made[2]; /* paths */
	size_t key_count;
	bool lacks;   /* something could not be asked */
	bool wrong;   /* what it says is */
	json_t *told; /* --json, else NULL */
};

/* Made with those above it, for its owner alone. */
static int make_folder(const char *folder)
{
	char path[PATH_MAX];
	const int size = snprintf(path, sizeof(path), "%s/", folder);

	for (char *at = path + 1; size < (int)sizeof(path) && *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return complain(THIDUA_CONFIG, "%s: %s", path, strerror(errno));
		*at = '/';
	}
	return THIDUA_OK;
}

/* --- what stands in it --- */

static const struct asked {
	enum setting setting;
	const char *key;
	enum word question;
	bool path, must;
} asked[] = {
	{ OPTION_COMMANDS, "commands", WORD_ASK_COMMANDS, false, true },
	{ OPTION_FEED, "feed", WORD_ASK_FEED, false, false },
	{ OPTION_CREDENTIAL, "credential", WORD_ASK_CREDENTIAL, true, true },
	{ OPTION_DAEMON_KEY, "daemon_key", WORD_ASK_DAEMON_KEY, true, true },
	{ OPTION_OPERATOR_KEY, "operator_key", WORD_ASK_OPERATOR_KEY, true, false },
	{ OPTION_CLUSTER, "cluster", WORD_ASK_CLUSTER, false, true },
	{ OPTION_YEAR, "year", WORD_ASK_YEAR, false, true },
	{ OPTION_BOARD, "board", WORD_ASK_BOARD, false, false }, /* the operator has none */
};

enum { ASKED = sizeof(asked) / sizeof(*asked) };

/* The invitation's; NULL: it has none. */
static const char *invited_value(struct making *making, enum setting setting)
{
	const struct invitation *from = &making->invitation;

	switch (setting) {
	case OPTION_COMMANDS:
		return from->commands;
	case OPTION_FEED:
		return from->feed;
	case OPTION_CLUSTER:
		return from->cluster;
	case OPTION_YEAR:
		return from->year > 0 ? arena_text(making->arena, "%u", from->year) : NULL;
	case OPTION_BOARD:
		return from->board;
	case OPTION_DAEMON_KEY:
		return arena_text(making->arena, "%s.daemon.pub", making->name);
	case OPTION_OPERATOR_KEY:
		return from->has_operator
		               ? arena_text(making->arena, "%s.operator.pub", making->name)
		               : NULL;
	default:
		return NULL;
	}
}

/* Where it is from everywhere. */
static const char *whole_path(struct arena *arena, const char *path)
{
	char folder[PATH_MAX];

	if (path[0] == '/' || path[0] == '~' || !getcwd(folder, sizeof(folder)))
		return path;
	return arena_text(arena, "%s/%s", folder, path);
}

static const char *ask(struct making *making, const struct asked *what)
{
	char answer[ANSWER_SIZE];

	if (!consent_possible() || (!what->must && making->invited) ||
	    !consent_line(answer, sizeof(answer), "%s: ", say(what->question)) || !answer[0]) {
		making->lacks |= what->must;
		if (what->must)
			complain(THIDUA_USAGE, say(WORD_OPTION_MISSING),
			         options_name(what->setting));
		return NULL;
	}
	return arena_text(making->arena, "%s", answer);
}

/* Of the command line alone: the context that is there is another one. */
static void fill(struct making *making)
{
	for (size_t i = 0; i < ASKED; i++) {
		const struct asked *what = &asked[i];
		const char *typed = making->options->told & TAKES(what->setting)
		                            ? options_text(making->options, what->setting)
		                            : NULL;
		const char *invited =
		        !typed && making->invited ? invited_value(making, what->setting) : NULL;
		const char *value = typed ? typed : invited ? invited : ask(making, what);

		making->values[what->setting] =
		        value && what->path && !invited ? whole_path(making->arena, value) : value;
	}
	making->values[OPTION_OUTBOX] =
	        making->options->told & TAKES(OPTION_OUTBOX)
	                ? whole_path(making->arena, options_text(making->options, OPTION_OUTBOX))
	                : arena_text(making->arena, "%s.outbox", making->name);
}

/* Of a context that was made before, it may be there. */
static bool is_there(const char *path, const struct buffer *text)
{
	struct buffer there = { 0 };
	const bool same = access(path, F_OK) == 0 &&
	                  file_read(path, text->size + 1, THIDUA_CONFIG, &there) == THIDUA_OK &&
	                  there.size == text->size &&
	                  memcmp(there.data, text->data, text->size) == 0;

	buffer_close(&there);
	return same;
}

static int write_key(struct making *making, const char *name, const struct credential *key)
{
	const char *path = arena_text(making->arena, "%s/%s", making->folder, name);
	struct buffer text = { 0 };

	credential_write(key, false, &text);
	const bool there = is_there(path, &text);
	const int code = there ? THIDUA_OK : file_write_new(path, 0644, text.data, text.size);

	if (!there && code == THIDUA_OK)
		making->keys_made[making->key_count++] = path;
	buffer_close(&text);
	return code;
}

/* Those of the invitation, unless others are given. */
static int write_keys(struct making *making)
{
	const struct invitation *from = &making->invitation;
	int code = THIDUA_OK;

	if (making->invited && !(making->options->told & TAKES(OPTION_DAEMON_KEY)))
		code = write_key(making, making->values[OPTION_DAEMON_KEY], &from->daemon);
	if (code == THIDUA_OK && making->invited && from->has_operator &&
	    !(making->options->told & TAKES(OPTION_OPERATOR_KEY)))
		code = write_key(making, making->values[OPTION_OPERATOR_KEY], &from->operator_key);
	return code;
}

static void take_keys_back(struct making *making)
{
	while (making->key_count > 0)
		unlink(making->keys_made[--making->key_count]);
}

static int write_context(struct making *making)
{
	const char *text = "";

	for (size_t i = 0; i < ASKED; i++)
		if (making->values[asked[i].setting])
			text = arena_text(making->arena, "%s%s = %s\n", text, asked[i].key,
			                  making->values[asked[i].setting]);
	text = arena_text(making->arena, "%soutbox = %s\n", text, making->values[OPTION_OUTBOX]);
	return file_write_new(making->path, 0600, text, strlen(text));
}

/* --- is it right? --- */

static void tell_role(struct making *making, const char *role, const char *board)
{
	if (making->told) {
		json_object_set_new(making->told, "role", json_string(role));
		json_object_set_new(making->told, "board", json_maybe(board));
		return;
	}
	printf(say(WORD_CONTEXT_ROLE),
	       arena_text(making->arena, "%s%s%s", role, *board ? " " : "", board));
	putchar('\n');
}

/* Whoever may read the journal has a role; whom it does not name is its root. */
static int find_role(struct making *making, struct dial *dial)
{
	struct buffer all = { 0 };
	const char *board = making->values[OPTION_BOARD];
	int code = admitted_read(dial, making->values[OPTION_CLUSTER], &all);
	const struct admitted *own =
	        admitted_find(&all, thidua_credential(dial->handle)->sign_public);

	if (code == THIDUA_OK)
		tell_role(making, names_find(&names_roles, own ? own->role : ROLE_OPERATOR),
		          own ? own->board : "");
	making->wrong = own && board && *own->board && strcmp(own->board, board) != 0;
	if (making->wrong)
		code = complain(THIDUA_FORBIDDEN, say(WORD_CONTEXT_OTHER_BOARD), own->board, board);
	else if (code == THIDUA_FORBIDDEN)
		complain(code, say(WORD_CONTEXT_NOT_ADMITTED), making->values[OPTION_CLUSTER]);
	buffer_close(&all);
	return code;
}

static void tell_answer(struct making *making, struct dial *dial)
{
	const struct told_pong *pong = &dial->answer.pong;

	if (making->told) {
		json_object_set_new(making->told, "now", json_instant(pong->now));
		json_object_set_new(making->told, "rehearsal", json_boolean(pong->rehearsal));
		return;
	}
	show_text(PAINT_GOOD, "✓ ");
	printf(say(WORD_CONTEXT_ANSWERS), show_instant(&dial->arena, pong->now));
	printf("%s%s\n", pong->rehearsal ? " " : "", pong->rehearsal ? say(WORD_REHEARSAL) : "");
}

/* So that its names are here when the first thing is shown without the daemon. */
static void meet_season(struct dial *dial)
{
	struct member_list members;
	struct query query;

	if (dial_query(dial->options, QUESTION_SEASON, &query) == THIDUA_OK)
		members_ask(dial, query.cluster, query.year, &members);
}

/* All that can be told without the daemon. */
static int open_it(struct making *making, struct options *context, struct dial *dial)
{
	const char *operator_key = options_text(context, OPTION_OPERATOR_KEY);
	struct credential key = { 0 };
	struct query query;
	int code = dial_query(
	        context, options_has(context, OPTION_BOARD) ? QUESTION_REPORT : QUESTION_SEASON,
	        &query);

	if (code == THIDUA_OK && operator_key)
		code = public_key_read(context, operator_key, making->arena, &key);
	seal_forget(&key, sizeof(key));
	if (code == THIDUA_OK)
		code = dial_open(dial, context,
		                 options_has(context, OPTION_FEED) ? DIAL_ASK | DIAL_FEED
		                                                   : DIAL_ASK);
	making->wrong = code != THIDUA_OK;
	return code;
}

static int try_it(struct making *making)
{
	struct options context = { .usage = making->options->usage };
	struct dial dial = { 0 };
	const struct query ping = { .question = QUESTION_PING, .period = -1 };

	arena_init(&context.arena, 0);
	for (int i = 0; i < OPTIONS; i++)
		if (making->values[i])
			options_set(&context, (enum setting)i, making->values[i], making->folder);
	if (making->options->told & TAKES(OPTION_TIMEOUT))
		context.values[OPTION_TIMEOUT] = options_text(making->options, OPTION_TIMEOUT);
	int code = open_it(making, &context, &dial);

	if (code == THIDUA_OK) {
		code = dial_ask(&dial, &ping);
		if (code == THIDUA_FORBIDDEN)
			complain(code, say(WORD_CONTEXT_NOT_ADMITTED),
			         making->values[OPTION_CLUSTER]);
	}
	if (code == THIDUA_OK) {
		tell_answer(making, &dial);
		code = find_role(making, &dial);
		if (!making->wrong)
			meet_season(&dial);
	}
	dial_close(&dial);
	options_close(&context);
	return code;
}

/* --- all of it --- */

static int begin(struct making *making, const char *name)
{
	const char *invite = options_text(making->options, OPTION_INVITE);

	making->name = name;
	making->folder = options_contexts(making->arena);
	making->path = context_path(making->arena, name);
	making->invited = invite != NULL;
	if (!context_is_name(name))
		return complain(THIDUA_USAGE, say(WORD_CONTEXT_NAME), name);
	if (access(making->path, F_OK) == 0)
		return complain(THIDUA_CONFIG, say(WORD_FILE_EXISTS), making->path);
	return invite ? invitation_read(making->options, invite, making->arena, &making->invitation)
	              : THIDUA_OK;
}

static void tell_made(struct making *making, int code)
{
	const bool chosen = !context_chosen(making->arena) &&
	                    context_choose(making->arena, making->name) == THIDUA_OK;
	char key[2 * KEY_SIZE + 1];

	text_hex(making->invitation.daemon.sign_public, KEY_SIZE, key);
	if (making->told) {
		json_object_set_new(making->told, "name", json_string(making->name));
		json_object_set_new(making->told, "path", json_text(making->path));
		json_object_set_new(making->told, "chosen", json_boolean(chosen));
		json_object_set_new(making->told, "daemon_key",
		                    json_maybe(making->invited ? key : NULL));
		return;
	}
	show_text(PAINT_GOOD, "✓ ");
	printf(say(WORD_CONTEXT_CREATED), making->name, making->path), putchar('\n');
	if (making->invited)
		printf(say(WORD_CONTEXT_COMPARE), key), putchar('\n');
	if (chosen)
		printf(say(WORD_CONTEXT_CHOSEN), making->name), putchar('\n');
	if (code != THIDUA_OK)
		printf(say(WORD_CONTEXT_TRY_AGAIN), making->name), putchar('\n');
}

static int make(struct making *making)
{
	int code = make_folder(making->folder);

	if (code == THIDUA_OK)
		code = write_keys(making);
	making->wrong = code != THIDUA_OK;
	if (code == THIDUA_OK)
		code = try_it(making);
	if (!making->wrong) {
		const int written = write_context(making);

		making->wrong = written != THIDUA_OK;
		code = making->wrong ? written : code;
	}
	if (making->wrong)
		take_keys_back(making);
	else
		tell_made(making, code);
	return code;
}

int context_make(struct options *options, const char *name)
{
	struct making making = { .options = options, .arena = &options->arena };
	int code = begin(&making, name);

	if (code != THIDUA_OK)
		return code;
	fill(&making);
	if (making.lacks)
		return THIDUA_USAGE;
	if (options_has(options, OPTION_JSON))
		making.told = json_object();
	code = make(&making);
	if (making.told && !making.wrong)
		json_print(making.told);
	else
		json_decref(making.told);
	return code;
}
