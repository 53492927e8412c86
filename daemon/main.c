/*
 * thiduad -- the daemon of the emulation clusters. This file says what starts, in what order and
 * why: start() is the list, stop() is its exact reverse. What is opened later uses what is there
 * already, so nothing is ever used before it is open or after it is closed.
 */
#include <argp.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app.h"
#include "calendar.h"
#include "events.h"
#include "log.h"
#include "loop.h"
#include "poller.h"
#include "program.h"
#include "rebuild.h"
#include "signal_descriptor.h"
#include "streams.h"
#include "usage.h"

enum {
	READS_MAX = 1024, /* questions to the database */
	CONNECT_MICROSECONDS = 10000000,
	BACKLOG = 4096, /* as far as net.core.somaxconn lets it */
};
enum mode { MODE_RUN, MODE_CHECK, MODE_MIGRATE, MODE_REBUILD, MODE_PRINT_CONFIG };

struct arguments {
	const char *config_path;
	enum mode mode;
	bool rehearsal;
	int64_t rehearse_from, rehearse_speed;
};

static const struct argp_option options[] = {
#define OPTION(name, letter, argument, meaning, group)                                             \
	{ name, letter, argument, 0, meaning, group },
	USAGE_OPTIONS(OPTION)
#undef OPTION
	        { 0 }
};

static error_t parse_option(int key, char *text, struct argp_state *state)
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

static char *add_settings(int key, const char *text, void *input)
{
	(void)input;
	return program_help(key, text, config_help);
}

static const struct argp parser = {
	.options = options,
	.parser = parse_option,
	.doc = USAGE_PURPOSE "\v" USAGE_EXAMPLES,
	.help_filter = add_settings,
};

static int tell_faults(const struct faults *why)
{
	return program_tell("thiduad", why);
}

static void open_state(struct app *app)
{
	const struct config *config = app->config;

	/* what is empty at first and cannot fail; messages first, because all others hold some */
	message_pool_open(&app->messages, (size_t)config->queue_max,
	                  (size_t)config->requests_bytes_max);
	lanes_open(&app->lanes, (size_t)config->key_requests_max,
	           (size_t)config->key_requests_bytes_max);
	arena_init(&app->scratch, 0);
	directory_open(&app->directory, config->root.curve_public);
	cache_open(&app->cache, config->root.sign_public, config->keys.sign_public,
	           app->clock.rehearsal, (size_t)config->cache_bytes_max);
	subscriptions_open(&app->subscriptions, poller_now());
	pending_open(app->gathering = &app->pendings[0]);
	pending_open(app->flying = &app->pendings[1]);
	app->early.place = MESSAGE_WAITING;
}

static void close_state(struct app *app)
{
	pending_close(app->flying);
	pending_close(app->gathering);
	subscriptions_close(&app->subscriptions);
	subscribers_close(&app->subscribers);
	relays_close(&app->relays);
	cache_close(&app->cache);
	directory_close(&app->directory);
	buffer_close(&app->out);
	arena_close(&app->scratch);
	lanes_close(&app->lanes);
	message_pool_close(&app->messages);
}

static struct bus *open_bus(struct app *app, struct faults *why)
{
	const struct config *config = app->config;
	const struct bus_settings settings = {
		.command_endpoint = config->command_endpoint,
		.feed_endpoint = config->feed_endpoint,
		.curve_secret = config->keys.curve_secret,
		.io_threads = (int)config->io_threads,
		.send_high_water = (int)config->send_high_water,
		.receive_high_water = (int)config->receive_high_water,
		.backlog = BACKLOG,
		.handshake_milliseconds = (int)config->handshake_seconds * 1000,
		.lines = {
			.connections_max = (size_t)config->connections_max,
			.address_lines_max = (size_t)config->address_connections_max,
			.key_prefixes_max = (size_t)config->key_prefixes_max,
			.key_lines_max = (size_t)config->key_connections_max,
			.callers_max = (size_t)config->handshakes_max,
			.address_callers_max = (size_t)config->address_handshakes_max,
			.handshakes_per_second = (int)config->handshakes_per_second,
		},
		.bytes = {
			.peer_unfinished_max = config->peer_unfinished_bytes_max,
			.unfinished_max = config->unfinished_bytes_max,
			.peer_unread_max = config->peer_unread_bytes_max,
			.unread_max = config->unread_bytes_max,
		},
	};
	struct bus *bus = bus_open(&settings, events_admit, app, why);

	if (bus)
		bus_put_off(bus, true); /* until the keys are known: who comes now comes again */
	return bus;
}

static struct store *begin_store(struct app *app)
{
	return store_open(&(struct store_settings){ .conninfo = app->config->database,
	                                            .rehearsal = app->clock.rehearsal,
	                                            .connect_timeout = CONNECT_MICROSECONDS,
	                                            .reads_max = READS_MAX },
	                  &events_of_store, app);
}

