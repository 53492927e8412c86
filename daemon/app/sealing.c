/*
 * What was published last of a cluster that has just been loaded is computed before its first
 * change, and never after that: what a command has done is not published before its commit. It is
 * computed as of the last moment at which it had been published: when time has moved the season
 * since and the sweep has not come yet, that is the moment before.
 *
 * A lock is written down by the sweep alone, when everything that came before it has entered; only
 * a season that comes when some of its periods are over brings its locks with it.
 */
#include "sealing.h"

#include <assert.h>
#include <string.h>

#include "freeze.h"
#include "locked.h"
#include "readable.h"
#include "shown.h"
#include "topics.h"

/* --- before the change --- */

static const struct season_place *place_of(const struct app *app, const struct entry *entry,
                                           uint32_t year)
{
	return directory_find_season(&app->directory, entry->code, year);
}

/* The latest moment whose standings have been published; false: there is none that can be told, or the season is of
 * the same batch. */
static bool published_until(const struct app *app, const struct entry *entry, uint32_t year,
                            int64_t *out)
{
	const struct season_place *place = place_of(app, entry, year);

	*out = app_now(app, entry->cluster);
	if (place && place->next_change <= *out)
		*out = place->next_change - 1;
	return place && *out >= entry->cluster->last_received_at;
}

static void remember_season(struct app *app, struct entry *entry, uint32_t year)
{
	const uint32_t *ranks[PERIODS] = { NULL };
	int64_t now;

	if (!shown_begin(&entry->shown, year) || !published_until(app, entry, year, &now))
		return;
	arena_reset(&app->scratch);
	for (enum period period = Q1; period < PERIODS; period++) {
		struct standing standing;
		uint8_t state_hash[HASH_SIZE], content[HASH_SIZE];

		if (!standing_compute_knowing(ranks, entry->cluster, year, period, now,
		                              &app->scratch, &standing))
			continue; /* not open, or not held */
		ranks[period] = standing_ranks(&standing, &app->scratch);
		standing_seal(&standing, state_hash);
		shown_content(&standing, state_hash, content);
		shown_put(&entry->shown, &standing, content);
	}
}

/* Those before it move where they count what is of it too (carried.c). */
void sealing_remember(struct app *app, struct entry *entry, uint32_t year)
{
	const struct cluster *cluster = entry->cluster;
	const int64_t now = app_now(app, cluster);

	for (size_t i = 0; i < cluster_year_count(cluster); i++) {
		const uint32_t other = cluster_year(cluster, i);

		if (!cluster_lacks(cluster, other) &&
		    (other >= year ||
		     !ruleset_is_over(cluster_ruleset(cluster, other, INT64_MAX), now)))
			remember_season(app, entry, other);
	}
}

/* --- after it --- */

/* Has its freeze ended, by this batch or by the one before, of which the feed waits for this one? */
static bool is_unveiled(const struct touched *touched)
{
	return touched->unveiling.year != 0 || touched->entry->unveiling.year == touched->year;
}

/* Encodes the standing for the feed, once, unless nobody listens. Who sees it later, or as it was, hears
 * that of feed.c, also at the end of a freeze, when his moves are others. */
static void add_notices(struct app *app, const struct touched *touched,
                        const struct standing *standing, const struct standing_notice *told,
                        int64_t now)
{
	const struct ruleset *ruleset = standing->ruleset;
	struct pending *pending = app->gathering;
	const size_t offset = pending->feed.size;

	for (enum audience audience = AUDIENCE_MEMBER; audience <= AUDIENCE_LIVE; audience++) {
		char topic[TOPIC_SIZE];

		topics_make(topic, audience, ruleset->cluster, ruleset->year, standing->period);
		if (!subscriptions_want(&app->subscriptions, ruleset->cluster, topic) ||
		    !audience_is_live(standing->reading.cluster, ruleset->year, audience, now) ||
		    (audience != AUDIENCE_LIVE && is_unveiled(touched)))
			continue;
		if (pending->feed.size == offset)
			standing_encode(&pending->feed, standing, told);
		pending_notice(pending, topic, offset);
	}
}

/* A standing names the command whose entry it rests on last, when that is in the batch: another
 * period's, or one that comes after its lock, is none of its causes. */
static const uint8_t *cause_of(const struct touched *touched, const struct standing *standing)
{
	const struct cause *cause = &touched->causes[standing->period];

	return cause->sequence > 0 && cause->sequence == standing->sequence ? cause->id : NULL;
}

static void add_standing(struct app *app, const struct touched *touched,
                         const struct standing *standing, const struct shown *shown, int64_t now)
{
	uint8_t state_hash[HASH_SIZE], content[HASH_SIZE];
	struct standing_notice told = {
		.epoch = app->epoch,
		.published_at = app_now(app, standing->reading.cluster),
		.rehearsal = app->clock.rehearsal,
		.state_hash = state_hash,
		.cause = cause_of(touched, standing),
	};

	app->metrics.standings_computed_total++;
	standing_seal(standing, state_hash);
	shown_content(standing, state_hash, content);
	if (shown && memcmp(shown->content, content, HASH_SIZE) == 0)
		return;
	assert(!shown || standing->sequence > shown->sequence || standing->as_of > shown->as_of);
	if (shown && shown->board_count == standing->ruleset->board_count)
		told.ranks_before = shown->ranks;
	batch_standing(app->gathering->rows, standing, state_hash);
	if (standing->amendment > 0)
		locked_put(app->gathering->rows, standing, shown,
		           app_now(app, standing->reading.cluster), &app->scratch);
	add_notices(app, touched, standing, &told, now);
	shown_put(&touched->entry->shown, standing, content);
}

