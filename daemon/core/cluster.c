/*
 * A command is looked at in two stages. First who: a stranger learns nothing but that he may not.
 * Then what: cluster, year and id, which all actions share, and the action's own check, all faults
 * together.
 */
#include "cluster.h"

#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "arena.h"
#include "faults.h"
#include "season.h"

static const struct action_row actions[] = {
	{ ACTION_DEFINE_SEASON, "define_season", true, allow_operator, define_season_check,
	  define_season_apply },
	{ ACTION_GRANT_KEY, "grant_key", false, allow_operator, grant_key_check, grant_key_apply },
	{ ACTION_REVOKE_KEY, "revoke_key", false, allow_operator, revoke_key_check,
	  revoke_key_apply },
	{ ACTION_SUBMIT_REPORT, "submit_report", true, submit_report_allow, submit_report_check,
	  submit_report_apply },
};

enum { MARKS_FIRST = 16 }; /* a power of two */

static void *copy_of(const void *items, size_t count, size_t size)
{
	if (count == 0)
		return NULL;
	void *copy = must_alloc(count, size);

	memcpy(copy, items, count * size);
	return copy;
}

struct cluster *cluster_new(const char *code, const uint8_t operator_key[KEY_SIZE])
{
	struct cluster *cluster = must_alloc(1, sizeof(*cluster));

	strncpy(cluster->code, code, sizeof(cluster->code) - 1);
	memcpy(cluster->operator_key, operator_key, KEY_SIZE);
	return cluster;
}

struct cluster *cluster_copy(const struct cluster *cluster)
{
	struct cluster *copy = copy_of(cluster, 1, sizeof(*cluster));

	copy->keys = copy_of(cluster->keys, cluster->key_count, sizeof(*cluster->keys));
	copy->marks = copy_of(cluster->marks, cluster->mark_capacity, sizeof(*cluster->marks));
	copy->seasons = copy_of(cluster->seasons, cluster->season_count, sizeof(*cluster->seasons));
	for (size_t i = 0; i < copy->season_count; i++)
		season_copy(&cluster->seasons[i], &copy->seasons[i]);
	return copy;
}

void cluster_free(struct cluster **cluster)
{
	if (!*cluster)
		return;
	for (size_t i = 0; i < (*cluster)->season_count; i++)
		season_close(&(*cluster)->seasons[i]);
	free((*cluster)->seasons);
	free((*cluster)->keys);
	free((*cluster)->marks);
	free(*cluster);
	*cluster = NULL;
}

size_t cluster_size(const struct cluster *cluster)
{
	size_t size = sizeof(*cluster) + cluster->key_count * sizeof(*cluster->keys) +
	              cluster->mark_capacity * sizeof(*cluster->marks);

	for (size_t i = 0; i < cluster->season_count; i++)
		size += season_size(&cluster->seasons[i]);
	return size;
}

/* The mark of an id, or the empty one where it would go. The end of a UUIDv7 is random, its
 * beginning is the time; the factor spreads what a client chose badly. Only offices get here, and a
 * table is never full. */
static struct command_mark *find_mark(struct command_mark *marks, size_t capacity,
                                      const uint8_t id[ID_SIZE])
{
	uint64_t tail;

	memcpy(&tail, id + ID_SIZE - sizeof(tail), sizeof(tail));
	size_t place = (size_t)((tail * UINT64_C(0x9E3779B97F4A7C15)) >> 32);

	for (;; place++) {
		struct command_mark *mark = &marks[place & (capacity - 1)];

		if (mark->sequence == 0 || memcmp(mark->id, id, ID_SIZE) == 0)
			return mark;
	}
}

uint64_t cluster_find_command(const struct cluster *cluster, const uint8_t id[ID_SIZE])
{
	return cluster->mark_count > 0
	               ? find_mark(cluster->marks, cluster->mark_capacity, id)->sequence
	               : 0;
}

static void grow_marks(struct cluster *cluster)
{
	const size_t capacity =
	        cluster->mark_capacity > 0 ? 2 * cluster->mark_capacity : MARKS_FIRST;
	struct command_mark *marks = must_alloc(capacity, sizeof(*marks));

	for (size_t i = 0; i < cluster->mark_capacity; i++) {
		if (cluster->marks[i].sequence > 0)
			*find_mark(marks, capacity, cluster->marks[i].id) = cluster->marks[i];
	}
	free(cluster->marks);
	cluster->marks = marks;
	cluster->mark_capacity = capacity;
}

static void add_mark(struct cluster *cluster, const uint8_t id[ID_SIZE], uint64_t sequence)
{
	if (4 * (cluster->mark_count + 1) > 3 * cluster->mark_capacity)
		grow_marks(cluster);
	struct command_mark *mark = find_mark(cluster->marks, cluster->mark_capacity, id);

	memcpy(mark->id, id, ID_SIZE);
	mark->sequence = sequence;
	cluster->mark_count++;
}

static const struct action_row *find_action(enum action action)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (actions[i].action == action)
			return &actions[i];
	}
	return NULL;
}

const char *action_name(enum action action)
{
	const struct action_row *row = find_action(action);

	return row ? row->name : "unknown";
}

/* What is the same for all actions. */
static void check_envelope(const struct cluster *cluster, const struct command *command,
                           const struct action_row *row, struct faults *why)
{
	const uint64_t used = cluster_find_command(cluster, command->id);

	if (used > 0)
		fail(why, FAULT_ID_USED, "id", fault_number(why, (long long)used));
	if (strcmp(command->cluster, cluster->code) != 0)
		fail(why, FAULT_OTHER_CLUSTER, "cluster", cluster->code);
	if (row->of_season && command->year == 0)
		fail(why, FAULT_YEAR_ABSENT, "year", row->name);
	if (!row->of_season && command->year != 0)
		fail(why, FAULT_YEAR_UNWANTED, "year", row->name);
}

bool cluster_check(const struct cluster *cluster, const struct command *command, struct faults *why)
{
	const struct action_row *row = find_action(command->action);
	const size_t before = why->count;

	if (!row) {
		fail(why, FAULT_ACTION_UNKNOWN, "action");
		return false;
	}
	if (!row->allow(cluster, command, why))
		return false;
	check_envelope(cluster, command, row, why);
	row->check(cluster, command, why);
	return why->count == before;
}

void cluster_apply(struct cluster *cluster, const struct command *command,
                   const uint8_t hash[HASH_SIZE])
{
	cluster->sequence++;
	memcpy(cluster->hash, hash, HASH_SIZE);
	cluster->last_received_at = command->received_at;
	add_mark(cluster, command->id, cluster->sequence);
	find_action(command->action)->apply(cluster, command);
}

struct season *find_season(const struct cluster *cluster, uint32_t year)
{
	for (size_t i = 0; i < cluster->season_count; i++) {
		if (cluster->seasons[i].year == year)
			return &cluster->seasons[i];
	}
	return NULL;
}

const struct season *cluster_season(const struct cluster *cluster, uint32_t year)
{
	return find_season(cluster, year);
}
