#include "context_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <thidua.h>
#include <unistd.h>

#include "complain.h"
#include "options.h"
#include "words.h"

enum { NAME_SIZE_MAX = 64 };

#define ENDING ".conf"

bool context_is_name(const char *name)
{
	const size_t size = strlen(name);

	return size > 0 && size <= NAME_SIZE_MAX && name[0] != '.' && name[0] != '-' &&
	       strcmp(name, "default") != 0 &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") ==
	               size;
}

const char *context_path(struct arena *arena, const char *name)
{
	return arena_text(arena, "%s/%s" ENDING, options_contexts(arena), name);
}

static const char *default_path(struct arena *arena)
{
	return arena_text(arena, "%s/default.conf", options_contexts(arena));
}

const char *context_chosen(struct arena *arena)
{
	char target[NAME_SIZE_MAX + 8] = "";
	const ssize_t size = readlink(default_path(arena), target, sizeof(target) - 1);
	char *end = size > 0 ? strstr(target, ".conf") : NULL;

	if (size < 0)
		return errno == EINVAL ? "" : NULL;
	if (!end)
		return "";
	*end = '\0';
	return arena_text(arena, "%s", target);
}

int context_choose(struct arena *arena, const char *name)
{
	const char *path = default_path(arena);
	const char *made = arena_text(arena, "%s.%ld", path, (long)getpid());
	const char *now = context_chosen(arena);

	if (now && !*now)
		return complain(THIDUA_CONFIG, say(WORD_FILE_EXISTS), path);
	if (access(context_path(arena, name), F_OK) != 0)
		return complain(THIDUA_CONFIG, say(WORD_CONTEXT_NONE), name);
	if (symlink(arena_text(arena, "%s.conf", name), made) == 0 && rename(made, path) == 0)
		return THIDUA_OK;
	const int error = errno;

	unlink(made);
	return complain(THIDUA_CONFIG, "%s: %s", path, strerror(error));
}

static int is_context(const struct dirent *entry)
{
	const size_t size = strlen(entry->d_name), ending = strlen(ENDING);

	return size > ending && strcmp(entry->d_name + size - ending, ENDING) == 0;
}

void context_each(struct arena *arena, context_visitor *visit, void *context)
{
	struct dirent **found = NULL;
	const char *chosen = context_chosen(arena);
	const bool linked = chosen && *chosen;
	const int count = scandir(options_contexts(arena), &found, is_context, alphasort);

	for (int i = 0; i < count; i++) {
		const int size = (int)(strlen(found[i]->d_name) - strlen(ENDING));

		if (!linked || strcmp(found[i]->d_name, "default" ENDING) != 0)
			visit(context, arena_text(arena, "%.*s", size, found[i]->d_name));
		free(found[i]);
	}
	free(found);
}
