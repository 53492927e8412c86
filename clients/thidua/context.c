/*
 * The context file: "key = value" lines, # comments. One for each daemon and office that somebody
 * works with, so that nobody types endpoints: ~/.config/thidua/contexts/NAME.conf, chosen by
 * --context, THIDUA_CONTEXT or, when it is there, default.conf.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <thidua.h>
#include <unistd.h>

#include "buffer.h"
#include "complain.h"
#include "file.h"
#include "options.h"
#include "words.h"

enum { CONTEXT_SIZE_MAX = 65536 };

static const char *contexts_folder(struct arena *arena)
{
	const char *config = getenv("XDG_CONFIG_HOME");

	if (config && config[0] == '/')
		return arena_text(arena, "%s/thidua/contexts", config);
	const char *home = getenv("HOME");

	return arena_text(arena, "%s/.config/thidua/contexts", home ? home : "");
}

static int find_context(struct options *options, const char **out)
{
	*out = options_text(options, OPTION_CONFIG);
	if (*out)
		return THIDUA_OK;
	const char *name = options_text(options, OPTION_CONTEXT);
	const char *told = name ? name : getenv("THIDUA_CONTEXT");

	if (told && (!*told || strchr(told, '/')))
		return complain(THIDUA_CONFIG, say(WORD_CONTEXT_NAME), told);
	const char *path = arena_text(&options->arena, "%s/%s.conf",
	                              contexts_folder(&options->arena), told ? told : "default");

	if (told || access(path, F_OK) == 0)
		*out = path;
	return THIDUA_OK;
}

static char *trim(char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	size_t size = strlen(text);

	while (size > 0 && isspace((unsigned char)text[size - 1]))
		text[--size] = '\0';
	return text;
}

static int read_line(struct options *options, char *line, size_t number, const char *folder)
{
	char *key = trim(line);

	if (*key == '\0' || *key == '#')
		return THIDUA_OK;
	char *equals = strchr(key, '=');

	if (!equals)
		return complain(THIDUA_CONFIG, say(WORD_CONTEXT_LINE), options->context, number);
	*equals = '\0';
	key = trim(key);
	if (!options_set(options, key, trim(equals + 1), folder))
		return complain(THIDUA_CONFIG, say(WORD_CONTEXT_KEY), options->context, number,
		                key);
	return THIDUA_OK;
}

int options_read_context(struct options *options)
{
	int code = find_context(options, &options->context);

	if (code != THIDUA_OK || !options->context)
		return code;
	struct buffer text = { 0 };

	code = file_read_text(options->context, CONTEXT_SIZE_MAX, THIDUA_CONFIG, &text);
	buffer_append(&text, "", 1);
	const char *slash = strrchr(options->context, '/');
	const char *folder = slash ? arena_text(&options->arena, "%.*s",
	                                        (int)(slash - options->context), options->context)
	                           : ".";
	size_t number = 0;
	char *rest = (char *)text.data;

	for (char *line; code == THIDUA_OK && (line = strsep(&rest, "\n"));)
		code = read_line(options, line, ++number, folder);
	buffer_close(&text);
	return code;
}
