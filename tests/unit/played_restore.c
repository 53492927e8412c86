/*
 * A database is restored from a backup: the last entries were acknowledged and are in no journal any more.
 * Who has their receipts brings them back, in any order, late or never; meanwhile the year goes on.
 */
#include <string.h>

#include "played_makers.h"
#include "seal.h"

static struct played_loss *find_loss(struct played *played, const struct played_entry *entry)
{
	for (size_t i = 0; i < played->lost_count; i++) {
		if (memcmp(played->lost[i].entry.command.hash, entry->enters.hash, HASH_SIZE) == 0)
			return &played->lost[i];
	}
	return NULL;
}

void makers_brought_back(struct played *played, const struct played_entry *entry)
{
	struct played_loss *loss = find_loss(played, entry);

	if (loss)
		loss->back = true;
}

/* A Reinstate that is lost itself is no loss of its own: what it brought back is lost again. */
static void lose(struct played *played, const struct played_entry *entry)
{
	struct played_loss *loss = find_loss(played, entry);

	if (loss)
		loss->back = false;
	else if (played->lost_count < LOST_MAX)
		played->lost[played->lost_count++] = (struct played_loss){ .entry = *entry };
}

bool make_restore(struct played *played, struct command *out, const char **by)
{
	const size_t least = played->begun;
	size_t lost = 1 + roll(&played->dice, 6);

	(void)out;
	(void)by;
	if (lost > played->entry_count - least)
		lost = played->entry_count - least;
	if (lost == 0)
		return false;
	const size_t kept = played->entry_count - lost;

	for (size_t i = kept; i < played->entry_count; i++)
		lose(played, &played->entries[i]);
	cluster_rewind(played->rig.cluster, &played->entries[kept].before);
	played->entry_count = kept;
	played->restores++;
	return false;
}

static void write_receipt(struct played *played, const struct played_entry *entry,
                          struct told_receipt *out)
{
	static const uint8_t secret[SECRET_SIGN_SIZE];
	const struct command *command = &entry->command;
	struct receipt_statement statement = { .cluster = "TCXDD-1",
		                               .sequence = entry->before.sequence + 1,
		                               .received_at = command->received_at,
		                               .has_late_days = entry->has_late_days,
		                               .late_days = entry->late_days,
		                               .proposal = entry->proposal };
	struct receipt receipt;

	memcpy(statement.command_id, command->id, ID_SIZE);
	memcpy(statement.command_hash, command->hash, HASH_SIZE);
	memcpy(statement.hash, command->hash, HASH_SIZE);
	seal_receipts(&statement, 1, secret, &played->rig.arena, &receipt);
	seal_tell_receipt(&receipt, out);
	memcpy(out->key, rig_key("daemon"), KEY_SIZE);
}

/* Mostly the first that is not back, by who sent it. */
bool make_reinstatement(struct played *played, struct command *out, const char **by)
{
	size_t place = 0;

	if (played->lost_count == 0)
		return false;
	while (place + 1 < played->lost_count && played->lost[place].back)
		place++;
	if (chance(&played->dice, 25))
		place = roll(&played->dice, played->lost_count);
	const struct played_entry *entry = &played->lost[place].entry;

	*by = makers_somebody(played, entry->by);
	*out = makers_begin(played, ACTION_REINSTATE, *by);
	out->year = entry->command.year;
	struct reinstate *reinstate = &out->reinstate;

	reinstate->signed_command.command = (struct bytes){ entry->bytes, entry->size };
	memcpy(reinstate->signed_command.key, entry->command.key, KEY_SIZE);
	write_receipt(played, entry, &reinstate->receipt);
	reinstate->signed_command_opened = &entry->command; /* for who tells of it */
	return true;
}
