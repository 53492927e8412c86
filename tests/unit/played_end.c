/* That a year can end is tried with what the rules give to people, a key that has to be granted among it. */
#include "played_end.h"

#include <string.h>

#include "calendar.h"
#include "played_makers.h"
#include "played_models.h"

enum { TRIES_AFTER = 12 };

/* --- what must hold --- */

static bool finalises(const struct played *played, const struct command *command)
{
	return played_signs(played, command, ACTION_FINALISE_YEAR);
}

bool end_was_finalised(const struct played *played)
{
	for (size_t i = 0; i < played->entry_count; i++) {
		const struct command *command = &played->entries[i].enters;

		if (command->year == played_year(played) && finalises(played, command))
			return true;
	}
	return false;
}

/* Head and supervisor, of whom the other has signed before. */
static void look_at_signer(struct played *played, const struct played_entry *entry)
{
	const struct ruleset *ruleset = makers_rules(played);
	const char *board = played_board_of(entry->by);
	const bool supervises = entry->by[0] == 's';

	played_must(played,
	            supervises || (board && strncmp(board, ruleset->boards[ruleset->head], 2) == 0),
	            "supervisor and head finalise");
}

static void look_at_reports(struct played *played)
{
	const struct ruleset *ruleset = makers_rules(played);
	struct review review;

	for (size_t i = 0; i < (size_t)ruleset->board_count * PERIODS; i++) {
		const enum period period = (enum period)(i % PERIODS);

		played_must(played, played->now >= period_locks_at(ruleset, period),
		            "a year that is finalised has locked");
		review_now(played->rig.cluster, played_year(played), i / PERIODS, period,
		           played->now, &review);
		played_must(played, review.state != REVIEW_DISPUTED,
		            "nothing is disputed when a year is finalised");
	}
}

/* The next season runs, and it is settled all the same. */
static void note_beside(struct played *played, const struct command *command)
{
	if (!finalises(played, command) || played->season > 0 || played_seasons(played) == 1)
		return;
	played->season = 1;
	const struct ruleset *next = makers_rules(played);

	played->season = 0;
	played->happened[HAPPENS_ENDED_BESIDE] |=
	        command->received_at >= period_opens_at(next, Q1) &&
	        command->received_at < period_locks_at(next, FINAL);
}

void end_entering(struct played *played, const struct played_entry *entry)
{
	const struct command *command = &entry->enters;

	played_must(played,
	            command->year == 0 || command->action == ACTION_PUBLISH ||
	                    !end_was_finalised(played),
	            "nothing of a finalised year enters, but what publishes it");
	if (command->action != ACTION_FINALISE_YEAR && !finalises(played, command))
		return;
	look_at_signer(played, entry);
	look_at_reports(played);
	note_beside(played, command);
}

/* --- that it can end --- */

static int64_t ripens(const struct played *played, const char *name)
{
	return cluster_key_ripens(played->rig.cluster, played_year(played), rig_key(name),
	                          played->now);
}

/* Whose key may sign today; NULL: nobody's. board: NULL for the supervisor's. */
static const char *find_signer(const struct played *played, const char *board)
{
	for (size_t i = 0; i < played->actor_count; i++) {
		const uint8_t *key = rig_key(played->actors[i]);
		struct granted_key granted;

		if (cluster_key(played->rig.cluster, key, &granted) && !granted.revoked &&
		    cluster_key_ripens(played->rig.cluster, played_year(played), key,
		                       played->now) <= played->now &&
		    granted.role == (board ? ROLE_OFFICE : ROLE_SUPERVISOR) &&
		    (!board || strcmp(granted.board, board) == 0))
			return played->actors[i];
	}
	return NULL;
}

/* Is accepted, or the year cannot end. */
static void must_enter(struct facts *facts, struct played *played, const struct command *made,
                       const char *by)
{
	if (played->failed)
		return;
	const char *answer = facts_try(facts, played, made, by);

	if (strcmp(answer, "OK") != 0)
		played_must(played, false,
		            arena_text(&played->rig.arena, "a year can be finalised: %s", answer));
}

/* A key that may sign: the operator grants one where there is none, and it is the day from which it may. */
static const char *get_signer(struct facts *facts, struct played *played, const char *board)
{
	const char *found = find_signer(played, board);
	const char *name =
	        board ? arena_text(&played->rig.arena, "%s'end", board) : "supervisor'end";

	if (found)
		return found;
	struct command grant = rig_grant(&played->rig, board ? ROLE_OFFICE : ROLE_SUPERVISOR,
	                                 board ? board : "", name, played->now);

	memcpy(grant.key, rig_key("operator"), KEY_SIZE);
	grant.signed_at = played->now;
	must_enter(facts, played, &grant, "operator");
	while (ripens(played, name) > played->now)
		played->now = ripens(played, name);
	return name;
}

