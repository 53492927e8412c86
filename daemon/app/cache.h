/*
 * cache -- the clusters in memory, loaded from the journal when they are asked for and dropped when
 * they are not.
 *
 *   WANTED --load--> LOADING --complete--> READY
 *     ^----- lost ------+------- more -------+
 *   LOADING --breaks--> BROKEN
 *
 * lost: the database went away; breaks: the journal's chain does not hold, or an entry does not
 * belong to the state before it; more: a year that has ended was asked for. Whatever its state, an
 * entry may be dropped.
 *
 * Years that have ended stay in the journal until somebody asks for one; then the cluster is loaded
 * again from that year on, once no batch holds it.
 *
 * Bounded in bytes: the clusters used longest ago go first, but never one that has commands in a
 * batch. Whoever needs a cluster that is not READY leaves its message in `waiting`; many wanted
 * clusters are loaded in one query.
 */
#ifndef APP_CACHE_H
#define APP_CACHE_H

#include <uthash.h>

#include "cluster.h"
#include "message.h"
#include "seal.h"
#include "shown.h"

struct journal_entry;
struct known_ids;
struct known_year;
struct store;

enum { CACHE_TROUBLE_SIZE = 200 };

/* A freeze has ended, and who saw it is to be told what moved since it began. */
struct unveiling {
	uint32_t year; /* 0: none */
	bool by_time;
	uint8_t cause[ID_SIZE]; /* the command that ended it; by_time: none */
};

enum entry_state { ENTRY_WANTED, ENTRY_LOADING, ENTRY_READY, ENTRY_BROKEN, ENTRY_STATES };

struct entry {
	char code[CLUSTER_SIZE];
	enum entry_state state;
	struct cluster *cluster; /* while LOADING and READY */
	uint64_t committed;      /* sequence; what cluster->sequence has beyond it is in a batch */
	unsigned pins;           /* rows of batches that hold on to it */
	uint32_t from_year;    /* the first that was asked for of those that have ended; 0: none */
	bool more;             /* READY, but without that year: nothing new is served */
	uint64_t head;         /* LOADING: sequence of the journal's last entry */
	int64_t head_received; /* its received_at */
	uint8_t head_hash[HASH_SIZE];
	size_t touched;    /* 1 + the place of its newest row in the gathering batch; 0: none */
	bool feed_wanted;  /* its topics are to be published when it is READY */
	bool sweep_wanted; /* time has moved one of its seasons */
	struct unveiling unveiling; /* with the next feed_wanted */
	struct message_list waiting;
	struct shown *shown;
	size_t size;                 /* as counted in the cache */
	struct entry *newer, *older; /* by last use */
	UT_hash_handle hh;           /* by code */
};

struct cache {
	struct entry *entries; /* uthash */
	struct entry *newest;  /* its newer one is the oldest: utlist */
	size_t size, size_max; /* bytes */
	size_t wanted;         /* how many are WANTED */
	size_t loading;        /* how many are LOADING */
	size_t broken;         /* how many are BROKEN */
	uint8_t operator_key[KEY_SIZE];
	uint8_t daemon_key[KEY_SIZE]; /* whose receipts may be reinstated */
	bool rehearsal;
	uint8_t id_key[ID_KEY_SIZE]; /* random: ids are the clients' choice */
	struct arena replay;
	char trouble[CACHE_TROUBLE_SIZE]; /* why the last load failed; "": it did not */
	unsigned failures;                /* loads in a row */
	int64_t load_after;               /* monotonic: not before this */
	uint64_t loads, evictions;
};

void cache_open(struct cache *cache, const uint8_t operator_key[KEY_SIZE],
                const uint8_t daemon_key[KEY_SIZE], bool rehearsal, size_t size_max);
void cache_close(struct cache *cache);

/* The entry of a code, made WANTED when it is not there. Counts as a use. The cache's. */
struct entry *cache_entry(struct cache *cache, const char *code);
/* NULL when it is not there. No use. */
struct entry *cache_find(const struct cache *cache, const char *code);

/* Forgets a cluster, whatever its pins: its state in memory has parted from the journal. Nothing
 * waits for it. */
void cache_drop(struct cache *cache, struct entry *entry);

/* Forgets all that are READY or BROKEN: the database is another one now. */
void cache_forget(struct cache *cache);

/* Asks the store for all that are WANTED, up to a bound; nothing while a load is under way. */
void cache_load(struct cache *cache, struct store *store);
/* A year that was left out is asked for: it comes with the next load, for which a READY entry becomes
 * WANTED as soon as no batch holds it. */
void cache_want_year(struct cache *cache, struct entry *entry, uint32_t year);
/* May the id be that of a command that was left out? False is sure. */
bool cache_may_lack_id(const struct cache *cache, const struct entry *entry,
                       const uint8_t id[ID_SIZE]);
/* A batch lets go of one of its rows. */
void cache_unpin(struct cache *cache, struct entry *entry);

/* The store's answers: where the journal ends, a year that is left out, the entries, the ids of a
 * year that was left out. */
void cache_replay_head(struct cache *cache, const char *code, const struct journal_entry *last);
void cache_replay_year(struct cache *cache, const struct known_year *year);
void cache_replay(struct cache *cache, const char *code, const struct journal_entry *entry);
void cache_replay_ids(struct cache *cache, const struct known_ids *ids);
/* The entry is READY or BROKEN now; NULL when it has been dropped meanwhile. */
struct entry *cache_loaded(struct cache *cache, const char *code);
/* LOADING entries are WANTED again, and are asked for after a pause that grows. True: for another
 * reason than the last time. */
bool cache_unload(struct cache *cache, const char *reason);
/* When they may be asked for; INT64_MAX: nothing is put off. */
int64_t cache_moment(const struct cache *cache);

/* Counts the entry's size again after a change, and evicts others while the bound is passed. */
void cache_resize(struct cache *cache, struct entry *entry);

static inline bool entry_dirty(const struct entry *entry)
{
	return entry->cluster->sequence > entry->committed;
}

#endif
