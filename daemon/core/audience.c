/*
 * Nothing here is decided by what is asked: only by who asks, of which season, and when. What of the standings
 * that gives is disclosed.c.
 */
#include "audience.h"

#include <string.h>

#include "faults.h"
#include "freeze.h"

static bool has_seat(const struct granted_key *reader, const struct seats *seats)
{
	return reader->role == ROLE_OFFICE && reader->board[0] != '\0' && seats &&
	       (strcmp(reader->board, seats->head) == 0 ||
	        strcmp(reader->board, seats->deputy) == 0);
}

/* Does what it is for see everything? */
static bool is_trusted(const struct granted_key *reader, const struct seats *seats)
{
	return !reader->revoked && (reader->role == ROLE_SUPERVISOR || has_seat(reader, seats));
}

bool audience_may_read(const struct granted_key *reader, enum audience audience,
                       const struct seats *seats)
{
	if (reader->role == ROLE_NONE || reader->revoked)
		return false;
	switch (audience) {
	case AUDIENCE_PUBLIC:
		return true;
	case AUDIENCE_MEMBER:
		return reader->audience == AUDIENCE_MEMBER;
	case AUDIENCE_LIVE:
		return seats && is_trusted(reader, seats) && reader->granted_at < seats->kept_from;
	default:
		return false;
	}
}

static void find_reader(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE],
                        struct granted_key *out)
{
	if (!cluster_key(cluster, sign_key, out))
		*out = (struct granted_key){ .role = cluster_role(cluster, sign_key),
			                     .audience = AUDIENCE_MEMBER };
}

struct sight audience_signer(const struct cluster *cluster, const struct command *command)
{
	struct sight sight = { .now = command->received_at };

	find_reader(cluster, command->key, &sight.reader);
	return sight;
}

bool audience_reader(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE],
                     struct granted_key *out, struct faults *why)
{
	find_reader(cluster, sign_key, out);
	if (out->role == ROLE_NONE)
		fail(why, FAULT_KEY_NOT_GRANTED, "key");
	else if (out->revoked)
		fail(why, FAULT_KEY_REVOKED, "key");
	return out->role != ROLE_NONE && !out->revoked;
}

bool audience_seats(const struct cluster *cluster, uint32_t year, int64_t now, struct seats *out)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, year, INT64_MAX);
	const struct freeze freeze = freeze_look(cluster, year, now);

	*out = (struct seats){ .kept_from = now < freeze.ends ? freeze.begins : INT64_MAX };
	if (!ruleset)
		return false;
	strncpy(out->head, ruleset->boards[ruleset->head], CODE_SIZE - 1);
	strncpy(out->deputy, ruleset->boards[ruleset->deputy], CODE_SIZE - 1);
	return true;
}

/* --- what is held back --- */

enum audience audience_of(const struct cluster *cluster, uint32_t year,
                          const struct granted_key *reader, int64_t now)
{
	struct seats seats;

	audience_seats(cluster, year, now, &seats);
	if (audience_may_read(reader, AUDIENCE_LIVE, &seats))
		return AUDIENCE_LIVE;
	return audience_may_read(reader, AUDIENCE_MEMBER, &seats) ? AUDIENCE_MEMBER
	                                                          : AUDIENCE_PUBLIC;
}

bool audience_came_within(const struct cluster *cluster, uint32_t year,
                          const struct granted_key *key, int64_t now)
{
	struct seats seats;

	audience_seats(cluster, year, now, &seats);
	return key->granted_at >= seats.kept_from;
}

bool audience_holds_out(const struct cluster *cluster, uint32_t year, const struct granted_key *key,
                        int64_t now)
{
	struct seats seats;

	audience_seats(cluster, year, now, &seats);
	return is_trusted(key, &seats) && key->granted_at >= seats.kept_from;
}

bool audience_awaits_publication(const struct cluster *cluster, uint32_t year,
                                 enum audience audience)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, year, INT64_MAX);

	return audience == AUDIENCE_PUBLIC && ruleset && ruleset->publication;
}

bool audience_is_live(const struct cluster *cluster, uint32_t year, enum audience audience,
                      int64_t now)
{
	return audience == AUDIENCE_LIVE ||
	       (!audience_awaits_publication(cluster, year, audience) &&
	        !freeze_holds(cluster, year, now));
}

/* Is what is about a board his own? */
static bool is_own(const struct cluster *cluster, const struct sight *sight, uint32_t year,
                   const char *board)
{
	return sight->reader.role == ROLE_OFFICE && *board &&
	       strcmp(sight->reader.board, board) == 0 &&
	       !audience_came_within(cluster, year, &sight->reader, sight->now);
}

int64_t audience_sees(const struct cluster *cluster, const struct sight *sight, uint32_t year,
                      const char *board)
{
	if (audience_of(cluster, year, &sight->reader, sight->now) == AUDIENCE_LIVE ||
	    is_own(cluster, sight, year, board))
		return sight->now;
	return freeze_seen(cluster, year, sight->now);
}
