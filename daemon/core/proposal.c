/*
 * A proposal is a row with the command's bytes; whatever is said to it is a row that names it. So what
 * has become of it follows from rows and the time, in one function, and nothing ends it that would have
 * to be undone. Its command is read again each time that it is asked about: when it is signed, when people
 * look at it. Another one that comes is held against what each says by a hash, since there may be many and
 * large ones, and whoever cannot propose any more can still send.
 */
#include "proposal.h"

#include <string.h>

#include "action.h"
#include "arena.h"
#include "calendar.h"
#include "faults.h"
#include "final.h"
#include "season.h"

/* Of an office in a season, so that nobody fills the memory with them. */
enum { PROPOSALS_MAX = 256, PROPOSALS_BYTES_MAX = 4 << 20, ENDS_MAX = 16 };

uint32_t proposal_number(const struct cluster *cluster, const struct proposal_row *row)
{
	return rows_number(cluster, TABLE_PROPOSALS, row);
}

const struct proposal_row *proposal_find(const struct cluster *cluster, uint32_t year,
                                         const uint8_t hash[HASH_SIZE])
{
	const struct proposal_row *rows = rows_proposals(cluster);

	for (uint32_t i = rows_count(cluster, TABLE_PROPOSALS); i-- > 0;) {
		if (rows[i].year == year && memcmp(rows[i].hash, hash, HASH_SIZE) == 0)
			return &rows[i];
	}
	return NULL;
}

bool proposal_waited(const struct cluster *cluster, const struct command *command)
{
	return proposal_find(cluster, command->year, command->hash) != NULL;
}

/* --- who --- */

/* By the number + 1 of the grant; the root has none. */
static void find_key(const struct cluster *cluster, uint32_t number, struct granted_key *out)
{
	*out = (struct granted_key){ .role = ROLE_OPERATOR };
	if (number > 0)
		cluster_key_at(cluster, number - 1, out);
	else
		memcpy(out->sign_key, cluster->operator_key, KEY_SIZE);
}

void proposal_signer(const struct cluster *cluster, const struct proposal_row *row,
                     struct granted_key *out)
{
	find_key(cluster, row->key, out);
}

unsigned proposal_seat(const struct cluster *cluster, uint32_t year, const struct needs *needs,
                       const struct granted_key *signer)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, year, INT64_MAX);

	if (signer->role == ROLE_SUPERVISOR)
		return needs->seats & SEAT_SUPERVISOR;
	if (signer->role == ROLE_OPERATOR)
		return needs->seats & SEAT_OPERATOR;
	if (signer->role != ROLE_OFFICE || !ruleset)
		return 0;
	const int own = ruleset_board(ruleset, signer->board);
	const bool stands_in = needs->either || needs->board == ruleset->head;

	if (own < 0 || own == needs->board ||
	    !(own == ruleset->head || (own == ruleset->deputy && stands_in)))
		return 0;
	return needs->seats & SEAT_HEAD;
}

/* Is it about the signer's own board? */
static bool is_about(const struct cluster *cluster, uint32_t year, const struct needs *needs,
                     const struct granted_key *signer)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, year, INT64_MAX);

	return ruleset && signer->role == ROLE_OFFICE && needs->board >= 0 &&
	       ruleset_board(ruleset, signer->board) == needs->board;
}

bool proposal_may_sign(const struct cluster *cluster, const struct command *command,
                       const struct needs *needs, const struct granted_key *signer,
                       struct faults *why)
{
	if (proposal_seat(cluster, command->year, needs, signer) != 0)
		return key_ripe(cluster, command, why);
	if (is_about(cluster, command->year, needs, signer))
		fail(why, FAULT_SIGNATURE_OWN, "key", signer->board);
	else
		fail(why, FAULT_SIGNATURE_NOT_ASKED, "key");
	return false;
}

struct needs proposal_needs(const struct cluster *cluster, const struct proposal_row *row)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, row->year, INT64_MAX);

	return (struct needs){
		.seats = row->seats,
		.board = row->board > 0
		                 ? ruleset_board(ruleset, rows_boards(cluster)[row->board - 1].code)
		                 : -1,
		.either = row->either,
	};
}

/* --- what has become of it --- */

static const struct row *find_revocation(const struct cluster *cluster, uint32_t key)
{
	const struct revocation_row *rows = rows_revocations(cluster);

	for (uint32_t i = 0; key > 0 && i < rows_count(cluster, TABLE_REVOCATIONS); i++) {
		if (rows[i].key == key)
			return &rows[i].at;
	}
	return NULL;
}

