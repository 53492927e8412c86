/*
 * Requests to bytes, the way of a client. Questions are asked by one struct of what they share, so
 * that a client can carry any of them, also one that this file has never heard of: its form says
 * which of these fields it has. Absent is what is left at 0, and period -1.
 */
#include "encode.h"

#include <string.h>

#include "messages_forms.h"
#include "query.h"

void encode_signed(const struct signed_command *command, bool dry_run, uint64_t correlation,
                   struct buffer *out)
{
	struct told_request request = { .correlation = correlation,
		                        .body = dry_run ? REQUEST_DRY_RUN : REQUEST_COMMAND };
	struct told_signed *body = dry_run ? &request.dry_run : &request.command;

	body->command = (struct bytes){ command->bytes, command->size };
	memcpy(body->signature, command->signature, SIGNATURE_SIZE);
	memcpy(body->key, command->key, KEY_SIZE);
	form_write(&form_told_request, &request, out);
}

void encode_query(const struct query *query, uint64_t correlation, struct buffer *out)
{
	struct told_request request = { .correlation = correlation,
		                        .body = REQUEST_QUERY,
		                        .query = { .question = query->question } };

	query_fill(query, &request.query);
	form_write(&form_told_request, &request, out);
}

void encode_signed_query(const struct signed_command *query, uint64_t correlation,
                         struct buffer *out)
{
	struct told_request request = { .correlation = correlation, .body = REQUEST_SIGNED_QUERY };
	struct told_signed_query *body = &request.signed_query;

	body->query = (struct bytes){ query->bytes, query->size };
	memcpy(body->signature, query->signature, SIGNATURE_SIZE);
	memcpy(body->key, query->key, KEY_SIZE);
	form_write(&form_told_request, &request, out);
}

void encode_advance_clock(int64_t to, uint64_t correlation, struct buffer *out)
{
	const struct told_request request = { .correlation = correlation,
		                              .body = REQUEST_ADVANCE_CLOCK,
		                              .advance_clock = { .to = to } };

	form_write(&form_told_request, &request, out);
}
