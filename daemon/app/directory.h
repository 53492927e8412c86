/*
 * directory -- who may connect, and which seasons there are: what the daemon must know of clusters
 * that are not in memory.
 *
 * Told by the store at each start of its writer, kept up to date after each commit, and after each load by what
 * another daemon did (events.c). ZAP and every message ask it.
 */
#ifndef APP_DIRECTORY_H
#define APP_DIRECTORY_H

#include <uthash.h>

#include "audience.h"

struct grant { /* of one connection key in one cluster */
	struct grant *next;
	char cluster[CLUSTER_SIZE];
	struct granted_key key;
	unsigned told; /* when it was told last */
};

struct connection_key {
	uint8_t curve_key[KEY_SIZE];
	struct grant *grants;
	UT_hash_handle hh;
};

struct season_place { /* a season and when time moves it next */
	struct season_place *next;
	uint32_t year;
	struct seats seats;
	int64_t next_change; /* microseconds; INT64_MAX: never */
	int64_t stored;      /* what the database said of that at the last load of the cluster */
	bool sweeping; /* its standings are on their way: waits for a load, or is in a batch */
	unsigned told; /* when it was told last */
};

struct cluster_place {
	char code[CLUSTER_SIZE];
	struct season_place *seasons;
	UT_hash_handle hh;
};

struct directory {
	uint8_t root[KEY_SIZE]; /* the operator's connection key: admitted everywhere */
	struct connection_key *keys;
	struct cluster_place *clusters;
	size_t season_count;
	size_t sweeping;     /* seasons that are */
	int64_t next_change; /* no season changes before this; may be earlier than the truth */
	unsigned telling;    /* how often the database has begun to tell everything */
};

void directory_open(struct directory *directory, const uint8_t root[KEY_SIZE]);
void directory_close(struct directory *directory);

/* From here on everything is told anew. */
void directory_tell(struct directory *directory);
/* A grant that has not been told since: it is of a database that was replaced. False: there is none. */
bool directory_untold(const struct directory *directory, char cluster[CLUSTER_SIZE],
                      struct granted_key *key);
/* Forgets the seasons that have not been told since. */
void directory_forget_seasons(struct directory *directory);

/* True when the key was known already and what it may hear is to be judged anew. */
bool directory_grant(struct directory *directory, const char *cluster,
                     const struct granted_key *key);
void directory_revoke(struct directory *directory, const char *cluster,
                      const uint8_t sign_key[KEY_SIZE]);

/* What the root may read, in each cluster. */
extern const struct granted_key directory_operator;
/* The seats of one that is not there: nobody's, and nothing is held back. */
extern const struct seats directory_no_season;
/* NULL: it was never granted. */
const struct connection_key *directory_key(const struct directory *directory,
                                           const uint8_t curve_key[KEY_SIZE]);

/* Has the connection a role anywhere? */
bool directory_admits(const struct directory *directory, const uint8_t curve_key[KEY_SIZE]);
/* May it send commands, that is: has it a role that acts, or is it a relay? */
bool directory_may_send(const struct directory *directory, const uint8_t curve_key[KEY_SIZE]);
/* May it read what of this cluster is meant for an audience? NULL: of any. */
bool directory_may_read(const struct directory *directory, const uint8_t curve_key[KEY_SIZE],
                        const char *cluster, enum audience audience);
/* As whom it reads there; of several grants that which reads most. False: it has none. */
bool directory_reader(const struct directory *directory, const uint8_t curve_key[KEY_SIZE],
                      const char *cluster, struct granted_key *out);
/* Does it carry what others have signed? */
bool directory_is_relay(const struct directory *directory, const uint8_t curve_key[KEY_SIZE]);
bool directory_is_root(const struct directory *directory, const uint8_t curve_key[KEY_SIZE]);

/* A season is new, or time moves it next at another instant; it is not sweeping any more. before:
 * its seats until now, directory_no_season when it is new. True when they were others. */
bool directory_season(struct directory *directory, const char *cluster, uint32_t year,
                      int64_t next_change, const struct seats *seats, struct seats *before);
void directory_sweep_begins(struct directory *directory, struct season_place *season);
/* The batch failed, or may not be begun now: its seasons of this cluster are due again. */
void directory_sweep_fails(struct directory *directory, const char *cluster);
/* Somebody else may have given its seasons another calendar or other seats: they are due at an instant, if not before. */
void directory_doubt(struct directory *directory, const char *cluster, int64_t now);
/* The cluster is being loaded: when time moves the season next, as the database knows it. */
void directory_stored(struct directory *directory, const char *cluster, uint32_t year,
                      int64_t next_change);
struct cluster_place *directory_cluster(const struct directory *directory, const char *cluster);
struct season_place *directory_find_season(const struct directory *directory, const char *cluster,
                                           uint32_t year);

#endif