static bool start(struct app *app, struct faults *why)
{
	const struct config *config = app->config;

	open_state(app);
	/* before any thread, so that none takes a signal */
	if ((app->signals = signal_descriptor_open(why)) < 0)
		return false;
	/* before the sources, which ask it to wait for them */
	app->poller = poller_new();
	/* before requests, which are verified first of all; they are the pool's, so it holds all */
	app->verifier = verifier_start((unsigned)config->verify_workers, (size_t)config->queue_max,
	                               message_verify);
	if (!app->verifier) {
		fail(why, FAULT_THREADS_ABSENT, "verify_workers");
		return false;
	}
	/* begins to connect: the keys are on their way when the first client comes */
	app->store = begin_store(app);
	/* from here on somebody may be connected */
	if (!(app->bus = open_bus(app, why)))
		return false;
	/* last: who is asked how things are must have everything to tell of */
	app->http = http_open(config->http_address, &events_of_http, app, why);
	return why->count == 0;
}

static void stop(struct app *app)
{
	http_close(&app->http);
	bus_close(&app->bus);
	store_close(&app->store);
	verifier_stop(&app->verifier);
	poller_free(&app->poller);
	signal_descriptor_close(&app->signals);
	close_state(app);
}

static int run(struct config *config, const char *path, const struct clock *clock,
               struct faults *why)
{
	struct app app = { .config = config,
		           .config_path = path,
		           .clock = *clock,
		           .started_at = (int64_t)time(NULL) };
	bool started = start(&app, why);

	if (started) {
		log_event(
		        LOG_LEVEL_INFO, "listening", TEXT("command", bus_command_endpoint(app.bus)),
		        TEXT("feed", bus_feed_endpoint(app.bus)),
		        NUMBER("http", app.http ? http_port(app.http) : 0),
		        TEXT("version", THIDUAD_VERSION), NUMBER("rehearsal", app.clock.rehearsal));
		loop_run(&app);
	}
	stop(&app);
	log_write(LOG_LEVEL_INFO, "stopped", NULL);
	return started ? EXIT_SUCCESS : tell_faults(why);
}

static bool load_settings(const struct arguments *arguments, struct config *config,
                          struct faults *why)
{
	bool as_owner = arguments->mode == MODE_MIGRATE || arguments->mode == MODE_REBUILD;

	return as_owner ? config_load_without_key(arguments->config_path, config, why)
	                : config_load(arguments->config_path, config, why);
}

static int obey_mode(const struct arguments *arguments, struct config *config,
                     const struct clock *clock, struct faults *why)
{
	switch (arguments->mode) {
	case MODE_RUN:
		return run(config, arguments->config_path, clock, why);
	case MODE_CHECK:
		printf("thiduad: the settings are right; memory at most %" PRId64 " MiB\n",
		       config_memory(config) >> 20);
		return EXIT_SUCCESS;
	case MODE_MIGRATE:
		if (!store_migrate(config->database, clock->rehearsal, why))
			return tell_faults(why);
		printf("thiduad: the database has the schema of this release\n");
		return EXIT_SUCCESS;
	case MODE_REBUILD:
		return rebuild_run(config, clock, why) ? EXIT_SUCCESS : tell_faults(why);
	case MODE_PRINT_CONFIG:
		config_print(config, stdout);
		return EXIT_SUCCESS;
	}
	return PROGRAM_BAD_START;
}

static void set_clock(const struct arguments *arguments, const struct config *config,
                      struct clock *clock)
{
	if (arguments->rehearsal)
		clock_rehearse(clock, arguments->rehearse_from, arguments->rehearse_speed);
	else
		clock_real(clock, config->clock_tolerance_seconds * 1000000);
}

/* Who sends large messages one after another would else have their memory given back and fetched
 * again, page by page, between any two. What is kept stands in config_memory. */
static void keep_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, 4 << 20);
	mallopt(M_TRIM_THRESHOLD, CONFIG_MEMORY_KEPT);
}

int main(int argc, char **argv)
{
	struct arguments arguments = { .config_path = "/etc/thidua/thiduad.conf",
		                       .rehearse_speed = 1 };
	struct config config = { 0 };
	struct clock clock;
	struct arena arena;
	struct faults why;

	if (!streams_keep()) /* before anything takes their numbers */
		return PROGRAM_BAD_START;
	keep_memory();
	argp_parse(&parser, argc, argv, 0, NULL, &arguments);
	program_open_log();
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	if (!seal_start())
		fail(&why, FAULT_RANDOM_ABSENT, "random");
	int code;

	if (why.count == 0 && load_settings(&arguments, &config, &why)) {
		config_apply_log_level(&config);
		set_clock(&arguments, &config, &clock);
		code = obey_mode(&arguments, &config, &clock, &why);
	} else {
		code = tell_faults(&why);
	}
	config_close(&config);
	arena_close(&arena);
	log_close();
	return code;
}
