#include <string.h>
#include <thidua.h>

#include "cli.h"
#include "completion.h"

int cmd_completion(struct options *options, size_t count, char **operands)
{
	const char *shell = count == 1 ? operands[0] : "";

	if (strcmp(shell, "bash") == 0)
		completion_bash(stdout);
	else if (strcmp(shell, "zsh") == 0)
		completion_zsh(stdout);
	else
		return options_usage(options);
	return THIDUA_OK;
}
