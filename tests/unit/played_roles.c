#include "played_roles.h"

#include <string.h>

#include "played_makers.h"
#include "proposal.h"
#include "rows.h"

static const struct played_entry *find_entry(const struct played *played, const uint8_t *hash)
{
	for (size_t i = 0; i < played->entry_count; i++) {
		if (memcmp(played->entries[i].enters.hash, hash, HASH_SIZE) == 0)
			return &played->entries[i];
	}
	return NULL;
}

static bool of_board(const char *actor, const char *board)
{
	const char *own = played_board_of(actor);

	return own && strncmp(own, board, 2) == 0;
}

/* --- the sum of a row --- */

/* When a proposal took effect; INT64_MAX: it did not. One more signature is all that points need. */
static int64_t effect_of(const struct played *played, const uint8_t *proposal)
{
	for (size_t i = 0; i < played->entry_count; i++) {
		const struct command *command = &played->entries[i].enters;

		if (command->action == ACTION_COUNTERSIGN &&
		    memcmp(command->countersign.proposal, proposal, HASH_SIZE) == 0)
			return command->received_at;
	}
	return INT64_MAX;
}

/* When points that were entered were taken back. */
static int64_t end_of(const struct played *played, const uint8_t *entered)
{
	for (size_t i = 0; i < played->entry_count; i++) {
		const struct command *command = &played->entries[i].enters;

		if (command->action == ACTION_WITHDRAW_POINTS &&
		    memcmp(command->withdraw_points.entry, entered, HASH_SIZE) == 0 &&
		    effect_of(played, command->hash) != INT64_MAX)
			return effect_of(played, command->hash);
	}
	return INT64_MAX;
}

/* Of the entries of one kind that a standing until then counts. */
static int64_t sum_of_entries(const struct played *played, const char *board, bool bonus,
                              int64_t until)
{
	int64_t sum = 0;

	for (size_t i = 0; i < played->entry_count; i++) {
		const struct command *command = &played->entries[i].enters;

		if (command->action == ACTION_ENTER_POINTS &&
		    command->year == played_year(played) &&
		    strcmp(command->enter_points.board, board) == 0 &&
		    (command->enter_points.code[1] == 'T') == bonus &&
		    effect_of(played, command->hash) <= until &&
		    end_of(played, command->hash) > until)
			sum += command->enter_points.points;
	}
	return sum;
}

void roles_rows(struct played *played, const struct standing *standing)
{
	const struct ruleset *ruleset = standing->ruleset;

	for (size_t board = 0; board < ruleset->board_count; board++) {
		const struct standing_row *row = &standing->rows[board];
		const int64_t sum = row->base + row->bonus - row->deduction;
		const int64_t entered = sum_of_entries(played, ruleset->boards[board], true,
		                                       standing->reading.until);
		const int64_t taken = sum_of_entries(played, ruleset->boards[board], false,
		                                     standing->reading.until);

		played_must(played, row->total == (sum > 0 ? sum : 0), "the total is the sum");
		played_must(played,
		            row->bonus ==
		                    (entered < ruleset->bonus_cap ? entered : ruleset->bonus_cap),
		            "the bonus is what was entered, to its cap");
		played_must(played, row->deduction >= taken,
		            "the deduction holds what was entered");
		played_must(played, row->base >= 0 && row->base <= ruleset->scale,
		            "the base is 0 to the scale");
	}
}

/* What two have signed of its reports, or of another's LEADER value, moves a board; nothing else does. */
void roles_amended(struct played *played, const struct standing *first,
                   const struct standing *latest)
{
	const struct ruleset *ruleset = latest->ruleset;

	played_must(played, first->amendment == 0, "the one that locked succeeds none");
	for (size_t board = 0; board < ruleset->board_count; board++) {
		const struct standing_row *was = &first->rows[board], *is = &latest->rows[board];
		const bool amended = is->amendment != was->amendment;

		played_must(played,
		            was->deduction == is->deduction && was->late_days == is->late_days &&
		                    was->status == is->status && was->bonus == is->bonus &&
		                    was->revision == is->revision && was->marks == is->marks,
		            "an amendment moves no lateness and no entry");
		for (size_t task = 0; task < ruleset->task_count; task++) {
			const size_t place = board * ruleset->task_count + task;

			played_must(played,
			            first->points[place] == latest->points[place] || amended ||
			                    ruleset->tasks[task].kind == KIND_LEADER,
			            "whose report was not amended keeps his points");
		}
	}
	played_must(played, latest->amendment > 0 || rig_hash(first) == rig_hash(latest),
	            "without an amendment a locked standing stays");
}

