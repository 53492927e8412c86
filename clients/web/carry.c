#include "carry.h"

#include <string.h>

#include "answer.h"
#include "encode.h"
#include "json_write.h"
#include "messages_forms.h"
#include "raw.h"

/* Of SignedCommand and of SignedQuery alike. */
enum { SEALED_FIELD = 1, SIGNATURE_FIELD = 2, SIGNER_FIELD = 3, WAYS = 2 };

static const struct {
	enum request_body body;
	unsigned ways; /* of signing it: the first */
	enum signed_as as[WAYS];
} kinds[ROUTES] = {
	[ROUTE_COMMANDS] = { REQUEST_COMMAND, 1, { SIGNED_AS_COMMAND } },
	/* of one that is signed as a command the daemon says what is wrong */
	[ROUTE_DRY_RUN] = { REQUEST_DRY_RUN, 2, { SIGNED_AS_DRY_RUN, SIGNED_AS_COMMAND } },
	[ROUTE_QUERIES] = { REQUEST_SIGNED_QUERY, 1, { SIGNED_AS_QUERY } },
};

bool carry_read(const uint8_t *bytes, size_t size, struct signed_command *out)
{
	struct raw raw = { bytes, size };
	struct raw_field field;
	bool found = false;

	*out = (struct signed_command){ .bytes = bytes };
	while (raw.left > 0 && raw_next(&raw, &field)) {
		const size_t held = field.kind == RAW_BYTES ? field.size : 0;

		if (field.number == SEALED_FIELD && held > 0) {
			out->bytes = field.bytes;
			out->size = held;
		} else if (field.number == SIGNATURE_FIELD && held == SIGNATURE_SIZE) {
			memcpy(out->signature, field.bytes, SIGNATURE_SIZE);
		} else if (field.number == SIGNER_FIELD) {
			found = held == KEY_SIZE;
			memcpy(out->key, field.bytes, found ? KEY_SIZE : 0);
		}
	}
	return found && raw.left == 0;
}

bool carry_is_signed(enum route route, const struct signed_command *sealed)
{
	for (unsigned i = 0; i < kinds[route].ways; i++)
		if (signing_verify(kinds[route].as[i], sealed))
			return true;
	return false;
}

void carry_wrap(enum route route, const uint8_t *bytes, size_t size, struct buffer *out)
{
	uint8_t head[1 + RAW_VARINT_SIZE] = { (uint8_t)(kinds[route].body << 3 | RAW_BYTES) };

	buffer_append(out, head, 1 + raw_write_varint(size, head + 1));
	buffer_append(out, bytes, size);
}

struct outcome carry_outcome(const struct thidua_reply *reply, const struct answer *answer,
                             bool json)
{
	struct outcome outcome = { 0 };

	if (json)
		outcome = outcome_json(json_form_write(&form_told_reply, NULL, answer->reply));
	else
		outcome = (struct outcome){ .body = body_new(reply->bytes, reply->size),
			                    .type = "application/x-protobuf" };
	outcome.status = answer->status == STATUS_OK ? 200 : 0;
	if (answer->status != STATUS_OK) {
		struct outcome refused = outcome_refusal(answer->status, NULL, 0);

		outcome.status = refused.status;
		outcome.retry_after = refused.retry_after;
		outcome_close(&refused);
	}
	outcome.cache = OUTCOME_NO_STORE;
	return outcome;
}
