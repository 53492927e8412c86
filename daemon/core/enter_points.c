/*
 * Points beside the tasks, and taking them back: by a rule of the season, within its bounds, with a
 * reason and a document. The head's office proposes them, about its own board the deputy's, and the
 * supervisor countersigns. They count from then on in every standing that locks later, so nothing that
 * has been awarded moves. Lateness is counted by the daemon and entered by nobody.
 */
#include <string.h>

#include "action.h"
#include "arena.h"
#include "audience.h"
#include "entries.h"
#include "faults.h"
#include "proposal.h"
#include "reasons.h"
#include "season.h"

enum { ENTRIES_MAX = 64 }; /* of a board in a season: a scorecard names each */

static const char *name_of(const struct command *command)
{
	return command->action == ACTION_ENTER_POINTS ? "enter_points" : "withdraw_points";
}

/* By the hash of the command that entered it; NULL: none has taken effect. */
static const struct entry_row *find_entry(const struct cluster *cluster, uint32_t year,
                                          const uint8_t hash[HASH_SIZE])
{
	const struct entry_row *rows = rows_entries(cluster);
	const struct proposal_row *proposal = proposal_find(cluster, year, hash);

	for (uint32_t i = 0; proposal && i < rows_count(cluster, TABLE_ENTRIES); i++) {
		if (rows[i].entry == 0 && rows[i].proposal == proposal_number(cluster, proposal))
			return &rows[i];
	}
	return NULL;
}

static const char *board_of(const struct cluster *cluster, const struct command *command)
{
	if (command->action == ACTION_ENTER_POINTS)
		return command->enter_points.board;
	const struct entry_row *entry =
	        find_entry(cluster, command->year, command->withdraw_points.entry);

	return entry ? rows_boards(cluster)[entry->board].code : "";
}

/* Is there one to take back that the signer may see? */
static bool is_shown(const struct cluster *cluster, const struct command *command)
{
	const struct entry_row *entry =
	        find_entry(cluster, command->year, command->withdraw_points.entry);
	const struct sight sight = audience_signer(cluster, command);

	return entry &&
	       (command->receipt ||
	        entry->at.received_at <= audience_sees(cluster, &sight, command->year,
	                                               rows_boards(cluster)[entry->board].code));
}

static bool is_there(const struct cluster *cluster, const struct command *command,
                     struct faults *why)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);

	if (!ruleset)
		fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
	else if (command->action == ACTION_WITHDRAW_POINTS && !is_shown(cluster, command))
		fail(why, FAULT_POINTS_UNKNOWN, "withdraw_points.entry");
	else if (ruleset_board(ruleset, board_of(cluster, command)) < 0)
		fail(why, FAULT_NOT_A_MEMBER, "enter_points.board", board_of(cluster, command),
		     fault_number(why, command->year));
	else
		return true;
	return false;
}

static bool entry_needs(const struct cluster *cluster, const struct command *command,
                        struct needs *out)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const int board = ruleset ? ruleset_board(ruleset, board_of(cluster, command)) : -1;

	*out = (struct needs){ .seats = SEAT_HEAD | SEAT_SUPERVISOR, .board = board };
	return true;
}

static bool may_enter(const struct cluster *cluster, const struct granted_key *signer,
                      const struct command *command, struct faults *why)
{
	struct needs needs;

	entry_needs(cluster, command, &needs);
	return proposal_may_sign(cluster, command, &needs, signer, why);
}

/* --- may they come --- */

static size_t count_of(const struct cluster *cluster, uint32_t year, const char *board)
{
	const struct entry_row *rows = rows_entries(cluster);
	size_t count = 0;

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_ENTRIES); i++)
		count += rows[i].year == year && rows[i].entry == 0 &&
		         strcmp(rows_boards(cluster)[rows[i].board].code, board) == 0;
	return count;
}

static bool is_open(const struct cluster *cluster, const struct command *command,
                    const struct ruleset *ruleset, struct faults *why)
{
	const char *board = board_of(cluster, command);
	const size_t before = why->count;

	if (ruleset->proposal_days == 0 || ruleset->entry_rule_count == 0)
		fail(why, FAULT_ENTRIES_NOT_AGREED, name_of(command),
		     fault_number(why, command->year));
	else if (ruleset_is_over(ruleset, command_taken_at(command)))
		fail(why, FAULT_ENTRIES_TOO_LATE, name_of(command),
		     fault_number(why, command->year));
	else if (command->action == ACTION_ENTER_POINTS &&
	         count_of(cluster, command->year, board) >= ENTRIES_MAX)
		fail(why, FAULT_ENTRIES_TOO_MANY, name_of(command), board,
		     fault_number(why, ENTRIES_MAX));
	return why->count == before;
}

