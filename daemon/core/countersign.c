/*
 * The second signature under a proposal, and its refusal. Who may sign follows from what the proposal
 * needs; whether it can take effect is asked of the proposed command's own action, as if it came now.
 */
#include "action.h"
#include "arena.h"
#include "calendar.h"
#include "faults.h"
#include "final.h"
#include "proposal.h"
#include "proposal_tell.h"
#include "reasons.h"
#include "season.h"

static const uint8_t *hash_in(const struct command *command)
{
	return command->action == ACTION_COUNTERSIGN ? command->countersign.proposal
	                                             : command->withdraw_proposal.proposal;
}

static const struct proposal_row *row_of(const struct cluster *cluster,
                                         const struct command *command)
{
	return proposal_find(cluster, command->year, hash_in(command));
}

/* What the signer may not see is as if it were not there. What the daemon took once is not asked again. */
static bool is_shown(const struct cluster *cluster, const struct proposal_row *row,
                     const struct command *command)
{
	const struct sight sight = audience_signer(cluster, command);

	return command->receipt || row->at.received_at <= proposal_tell_until(cluster, &sight, row);
}

static bool is_there(const struct cluster *cluster, const struct command *command,
                     struct faults *why)
{
	const struct proposal_row *row = row_of(cluster, command);
	const char *field = fault_path(why, "%s.proposal", cluster_action_name(command->action));

	if (row && is_shown(cluster, row, command))
		return true;
	if (cluster_version(cluster, command->year) == 0)
		fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
	else
		fail(why, FAULT_PROPOSAL_UNKNOWN, field, fault_number(why, command->year));
	return false;
}

static bool is_open(const struct cluster *cluster, const struct command *command,
                    struct faults *why)
{
	static const enum fault_reason ended[] = {
		[PROPOSAL_IN_FORCE] = FAULT_PROPOSAL_IN_FORCE,
		[PROPOSAL_WITHDRAWN] = FAULT_PROPOSAL_WITHDRAWN,
		[PROPOSAL_DECLINED] = FAULT_PROPOSAL_DECLINED,
		[PROPOSAL_LAPSED] = FAULT_PROPOSAL_LAPSED,
		[PROPOSAL_REVOKED] = FAULT_PROPOSAL_REVOKED,
		[PROPOSAL_VOID] = FAULT_PROPOSAL_VOID,
	};
	const struct proposal proposal =
	        proposal_look(cluster, row_of(cluster, command), command_taken_at(command));
	char when[CALENDAR_INSTANT_SIZE];

	if (proposal.state == PROPOSAL_OPEN)
		return true;
	const char *const text = calendar_format_instant(proposal.ended_at, when);

	faults_add(why, ended[proposal.state], cluster_action_name(command->action), &text, 1);
	return false;
}

static struct answer_row *add_answer(struct cluster *cluster, const struct command *command,
                                     uint32_t proposal, enum proposal_answer kind, unsigned seat)
{
	struct answer_row *row = rows_add(cluster, TABLE_ANSWERS, 1);

	row->at = rows_now(cluster);
	row->proposal = proposal;
	row->key = key_number(cluster, command->key);
	row->kind = (uint8_t)kind;
	row->seat = (uint8_t)seat;
	return row;
}

/* --- the second signature --- */

static bool may_countersign(const struct cluster *cluster, const struct granted_key *signer,
                            const struct command *command, struct faults *why)
{
	const struct needs needs = proposal_needs(cluster, row_of(cluster, command));

	return proposal_may_sign(cluster, command, &needs, signer, why);
}

/* Asked as if it came now, of who proposed it. */
static bool can_hold(const struct cluster *cluster, const struct proposal_row *row,
                     const struct command *by, struct faults *why)
{
	const struct action *action = cluster_find_action((enum action_number)row->action);
	struct granted_key signer;
	struct command proposed;
	const size_t before = why->count;

	if (!action || !proposal_open(cluster, row, by, why->arena, &proposed))
		return false;
	proposal_signer(cluster, row, &signer);
	if (action_may(action, cluster, &signer, &proposed, why))
		final_check(action, cluster, &proposed, why);
	return why->count == before;
}

static void countersign_check(const struct cluster *cluster, const struct command *command,
                              struct faults *why)
{
	const struct proposal_row *row = row_of(cluster, command);
	const struct needs needs = proposal_needs(cluster, row);
	struct granted_key signer = { .role = ROLE_NONE };
	struct faults no;

