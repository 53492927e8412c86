/*
 * thidua proposal: what waits for a second signature, and giving it.
 *
 * A proposal is named by how its hash begins. Before it is countersigned all that it says is shown, and
 * somebody at a terminal is asked: the signature is what makes it hold.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "cli.h"
#include "complain.h"
#include "consent.h"
#include "entry.h"
#include "json_form.h"
#include "json_out.h"
#include "listing.h"
#include "messages_forms.h"
#include "named_hash.h"
#include "proposal_say.h"
#include "proposal_show.h"
#include "request.h"
#include "sealed.h"
#include "send.h"
#include "show.h"
#include "try_command.h"
#include "words.h"

static int open_dial(struct options *options, enum dial_use use, struct dial *dial,
                     struct query *query)
{
	const int code = dial_query(options, QUESTION_PROPOSALS, query);

	return code == THIDUA_OK ? dial_open(dial, options, use) : code;
}

static void add_row(struct table *table, const struct told_proposal *proposal, uint32_t year)
{
	struct arena *arena = table->arena;
	const bool open = proposal->missing_count > 0;

	table_cell(table, PAINT_BOLD, "%s", proposal_say_hash(arena, proposal->proposal));
	table_cell(table, PAINT_NONE, "%s", proposal_say(arena, proposal, year));
	table_cell(table, PAINT_NONE, "%s",
	           proposal_say_signers(arena, proposal->signatures, proposal->signature_count));
	table_cell(table, open ? PAINT_WARN : PAINT_NONE, "%s",
	           proposal_say_signers(arena, proposal->missing, proposal->missing_count));
	table_cell(table, PAINT_NONE, "%s", proposal_say_state(arena, proposal));
}

static void show_list(struct dial *dial, const struct query *query, const struct told_reply *reply)
{
	const struct told_proposals *told = &reply->proposals;
	const struct column columns[] = { { say(WORD_PROPOSAL), false, CUT_NEVER },
		                          { say(WORD_PROPOSAL_SAYS), false, CUT_END },
		                          { say(WORD_PROPOSAL_SIGNED), false, CUT_END },
		                          { say(WORD_PROPOSAL_MISSING), false, CUT_END },
		                          { say(WORD_PROPOSAL_STATE), false, CUT_NEVER } };
	struct table table;

	if (told->proposal_count == 0) {
		printf(say(WORD_PROPOSALS_NONE), query->year), putchar('\n');
		return;
	}
	table_start(&table, &dial->arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < told->proposal_count; i++)
		add_row(&table, &told->proposals[i], query->year);
	table_print_list(&table);
	if (told->more) {
		const struct told_proposal *last = &told->proposals[told->proposal_count - 1];

		printf(say(WORD_PROPOSALS_MORE),
		       options_next_page(dial->options, &dial->arena, "proposal list",
		                         OPTION_BEFORE, last->sequence));
		putchar('\n');
	}
}

static const struct listing listing = {
	.question = QUESTION_PROPOSALS,
	.form = &form_told_proposals,
	.member = offsetof(struct told_reply, proposals),
	.show = show_list,
};

static int list(struct options *options)
{
	struct get_proposals asked = { 0 };
	const int code = options_number(options, OPTION_BEFORE, 1, UINT64_MAX, 0, &asked.before);

	return code == THIDUA_OK ? listing_run(&listing, options, &asked) : code;
}

/* --- one --- */

/* The one whose hash begins so, from the newest page on to older ones, then by itself with its command. */
static int find_one(struct dial *dial, struct query *query, const char *name,
                    struct told_proposal *out)
{
	struct get_proposals asked = { .cluster = query->cluster, .year = query->year };
	struct named_hash found = { .name = name };
	int code = THIDUA_OK;
	bool more = true;

