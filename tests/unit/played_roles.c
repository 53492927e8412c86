#include "played_roles.h"

#include <string.h>

void roles_rows(struct played *played, const struct standing *standing)
{
	const struct ruleset *ruleset = standing->ruleset;

	for (size_t board = 0; board < ruleset->board_count; board++) {
		const struct standing_row *row = &standing->rows[board];
		const int64_t sum = row->base + row->bonus - row->deduction;

		played_must(played, row->total == (sum > 0 ? sum : 0), "the total is the sum");
		played_must(played, row->bonus >= 0 && row->bonus <= ruleset->bonus_cap,
		            "a bonus is 0 to its cap");
		played_must(played, row->base >= 0 && row->base <= ruleset->scale,
		            "the base is 0 to the scale");
	}
}

void roles_entering(struct played *played, const struct played_entry *entry)
{
	const struct command *command = &entry->command;
	const char *board = played_board_of(entry->by);

	if (command->action == ACTION_SUBMIT_REPORT)
		played_must(played, board && strncmp(board, command->submit_report.board, 2) == 0,
		            "a board reports for itself");
	if (command->action == ACTION_POSTMARK || command->action == ACTION_SIGN_COMPACT)
		played_must(played, board, "an office acts for its board");
	if (command->action == ACTION_DEFINE_SEASON || command->action == ACTION_GRANT_KEY ||
	    command->action == ACTION_REVOKE_KEY)
		played_must(played, strcmp(entry->by, "operator") == 0,
		            "the operator defines and grants");
}

void roles_entered(struct played *played, const struct played_entry *entry)
{
	const struct ruleset *ruleset = cluster_ruleset(played->rig.cluster, 2024, INT64_MAX);

	played_must(played, ruleset->head != ruleset->deputy, "head and deputy are two");
	if (entry->command.action == ACTION_GRANT_KEY && played->actor_count < ACTORS_MAX)
		played->actors[played->actor_count++] =
		        (const char *)entry->command.grant_key.sign_key + strlen("key of ");
}

void roles_alive(struct played *played)
{
	(void)played;
}