	if (!is_open(cluster, command, why))
		return;
	faults_init(&no, why->arena);
	cluster_key(cluster, command->key, &signer);
	const unsigned seat = proposal_seat(cluster, command->year, &needs, &signer);

	if (!can_hold(cluster, row, command, &no)) {
		fail(why, FAULT_PROPOSAL_CANNOT_HOLD, "countersign");
		faults_take(why, "countersign.proposal", &no);
	} else if ((proposal_look(cluster, row, command->received_at).missing & seat) == 0) {
		fail(why, FAULT_PROPOSAL_SIGNED, "countersign");
	}
}

/* The command takes effect with the last signature. */
static bool take_effect(struct cluster *cluster, const struct proposal_row *row,
                        const struct command *by, struct effect *effect)
{
	const struct action *action = cluster_find_action((enum action_number)row->action);
	struct command proposed;
	struct arena arena;

	arena_init(&arena, 0);
	const bool taken = action && proposal_open(cluster, row, by, &arena, &proposed) &&
	                   action->apply(cluster, &proposed, effect);

	arena_close(&arena);
	return taken;
}

static bool countersign_apply(struct cluster *cluster, const struct command *command,
                              struct effect *effect)
{
	const struct proposal_row *row = row_of(cluster, command);
	struct granted_key signer = { .role = ROLE_NONE };

	if (!row || !cluster_key(cluster, command->key, &signer))
		return false;
	const struct needs needs = proposal_needs(cluster, row);
	const struct proposal proposal = proposal_look(cluster, row, INT64_MIN);
	const unsigned seat =
	        proposal_seat(cluster, command->year, &needs, &signer) & proposal.missing;
	const bool last = seat == proposal.missing;

	if (seat == 0 || proposal.state != PROPOSAL_OPEN)
		return false;
	add_answer(cluster, command, proposal_number(cluster, row),
	           last ? PROPOSAL_COMPLETED : PROPOSAL_SIGNED, seat);
	if (last)
		return take_effect(cluster, row, command, effect);
	effect->year = 0;
	return true;
}

const struct action action_countersign = {
	.number = ACTION_COUNTERSIGN,
	.name = "countersign",
	.scope = SCOPE_SEASON,
	.roles = MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR),
	.where = is_there,
	.own = may_countersign,
	.check = countersign_check,
	.apply = countersign_apply,
};

/* --- its end without one --- */

static bool may_withdraw(const struct cluster *cluster, const struct granted_key *signer,
                         const struct command *command, struct faults *why)
{
	const struct proposal_row *row = row_of(cluster, command);

	if (proposal_of_office(cluster, row, signer) || signer->role == ROLE_SUPERVISOR)
		return true;
	fail(why, FAULT_PROPOSAL_OF_ANOTHER, "key");
	return false;
}

static void withdraw_check(const struct cluster *cluster, const struct command *command,
                           struct faults *why)
{
	is_open(cluster, command, why);
}

static bool withdraw_apply(struct cluster *cluster, const struct command *command,
                           struct effect *effect)
{
	const struct proposal_row *row = row_of(cluster, command);
	struct granted_key signer = { .role = ROLE_OPERATOR };

	cluster_key(cluster, command->key, &signer);
	if (!row || proposal_look(cluster, row, INT64_MIN).state != PROPOSAL_OPEN)
		return false;
	const enum proposal_answer end =
	        proposal_of_office(cluster, row, &signer) ? PROPOSAL_TAKEN_BACK : PROPOSAL_REFUSED;
	const char *reason = command->withdraw_proposal.reason;
	const uint32_t kept = *reason ? heap_text(&cluster->heap, reason) : 0;

	add_answer(cluster, command, proposal_number(cluster, row), end, 0)->reason = kept;
	effect->year = 0;
	return true;
}

static void withdraw_arrival(const struct command *command, struct faults *why)
{
	reasons_check("withdraw_proposal.reason", command->withdraw_proposal.reason, why);
}

const struct action action_withdraw_proposal = {
	.number = ACTION_WITHDRAW_PROPOSAL,
	.name = "withdraw_proposal",
	.scope = SCOPE_SEASON,
	.roles = MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR) | MAY(ROLE_OPERATOR),
	.where = is_there,
	.own = may_withdraw,
	.arrival = withdraw_arrival,
	.check = withdraw_check,
	.apply = withdraw_apply,
};
