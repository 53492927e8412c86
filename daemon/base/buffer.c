#include "buffer.h"

#include <stdlib.h>

#include "arena.h"

enum { FIRST_CAPACITY = 256 };

void buffer_reserve(struct buffer *buffer, size_t size)
{
	const size_t needed = buffer->size + size;
	size_t capacity = buffer->capacity == 0 ? FIRST_CAPACITY : buffer->capacity;

	while (capacity < needed)
		capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;
	if (capacity > buffer->capacity || !buffer->data)
		buffer->data = must_grow(buffer->data, capacity, 1);
	buffer->capacity = capacity;
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
