/*
 * reinstate -- what a Reinstate brings back, for who looks at commands that have entered.
 */
#ifndef CORE_REINSTATE_H
#define CORE_REINSTATE_H

#include "command.h"

/* The command that entered: the one inside a Reinstate, with the time of its entry and its receipt,
 * or the command itself. True: the former. out points into the command. */
bool reinstate_enters(const struct command *command, struct command *out);

#endif
