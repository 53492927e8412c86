/*
 * One row for each option; parsing, the context file's keys, the hints after a typing mistake and
 * --help are all made from it. values[] is indexed by the same numbers. Flags are read before
 * the context file, which only fills what is empty: so they win.
 *
 * getopt_long does not say which argument it refused: `at` remembers where the one before ended.
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <thidua.h>

#include "choice.h"
#include "complain.h"
#include "ruleset.h"
#include "text_file.h"
#include "ways.h"
#include "words.h"

struct row {
	const char *name;
	const char *argument; /* NULL: a flag */
	bool setting;         /* may stand in a context file */
	bool path;            /* there relative to the file's folder */
	enum word help;
};

static const struct row rows[OPTIONS] = {
	[OPTION_CONTEXT] = { "context", "NAME", false, false, WORD_HELP_CONTEXT },
	[OPTION_CONFIG] = { "config", "FILE", false, false, WORD_HELP_CONFIG },
	[OPTION_COMMANDS] = { "commands", "ENDPOINT", true, false, WORD_HELP_COMMANDS },
	[OPTION_FEED] = { "feed", "ENDPOINT", true, false, WORD_HELP_FEED },
	[OPTION_CREDENTIAL] = { "credential", "FILE", true, true, WORD_HELP_CREDENTIAL },
	[OPTION_DAEMON_KEY] = { "daemon-key", "FILE", true, true, WORD_HELP_DAEMON_KEY },
	[OPTION_OPERATOR_KEY] = { "operator-key", "FILE", true, true, WORD_HELP_OPERATOR_KEY },
	[OPTION_OUTBOX] = { "outbox", "FILE", true, true, WORD_HELP_OUTBOX },
	[OPTION_CLUSTER] = { "cluster", "CODE", true, false, WORD_HELP_CLUSTER },
	[OPTION_YEAR] = { "year", "YEAR", true, false, WORD_HELP_YEAR },
	[OPTION_BOARD] = { "board", "CODE", true, false, WORD_HELP_BOARD },
	[OPTION_TIMEOUT] = { "timeout", "SECONDS", true, false, WORD_HELP_TIMEOUT },
	[OPTION_LANG] = { "lang", "vi|en", true, false, WORD_HELP_LANG },
	[OPTION_JSON] = { "json", NULL, false, false, WORD_HELP_JSON },
	[OPTION_HELP] = { "help", NULL, false, false, WORD_HELP_HELP },
	[OPTION_PERIOD] = { "period", "Q1..Q4|FINAL", false, false, WORD_HELP_PERIOD },
	[OPTION_LABEL] = { "label", "TEXT", false, false, WORD_HELP_LABEL },
	[OPTION_OUT] = { "out", "FILE", false, false, WORD_HELP_OUT },
	[OPTION_VERSION] = { "version", "N", false, false, WORD_HELP_VERSION },
	[OPTION_YES] = { "yes", NULL, false, false, WORD_HELP_YES },
	[OPTION_ROLE] = { "role", "ROLE", false, false, WORD_HELP_ROLE },
	[OPTION_AUDIENCE] = { "audience", "member|public", false, false, WORD_HELP_AUDIENCE },
	[OPTION_RELAY] = { "relay", NULL, false, false, WORD_HELP_RELAY },
	[OPTION_REASON] = { "reason", "TEXT", false, false, WORD_HELP_REASON },
	[OPTION_DRY_RUN] = { "dry-run", NULL, false, false, WORD_HELP_DRY_RUN },
	[OPTION_NO_WAIT] = { "no-wait", NULL, false, false, WORD_HELP_NO_WAIT },
	[OPTION_KEEP_TRYING] = { "keep-trying", NULL, false, false, WORD_HELP_KEEP_TRYING },
	[OPTION_COUNT] = { "count", "N", false, false, WORD_HELP_COUNT },
	[OPTION_WAIT] = { "wait", "SECONDS", false, false, WORD_HELP_WAIT },
	[OPTION_REVISION] = { "revision", "N", false, false, WORD_HELP_REVISION },
	[OPTION_FROM] = { "from", "N", false, false, WORD_HELP_FROM },
	[OPTION_RECEIPTS] = { "receipts", "OUTBOX", false, false, WORD_HELP_RECEIPTS },
	[OPTION_ALL] = { "all", NULL, false, false, WORD_HELP_ALL },
	[OPTION_INVITE] = { "invite", "FILE", false, false, WORD_HELP_INVITE },
	[OPTION_BY_LOSS] = { "by-loss", NULL, false, false, WORD_HELP_BY_LOSS },
	[OPTION_BEFORE] = { "before", "N", false, false, WORD_HELP_BEFORE },
	[OPTION_AMENDMENT] = { "amendment", "N", false, false, WORD_HELP_AMENDMENT },
	[OPTION_AT] = { "at", "INSTANT", false, false, WORD_HELP_AT },
	[OPTION_STATE] = { "state", "STATE", false, false, WORD_HELP_STATE },
	[OPTION_AFTER] = { "after", "N", false, false, WORD_HELP_AFTER },
	[OPTION_SEARCH] = { "search", "TEXT", false, false, WORD_HELP_SEARCH },
};

