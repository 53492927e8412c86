/*
 * A hash of entries by code, and a list of the same entries by last use, newest first. The list is
 * walked for three things: to find what is WANTED (new entries are at its head), to evict from its
 * tail, and to answer who waits when the database goes away.
 *
 * A load is one query for many clusters, at most LOAD_MAX and one load at a time; its entries come
 * back in any order of clusters but in order of sequence within each. An entry may be dropped while
 * its load is under way: what still comes for it finds no entry and is passed over.
 *
 * A cluster that is asked for more of its past is loaded again, whole: to add the entries of a year
 * in the middle of those that came after would be to replay anyway. Meanwhile what comes for it
 * waits, so that no stream of commands can put the load off.
 *
 * The bound counts what a cluster holds, not what malloc makes of it. It is looked at when an entry
 * has grown, and the growing one stays, so one cluster larger than the bound still works, alone.
 */
#include "cache.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "log.h"
#include "poller.h"
#include "replay.h"
#include "request.h"
#include "store.h"

enum { LOAD_MAX = 256, REPLAY_BUDGET = 8 * 1024 * 1024 };

void cache_open(struct cache *cache, const uint8_t operator_key[KEY_SIZE],
                const uint8_t daemon_key[KEY_SIZE], bool rehearsal, size_t size_max)
{
	*cache = (struct cache){ .size_max = size_max, .rehearsal = rehearsal };
	memcpy(cache->operator_key, operator_key, KEY_SIZE);
	memcpy(cache->daemon_key, daemon_key, KEY_SIZE);
	seal_random(cache->id_key, sizeof(cache->id_key));
	arena_init(&cache->replay, REPLAY_BUDGET);
}

static void mark_used(struct cache *cache, struct entry *entry)
{
	if (cache->newest == entry)
		return;
	if (entry->newer) /* else it is new */
		DL_DELETE2(cache->newest, entry, newer, older);
	DL_PREPEND2(cache->newest, entry, newer, older);
}

enum entry_event { ENTRY_LOAD, ENTRY_COMPLETE, ENTRY_LOST, ENTRY_MORE, ENTRY_BREAKS, ENTRY_EVENTS };

static const enum entry_state edges[ENTRY_STATES][ENTRY_EVENTS] = {
	[ENTRY_WANTED][ENTRY_LOAD] = ENTRY_LOADING,   [ENTRY_LOADING][ENTRY_COMPLETE] = ENTRY_READY,
	[ENTRY_LOADING][ENTRY_LOST] = ENTRY_WANTED,   [ENTRY_READY][ENTRY_MORE] = ENTRY_WANTED,
	[ENTRY_LOADING][ENTRY_BREAKS] = ENTRY_BROKEN,
};

/* The one place where an entry's state changes; cache_entry and cache_drop count what comes and what
 * goes. */
static void change_state(struct cache *cache, struct entry *entry, enum entry_event event)
{
	enum entry_state to = edges[entry->state][event];

	assert(to != ENTRY_WANTED || event == ENTRY_LOST || event == ENTRY_MORE);
	cache->wanted -= entry->state == ENTRY_WANTED;
	cache->wanted += to == ENTRY_WANTED;
	cache->loading -= entry->state == ENTRY_LOADING;
	cache->loading += to == ENTRY_LOADING;
	cache->broken += to == ENTRY_BROKEN;
	entry->state = to;
}

struct entry *cache_find(const struct cache *cache, const char *code)
{
	struct entry *entry;

	HASH_FIND_STR(cache->entries, code, entry);
	return entry;
}

struct entry *cache_entry(struct cache *cache, const char *code)
{
	struct entry *entry = cache_find(cache, code);

	if (!entry) {
		entry = must_alloc(1, sizeof(*entry));
		snprintf(entry->code, sizeof(entry->code), "%s", code);
		entry->state = ENTRY_WANTED;
		entry->waiting.place = MESSAGE_WAITING;
		cache->wanted++;
		HASH_ADD_STR(cache->entries, code, entry);
	}
	mark_used(cache, entry);
	return entry;
}

void cache_drop(struct cache *cache, struct entry *entry)
{
	cache->wanted -= entry->state == ENTRY_WANTED;
	cache->loading -= entry->state == ENTRY_LOADING;
	cache->broken -= entry->state == ENTRY_BROKEN;
	cache->size -= entry->size;
	DL_DELETE2(cache->newest, entry, newer, older);
	HASH_DEL(cache->entries, entry);
	shown_clear(&entry->shown);
	cluster_free(&entry->cluster);
	free(entry);
}

void cache_close(struct cache *cache)
{
	while (cache->newest)
		cache_drop(cache, cache->newest);
	arena_close(&cache->replay);
}

void cache_load(struct cache *cache, struct store *store)
{
	struct wanted_journal wanted[LOAD_MAX] = { { 0 } };
	size_t count = 0;

	if (cache->wanted + cache->loading == 0)
		cache->trouble[0] = '\0'; /* whoever comes next will see */
	if (cache->wanted == 0 || poller_now() < cache->load_after)
		return;
	struct entry *entry;

	for (entry = cache->newest; entry && count < LOAD_MAX && count < cache->wanted;
	     entry = entry->older) {
		if (entry->state == ENTRY_WANTED)
			wanted[count++] = (struct wanted_journal){ entry->code, entry->from_year };
	}
	if (!store_load_years(store, wanted, count))
		return;
	for (size_t i = 0; i < count; i++) {
		entry = cache_find(cache, wanted[i].cluster);
		entry->head = 0;
		change_state(cache, entry, ENTRY_LOAD);
		entry->cluster = cluster_new(entry->code, cache->operator_key);
		cluster_trust(entry->cluster, cache->daemon_key, cache->rehearsal);
		cluster_read_by(entry->cluster, &command_reader);
	}
	cache->loads += count;
}

