#include "replay.h"

#include <string.h>

#include "arena.h"
#include "request.h"

bool replay_entry(struct cluster *cluster, const struct journal_entry *entry, struct arena *arena,
                  struct command *out)
{
	struct faults why;
	uint8_t hash[HASH_SIZE];

	if (entry->sequence != cluster->sequence + 1 &&
	    !cluster_pass_over(cluster, entry->sequence - 1, cluster->last_received_at,
	                       entry->previous_hash))
		return false;
	seal_chain(cluster->hash, entry->sequence, entry->received_at, entry->command,
	           entry->command_size, hash);
	if (memcmp(hash, entry->hash, HASH_SIZE) != 0)
		return false;
	arena_reset(arena);
	faults_init(&why, arena);
	if (!command_replay(entry->command, entry->command_size, arena, out, &why))
		return false;
	memcpy(out->key, entry->key, KEY_SIZE);
	out->received_at = entry->received_at;
	return cluster_apply(cluster, out, hash, NULL);
}
