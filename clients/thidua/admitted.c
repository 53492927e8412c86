#include "admitted.h"

#include <stdio.h>
#include <string.h>

#include "journal_walk.h"
#include "reinstate.h"

static struct admitted *find(const struct buffer *all, const uint8_t key[KEY_SIZE])
{
	struct admitted *list = (struct admitted *)(void *)all->data;

	for (size_t i = all->size / sizeof(*list); i > 0; i--)
		if (memcmp(list[i - 1].key, key, KEY_SIZE) == 0)
			return &list[i - 1];
	return NULL;
}

static void take_grant(struct buffer *all, const struct journal_entry *entry,
                       const struct command *command)
{
	const struct grant_key *grant = &command->grant_key;
	struct admitted made = { .role = grant->role,
		                 .audience = grant->audience,
		                 .relay = grant->relay,
		                 .granted_at = command_taken_at(command),
		                 .entry = entry->sequence };

	memcpy(made.key, grant->sign_key, KEY_SIZE);
	snprintf(made.board, sizeof(made.board), "%s", grant->board);
	snprintf(made.label, sizeof(made.label), "%s", grant->label);
	buffer_append(all, &made, sizeof(made));
}

static void take_entry(void *context, const struct journal_entry *entry,
                       const struct command *command)
{
	struct command entered;

	if (!command)
		return;
	reinstate_enters(command, &entered);
	if (!entered.receipt)
		entered.received_at = entry->received_at;
	if (entered.action == ACTION_GRANT_KEY)
		take_grant(context, entry, &entered);
	struct admitted *revoked = entered.action == ACTION_REVOKE_KEY
	                                   ? find(context, entered.revoke_key.sign_key)
	                                   : NULL;

	if (!revoked)
		return;
	revoked->revoked_at = command_taken_at(&entered);
	snprintf(revoked->reason, sizeof(revoked->reason), "%s", entered.revoke_key.reason);
}

int admitted_read(struct dial *dial, const char *cluster, struct buffer *out)
{
	uint64_t next = 1;

	return journal_walk(dial, cluster, &next, take_entry, out);
}

const struct admitted *admitted_find(const struct buffer *all, const uint8_t key[KEY_SIZE])
{
	return find(all, key);
}
