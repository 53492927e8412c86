/*
 * relays -- what of a relay's requests belongs to whom.
 *
 * Behind a relay's one connection are many people; so that one of them does not take it from the
 * others, each signer may have so many requests under way. Only what is verified counts: else one
 * could use up what is another's.
 */
#ifndef APP_RELAYS_H
#define APP_RELAYS_H

#include <uthash.h>

#include "ruleset.h"

struct signer {
	uint8_t key[KEY_SIZE];
	size_t under_way;
	UT_hash_handle hh;
};

struct relays {
	struct signer *signers; /* those who have some */
};

void relays_close(struct relays *relays);

/* False: the signer has that many. */
bool relays_take(struct relays *relays, const uint8_t key[KEY_SIZE], size_t most);
void relays_give_back(struct relays *relays, const uint8_t key[KEY_SIZE]);

#endif
