/*
 * Requests to bytes, the way of a client. Questions are asked by one struct of what they share, so
 * that a client can carry any of them, also one that this file has never heard of: its form says
 * which of these fields it has. Absent is what is left at 0, and period -1.
 */
#include "encode.h"

#include <string.h>

#include "messages_forms.h"

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

/* The number of a question's field, by the name that all questions have for it; 0 is absent where
 * that is what it means. */
static void set_number(const struct form *form, const char *name, int64_t number, char *to)
{
	const struct form_field *field = form_find(form, name);

	if (!field)
		return;
	switch (field->kind) {
	case FORM_UINT32:
		memcpy(to + field->offset, &(uint32_t){ (uint32_t)number }, sizeof(uint32_t));
		break;
	case FORM_ENUM:
		memcpy(to + field->offset, &(int){ (int)number }, sizeof(int));
		break;
	default:
		memcpy(to + field->offset, &number, sizeof(number));
		break;
	}
}

static void set_text(const struct form *form, const char *name, const char *text, char *to)
{
	const struct form_field *field = form_find(form, name);

	if (field)
		memcpy(to + field->offset, &text, sizeof(text));
}

/* Whichever question it is: what it has of these is what it is asked by. */
static void fill_question(const struct query *query, struct told_query *to)
{
	for (size_t i = 0; i < form_told_query.field_count; i++) {
		const struct form_field *member = &form_told_query.fields[i];
		char *question = (char *)to + member->offset;

		if (form_field_number(&form_told_query, member) != (uint32_t)query->question)
			continue;
		set_text(member->inside, "cluster", query->cluster, question);
		set_number(member->inside, "year", query->year, question);
		set_number(member->inside, "period", query->period + 1, question);
		set_text(member->inside, "board", query->board, question);
		set_number(member->inside, "revision", query->revision, question);
		set_number(member->inside, "version", query->revision, question);
		set_number(member->inside, "from", (int64_t)query->from, question);
		set_number(member->inside, "limit", query->limit, question);
	}
}

void encode_query(const struct query *query, uint64_t correlation, struct buffer *out)
{
	struct told_request request = { .correlation = correlation,
		                        .body = REQUEST_QUERY,
		                        .query = { .question = query->question } };

	fill_question(query, &request.query);
	form_write(&form_told_request, &request, out);
}

void encode_advance_clock(int64_t to, uint64_t correlation, struct buffer *out)
{
	const struct told_request request = { .correlation = correlation,
		                              .body = REQUEST_ADVANCE_CLOCK,
		                              .advance_clock = { .to = to } };

	form_write(&form_told_request, &request, out);
}
