#include "cli.h"

#include <string.h>

const struct verb cli_verbs[] = {
#define VERB(name, takes, usage, examples, vi, en, notes_vi, notes_en)                             \
	{ #name, cmd_##name, takes, usage, examples, { vi, en }, { notes_vi, notes_en } },
#include "verbs.inc"
#undef VERB
	{ .name = NULL },
};

const struct verb *cli_find(const char *name)
{
	for (const struct verb *verb = cli_verbs; verb->name; verb++)
		if (strcmp(verb->name, name) == 0)
			return verb;
	return NULL;
}
