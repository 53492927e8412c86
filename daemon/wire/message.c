#include "message.h"

#include "arena.h"
#include "buffer.h"

static void *take(void *arena, size_t size)
{
	return arena_try(arena, size);
}

static void leave(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

void *message_unpack(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t size, struct arena *arena)
{
	ProtobufCAllocator allocator = { take, leave, arena };
	return protobuf_c_message_unpack(descriptor, &allocator, size, bytes);
}

void message_append(struct buffer *out, const ProtobufCMessage *message)
{
	const size_t size = protobuf_c_message_get_packed_size(message);
	if (size > 0)
		protobuf_c_message_pack(message, buffer_extend(out, size));
}

void message_append_sized(struct buffer *out, const ProtobufCMessage *message)
{
	uint64_t left = protobuf_c_message_get_packed_size(message);
	for (; left >= 0x80; left >>= 7)
		*buffer_extend(out, 1) = (uint8_t)(left | 0x80);
	*buffer_extend(out, 1) = (uint8_t)left;
	message_append(out, message);
}

ProtobufCBinaryData message_bytes(const uint8_t *bytes, size_t size)
{
	return (ProtobufCBinaryData){ size, (uint8_t *)bytes };
}

char *message_text(const char *text)
{
	return text != NULL && text[0] != '\0' ? (char *)text : NULL;
}

const char *message_or_empty(const char *text)
{
	return text != NULL ? text : "";
}

void *message_list(struct arena *arena, void *messages, size_t count, size_t size)
{
	void **list = arena_alloc(arena, count, sizeof(*list));
	for (size_t i = 0; i < count; i++)
		list[i] = (char *)messages + i * size;
	return list;
}
