/*
 * A board says that what it had named is overcome, how, and with what that is shown; who reviews it in that
 * season says whether it is. In between it is open, and so it is when he says no. Both name the limitation
 * by its number and by what it says, so that people read in the journal what was signed, and a year that is
 * left out of memory is not missed (limitations.c).
 */
#include <string.h>

#include "action.h"
#include "arena.h"
#include "calendar.h"
#include "disclosed.h"
#include "faults.h"
#include "limitations.h"
#include "reasons.h"
#include "review_edges.h"
#include "season.h"

enum { CLOSINGS_MAX = 64 }; /* of a limitation */

struct named { /* by a command */
	const char *name, *board, *text;
	uint32_t year, number;
	int period;
};

/* What a command is about, and how it stands. */
struct matter {
	const struct ruleset *ruleset; /* of its season, in force */
	size_t place;                  /* of the board */
	uint16_t board;                /* its number */
	bool there;
	struct known_limitation limitation;
};

static struct named named_by(const struct command *command)
{
#define NAMED(member)                                                                              \
	(struct named)                                                                             \
	{                                                                                          \
#member, command->member.board, command->member.text, command->member.year,        \
		        command->member.number, command->member.period                             \
	}
	return command->action == ACTION_CLOSE_LIMITATION ? NAMED(close_limitation)
	                                                  : NAMED(confirm_limitation);
#undef NAMED
}

/* The season that it came with. */
static uint32_t speaks_of(const struct command *command)
{
	const struct named named = named_by(command);

	return named.period == 0 ? named.year + 1 : named.year;
}

static const char *field_of(const struct command *command, const char *name, struct faults *why)
{
	return fault_path(why, "%s.%s", named_by(command).name, name);
}

/* As it was at an instant. False: the command's season has no such board. */
static bool find_matter_at(const struct cluster *cluster, const struct command *command,
                           int64_t instant, struct arena *arena, struct matter *out)
{
	const struct version_row *season = season_newest(cluster, command->year);
	const struct named named = named_by(command);
	struct known_limitations known;

	*out = (struct matter){ .ruleset = season ? season_rules(cluster, season) : NULL };
	const int place = season ? ruleset_board(out->ruleset, named.board) : -1;

	if (place < 0)
		return false;
	out->place = (size_t)place;
	out->board = season_board(cluster, season, out->place);
	limitations_look(cluster, instant, instant, arena, &known);
	const struct known_limitation *found =
	        limitations_find(&known, out->board, named.year, named.period, named.number);

	out->there = found != NULL;
	if (found)
		out->limitation = *found;
	return true;
}

static bool find_matter(const struct cluster *cluster, const struct command *command,
                        struct arena *arena, struct matter *out)
{
	return find_matter_at(cluster, command, command->received_at, arena, out);
}

/* --- is it there, and who may --- */

/* As its signer sees it: nobody learns by a refusal what has come to be in a freeze. */
static bool find_seen(const struct cluster *cluster, const struct command *command,
                      struct arena *arena, struct matter *out)
{
	const struct sight sight = audience_signer(cluster, command);

	return find_matter_at(cluster, command,
	                      disclosed_seen(cluster, &sight, named_by(command).board), arena, out);
}

static bool is_there(const struct cluster *cluster, const struct command *command,
                     struct faults *why)
{
	const struct named named = named_by(command);
	const size_t before = why->count;
	struct matter matter;

	if (command->year == 0)
		fail(why, FAULT_YEAR_ABSENT, "year", named.name);
	else if (cluster_version(cluster, command->year) == 0)
		fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
	else if (!find_seen(cluster, command, why->arena, &matter))
		fail(why, FAULT_NOT_A_MEMBER, field_of(command, "board", why), named.board,
		     fault_number(why, command->year));
	else if (matter.ruleset->limitations && !matter.there)
		fail(why, FAULT_LIMITATION_UNKNOWN, field_of(command, "number", why), named.board,
		     fault_number(why, named.number), fault_number(why, named.year));
	return why->count == before;
}

