/*
 * The order of a turn: first what happened is heard, then it is judged what time it is, then what
 * came is taken in and done, and at last what is ready goes out.
 */
#include "loop.h"

#include "course.h"
#include "doubt.h"
#include "feed.h"
#include "intake.h"
#include "journald.h"
#include "log.h"
#include "patience.h"
#include "poller.h"
#include "shut.h"
#include "signals.h"
#include "sweep.h"

static void not_later(int64_t *moment, int64_t than)
{
	if (than < *moment)
		*moment = than;
}

/* The earliest moment at which somebody has something to do without being told. */
static int64_t next_moment(const struct app *app)
{
	int64_t moment = subscriptions_moment(&app->subscriptions);

	not_later(&moment, sweep_moment(app));
	not_later(&moment, course_moment(app));
	not_later(&moment, doubt_moment(app));
	not_later(&moment, patience_moment(app));
	not_later(&moment, cache_moment(&app->cache));
	not_later(&moment, log_moment());
	if (app->draining)
		not_later(&moment, app->drain_until);
	return moment;
}

/* Returns the signals' slot; the others know their own. */
static int wait_for_anything(struct app *app, int64_t watchdog)
{
	poller_begin(app->poller);
	int signals = poller_add_descriptor(app->poller, app->signals, POLL_READ);

	bus_wait(app->bus, app->poller, !app->draining && !message_pool_empty(&app->messages));
	store_wait(app->store, app->poller);
	if (shut_now(app) ||
	    course_may_advance(
	            app)) /* else what it has done would turn the loop until the commit */
		verifier_wait(app->verifier, app->poller);
	if (app->http)
		http_wait(app->http, app->poller);
	poller_until(app->poller, next_moment(app));
	if (watchdog)
		poller_until(app->poller, watchdog);
	poller_wait(app->poller);
	return signals;
}

static void turn(struct app *app, int signals)
{
	if (poller_ready(app->poller, signals))
		signals_obey(app);
	bus_work(app->bus, app->poller);
	store_work(app->store, app->poller);
	doubt_watch(app);
	if (app->http)
		http_work(app->http, app->poller);
	if (!app->draining)
		intake_receive(app);
	course_advance(app);
	patience_watch(app);
	sweep_due(app);
	cache_load(&app->cache, app->store);
	course_send(app);
	feed_subscribe(app);
	feed_publish_due(app);
	course_answer_clock(app);
	if (poller_now() >= log_moment())
		log_settle();
}

static bool finished(const struct app *app)
{
	if (!app->draining)
		return false;
	if (message_pool_busy(&app->messages) == 0)
		return true;
	if (poller_now() < app->drain_until)
		return false;
	log_event(LOG_LEVEL_WARN, "drain_timed_out",
	          NUMBER("unanswered", message_pool_busy(&app->messages)));
	return true;
}

void loop_run(struct app *app)
{
	int64_t half = journald_watchdog();
	int64_t watchdog = half ? poller_now() + half : 0;

	journald_tell("READY=1\nSTATUS=Connecting to the database");
	while (!finished(app)) {
		turn(app, wait_for_anything(app, watchdog));
		if (watchdog && poller_now() >= watchdog) {
			journald_tell("WATCHDOG=1");
			watchdog = poller_now() + half;
		}
	}
}
