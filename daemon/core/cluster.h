/*
 * cluster -- the state of one cluster: its keys, its seasons, the head of its journal. cluster x
 * command -> cluster or faults.
 *
 * Pure: the daemon, the what-if of a client and the auditor's recomputation run this code. A
 * command is checked, which changes nothing, and then applied, which cannot fail. Everything a
 * later command needs is here; everything else stays in the journal.
 *
 * A new command is a row of actions[] in cluster.c and a file of its own.
 */
#ifndef CORE_CLUSTER_H
#define CORE_CLUSTER_H

#include "command.h"

struct faults;

struct value {
	int64_t actual; /* -1: absent; PERCENT: done */
	int64_t out_of; /* PERCENT */
};

/* A report in force. */
struct report {
	uint64_t sequence;   /* of the revision in force */
	int64_t received_at; /* of the first revision: lateness is the first report's; a correction
	                        is not late */
	int64_t revised_at;  /* of the revision in force */
	uint32_t revision;   /* 0: none yet */
	uint32_t late_days;  /* of the first revision, under the ruleset of then: what its receipt
	                        said */
	uint8_t hash[HASH_SIZE]; /* BLAKE2b-256 of the command's bytes */
	uint32_t models;         /* good models reported */
	struct value values[]; /* [task_count], in the season's order; empty while revision is 0 */
};

struct season_version {
	struct ruleset *ruleset; /* owned */
	uint64_t sequence;
	int64_t received_at;
};

struct season {
	uint16_t year;
	uint32_t version_count;          /* at least 1 */
	struct season_version *versions; /* owned, rising */
	struct report **reports;         /* [board * PERIODS + period]; owned; NULL: none yet */
};

struct granted_key {
	uint8_t sign_key[KEY_SIZE];
	uint8_t curve_key[KEY_SIZE];
	char board[CODE_SIZE];
	uint8_t role; /* enum role */
	bool revoked;
};

struct command_mark { /* a journaled command, to know it again */
	uint8_t id[ID_SIZE];
	uint64_t sequence;
};

struct cluster {
	char code[CLUSTER_SIZE];
	uint8_t operator_key[KEY_SIZE]; /* the root: may do what an operator may */
	uint64_t sequence;              /* of the last entry; 0: none */
	uint8_t hash[HASH_SIZE];        /* of the last entry; zeros when none */
	int64_t last_received_at;
	size_t key_count;
	struct granted_key *keys; /* owned */
	size_t season_count;
	struct season *seasons; /* owned */
	size_t mark_count, mark_capacity;
	struct command_mark *marks; /* owned; open addressing by id */
};

/* A cluster with an empty journal. Owned by the caller. */
struct cluster *cluster_new(const char *code, const uint8_t operator_key[KEY_SIZE]);

/* Deep; for what-ifs. */
struct cluster *cluster_copy(const struct cluster *cluster);

/* Frees and sets NULL; NULL inside is fine. */
void cluster_free(struct cluster **cluster);

/* Bytes it holds, for the cache's bound. */
size_t cluster_size(const struct cluster *cluster);

/* Sequence of the command with this id, or 0. */
uint64_t cluster_find_command(const struct cluster *cluster, const uint8_t id[ID_SIZE]);

/* The field's name in thidua.v1.Command, submit_report and so on, as actions[] has it; "unknown"
 * for any other number. */
const char *action_name(enum action action);

/* May this command enter now (command->received_at)? All faults, with paths of the command. */
bool cluster_check(const struct cluster *cluster, const struct command *command,
                   struct faults *why);

/* Enters a checked command as entry sequence + 1 with the journal hash that wire computed. */
void cluster_apply(struct cluster *cluster, const struct command *command,
                   const uint8_t hash[HASH_SIZE]);

/* NULL when there is none. */
const struct season *cluster_season(const struct cluster *cluster, uint32_t year);
const struct granted_key *cluster_key(const struct cluster *cluster,
                                      const uint8_t sign_key[KEY_SIZE]);

/* ROLE_OPERATOR for the root; ROLE_NONE for unknown and revoked. */
enum role cluster_role(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE]);

/* The version in force at an instant; the latest for INT64_MAX. Never NULL: the first version
 * stands for all before it. */
const struct ruleset *season_ruleset(const struct season *season, int64_t instant);
/* The version a period is scored under: in force at `now`, or at the period's lock when that has
 * passed. */
const struct season_version *season_scored_under(const struct season *season, enum period period,
                                                 int64_t now);

/* Never NULL: revision 0 says that there is none yet. */
const struct report *season_report(const struct season *season, size_t board, enum period period);

#endif
