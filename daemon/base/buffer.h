/*
 * buffer -- bytes that grow.
 *
 * Encoders append; the owner resets and uses it again, so a steady daemon stops allocating.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buffer {
	uint8_t *data; /* owned */
	size_t size;
	size_t capacity;
};

/* Room for size more bytes beyond those used, so that what is appended next need not grow. A zeroed
 * struct buffer is ready and empty. */
void buffer_reserve(struct buffer *buffer, size_t size);

/* Room for size more bytes at the end, counted as used; to be written by the caller before the next
 * call. Inline, since canonical bytes are thousands of small numbers for each report. */
static inline uint8_t *buffer_extend(struct buffer *buffer, size_t size)
{
	if (size > buffer->capacity - buffer->size || !buffer->data)
		buffer_reserve(buffer, size);
	uint8_t *room = buffer->data + buffer->size;

	buffer->size += size;
	return room;
}

static inline void buffer_append(struct buffer *buffer, const void *bytes, size_t size)
{
	if (size > 0)
		memcpy(buffer_extend(buffer, size), bytes, size);
}

/* Big-endian, as PostgreSQL's binary format, the journal's hash and canonical rows want them. */
static inline void buffer_u16(struct buffer *buffer, uint16_t value)
{
	value = htobe16(value);
	buffer_append(buffer, &value, sizeof(value));
}

static inline void buffer_u32(struct buffer *buffer, uint32_t value)
{
	value = htobe32(value);
	buffer_append(buffer, &value, sizeof(value));
}

static inline void buffer_u64(struct buffer *buffer, uint64_t value)
{
	value = htobe64(value);
	buffer_append(buffer, &value, sizeof(value));
}

/* Keeps the memory. */
void buffer_reset(struct buffer *buffer);

/* May be called twice. */
void buffer_close(struct buffer *buffer);

#endif
