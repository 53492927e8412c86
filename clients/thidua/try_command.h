/*
 * try_command -- a command that is only tried: what the daemon would say to it, and nothing is stored.
 */
#ifndef TRY_COMMAND_H
#define TRY_COMMAND_H

#include <jansson.h>

#include "command.h"
#include "dial.h"

/* Says that it would be taken, and whether it would wait for a second signature, and whose; or why it
 * would not. */
int try_command(struct dial *dial, const struct command *command);

/* With --dry-run tried, else sent. */
int try_or_send(struct dial *dial, const struct command *command);

/* Only asks; what is refused is said. */
int try_command_ask(struct dial *dial, const struct command *command);

/* Of what was answered: "proposal", the one that it would be, where it would be one. */
void try_command_tell_proposal(const struct dial *dial, json_t *value);

#endif
