/*
 * thidua amend: what was found of a report after its period had locked.
 *
 * The tasks are said as a reviewer says them; the document stays with the office, and its hash goes into
 * the journal. It is a proposal: who signs it does so with thidua proposal.
 */
#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "choice.h"
#include "cli.h"
#include "document.h"
#include "json_form.h"
#include "json_out.h"
#include "judgements.h"
#include "listing.h"
#include "messages_forms.h"
#include "proposal_say.h"
#include "sealed.h"
#include "send.h"
#include "show.h"
#include "try_command.h"
#include "words.h"

static void add_task(struct table *table, const struct told_amendment *amendment, size_t i)
{
	struct arena *arena = table->arena;
	const struct judgement *task = &amendment->tasks[i];
	const size_t signed_by = amendment->signature_count;
	const bool first = i == 0 || table_apart();
	const char *value = judgements_value(arena, task);

	table_cell(table, PAINT_BOLD, "%s",
	           first ? arena_text(arena, "%u", amendment->number) : "");
	table_cell(table, PAINT_NONE, "%s", first ? amendment->board : "");
	table_cell(table, PAINT_NONE, "%s", first ? words_period(amendment->period) : "");
	table_cell(table, PAINT_NONE, "%s", task->task);
	table_cell(table, PAINT_NONE, "%s", value);
	table_cell(table, PAINT_NONE, "%s",
	           first ? proposal_say_signers(arena, amendment->signatures,
	                                        amendment->signature_count)
	                 : "");
	table_cell(
	        table, PAINT_NONE, "%s",
	        first && signed_by > 0
	                ? show_day(arena,
	                           calendar_day(amendment->signatures[signed_by - 1].received_at))
	                : "");
	table_cell(table, PAINT_NONE, "%s", task->reason);
}

static void show_list(struct dial *dial, const struct query *query, const struct told_reply *reply)
{
	const struct told_amendments *told = &reply->amendments;
	const struct column columns[] = { { say(WORD_AMENDMENT), true, CUT_NEVER },
		                          { say(WORD_BOARD), false, CUT_NEVER },
		                          { say(WORD_PERIOD), false, CUT_NEVER },
		                          { say(WORD_TASK), false, CUT_NEVER },
		                          { say(WORD_AMENDMENT_VALUE), true, CUT_NEVER },
		                          { say(WORD_PROPOSAL_SIGNED), false, CUT_END },
		                          { say(WORD_AMENDMENT_DAY), false, CUT_NEVER },
		                          { say(WORD_PROPOSAL_REASON), false, CUT_WRAP } };
	struct table table;

	if (told->amendment_count == 0) {
		printf(say(WORD_AMENDMENTS_NONE), query->year), putchar('\n');
		return;
	}
	table_start(&table, &dial->arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < told->amendment_count; i++)
		for (size_t k = 0; k < told->amendments[i].task_count; k++)
			add_task(&table, &told->amendments[i], k);
	table_print_list(&table);
	if (told->more) {
		printf(say(WORD_AMENDMENTS_MORE),
		       options_next_page(dial->options, &dial->arena, "amend list", OPTION_BEFORE,
		                         told->amendments[told->amendment_count - 1].number));
		putchar('\n');
	}
}

static const struct listing listing = {
	.question = QUESTION_AMENDMENTS,
	.form = &form_told_amendments,
	.member = offsetof(struct told_reply, amendments),
	.show = show_list,
};

static int list(struct options *options)
{
	uint64_t before;
	const int code = options_number(options, OPTION_BEFORE, 1, UINT16_MAX, 0, &before);
	const struct get_amendments asked = { .before = (uint32_t)before };

	return code == THIDUA_OK ? listing_run(&listing, options, &asked) : code;
}

/* operands: board, document, tasks. */
static int fill(struct dial *dial, const struct query *query, size_t count, char **operands,
                struct judgement *tasks, struct command *out)
{
	struct member_list members = { .current = -1 };
	struct faults why;

	faults_init(&why, &dial->arena);
	members_ask(dial, query->cluster, query->year, &members);
	send_start(out, ACTION_AMEND_REPORT, query->cluster, query->year);
	out->amend_report = (struct amend_report){ .board = choice_code(operands[0]),
		                                   .period = query->period + 1,
		                                   .task_count = count - 2,
		                                   .tasks = tasks };
	if (!judgements_read(&members, count - 2, operands + 2, tasks, &why))
		return dial_tell_own_of(dial->options, &members.draft, &why, THIDUA_BAD_INPUT);
	return document_hash(operands[1], out->amend_report.evidence);
}

static int amend(struct options *options, size_t count, char **operands)
{
	struct dial dial = { 0 };
	struct query query;
	struct command command;
	struct judgement tasks[TASKS_MAX];
	const char *period;
	int code = options_require(options, OPTION_PERIOD, &period);

	if (code == THIDUA_OK)
		code = dial_query(options, QUESTION_AMENDMENTS, &query);
	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK)
		code = fill(&dial, &query, count, operands, tasks, &command);
	if (code == THIDUA_OK) {
		sealed_warn(&dial, &query, operands[0], judgements_reason(count - 2, tasks));
		code = try_or_send(&dial, &command);
	}
	dial_close(&dial);
	return code;
}

int cmd_amend(struct options *options, size_t count, char **operands)
{
	if (count == 1 && strcmp(operands[0], "list") == 0)
		return list(options);
	if (count >= 3 && count - 2 <= TASKS_MAX)
		return amend(options, count, operands);
	return options_usage(options);
}