static void resolve_all(struct facts *facts, struct played *played, const char *supervisor)
{
	const size_t cells = (size_t)makers_rules(played)->board_count * PERIODS;
	struct review review;
	struct command resolve;

	for (size_t i = 0; i < cells && !played->failed; i++) {
		const enum period period = (enum period)(i % PERIODS);

		review_now(played->rig.cluster, played_year(played), i / PERIODS, period,
		           played->now, &review);
		if (review.state != REVIEW_DISPUTED)
			continue;
		makers_resolution(played, i / PERIODS, period, &review, supervisor, true, &resolve);
		must_enter(facts, played, &resolve, supervisor);
	}
	while (!played->failed && models_ending(played, supervisor, &resolve))
		must_enter(facts, played, &resolve, supervisor);
}

/* The proposal that is open; a new one, when there is none. */
static const uint8_t *propose(struct facts *facts, struct played *played, const char *supervisor)
{
	struct command made = makers_begin(played, ACTION_FINALISE_YEAR, supervisor);
	const char *answer = facts_try(facts, played, &made, supervisor);

	if (strcmp(answer, "OK") == 0)
		return played->entries[played->entry_count - 1].enters.hash;
	for (size_t i = played->entry_count; i-- > 0;) {
		if (played->entries[i].enters.action == ACTION_FINALISE_YEAR &&
		    played->entries[i].enters.year == played_year(played))
			return played->entries[i].enters.hash;
	}
	played_must(played, false,
	            arena_text(&played->rig.arena, "a year can be finalised: %s", answer));
	return NULL;
}

static void sign(struct facts *facts, struct played *played, const uint8_t *proposal,
                 const char *supervisor, const char *head)
{
	struct command made = makers_begin(played, ACTION_COUNTERSIGN, head);

	memcpy(made.countersign.proposal, proposal, HASH_SIZE);
	if (strcmp(facts_try(facts, played, &made, head), "OK") == 0)
		return;
	made = makers_begin(played, ACTION_COUNTERSIGN, supervisor); /* the head had proposed it */
	memcpy(made.countersign.proposal, proposal, HASH_SIZE);
	must_enter(facts, played, &made, supervisor);
}

static void try_more(struct facts *facts, struct played *played)
{
	for (int i = 0; i < TRIES_AFTER && !played->failed; i++) {
		arena_reset(&played->scratch);
		struct command made;
		const char *by;

		if (makers_any(played, &made, &by))
			facts_try(facts, played, &made, by);
	}
}

/* Is there a dispute of which the end is waited for? */
static bool is_disputed(struct played *played)
{
	const size_t cells = (size_t)makers_rules(played)->board_count * PERIODS;
	struct review review;
	struct command ending;
	bool disputed = models_ending(played, "supervisor", &ending);

	for (size_t i = 0; i < cells && !disputed; i++) {
		review_now(played->rig.cluster, played_year(played), i / PERIODS,
		           (enum period)(i % PERIODS), played->now, &review);
		disputed = review.state == REVIEW_DISPUTED;
	}
	return disputed;
}

/* A board disputes a verdict after all has locked. */
static void dispute_late(struct facts *facts, struct played *played, const char *supervisor)
{
	struct command made;

	if (!models_refusal(played, supervisor, &made))
		return;
	const struct judge_model refusal = made.judge_model;
	const char *office = get_signer(facts, played, refusal.board);

	made.received_at = made.signed_at = played->now; /* a day may have gone by */
	must_enter(facts, played, &made, supervisor);
	if (played->failed)
		return;
	models_object(played, &refusal, office, &made);
	must_enter(facts, played, &made, office);
}

/* Whoever proposes it, it waits. */
static void must_wait(struct facts *facts, struct played *played, const char *supervisor)
{
	struct command made = makers_begin(played, ACTION_FINALISE_YEAR, supervisor);

	if (played->failed || !is_disputed(played))
		return;
	played_must(played, strcmp(facts_try(facts, played, &made, supervisor), "OK") != 0,
	            "a year waits for the end of a dispute");
	played->happened[HAPPENS_WAITED] = true;
}

static void finalise(struct facts *facts, struct played *played)
{
	const struct ruleset *ruleset = makers_rules(played);
	const int64_t lock = period_locks_at(ruleset, FINAL);

	if (ruleset->proposal_days == 0)
		return;
	if (played->now < lock)
		played->now = lock;
	if (!end_was_finalised(played)) {
		const char *head = get_signer(facts, played, makers_code(played, ruleset->head));
		const char *supervisor = get_signer(facts, played, NULL);

		if (chance(&played->dice, 70))
			dispute_late(facts, played, supervisor);
		must_wait(facts, played, supervisor);
		resolve_all(facts, played, supervisor);
		const uint8_t *proposal =
		        played->failed ? NULL : propose(facts, played, supervisor);

		if (proposal)
			sign(facts, played, proposal, supervisor, head);
		played_must(played,
		            cluster_finalised_at(played->rig.cluster, played_year(played)) > 0,
		            "a year can be finalised");
	}
	try_more(facts, played);
}

/* Each season, the first while the second may run: what is tried after it is of
 * whichever, and a restore may lose the second. */
void end_finalise(struct facts *facts, struct played *played)
{
	for (size_t i = 0; i < played_seasons(played) && !played->failed; i++) {
		played->season = i;
		finalise(facts, played);
	}
}
