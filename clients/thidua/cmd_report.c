/*
 * thidua report: a stored report as it was signed, with the texts that the rules do not look at.
 *
 * The daemon answers with the journal's entry; numbers and texts are decoded from its bytes here,
 * so what is shown is what was hashed and signed.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "complain.h"
#include "json_out.h"
#include "members.h"
#include "reinstate.h"
#include "report_show.h"
#include "review_show.h"
#include "show.h"
#include "text.h"
#include "words.h"

static void show_report(struct dial *dial, const struct journal_entry *entry,
                        const struct command *command)
{
	const struct submit_report *report = &command->submit_report;
	struct member_list members;
	char hash[2 * HASH_SIZE + 1];

	members_ask(dial, command->cluster, command->year, &members);
	text_hex(command->hash, HASH_SIZE, hash);
	show_text(PAINT_BOLD, member_board(&members, report->board));
	printf(say(WORD_REPORT_HEAD), words_period(report->period), command->year, report->revision,
	       show_instant(&dial->arena, command_taken_at(command)),
	       (unsigned long long)entry->sequence, hash);
	fputs("\n\n", stdout);
	report_show_lines(&dial->arena, report, &members);
	report_show_texts(report);
	const struct query query = { .cluster = command->cluster,
		                     .year = command->year,
		                     .period = report->period - 1 };

	review_show_amended(dial, &query, report->board);
}

static json_t *entry_of(const struct journal_entry *entry, const struct command *command)
{
	json_t *value = json_object();

	json_object_set_new(value, "sequence", json_integer((json_int_t)entry->sequence));
	json_object_set_new(value, "received_at", json_instant(command_taken_at(command)));
	json_object_set_new(value, "command_hash", json_hex(command->hash, HASH_SIZE));
	json_object_set_new(value, "key", json_hex(entry->key, KEY_SIZE));
	json_object_set_new(value, "report", json_report(command));
	return value;
}

static int show_answer(struct dial *dial)
{
	const struct journal_entry entry = dial->answer.entry_count > 0
	                                           ? dial->answer.entries[0]
	                                           : (struct journal_entry){ 0 };
	struct faults why;
	struct command stored, command = { 0 };

	faults_init(&why, &dial->arena);
	if (entry.command &&
	    command_decode(entry.command, entry.command_size, &dial->arena, &stored, &why))
		reinstate_enters(&stored, &command);
	if (!command.receipt)
		command.received_at = entry.received_at;
	if (command.action != ACTION_SUBMIT_REPORT)
		return complain(THIDUA_UNREACHABLE, "%s", say(WORD_ANSWER_UNREADABLE));
	if (options_has(dial->options, OPTION_JSON))
		json_print(entry_of(&entry, &command));
	else
		show_report(dial, &entry, &command);
	return THIDUA_OK;
}

int cmd_report(struct options *options, size_t count, char **operands)
{
	struct dial dial = { 0 };
	struct query query;
	uint64_t revision = 0;

	if (count > 0)
		return complain(THIDUA_USAGE, say(WORD_OPERAND_UNKNOWN), operands[0]);
	int code = dial_query(options, QUESTION_REPORT, &query);

	if (code == THIDUA_OK)
		code = options_require(options, OPTION_BOARD, &query.board);
	if (code == THIDUA_OK)
		code = options_number(options, OPTION_REVISION, 1, UINT32_MAX, 0, &revision);
	query.revision = (uint32_t)revision;
	if (code == THIDUA_OK && query.period < 0)
		code = options_require(options, OPTION_PERIOD, &(const char *){ NULL });
	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_ASK);
	if (code == THIDUA_OK)
		code = dial_ask(&dial, &query);
	if (code == THIDUA_OK)
		code = show_answer(&dial);
	dial_close(&dial);
	return code;
}
