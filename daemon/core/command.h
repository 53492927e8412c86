/*
 * command -- what an office wants done, decoded and bounded, with the facts that the journal adds.
 *
 * wire makes it from bytes, the cluster's state takes it. Its fields, and the struct of each
 * action, are made from proto/thidua/v1 into messages.h.
 */
#ifndef CORE_COMMAND_H
#define CORE_COMMAND_H

#include "messages.h"
#include "ruleset.h"

enum role {
	ROLE_NONE,
	ROLE_OFFICE,
	ROLE_SUPERVISOR,
	ROLE_OPERATOR,
	ROLE_VIEWER
}; /* the wire's numbers */

enum audience {
	AUDIENCE_NONE,
	AUDIENCE_MEMBER,
	AUDIENCE_PUBLIC, /* these two are the wire's numbers */
	AUDIENCE_LIVE    /* head, deputy and supervisor; never granted, it goes with the office */
};

struct command {
	COMMAND_FIELDS
	/* not of the command's bytes: */
	struct bytes bytes;      /* as it came; whose they are, they outlive the command */
	uint8_t hash[HASH_SIZE]; /* BLAKE2b-256 of the command's bytes */
	uint8_t key[KEY_SIZE];   /* the signer, whose signature has been verified */
	int64_t received_at;     /* set by who journals it */
	/* What it was told when the daemon took it first; NULL: it comes for the first time. */
	const struct receipt_statement *receipt;
};

/* When the daemon took it first. */
static inline int64_t command_taken_at(const struct command *command)
{
	return command->receipt ? command->receipt->received_at : command->received_at;
}

/* The one that stands in it; NULL: none. */
static inline const struct command *command_inside(const struct command *command)
{
	return command->action == ACTION_REINSTATE ? command->reinstate.signed_command_opened
	                                           : NULL;
}

#endif
