#include "try_command.h"

#include <stdio.h>
#include <string.h>

#include "encode.h"
#include "json_out.h"
#include "json_standings.h"
#include "json_write.h"
#include "members.h"
#include "messages_forms.h"
#include "proposal_say.h"
#include "send.h"
#include "sheet.h"

int try_command_ask(struct dial *dial, const struct command *command)
{
	const uint64_t correlation = thidua_correlation();
	struct buffer bytes = { 0 }, frame = { 0 };
	struct signed_command sealed;

	encode_command(command, &bytes);
	int code = send_check(dial, &bytes);

	if (code == THIDUA_OK) {
		code = thidua_sign(dial->handle, SIGNED_AS_DRY_RUN, &bytes, &sealed);
		if (code == THIDUA_OK)
			encode_signed(&sealed, true, correlation, &frame);
		code = code == THIDUA_OK ? dial_send(dial, &frame, correlation) : code;
		if (code != THIDUA_OK)
			dial_tell_sent(dial, WORD_REFUSED_TRIED, code);
	}
	buffer_close(&bytes);
	buffer_close(&frame);
	return code;
}

void try_command_tell_proposal(const struct dial *dial, json_t *value)
{
	if (dial->answer.kind == ANSWER_PROPOSALS)
		json_object_set_new(value, "proposal",
		                    json_form_write(&form_told_proposal, NULL,
		                                    &dial->answer.reply->proposals.proposals[0]));
}

static void print_json(const struct dial *dial, const struct command *command,
                       const struct member_list *members)
{
	const struct answer *answer = &dial->answer;
	json_t *value = json_pack("{s:b, s:s}", "dry_run", 1, "action",
	                          cluster_action_name(command->action));

	try_command_tell_proposal(dial, value);
	if (answer->kind == ANSWER_DRY_RUN)
		json_object_set_new(value, "standings",
		                    json_standings(&answer->standings, members));
	json_print(value);
}

static void show_answer(struct dial *dial, const struct command *command,
                        const struct member_list *members)
{
	const struct answer *answer = &dial->answer;

	if (answer->kind == ANSWER_DRY_RUN) {
		sheet_print(&dial->arena, &answer->standings, members, NULL);
		putchar('\n');
	}
	puts(say(WORD_TRIED_RIGHT));
	if (answer->kind != ANSWER_PROPOSALS)
		return;
	const struct told_proposal *proposal = &answer->reply->proposals.proposals[0];

	printf(say(WORD_TRIED_PROPOSAL), proposal_say(&dial->arena, proposal, command->year),
	       proposal_say_signers(&dial->arena, proposal->missing, proposal->missing_count));
	putchar('\n');
}

int try_command(struct dial *dial, const struct command *command)
{
	struct member_list members = { .current = -1 };

	members_ask(dial, command->cluster, command->year, &members);
	const int code = try_command_ask(dial, command);

	if (code == THIDUA_OK && options_has(dial->options, OPTION_JSON))
		print_json(dial, command, &members);
	else if (code == THIDUA_OK)
		show_answer(dial, command, &members);
	return code;
}

int try_or_send(struct dial *dial, const struct command *command)
{
	return options_has(dial->options, OPTION_DRY_RUN) ? try_command(dial, command)
	                                                  : send_command(dial, command, NULL);
}
