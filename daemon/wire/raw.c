#include "raw.h"

enum { TAG_BYTES = 5, KIND_BITS = 3 };

bool raw_long_varint(struct raw *raw, uint64_t *out)
{
	const size_t most = raw->left < RAW_VARINT_SIZE ? raw->left : RAW_VARINT_SIZE;
	const uint8_t *at = raw->at;
	uint64_t value = 0;
	size_t size = 0;

	while (size < most && at[size] >= 0x80) {
		value |= (uint64_t)(at[size] & 0x7f) << (7 * size);
		size++;
	}
	if (size == most || (size == RAW_VARINT_SIZE - 1 && at[size] > 1))
		return false;
	*out = value | (uint64_t)at[size] << (7 * size);
	raw->at += size + 1;
	raw->left -= size + 1;
	return true;
}

static bool take(struct raw *raw, size_t size, const uint8_t **out)
{
	if (raw->left < size)
		return false;
	*out = raw->at;
	raw->at += size;
	raw->left -= size;
	return true;
}

bool raw_sized(struct raw *raw, struct raw *out)
{
	uint64_t size;

	if (!raw_varint(raw, &size) || size > raw->left)
		return false;
	out->left = (size_t)size;
	return take(raw, out->left, &out->at);
}

/* protobuf-c reads no tag of more than five bytes. */
static bool read_tag(struct raw *raw, uint32_t *out)
{
	const uint8_t *start = raw->at;
	uint64_t tag;

	if (!raw_varint(raw, &tag) || tag > UINT32_MAX || raw->at - start > TAG_BYTES)
		return false;
	*out = (uint32_t)tag;
	return true;
}

bool raw_next_any(struct raw *raw, struct raw_field *out)
{
	uint32_t tag;

	if (!read_tag(raw, &tag))
		return false;
	out->number = tag >> KIND_BITS;
	out->kind = (enum raw_kind)(tag & 7);
	if (out->number == 0)
		return false;
	struct raw inside;

	switch (out->kind) {
	case RAW_VARINT:
		return raw_varint(raw, &out->value);
	case RAW_FIXED64:
		return take(raw, 8, &out->bytes);
	case RAW_FIXED32:
		return take(raw, 4, &out->bytes);
	case RAW_BYTES:
		if (!raw_sized(raw, &inside))
			return false;
		out->bytes = inside.at;
		out->size = inside.left;
		return true;
	}
	return false;
}

size_t raw_write_varint(uint64_t value, uint8_t out[RAW_VARINT_SIZE])
{
	size_t size = 0;

	for (; value >= 0x80; value >>= 7)
		out[size++] = (uint8_t)(value | 0x80);
	out[size++] = (uint8_t)value;
	return size;
}
