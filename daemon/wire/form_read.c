/*
 * Bytes to a struct: checked as they came (form_check.c), then read field by field. One look at a
 * message counts what it holds, so that lists have their room, and a second one reads it. What is
 * read stands in the arena, whose budget bounds it; when that is spent the rest is passed over, and
 * said once at the end.
 *
 * protobuf-c could do the same, with a struct of its own between the bytes and ours: that took a
 * quarter of the time in which a cluster is loaded.
 *
 * Beside a message that was signed before the one around it stands what its bytes say. A command in a
 * command opens nothing itself: nobody need follow a chain of them.
 */
#include <string.h>

#include "arena.h"
#include "command.h"
#include "form_order.h"
#include "form_place.h"
#include "messages_forms.h"
#include "raw.h"
#include "seal.h"

struct reader {
	unsigned how;
	struct arena *arena;
	struct faults *why;
	bool spent; /* the arena's budget */
};

static void read_message(struct reader *reader, const struct form *form, const uint8_t *bytes,
                         size_t size, char *out);

/* NULL when the budget is spent. */
static void *take(struct reader *reader, size_t size)
{
	void *memory = reader->spent ? NULL : arena_try(reader->arena, size);

	if (!memory)
		reader->spent = true;
	return memory;
}

static struct bytes keep(struct reader *reader, const struct raw_field *raw)
{
	void *data = reader->spent ? NULL : arena_copy(reader->arena, raw->bytes, raw->size);

	if (!data)
		reader->spent = true;
	return (struct bytes){ data, data ? raw->size : 0 };
}

static void read_held(struct reader *reader, const struct form_field *field,
                      const struct raw_field *raw, char *out)
{
	const struct bytes held = keep(reader, raw);

	*(struct bytes *)(out + field->beside) = held;
	seal_hash(held.data, held.size, (uint8_t *)out + field->hash);
	read_message(reader, field->inside, held.data, held.size, out + field->offset);
}

static void open_command(struct reader *reader, const struct form_field *field,
                         const struct told_signed *from, const struct command **out)
{
	if ((reader->how & FORM_INSIDE) != 0) {
		fail(reader->why, FAULT_COMMAND_NESTED, field->name);
		return;
	}
	const unsigned inside = (reader->how & FORM_APART) != 0 ? 0 : FORM_INSIDE;
	const unsigned how = (reader->how & ~(unsigned)FORM_APART) | FORM_UNNAMED | inside;
	struct command *command = arena_alloc(reader->arena, 1, sizeof(*command));

	form_read(&form_command, "command", how, from->command.data, from->command.size,
	          reader->arena, command, reader->why);
	command->bytes = from->command;
	seal_hash(from->command.data, from->command.size, command->hash);
	memcpy(command->key, from->key, KEY_SIZE);
	*out = command;
}

static void open_receipt(struct reader *reader, const struct told_receipt *from,
                         const struct receipt_statement **out)
{
	struct receipt_statement *statement = arena_alloc(reader->arena, 1, sizeof(*statement));

	form_read(&form_receipt_statement, "statement", reader->how & FORM_ACCEPTED,
	          from->statement.data, from->statement.size, reader->arena, statement,
	          reader->why);
	*out = statement;
}

static void read_opened(struct reader *reader, const struct form_field *field,
                        const struct raw_field *raw, char *out)
{
	void *opened = out + field->beside, *message = out + field->offset;

	read_message(reader, field->inside, raw->bytes, raw->size, message);
	if (reader->spent)
		return;
	if (field->kind == FORM_SIGNED_COMMAND)
		open_command(reader, field, message, opened);
	else
		open_receipt(reader, message, opened);
}

static void read_number(const struct form_field *field, uint64_t value, void *to)
{
	switch (field->kind) {
	case FORM_BOOL:
		*(bool *)to = value != 0;
		return;
	case FORM_INT64:
	case FORM_UINT64:
		*(uint64_t *)to = value;
		return;
	default:
		*(uint32_t *)to = (uint32_t)value;
	}
}

/* out: the struct; to: in it, or in the field's list. */
static void read_value(struct reader *reader, const struct form_field *field,
                       const struct raw_field *raw, char *out, void *to)
{
	switch (field->kind) {
	case FORM_TEXT:
		*(const char **)to = (const char *)keep(reader, raw).data;
		return;
	case FORM_BYTES:
		*(struct bytes *)to = keep(reader, raw);
		return;
	case FORM_FIXED:
		memcpy(to, raw->bytes, raw->size);
		return;
	case FORM_HELD:
		read_held(reader, field, raw, out);
		return;
	case FORM_MESSAGE:
		read_message(reader, field->inside, raw->bytes, raw->size, to);
		return;
	case FORM_SIGNED_COMMAND:
	case FORM_RECEIPT:
		read_opened(reader, field, raw, out);
		return;
	default:
		read_number(field, raw->value, to);
	}
}

/* --- lists --- */