static void look_at_review(struct played *played, const struct played_entry *entry)
{
	const struct ruleset *ruleset = makers_rules(played);
	const char *board = entry->enters.take_report.board; /* where all of them have it */
	const bool of_head = strcmp(board, ruleset->boards[ruleset->head]) == 0;
	const char *reviewer = ruleset->boards[of_head ? ruleset->deputy : ruleset->head];
	const bool supervises = strncmp(entry->by, "s", 1) == 0;

	switch (entry->enters.action) {
	case ACTION_DISPUTE_REPORT:
		played_must(played, of_board(entry->by, board), "the board disputes");
		return;
	case ACTION_RESOLVE_DISPUTE:
		played_must(played, supervises, "the supervisor resolves");
		return;
	default:
		played_must(played, supervises || of_board(entry->by, reviewer),
		            "the reviewer reviews, or the supervisor");
		played_must(played, !of_board(entry->by, board), "nobody reviews his own");
	}
}

static void look_at_signature(struct played *played, const struct played_entry *entry)
{
	const struct played_entry *proposed =
	        find_entry(played, entry->enters.countersign.proposal);
	const bool by_supervisor = strncmp(entry->by, "s", 1) == 0;

	played_must(played, proposed != NULL, "what is countersigned was proposed");
	if (!proposed)
		return;
	played_must(played, strcmp(proposed->by, entry->by) != 0, "nobody signs twice");
	if (proposed->enters.action == ACTION_ENTER_POINTS)
		played_must(played,
		            by_supervisor &&
		                    !of_board(proposed->by, proposed->enters.enter_points.board),
		            "about a board sign others");
	if (proposed->enters.action == ACTION_DEFINE_SEASON)
		played_must(played, by_supervisor, "a season needs the supervisor");
}

void roles_entering(struct played *played, const struct played_entry *entry)
{
	const struct command *command = &entry->enters;
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
	if (command->action >= ACTION_TAKE_REPORT && command->action <= ACTION_RESOLVE_DISPUTE)
		look_at_review(played, entry);
	if (command->action == ACTION_COUNTERSIGN)
		look_at_signature(played, entry);
}

void roles_entered(struct played *played, const struct played_entry *entry)
{
	const struct ruleset *ruleset = makers_rules(played);

	played_must(played, ruleset->head != ruleset->deputy, "head and deputy are two");
	if (entry->enters.action == ACTION_GRANT_KEY && played->actor_count < ACTORS_MAX)
		played->actors[played->actor_count++] =
		        (const char *)entry->enters.grant_key.sign_key + strlen("key of ");
}

/* A supervisor who may act today; NULL: none, which the operator can mend. */
static const char *supervisor_of(const struct played *played)
{
	for (size_t i = 0; i < played->actor_count; i++) {
		const uint8_t *key = rig_key(played->actors[i]);

		if (cluster_role(played->rig.cluster, key) == ROLE_SUPERVISOR &&
		    cluster_key_ripens(played->rig.cluster, played_year(played), key,
		                       played->now) <= played->now)
			return played->actors[i];
	}
	return NULL;
}

static void look_at_cell(struct played *played, size_t board, enum period period)
{
	const char *supervisor = supervisor_of(played);
	struct played_entry entry;
	struct review review;
	struct command resolve;
	struct faults why;

	review_now(played->rig.cluster, played_year(played), board, period, played->now, &review);
	if (review.state == REVIEW_UNDER_REVIEW)
		played_must(played, review.until > played->now && review.until != INT64_MAX,
		            "a taking ends by itself");
	if (review.state != REVIEW_DISPUTED || !supervisor)
		return;
	faults_init(&why, &played->scratch);
	makers_resolution(played, board, period, &review, supervisor, true, &resolve);
	played_must(played,
	            played_read(played, &resolve, &entry, &why) &&
	                    cluster_check(played->rig.cluster, &entry.command, &why),
	            why.count > 0
	                    ? arena_text(&played->rig.arena, "a dispute can be resolved: %s %s",
	                                 why.items[0].field, why.items[0].message)
	                    : "a dispute can be resolved");
}

static void look_at_cells(struct played *played)
{
	const struct ruleset *ruleset = makers_rules(played);

	for (size_t board = 0; board < ruleset->board_count && ruleset->review.review_days > 0;
	     board++) {
		for (enum period period = Q1; period < PERIODS; period++)
			look_at_cell(played, board, period);
	}
}

void roles_alive(struct played *played)
{
	const struct cluster *cluster = played->rig.cluster;
	const size_t was = played->season;

	for (played->season = 0; played->season < played_seasons(played); played->season++)
		look_at_cells(played);
	played->season = was;
	for (uint32_t i = 0; i < rows_count(cluster, TABLE_PROPOSALS); i++)
		played_must(played, rows_proposals(cluster)[i].until != INT64_MAX,
		            "a proposal lapses");
}
