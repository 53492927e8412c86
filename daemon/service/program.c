#include "program.h"

#include <argp.h>
#include <stdint.h>

#include "journald.h"
#include "log.h"

char *program_help(int key, const char *text, void (*tell_settings)(FILE *out))
{
	char *settings = NULL;
	size_t size = 0;

	if (key != ARGP_KEY_HELP_EXTRA)
		return (char *)(uintptr_t)text;
	FILE *file = open_memstream(&settings, &size);

	if (!file)
		return NULL;
	fputs("Settings of the file:\n", file);
	tell_settings(file);
	fclose(file);
	return settings;
}

void program_open_log(void)
{
	log_open();
	if (journald_present()) {
		journald_open(NULL);
		log_set_sink(journald_write);
	}
}

int program_tell(const char *name, const struct faults *why)
{
	for (size_t i = 0; i < why->count; i++)
		fprintf(stderr, "%s: %s: %s\n", name, why->items[i].field, why->items[i].message);
	return PROGRAM_BAD_START;
}
