/*
 * The supervisor publishes one standing at a time, named by its state_hash: nobody publishes what he has
 * not seen, and a standing that succeeds a published one stays with the members until it is published too.
 * What was published is found again by its period and the number of its amendment, not kept.
 */
#include "publication.h"

#include <string.h>

#include "action.h"
#include "arena.h"
#include "audience.h"
#include "buffer.h"
#include "calendar.h"
#include "faults.h"
#include "freeze.h"
#include "names.h"
#include "question.h"
#include "season.h"
#include "standing.h"

static bool is_there(const struct cluster *cluster, const struct command *command,
                     struct faults *why)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const enum period period = season_period(command->publish.period);

	if (!ruleset)
		fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
	else if (period < PERIODS && !period_held(ruleset, period))
		fail(why, FAULT_PERIOD_NOT_HELD, "publish.period",
		     names_find(&names_periods, (int)period), fault_number(why, command->year));
	return ruleset && period < PERIODS && period_held(ruleset, period);
}

bool publication_has(const struct cluster *cluster, uint32_t year, enum period period,
                     uint32_t amendment, int64_t now)
{
	const struct publication_row *rows = rows_publications(cluster);

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_PUBLICATIONS); i++) {
		if (rows[i].year == year && rows[i].period == period &&
		    rows[i].amendment == amendment && rows[i].at.received_at <= now)
			return true;
	}
	return false;
}

int64_t publication_superseded_at(const struct cluster *cluster, uint32_t year, enum period period,
                                  int64_t now)
{
	const struct publication_row *rows = rows_publications(cluster);

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_PUBLICATIONS); i++) {
		if (rows[i].year == year && rows[i].period > period &&
		    rows[i].at.received_at <= now)
			return rows[i].at.received_at;
	}
	return INT64_MAX;
}

/* Of the standing in force, and which it is. False: who holds the cluster cannot hash. */
static bool hash_in_force(const struct cluster *cluster, const struct command *command,
                          struct arena *arena, uint8_t hash[HASH_SIZE], uint16_t *amendment)
{
	struct standing standing;
	struct buffer bytes = { 0 };

	if (!cluster->reader ||
	    !standing_compute(cluster, command->year, season_period(command->publish.period),
	                      command->received_at, arena, &standing))
		return false;
	standing_canonical(&standing, &bytes);
	cluster->reader->hash(bytes.data, bytes.size, hash);
	buffer_close(&bytes);
	*amendment = standing.amendment;
	return standing.locked;
}

/* The latest of a period; NULL: nothing of it was published. */
static const struct publication_row *find_latest(const struct cluster *cluster, uint32_t year,
                                                 enum period period)
{
	const struct publication_row *rows = rows_publications(cluster);

	for (uint32_t i = rows_count(cluster, TABLE_PUBLICATIONS); i-- > 0;) {
		if (rows[i].year == year && rows[i].period == period)
			return &rows[i];
	}
	return NULL;
}

static bool is_open(const struct cluster *cluster, const struct command *command,
                    const struct ruleset *ruleset, struct faults *why)
{
	static const char field[] = "publish.period";
	const enum period period = season_period(command->publish.period);
	const int64_t now = command_taken_at(command);
	const size_t before = why->count;
	char date[CALENDAR_DATE_SIZE];

	if (!ruleset->publication)
		fail(why, FAULT_PUBLICATION_NOT_AGREED, field, fault_number(why, command->year));
	else if (now < period_locks_at(ruleset, period))
		fail(why, FAULT_PUBLICATION_BEFORE_LOCK, field,
		     names_find(&names_periods, (int)period),
		     calendar_format(ruleset->periods[period].lock, date));
	else if (freeze_holds(cluster, command->year, now))
		fail(why, FAULT_PUBLICATION_FROZEN, field);
	return why->count == before;
}

