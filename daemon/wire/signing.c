/* Ed25519 takes its bytes in one piece, so prefix and bytes are put together first. */
#include "signing.h"

#include <string.h>

#include "buffer.h"

static const char *const prefixes[] = {
	[SIGNED_AS_COMMAND] = "",
	[SIGNED_AS_DRY_RUN] = "thidua.dry-run.v1\n",
	[SIGNED_AS_QUERY] = "thidua.query.v1\n",
};

static void put_together(enum signed_as as, const struct signed_command *sealed, struct buffer *out)
{
	buffer_append(out, prefixes[as], strlen(prefixes[as]));
	buffer_append(out, sealed->bytes, sealed->size);
}

void signing_sign(enum signed_as as, const uint8_t secret[SECRET_SIGN_SIZE],
                  struct signed_command *out)
{
	struct buffer whole = { 0 };

	put_together(as, out, &whole);
	seal_sign(whole.data, whole.size, secret, out->signature);
	seal_public(secret, out->key);
	buffer_close(&whole);
}

bool signing_verify(enum signed_as as, const struct signed_command *sealed)
{
	if (as == SIGNED_AS_COMMAND) /* the one that comes often, and needs no copy */
		return seal_verify(sealed->bytes, sealed->size, sealed->signature, sealed->key);
	struct buffer whole = { 0 };

	put_together(as, sealed, &whole);
	const bool right = seal_verify(whole.data, whole.size, sealed->signature, sealed->key);

	buffer_close(&whole);
	return right;
}
