/*
 * Who may act in a cluster. The operator's root key stands in the daemon's configuration; all
 * others are granted and revoked by commands. A key that was ever granted stays known, so that it
 * is never granted again.
 */
#include <string.h>

#include "action.h"
#include "arena.h"
#include "faults.h"
#include "names.h"
#include "text.h"

static bool same(const uint8_t a[KEY_SIZE], const uint8_t b[KEY_SIZE])
{
	return memcmp(a, b, KEY_SIZE) == 0;
}

struct granted_key *find_key(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE])
{
	for (size_t i = 0; i < cluster->key_count; i++) {
		if (same(cluster->keys[i].sign_key, sign_key))
			return &cluster->keys[i];
	}
	return NULL;
}

const struct granted_key *cluster_key(const struct cluster *cluster,
                                      const uint8_t sign_key[KEY_SIZE])
{
	return find_key(cluster, sign_key);
}

enum role cluster_role(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE])
{
	if (same(cluster->operator_key, sign_key))
		return ROLE_OPERATOR;
	const struct granted_key *key = find_key(cluster, sign_key);

	return key && !key->revoked ? (enum role)key->role : ROLE_NONE;
}

bool allow_role(const struct cluster *cluster, const struct command *command, enum role role,
                struct faults *why)
{
	static const enum fault_reason reasons[] = {
		[ROLE_OFFICE] = FAULT_ONLY_OFFICE,
		[ROLE_SUPERVISOR] = FAULT_ONLY_SUPERVISOR,
		[ROLE_OPERATOR] = FAULT_ONLY_OPERATOR,
	};
	const enum role has = cluster_role(cluster, command->key);

	if (has == role)
		return true;
	if (has != ROLE_NONE)
		faults_add(why, reasons[role], "key",
		           (const char *const[]){ names_find(&names_roles, (int)has) }, 1);
	else if (find_key(cluster, command->key))
		fail(why, FAULT_KEY_REVOKED, "key");
	else
		fail(why, FAULT_KEY_NOT_GRANTED, "key");
	return false;
}

bool allow_operator(const struct cluster *cluster, const struct command *command,
                    struct faults *why)
{
	return allow_role(cluster, command, ROLE_OPERATOR, why);
}

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

void grant_key_check(const struct cluster *cluster, const struct command *command,
                     struct faults *why)
{
	const struct grant_key *grant = &command->grant_key;
	const struct granted_key *known = find_key(cluster, grant->sign_key);

	if (grant->role < ROLE_OFFICE || grant->role > ROLE_VIEWER)
		fail(why, FAULT_NOT_WITHIN, "grant_key.role", "1", "4",
		     fault_number(why, grant->role));
	else
		check_board(grant, why);
	if (known)
		faults_add(why, known->revoked ? FAULT_GRANT_REVOKED : FAULT_GRANT_AGAIN,
		           "grant_key.sign_key", NULL, 0);
	else if (same(cluster->operator_key, grant->sign_key))
		fail(why, FAULT_GRANT_ROOT, "grant_key.sign_key");
	for (size_t i = 0; i < cluster->key_count; i++) {
		/* A connection must belong to one key. */
		if (same(cluster->keys[i].curve_key, grant->curve_key) &&
		    &cluster->keys[i] != known)
			fail(why, FAULT_CURVE_KEY_TAKEN, "grant_key.curve_key");
	}
}

void grant_key_apply(struct cluster *cluster, const struct command *command)
{
	const struct grant_key *grant = &command->grant_key;
	struct granted_key key = { .role = (uint8_t)grant->role };

	memcpy(key.sign_key, grant->sign_key, KEY_SIZE);
	memcpy(key.curve_key, grant->curve_key, KEY_SIZE);
	strncpy(key.board, grant->board, sizeof(key.board) - 1);
	cluster->keys = must_grow(cluster->keys, cluster->key_count + 1, sizeof(*cluster->keys));
	cluster->keys[cluster->key_count++] = key;
}

void revoke_key_check(const struct cluster *cluster, const struct command *command,
                      struct faults *why)
{
	const uint8_t *sign_key = command->revoke_key.sign_key;
	const struct granted_key *known = find_key(cluster, sign_key);

	if (same(cluster->operator_key, sign_key))
		fail(why, FAULT_REVOKE_ROOT, "revoke_key.sign_key");
	else if (!known)
		fail(why, FAULT_REVOKE_UNKNOWN, "revoke_key.sign_key");
	else if (known->revoked)
		fail(why, FAULT_REVOKE_AGAIN, "revoke_key.sign_key");
}

void revoke_key_apply(struct cluster *cluster, const struct command *command)
{
	find_key(cluster, command->revoke_key.sign_key)->revoked = true;
}
