/*
 * thidua points: bonus and deduction beside the tasks, proposed by the head's office (about the head's
 * board by the deputy's), countersigned by the supervisor with thidua proposal.
 *
 * The document that an entry rests on stays with the office: its hash goes into the journal, made here
 * of the file.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "choice.h"
#include "cli.h"
#include "complain.h"
#include "decimal.h"
#include "document.h"
#include "json_form.h"
#include "json_out.h"
#include "listing.h"
#include "messages_forms.h"
#include "named_hash.h"
#include "proposal_say.h"
#include "sealed.h"
#include "send.h"
#include "show.h"
#include "text.h"
#include "try_command.h"
#include "unseen.h"
#include "words.h"

static int open_dial(struct options *options, enum dial_use use, struct dial *dial,
                     struct query *query)
{
	int code = dial_query(options, QUESTION_ENTRIES, query);

	if (code == THIDUA_OK)
		code = dial_open(dial, options, use);
	return code == THIDUA_OK ? dial_ask(dial, query) : code;
}

/* --- list --- */

static void add_row(struct table *table, const struct told_points_entry *entry)
{
	struct arena *arena = table->arena;
	const bool gone = entry->withdrawn_count > 0;
	const struct told_signature *last = &entry->signatures[entry->signature_count - 1];

	table_cell(table, gone ? PAINT_DIM : PAINT_BOLD, "%s",
	           proposal_say_hash(arena, entry->entry));
	table_cell(table, PAINT_NONE, "%s", entry->board);
	table_cell(table,
	           gone                             ? PAINT_DIM
	           : entry->kind == ENTRY_DEDUCTION ? PAINT_BAD
	                                            : PAINT_GOOD,
	           "%s", proposal_say_points(arena, entry->kind, entry->points));
	table_cell(table, PAINT_NONE, "%s", entry->code);
	table_cell(table, PAINT_NONE, "%s",
	           proposal_say_signers(arena, entry->signatures, entry->signature_count));
	table_cell(table, PAINT_NONE, "%s", show_instant(arena, last->received_at));
	const char *why = gone ? entry->withdrawn_reason : "";

	if (table_apart()) {
		table_cell(table, PAINT_NONE, "%s", entry->reason);
		table_cell(table, PAINT_NONE, "%s", gone && !*why ? "–" : why);
	} else {
		table_cell(table, PAINT_NONE, "%s%s%s", entry->reason,
		           gone ? say(WORD_POINTS_WITHDRAWN) : "", why);
	}
}

static void show_list(struct dial *dial, const struct query *query, const struct told_reply *reply)
{
	const struct told_entries *told = &reply->entries;
	const struct column columns[] = { { say(WORD_POINTS_ENTRY), false, CUT_NEVER },
		                          { say(WORD_BOARD), false, CUT_NEVER },
		                          { say(WORD_POINTS_GIVEN), true, CUT_NEVER },
		                          { say(WORD_POINTS_RULE), false, CUT_NEVER },
		                          { say(WORD_PROPOSAL_SIGNED), false, CUT_END },
		                          { say(WORD_POINTS_SINCE), false, CUT_NEVER },
		                          { say(WORD_PROPOSAL_REASON), false, CUT_WRAP },
		                          { say(WORD_POINTS_GONE), false, CUT_NEVER } };
	const size_t apart = sizeof(columns) / sizeof(*columns), together = 7;
	struct table table;

	if (told->entry_count == 0) {
		printf(say(WORD_POINTS_NONE), query->year), putchar('\n');
		return;
	}
	table_start(&table, &dial->arena, columns, table_apart() ? apart : together);
	for (size_t i = 0; i < told->entry_count; i++)
		add_row(&table, &told->entries[i]);
	table_print_list(&table);
}

static const struct listing listing = {
	.question = QUESTION_ENTRIES,
	.form = &form_told_entries,
	.member = offsetof(struct told_reply, entries),
	.show = show_list,
};

/* --- enter --- */

/* With a comma as people write it here, or a point. */
static int read_points(struct arena *arena, const char *text, int64_t *out)
{
	char *plain = arena_text(arena, "%s", text);
	char *comma = strchr(plain, ',');

	if (comma)
		*comma = '.';
	return decimal_parse(plain, POINT_DECIMALS, out)
	               ? THIDUA_OK
	               : complain(THIDUA_USAGE, say(WORD_POINTS_NUMBER), text);
}

static int read_entry(struct options *options, char **operands, struct enter_points *out)
{
	*out = (struct enter_points){ .code = choice_code(operands[0]) };
	int code = options_require(options, OPTION_BOARD, &out->board);

	if (code == THIDUA_OK)
		code = options_require(options, OPTION_REASON, &out->reason);
	if (code == THIDUA_OK)
		code = read_points(&options->arena, operands[1], &out->points);
	if (code == THIDUA_OK)
		code = document_hash(operands[2], out->evidence);
	unseen_note(NULL, "reason", code == THIDUA_OK ? out->reason : "");
	return code;
}

/* operands: rule, points, document. */
static int enter(struct options *options, char **operands)
{
	struct dial dial = { 0 };
	struct query query;
	struct command command;
	struct enter_points entry;
	int code = read_entry(options, operands, &entry);

	if (code == THIDUA_OK)
		code = dial_query(options, QUESTION_ENTRIES, &query);
	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK) {
		send_start(&command, ACTION_ENTER_POINTS, query.cluster, query.year);
		command.enter_points = entry;
		sealed_warn(&dial, &query, entry.board, entry.reason);
		code = try_or_send(&dial, &command);
	}
	dial_close(&dial);
	return code;
}

static int withdraw(struct options *options, const char *name)
{
	struct dial dial = { 0 };
	struct query query;
	struct command command;
	struct named_hash found = { .name = name };
	const char *reason;
	int code = named_hash_check(name);

	if (code == THIDUA_OK)
		code = options_require(options, OPTION_REASON, &reason);
	if (code == THIDUA_OK)
		code = open_dial(options, DIAL_OUTBOX, &dial, &query);
	if (code == THIDUA_OK) {
		const struct told_entries *told = &dial.answer.reply->entries;

		for (size_t i = 0; i < told->entry_count; i++)
			named_hash_look(&found, told->entries[i].entry);
		send_start(&command, ACTION_WITHDRAW_POINTS, query.cluster, query.year);
		command.withdraw_points.reason = reason;
		code = named_hash_take(&found, command.withdraw_points.entry);
		if (code != THIDUA_OK && found.count == 0)
			sealed_note_hidden(&dial, query.cluster, query.year);
	}
	if (code == THIDUA_OK)
		code = try_or_send(&dial, &command);
	dial_close(&dial);
	return code;
}

int cmd_points(struct options *options, size_t count, char **operands)
{
	const char *what = count > 0 ? operands[0] : "";

	if (count == 1 && strcmp(what, "list") == 0)
		return listing_run(&listing, options, NULL);
	if (count == 4 && strcmp(what, "enter") == 0)
		return enter(options, operands + 1);
	if (count == 2 && strcmp(what, "withdraw") == 0)
		return withdraw(options, operands[1]);
	return options_usage(options);
}
