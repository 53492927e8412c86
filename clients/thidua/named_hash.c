#include "named_hash.h"

#include <string.h>
#include <strings.h>

#include "complain.h"
#include "text.h"
#include "thidua.h"
#include "words.h"

enum { DIGITS_LEAST = 4 };

int named_hash_check(const char *name)
{
	const size_t digits = strlen(name);

	return digits >= DIGITS_LEAST && strspn(name, "0123456789abcdefABCDEF") == digits
	               ? THIDUA_OK
	               : complain(THIDUA_USAGE, say(WORD_HASH_NAME), name, (int)DIGITS_LEAST);
}

bool named_hash_whole(const char *name)
{
	uint8_t hash[HASH_SIZE];

	return strlen(name) == sizeof(hash) * 2 && text_unhex(name, hash, sizeof(hash));
}

void named_hash_look(struct named_hash *named, const uint8_t *hash)
{
	char hex[2 * HASH_SIZE + 1];

	text_hex(hash, HASH_SIZE, hex);
	if (strncasecmp(hex, named->name, strlen(named->name)) != 0)
		return;
	named->count++;
	memcpy(named->hash, hash, HASH_SIZE);
}

int named_hash_take(const struct named_hash *named, uint8_t *out)
{
	if (named_hash_whole(named->name)) {
		text_unhex(named->name, out, HASH_SIZE);
		return THIDUA_OK;
	}
	if (named->count == 0)
		return complain(THIDUA_USAGE, say(WORD_HASH_NONE), named->name);
	if (named->count > 1)
		return complain(THIDUA_USAGE, say(WORD_HASH_MANY), named->name, named->count);
	memcpy(out, named->hash, HASH_SIZE);
	return THIDUA_OK;
}
