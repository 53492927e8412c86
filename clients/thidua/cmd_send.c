#include <stdio.h>

#include "arena.h"
#include "cli.h"
#include "complain.h"
#include "entry.h"
#include "messages_forms.h"
#include "send.h"
#include "words.h"

static int unknown_action(struct options *options, const char *name)
{
	const char *list = "";

	for (size_t i = 0; i < form_command.field_count; i++)
		if (form_command.fields[i].chosen)
			list = arena_text(&options->arena, "%s%s%s", list, *list ? ", " : "",
			                  form_command.fields[i].name);
	return complain(THIDUA_USAGE, say(WORD_ACTION_UNKNOWN), name, list);
}

int cmd_send(struct options *options, size_t count, char **operands)
{
	if (count == 0)
		return options_usage(options);
	if (!entry_action(operands[0]))
		return unknown_action(options, operands[0]);
	return send_action(options, operands[0], count - 1, operands + 1);
}