static bool of_own_board(const struct cluster *cluster, const struct granted_key *signer,
                         const struct command *command, struct faults *why)
{
	(void)cluster;
	if (strcmp(signer->board, command->close_limitation.board) == 0)
		return true;
	fail(why, FAULT_OTHER_BOARD, "close_limitation.board", signer->board);
	return false;
}

static bool may_confirm(const struct cluster *cluster, const struct granted_key *signer,
                        const struct command *command, struct faults *why)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const size_t board = (size_t)ruleset_board(ruleset, command->confirm_limitation.board);
	const unsigned side = review_side(ruleset, signer, board);

	if (side == REVIEW_BY_REVIEWER || side == REVIEW_BY_SUPERVISOR)
		return key_ripe(cluster, command, why);
	if (side == REVIEW_BY_BOARD)
		fail(why, FAULT_LIMITATION_OWN, "key", signer->board);
	else
		fail(why, FAULT_LIMITATION_NOT_REVIEWER, "key", signer->board,
		     ruleset->boards[review_reviewer(ruleset, board)]);
	return false;
}

/* --- may it be now --- */

static const char *day_of(int64_t instant, struct faults *why)
{
	char day[CALENDAR_DATE_SIZE];

	return fault_path(why, "%s", calendar_format(calendar_day(instant), day));
}

static const char *reviewer_of(const struct matter *matter)
{
	return matter->ruleset->boards[review_reviewer(matter->ruleset, matter->place)];
}

/* From when the supervisor may confirm what is closed. */
static int64_t supervisor_from(const struct matter *matter)
{
	return limitations_supervisor_from(matter->ruleset, &matter->limitation);
}

/* Does the season follow limitations, and has none that does begun since? */
static bool is_open(const struct cluster *cluster, const struct command *command,
                    const struct ruleset *ruleset, struct faults *why)
{
	const uint32_t season = limitations_season(cluster, command_taken_at(command));
	const char *name = named_by(command).name;

	if (!ruleset->limitations)
		fail(why, FAULT_LIMITATIONS_NOT_AGREED, name, fault_number(why, command->year));
	else if (season > command->year)
		fail(why, FAULT_LIMITATIONS_LATER_SEASON, name, fault_number(why, season),
		     fault_number(why, command->year));
	else
		return true;
	return false;
}

static bool says_so(const struct cluster *cluster, const struct command *command,
                    const struct matter *matter, struct faults *why)
{
	const char *text = limitations_text(cluster, matter->limitation.text);

	if (limitations_same_text(text, named_by(command).text))
		return true;
	fail(why, FAULT_LIMITATION_STALE, field_of(command, "text", why));
	return false;
}

/* Nobody closes or confirms what the freeze of another season holds back from him: a refusal would tell what became
 * of it. */
static bool is_shown(const struct cluster *cluster, const struct command *command,
                     struct faults *why)
{
	const struct named named = named_by(command);
	const struct sight sight = audience_signer(cluster, command);

	if (disclosed_seen(cluster, &sight, named.board) == sight.now)
		return true;
	fail(why, FAULT_LIMITATION_HELD_BACK, named.name);
	return false;
}

static void close_check(const struct cluster *cluster, const struct command *command,
                        struct faults *why)
{
	static const char name[] = "close_limitation";
	struct matter matter;

	if (!is_shown(cluster, command, why) ||
	    !find_matter(cluster, command, why->arena, &matter) ||
	    !is_open(cluster, command, matter.ruleset, why))
		return;
	switch (limitations_state(&matter.limitation)) {
	case LIMITATION_CLOSED:
		fail(why, FAULT_LIMITATION_CLOSED, name, day_of(matter.limitation.closed_at, why));
		return;
	case LIMITATION_CLOSING:
		fail(why, FAULT_LIMITATION_CLOSING, name, reviewer_of(&matter),
		     day_of(supervisor_from(&matter), why));
		return;
	case LIMITATION_OPEN:
		break;
	}
	if (matter.limitation.closings >= CLOSINGS_MAX)
		fail(why, FAULT_LIMITATION_TOO_OFTEN, name, fault_number(why, CLOSINGS_MAX));
	else if (says_so(cluster, command, &matter, why) &&
	         command->close_limitation.evidence_count == 0)
		fail(why, FAULT_ABSENT, "evidence");
}

