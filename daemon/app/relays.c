#include "relays.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"

static struct signer *find_signer(const struct relays *relays, const uint8_t key[KEY_SIZE])
{
	struct signer *signer;

	HASH_FIND(hh, relays->signers, key, KEY_SIZE, signer);
	return signer;
}

static void free_signer(struct relays *relays, struct signer *signer)
{
	HASH_DEL(relays->signers, signer);
	free(signer);
}

void relays_close(struct relays *relays)
{
	struct signer *signer, *next;

	HASH_ITER (hh, relays->signers, signer, next)
		free_signer(relays, signer);
}

bool relays_take(struct relays *relays, const uint8_t key[KEY_SIZE], size_t most)
{
	struct signer *signer = find_signer(relays, key);

	if (signer && signer->under_way >= most)
		return false;
	if (!signer) {
		signer = must_alloc(1, sizeof(*signer));
		memcpy(signer->key, key, KEY_SIZE);
		HASH_ADD(hh, relays->signers, key, KEY_SIZE, signer);
	}
	signer->under_way++;
	return true;
}

void relays_give_back(struct relays *relays, const uint8_t key[KEY_SIZE])
{
	struct signer *signer = find_signer(relays, key);

	if (signer && --signer->under_way == 0)
		free_signer(relays, signer);
}
