#include "signals.h"

#include <inttypes.h>
#include <signal.h>

#include "feed.h"
#include "journald.h"
#include "log.h"
#include "poller.h"
#include "signal_descriptor.h"

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
	for (int signal; (signal = signal_descriptor_next(app->signals)) != 0;) {
		if (signal == SIGHUP)
			reload_settings(app);
		else
			begin_drain(app);
	}
}
