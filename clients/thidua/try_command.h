/*
 * try_command -- a command that is only tried: what the daemon would say to it, and nothing is stored.
 */
#ifndef TRY_COMMAND_H
#define TRY_COMMAND_H

#include "command.h"
#include "dial.h"

/* Says that it would be taken, and whether it would wait for a second signature, and whose; or why it
 * would not. */
int try_command(struct dial *dial, const struct command *command);

#endif
