/*
 * A command is looked at in two stages. First who: a stranger learns nothing but that he may not.
 * Then what: cluster, year and id, which all actions share, and the action's own check, all faults
 * together.
 *
 * Memory is one loop over the tables, whatever they hold. Only the two indexes need a word at a
 * rewind: ids in their order, and where the chains of a cell end.
 */
#include "cluster.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "arena.h"
#include "command_ids.h"
#include "faults.h"
#include "final.h"
#include "names.h"
#include "proposal.h"
#include "season.h"

static const struct action *const actions[] = {
	&action_define_season,   &action_grant_key,        &action_revoke_key,
	&action_submit_report,   &action_postmark,         &action_reinstate,
	&action_sign_compact,    &action_take_report,      &action_release_report,
	&action_return_report,   &action_verify_report,    &action_dispute_report,
	&action_resolve_dispute, &action_countersign,      &action_withdraw_proposal,
	&action_enter_points,    &action_withdraw_points,  &action_amend_report,
	&action_finalise_year,   &action_close_limitation, &action_confirm_limitation,
	&action_reveal,          &action_publish,          &action_judge_model,
};

const size_t rows_sizes[TABLES] = {
	[TABLE_BOARDS] = sizeof(struct board_row),
	[TABLE_KEYS] = sizeof(struct key_row),
	[TABLE_REVOCATIONS] = sizeof(struct revocation_row),
	[TABLE_VERSIONS] = sizeof(struct version_row),
	[TABLE_SIGNATURES] = sizeof(struct signature_row),
	[TABLE_PROPOSALS] = sizeof(struct proposal_row),
	[TABLE_ANSWERS] = sizeof(struct answer_row),
	[TABLE_ENTRIES] = sizeof(struct entry_row),
	[TABLE_AMENDMENTS] = sizeof(struct amendment_row),
	[TABLE_FINALS] = sizeof(struct final_row),
	[TABLE_LIMITATION_TEXTS] = sizeof(struct limitation_text_row),
	[TABLE_LIMITATIONS] = sizeof(struct limitation_row),
	[TABLE_MODELS] = sizeof(struct model_row),
	[TABLE_VERDICTS] = sizeof(struct verdict_row),
	[TABLE_REVEALS] = sizeof(struct reveal_row),
	[TABLE_PUBLICATIONS] = sizeof(struct publication_row),
	[TABLE_REPORTS] = sizeof(struct report),
	[TABLE_POSTMARKS] = sizeof(struct postmark_row),
	[TABLE_REVIEWS] = sizeof(struct review_row),
	[TABLE_IDS] = sizeof(struct id_row),
	[TABLE_ID_RUNS] = sizeof(struct id_run),
	[TABLE_ID_ORDER] = sizeof(struct row_number),
	[TABLE_CELLS] = sizeof(struct cell),
	[TABLE_LACKING] = sizeof(struct lacking_row),
	[TABLE_FILTERS] = sizeof(uint32_t),
};

/* --- memory --- */

struct cluster *cluster_new(const char *code, const uint8_t operator_key[KEY_SIZE])
{
	struct cluster *cluster = must_alloc(1, sizeof(*cluster));

	strncpy(cluster->code, code, sizeof(cluster->code) - 1);
	memcpy(cluster->operator_key, operator_key, KEY_SIZE);
	return cluster;
}

void cluster_trust(struct cluster *cluster, const uint8_t daemon_key[KEY_SIZE], bool rehearsal)
{
	memcpy(cluster->daemon_key, daemon_key, KEY_SIZE);
	cluster->rehearsal = rehearsal;
}

void cluster_read_by(struct cluster *cluster, const struct command_reader *reader)
{
	cluster->reader = reader;
}

void cluster_free(struct cluster **cluster)
{
	if (!*cluster)
		return;
	for (size_t i = 0; i < TABLES; i++)
		row_table_free(&(*cluster)->tables[i]);
	heap_free(&(*cluster)->heap);
	free(*cluster);
	*cluster = NULL;
}

size_t cluster_size(const struct cluster *cluster)
{
	size_t size = sizeof(*cluster) + heap_size(&cluster->heap);

	for (size_t i = 0; i < TABLES; i++)
		size += cluster->tables[i].capacity * rows_sizes[i];
	return size;
}

int64_t cluster_time(const struct cluster *cluster, int64_t instant)
{
	return instant < cluster->last_received_at ? cluster->last_received_at : instant;
}

struct cluster_mark cluster_mark(const struct cluster *cluster)
{
	struct cluster_mark mark = { .sequence = cluster->sequence,
		                     .last_received_at = cluster->last_received_at,
		                     .heap = heap_mark(&cluster->heap) };

	memcpy(mark.hash, cluster->hash, HASH_SIZE);
	for (size_t i = 0; i < TABLES; i++)
		mark.counts[i] = cluster->tables[i].count;
	return mark;
}

void cluster_rewind(struct cluster *cluster, const struct cluster_mark *mark)
{
	cluster->tables[TABLE_VERSIONS].count = mark->counts[TABLE_VERSIONS];
	season_cut_chains(cluster, mark->counts);
	command_ids_cut(cluster, mark->counts[TABLE_IDS]);
	for (size_t i = 0; i < TABLES; i++)
		cluster->tables[i].count = mark->counts[i];
	heap_cut(&cluster->heap, mark->heap);
	cluster->sequence = mark->sequence;
	cluster->last_received_at = mark->last_received_at;
	memcpy(cluster->hash, mark->hash, HASH_SIZE);
}

/* --- commands --- */

const struct action *cluster_find_action(enum action_number number)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (actions[i]->number == number)
			return actions[i];
	}
	return NULL;
}

