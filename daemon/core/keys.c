/*
 * Who may act in a cluster. The operator's root key stands in the daemon's configuration; all
 * others are granted and revoked by commands. A key that was ever granted stays known, so that it
 * is never granted again.
 */
#include <string.h>

#include "action.h"
#include "faults.h"
#include "text.h"

static bool same_key(const uint8_t a[KEY_SIZE], const uint8_t b[KEY_SIZE])
{
	return memcmp(a, b, KEY_SIZE) == 0;
}

uint32_t key_number(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE])
{
	const struct key_row *keys = rows_keys(cluster);

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_KEYS); i++) {
		if (same_key(keys[i].sign_key, sign_key))
			return i + 1;
	}
	return 0;
}

static bool is_revoked(const struct cluster *cluster, uint32_t key)
{
	const struct revocation_row *revocations = rows_revocations(cluster);

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_REVOCATIONS); i++) {
		if (revocations[i].key == key)
			return true;
	}
	return false;
}

size_t cluster_key_count(const struct cluster *cluster)
{
	return rows_count(cluster, TABLE_KEYS);
}

void cluster_key_at(const struct cluster *cluster, size_t i, struct granted_key *out)
{
	const struct key_row *row = &rows_keys(cluster)[i];

	*out = (struct granted_key){ .role = (enum role)row->role,
		                     .audience = (enum audience)row->audience,
		                     .relay = row->relay,
		                     .granted_at = row->taken_at,
		                     .revoked = is_revoked(cluster, (uint32_t)i + 1) };
	memcpy(out->sign_key, row->sign_key, KEY_SIZE);
	memcpy(out->curve_key, row->curve_key, KEY_SIZE);
	if (row->board > 0)
		memcpy(out->board, rows_boards(cluster)[row->board - 1].code, CODE_SIZE);
}

bool cluster_key(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE],
                 struct granted_key *out)
{
	const uint32_t number = key_number(cluster, sign_key);

	if (number > 0)
		cluster_key_at(cluster, number - 1, out);
	return number > 0;
}

enum role cluster_role(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE])
{
	struct granted_key key;

	if (same_key(cluster->operator_key, sign_key))
		return ROLE_OPERATOR;
	return cluster_key(cluster, sign_key, &key) && !key.revoked ? key.role : ROLE_NONE;
}

bool key_same_office(const struct granted_key *a, const struct granted_key *b)
{
	return a->role == b->role && strcmp(a->board, b->board) == 0;
}

int key_member(const struct cluster *cluster, const struct ruleset *ruleset,
               const struct command *command, struct faults *why)
{
	struct granted_key signer = { .board = "" };
	const int board = cluster_key(cluster, command->key, &signer)
	                          ? ruleset_board(ruleset, signer.board)
	                          : -1;

	if (board < 0)
		fail(why, FAULT_NOT_A_MEMBER, "key", signer.board,
		     fault_number(why, ruleset->year));
	return board;
}

/* --- grant --- */

/* A grant may come before the season, so the board need not exist yet. */
static void check_board(const struct grant_key *grant, struct faults *why)
{
	if (grant->role != ROLE_OFFICE && grant->board[0])
		fail(why, FAULT_GRANT_BOARD_UNWANTED, "grant_key.board");
	if (grant->role == ROLE_OFFICE && !grant->board[0])
		fail(why, FAULT_GRANT_BOARD_ABSENT, "grant_key.board");
	else if (grant->role == ROLE_OFFICE && !text_is_board(grant->board))
		fail(why, FAULT_GRANT_BOARD_CODE, "grant_key.board");
}

static void check_viewer(const struct grant_key *grant, struct faults *why)
{
	if (grant->audience < AUDIENCE_NONE || grant->audience > AUDIENCE_PUBLIC)
		fail(why, FAULT_NOT_WITHIN, "grant_key.audience", "1", "2",
		     fault_number(why, grant->audience));
	else if (grant->role != ROLE_VIEWER && grant->audience != AUDIENCE_NONE)
		fail(why, FAULT_GRANT_OF_VIEWER, "grant_key.audience");
	if (grant->role != ROLE_VIEWER && grant->relay)
		fail(why, FAULT_GRANT_OF_VIEWER, "grant_key.relay");
}

