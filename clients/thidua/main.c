/*
 * thidua -- the client of the office, the operator and the auditor. Its commands are the rows of
 * verbs.inc.
 *
 * Flags are parsed before the context file is read, because they may name it, and the language is
 * chosen twice, because either may tell it. Output is flushed before the exit code is decided: what was
 * only to be shown and could not be written was not done.
 */
#include <stdio.h>
#include <string.h>
#include <thidua.h>

#include "choice.h"
#include "cli.h"
#include "complain.h"
#include "help.h"
#include "output.h"
#include "seal.h"
#include "show.h"
#include "words.h"

static int unknown_verb(const char *typed)
{
	enum { NAMES_MAX = 64 };
	const char *names[NAMES_MAX + 1] = { NULL };

	for (size_t i = 0; i < NAMES_MAX && cli_verbs[i].name; i++)
		names[i] = cli_verbs[i].name;
	const char *near = choice_nearest(typed, names, NAMES_MAX);

	if (near)
		return complain(THIDUA_USAGE, say(WORD_COMMAND_UNKNOWN_NEAR), typed, near);
	return complain(THIDUA_USAGE, say(WORD_COMMAND_UNKNOWN), typed);
}

static int choose_language(const struct options *options)
{
	static const char *const languages[] = { "vi", "en" };
	const char *told = options_text(options, OPTION_LANG);

	if (words_choose(told) == 0)
		return THIDUA_OK;
	options_choice(options, OPTION_LANG, languages, 2);
	return THIDUA_USAGE;
}

static int run_verb(const struct verb *verb, int argc, char **argv)
{
	struct options options;
	size_t count = 0;
	int code = options_parse(&options, verb->takes, argc, argv, &count);

	options.usage = verb->usage;
	options.first = count > 0 ? argv[1] : NULL;

	if (code == THIDUA_OK)
		code = choose_language(&options);
	if (code == THIDUA_OK && options_has(&options, OPTION_HELP)) {
		help_verb(verb);
	} else if (code == THIDUA_OK) {
		code = options_read_context(&options);
		if (code == THIDUA_OK)
			code = choose_language(&options);
		if (code == THIDUA_OK)
			code = verb->run(&options, count, argv + 1);
	}
	options_close(&options);
	return code;
}

/* thidua --help, thidua --lang en --help, thidua help submit. argv[0] is no option. */
static int run_help(int argc, char **argv)
{
	struct options options;
	size_t count = 0;
	int code = options_parse(&options, 0, argc, argv, &count);
	const struct verb *verb = count > 0 ? cli_find(argv[1]) : NULL;

	if (code == THIDUA_OK)
		code = choose_language(&options);
	if (code == THIDUA_OK && verb)
		help_verb(verb);
	else if (code == THIDUA_OK)
		help_all(stdout);
	options_close(&options);
	return code;
}

static int run(int argc, char **argv)
{
	const int at = options_skip(argc, argv);
	char *typed = at < argc ? argv[at] : argv[1];

	if (at == argc) {
		for (int i = 1; i < argc; i++)
			if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
				return run_help(argc, argv);
		return unknown_verb(typed);
	}
	/* to the front, as if it had been typed there */
	memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof(*argv));
	argv[1] = typed;
	const struct verb *verb = cli_find(typed);

	if (strcmp(typed, "help") == 0)
		return run_help(argc - 1, argv + 1);
	return verb ? run_verb(verb, argc - 1, argv + 1) : unknown_verb(typed);
}

int main(int argc, char **argv)
{
	output_start();
	words_choose(NULL);
	show_start();
	if (!seal_start())
		return complain(THIDUA_CONFIG, "%s", say(WORD_NO_RANDOMNESS));
	if (argc < 2) {
		help_all(stderr);
		return THIDUA_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("thidua " THIDUA_VERSION);
		return output_end(THIDUA_OK);
	}
	return output_end(run(argc, argv));
}