/* The letters of those that people type by hand; an option without one has its name alone. */
static const char letters[OPTIONS] = {
	[OPTION_HELP] = 'h',
	[OPTION_OUT] = 'o',
	[OPTION_YES] = 'y',
};

enum { WHAT_SIZE = 24 }; /* of an option's name with its dashes */

struct option_list {
	char shorts[2 * OPTIONS + 2];
	struct option longs[OPTIONS + 1];
	const char *names[OPTIONS + 1]; /* with --, for hints */
	char spelled[OPTIONS][WHAT_SIZE];
};

/* What getopt_long returns for an option by its name: beyond all letters. */
enum { BY_NAME = 256 };

static int option_of(int code)
{
	int option = 0;

	while (code < BY_NAME && letters[option] != code)
		option++;
	return code < BY_NAME ? option : code - BY_NAME;
}

static size_t long_options(uint64_t takes, struct option_list *out)
{
	size_t count = 0;
	char *shorts = out->shorts;

	*shorts++ = ':'; /* a value that is missing is told from an option that is unknown */
	for (int i = 0; i < OPTIONS; i++) {
		if (!(takes & TAKES(i)))
			continue;
		if (letters[i])
			*shorts++ = letters[i];
		if (letters[i] && rows[i].argument)
			*shorts++ = ':';
		out->longs[count] =
		        (struct option){ rows[i].name,
			                 rows[i].argument ? required_argument : no_argument, NULL,
			                 BY_NAME + i };
		snprintf(out->spelled[count], sizeof(out->spelled[count]), "--%s", rows[i].name);
		out->names[count] = out->spelled[count];
		count++;
	}
	return count;
}

static int usage(const char *verb, const char *typed, const struct option_list *list,
                 bool needs_argument)
{
	if (needs_argument)
		return complain(THIDUA_USAGE, say(WORD_OPTION_NEEDS_VALUE), verb, typed);
	if (typed[0] == '-' && typed[1] >= '0' && typed[1] <= '9')
		return complain(THIDUA_USAGE, say(WORD_OPTION_NEGATIVE), verb, typed);
	const char *near = choice_nearest(typed, list->names, OPTIONS);

	if (near)
		return complain(THIDUA_USAGE, say(WORD_OPTION_UNKNOWN_NEAR), verb, typed, near);
	return complain(THIDUA_USAGE, say(WORD_OPTION_UNKNOWN), verb, typed, verb);
}

/* What people wrote to be read may come with its letters in parts, a code in small letters; a path is what it is. */
static const char *typed(struct arena *arena, const struct row *row, const char *value)
{
	if (!value)
		return "";
	if (strcmp(row->argument, "CODE") == 0)
		return choice_code(arena_copy(arena, value, strlen(value) + 1));
	return strcmp(row->argument, "TEXT") == 0 ? text_file_compose(arena, value) : value;
}

int options_parse(struct options *options, uint64_t takes, int argc, char **argv,
                  size_t *operand_count)
{
	*options = (struct options){ 0 };
	arena_init(&options->arena, 0);
	struct option_list list = { 0 };

	long_options(takes | TAKEN_BY_ALL, &list);
	opterr = 0;
	optind = 1;
	int code, at = 1;

	while ((code = getopt_long(argc, argv, list.shorts, list.longs, NULL)) != -1) {
		if (code == '?' || code == ':')
			return usage(argv[0], argv[optind > at ? optind - 1 : at], &list,
			             code == ':');
		const int option = option_of(code);

		options->values[option] = typed(&options->arena, &rows[option], optarg);
		options->told |= TAKES(option);
		at = optind;
	}
	*operand_count = (size_t)(argc - optind);
	memmove(argv + 1, argv + optind, *operand_count * sizeof(*argv));
	return THIDUA_OK;
}

