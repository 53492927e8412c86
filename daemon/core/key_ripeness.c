/*
 * From when on a key reviews and signs what needs two: who grants it is seen to do so before it acts, and what it
 * would judge it must see.
 */
#include <string.h>

#include "action.h"
#include "audience.h"
#include "calendar.h"
#include "faults.h"
#include "freeze.h"

int64_t cluster_key_ripens(const struct cluster *cluster, uint32_t year,
                           const uint8_t sign_key[KEY_SIZE], int64_t now)
{
	const uint32_t number = key_number(cluster, sign_key);
	struct granted_key key;

	if (memcmp(cluster->operator_key, sign_key, KEY_SIZE) == 0)
		return INT64_MIN;
	if (!cluster_key(cluster, sign_key, &key) || key.revoked)
		return INT64_MAX;
	const int64_t next_day =
	        calendar_days_after(rows_keys(cluster)[number - 1].at.received_at, 0);
	const int64_t ends = audience_holds_out(cluster, year, &key, now)
	                             ? freeze_look(cluster, year, now).ends
	                             : INT64_MIN;

	return next_day > ends ? next_day : ends;
}

static void refuse_newcomer(const struct cluster *cluster, const struct command *command,
                            struct faults *why)
{
	const struct freeze freeze = freeze_look(cluster, command->year, command->received_at);
	char day[CALENDAR_DATE_SIZE];

	fail(why, FAULT_KEY_OF_FREEZE, "key", calendar_format(calendar_day(freeze.ends), day));
}

bool key_sees(const struct cluster *cluster, const struct action *action,
              const struct granted_key *signer, const struct command *command, struct faults *why)
{
	if (action->unseeing || signer->role != ROLE_OFFICE ||
	    !audience_came_within(cluster, command->year, signer, command->received_at))
		return true;
	refuse_newcomer(cluster, command, why);
	return false;
}

bool key_ripe(const struct cluster *cluster, const struct command *command, struct faults *why)
{
	const int64_t now = command->received_at;
	const int64_t from =
	        command->receipt ? INT64_MIN
	                         : cluster_key_ripens(cluster, command->year, command->key, now);
	struct granted_key key = { .role = ROLE_NONE };
	char day[CALENDAR_DATE_SIZE];

	if (now >= from)
		return true;
	cluster_key(cluster, command->key, &key);
	if (audience_holds_out(cluster, command->year, &key, now))
		refuse_newcomer(cluster, command, why);
	else
		fail(why, FAULT_KEY_NOT_RIPE, "key", calendar_format(calendar_day(from), day));
	return false;
}
