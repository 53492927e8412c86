/*
 * The envelope of a request. It is passed over what it does not know, unlike the command inside:
 * who asks for more than we know is answered as far as we do, who sends a command is not (see
 * shape.h). The correlation is looked for first, on the raw bytes, so that a client hears which of
 * its requests was wrong even when nothing else can be read. All questions become one struct, whose
 * fields are those that they share.
 */
#include "request.h"

#include <string.h>

#include "arena.h"
#include "messages_forms.h"
#include "raw.h"

enum { JOURNAL_PAGE_MOST = 1000 };

static void take_signed(const struct told_signed *from, struct request *out)
{
	out->signed_command.bytes = from->command.data;
	out->signed_command.size = from->command.size;
	memcpy(out->signed_command.signature, from->signature, SIGNATURE_SIZE);
	memcpy(out->signed_command.key, from->key, KEY_SIZE);
}

/* 0 when the question has no such field. */
static int64_t number_of(const struct form *form, const void *asked, const char *name)
{
	const struct form_field *field = form_find(form, name);

	return field ? form_number(field, asked, 0) : 0;
}

static const char *text_of(const struct form *form, const void *asked, const char *name)
{
	const struct form_field *field = form_find(form, name);

	return field ? form_text(field, asked, 0) : "";
}

/* What questions share, by the names of their fields. */
static void take_query(const struct told_query *from, struct query *out)
{
	const struct form *form = NULL;

	for (size_t i = 0; i < form_told_query.field_count; i++)
		if (form_given(&form_told_query, &form_told_query.fields[i], from)) {
			form = form_told_query.fields[i].inside;
			out->asked = form_inside(&form_told_query.fields[i], from, 0);
		}
	out->question = from->question;
	out->cluster = text_of(form, out->asked, "cluster");
	out->year = (uint32_t)number_of(form, out->asked, "year");
	out->period = (int)number_of(form, out->asked, "period") - 1;
	out->board = text_of(form, out->asked, "board");
	out->revision = (uint32_t)(number_of(form, out->asked, "revision") +
	                           number_of(form, out->asked, "version"));
	out->from = (uint64_t)number_of(form, out->asked, "from");
	out->limit = (uint32_t)number_of(form, out->asked, "limit");
	if (out->from == 0)
		out->from = 1;
	if (out->limit == 0)
		out->limit = JOURNAL_PAGE_MOST;
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
		take_query(&from->query, &out->query);
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
