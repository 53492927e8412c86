/*
 * A machine that was set while it slept, a virtual one that was stopped, a battery that is empty:
 * each step is seen at the first reading after it, since every reading is judged. What only
 * PostgreSQL can tell is seen when it is asked next.
 *
 * An entry that a wrong clock stamped cannot be told from a wrong clock by looking at the journal.
 * The operator can: what he names in `clusters_ahead` does not speak for the journal.
 */
#include "doubt.h"

#include "journald.h"
#include "log.h"
#include "poller.h"
#include "setting_rules.h"

#define SECOND INT64_C(1000000)
enum { ASK_SECONDS = 60, ASK_IN_DOUBT_SECONDS = 2, LOOK_IN_DOUBT_SECONDS = 1 };

static int64_t tolerance(const struct app *app)
{
	return app->config->clock_tolerance_seconds * SECOND;
}

static void say_change(const struct app *app)
{
	if (doubt_stops(app)) {
		journald_tell("STATUS=The clock is in doubt");
		log_event(LOG_LEVEL_ERROR, "clock_doubted", TEXT("reason", app->clock.trouble));
	} else {
		journald_tell("STATUS=Serving");
		log_write(LOG_LEVEL_INFO, "clock_agreed", NULL);
	}
}

void doubt_watch(struct app *app)
{
	const bool first = app->clock.doubt == CLOCK_UNASKED;

	if (app->clock.rehearsal)
		return;
	if (poller_now() >= app->clock_ask_after && store_ask_clock(app->store))
		app->clock_ask_after =
		        poller_now() +
		        SECOND * (doubt_stops(app) ? ASK_IN_DOUBT_SECONDS : ASK_SECONDS);
	if (!clock_watch(&app->clock))
		return;
	if (doubt_stops(app))
		app->clock_ask_after = 0;
	if (doubt_stops(app) || !first)
		say_change(app);
}

int64_t doubt_moment(const struct app *app)
{
	if (app->clock.rehearsal || app->clock.doubt == CLOCK_UNASKED)
		return INT64_MAX;
	const int64_t look = poller_now() + SECOND * LOOK_IN_DOUBT_SECONDS;

	if (doubt_stops(app))
		return look;
	return app->clock_ask_after > look ? app->clock_ask_after : look;
}

void doubt_hear_entry(struct app *app, const char *cluster, int64_t received_at)
{
	if (app->clock.rehearsal)
		return;
	if (received_at > clock_now(&app->clock) + tolerance(app))
		log_event(LOG_LEVEL_ERROR, "cluster_ahead", TEXT("cluster", cluster),
		          NUMBER("seconds", (received_at - clock_now(&app->clock)) / SECOND));
	if (!setting_lists(app->config->clusters_ahead, cluster))
		clock_hear_entry(&app->clock, received_at);
}

bool doubt_stops(const struct app *app)
{
	return !clock_sure(&app->clock);
}

bool doubt_stops_cluster(const struct app *app, const struct cluster *cluster)
{
	return !app->clock.rehearsal &&
	       cluster->last_received_at > clock_now(&app->clock) + 2 * tolerance(app);
}
