/*
 * Who has signed is said by role and board, with the key that did; who should, by role and board, and
 * whether anybody could: a proposal that waits for a key which nobody has would lapse unseen.
 */
#include "proposal_tell.h"

#include <string.h>

#include "action.h"
#include "arena.h"
#include "faults.h"
#include "question.h"
#include "season.h"

/* Of an answer; each is read again for it, and may be large. */
enum { TOLD_MOST = 100, TOLD_BYTES = 256 << 10, SEATS = 3 };

/* --- who --- */

static void tell_key(const struct cluster *cluster, const struct granted_key *key,
                     const struct row *at, int64_t taken_at, struct arena *arena,
                     struct told_signature *out)
{
	(void)cluster;
	*out = (struct told_signature){ .role = (int)key->role,
		                        .board = arena_text(arena, "%s", key->board),
		                        .has_key = true,
		                        .sequence = at->sequence,
		                        .received_at = taken_at };
	memcpy(out->key, key->sign_key, KEY_SIZE);
}

size_t proposal_tell_signatures(const struct cluster *cluster, const struct proposal_row *row,
                                int64_t until, struct arena *arena,
                                const struct told_signature **out)
{
	const struct answer_row *answers = rows_answers(cluster);
	struct told_signature *told = arena_alloc(arena, SEATS + 1, sizeof(*told));
	struct granted_key key;
	size_t count = 0;

	proposal_signer(cluster, row, &key);
	tell_key(cluster, &key, &row->at, row->taken_at, arena, &told[count++]);
	for (uint32_t i = 0; i < rows_count(cluster, TABLE_ANSWERS); i++) {
		if (answers[i].proposal != proposal_number(cluster, row) || answers[i].seat == 0 ||
		    answers[i].at.received_at > until)
			continue;
		cluster_key_at(cluster, answers[i].key - 1, &key);
		tell_key(cluster, &key, &answers[i].at, answers[i].at.received_at, arena,
		         &told[count++]);
	}
	*out = told;
	return count;
}

/* Could any key sign in this seat now? */
static bool is_held(const struct cluster *cluster, uint32_t year, const struct needs *needs,
                    unsigned seat, int64_t now)
{
	for (size_t i = 0; i < cluster_key_count(cluster); i++) {
		struct granted_key key;

		cluster_key_at(cluster, i, &key);
		if (!key.revoked && (proposal_seat(cluster, year, needs, &key) & seat) != 0 &&
		    cluster_key_ripens(cluster, year, key.sign_key, now) <= now)
			return true;
	}
	return false;
}

/* In the head's seat: the head, or, when that is the one concerned, the deputy. */
static const char *board_in(const struct ruleset *ruleset, const struct needs *needs)
{
	return ruleset->boards[needs->board == ruleset->head ? ruleset->deputy : ruleset->head];
}

static void tell_missing(const struct cluster *cluster, const struct proposal_row *row,
                         unsigned missing, int64_t now, struct arena *arena,
                         struct told_proposal *out)
{
	static const struct {
		unsigned seat;
		enum role role;
	} seats[SEATS] = { { SEAT_OPERATOR, ROLE_OPERATOR },
		           { SEAT_HEAD, ROLE_OFFICE },
		           { SEAT_SUPERVISOR, ROLE_SUPERVISOR } };
	const struct ruleset *ruleset = cluster_ruleset(cluster, row->year, INT64_MAX);
	const struct needs needs = proposal_needs(cluster, row);
	struct told_signature *told = arena_alloc(arena, SEATS, sizeof(*told));

	for (size_t i = 0; i < SEATS; i++) {
		if ((missing & seats[i].seat) == 0)
			continue;
		told[out->missing_count++] = (struct told_signature){
			.role = (int)seats[i].role,
			.board = seats[i].seat == SEAT_HEAD ? board_in(ruleset, &needs) : "",
			.nobody = !is_held(cluster, row->year, &needs, seats[i].seat, now),
		};
	}
	out->missing = told;
}

/* --- what --- */

static void tell_content(const struct cluster *cluster, const struct proposal_row *row,
                         struct arena *arena, struct told_proposal *out)
{
	static const struct command by = { .received_at = 0 };
	struct command proposed;

	if (!proposal_open(cluster, row, &by, arena, &proposed))
		return;
	if (proposed.action == ACTION_WITHDRAW_POINTS) {
		const struct proposal_row *entered =
		        proposal_find(cluster, row->year, proposed.withdraw_points.entry);

		if (!entered || !proposal_open(cluster, entered, &by, arena, &proposed))
			return;
	}
	if (proposed.action == ACTION_ENTER_POINTS) {
		const struct entry_rule *rule = ruleset_entry_rule(
		        cluster_ruleset(cluster, row->year, INT64_MAX), proposed.enter_points.code);

		out->code = proposed.enter_points.code;
		out->points = proposed.enter_points.points;
		out->kind = rule ? rule->kind : 0;
	} else if (proposed.action == ACTION_AMEND_REPORT) {
		out->period = proposed.amend_report.period;
	} else if (proposed.action == ACTION_DEFINE_SEASON) {
		out->version = proposed.define_season.version;
	}
}

