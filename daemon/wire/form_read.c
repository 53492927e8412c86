/*
 * Bytes to a struct: checked as they came (form_check.c), unpacked by protobuf-c into the arena,
 * and carried over field by field, by the offsets that both tables have. Texts and lists of numbers
 * stay where protobuf-c left them. What is carried over is at most as large as what was unpacked
 * within the arena's budget, so it has no budget of its own.
 *
 * Beside a message that was signed before the one around it stands what its bytes say. A command in a
 * command opens nothing itself: nobody need follow a chain of them.
 */
#include <protobuf-c/protobuf-c.h>
#include <string.h>

#include "arena.h"
#include "command.h"
#include "form_place.h"
#include "messages_forms.h"
#include "protobuf.h"
#include "seal.h"

struct reader {
	unsigned how;
	struct arena *arena;
	struct faults *why;
	bool spent; /* the arena's budget */
};

static void read_message(struct reader *reader, const struct form *form, const void *message,
                         void *out);

static bool is_given(const ProtobufCFieldDescriptor *field, const char *message)
{
	const void *value = message + field->offset,
	           *quantifier = message + field->quantifier_offset;

	if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
		return *(const uint32_t *)quantifier == field->id;
	if (field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE)
		return *(const void *const *)value != NULL;
	return *(const protobuf_c_boolean *)quantifier != 0;
}

static void read_held(struct reader *reader, const struct form_field *field,
                      const ProtobufCBinaryData *bytes, char *out)
{
	const void *message = NULL;

	*(struct bytes *)(out + field->beside) = (struct bytes){ bytes->data, bytes->len };
	seal_hash(bytes->data, bytes->len, (uint8_t *)out + field->hash);
	message = protobuf_unpack(field->inside->message, bytes->data, bytes->len, reader->arena);
	if (!message)
		reader->spent = true;
	read_message(reader, field->inside, message, out + field->offset);
}

static void open_command(struct reader *reader, const struct form_field *field,
                         const struct told_signed *from, const struct command **out)
{
	if ((reader->how & FORM_INSIDE) != 0) {
		fail(reader->why, FAULT_COMMAND_NESTED, field->name);
		return;
	}
	struct command *command = arena_alloc(reader->arena, 1, sizeof(*command));

	form_read(&form_command, "command", reader->how | FORM_UNNAMED | FORM_INSIDE,
	          from->command.data, from->command.size, reader->arena, command, reader->why);
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

static void read_opened(struct reader *reader, const struct form_field *field, const void *from,
                        char *out)
{
	void *opened = out + field->beside, *message = out + field->offset;

	read_message(reader, field->inside, from, message);
	if (field->kind == FORM_SIGNED_COMMAND)
		open_command(reader, field, message, opened);
	else
		open_receipt(reader, message, opened);
}

/* from: NULL when the field is absent. */
static void read_value(struct reader *reader, const struct form_field *field, const void *from,
                       char *out)
{
	const ProtobufCBinaryData *bytes = from;
	void *to = out + field->offset;

	switch (field->kind) {
	case FORM_INT32:
	case FORM_UINT32:
	case FORM_ENUM:
		memcpy(to, from, sizeof(int32_t));
		return;
	case FORM_INT64:
	case FORM_UINT64:
		memcpy(to, from, sizeof(int64_t));
		return;
	case FORM_BOOL:
		*(bool *)to = *(const protobuf_c_boolean *)from != 0;
		return;
	case FORM_TEXT:
		*(const char **)to = *(char *const *)from;
		return;
	case FORM_BYTES:
		*(struct bytes *)to = (struct bytes){ bytes->data, bytes->len };
		return;
	case FORM_FIXED:
		memcpy(to, bytes->data, bytes->len);
		return;
	case FORM_HELD:
		read_held(reader, field, bytes, out);
		return;
	case FORM_MESSAGE:
		read_message(reader, field->inside, *(void *const *)from, to);
		return;
	case FORM_SIGNED_COMMAND:
	case FORM_RECEIPT:
		read_opened(reader, field, *(void *const *)from, out);
		return;
	}
}

static void read_list(struct reader *reader, const struct form_field *field,
                      const ProtobufCFieldDescriptor *described, const char *message, char *out)
{
	const size_t count = *(const size_t *)(message + described->quantifier_offset);
	const void *items = *(void *const *)(message + described->offset);
	const size_t size =
	        field->kind == FORM_MESSAGE ? field->inside->size : field->bounds.most_bytes;

	*(size_t *)(out + field->beside) = count;
	if (field->kind != FORM_MESSAGE && field->kind != FORM_FIXED) {
		*(const void **)(out + field->offset) = items;
		return;
	}
	char *list = arena_alloc(reader->arena, count, size);

	for (size_t i = 0; i < count; i++) {
		if (field->kind == FORM_MESSAGE)
			read_message(reader, field->inside, ((void *const *)items)[i],
			             list + i * size);
		else
			memcpy(list + i * size, ((const ProtobufCBinaryData *)items)[i].data, size);
	}
	*(void **)(out + field->offset) = list;
}

static void read_absent(struct reader *reader, const struct form_field *field, char *out)
{
	if (field->kind == FORM_TEXT)
		*(const char **)(out + field->offset) = "";
	else if (field->inside && !field->chosen)
		read_message(reader, field->inside, NULL, out + field->offset);
}

/* message: NULL when it is absent: then its texts are "", and all else is 0. */
static void read_message(struct reader *reader, const struct form *form, const void *message,
                         void *out)
{
	for (size_t i = 0; i < form->field_count; i++) {
		const struct form_field *field = &form->fields[i];
		const ProtobufCFieldDescriptor *described = &form->message->fields[i];

		if (field->repeated) {
			if (message)
				read_list(reader, field, described, message, out);
		} else if (!message || !is_given(described, message)) {
			read_absent(reader, field, out);
		} else {
			if (field->presence == FORM_HAS)
				*(bool *)((char *)out + field->beside) = true;
			if (field->chosen)
				*(int *)((char *)out + form->choice) = (int)described->id;
			read_value(reader, field, (const char *)message + described->offset, out);
		}
	}
}

bool form_read(const struct form *form, const char *name, unsigned how, const uint8_t *bytes,
               size_t size, struct arena *arena, void *out, struct faults *why)
{
	struct reader reader = { .how = how, .arena = arena, .why = why };
	const void *message = NULL;
	const size_t before = why->count;

	memset(out, 0, form->size);
	if (!form_check(form, name, how, bytes, size, why))
		return false;
	message = protobuf_unpack(form->message, bytes, size, arena);
	if (message)
		read_message(&reader, form, message, out);
	if (!message || reader.spent) {
		fail(why, FAULT_OVER_BUDGET, name);
		return false;
	}
	if ((how & FORM_ACCEPTED) == 0)
		form_judge(form, name, how, 0, out, why);
	return why->count == before;
}
