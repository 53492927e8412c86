/*
 * thidua compact: an office signs the season for its board, and anybody sees who has.
 *
 * What is signed is the version in force as the daemon tells it, by its hash; who wants to read it
 * first finds it with thidua season. A signature cannot be taken back, so it is asked about.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "cli.h"
#include "complain.h"
#include "consent.h"
#include "json_form.h"
#include "json_out.h"
#include "listing.h"
#include "messages_forms.h"
#include "output.h"
#include "season_plan.h"
#include "season_told.h"
#include "send.h"
#include "show.h"
#include "text.h"
#include "words.h"

static size_t count_signed(const struct compact *told)
{
	size_t count = 0;

	for (size_t i = 0; i < told->board_count; i++)
		count += told->boards[i].season_version == told->season_version;
	return count;
}

static void show_compact(struct dial *dial, const struct query *query,
                         const struct told_reply *reply)
{
	const struct compact *told = &reply->compact;
	const struct column columns[] = { { say(WORD_BOARD), false, CUT_NEVER },
		                          { say(WORD_COMPACT_VERSION), true, CUT_NEVER },
		                          { say(WORD_COMPACT_SIGNED_AT), false, CUT_NEVER } };
	char hash[2 * HASH_SIZE + 1];
	struct table table;

	if (!told->asked) {
		puts(arena_text(&dial->arena, say(WORD_COMPACT_NOT_ASKED), query->year));
		return;
	}
	text_hex(told->ruleset_hash, HASH_SIZE, hash);
	printf(say(WORD_COMPACT_HEAD), told->season_version, count_signed(told), told->board_count,
	       hash);
	putchar('\n');
	table_start(&table, &dial->arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < told->board_count; i++) {
		const struct board_signature *board = &told->boards[i];
		const bool current = board->season_version == told->season_version;

		table_cell(&table, PAINT_NONE, "%s", board->board);
		if (board->season_version == 0) {
			table_cell(&table, PAINT_NONE, "–");
			table_cell(&table, PAINT_WARN, "%s", say(WORD_COMPACT_UNSIGNED));
			continue;
		}
		table_cell(&table, current ? PAINT_GOOD : PAINT_WARN, "%u", board->season_version);
		table_cell(&table, PAINT_NONE, "%s",
		           show_instant(&dial->arena, board->received_at));
	}
	table_print_list(&table);
}

/* Dials, and asks who has signed what. */
static int ask(struct options *options, enum dial_use use, struct dial *dial, struct query *query)
{
	int code = dial_query(options, QUESTION_COMPACT, query);

	if (code == THIDUA_OK)
		code = dial_open(dial, options, use);
	return code == THIDUA_OK ? dial_ask(dial, query) : code;
}

static const struct listing listing = {
	.question = QUESTION_COMPACT,
	.form = &form_compact,
	.member = offsetof(struct told_reply, compact),
	.show = show_compact,
};

/* What is another than in the version that this board signed last; of its first, where all of it is. */
static int show_changes(struct dial *dial, const struct query *query, const struct compact *told)
{
	const char *own = options_text(dial->options, OPTION_BOARD);
	uint32_t signed_last = 0;

	for (size_t i = 0; i < told->board_count; i++)
		if (own && strcmp(told->boards[i].board, own) == 0)
			signed_last = told->boards[i].season_version;
	if (signed_last == 0 || signed_last == told->season_version) {
		fprintf(stderr, "%s\n", say(WORD_COMPACT_LOOK));
		return THIDUA_OK;
	}
	struct season_draft was, is;
	bool found;
	int code = season_told(dial, query->cluster, query->year, signed_last, &found, &was);

	if (code == THIDUA_OK && found)
		code = season_told(dial, query->cluster, query->year, told->season_version, &found,
		                   &is);
	const struct season_plan plan = { .was = &was, .is = &is };

	if (code == THIDUA_OK && found)
		season_plan_print(&dial->arena, &plan, stderr);
	return code;
}

static int agree(struct dial *dial, const struct query *query, const struct compact *told)
{
	char hash[2 * HASH_SIZE + 1];

	if (!told->asked || !consent_wanted(dial->options))
		return THIDUA_OK;
	const int code = show_changes(dial, query, told);

	if (code != THIDUA_OK)
		return code;
	text_hex(told->ruleset_hash, HASH_SIZE, hash);
	return consent_given(say(WORD_COMPACT_ASK), told->season_version, query->year, hash)
	               ? THIDUA_OK
	               : THIDUA_USAGE;
}

static int sign_compact(struct options *options)
{
	struct dial dial = { 0 };
	struct query query;
	struct command command;
	int code = ask(options, DIAL_OUTBOX, &dial, &query);

	if (code == THIDUA_OK) {
		const struct compact told = dial.answer.reply->compact;

		code = agree(&dial, &query, &told);
		send_start(&command, ACTION_SIGN_COMPACT, query.cluster, query.year);
		memcpy(command.sign_compact.ruleset_hash, told.ruleset_hash, HASH_SIZE);
	}
	if (code == THIDUA_OK)
		code = send_command(&dial, &command, NULL);
	dial_close(&dial);
	return code;
}

int cmd_compact(struct options *options, size_t count, char **operands)
{
	if (count == 1 && strcmp(operands[0], "list") == 0)
		return listing_run(&listing, options, NULL);
	if (count == 1 && strcmp(operands[0], "sign") == 0)
		return sign_compact(options);
	return options_usage(options);
}
