#include "buffer.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

enum { FIRST_CAPACITY = 256 };

uint8_t *buffer_extend(struct buffer *buffer, size_t size)
{
	size_t needed = buffer->size + size;

	if (needed > buffer->capacity || !buffer->data) {
		size_t capacity = buffer->capacity == 0 ? FIRST_CAPACITY : buffer->capacity;

		while (capacity < needed)
			capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;
		buffer->data = must_grow(buffer->data, capacity, 1);
		buffer->capacity = capacity;
	}
	uint8_t *room = buffer->data + buffer->size;

	buffer->size = needed;
	return room;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t size)
{
	if (size > 0)
		memcpy(buffer_extend(buffer, size), bytes, size);
}

void buffer_u16(struct buffer *buffer, uint16_t value)
{
	value = htobe16(value);
	buffer_append(buffer, &value, sizeof(value));
}

void buffer_u32(struct buffer *buffer, uint32_t value)
{
	value = htobe32(value);
	buffer_append(buffer, &value, sizeof(value));
}

void buffer_u64(struct buffer *buffer, uint64_t value)
{
	value = htobe64(value);
	buffer_append(buffer, &value, sizeof(value));
}

void buffer_reset(struct buffer *buffer)
{
	buffer->size = 0;
}

void buffer_close(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ 0 };
}
