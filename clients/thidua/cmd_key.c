/*
 * thidua key: the operator admits a key to a role, or refuses it for good.
 *
 * Both take the public half as a file, never as typed hex: the label inside is what people
 * recognise, and a digit too many cannot be granted. A grant may come before its season, so a board
 * that the season does not have is only told, once the grant has its receipt.
 */
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "calendar.h"
#include "cli.h"
#include "complain.h"
#include "members.h"
#include "public_key.h"
#include "send.h"
#include "words.h"

static int read_viewer(const struct options *options, struct grant_key *out)
{
	const char *audience = options_text(options, OPTION_AUDIENCE);

	out->relay = options_has(options, OPTION_RELAY);
	if (!audience)
		return THIDUA_OK;
	out->audience = names_number(&names_audiences, audience);
	return out->audience < 0 ? complain(THIDUA_USAGE, say(WORD_AUDIENCE_UNKNOWN), audience)
	                         : THIDUA_OK;
}

/* office for a board, any other role without one. */
static int read_grant(const struct options *options, struct grant_key *out)
{
	const char *role;
	const int code = options_require(options, OPTION_ROLE, &role);

	if (code != THIDUA_OK)
		return code;
	out->role = names_number(&names_roles, role);
	if (out->role < 0)
		return complain(THIDUA_USAGE, say(WORD_ROLE_UNKNOWN), role);
	out->board = "";
	if (out->role == ROLE_VIEWER)
		return read_viewer(options, out);
	if (options_has(options, OPTION_AUDIENCE) || options_has(options, OPTION_RELAY))
		return complain(THIDUA_USAGE, say(WORD_ONLY_VIEWER),
		                options_has(options, OPTION_AUDIENCE) ? "audience" : "relay");
	return out->role == ROLE_OFFICE ? options_require(options, OPTION_BOARD, &out->board)
	                                : THIDUA_OK;
}

/* A code that is typed wrong is granted all the same, and then nobody can report. */
static void note_board(struct dial *dial, const char *cluster, const struct command *command)
{
	const int this_year = calendar_year(calendar_day(command->signed_at));
	struct member_list members;
	uint64_t year;

	if (options_number(dial->options, OPTION_YEAR, 2000, 2999, (uint64_t)this_year, &year) ==
	            THIDUA_OK &&
	    members_ask(dial, cluster, (uint32_t)year, &members))
		member_note_board(&members, command->grant_key.board);
}

static int grant(struct options *options, const struct credential *key)
{
	struct dial dial = { 0 };
	struct command command;
	const char *cluster, *label = options_text(options, OPTION_LABEL);
	struct grant_key grant = { 0 };
	int code = read_grant(options, &grant);

	if (code == THIDUA_OK)
		code = options_need(options, TAKES(OPTION_CLUSTER), NEEDED_TO_DIAL);
	cluster = options_text(options, OPTION_CLUSTER);
	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK) {
		send_start(&command, ACTION_GRANT_KEY, cluster, 0);
		memcpy(grant.sign_key, key->sign_public, KEY_SIZE);
		memcpy(grant.curve_key, key->curve_public, KEY_SIZE);
		grant.label = label ? label : key->label;
		command.grant_key = grant;
		code = send_command(&dial, &command,
		                    arena_text(&dial.arena, say(WORD_KEY_GRANTED), key->label,
		                               names_find(&names_roles, grant.role),
		                               *grant.board ? " " : "", grant.board));
	}
	if (code == THIDUA_OK && grant.role == ROLE_OFFICE)
		note_board(&dial, cluster, &command);
	dial_close(&dial);
	return code;
}

static int revoke(struct options *options, const struct credential *key)
{
	struct dial dial = { 0 };
	struct command command;
	const char *cluster, *reason;
	int code = options_require(options, OPTION_REASON, &reason);

	if (code == THIDUA_OK)
		code = options_need(options, TAKES(OPTION_CLUSTER), NEEDED_TO_DIAL);
	cluster = options_text(options, OPTION_CLUSTER);
	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK) {
		send_start(&command, ACTION_REVOKE_KEY, cluster, 0);
		memcpy(command.revoke_key.sign_key, key->sign_public, KEY_SIZE);
		command.revoke_key.reason = reason;
		code = send_command(&dial, &command,
		                    arena_text(&dial.arena, say(WORD_KEY_REVOKED), key->label));
	}
	dial_close(&dial);
	return code;
}

int cmd_key(struct options *options, size_t count, char **operands)
{
	const bool grants = count == 2 && strcmp(operands[0], "grant") == 0;
	const bool revokes = count == 2 && strcmp(operands[0], "revoke") == 0;

	if (!grants && !revokes)
		return options_usage(options);
	struct credential key;
	int code = public_key_read(options, operands[1], &options->arena, &key);

	if (code == THIDUA_OK)
		code = grants ? grant(options, &key) : revoke(options, &key);
	seal_forget(&key, sizeof(key));
	return code;
}
