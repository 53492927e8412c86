/*
 * raw -- the protobuf encoding, byte by byte.
 *
 * protobuf-c hides what it passes over (second copies, embedded NULs, the length of a varint); who
 * must know reads here.
 */
#ifndef WIRE_RAW_H
#define WIRE_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RAW_VARINT_SIZE = 10 };

enum raw_kind {
	RAW_VARINT = 0,
	RAW_FIXED64 = 1,
	RAW_BYTES = 2,
	RAW_FIXED32 = 5
}; /* the encoding's wire types */

struct raw { /* what is left to read */
	const uint8_t *at;
	size_t left;
};

struct raw_field {
	uint32_t number;
	enum raw_kind kind;
	uint64_t value;       /* VARINT */
	const uint8_t *bytes; /* BYTES: points into what is read */
	size_t size;
};

/* Of more than one byte, or cut short. */
bool raw_long_varint(struct raw *raw, uint64_t *out);

/* False when it is cut short or passes 64 bits. Nearly all are one byte: tags, sizes, small numbers. */
static inline bool raw_varint(struct raw *raw, uint64_t *out)
{
	if (raw->left == 0 || *raw->at >= 0x80)
		return raw_long_varint(raw, out);
	*out = *raw->at++;
	raw->left--;
	return true;
}

/* Exactly what follows a size of its own; false when it is cut short. */
bool raw_sized(struct raw *raw, struct raw *out);

/* Of whatever kind and size. */
bool raw_next_any(struct raw *raw, struct raw_field *out);

/* False when the bytes are cut short, hold a group or no field's number. Nearly all tags are one byte, and sizes. */
static inline bool raw_next(struct raw *raw, struct raw_field *out)
{
	const uint8_t *at = raw->at;

	if (raw->left < 2 || at[0] >= 0x80 || at[0] >> 3 == 0)
		return raw_next_any(raw, out);
	out->number = at[0] >> 3;
	out->kind = (enum raw_kind)(at[0] & 7);
	if (out->kind == RAW_VARINT) {
		raw->at++;
		raw->left--;
		return raw_varint(raw, &out->value);
	}
	if (out->kind != RAW_BYTES || at[1] >= 0x80 || at[1] > raw->left - 2)
		return raw_next_any(raw, out);
	out->bytes = at + 2;
	out->size = at[1];
	raw->at += 2 + out->size;
	raw->left -= 2 + out->size;
	return true;
}

/* Returns the bytes used. */
size_t raw_write_varint(uint64_t value, uint8_t out[RAW_VARINT_SIZE]);

#endif
