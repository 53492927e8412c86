/*
 * thidua report: a stored report as it was signed, with the texts that the rules do not look at.
 *
 * The daemon answers with the journal's entry; numbers and texts are decoded from its bytes here,
 * so what is shown is what was hashed and signed.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "json_out.h"
#include "show.h"
#include "text.h"
#include "words.h"

static void show_lines(struct arena *arena, const struct submit_report *report,
                       const struct member_list *members)
{
	const struct column columns[] = { { "", false, CUT_NEVER },
		                          { say(WORD_TASK), false, CUT_END },
		                          { say(WORD_VALUE), true, CUT_NEVER },
		                          { say(WORD_UNIT), false, CUT_END } };
	struct table table;

	table_start(&table, arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < report->line_count; i++) {
		const struct report_line *line = &report->lines[i];

		table_cell(&table, PAINT_BOLD, "%s", line->task);
		table_cell(&table, PAINT_NONE, "%s", member_task(members, line->task));
		if (line->has_actual)
			table_cell(&table, PAINT_NONE, "%s", show_quantity(arena, line->actual));
		else
			table_cell(&table, PAINT_NONE, "%s / %s", show_quantity(arena, line->done),
			           show_quantity(arena, line->out_of));
		table_cell(&table, PAINT_NONE, "%s",
		           line->has_actual ? member_unit(members, line->task) : "");
	}
	table_print(&table);
}

static void show_triples(enum word head, const struct text_triple *triples, size_t count,
                         enum word second, enum word third)
{
	if (count == 0)
		return;
	putchar('\n');
	show_text(PAINT_BOLD, say(head));
	putchar('\n');
	for (size_t i = 0; i < count; i++) {
		printf("  %zu. %s\n", i + 1, triples[i].first);
		if (triples[i].second && *triples[i].second)
			printf("     %s: %s\n", say(second), triples[i].second);
		if (triples[i].third && *triples[i].third)
			printf("     %s: %s\n", say(third), triples[i].third);
	}
}

static void show_texts(const struct report_texts *texts)
{
	char hash[2 * HASH_SIZE + 1];

	show_triples(WORD_LIMITATIONS, texts->limitations, texts->limitation_count, WORD_CAUSE,
	             WORD_REMEDY);
	show_triples(WORD_MODELS, texts->models, texts->model_count, WORD_FIELD, WORD_EFFECT);
	if (texts->proposal_count > 0)
		printf("\n%s\n", say(WORD_PROPOSALS));
	for (size_t i = 0; i < texts->proposal_count; i++)
		printf("  %zu. %s\n", i + 1, texts->proposals[i]);
	if (texts->evidence_count > 0)
		printf("\n%s\n", say(WORD_EVIDENCE));
	for (size_t i = 0; i < texts->evidence_count; i++) {
		text_hex(texts->evidence[i], HASH_SIZE, hash);
		printf("  %s\n", hash);
	}
}

static void show_report(struct dial *dial, const struct journal_entry *entry,
                        const struct command *command, const struct report_texts *texts)
{
	const struct submit_report *report = &command->submit_report;
	struct member_list members;
	char hash[2 * HASH_SIZE + 1];

	dial_members(dial, command->cluster, command->year, &members);
	text_hex(command->hash, HASH_SIZE, hash);
	show_text(PAINT_BOLD, member_board(&members, report->board));
	printf(say(WORD_REPORT_HEAD), say_period(report->period - 1), command->year,
	       report->revision, show_instant(&dial->arena, entry->received_at),
	       (unsigned long long)entry->sequence, hash);
	fputs("\n\n", stdout);
	show_lines(&dial->arena, report, &members);
	show_texts(texts);
}

static json_t *entry_of(const struct journal_entry *entry, const struct command *command,
                        const struct report_texts *texts)
{
	json_t *value = json_object();

	json_object_set_new(value, "sequence", json_integer((json_int_t)entry->sequence));
	json_object_set_new(value, "received_at", json_instant(entry->received_at));
	json_object_set_new(value, "command_hash", json_hex(command->hash, HASH_SIZE));
	json_object_set_new(value, "key", json_hex(entry->key, KEY_SIZE));
	json_object_set_new(value, "report", json_report(command, texts));
	return value;
}

static int show_answer(struct dial *dial)
{
	const struct journal_entry entry = dial->answer.entry_count > 0
	                                           ? dial->answer.entries[0]
	                                           : (struct journal_entry){ 0 };
	struct faults why;
	struct command command;
	struct report_texts texts;

	faults_init(&why, &dial->arena);
	if (!entry.command ||
	    !command_decode(entry.command, entry.command_size, &dial->arena, &command, &why) ||
	    command.action != ACTION_SUBMIT_REPORT ||
	    !decode_report_texts(entry.command, entry.command_size, &dial->arena, &texts))
		return complain(THIDUA_UNREACHABLE, "%s", say(WORD_ANSWER_UNREADABLE));
	if (options_has(dial->options, OPTION_JSON))
		json_print(entry_of(&entry, &command, &texts));
	else
		show_report(dial, &entry, &command, &texts);
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
