/*
 * The daemon honours its own receipt. After a restore from a backup, commands that were acknowledged
 * since are in no journal any more; their offices have them, and the receipts. A Reinstate brings
 * both: the command enters as it was signed, checked as if it came now, but whether its period was
 * open, and how late it is, are judged by the receipt.
 *
 * Whether the receipt proves what it says has been looked at with the signatures; here is what it
 * speaks of: this command, this cluster, this daemon's key, and nothing that the journal holds.
 *
 * Who signs the Reinstate must be of the office whose command it is, and have a role now. The key that
 * signed the command then must have been granted in this journal (so grants come back first), but
 * may have been revoked since: what it signed was acknowledged before that. What the lock of a
 * period has settled meanwhile stays, since rows are dated by the entry that brings them back.
 */
#include "reinstate.h"

#include <string.h>

#include "action.h"
#include "calendar.h"
#include "command_ids.h"
#include "faults.h"
#include "final.h"
#include "proposal.h"

#define INSIDE  "reinstate.signed_command"
#define RECEIPT "reinstate.receipt"

/* The command that stands in it, as it enters with it; only when it was read. */
static struct command inside_of(const struct command *command)
{
	struct command inside = *command->reinstate.signed_command_opened;

	inside.received_at = command->received_at;
	inside.receipt = command->reinstate.receipt_opened;
	return inside;
}

/* NULL: none that can stand in another one. */
static const struct action *action_of(const struct command *command)
{
	const struct reinstate *reinstate = &command->reinstate;

	if (!reinstate->signed_command_opened || !reinstate->receipt_opened ||
	    reinstate->signed_command_opened->action == ACTION_REINSTATE)
		return NULL;
	return cluster_find_action(reinstate->signed_command_opened->action);
}

/* Who signed the command then, whatever became of his key. */
static bool find_first(const struct cluster *cluster, const struct command *inside,
                       struct granted_key *out)
{
	*out = (struct granted_key){ .role = cluster_role(cluster, inside->key) };
	return cluster_key(cluster, inside->key, out) || out->role != ROLE_NONE;
}

static bool is_own(const struct cluster *cluster, const struct granted_key *signer,
                   const struct command *command, struct faults *why)
{
	const struct action *action = action_of(command);
	struct granted_key first;

	if (!action) {
		fail(why, FAULT_ACTION_UNKNOWN, INSIDE);
		return false;
	}
	const struct command inside = inside_of(command);

	if (!find_first(cluster, &inside, &first)) {
		fail(why, FAULT_FIRST_KEY_UNKNOWN, INSIDE ".key");
		return false;
	}
	if (!key_same_office(&first, signer) || (action->roles & MAY(first.role)) == 0) {
		fail(why, FAULT_OTHER_OFFICE, "key");
		return false;
	}
	return action_may(action, cluster, &first, &inside, why);
}

static bool is_of(const struct receipt_statement *receipt, const struct command *inside)
{
	return memcmp(receipt->command_id, inside->id, ID_SIZE) == 0 &&
	       memcmp(receipt->command_hash, inside->hash, HASH_SIZE) == 0 &&
	       strcmp(receipt->cluster, inside->cluster) == 0;
}

static void reinstate_alone(const struct command *command, struct faults *why)
{
	if (!action_of(command)) {
		fail(why, FAULT_ACTION_UNKNOWN, INSIDE);
		return;
	}
	const struct command inside = inside_of(command);

	if (!is_of(inside.receipt, &inside))
		fail(why, FAULT_RECEIPT_OF_ANOTHER, RECEIPT);
	if (memcmp(command->id, inside.id, ID_SIZE) == 0)
		fail(why, FAULT_ITEM_TWICE, "id", INSIDE);
	if (strcmp(command->cluster, inside.cluster) != 0)
		fail(why, FAULT_OTHER_CLUSTER, INSIDE, command->cluster);
	if (command->year != inside.year)
		fail(why, FAULT_YEAR_OF_INSIDE, "year", fault_number(why, inside.year));
	else
		cluster_check_alone(&inside, why);
}

static void reinstate_check(const struct cluster *cluster, const struct command *command,
                            struct faults *why)
{
	const struct action *action = action_of(command);

	if (!action || command->year != command->reinstate.signed_command_opened->year)
		return; /* said already */
	const struct command inside = inside_of(command);
	const uint64_t used = cluster_find_command(cluster, inside.id);
	char taken[CALENDAR_INSTANT_SIZE];

	if (memcmp(command->reinstate.receipt.key, cluster->daemon_key, KEY_SIZE) != 0)
		fail(why, FAULT_RECEIPT_OF_OTHER_KEY, RECEIPT ".key");
	if (inside.receipt->rehearsal && !cluster->rehearsal)
		fail(why, FAULT_RECEIPT_REHEARSED, RECEIPT);
	if (!inside.receipt->rehearsal && cluster->rehearsal)
		fail(why, FAULT_RECEIPT_REAL, RECEIPT);
	if (used > 0)
		fail(why, FAULT_RECEIPT_IN_JOURNAL, RECEIPT, fault_number(why, (long long)used));
	else if (inside.receipt->received_at > command->received_at)
		fail(why, FAULT_RECEIPT_AHEAD, RECEIPT,
		     calendar_format_instant(inside.receipt->received_at, taken));
	else
		final_check(action, cluster, &inside, why);
}

static bool reinstate_apply(struct cluster *cluster, const struct command *command,
                            struct effect *effect)
{
	const struct action *action = action_of(command);

	if (!action)
		return false;
	const struct command inside = inside_of(command);

	if (strcmp(inside.cluster, cluster->code) != 0 || inside.year != command->year ||
	    cluster_find_command(cluster, inside.id) > 0)
		return false;
	command_ids_add(cluster, inside.id);
	return proposal_enter(cluster, action, &inside, effect);
}

static void reinstate_told(const struct cluster *cluster, const struct command *command,
                           struct effect *effect)
{
	const struct action *action = action_of(command);

	if (!action)
		return;
	const struct command inside = inside_of(command);

	if (action->told)
		action->told(cluster, &inside, effect);
	effect->proposal = proposal_waited(cluster, &inside);
}

bool reinstate_enters(const struct command *command, struct command *out)
{
	const bool does = command->action == ACTION_REINSTATE && action_of(command);

	*out = does ? inside_of(command) : *command;
	return does;
}

const struct action action_reinstate = {
	.number = ACTION_REINSTATE,
	.name = "reinstate",
	.scope = SCOPE_INSIDE,
	.roles = MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR) | MAY(ROLE_OPERATOR),
	.unseeing = true,
	.own = is_own,
	.alone = reinstate_alone,
	.check = reinstate_check,
	.apply = reinstate_apply,
	.told = reinstate_told,
};
