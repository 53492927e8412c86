#include "protobuf.h"

#include "arena.h"
#include "buffer.h"
#include "raw.h"

static void *take(void *arena, size_t size)
{
	return arena_try(arena, size);
}

static void leave(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

void *protobuf_unpack(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                      size_t size, struct arena *arena)
{
	ProtobufCAllocator allocator = { take, leave, arena };

	return protobuf_c_message_unpack(descriptor, &allocator, size, bytes);
}

void protobuf_append(struct buffer *out, const ProtobufCMessage *message)
{
	const size_t size = protobuf_c_message_get_packed_size(message);

	if (size > 0)
		protobuf_c_message_pack(message, buffer_extend(out, size));
}

void protobuf_append_sized(struct buffer *out, const ProtobufCMessage *message)
{
	uint8_t size[RAW_VARINT_SIZE];

	buffer_append(out, size,
	              raw_write_varint(protobuf_c_message_get_packed_size(message), size));
	protobuf_append(out, message);
}
