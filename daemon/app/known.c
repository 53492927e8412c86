/*
 * An entry is the command itself, or a Reinstate of it: then the receipt is of that entry, and says
 * what the first receipt said.
 *
 * It was looked for by its place. What is there under another id than the one that came is of another
 * database than was in memory.
 */
#include "known.h"

#include <string.h>

#include "request.h"
#include "seal.h"

static bool has_id(const struct command *stored, const struct message *message)
{
	return memcmp(stored->id, message->command.id, ID_SIZE) == 0;
}

static bool is_same(struct message *message, const struct journal_entry *entry,
                    const uint8_t hash[HASH_SIZE])
{
	struct faults *why = &message->why;

	if (memcmp(hash, message->command.hash, HASH_SIZE) == 0)
		return true;
	fail(why, FAULT_ID_OF_ANOTHER, "id", fault_number(why, (long long)entry->sequence),
	     fault_hash(why, hash, HASH_SIZE), fault_hash(why, message->command.hash, HASH_SIZE));
	return false;
}

static bool is_entry(struct message *message, const struct journal_entry *entry)
{
	struct command stored;
	struct faults unreadable;
	uint8_t hash[HASH_SIZE];

	message->command.received_at = entry->received_at;
	seal_hash(entry->command, entry->command_size, hash);
	if (memcmp(hash, message->command.hash, HASH_SIZE) == 0)
		return true;
	faults_init(&unreadable, &message->arena);
	const bool readable = command_replay(entry->command, entry->command_size, &message->arena,
	                                     &stored, &unreadable);
	const struct command *inside = readable ? command_inside(&stored) : NULL;

	if (readable && has_id(&stored, message))
		return is_same(message, entry, hash);
	if (inside && has_id(inside, message)) {
		message->command.received_at = stored.reinstate.receipt_opened->received_at;
		return is_same(message, entry, inside->hash);
	}
	fail(&message->why, FAULT_DATABASE_REPLACED, "database");
	return false;
}

bool known_take_entry(struct message *message, const struct journal_entry *entry)
{
	message->sequence = entry->sequence;
	memcpy(message->hash, entry->hash, HASH_SIZE);
	return is_entry(message, entry);
}