static void begin_again(struct cache *cache, struct entry *entry)
{
	if (!entry->more || entry->pins > 0)
		return;
	entry->more = false;
	cluster_free(&entry->cluster);
	change_state(cache, entry, ENTRY_MORE);
}

void cache_want_year(struct cache *cache, struct entry *entry, uint32_t year)
{
	if (entry->from_year == 0 || year < entry->from_year)
		entry->from_year = year;
	entry->more = entry->state == ENTRY_READY;
	begin_again(cache, entry);
}

bool cache_may_lack_id(const struct cache *cache, const struct entry *entry,
                       const uint8_t id[ID_SIZE])
{
	return cluster_lacking_count(entry->cluster) > 0 &&
	       cluster_may_lack_id(entry->cluster, seal_id_number(id, cache->id_key));
}

void cache_unpin(struct cache *cache, struct entry *entry)
{
	entry->pins--;
	begin_again(cache, entry);
}

static struct entry *find_loading(const struct cache *cache, const char *code)
{
	struct entry *entry = cache_find(cache, code);

	return entry && entry->state == ENTRY_LOADING ? entry : NULL;
}

static void break_entry(struct cache *cache, struct entry *entry, uint64_t sequence)
{
	log_event(LOG_LEVEL_ERROR, "journal_broken", TEXT("cluster", entry->code),
	          NUMBER("sequence", sequence));
	change_state(cache, entry, ENTRY_BREAKS);
}

void cache_replay_head(struct cache *cache, const char *code, const struct journal_entry *last)
{
	struct entry *entry = find_loading(cache, code);

	if (!entry)
		return;
	entry->head = last->sequence;
	entry->head_received = last->received_at;
	memcpy(entry->head_hash, last->hash, HASH_SIZE);
}

void cache_replay_year(struct cache *cache, const struct known_year *year)
{
	struct entry *entry = find_loading(cache, year->cluster);

	if (entry && !year->loaded)
		cluster_lack(entry->cluster, year->year);
}

void cache_replay_ids(struct cache *cache, const struct known_ids *ids)
{
	struct entry *entry = find_loading(cache, ids->cluster);

	if (!entry)
		return;
	arena_reset(&cache->replay);
	uint64_t *numbers = arena_alloc(&cache->replay, ids->count, sizeof(*numbers));

	for (size_t i = 0; i < ids->count; i++)
		numbers[i] = seal_id_number(ids->ids + i * ID_SIZE, cache->id_key);
	cluster_lack_ids(entry->cluster, ids->year, numbers, ids->count);
}

void cache_replay(struct cache *cache, const char *code, const struct journal_entry *journaled)
{
	struct entry *entry = find_loading(cache, code);
	struct command command;

	if (entry && !replay_entry(entry->cluster, journaled, &cache->replay, &command))
		break_entry(cache, entry, journaled->sequence);
}

struct entry *cache_loaded(struct cache *cache, const char *code)
{
	struct entry *entry = cache_find(cache, code);

	if (!entry)
		return NULL;
	if (entry->state == ENTRY_LOADING &&
	    !cluster_meet_head(entry->cluster, entry->head, entry->head_received, entry->head_hash))
		break_entry(cache, entry, entry->cluster->sequence + 1);
	if (entry->state == ENTRY_LOADING) {
		change_state(cache, entry, ENTRY_COMPLETE);
		entry->committed = entry->cluster->sequence;
		cache_resize(cache, entry);
	}
	return entry;
}

int64_t cache_moment(const struct cache *cache)
{
	return cache->wanted > 0 && cache->trouble[0] != '\0' ? cache->load_after : INT64_MAX;
}

bool cache_unload(struct cache *cache, const char *reason)
{
	bool other = strncmp(cache->trouble, reason, sizeof(cache->trouble) - 1) != 0;

	snprintf(cache->trouble, sizeof(cache->trouble), "%s", reason);
	cache->load_after = poller_retry(&cache->failures);
	for (struct entry *entry = cache->newest; entry; entry = entry->older) {
		if (entry->state == ENTRY_LOADING) {
			cluster_free(&entry->cluster);
			change_state(cache, entry, ENTRY_LOST);
		}
	}
	return other;
}

void cache_forget(struct cache *cache)
{
	struct entry *entry = cache->newest;

	while (entry) {
		struct entry *older = entry->older;

		if (entry->state == ENTRY_READY || entry->state == ENTRY_BROKEN)
			cache_drop(cache, entry); /* nothing waits for these */
		entry = older;
	}
}

static bool evictable(const struct entry *entry)
{
	return entry->pins == 0 && entry->waiting.count == 0 &&
	       (entry->state == ENTRY_READY || entry->state == ENTRY_BROKEN) &&
	       !entry->sweep_wanted;
}

void cache_resize(struct cache *cache, struct entry *entry)
{
	size_t size = sizeof(*entry) + (entry->cluster ? cluster_size(entry->cluster) : 0) +
	              shown_size(entry->shown);
	struct entry *victim = cache->newest->newer; /* the oldest */

	cache->size += size - entry->size;
	entry->size = size;
	while (cache->size > cache->size_max && victim != entry) {
		struct entry *newer = victim->newer;

		if (evictable(victim)) {
			cache_drop(cache, victim);
			cache->evictions++;
		}
		victim = newer;
	}
}
