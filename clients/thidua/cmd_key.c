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
#include "file.h"
#include "invitation.h"
#include "json_out.h"
#include "key_list.h"
#include "members.h"
#include "public_key.h"
#include "send.h"
#include "text.h"
#include "unseen.h"
#include "words.h"

static int read_viewer(const struct options *options, struct grant_key *out)
{
	const char *audience = options_text(options, OPTION_AUDIENCE);

	out->relay = options_has(options, OPTION_RELAY);
	if (!audience)
		return THIDUA_OK;
	const int place = options_choice(options, OPTION_AUDIENCE, names_audiences.names,
	                                 (size_t)names_audiences.count);

	out->audience = names_audiences.first + place;
	return place < 0 ? THIDUA_USAGE : THIDUA_OK;
}

/* office for a board, any other role without one. */
static int read_grant(const struct options *options, struct grant_key *out)
{
	const char *role;
	const int code = options_require(options, OPTION_ROLE, &role);

	if (code != THIDUA_OK)
		return code;
	const int place =
	        options_choice(options, OPTION_ROLE, names_roles.names, (size_t)names_roles.count);

	if (place < 0)
		return THIDUA_USAGE;
	out->role = names_roles.first + place;
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

/* What was typed is judged before the file is read. */
static int grant(struct options *options, const char *path, struct credential *key)
{
	struct dial dial = { 0 };
	struct command command;
	const char *label = options_text(options, OPTION_LABEL);
	struct grant_key grant = { 0 };
	int code = read_grant(options, &grant);

	if (code == THIDUA_OK)
		code = public_key_read(options, path, &options->arena, key);
	if (code == THIDUA_OK)
		code = options_need(options, TAKES(OPTION_CLUSTER), NEEDED_TO_DIAL);
	const char *cluster = options_text(options, OPTION_CLUSTER);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK) {
		send_start(&command, ACTION_GRANT_KEY, cluster, 0);
		memcpy(grant.sign_key, key->sign_public, KEY_SIZE);
		memcpy(grant.curve_key, key->curve_public, KEY_SIZE);
		grant.label = label ? label : key->label;
		unseen_note(NULL, "label", grant.label);
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

static int revoke(struct options *options, const char *path, struct credential *key)
{
	struct dial dial = { 0 };
	struct command command;
	const char *reason;
	int code = options_require(options, OPTION_REASON, &reason);

	if (code == THIDUA_OK)
		code = public_key_read(options, path, &options->arena, key);
	if (code == THIDUA_OK)
		code = options_need(options, TAKES(OPTION_CLUSTER), NEEDED_TO_DIAL);
	const char *cluster = options_text(options, OPTION_CLUSTER);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK) {
		send_start(&command, ACTION_REVOKE_KEY, cluster, 0);
		memcpy(command.revoke_key.sign_key, key->sign_public, KEY_SIZE);
		command.revoke_key.reason = reason;
		unseen_note(NULL, "reason", reason);
		code = send_command(&dial, &command,
		                    arena_text(&dial.arena, say(WORD_KEY_REVOKED), key->label));
	}
	dial_close(&dial);
	return code;
}

static int write_invitation(const struct options *options, const struct invitation *made,
                            const char *path)
{
	struct buffer text = { 0 };

	invitation_write(made, &text);
	const int code = file_write_new(path, 0644, text.data, text.size);

	buffer_close(&text);
	if (code != THIDUA_OK)
		return code;
	char hex[2 * KEY_SIZE + 1];

	text_hex(made->daemon.sign_public, KEY_SIZE, hex);
	if (options_has(options, OPTION_JSON))
		json_print(json_pack("{s:o, s:s}", "out", json_text(path), "daemon_key", hex));
	else
		printf(say(WORD_KEY_INVITED), path, hex), putchar('\n');
	if (strstr(made->commands, "//127.") || strstr(made->commands, "localhost"))
		fputs(say(WORD_KEY_INVITED_HERE), stderr), fputc('\n', stderr);
	return THIDUA_OK;
}

/* What an office needs to know, without a secret; the board's code is the invited one's. */
static int invite(struct options *options)
{
	struct invitation made = { .feed = options_text(options, OPTION_FEED),
		                   .board = options_text(options, OPTION_BOARD) };
	const char *path;
	uint64_t year = 0;
	int code = options_require(options, OPTION_OUT, &path);

	if (code == THIDUA_OK)
		code = options_need(options,
		                    TAKES(OPTION_COMMANDS) | TAKES(OPTION_CLUSTER) |
		                            TAKES(OPTION_YEAR) | TAKES(OPTION_DAEMON_KEY),
		                    0);
	made.commands = options_text(options, OPTION_COMMANDS);
	made.cluster = options_text(options, OPTION_CLUSTER);
	if (code == THIDUA_OK)
		code = options_number(options, OPTION_YEAR, 2000, 2999, 0, &year);
	if (code == THIDUA_OK)
		code = public_key_read(options, options_text(options, OPTION_DAEMON_KEY),
		                       &options->arena, &made.daemon);
	made.year = (uint32_t)year;
	made.has_operator = options_has(options, OPTION_OPERATOR_KEY);
	if (code == THIDUA_OK && made.has_operator)
		code = public_key_read(options, options_text(options, OPTION_OPERATOR_KEY),
		                       &options->arena, &made.operator_key);
	return code == THIDUA_OK ? write_invitation(options, &made, path) : code;
}

static int show(struct options *options, const char *path, struct credential *key)
{
	const int code = public_key_read(options, path, &options->arena, key);

	return code == THIDUA_OK ? key_show(options, key) : code;
}

static int with_key(struct options *options, const char *what, const char *path)
{
	static const struct {
		const char *name;
		int (*run)(struct options *options, const char *path, struct credential *key);
	} all[] = { { "grant", grant }, { "revoke", revoke }, { "show", show } };
	struct credential key = { .has_secrets = false };
	size_t i = 0;

	while (i < sizeof(all) / sizeof(*all) && strcmp(all[i].name, what) != 0)
		i++;
	if (i == sizeof(all) / sizeof(*all))
		return options_usage(options);
	const int code = all[i].run(options, path, &key);

	seal_forget(&key, sizeof(key));
	return code;
}

int cmd_key(struct options *options, size_t count, char **operands)
{
	if (count == 1 && strcmp(operands[0], "list") == 0)
		return key_list(options);
	if (count == 1 && strcmp(operands[0], "invite") == 0)
		return invite(options);
	return count == 2 ? with_key(options, operands[0], operands[1]) : options_usage(options);
}