static bool takes_next(const char *typed)
{
	for (int i = 0; i < OPTION_PERIOD; i++)
		if (rows[i].argument && strncmp(typed, "--", 2) == 0 &&
		    strcmp(typed + 2, rows[i].name) == 0)
			return true;
	return false;
}

int options_skip(int argc, char **argv)
{
	int at = 1;

	while (at < argc && argv[at][0] == '-')
		at += takes_next(argv[at]) ? 2 : 1;
	return at < argc ? at : argc;
}

void options_close(struct options *options)
{
	arena_close(&options->arena);
}

bool options_has(const struct options *options, enum setting option)
{
	return options->values[option] != NULL;
}

const char *options_text(const struct options *options, enum setting option)
{
	return options->values[option];
}

static bool same_key(const char *key, const char *name)
{
	for (; *key && *name; key++, name++)
		if (*key != *name && !(*key == '_' && *name == '-'))
			return false;
	return *key == *name;
}

const char *options_named(const struct options *options, const char *name)
{
	for (int i = 0; i < OPTIONS; i++)
		if (rows[i].argument && same_key(name, rows[i].name))
			return options->values[i];
	return NULL;
}

int options_number(const struct options *options, enum setting option, uint64_t low, uint64_t high,
                   uint64_t absent, uint64_t *out)
{
	const char *text = options->values[option];

	*out = absent;
	if (!text)
		return THIDUA_OK;
	errno = 0;
	char *end;

	const unsigned long long value = strtoull(text, &end, 10);

	if (errno != 0 || *text < '0' || *text > '9' || *end != '\0' || value < low || value > high)
		return complain(THIDUA_USAGE, say(WORD_OPTION_NUMBER), rows[option].name,
		                (unsigned long long)low, (unsigned long long)high, text);
	*out = value;
	return THIDUA_OK;
}

int options_choice(const struct options *options, enum setting option, const char *const *words,
                   size_t count)
{
	char what[WHAT_SIZE];

	snprintf(what, sizeof(what), "--%s", rows[option].name);
	return choice_read(what, options->values[option], words, count);
}

int options_period(const struct options *options, int *out)
{
	*out = -1;
	if (!options->values[OPTION_PERIOD])
		return THIDUA_OK;
	const int place = options_choice(options, OPTION_PERIOD, names_periods.names,
	                                 (size_t)names_periods.count);

	*out = place < 0 ? -1 : names_periods.first + place;
	return place < 0 ? THIDUA_USAGE : THIDUA_OK;
}

int options_require(const struct options *options, enum setting option, const char **out)
{
	*out = options->values[option];
	if (*out)
		return THIDUA_OK;
	if (!rows[option].setting)
		return complain(THIDUA_USAGE, say(WORD_OPTION_MISSING), rows[option].name);
	return options_need(options, TAKES(option), 0);
}

const char *options_quoted(struct arena *arena, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                            "0123456789_./:,@%+=-";
	const char *out = "'";

	if (*text == '-') /* or it would be read as a flag, also within quotes */
		text = arena_text(arena, "./%s", text);
	if (*text && strspn(text, plain) == strlen(text))
		return text;
	for (; *text; text++)
		out = *text == '\'' ? arena_text(arena, "%s'\\''", out)
		                    : arena_text(arena, "%s%c", out, *text);
	return arena_text(arena, "%s'", out);
}

static const char *again_with(const struct options *options, uint64_t bits, struct arena *arena)
{
	const char *again = "", *named = getenv("THIDUA_CONTEXT");

	for (int i = 0; i < OPTIONS; i++)
		if (options->told & bits & TAKES(i))
			again = arena_text(
			        arena, "%s --%s%s%s", again, rows[i].name,
			        rows[i].argument ? " " : "",
			        rows[i].argument ? options_quoted(arena, options->values[i]) : "");
	if (named && *named && !options_has(options, OPTION_CONTEXT) &&
	    !options_has(options, OPTION_CONFIG))
		again = arena_text(arena, " --context %s%s", options_quoted(arena, named), again);
	return again;
}

