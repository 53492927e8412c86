/* From when on a key reviews and signs what needs two: who grants it is seen to do so before it acts. */
#include <string.h>

#include "action.h"
#include "calendar.h"
#include "faults.h"

int64_t cluster_key_ripens(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE])
{
	const uint32_t number = key_number(cluster, sign_key);
	struct granted_key key;

	if (memcmp(cluster->operator_key, sign_key, KEY_SIZE) == 0)
		return INT64_MIN;
	if (!cluster_key(cluster, sign_key, &key) || key.revoked)
		return INT64_MAX;
	return calendar_days_after(rows_keys(cluster)[number - 1].at.received_at, 0);
}

bool key_ripe(const struct cluster *cluster, const struct command *command, struct faults *why)
{
	const int64_t from =
	        command->receipt ? INT64_MIN : cluster_key_ripens(cluster, command->key);
	char day[CALENDAR_DATE_SIZE];

	if (command->received_at >= from)
		return true;
	fail(why, FAULT_KEY_NOT_RIPE, "key", calendar_format(calendar_day(from), day));
	return false;
}
