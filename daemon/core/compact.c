/*
 * The compact (giao ước thi đua): every board signs the season, that is the hash of one version of
 * it. A next version asks again, and who signed which stays. Until all have signed the version in
 * force a standing is provisional: a word for people, which changes no point, refuses no report and
 * moves no lock. At its lock a standing keeps the word that it had.
 */
#include "compact.h"

#include <string.h>

#include "action.h"
#include "arena.h"
#include "faults.h"
#include "question.h"
#include "season.h"

/* By whom and of which version; NULL: none. */
static const struct signature_row *find_signature(const struct cluster *cluster, uint16_t board,
                                                  uint32_t version)
{
	const struct signature_row *rows = rows_signatures(cluster);

	for (uint32_t i = rows_count(cluster, TABLE_SIGNATURES); i-- > 0;) {
		if (rows[i].board == board && rows[i].version == version)
			return &rows[i];
	}
	return NULL;
}

/* The latest version with this hash; NULL: none. */
static const struct version_row *find_version(const struct cluster *cluster, uint32_t year,
                                              const uint8_t hash[HASH_SIZE])
{
	const struct version_row *version = season_newest(cluster, year);

	while (version && memcmp(season_rules(cluster, version)->hash, hash, HASH_SIZE) != 0)
		version = version->previous > 0 ? &rows_versions(cluster)[version->previous - 1]
		                                : NULL;
	return version;
}

static void check_hash(const struct cluster *cluster, const struct command *command, size_t board,
                       struct faults *why)
{
	const struct version_row *newest = season_newest(cluster, command->year);
	const struct version_row *version =
	        find_version(cluster, command->year, command->sign_compact.ruleset_hash);
	const struct ruleset *ruleset = season_rules(cluster, newest);
	const bool in_force = version == newest || (version && command->receipt); /* it was then */

	if (!in_force)
		fail(why, FAULT_COMPACT_OF_ANOTHER, "sign_compact.ruleset_hash",
		     fault_number(why, ruleset->version));
	else if (find_signature(cluster, season_board(cluster, newest, board),
	                        rows_number(cluster, TABLE_VERSIONS, version)))
		fail(why, FAULT_COMPACT_SIGNED, "sign_compact", ruleset->boards[board],
		     fault_number(why, season_rules(cluster, version)->version));
}

static void sign_check(const struct cluster *cluster, const struct command *command,
                       struct faults *why)
{
	const struct version_row *version = season_newest(cluster, command->year);

	if (!version) {
		if (command->year != 0) /* absent is said already */
			fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
		return;
	}
	const struct ruleset *ruleset = season_rules(cluster, version);
	const int board = key_member(cluster, ruleset, command, why);

	if (board < 0)
		return;
	if (!ruleset->compact)
		fail(why, FAULT_COMPACT_NOT_AGREED, "sign_compact",
		     fault_number(why, command->year));
	else
		check_hash(cluster, command, (size_t)board, why);
}

static bool sign_apply(struct cluster *cluster, const struct command *command,
                       struct effect *effect)
{
	const struct version_row *version =
	        find_version(cluster, command->year, command->sign_compact.ruleset_hash);
	struct granted_key signer;

	if (!version || !cluster_key(cluster, command->key, &signer))
		return false;
	const struct ruleset *ruleset = season_rules(cluster, version);
	const int board = ruleset_board(ruleset, signer.board);

	if (board < 0)
		return false;
	const uint16_t number = season_board(cluster, version, (size_t)board);
	const uint32_t signed_version = rows_number(cluster, TABLE_VERSIONS, version);

	if (find_signature(cluster, number, signed_version))
		return false;
	struct signature_row *row = rows_add(cluster, TABLE_SIGNATURES, 1);

	row->at = rows_now(cluster);
	row->version = signed_version;
	row->board = number;
	effect->from = ruleset_first_unlocked(ruleset, row->at.received_at);
	return true;
}