static void publish_check(const struct cluster *cluster, const struct command *command,
                          struct faults *why)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const enum period period = season_period(command->publish.period);
	const struct publication_row *last = find_latest(cluster, command->year, period);
	uint8_t hash[HASH_SIZE];

	if (!is_open(cluster, command, ruleset, why))
		return;
	uint16_t amendment;
	const bool known = hash_in_force(cluster, command, why->arena, hash, &amendment);

	if (last && memcmp(last->hash, command->publish.state_hash, HASH_SIZE) == 0)
		fail(why, FAULT_PUBLISHED, "publish.state_hash");
	else if (!known || memcmp(hash, command->publish.state_hash, HASH_SIZE) != 0)
		fail(why, FAULT_PUBLICATION_OF_ANOTHER, "publish.state_hash",
		     names_find(&names_periods, (int)period));
}

static bool publish_apply(struct cluster *cluster, const struct command *command,
                          struct effect *effect)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const enum period period = season_period(command->publish.period);
	uint8_t hash[HASH_SIZE];
	struct arena arena;

	if (!ruleset || period == PERIODS || !period_held(ruleset, period))
		return false;
	arena_init(&arena, 0);
	uint16_t amendment;
	const bool found = hash_in_force(cluster, command, &arena, hash, &amendment) &&
	                   memcmp(hash, command->publish.state_hash, HASH_SIZE) == 0;

	arena_close(&arena);
	if (!found)
		return false;
	struct publication_row *row = rows_add(cluster, TABLE_PUBLICATIONS, 1);

	row->at = rows_now(cluster);
	row->year = (uint16_t)command->year;
	row->period = (uint8_t)period;
	row->amendment = amendment;
	memcpy(row->hash, hash, HASH_SIZE);
	effect->year = 0;
	effect->shown = true;
	return true;
}

const struct action action_publish = {
	.number = ACTION_PUBLISH,
	.name = "publish",
	.scope = SCOPE_PERIOD,
	.roles = MAY(ROLE_SUPERVISOR),
	.after_final = true,
	.where = is_there,
	.check = publish_check,
	.apply = publish_apply,
};

/* --- what is disclosed --- */

static void tell_published(const struct cluster *cluster, uint32_t year, struct arena *arena,
                           struct disclosure *out)
{
	const struct publication_row *rows = rows_publications(cluster);
	const uint32_t count = rows_count(cluster, TABLE_PUBLICATIONS);
	struct publication *told = arena_alloc(arena, count, sizeof(*told));

	for (uint32_t i = 0; i < count; i++) {
		if (rows[i].year != year)
			continue;
		struct publication *one = &told[out->published_count++];

		*one = (struct publication){ .period = rows[i].period + 1,
			                     .amendment = rows[i].amendment,
			                     .sequence = rows[i].at.sequence,
			                     .received_at = rows[i].at.received_at };
		memcpy(one->state_hash, rows[i].hash, HASH_SIZE);
	}
	out->published = told;
}

static void tell_disclosure(const struct cluster *cluster, const void *asked,
                            const struct sight *sight, struct arena *arena, void *answered,
                            struct faults *why)
{
	const struct get_disclosure *question = asked;
	struct disclosure *out = answered;
	const struct ruleset *ruleset = cluster_ruleset(cluster, question->year, INT64_MAX);

	if (!ruleset) {
		fail(why, FAULT_CLUSTER_WITHOUT_SEASON, "query.year", cluster->code,
		     fault_number(why, question->year));
		return;
	}
	const struct freeze freeze = freeze_look(cluster, question->year, sight->now);

	out->publication = ruleset->publication;
	tell_published(cluster, question->year, arena, out);
	if (freeze.begins == INT64_MAX)
		return;
	out->freeze_period = (int)freeze.period + 1;
	out->freeze_begins = freeze.begins;
	out->freeze_ends = freeze.ends;
	out->frozen = freeze_holds(cluster, question->year, sight->now);
	out->live = out->frozen && audience_of(cluster, question->year, &sight->reader,
	                                       sight->now) == AUDIENCE_LIVE;
	out->revealed_at = freeze.revealed_at < INT64_MAX ? freeze.revealed_at : 0;
}

const struct question_row question_disclosure = {
	.number = QUESTION_DISCLOSURE,
	.answer = "disclosure",
	.of_public = true,
	.tell = tell_disclosure,
};
