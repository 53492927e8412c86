/*
 * The directory knows the earliest moment of all, so a turn in which nothing is due costs one
 * comparison. A season that is due is touched, and its standings go with the next batch; a cold
 * cluster waits for its load (sweep_entry). What came before a lock enters before the locked
 * standing is written down.
 */
#include "sweep.h"

#include <utlist.h>

#include "doubt.h"
#include "enter.h"
#include "poller.h"

enum { AT_ONCE = 200 };

/* Not without the writer, not in doubt about the time, and not among commands that run again, where one may be poison: a standing is no command's fault. */
static bool may_sweep(const struct app *app)
{
	return store_connected(app->store) && !doubt_stops(app) &&
	       app->messages.at[MESSAGE_REDO].count == 0 && app->redo_limit == 0;
}

/* Nothing of it can be moved: its cluster is broken, or has no such season any more. */
static void leave_season(struct app *app, struct cluster_place *place, struct season_place *season)
{
	const struct seats seats = season->seats;
	struct seats before;

	directory_season(&app->directory, place->code, season->year, INT64_MAX, &seats, &before);
}

static bool can_move(const struct entry *entry, uint32_t year)
{
	return entry->state == ENTRY_READY && cluster_version(entry->cluster, year) > 0;
}

static void sweep_season(struct app *app, struct cluster_place *place, struct season_place *season,
                         int64_t now)
{
	struct entry *entry = cache_entry(&app->cache, place->code);

	directory_sweep_begins(&app->directory, season);
	if (can_move(entry, season->year))
		enter_by_time(app, entry, season->year, now);
	else if (entry->state == ENTRY_READY || entry->state == ENTRY_BROKEN)
		leave_season(app, place, season);
	else
		entry->sweep_wanted = true;
}

void sweep_due(struct app *app)
{
	struct directory *directory = &app->directory;
	int64_t next = INT64_MAX;
	size_t begun = 0;

	if (clock_now(&app->clock) < directory->next_change || !may_sweep(app) ||
	    poller_now() < app->sweep_after)
		return;
	int64_t now = app_settled(app);

	if (now < directory->next_change)
		return;
	for (struct cluster_place *place = directory->clusters; place; place = place->hh.next) {
		struct season_place *season;

		LL_FOREACH (place->seasons, season) {
			if (season->sweeping)
				continue;
			if (season->next_change <= now && begun < AT_ONCE) {
				sweep_season(app, place, season, now);
				begun++;
			} else if (season->next_change < next) {
				next = season->next_change;
			}
		}
	}
	directory->next_change = next;
}

void sweep_entry(struct app *app, struct entry *entry)
{
	struct cluster_place *place = directory_cluster(&app->directory, entry->code);

	if (!entry->sweep_wanted || !place ||
	    (entry->state != ENTRY_READY && entry->state != ENTRY_BROKEN))
		return;
	entry->sweep_wanted = false;
	if (!may_sweep(app)) { /* any more: it is due again */
		directory_sweep_fails(&app->directory, entry->code);
		return;
	}
	struct season_place *season;

	LL_FOREACH (place->seasons, season) {
		if (season->sweeping && can_move(entry, season->year))
			enter_by_time(app, entry, season->year, app_settled(app));
		else if (season->sweeping)
			leave_season(app, place, season);
	}
}

int64_t sweep_moment(const struct app *app)
{
	if (!may_sweep(app))
		return INT64_MAX;
	if (app->directory.next_change <= clock_now(&app->clock) &&
	    app->directory.next_change > app_settled(app))
		return INT64_MAX; /* the command on its way turns the loop */
	int64_t moment = clock_moment(&app->clock, app->directory.next_change);

	return moment < app->sweep_after ? app->sweep_after : moment;
}