static void end(struct proposal *proposal, enum proposal_state state, int64_t at)
{
	if (at >= proposal->ended_at)
		return;
	proposal->state = state;
	proposal->ended_at = at;
}

static void take_answer(struct proposal *proposal, const struct answer_row *answer)
{
	static const enum proposal_state ends[] = {
		[PROPOSAL_COMPLETED] = PROPOSAL_IN_FORCE,
		[PROPOSAL_TAKEN_BACK] = PROPOSAL_WITHDRAWN,
		[PROPOSAL_REFUSED] = PROPOSAL_DECLINED,
	};

	proposal->missing &= ~(unsigned)answer->seat;
	if (answer->kind == PROPOSAL_SIGNED)
		return;
	end(proposal, ends[answer->kind], answer->at.received_at);
	proposal->reason = answer->reason;
}

/* Who answered it found it open, so an answer that ended it stands against time and revocations; else
 * whichever came first did. Who asks as of an earlier instant, because his command comes back from
 * then, is not told of a revocation that came since. */
static struct proposal look(const struct cluster *cluster, const struct proposal_row *row,
                            int64_t now, int64_t until)
{
	const uint32_t number = proposal_number(cluster, row);
	const struct answer_row *answers = rows_answers(cluster);
	struct proposal proposal = { PROPOSAL_OPEN, INT64_MAX, row->seats & ~(unsigned)row->filled,
		                     0 };
	const struct row *revoked = find_revocation(cluster, row->key);
	const struct row *final = final_of(cluster, row->year);

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_ANSWERS); i++) {
		const struct row *other = NULL;

		if (answers[i].proposal != number || answers[i].at.received_at > until)
			continue;
		take_answer(&proposal, &answers[i]);
		if (answers[i].kind == PROPOSAL_SIGNED)
			other = find_revocation(cluster, answers[i].key);
		if (other && (!revoked || other->sequence < revoked->sequence))
			revoked = other;
	}
	if (proposal.state != PROPOSAL_OPEN)
		return proposal;
	if (row->until <= now)
		end(&proposal, PROPOSAL_LAPSED, row->until);
	if (revoked && revoked->received_at <= now)
		end(&proposal, PROPOSAL_REVOKED, revoked->received_at);
	if (final && final->received_at <= now)
		end(&proposal, PROPOSAL_VOID, final->received_at);
	return proposal;
}

struct proposal proposal_look(const struct cluster *cluster, const struct proposal_row *row,
                              int64_t now)
{
	return look(cluster, row, now, INT64_MAX);
}

struct proposal proposal_seen(const struct cluster *cluster, const struct proposal_row *row,
                              int64_t instant)
{
	return look(cluster, row, instant, instant);
}

/* --- may it come --- */

bool proposal_of_office(const struct cluster *cluster, const struct proposal_row *row,
                        const struct granted_key *signer)
{
	struct granted_key other;

	find_key(cluster, row->key, &other);
	return key_same_office(&other, signer);
}

/* An open one that says the same, whose ever; NULL: none. */
static const struct proposal_row *find_same(const struct cluster *cluster,
                                            const struct command *command)
{
	const struct proposal_row *rows = rows_proposals(cluster);
	uint8_t said[HASH_SIZE];

	if (!cluster->reader)
		return NULL;
	cluster->reader->said(command, said);
	for (uint32_t i = 0; i < rows_count(cluster, TABLE_PROPOSALS); i++) {
		if (memcmp(rows[i].said, said, HASH_SIZE) == 0 &&
		    proposal_look(cluster, &rows[i], command->received_at).state == PROPOSAL_OPEN)
			return &rows[i];
	}
	return NULL;
}

/* What its office has proposed in the season, whatever has become of it. To end the year there is room
 * beyond that, else it could not be ended. */
static bool has_room(const struct cluster *cluster, const struct command *command,
                     const char *field, struct faults *why)
{
	const struct proposal_row *rows = rows_proposals(cluster);
	struct granted_key signer;
	const bool ends = command->action == ACTION_FINALISE_YEAR;
	const size_t most = PROPOSALS_MAX + (ends ? ENDS_MAX : 0);
	size_t count = 0, bytes = command->bytes.size;

	find_key(cluster, key_number(cluster, command->key), &signer);
	for (uint32_t i = 0; i < rows_count(cluster, TABLE_PROPOSALS); i++) {
		if (rows[i].year != command->year ||
		    !proposal_of_office(cluster, &rows[i], &signer))
			continue;
		count++;
		bytes += rows[i].size;
	}
	const bool large = bytes > PROPOSALS_BYTES_MAX && !ends;

	if (count >= most)
		fail(why, FAULT_PROPOSALS_TOO_MANY, field, fault_number(why, (long long)most));
	else if (large)
		fail(why, FAULT_PROPOSALS_TOO_LARGE, field, fault_number(why, PROPOSALS_BYTES_MAX));
	return count < most && !large;
}

