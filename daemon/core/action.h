/*
 * action -- what a family of commands gives to cluster.c: who may, what is wrong, what changes.
 *
 * Only core's own files include it. A new command is a row of actions[] in cluster.c and a file
 * with these functions.
 */
#ifndef CORE_ACTION_H
#define CORE_ACTION_H

#include "cluster.h"

struct action_row {
	enum action action;
	const char *name; /* the field's name in thidua.v1.Command */
	bool of_season;   /* names a year; the others belong to the cluster */
	/* May the signer do this at all? Nothing else is said to who may not. */
	bool (*allow)(const struct cluster *cluster, const struct command *command,
	              struct faults *why);
	/* All that is wrong otherwise, but cluster, year and id, which are looked at for all
	 * actions alike. */
	void (*check)(const struct cluster *cluster, const struct command *command,
	              struct faults *why);
	/* Only after both; cannot fail. cluster->sequence is that of the command already. */
	void (*apply)(struct cluster *cluster, const struct command *command);
};

/* FORBIDDEN, unless the signer has this role now. */
bool allow_role(const struct cluster *cluster, const struct command *command, enum role role,
                struct faults *why);
bool allow_operator(const struct cluster *cluster, const struct command *command,
                    struct faults *why);

/* NULL when there is none. Owned by the cluster, until a season is added. */
struct season *find_season(const struct cluster *cluster, uint32_t year);
struct granted_key *find_key(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE]);

/* define_season.c */
void define_season_check(const struct cluster *cluster, const struct command *command,
                         struct faults *why);
void define_season_apply(struct cluster *cluster, const struct command *command);

/* keys.c */
void grant_key_check(const struct cluster *cluster, const struct command *command,
                     struct faults *why);
void grant_key_apply(struct cluster *cluster, const struct command *command);
void revoke_key_check(const struct cluster *cluster, const struct command *command,
                      struct faults *why);
void revoke_key_apply(struct cluster *cluster, const struct command *command);

/* submit_report.c */
bool submit_report_allow(const struct cluster *cluster, const struct command *command,
                         struct faults *why);
void submit_report_check(const struct cluster *cluster, const struct command *command,
                         struct faults *why);
void submit_report_apply(struct cluster *cluster, const struct command *command);

#endif
