/*
 * buffer -- bytes that grow.
 *
 * Encoders append; the owner resets and uses it again, so a steady daemon stops allocating.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stddef.h>
#include <stdint.h>

struct buffer {
	uint8_t *data; /* owned */
	size_t size;
	size_t capacity;
};

/* A zeroed struct buffer is ready and empty. */
void buffer_append(struct buffer *buffer, const void *bytes, size_t size);

/* Room for size more bytes at the end, counted as used; to be written by the caller before the next
 * call. */
uint8_t *buffer_extend(struct buffer *buffer, size_t size);

/* Big-endian, as PostgreSQL's binary format, the journal's hash and canonical rows want them. */
void buffer_u16(struct buffer *buffer, uint16_t value);
void buffer_u32(struct buffer *buffer, uint32_t value);
void buffer_u64(struct buffer *buffer, uint64_t value);

/* Keeps the memory. */
void buffer_reset(struct buffer *buffer);

/* May be called twice. */
void buffer_close(struct buffer *buffer);

#endif
