#include "line_key.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "arena.h"

struct line_key *line_key_find(const struct line_keys *keys, const uint8_t key[KEY_SIZE])
{
	struct line_key *found;

	HASH_FIND(hh, keys->all, key, KEY_SIZE, found);
	return found;
}

void line_key_join(struct line_keys *keys, struct line *line, const uint8_t bytes[KEY_SIZE])
{
	struct line_key *key = line_key_find(keys, bytes);

	if (!key) {
		key = must_alloc(1, sizeof(*key));
		memcpy(key->key, bytes, KEY_SIZE);
		HASH_ADD(hh, keys->all, key, KEY_SIZE, key);
	}
	DL_APPEND2(key->oldest, line, older_of_key, newer_of_key);
	key->lines++;
	line->key = key;
}

void line_key_leave(struct line_keys *keys, struct line *line)
{
	struct line_key *key = line->key;

	if (!key)
		return;
	DL_DELETE2(key->oldest, line, older_of_key, newer_of_key);
	line->key = NULL;
	key->prefixes -= line->prefixes;
	line->prefixes = 0;
	if (--key->lines > 0)
		return;
	HASH_DEL(keys->all, key);
	free(key);
}