uint32_t cluster_speaks_of(const struct command *command)
{
	const struct command *inside = command_inside(command);
	const struct action *action = cluster_find_action(command->action);

	if (inside)
		return cluster_speaks_of(inside);
	return action && action->speaks_of ? action->speaks_of(command) : 0;
}

const char *cluster_action_name(enum action_number number)
{
	const struct action *action = cluster_find_action(number);

	return action ? action->name : "unknown";
}

bool cluster_names_year(enum action_number number)
{
	const struct action *action = cluster_find_action(number);

	return action && action->scope != SCOPE_CLUSTER;
}

static void refuse_role(const struct action *action, enum role role, struct faults *why)
{
	const char *name = names_find(&names_roles, (int)role);
	enum fault_reason reason = FAULT_ROLE_MAY_NOT;

	if (action->roles == MAY(ROLE_OFFICE))
		reason = FAULT_ONLY_OFFICE;
	else if (action->roles == MAY(ROLE_SUPERVISOR))
		reason = FAULT_ONLY_SUPERVISOR;
	else if (action->roles == MAY(ROLE_OPERATOR))
		reason = FAULT_ONLY_OPERATOR;
	faults_add(why, reason, "key", &name, 1);
}

bool cluster_knows_signer(const struct cluster *cluster, const uint8_t key[KEY_SIZE],
                          struct faults *why)
{
	struct granted_key signer;

	if (cluster_role(cluster, key) != ROLE_NONE)
		return true;
	if (cluster_key(cluster, key, &signer))
		fail(why, FAULT_KEY_REVOKED, "key");
	else
		fail(why, FAULT_KEY_NOT_GRANTED, "key");
	return false;
}

/* May the signer do this at all? A stranger does not learn what there is. */
static bool allow(const struct cluster *cluster, const struct action *action,
                  const struct command *command, struct faults *why)
{
	const enum role role = cluster_role(cluster, command->key);
	struct granted_key signer = { .role = role };

	cluster_key(cluster, command->key, &signer);
	if (role != ROLE_NONE && action->where && !action->where(cluster, command, why))
		return false;
	if (action->roles & MAY(role))
		return (!action->own || action->own(cluster, &signer, command, why)) &&
		       key_sees(cluster, action, &signer, command, why);
	if (cluster_knows_signer(cluster, command->key, why))
		refuse_role(action, role, why);
	return false;
}

/* What is the same for all actions. */
static void check_envelope(const struct cluster *cluster, const struct command *command,
                           struct faults *why)
{
	const uint64_t used = cluster_find_command(cluster, command->id);

	if (used > 0)
		fail(why, FAULT_ID_USED, "id", fault_number(why, (long long)used));
	if (strcmp(command->cluster, cluster->code) != 0)
		fail(why, FAULT_OTHER_CLUSTER, "cluster", cluster->code);
}

bool cluster_check_arrival(const struct command *command, struct faults *why)
{
	const struct action *action = cluster_find_action(command->action);
	const size_t before = why->count;

	if (action && action->arrival)
		action->arrival(command, why);
	return why->count == before;
}

bool cluster_check_alone(const struct command *command, struct faults *why)
{
	const struct action *action = cluster_find_action(command->action);
	const size_t before = why->count;

	if (!action) {
		fail(why, FAULT_ACTION_UNKNOWN, "action");
		return false;
	}
	if (action->scope != SCOPE_CLUSTER && action->scope != SCOPE_INSIDE && command->year == 0)
		fail(why, FAULT_YEAR_ABSENT, "year", action->name);
	if (action->scope == SCOPE_CLUSTER && command->year != 0)
		fail(why, FAULT_YEAR_UNWANTED, "year", action->name);
	if (action->alone)
		action->alone(command, why);
	return why->count == before;
}

uint32_t cluster_edition(const struct cluster *cluster, const struct command *command)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);

	if (ruleset)
		return ruleset->edition;
	const struct command *inside = command_inside(command);
	const struct command *makes = inside ? inside : command;

	return makes->action == ACTION_DEFINE_SEASON && makes->define_season.season.has_edition
	               ? makes->define_season.season.edition
	               : EDITION_FIRST;
}

bool cluster_check(const struct cluster *cluster, const struct command *command, struct faults *why)
{
	const struct action *action = cluster_find_action(command->action);
	const size_t before = why->count;

	assert(!cluster_lacks(cluster, command->year)); /* whoever asks loads it first */
	if (!action) {
		fail(why, FAULT_ACTION_UNKNOWN, "action");
		return false;
	}
	if (!allow(cluster, action, command, why))
		return false;
	check_envelope(cluster, command, why);
	cluster_check_alone(command, why);
	final_check(action, cluster, command, why);
	return why->count == before;
}

void cluster_told(const struct cluster *cluster, const struct command *command,
                  struct effect *effect)
{
	const struct action *action = cluster_find_action(command->action);

	*effect = (struct effect){ .year = command->year };
	if (action && action->told)
		action->told(cluster, command, effect);
	effect->proposal |= proposal_waited(cluster, command);
}

bool cluster_apply(struct cluster *cluster, const struct command *command,
                   const uint8_t hash[HASH_SIZE], struct effect *effect)
{
	const struct action *action = cluster_find_action(command->action);
	const struct cluster_mark mark = cluster_mark(cluster);
	struct effect moved = { .year = command->year };

	if (!action || strcmp(command->cluster, cluster->code) != 0 ||
	    cluster_find_command(cluster, command->id) > 0)
		return false;
	cluster->sequence++;
	cluster->last_received_at = command->received_at;
	memcpy(cluster->hash, hash, HASH_SIZE);
	command_ids_add(cluster, command->id);
	if (!proposal_enter(cluster, action, command, &moved)) {
		cluster_rewind(cluster, &mark);
		return false;
	}
	if (effect)
		*effect = moved;
	return true;
}
