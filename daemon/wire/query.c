/* What questions share, by the names that their fields have in all of them. */
#include "query.h"

#include <stddef.h>
#include <string.h>

#include "arena.h"
#include "form.h"
#include "messages_forms.h"

enum { JOURNAL_PAGE_MOST = 1000 };

enum shape { SHAPE_TEXT, SHAPE_U32, SHAPE_U64, SHAPE_PERIOD, SHAPE_FLAG };

static const struct shared {
	const char *name; /* of the question's field */
	enum shape shape; /* of the query's */
	size_t offset;
} shared[] = {
	{ "cluster", SHAPE_TEXT, offsetof(struct query, cluster) },
	{ "year", SHAPE_U32, offsetof(struct query, year) },
	{ "period", SHAPE_PERIOD, offsetof(struct query, period) },
	{ "board", SHAPE_TEXT, offsetof(struct query, board) },
	{ "revision", SHAPE_U32, offsetof(struct query, revision) },
	{ "version", SHAPE_U32, offsetof(struct query, revision) },
	{ "from", SHAPE_U64, offsetof(struct query, from) },
	{ "limit", SHAPE_U32, offsetof(struct query, limit) },
	{ "prove", SHAPE_FLAG, offsetof(struct query, prove) },
	{ "held", SHAPE_FLAG, offsetof(struct query, held) },
};
enum { SHARED = sizeof(shared) / sizeof(shared[0]) };

static void take_field(const struct shared *share, const struct form_field *field,
                       const void *asked, struct query *out)
{
	void *to = (char *)out + share->offset;

	switch (share->shape) {
	case SHAPE_TEXT:
		*(const char **)to = form_text(field, asked, 0);
		break;
	case SHAPE_U32:
		*(uint32_t *)to = (uint32_t)form_number(field, asked, 0);
		break;
	case SHAPE_U64:
		*(uint64_t *)to = (uint64_t)form_number(field, asked, 0);
		break;
	case SHAPE_PERIOD:
		*(int *)to = (int)form_number(field, asked, 0) - 1;
		break;
	case SHAPE_FLAG:
		*(bool *)to = form_number(field, asked, 0) != 0;
		break;
	}
}

void query_take(const struct told_query *from, struct query *out)
{
	const struct form *form = NULL;

	for (size_t i = 0; i < form_told_query.field_count; i++)
		if (form_told_query.fields[i].chosen &&
		    form_given(&form_told_query, &form_told_query.fields[i], from)) {
			form = form_told_query.fields[i].inside;
			out->asked = form_inside(&form_told_query.fields[i], from, 0);
		}
	out->question = from->question;
	out->signed_at = from->signed_at;
	out->cluster = out->board = "";
	out->period = -1;
	for (size_t i = 0; i < SHARED; i++) {
		const struct form_field *field = form_find(form, shared[i].name);

		if (field)
			take_field(&shared[i], field, out->asked, out);
	}
	if (out->from == 0)
		out->from = 1;
	if (out->from > INT64_MAX) /* beyond every entry; the database's numbers are signed */
		out->from = INT64_MAX;
	if (out->limit == 0)
		out->limit = JOURNAL_PAGE_MOST;
}

static int64_t number_of(const struct shared *share, const void *from)
{
	switch (share->shape) {
	case SHAPE_U32:
		return *(const uint32_t *)from;
	case SHAPE_U64:
		return (int64_t) * (const uint64_t *)from;
	case SHAPE_PERIOD:
		return *(const int *)from + 1;
	case SHAPE_FLAG:
		return *(const bool *)from;
	default:
		return 0;
	}
}

/* Does the query say it? What it is silent of, its own question may say. */
static bool says(const struct shared *share, const struct query *query)
{
	const void *from = (const char *)query + share->offset;
	const char *text = share->shape == SHAPE_TEXT ? *(const char *const *)from : NULL;

	return share->shape == SHAPE_TEXT ? text && *text != '\0' : number_of(share, from) != 0;
}

/* 0 is absent where that is what it means. */
static void fill_field(const struct shared *share, const struct form_field *field,
                       const struct query *query, char *question)
{
	const void *from = (const char *)query + share->offset;
	const int64_t number = number_of(share, from);
	void *to = question + field->offset;

	switch (field->kind) {
	case FORM_TEXT:
		*(const char **)to = *(const char *const *)from;
		break;
	case FORM_UINT32:
		*(uint32_t *)to = (uint32_t)number;
		break;
	case FORM_ENUM:
		*(int *)to = (int)number;
		break;
	case FORM_BOOL:
		*(bool *)to = number != 0;
		break;
	default:
		*(int64_t *)to = number;
		break;
	}
}

void query_fill(const struct query *query, struct told_query *out)
{
	out->signed_at = query->signed_at;
	for (size_t i = 0; i < form_told_query.field_count; i++) {
		const struct form_field *member = &form_told_query.fields[i];

		if (form_field_number(&form_told_query, member) != (uint32_t)query->question)
			continue;
		if (query->asked)
			memcpy((char *)out + member->offset, query->asked, member->inside->size);
		for (size_t k = 0; k < SHARED; k++) {
			const struct form_field *field = form_find(member->inside, shared[k].name);

			if (field && (!query->asked || says(&shared[k], query)))
				fill_field(&shared[k], field, query, (char *)out + member->offset);
		}
	}
}

/* --- signed --- */

void query_encode(const struct query *query, struct buffer *out)
{
	struct told_query told = { .question = query->question };

	query_fill(query, &told);
	form_write(&form_told_query, &told, out);
}

bool query_decode(const uint8_t *bytes, size_t size, struct arena *arena, struct query *out,
                  struct faults *why)
{
	struct told_query *told = arena_alloc(arena, 1, sizeof(*told));

	memset(out, 0, sizeof(*out));
	if (!form_read(&form_told_query, "query", FORM_OPEN, bytes, size, arena, told, why))
		return false;
	query_take(told, out);
	return true;
}