static void enter_check(const struct cluster *cluster, const struct command *command,
                        struct faults *why)
{
	const struct enter_points *enter = &command->enter_points;
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const struct entry_rule *rule = ruleset_entry_rule(ruleset, enter->code);

	if (!is_open(cluster, command, ruleset, why) ||
	    !proposal_may_come(cluster, command, "enter_points", why))
		return;
	if (!rule)
		fail(why, FAULT_ENTRY_RULE_UNKNOWN, "enter_points.code", enter->code);
	else if (enter->points < rule->least || enter->points > rule->most)
		fail(why, FAULT_POINTS_RANGE, "enter_points.points", fault_points(why, rule->least),
		     fault_points(why, rule->most), fault_points(why, enter->points));
}

static bool is_withdrawn(const struct cluster *cluster, const struct entry_row *entry)
{
	const struct entry_row *rows = rows_entries(cluster);

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_ENTRIES); i++) {
		if (rows[i].entry == rows_number(cluster, TABLE_ENTRIES, entry))
			return true;
	}
	return false;
}

static void withdraw_check(const struct cluster *cluster, const struct command *command,
                           struct faults *why)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);

	if (!is_open(cluster, command, ruleset, why) ||
	    !proposal_may_come(cluster, command, "withdraw_points", why))
		return;
	if (is_withdrawn(cluster,
	                 find_entry(cluster, command->year, command->withdraw_points.entry)))
		fail(why, FAULT_POINTS_WITHDRAWN, "withdraw_points.entry");
}

/* --- they count --- */

static struct entry_row *add_row(struct cluster *cluster, const struct command *command)
{
	const struct proposal_row *proposal = proposal_find(cluster, command->year, command->hash);
	struct entry_row *row = rows_add(cluster, TABLE_ENTRIES, 1);

	row->at = rows_now(cluster);
	row->year = (uint16_t)command->year;
	row->proposal = proposal ? proposal_number(cluster, proposal) : 0;
	return row;
}

static bool enter_apply(struct cluster *cluster, const struct command *command,
                        struct effect *effect)
{
	const struct enter_points *enter = &command->enter_points;
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const struct entry_rule *rule = ruleset ? ruleset_entry_rule(ruleset, enter->code) : NULL;

	if (!rule || ruleset_board(ruleset, enter->board) < 0 || enter->points < 0 ||
	    enter->points > POINTS_MAX || !proposal_waited(cluster, command))
		return false;
	const uint16_t board = rows_board(cluster, enter->board);
	struct entry_row *row = add_row(cluster, command);

	row->board = board;
	row->points = enter->points;
	row->kind = rule->kind;
	memcpy(row->rule, rule->code, CODE_SIZE);
	effect->from = ruleset_first_unlocked(ruleset, row->at.received_at);
	effect->board = rows_boards(cluster)[board].code;
	return true;
}

static bool withdraw_apply(struct cluster *cluster, const struct command *command,
                           struct effect *effect)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const struct entry_row *entry =
	        find_entry(cluster, command->year, command->withdraw_points.entry);

	if (!ruleset || !entry || is_withdrawn(cluster, entry) ||
	    !proposal_waited(cluster, command))
		return false;
	const struct entry_row withdrawn = *entry;
	const uint32_t number = rows_number(cluster, TABLE_ENTRIES, entry);
	struct entry_row *row = add_row(cluster, command);

	row->entry = number;
	row->board = withdrawn.board;
	row->points = withdrawn.points;
	row->kind = withdrawn.kind;
	memcpy(row->rule, withdrawn.rule, CODE_SIZE);
	effect->from = ruleset_first_unlocked(ruleset, row->at.received_at);
	effect->board = rows_boards(cluster)[row->board].code;
	return true;
}

static void enter_arrival(const struct command *command, struct faults *why)
{
	reasons_check("enter_points.reason", command->enter_points.reason, why);
}

const struct action action_enter_points = {
	.number = ACTION_ENTER_POINTS,
	.name = "enter_points",
	.scope = SCOPE_SEASON,
	.roles = MAY(ROLE_OFFICE),
	.where = is_there,
	.own = may_enter,
	.arrival = enter_arrival,
	.check = enter_check,
	.apply = enter_apply,
	.needs = entry_needs,
};

static void withdraw_arrival(const struct command *command, struct faults *why)
{
	reasons_check("withdraw_points.reason", command->withdraw_points.reason, why);
}

const struct action action_withdraw_points = {
	.number = ACTION_WITHDRAW_POINTS,
	.name = "withdraw_points",
	.scope = SCOPE_SEASON,
	.roles = MAY(ROLE_OFFICE),
	.where = is_there,
	.own = may_enter,
	.arrival = withdraw_arrival,
	.check = withdraw_check,
	.apply = withdraw_apply,
	.needs = entry_needs,
};
