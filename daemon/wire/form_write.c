/*
 * A struct to bytes: carried over into protobuf-c's messages in an arena that ends with the call,
 * and packed, which puts fields in the order of their numbers. Texts and lists of numbers are
 * pointed at, not copied.
 */
#include <protobuf-c/protobuf-c.h>
#include <string.h>

#include "arena.h"
#include "form.h"
#include "protobuf.h"

static void *write_message(const struct form *form, const char *from, struct arena *arena);

static ProtobufCBinaryData held_bytes(const struct bytes *bytes)
{
	return (ProtobufCBinaryData){ bytes->size, (uint8_t *)bytes->data };
}

static void write_value(const struct form_field *field, const char *from, struct arena *arena,
                        void *to)
{
	const void *value = from + field->offset;

	switch (field->kind) {
	case FORM_INT32:
	case FORM_UINT32:
	case FORM_ENUM:
		memcpy(to, value, sizeof(int32_t));
		return;
	case FORM_INT64:
	case FORM_UINT64:
		memcpy(to, value, sizeof(int64_t));
		return;
	case FORM_BOOL:
		*(protobuf_c_boolean *)to = *(const bool *)value;
		return;
	case FORM_TEXT:
		*(const char **)to = *(const char *const *)value ? *(const char *const *)value : "";
		return;
	case FORM_BYTES:
		*(ProtobufCBinaryData *)to = held_bytes(value);
		return;
	case FORM_HELD:
		*(ProtobufCBinaryData *)to = held_bytes((const void *)(from + field->beside));
		return;
	case FORM_FIXED:
		*(ProtobufCBinaryData *)to =
		        (ProtobufCBinaryData){ field->bounds.most_bytes, (uint8_t *)value };
		return;
	case FORM_MESSAGE:
	case FORM_SIGNED_COMMAND:
	case FORM_RECEIPT:
		*(void **)to = write_message(field->inside, value, arena);
		return;
	}
}

static void *write_items(const struct form_field *field, char *items, size_t count,
                         struct arena *arena)
{
	if (field->kind == FORM_MESSAGE) {
		void **list = arena_alloc(arena, count, sizeof(*list));

		for (size_t i = 0; i < count; i++)
			list[i] = write_message(field->inside, items + i * field->inside->size,
			                        arena);
		return list;
	}
	if (field->kind == FORM_FIXED) {
		ProtobufCBinaryData *list = arena_alloc(arena, count, sizeof(*list));
		const size_t size = field->bounds.most_bytes;

		for (size_t i = 0; i < count; i++)
			list[i] = (ProtobufCBinaryData){ size, (uint8_t *)items + i * size };
		return list;
	}
	return items;
}

static void set_given(const ProtobufCFieldDescriptor *described, char *message)
{
	if ((described->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
		*(uint32_t *)(message + described->quantifier_offset) = described->id;
	else if (described->type != PROTOBUF_C_TYPE_STRING &&
	         described->type != PROTOBUF_C_TYPE_MESSAGE)
		*(protobuf_c_boolean *)(message + described->quantifier_offset) = true;
}

static void *write_message(const struct form *form, const char *from, struct arena *arena)
{
	char *message = arena_alloc(arena, 1, form->message->sizeof_message);

	protobuf_c_message_init(form->message, message);
	for (size_t i = 0; i < form->field_count; i++) {
		const struct form_field *field = &form->fields[i];
		const ProtobufCFieldDescriptor *described = &form->message->fields[i];

		if (!form_given(form, field, from))
			continue;
		if (field->repeated) {
			const size_t count = form_items(field, from);

			*(size_t *)(message + described->quantifier_offset) = count;
			*(void **)(message + described->offset) = write_items(
			        field, *(char *const *)(from + field->offset), count, arena);
		} else {
			set_given(described, message);
			write_value(field, from, arena, message + described->offset);
		}
	}
	return message;
}

void form_write(const struct form *form, const void *from, struct buffer *out)
{
	struct arena arena;

	arena_init(&arena, 0);
	protobuf_append(out, write_message(form, from, &arena));
	arena_close(&arena);
}