const struct action action_sign_compact = {
	.number = ACTION_SIGN_COMPACT,
	.name = "sign_compact",
	.scope = SCOPE_SEASON,
	.roles = MAY(ROLE_OFFICE),
	.unseeing = true,
	.check = sign_check,
	.apply = sign_apply,
};

bool compact_provisional(struct reading *reading)
{
	const struct cluster *cluster = reading->cluster;
	const struct signature_row *rows = rows_signatures(cluster);
	const uint32_t version = rows_number(cluster, TABLE_VERSIONS, reading->version);
	uint32_t have = 0;

	if (!reading->ruleset->compact)
		return false;
	for (uint32_t i = 0; i < rows_count(cluster, TABLE_SIGNATURES); i++) {
		if (rows[i].version != version || rows[i].at.received_at > reading->until)
			continue;
		reading_note(reading, &rows[i].at);
		have++;
	}
	return have < reading->ruleset->board_count;
}

bool compact_complete(const struct cluster *cluster, uint32_t year)
{
	const struct version_row *version = season_newest(cluster, year);
	const struct ruleset *ruleset = version ? season_rules(cluster, version) : NULL;
	bool all = ruleset && ruleset->compact;

	for (size_t i = 0; all && i < ruleset->board_count; i++)
		all = find_signature(cluster, season_board(cluster, version, i),
		                     rows_number(cluster, TABLE_VERSIONS, version)) != NULL;
	return all;
}

bool compact_awaits(const struct cluster *cluster, const struct version_row *version, size_t board,
                    int64_t now)
{
	const struct signature_row *row =
	        find_signature(cluster, season_board(cluster, version, board),
	                       rows_number(cluster, TABLE_VERSIONS, version));

	return season_rules(cluster, version)->compact && (!row || row->at.received_at > now);
}

/* --- who has signed --- */

/* Of the latest version that the board has signed. */
static void tell_signature(const struct cluster *cluster, uint32_t year, uint16_t board,
                           int64_t until, struct board_signature *out)
{
	const struct version_row *version = season_newest(cluster, year);
	const struct signature_row *row = NULL;

	while (version && !row) {
		row = find_signature(cluster, board, rows_number(cluster, TABLE_VERSIONS, version));
		if (row && row->at.received_at > until)
			row = NULL;
		if (!row)
			version = version->previous > 0
			                  ? &rows_versions(cluster)[version->previous - 1]
			                  : NULL;
	}
	if (!row)
		return;
	out->season_version = season_rules(cluster, version)->version;
	out->sequence = row->at.sequence;
	out->received_at = row->at.received_at;
}

static void tell_compact(const struct cluster *cluster, const void *asked,
                         const struct sight *sight, struct arena *arena, void *answered,
                         struct faults *why)
{
	const struct get_compact *question = asked;
	struct compact *out = answered;
	const struct version_row *version = season_newest(cluster, question->year);

	if (!version) {
		fail(why, FAULT_CLUSTER_WITHOUT_SEASON, "query.year", cluster->code,
		     fault_number(why, question->year));
		return;
	}
	const struct ruleset *ruleset = season_rules(cluster, version);
	struct board_signature *boards = arena_alloc(arena, ruleset->board_count, sizeof(*boards));

	for (size_t i = 0; i < ruleset->board_count; i++) {
		boards[i].board = ruleset->boards[i];
		tell_signature(cluster, question->year, season_board(cluster, version, i),
		               audience_sees(cluster, sight, question->year, ruleset->boards[i]),
		               &boards[i]);
	}
	out->season_version = ruleset->version;
	memcpy(out->ruleset_hash, ruleset->hash, HASH_SIZE);
	out->asked = ruleset->compact;
	out->board_count = ruleset->board_count;
	out->boards = boards;
}

const struct question_row question_compact = {
	.number = QUESTION_COMPACT,
	.answer = "compact",
	.tell = tell_compact,
};