static bool can_be_confirmed(const struct cluster *cluster, const struct command *command,
                             const struct matter *matter, struct faults *why)
{
	static const char name[] = "confirm_limitation";
	const struct known_limitation *limitation = &matter->limitation;
	const enum limitation_state state = limitations_state(limitation);
	struct granted_key signer = { .role = ROLE_NONE };

	cluster_key(cluster, command->key, &signer);
	if (state == LIMITATION_OPEN)
		fail(why, FAULT_LIMITATION_OPEN, name, rows_boards(cluster)[limitation->board].code,
		     reviewer_of(matter));
	else if (state == LIMITATION_CLOSED)
		fail(why, FAULT_LIMITATION_CLOSED, name, day_of(limitation->closed_at, why));
	else if (signer.role == ROLE_SUPERVISOR &&
	         command_taken_at(command) < supervisor_from(matter))
		fail(why, FAULT_LIMITATION_NOT_WAITED, name, reviewer_of(matter),
		     day_of(supervisor_from(matter), why));
	else
		return true;
	return false;
}

static void confirm_check(const struct cluster *cluster, const struct command *command,
                          struct faults *why)
{
	const struct confirm_limitation *confirm = &command->confirm_limitation;
	struct matter matter;

	if (!is_shown(cluster, command, why) ||
	    !find_matter(cluster, command, why->arena, &matter) ||
	    !is_open(cluster, command, matter.ruleset, why) ||
	    !can_be_confirmed(cluster, command, &matter, why) ||
	    !says_so(cluster, command, &matter, why))
		return;
	const uint8_t *closing = heap_at(&cluster->heap, matter.limitation.last->said);

	if (memcmp(confirm->closing, closing, HASH_SIZE) != 0)
		fail(why, FAULT_CLOSING_STALE, "confirm_limitation.closing",
		     fault_hash(why, closing, HASH_SIZE));
	else if (!confirm->confirmed && confirm->reason[0] == '\0')
		fail(why, FAULT_ABSENT, "confirm_limitation.reason");
	else if (confirm->confirmed && confirm->reason[0] != '\0')
		fail(why, FAULT_REASON_WITH_YES, "confirm_limitation.reason");
}

/* --- what it keeps --- */

/* Of a year that is left out nothing is known but that this was accepted once. */
static bool can_be(const struct cluster *cluster, const struct command *command,
                   const struct matter *matter)
{
	const enum limitation_state wanted =
	        command->action == ACTION_CLOSE_LIMITATION ? LIMITATION_OPEN : LIMITATION_CLOSING;

	if (matter->there)
		return limitations_state(&matter->limitation) == wanted;
	return cluster_lacks(cluster, speaks_of(command));
}

/* NULL, with nothing done, when it cannot belong to this state. */
static struct limitation_row *add_row(struct cluster *cluster, const struct command *command,
                                      struct matter *matter)
{
	const struct named named = named_by(command);
	struct arena arena;

	arena_init(&arena, 0);
	const bool found =
	        find_matter(cluster, command, &arena, matter) && can_be(cluster, command, matter);

	arena_close(&arena);
	if (!found)
		return NULL;
	const uint32_t text = matter->there ? matter->limitation.text
	                                    : limitations_keep_text(cluster, command->year,
	                                                            matter->board, named.text);
	struct limitation_row *row = rows_add(cluster, TABLE_LIMITATIONS, 1);

	*row = (struct limitation_row){ .at = rows_now(cluster),
		                        .text = text & ROWS_MAX,
		                        .of_year = (uint16_t)named.year,
		                        .of_number = (uint16_t)named.number,
		                        .of_period = (unsigned)named.period & 0xF,
		                        .board = matter->board };
	return row;
}

