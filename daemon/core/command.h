/*
 * command -- what an office wants done, decoded and bounded, with the facts that the journal adds.
 *
 * wire makes it from bytes, the season's state takes it. Texts that no rule looks at (names,
 * limitations, proposals) are checked by wire and stay in the bytes.
 */
#ifndef CORE_COMMAND_H
#define CORE_COMMAND_H

#include "ruleset.h"

enum role {
	ROLE_NONE,
	ROLE_OFFICE,
	ROLE_SUPERVISOR,
	ROLE_OPERATOR,
	ROLE_VIEWER
}; /* the wire's numbers */

/* The wire's field numbers; a row of actions[] in cluster.c for each. */
enum action_number {
	ACTION_DEFINE_SEASON = 10,
	ACTION_GRANT_KEY,
	ACTION_REVOKE_KEY,
	ACTION_SUBMIT_REPORT,
};

struct report_line {
	const char *task; /* "" when absent */
	bool has_actual, has_done, has_out_of;
	int64_t actual, done, out_of;
};

struct submit_report {
	const char *board;
	int period; /* the wire's number */
	uint32_t revision;
	bool has_previous_hash;
	uint8_t previous_hash[HASH_SIZE];
	size_t line_count;
	const struct report_line *lines;
	size_t model_count;
};

struct define_season {
	uint32_t version;
	struct season_draft draft;
	uint8_t hash[HASH_SIZE]; /* of the season's bytes */
};

struct grant_key {
	int role;          /* the wire's number */
	const char *board; /* "" when absent */
	uint8_t sign_key[KEY_SIZE];
	uint8_t curve_key[KEY_SIZE];
};

struct revoke_key {
	uint8_t sign_key[KEY_SIZE];
};

struct command {
	uint8_t id[ID_SIZE];
	const char *cluster;
	uint32_t year; /* 0 when absent */
	int64_t signed_at;
	enum action_number action;
	union {
		struct define_season define_season;
		struct grant_key grant_key;
		struct revoke_key revoke_key;
		struct submit_report submit_report;
	};
	/* not of the command's bytes: */
	uint8_t hash[HASH_SIZE]; /* BLAKE2b-256 of the command's bytes */
	uint8_t key[KEY_SIZE];   /* the signer, whose signature has been verified */
	int64_t received_at;     /* set by who journals it */
};

#endif