bool proposal_may_come(const struct cluster *cluster, const struct command *command,
                       const char *field, struct faults *why)
{
	if (proposal_waited(cluster, command))
		return true;
	if (!has_room(cluster, command, field, why))
		return false;
	const struct proposal_row *same = find_same(cluster, command);

	if (same)
		fail(why, FAULT_PROPOSED_ALREADY, field, fault_hash(why, same->hash, HASH_SIZE));
	return !same;
}

/* --- it comes --- */

/* What was promised by its receipt holds when it comes back, whatever the season is like by now. */
static bool is_needed(const struct cluster *cluster, const struct action *action,
                      const struct command *command, struct needs *out)
{
	if (!action->needs)
		return false;
	const bool needed = action->needs(cluster, command, out);

	return command->receipt ? command->receipt->proposal : needed;
}

static uint32_t keep_bytes(struct cluster *cluster, struct bytes bytes)
{
	const uint32_t kept = heap_add(&cluster->heap, bytes.size, false);

	memcpy(heap_at(&cluster->heap, kept), bytes.data, bytes.size);
	return kept;
}

static bool add_proposal(struct cluster *cluster, const struct command *command,
                         const struct needs *needs, struct effect *effect)
{
	const struct version_row *version = season_newest(cluster, command->year);
	const struct ruleset *ruleset = version ? season_rules(cluster, version) : NULL;
	struct granted_key signer;

	if (!ruleset || ruleset->proposal_days == 0 || !cluster->reader ||
	    command->bytes.size == 0 || command->bytes.size > HEAP_ITEM_MAX)
		return false;
	const uint32_t key = key_number(cluster, command->key);
	struct proposal_row *row = rows_add(cluster, TABLE_PROPOSALS, 1);

	find_key(cluster, key, &signer);
	row->at = rows_now(cluster);
	row->taken_at = command_taken_at(command);
	row->until = calendar_days_after(row->taken_at, ruleset->proposal_days);
	row->key = key;
	row->year = (uint16_t)command->year;
	row->action = (uint8_t)command->action;
	row->seats = (uint8_t)needs->seats;
	row->filled = (uint8_t)proposal_seat(cluster, command->year, needs, &signer);
	row->either = needs->either;
	if (needs->board >= 0)
		row->board = (uint16_t)(season_board(cluster, version, (size_t)needs->board) + 1);
	memcpy(row->hash, command->hash, HASH_SIZE);
	cluster->reader->said(command, row->said);
	row->size = (uint32_t)command->bytes.size;
	row->bytes = keep_bytes(cluster, command->bytes);
	*effect = (struct effect){ .proposal = true };
	return true;
}

bool proposal_enter(struct cluster *cluster, const struct action *action,
                    const struct command *command, struct effect *effect)
{
	struct needs needs;

	return is_needed(cluster, action, command, &needs)
	               ? add_proposal(cluster, command, &needs, effect)
	               : action->apply(cluster, command, effect);
}

/* --- it is read again --- */

bool proposal_open(const struct cluster *cluster, const struct proposal_row *row,
                   const struct command *by, struct arena *arena, struct command *out)
{
	struct granted_key signer;

	if (!cluster->reader ||
	    !cluster->reader->read(heap_at(&cluster->heap, row->bytes), row->size, arena, out))
		return false;
	find_key(cluster, row->key, &signer);
	memcpy(out->key, signer.sign_key, KEY_SIZE);
	out->received_at = by->received_at;
	out->receipt = by->receipt;
	return true;
}

bool proposal_took_effect(const struct cluster *cluster, const struct command *countersign,
                          struct arena *arena, struct command *out, uint64_t *sequence)
{
	const uint32_t count = rows_count(cluster, TABLE_ANSWERS);
	const struct answer_row *last = count > 0 ? &rows_answers(cluster)[count - 1] : NULL;

	if (countersign->action != ACTION_COUNTERSIGN || !last ||
	    last->at.sequence != cluster->sequence || last->kind != PROPOSAL_COMPLETED)
		return false;
	const struct proposal_row *row = &rows_proposals(cluster)[last->proposal - 1];

	*sequence = row->at.sequence;
	return proposal_open(cluster, row, countersign, arena, out);
}