static void grant_check(const struct cluster *cluster, const struct command *command,
                        struct faults *why)
{
	const struct grant_key *grant = &command->grant_key;
	const uint32_t known = key_number(cluster, grant->sign_key);

	if (grant->role < ROLE_OFFICE || grant->role > ROLE_VIEWER)
		fail(why, FAULT_NOT_WITHIN, "grant_key.role", "1", "4",
		     fault_number(why, grant->role));
	else
		check_board(grant, why);
	check_viewer(grant, why);
	if (known > 0 && is_revoked(cluster, known))
		fail(why, FAULT_GRANT_REVOKED, "grant_key.sign_key");
	else if (known > 0)
		fail(why, FAULT_GRANT_AGAIN, "grant_key.sign_key");
	else if (same_key(cluster->operator_key, grant->sign_key))
		fail(why, FAULT_GRANT_ROOT, "grant_key.sign_key");
	for (uint32_t i = 0; i < rows_count(cluster, TABLE_KEYS); i++) {
		/* A connection must belong to one key. */
		if (same_key(rows_keys(cluster)[i].curve_key, grant->curve_key) && i + 1 != known)
			fail(why, FAULT_CURVE_KEY_TAKEN, "grant_key.curve_key");
	}
}

static bool grant_apply(struct cluster *cluster, const struct command *command,
                        struct effect *effect)
{
	const struct grant_key *grant = &command->grant_key;

	if (grant->role < ROLE_OFFICE || grant->role > ROLE_VIEWER ||
	    grant->audience < AUDIENCE_NONE || grant->audience > AUDIENCE_PUBLIC ||
	    strlen(grant->board) >= CODE_SIZE || key_number(cluster, grant->sign_key) > 0)
		return false;
	struct key_row *row = rows_add(cluster, TABLE_KEYS, 1);

	row->at = rows_now(cluster);
	row->taken_at = command_taken_at(command);
	row->role = (uint8_t)grant->role;
	row->audience =
	        (uint8_t)(grant->audience == AUDIENCE_NONE ? AUDIENCE_MEMBER
	                                                   : (enum audience)grant->audience);
	row->relay = grant->relay;
	row->board = grant->board[0] ? (uint16_t)(rows_board(cluster, grant->board) + 1) : 0;
	memcpy(row->sign_key, grant->sign_key, KEY_SIZE);
	memcpy(row->curve_key, grant->curve_key, KEY_SIZE);
	effect->access = true;
	return true;
}

const struct action action_grant_key = {
	.number = ACTION_GRANT_KEY,
	.name = "grant_key",
	.scope = SCOPE_CLUSTER,
	.roles = MAY(ROLE_OPERATOR),
	.check = grant_check,
	.apply = grant_apply,
};

/* --- revoke --- */

static void revoke_check(const struct cluster *cluster, const struct command *command,
                         struct faults *why)
{
	const uint8_t *sign_key = command->revoke_key.sign_key;
	const uint32_t known = key_number(cluster, sign_key);

	if (same_key(cluster->operator_key, sign_key))
		fail(why, FAULT_REVOKE_ROOT, "revoke_key.sign_key");
	else if (known == 0)
		fail(why, FAULT_REVOKE_UNKNOWN, "revoke_key.sign_key");
	else if (is_revoked(cluster, known))
		fail(why, FAULT_REVOKE_AGAIN, "revoke_key.sign_key");
}

static bool revoke_apply(struct cluster *cluster, const struct command *command,
                         struct effect *effect)
{
	const uint32_t known = key_number(cluster, command->revoke_key.sign_key);

	if (known == 0 || is_revoked(cluster, known))
		return false;
	struct revocation_row *row = rows_add(cluster, TABLE_REVOCATIONS, 1);

	row->at = rows_now(cluster);
	row->key = known;
	effect->access = true;
	return true;
}

const struct action action_revoke_key = {
	.number = ACTION_REVOKE_KEY,
	.name = "revoke_key",
	.scope = SCOPE_CLUSTER,
	.roles = MAY(ROLE_OPERATOR),
	.check = revoke_check,
	.apply = revoke_apply,
};