static size_t item_size(const struct form_field *field)
{
	switch (field->kind) {
	case FORM_BOOL:
		return sizeof(bool);
	case FORM_INT64:
	case FORM_UINT64:
		return sizeof(int64_t);
	case FORM_TEXT:
		return sizeof(char *);
	case FORM_BYTES:
		return sizeof(struct bytes);
	case FORM_FIXED:
		return field->bounds.most_bytes;
	case FORM_MESSAGE:
		return field->inside->size;
	default:
		return sizeof(int32_t);
	}
}

static bool is_packed(const struct form_field *field, const struct raw_field *raw)
{
	return field->repeated && raw->kind == RAW_BYTES && field->kind <= FORM_ENUM;
}

/* Of packed numbers each ends with a byte below 0x80. */
static uint32_t count_items(const struct form_field *field, const struct raw_field *raw)
{
	uint32_t count = 0;

	if (!is_packed(field, raw))
		return 1;
	for (size_t i = 0; i < raw->size; i++)
		count += raw->bytes[i] < 0x80;
	return count;
}

static char *item_at(const struct form_field *field, char *out, uint32_t i)
{
	return *(char **)(out + field->offset) + i * item_size(field);
}

/* The items of one field of the encoding, which is one item, or packed numbers. */
static void read_items(struct reader *reader, const struct form_field *field,
                       const struct raw_field *raw, char *out)
{
	size_t *count = (size_t *)(out + field->beside);

	if (!*(void **)(out + field->offset))
		return; /* there was no room */
	if (!is_packed(field, raw)) {
		read_value(reader, field, raw, out, item_at(field, out, (uint32_t)(*count)++));
		return;
	}
	struct raw packed = { raw->bytes, raw->size };
	uint64_t value;

	while (packed.left > 0 && raw_varint(&packed, &value))
		read_number(field, value, item_at(field, out, (uint32_t)(*count)++));
}

/* --- a message --- */

/* Absent texts are "", and all else is 0. */
static void read_absent(const struct form *form, char *out)
{
	for (size_t i = 0; i < form->field_count; i++) {
		const struct form_field *field = &form->fields[i];

		if (field->repeated || field->chosen)
			continue;
		if (field->kind == FORM_TEXT)
			*(const char **)(out + field->offset) = "";
		else if (field->inside)
			read_absent(field->inside, out + field->offset);
	}
}

static void make_lists(struct reader *reader, const struct form *form, const uint8_t *bytes,
                       size_t size, char *out)
{
	uint32_t counts[FORM_FIELDS_MOST] = { 0 };
	struct raw raw = { bytes, size };
	struct raw_field field;
	unsigned at = 0;

	while (raw.left > 0 && raw_next(&raw, &field)) {
		const struct form_field *known = form_in_order(form, field.number, &at);

		if (known && known->repeated)
			counts[at] += count_items(known, &field);
	}
	for (size_t i = 0; i < form->field_count; i++)
		if (counts[i] > 0)
			*(void **)(out + form->fields[i].offset) =
			        take(reader, counts[i] * item_size(&form->fields[i]));
}

static void read_field(struct reader *reader, const struct form *form,
                       const struct form_field *field, const struct raw_field *raw, char *out)
{
	if (field->repeated) {
		read_items(reader, field, raw, out);
		return;
	}
	if (field->presence == FORM_HAS)
		*(bool *)(out + field->beside) = true;
	if (field->chosen)
		*(int *)(out + form->choice) = (int)raw->number;
	read_value(reader, field, raw, out, out + field->offset);
}

static void read_fields(struct reader *reader, const struct form *form, const uint8_t *bytes,
                        size_t size, char *out)
{
	struct raw raw = { bytes, size };
	struct raw_field field;
	unsigned at = 0;

	while (raw.left > 0 && !reader->spent && raw_next(&raw, &field)) {
		const struct form_field *known = form_in_order(form, field.number, &at);

		if (known)
			read_field(reader, form, known, &field, out);
	}
}

/* out: zeroes. */
static void read_message(struct reader *reader, const struct form *form, const uint8_t *bytes,
                         size_t size, char *out)
{
	read_absent(form, out);
	if (form->lists)
		make_lists(reader, form, bytes, size, out);
	read_fields(reader, form, bytes, size, out);
}

bool form_read(const struct form *form, const char *name, unsigned how, const uint8_t *bytes,
               size_t size, struct arena *arena, void *out, struct faults *why)
{
	struct reader reader = { .how = how, .arena = arena, .why = why };
	const size_t before = why->count;

	memset(out, 0, form->size);
	if (!form_check(form, name, how, bytes, size, why))
		return false;
	read_message(&reader, form, bytes, size, out);
	if (reader.spent)
		fail(why, FAULT_OVER_BUDGET, name);
	else if ((how & FORM_ACCEPTED) == 0)
		form_judge(form, name, how, 0, out, why);
	return why->count == before;
}