const char *options_again(const struct options *options, struct arena *arena)
{
	return again_with(options, TAKES(OPTION_CLUSTER) - 1, arena);
}

const char *options_again_for_season(const struct options *options, struct arena *arena)
{
	const uint64_t of_season = TAKES(OPTION_CLUSTER) | TAKES(OPTION_YEAR);

	return again_with(options, (TAKES(OPTION_CLUSTER) - 1) | of_season, arena);
}

const char *options_again_for_board(const struct options *options, struct arena *arena)
{
	const uint64_t of_board = TAKES(OPTION_CLUSTER) | TAKES(OPTION_YEAR) | TAKES(OPTION_BOARD);

	return again_with(options, (TAKES(OPTION_CLUSTER) - 1) | of_board, arena);
}

const char *options_next_page(const struct options *options, struct arena *arena,
                              const char *command, enum setting option, uint64_t number)
{
	const uint64_t own = ~(TAKEN_BY_ALL & ~TAKES(OPTION_BOARD)) & ~TAKES(option);
	const uint64_t common = TAKES(OPTION_CLUSTER) | TAKES(OPTION_YEAR);

	return arena_text(arena, "thidua %s%s --%s %llu", command,
	                  again_with(options, (TAKES(OPTION_CLUSTER) - 1) | common | own, arena),
	                  rows[option].name, (unsigned long long)number);
}

int options_need(const struct options *options, uint64_t bits, uint64_t also)
{
	struct arena arena;
	const char *missing = "";
	size_t count = 0;

	for (int i = 0; i < OPTIONS; i++)
		count += (bits & TAKES(i)) && !options->values[i];
	if (count == 0)
		return THIDUA_OK;
	arena_init(&arena, 0);
	for (int i = 0, told = 0; i < OPTIONS; i++)
		if (((bits | also) & TAKES(i)) && !options->values[i])
			missing = arena_text(&arena, "%s%s--%s", missing, told++ ? ", " : "",
			                     rows[i].name);
	complain(THIDUA_CONFIG, say(WORD_SETTINGS_MISSING), missing);
	arena_close(&arena);
	return THIDUA_CONFIG;
}

const char *options_name(enum setting option)
{
	return rows[option].name;
}

const char *options_argument(enum setting option)
{
	return rows[option].argument;
}

int options_usage(const struct options *options)
{
	return ways_refuse(options->usage, options->first);
}

const char *options_spelled(struct arena *arena, enum setting option)
{
	const struct row *row = &rows[option];
	const char letter[] = { '-', letters[option], ',', ' ', '\0' };

	return arena_text(arena, "%s--%s%s%s", letters[option] ? letter : "", row->name,
	                  row->argument ? " " : "", row->argument ? row->argument : "");
}

const char *options_meaning(enum setting option)
{
	return say(rows[option].help);
}

static const char *resolve(struct arena *arena, const char *path, const char *folder)
{
	const char *home = getenv("HOME");

	if (path[0] == '~' && path[1] == '/' && home)
		return arena_text(arena, "%s%s", home, path + 1);
	if (path[0] == '/' || path[0] == '\0')
		return arena_text(arena, "%s", path);
	return arena_text(arena, "%s/%s", folder, path);
}

int options_find(const char *key)
{
	for (int i = 0; i < OPTIONS; i++)
		if (rows[i].setting && same_key(key, rows[i].name))
			return i;
	return -1;
}

const char *options_nearest(const char *key)
{
	const char *names[OPTIONS + 1] = { NULL };
	size_t count = 0;

	for (int i = 0; i < OPTIONS; i++)
		if (rows[i].setting)
			names[count++] = rows[i].name;
	return choice_nearest(key, names, count);
}

void options_set(struct options *options, enum setting option, const char *value,
                 const char *folder)
{
	if (options->values[option])
		return;
	options->values[option] = rows[option].path
	                                  ? resolve(&options->arena, value, folder)
	                                  : typed(&options->arena, &rows[option],
	                                          arena_text(&options->arena, "%s", value));
}