void proposal_tell(const struct cluster *cluster, const struct proposal_row *row, int64_t now,
                   struct arena *arena, struct told_proposal *out)
{
	const struct proposal proposal = proposal_seen(cluster, row, now);

	*out = (struct told_proposal){
		.sequence = row->at.sequence,
		.received_at = row->taken_at,
		.action = cluster_action_name((enum action_number)row->action),
		.state = (int)proposal.state,
		.until = row->until,
		.ended_at = proposal.state == PROPOSAL_OPEN ? 0 : proposal.ended_at,
		.board = row->board > 0 ? rows_boards(cluster)[row->board - 1].code : "",
		.code = "",
		.reason = proposal.reason ? heap_at(&cluster->heap, proposal.reason) : "",
	};
	memcpy(out->proposal, row->hash, HASH_SIZE);
	out->signature_count = proposal_tell_signatures(cluster, row, now, arena, &out->signatures);
	if (proposal.state == PROPOSAL_OPEN)
		tell_missing(cluster, row, proposal.missing, now, arena, out);
	tell_content(cluster, row, arena, out);
}

void proposal_tell_last(const struct cluster *cluster, int64_t now, struct arena *arena,
                        struct told_proposals *out)
{
	const uint32_t count = rows_count(cluster, TABLE_PROPOSALS);
	struct told_proposal *told = arena_alloc(arena, 1, sizeof(*told));

	proposal_tell(cluster, &rows_proposals(cluster)[count - 1], now, arena, told);
	out->proposal_count = 1;
	out->proposals = told;
}

/* --- questions --- */

/* Its office sees it as it is, and so does the board that it is about; of a key that came within a freeze, neither. */
int64_t proposal_tell_until(const struct cluster *cluster, const struct sight *sight,
                            const struct proposal_row *row)
{
	const char *board = row->board > 0 ? rows_boards(cluster)[row->board - 1].code : "";

	return proposal_of_office(cluster, row, &sight->reader) &&
	                       !audience_came_within(cluster, row->year, &sight->reader, sight->now)
	               ? sight->now
	               : audience_sees(cluster, sight, row->year, board);
}

static void tell_one(const struct cluster *cluster, const struct get_proposals *question,
                     const struct sight *sight, struct arena *arena, struct told_proposals *out,
                     struct faults *why)
{
	const struct proposal_row *row = proposal_find(cluster, question->year, question->proposal);
	struct told_proposal *told = arena_alloc(arena, 1, sizeof(*told));

	if (!row || row->at.received_at > proposal_tell_until(cluster, sight, row)) {
		fail(why, FAULT_PROPOSAL_UNKNOWN, "query.proposal",
		     fault_number(why, question->year));
		return;
	}
	proposal_tell(cluster, row, proposal_tell_until(cluster, sight, row), arena, told);
	told->command = (struct bytes){ heap_at(&cluster->heap, row->bytes), row->size };
	out->proposal_count = 1;
	out->proposals = told;
}

static void tell_page(const struct cluster *cluster, const struct get_proposals *question,
                      const struct sight *sight, struct arena *arena, struct told_proposals *out)
{
	const struct proposal_row *rows = rows_proposals(cluster);
	struct told_proposal *told = arena_alloc(arena, TOLD_MOST, sizeof(*told));
	size_t bytes = 0;

	for (uint32_t i = rows_count(cluster, TABLE_PROPOSALS); i-- > 0;) {
		if (rows[i].year != question->year ||
		    (question->before > 0 && rows[i].at.sequence >= question->before))
			continue;
		const int64_t until = proposal_tell_until(cluster, sight, &rows[i]);

		if (rows[i].at.received_at > until)
			continue;
		bytes += rows[i].size;
		out->more = out->proposal_count == TOLD_MOST ||
		            (bytes > TOLD_BYTES && out->proposal_count > 0);
		if (out->more)
			break;
		proposal_tell(cluster, &rows[i], until, arena, &told[out->proposal_count++]);
	}
	out->proposals = told;
}

static void tell_proposals(const struct cluster *cluster, const void *asked,
                           const struct sight *sight, struct arena *arena, void *answered,
                           struct faults *why)
{
	const struct get_proposals *question = asked;

	if (cluster_version(cluster, question->year) == 0)
		fail(why, FAULT_CLUSTER_WITHOUT_SEASON, "query.year", cluster->code,
		     fault_number(why, question->year));
	else if (question->has_proposal)
		tell_one(cluster, question, sight, arena, answered, why);
	else
		tell_page(cluster, question, sight, arena, answered);
}

const struct question_row question_proposals = {
	.number = QUESTION_PROPOSALS,
	.answer = "proposals",
	.tell = tell_proposals,
};