/* No command of the batch has moved those before touched->from. Neither has time since they were published, where its
 * next change is still to come: then their ranks are those. */
static void take_ranks(const struct app *app, const struct touched *touched, int64_t now,
                       const uint32_t *ranks[PERIODS])
{
	const struct season_place *place = place_of(app, touched->entry, touched->year);

	if (touched->by_time || touched->calendar || !place || place->next_change <= now)
		return;
	for (enum period period = Q1; period < touched->from; period++) {
		const struct shown *shown =
		        shown_find(touched->entry->shown, touched->year, period);

		ranks[period] = shown ? shown->ranks : NULL;
	}
}

static void add_season(struct app *app, const struct touched *touched, int64_t now)
{
	const struct cluster *cluster = touched->entry->cluster;
	const bool known = place_of(app, touched->entry, touched->year) != NULL;
	const uint32_t *ranks[PERIODS] = { NULL };

	arena_reset(&app->scratch);
	take_ranks(app, touched, now, ranks);
	for (enum period period = touched->from; period < PERIODS; period++) {
		const struct shown *shown =
		        shown_find(touched->entry->shown, touched->year, period);
		struct standing standing;

		if (!standing_compute_knowing(ranks, cluster, touched->year, period, now,
		                              &app->scratch, &standing))
			continue; /* not open, or not held */
		ranks[period] = standing_ranks(&standing, &app->scratch);
		if (standing.locked && known && !touched->by_time && !(shown && shown->locked))
			continue; /* the sweep's */
		add_standing(app, touched, &standing, shown, now);
	}
}

static void admit_keys(struct app *app, const struct touched *touched)
{
	const struct cluster *cluster = touched->entry->cluster;

	for (size_t i = 0; i < cluster_key_count(cluster); i++) {
		struct granted_key key;

		cluster_key_at(cluster, i, &key);
		pending_admit(app->gathering, touched->entry, &key);
	}
}

/* A freeze may have begun or ended by time. Of one whose end was not swept yet that is told by the first batch that
 * moves the season after it, and again by the sweep's. */
static void note_freeze(const struct app *app, struct touched *touched, int64_t now)
{
	const struct entry *entry = touched->entry;
	const struct freeze freeze = freeze_look(entry->cluster, touched->year, now);
	const struct season_place *place = place_of(app, entry, touched->year);
	const bool ended = freeze.ends <= now && freeze.revealed_at == INT64_MAX && place &&
	                   place->next_change <= freeze.ends;

	if (ended)
		touched->unveiling = (struct unveiling){ .year = touched->year, .by_time = true };
	touched->shown |= ended || (touched->by_time && freeze.begins < INT64_MAX);
}

/* What readers are shown of the season. Within a freeze it stays as it was put when that began; a batch that
 * comes before the sweep puts it instead. */
static void put_readable(struct app *app, const struct touched *touched, int64_t now)
{
	const struct cluster *cluster = touched->entry->cluster;
	const struct season_place *place = place_of(app, touched->entry, touched->year);
	const bool unswept =
	        freeze_holds(cluster, touched->year, now) && place && place->next_change <= now;

	if (touched->by_time || touched->calendar || unswept)
		readable_put(app->gathering->rows, cluster, touched->year, now, &app->scratch);
}

/* When time moves the season next. What is due already and was not swept yet stays due, whatever a command after it
 * has made of the calendar: a sweep waits for commands that came before it. */
static int64_t find_next_change(const struct app *app, const struct touched *touched, int64_t now)
{
	const struct cluster *cluster = touched->entry->cluster;
	const struct season_place *place = place_of(app, touched->entry, touched->year);

	if (touched->by_time)
		return cluster_next_change(cluster, touched->year, now);
	if (place && (!touched->calendar || place->next_change <= touched->now))
		return place->next_change;
	return touched->calendar ? cluster_next_change(cluster, touched->year, touched->now)
	                         : INT64_MAX;
}

/* The moment as of which the season is published: what is due after it is the sweep's, and nobody is told of it before. */
static int64_t find_moment(const struct app *app, const struct touched *touched, int64_t settled)
{
	const struct cluster *cluster = touched->entry->cluster;

	if (touched->by_time)
		return cluster_time(cluster, touched->now);
	const int64_t next = find_next_change(app, touched, settled);

	return cluster_time(cluster, next <= settled ? next - 1 : settled);
}

void sealing_add(struct app *app, struct touched *touched, int64_t settled)
{
	const struct cluster *cluster = touched->entry->cluster;

	if (touched->access)
		admit_keys(app, touched);
	if (cluster_version(cluster, touched->year) == 0)
		return;
	const int64_t now = find_moment(app, touched, settled);

	note_freeze(app, touched, now);
	add_season(app, touched, now);
	audience_seats(cluster, touched->year, now, &touched->seats);
	put_readable(app, touched, now);
	if (!touched->by_time && !touched->calendar)
		return;
	touched->next_change = find_next_change(app, touched, now);
	batch_next_change(
	        app->gathering->rows, cluster->code, touched->year,
	        readable_next_change(cluster, touched->year, touched->next_change, now),
	        cluster_needs_from(cluster, touched->year, touched->by_time ? now : touched->now));
}

void sealing_fence(struct app *app, const struct touched *touched)
{
	const struct cluster *cluster = touched->entry->cluster;

	batch_head(app->gathering->rows, &(struct head_row){
	                                         .cluster = cluster->code,
	                                         .sequence = touched->before.sequence,
	                                         .hash = touched->before.hash,
	                                         .next_sequence = cluster->sequence,
	                                         .next_hash = cluster->hash,
	                                 });
}