	query->asked = &asked;
	while (code == THIDUA_OK && more && !named_hash_whole(name)) {
		code = dial_ask(dial, query);
		if (code != THIDUA_OK)
			break;
		const struct told_proposals told = dial->answer.reply->proposals;

		for (size_t i = 0; i < told.proposal_count; i++)
			named_hash_look(&found, told.proposals[i].proposal);
		more = told.more;
		if (more)
			asked.before = told.proposals[told.proposal_count - 1].sequence;
	}
	const bool asked_all = code == THIDUA_OK;

	if (code == THIDUA_OK)
		code = named_hash_take(&found, asked.proposal);
	asked.has_proposal = true;
	asked.before = 0;
	if (code == THIDUA_OK)
		code = dial_ask(dial, query);
	if (asked_all && (code == THIDUA_REFUSED || (code == THIDUA_USAGE && found.count == 0)))
		sealed_note_hidden(dial, query->cluster, query->year);
	if (code == THIDUA_OK)
		*out = dial->answer.reply->proposals.proposals[0];
	query->asked = NULL;
	return code;
}

static int show(struct options *options, const char *name)
{
	struct dial dial = { 0 };
	struct query query;
	struct told_proposal proposal;
	int code = open_dial(options, DIAL_ASK, &dial, &query);

	if (code == THIDUA_OK)
		code = find_one(&dial, &query, name, &proposal);
	if (code == THIDUA_OK && options_has(options, OPTION_JSON))
		json_print(proposal_show_json(&dial, &proposal));
	else if (code == THIDUA_OK)
		code = proposal_show(&dial, &proposal, query.year);
	dial_close(&dial);
	return code;
}

/* --- its end --- */

static int agree(struct dial *dial, const struct told_proposal *proposal, uint32_t year)
{
	if (!consent_wanted(dial->options))
		return THIDUA_OK;
	const int code = proposal_show(dial, proposal, year);

	if (code != THIDUA_OK)
		return code;
	return consent_given("%s", say(WORD_COUNTERSIGN_ASK)) ? THIDUA_OK : THIDUA_USAGE;
}

static int countersign(struct options *options, const char *name)
{
	struct dial dial = { 0 };
	struct query query;
	struct told_proposal proposal;
	struct command command;
	int code = open_dial(options, DIAL_OUTBOX, &dial, &query);

	if (code == THIDUA_OK)
		code = find_one(&dial, &query, name, &proposal);
	if (code == THIDUA_OK)
		code = agree(&dial, &proposal, query.year);
	if (code == THIDUA_OK) {
		send_start(&command, ACTION_COUNTERSIGN, query.cluster, query.year);
		memcpy(command.countersign.proposal, proposal.proposal, HASH_SIZE);
		code = try_or_send(&dial, &command);
	}
	dial_close(&dial);
	return code;
}

static int withdraw(struct options *options, const char *name)
{
	struct dial dial = { 0 };
	struct query query;
	struct told_proposal proposal;
	struct command command;
	const char *reason = options_text(options, OPTION_REASON);
	int code = open_dial(options, DIAL_OUTBOX, &dial, &query);

	if (code == THIDUA_OK)
		code = find_one(&dial, &query, name, &proposal);
	if (code == THIDUA_OK) {
		send_start(&command, ACTION_WITHDRAW_PROPOSAL, query.cluster, query.year);
		memcpy(command.withdraw_proposal.proposal, proposal.proposal, HASH_SIZE);
		command.withdraw_proposal.reason = reason ? reason : "";
		code = try_or_send(&dial, &command);
	}
	dial_close(&dial);
	return code;
}

int cmd_proposal(struct options *options, size_t count, char **operands)
{
	static const struct {
		const char *name;
		int (*run)(struct options *options, const char *name);
	} all[] = { { "show", show }, { "countersign", countersign }, { "withdraw", withdraw } };

	if (count == 1 && strcmp(operands[0], "list") == 0)
		return list(options);
	for (size_t i = 0; count == 2 && i < sizeof(all) / sizeof(*all); i++) {
		if (strcmp(operands[0], all[i].name) != 0)
			continue;
		const int code = named_hash_check(operands[1]);

		return code == THIDUA_OK ? all[i].run(options, operands[1]) : code;
	}
	return options_usage(options);
}
