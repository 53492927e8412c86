/*
 * Blocked in every thread and taken from a descriptor, so that no handler ever runs.
 */
#include "signals.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "feed.h"
#include "journald.h"
#include "log.h"
#include "poller.h"

int signals_open(struct faults *why)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	int descriptor = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);

	if (descriptor < 0)
		fail(why, FAULT_SIGNALS_ABSENT, "signals");
	return descriptor;
}

void signals_close(int *descriptor)
{
	if (*descriptor >= 0)
		close(*descriptor);
	*descriptor = -1;
}

static void begin_drain(struct app *app)
{
	if (app->draining)
		return;
	app->draining = true;
	app->drain_until = poller_now() + app->config->drain_seconds * 1000000;
	journald_tell("STOPPING=1\nSTATUS=Answering what was accepted");
	log_event(LOG_LEVEL_INFO, "draining",
	          NUMBER("under_way", message_pool_busy(&app->messages)));
}

static void tell_reloading(void)
{
	char text[64];

	snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%" PRId64, poller_now());
	journald_tell(text);
}

static void reload_settings(struct app *app)
{
	struct config fresh;
	struct arena arena;
	struct faults why;
	char restart[512];

	tell_reloading();
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	if (config_load(app->config_path, &fresh, &why)) {
		config_needs_restart(app->config, &fresh, restart, sizeof(restart));
		if (restart[0] != '\0')
			log_event(LOG_LEVEL_WARN, "reload_needs_restart",
			          TEXT("settings", restart));
		config_adopt(app->config, &fresh);
		config_close(&fresh);
		config_apply_log_level(app->config);
		feed_adopt(app);
		log_event(LOG_LEVEL_INFO, "reloaded", TEXT("file", app->config_path));
	} else {
		for (size_t i = 0; i < why.count; i++)
			log_event(LOG_LEVEL_ERROR, "reload_refused",
			          TEXT("where", why.items[i].field),
			          TEXT("message", why.items[i].message));
	}
	arena_close(&arena);
	journald_tell("READY=1");
}

void signals_obey(struct app *app)
{
	struct signalfd_siginfo info;

	while (read(app->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGHUP)
			reload_settings(app);
		else
			begin_drain(app);
	}
}
