/*
 * loop -- one thread, one wait. Every source says what it waits for, then does what it can, and
 * never blocks.
 */
#include "app.h"
#include "journald.h"
#include "log.h"
#include "poller.h"

/* Can ingest_verified take anything? If not, a commit or a load will tell. */
static bool may_enter(const struct app *app)
{
	return app->ledger.redo.count == 0 && ledger_has_room(app);
}

/* The earliest moment at which somebody has something to do without being told. */
static int64_t next_moment(const struct app *app)
{
	int64_t moment = feed_moment(&app->feed), sweep = sweep_moment(app);

	if (sweep < moment)
		moment = sweep;
	if (app->ledger.redo.count > 0 && app->ledger.redo_after < moment && store_idle(app->store))
		moment = app->ledger.redo_after;
	if (app->draining && app->drain_until < moment)
		moment = app->drain_until;
	if (app->loaded.count > 0 && may_enter(app))
		moment = 0;
	return moment;
}

/* Returns the signals' slot; the others know their own. */
static int wait_for_anything(struct app *app, int64_t watchdog)
{
	poller_begin(app->poller);
	int signals = poller_add_descriptor(app->poller, app->signals, POLL_READ);

	bus_wait(app->bus, app->poller, !app->draining && !message_pool_empty(&app->pool));
	store_wait(app->store, app->poller);
	if (may_enter(app)) /* else what it has done would turn the loop until the commit */
		verifier_wait(app->verifier, app->poller);
	if (app->http)
		http_wait(app->http, app->poller);
	poller_until(app->poller, next_moment(app));
	if (watchdog)
		poller_until(app->poller, watchdog);
	poller_wait(app->poller);
	return signals;
}

/* Answers those who advanced the clock, once nothing is due by it. */
static void settle_clock(struct app *app)
{
	if (app->clock_waiting.count == 0 || app->directory.next_change <= clock_now(&app->clock) ||
	    app->directory.sweeping > 0 || !ledger_quiet(app))
		return;
	struct message *message;

	while ((message = list_pop(&app->clock_waiting))) {
		buffer_reset(&app->out);
		reply_pong(&app->out, message->request.correlation, clock_now(&app->clock),
		           THIDUAD_VERSION, app->epoch, true);
		app_answer(app, message, &app->out);
	}
}

static void turn(struct app *app, int signals)
{
	if (poller_ready(app->poller, signals))
		signals_work(app);
	bus_work(app->bus, app->poller);
	store_work(app->store, app->poller);
	if (app->http)
		http_work(app->http, app->poller);
	if (!app->draining)
		ingest_receive(app);
	ingest_verified(app);
	sweep_step(app);
	cache_load(&app->cache, app->store);
	ledger_send(app);
	feed_subscriptions(app);
	feed_step(app);
	settle_clock(app);
}

static bool finished(const struct app *app)
{
	if (!app->draining)
		return false;
	if (message_pool_busy(&app->pool) == 0)
		return true;
	if (monotonic_now() < app->drain_until)
		return false;
	log_event(LOG_LEVEL_WARN, "drain_timed_out",
	          NUMBER("unanswered", message_pool_busy(&app->pool)));
	return true;
}

void app_run(struct app *app)
{
	int64_t half = systemd_watchdog();
	int64_t watchdog = half ? monotonic_now() + half : 0;

	systemd_tell("READY=1\nSTATUS=Connecting to the database");
	while (!finished(app)) {
		turn(app, wait_for_anything(app, watchdog));
		if (watchdog && monotonic_now() >= watchdog) {
			systemd_tell("WATCHDOG=1");
			watchdog = monotonic_now() + half;
		}
	}
}
