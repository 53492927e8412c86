/*
 * The context file: "key = value" lines, # comments. One for each daemon and office that somebody
 * works with, so that nobody types endpoints: ~/.config/thidua/contexts/NAME.conf, chosen by
 * --context, THIDUA_CONTEXT or, when it is there, default.conf.
 */
#include <ctype.h>
#include <limits.h>
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

const char *options_contexts(struct arena *arena)
{
	const char *config = getenv("XDG_CONFIG_HOME");

	if (config && config[0] == '/')
		return arena_text(arena, "%s/thidua/contexts", config);
	const char *home = getenv("HOME");

	return arena_text(arena, "%s/.config/thidua/contexts", home ? home : "");
}

/* What stands beside a context has its name, which that of a link to it, as the default is one, is not. */
static const char *linked_to(struct arena *arena, const char *path)
{
	char target[NAME_MAX + 1];
	const ssize_t size = readlink(path, target, sizeof(target));

	if (size <= 0 || (size_t)size == sizeof(target) || memchr(target, '/', (size_t)size))
		return path;
	return arena_text(arena, "%.*s/%.*s", (int)(strrchr(path, '/') - path), path, (int)size,
	                  target);
}

static int find_context(struct options *options, const char **out)
{
	const char *name = options_text(options, OPTION_CONTEXT);

	*out = options_text(options, OPTION_CONFIG);
	if (*out && name)
		return complain(THIDUA_USAGE, say(WORD_CONTEXT_OR_CONFIG), name, *out);
	if (*out)
		return THIDUA_OK;
	const char *told = name ? name : getenv("THIDUA_CONTEXT");

	if (!name && told && !*told) /* an empty variable is none */
		told = NULL;
	if (told && (!*told || strchr(told, '/')))
		return complain(THIDUA_CONFIG, say(WORD_CONTEXT_NAME), told);
	const char *path = arena_text(&options->arena, "%s/%s.conf",
	                              options_contexts(&options->arena), told ? told : "default");

	if (told || access(path, F_OK) == 0)
		*out = linked_to(&options->arena, path);
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

/* What is being read, and in which line each setting was given; 0: in none. */
struct reading {
	struct options *options;
	const char *folder;
	size_t number;
	size_t lines[OPTIONS];
};

static int unknown_key(const struct reading *reading, const char *key)
{
	const char *path = reading->options->context, *near = options_nearest(key);

	if (near)
		return complain(THIDUA_CONFIG, say(WORD_CONTEXT_KEY_NEAR), path, reading->number,
		                key, near);
	return complain(THIDUA_CONFIG, say(WORD_CONTEXT_KEY), path, reading->number, key);
}

static int read_line(struct reading *reading, char *line)
{
	char *key = trim(line);

	if (*key == '\0' || *key == '#')
		return THIDUA_OK;
	char *equals = strchr(key, '=');
	const char *path = reading->options->context;

	if (!equals)
		return complain(THIDUA_CONFIG, say(WORD_CONTEXT_LINE), path, reading->number);
	*equals = '\0';
	key = trim(key);
	const int setting = options_find(key);

	if (setting < 0)
		return unknown_key(reading, key);
	if (reading->lines[setting] > 0)
		return complain(THIDUA_CONFIG, say(WORD_CONTEXT_TWICE), path, reading->number, key,
		                reading->lines[setting]);
	reading->lines[setting] = reading->number;
	options_set(reading->options, (enum setting)setting, trim(equals + 1), reading->folder);
	return THIDUA_OK;
}

static const char *folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_text(arena, "%.*s", (int)(slash - path), path) : ".";
}

int options_read_context(struct options *options)
{
	int code = find_context(options, &options->context);

	if (code != THIDUA_OK || !options->context)
		return code;
	struct buffer text = { 0 };
	struct reading reading = { .options = options };

	reading.folder = folder_of(&options->arena, options->context);
	code = file_read_text(options->context, CONTEXT_SIZE_MAX, THIDUA_CONFIG, &text);
	buffer_append(&text, "", 1);
	char *rest = code == THIDUA_OK ? (char *)text.data : NULL;

	for (char *line; (line = strsep(&rest, "\n"));) {
		reading.number++;
		if (read_line(&reading, line) != THIDUA_OK)
			code = THIDUA_CONFIG; /* and on, so that all is told at once */
	}
	buffer_close(&text);
	return code;
}
