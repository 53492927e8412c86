/*
 * The envelope of a request. It is passed over what it does not know, unlike the command inside:
 * who asks for more than we know is answered as far as we do, who sends a command is not (see
 * shape.h). The correlation is looked for first, on the raw bytes, so that a client hears which of
 * its requests was wrong even when nothing else can be read.
 */
#include "request.h"

#include <string.h>

#include "arena.h"
#include "messages_forms.h"
#include "query.h"
#include "raw.h"

static void take_signed(const struct told_signed *from, struct request *out)
{
	out->signed_command.bytes = from->command.data;
	out->signed_command.size = from->command.size;
	memcpy(out->signed_command.signature, from->signature, SIGNATURE_SIZE);
	memcpy(out->signed_command.key, from->key, KEY_SIZE);
}

static void take_body(const struct told_request *from, struct request *out)
{
	out->body = from->body;
	switch (from->body) {
	case REQUEST_COMMAND:
		take_signed(&from->command, out);
		return;
	case REQUEST_DRY_RUN:
		take_signed(&from->dry_run, out);
		return;
	case REQUEST_QUERY:
		query_take(&from->query, &out->query);
		return;
	case REQUEST_SIGNED_QUERY:
		out->signed_command.bytes = from->signed_query.query.data;
		out->signed_command.size = from->signed_query.query.size;
		memcpy(out->signed_command.signature, from->signed_query.signature, SIGNATURE_SIZE);
		memcpy(out->signed_command.key, from->signed_query.key, KEY_SIZE);
		return;
	case REQUEST_ADVANCE_CLOCK:
		out->advance_to = from->advance_clock.to;
		return;
	}
}

/* So that the client hears which of its requests was wrong, even when little else can be read. */
static uint64_t find_correlation(const uint8_t *bytes, size_t size)
{
	struct raw raw = { bytes, size };
	struct raw_field field;

	while (raw.left > 0 && raw_next(&raw, &field))
		if (field.number == 1 && field.kind == RAW_VARINT)
			return field.value;
	return 0;
}

bool request_decode(const uint8_t *bytes, size_t size, struct arena *arena, struct request *out,
                    struct faults *why)
{
	memset(out, 0, sizeof(*out));
	if (size > REQUEST_BYTES_MAX) {
		fail(why, FAULT_BYTES_AT_MOST, "request", fault_number(why, REQUEST_BYTES_MAX),
		     fault_number(why, (long long)size));
		return false;
	}
	out->correlation = find_correlation(bytes, size);
	struct told_request *request = arena_alloc(arena, 1, sizeof(*request));

	if (!form_read(&form_told_request, "request", FORM_OPEN | FORM_UNNAMED, bytes, size, arena,
	               request, why))
		return false;
	take_body(request, out);
	return true;
}
