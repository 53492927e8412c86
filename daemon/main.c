/*
 * thiduad -- the daemon of the emulation clusters. This file says what starts, in what order and
 * why; the reverse is app_close.
 */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "calendar.h"
#include "journald.h"
#include "log.h"

enum { EXIT_BAD_START = 2 };
enum mode { MODE_RUN, MODE_CHECK, MODE_MIGRATE, MODE_REBUILD, MODE_PRINT_CONFIG };

struct arguments {
	const char *config_path;
	enum mode mode;
	bool rehearsal;
	int64_t rehearse_from, rehearse_speed;
};

static const struct argp_option options[] = {
	{ "config", 'c', "FILE", 0, "Settings (default /etc/thidua/thiduad.conf)", 0 },
	{ "check", 't', NULL, 0, "Check the settings, say all that is wrong, and end", 0 },
	{ "migrate", 'm', NULL, 0, "Bring the database's schema up to date, and end", 0 },
	{ "rebuild", 'r', NULL, 0,
	  "Make the projections again from the journal, and end; the daemon must not run", 0 },
	{ "print-config", 'p', NULL, 0, "Print the settings in force, and end", 0 },
	{ "rehearse-from", 'F', "INSTANT", 0,
	  "Rehearse on a clock of its own, such as 2024-03-14T08:00+07:00", 1 },
	{ "rehearse-speed", 'S', "N", 0,
	  "Rehearsal seconds in each second, 0 to 1000000; 0 stands still (default 1)", 1 },
	{ 0 }
};

static error_t parse(int key, char *text, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	char *end;

	switch (key) {
	case 'c':
		arguments->config_path = text;
		return 0;
	case 't':
		arguments->mode = MODE_CHECK;
		return 0;
	case 'm':
		arguments->mode = MODE_MIGRATE;
		return 0;
	case 'r':
		arguments->mode = MODE_REBUILD;
		return 0;
	case 'p':
		arguments->mode = MODE_PRINT_CONFIG;
		return 0;
	case 'F':
		arguments->rehearsal = true;
		if (!calendar_parse_instant(text, &arguments->rehearse_from))
			argp_error(state, "'%s' is no instant such as 2024-03-14T08:00+07:00",
			           text);
		return 0;
	case 'S':
		arguments->rehearse_speed = strtoll(text, &end, 10);
		if (*text == '\0' || *end != '\0' || arguments->rehearse_speed < 0 ||
		    arguments->rehearse_speed > 1000000)
			argp_error(state, "'%s' is no speed from 0 to 1000000", text);
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is one word too many", text);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static char *help(int key, const char *text, void *input)
{
	char *settings = NULL;
	size_t size = 0;

	(void)input;
	if (key != ARGP_KEY_HELP_EXTRA)
		return (char *)(uintptr_t)text;
	FILE *file = open_memstream(&settings, &size);

	if (!file)
		return NULL;
	fputs("Settings of the file:\n", file);
	config_help(file);
	fclose(file);
	return settings; /* argp frees it */
}

static const struct argp parser = {
	.options = options,
	.parser = parse,
	.doc = "Receives signed reports, journals, scores, ranks and publishes them.\v"
	       "  thiduad --config /etc/thidua/thiduad.conf --check\n"
	       "  thiduad --config /etc/thidua/thiduad.conf\n"
	       "  thiduad --config try.conf --rehearse-from 2024-03-14T08:00+07:00 --rehearse-speed 3600\n",
	.help_filter = help,
};

static int tell_faults(const struct faults *why)
{
	for (size_t i = 0; i < why->count; i++)
		fprintf(stderr, "thiduad: %s: %s\n", why->items[i].field, why->items[i].message);
	return EXIT_BAD_START;
}

static int run(struct config *config, const char *path, const struct clock *clock,
               struct faults *why)
{
	struct app *app = must_alloc(1, sizeof(*app));
	int code = EXIT_SUCCESS;

	app->config_path = path;
	if (app_open(app, config, clock, why))
		app_run(app);
	else
		code = tell_faults(why);
	app_close(app);
	free(app);
	return code;
}

static int act(const struct arguments *arguments, struct config *config, const struct clock *clock,
               struct faults *why)
{
	switch (arguments->mode) {
	case MODE_RUN:
		return run(config, arguments->config_path, clock, why);
	case MODE_CHECK:
		puts("thiduad: the settings are right");
		return EXIT_SUCCESS;
	case MODE_MIGRATE:
		return store_migrate(config->database, clock->rehearsal, why) ? EXIT_SUCCESS
		                                                              : tell_faults(why);
	case MODE_REBUILD:
		return rebuild_run(config, clock, why) ? EXIT_SUCCESS : tell_faults(why);
	case MODE_PRINT_CONFIG:
		config_print(config, stdout);
		return EXIT_SUCCESS;
	}
	return EXIT_BAD_START;
}

int main(int argc, char **argv)
{
	struct arguments arguments = { .config_path = "/etc/thidua/thiduad.conf",
		                       .rehearse_speed = 1 };
	struct config config = { 0 };
	struct clock clock;
	struct arena arena;
	struct faults why;

	argp_parse(&parser, argc, argv, 0, NULL, &arguments);
	if (journald_present())
		log_set_sink(journald_write);
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	if (!seal_start())
		fail(&why, FAULT_RANDOM_ABSENT, "random");
	if (arguments.rehearsal)
		clock_rehearse(&clock, arguments.rehearse_from, arguments.rehearse_speed);
	else
		clock_real(&clock);
	int code;

	if (why.count == 0 && config_load(arguments.config_path, &config, &why)) {
		config_apply_log_level(&config);
		code = act(&arguments, &config, &clock, &why);
	} else {
		code = tell_faults(&why);
	}
	config_close(&config);
	arena_close(&arena);
	return code;
}
