#include <stdio.h>

#include "arena.h"
#include "choice.h"
#include "cli.h"
#include "complain.h"
#include "entry.h"
#include "messages_forms.h"
#include "send.h"
#include "words.h"

enum { ACTIONS = 64 };

static int unknown_action(struct options *options, const char *name)
{
	const char *actions[ACTIONS] = { NULL };
	size_t count = 0;

	for (size_t i = 0; i < form_command.field_count && count < ACTIONS; i++)
		if (form_command.fields[i].chosen)
			actions[count++] = form_command.fields[i].name;
	return complain(THIDUA_USAGE, say(WORD_ACTION_UNKNOWN), name,
	                choice_list(&options->arena, actions, count),
	                choice_hint(&options->arena, name, actions, count));
}

int cmd_send(struct options *options, size_t count, char **operands)
{
	if (count == 0)
		return options_usage(options);
	if (!entry_action(operands[0]))
		return unknown_action(options, operands[0]);
	return send_action(options, operands[0], count - 1, operands + 1);
}