static bool close_apply(struct cluster *cluster, const struct command *command,
                        struct effect *effect)
{
	const struct close_limitation *close = &command->close_limitation;
	struct matter matter;
	struct limitation_row *row = add_row(cluster, command, &matter);

	if (!row || close->evidence_count > UINT8_MAX)
		return false;
	const size_t evidence = close->evidence_count * HASH_SIZE;
	const uint32_t how = heap_text(&cluster->heap, close->how);

	row->event = LIMITATION_CLOSE;
	row->evidence_count = (uint8_t)close->evidence_count;
	row->said = heap_add(&cluster->heap, HASH_SIZE + evidence + sizeof(how), false);
	uint8_t *said = heap_at(&cluster->heap, row->said);

	memcpy(said, command->hash, HASH_SIZE);
	if (evidence > 0)
		memcpy(said + HASH_SIZE, close->evidence, evidence);
	memcpy(said + HASH_SIZE + evidence, &how, sizeof(how));
	*effect = (struct effect){ .year = 0 };
	return true;
}

/* The first season in which the limitation is asked for and a period has not locked. */
static void find_moved(const struct cluster *cluster, const struct known_limitation *limitation,
                       int64_t now, struct effect *effect)
{
	effect->year = 0;
	for (size_t i = 0; i < cluster_year_count(cluster); i++) {
		const struct version_row *season = season_newest(cluster, cluster_year(cluster, i));
		const struct ruleset *ruleset = season_rules(cluster, season);
		const enum period first = ruleset_first_unlocked(ruleset, now);
		const int64_t begins = season_begun_at(cluster, season);

		if (begins < limitation->since || begins > now || ruleset_is_over(ruleset, now) ||
		    (effect->year > 0 && effect->year < ruleset->year))
			continue;
		effect->year = ruleset->year;
		effect->from = first;
	}
}

static bool confirm_apply(struct cluster *cluster, const struct command *command,
                          struct effect *effect)
{
	const struct confirm_limitation *confirm = &command->confirm_limitation;
	struct granted_key signer = { .role = ROLE_NONE };
	struct matter matter;
	struct limitation_row *row = add_row(cluster, command, &matter);

	if (!row)
		return false;
	cluster_key(cluster, command->key, &signer);
	row->event = confirm->confirmed ? LIMITATION_CONFIRM : LIMITATION_REFUSE;
	row->by = review_by(cluster, matter.ruleset, &signer);
	if (!confirm->confirmed)
		row->said = heap_text(&cluster->heap, confirm->reason);
	*effect = (struct effect){ .board = rows_boards(cluster)[matter.board].code };
	if (confirm->confirmed && matter.there)
		find_moved(cluster, &matter.limitation, command->received_at, effect);
	return true;
}

static void close_arrival(const struct command *command, struct faults *why)
{
	reasons_check("close_limitation.how", command->close_limitation.how, why);
}

static void confirm_arrival(const struct command *command, struct faults *why)
{
	reasons_check("confirm_limitation.reason", command->confirm_limitation.reason, why);
}

const struct action action_close_limitation = {
	.number = ACTION_CLOSE_LIMITATION,
	.name = "close_limitation",
	.scope = SCOPE_SEASON,
	.roles = MAY(ROLE_OFFICE),
	.where = is_there,
	.own = of_own_board,
	.arrival = close_arrival,
	.check = close_check,
	.apply = close_apply,
	.speaks_of = speaks_of,
};

const struct action action_confirm_limitation = {
	.number = ACTION_CONFIRM_LIMITATION,
	.name = "confirm_limitation",
	.scope = SCOPE_SEASON,
	.roles = MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR),
	.where = is_there,
	.own = may_confirm,
	.arrival = confirm_arrival,
	.check = confirm_check,
	.apply = confirm_apply,
	.speaks_of = speaks_of,
};
