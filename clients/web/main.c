/*
 * thidua-web -- the page on the wall, the API and the office in the browser. This file says what starts,
 * in what order and why: start() is the list, stop() is its reverse.
 */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "log.h"
#include "program.h"
#include "server.h"
#include "session.h"
#include "signal_descriptor.h"
#include "streams.h"
#include "web.h"
#include "web_loop.h"

enum mode { MODE_RUN, MODE_CHECK, MODE_PRINT_CONFIG };

struct arguments {
	const char *path;
	enum mode mode;
};

const char *argp_program_version = "thidua-web " THIDUA_VERSION;

static const struct argp_option options[] = {
	{ "config", 'c', "FILE", 0, "Settings (default /etc/thidua/thidua-web.conf)", 0 },
	{ "check", 't', NULL, 0, "Check the settings, say all that is wrong, and end", 0 },
	{ "print-config", 'p', NULL, 0, "Print the settings in force, and end", 0 },
	{ 0 }
};

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'c':
		arguments->path = text;
		return 0;
	case 't':
		arguments->mode = MODE_CHECK;
		return 0;
	case 'p':
		arguments->mode = MODE_PRINT_CONFIG;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is one word too many", text);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static char *add_settings(int key, const char *text, void *input)
{
	(void)input;
	return program_help(key, text, web_settings_help);
}

static const struct argp parser = {
	.options = options,
	.parser = parse_option,
	.doc = "Shows standings to browsers, and carries what an office has signed to thiduad.\v"
	       "  thidua-web --config /etc/thidua/thidua-web.conf --check\n"
	       "  thidua-web --config /etc/thidua/thidua-web.conf\n",
	.help_filter = add_settings,
};

static int tell_faults(const struct faults *why)
{
	return program_tell("thidua-web", why);
}

/* Every year of a cluster is heard; those of the settings are there before anything is. */
static bool subscribe(struct web *web, struct faults *why)
{
	const bool member = strcmp(web->settings->audience, "member") == 0;
	const char *list = web->settings->seasons;
	char cluster[CLUSTER_SIZE];
	uint32_t year;
	int code = THIDUA_OK;

	while (code == THIDUA_OK && web_settings_season(&list, cluster, &year)) {
		bool heard = false;

		for (size_t i = 0; i < web->held.count; i++)
			heard |= strcmp(web->held.years[i]->cluster, cluster) == 0;
		held_make(&web->held, cluster, year);
		if (!heard)
			code = member ? thidua_subscribe(web->handle, cluster, 0, NULL)
			              : thidua_subscribe_public(web->handle, cluster, 0, NULL);
	}
	if (code != THIDUA_OK)
		fail(why, FAULT_SETTINGS_SYNTAX, "seasons", thidua_error(web->handle));
	return code == THIDUA_OK;
}

static bool open_daemon(struct web *web, struct faults *why)
{
	const struct web_settings *settings = web->settings;
	const struct thidua_options wanted = { .command_endpoints = settings->command_endpoint,
		                               .feed_endpoints = settings->feed_endpoint,
		                               .credential_path = settings->credential,
		                               .daemon_key_path = settings->daemon_key };

	return thidua_open_why(&wanted, &web->handle, why) == THIDUA_OK && subscribe(web, why);
}

static bool start(struct web *web, struct faults *why)
{
	const struct web_settings *settings = web->settings;

	/* before any thread, so that none takes a signal */
	if ((web->signals = signal_descriptor_open(why)) < 0)
		return false;
	if (!files_load(settings->page, settings->vendor, &web->files, why))
		return false;
	/* begins to connect: standings are on their way when the first browser comes */
	if (!open_daemon(web, why))
		return false;
	if (!streams_open(&web->streams, settings->slow_seconds * 1000000,
	                  settings->beat_seconds)) {
		fail(why, FAULT_SIGNALS_ABSENT, "streams");
		return false;
	}
	web->lines.patience = settings->request_seconds * 1000000;
	web->questions = (struct questions){ .handle = web->handle,
		                             .held = &web->held,
		                             .timeout_ms = (int)settings->answer_seconds * 1000,
		                             .signer_max = (size_t)settings->signer_requests_max,
		                             .address_max = (size_t)settings->address_requests_max,
		                             .answered = server_answered };
	/* last: who is asked must have everything to tell of */
	return (web->server = server_open(web, why)) != NULL;
}

static void stop(struct web *web)
{
	if (web->server) { /* nobody may be suspended when it stops */
		questions_close(&web->questions);
		streams_end_all(&web->streams);
		server_work(web->server);
	}
	server_close(&web->server);
	streams_close(&web->streams);
	thidua_close(&web->handle);
	held_list_close(&web->held);
	files_close(&web->files);
	signal_descriptor_close(&web->signals);
}

static int run(const struct arguments *arguments, struct web_settings *settings, struct faults *why)
{
	struct web web = { .settings = settings, .signals = -1, .streams.descriptor = -1 };
	const bool started = start(&web, why);

	if (started && arguments->mode == MODE_RUN) {
		log_event(LOG_LEVEL_INFO, "listening", NUMBER("port", server_port(web.server)),
		          NUMBER("files", web.files.count), TEXT("version", THIDUA_VERSION));
		loop_run(&web);
	}
	stop(&web);
	if (started && arguments->mode == MODE_RUN)
		log_write(LOG_LEVEL_INFO, "stopped", NULL);
	else if (started)
		puts("thidua-web: the settings are right");
	return started ? EXIT_SUCCESS : tell_faults(why);
}

int main(int argc, char **argv)
{
	struct arguments arguments = { .path = "/etc/thidua/thidua-web.conf" };
	struct web_settings settings = { 0 };
	struct arena arena;
	struct faults why;

	if (!streams_keep()) /* before anything takes their numbers */
		return PROGRAM_BAD_START;
	argp_parse(&parser, argc, argv, 0, NULL, &arguments);
	program_open_log();
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	int code;

	if (!web_settings_load(arguments.path, &settings, &why))
		code = tell_faults(&why);
	else if (arguments.mode == MODE_PRINT_CONFIG)
		web_settings_print(&settings, stdout), code = EXIT_SUCCESS;
	else
		code = run(&arguments, &settings, &why);
	web_settings_close(&settings);
	arena_close(&arena);
	log_close();

	return code;
}
