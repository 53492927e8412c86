/*
 * A letter is read as UTF-8 has it, none longer than it need be; what is none is shown byte by byte.
 */
#include "plain.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"

enum { PIECE_MAX = 16 };

/* Bytes of the letter at the start of text, and its code point; 0: no UTF-8; -1: more is needed. */
static int letter_at(const char *text, size_t size, uint32_t *letter)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t first = (uint8_t)text[0];
	const int bytes = first < 0x80   ? 1
	                  : first < 0xc2 ? 0
	                  : first < 0xe0 ? 2
	                  : first < 0xf0 ? 3
	                                 : 4;

	if (bytes == 0 || first > 0xf4)
		return 0;
	*letter = bytes == 1 ? first : first & (0x7fU >> bytes);
	for (int i = 1; i < bytes; i++) {
		if ((size_t)i == size)
			return -1;
		if (((uint8_t)text[i] & 0xc0) != 0x80)
			return 0;
		*letter = *letter << 6 | ((uint8_t)text[i] & 0x3f);
	}
	return *letter < least[bytes] || *letter > 0x10ffff ? 0 : bytes;
}

/* Obeyed rather than shown, turns what stands beside it around, or is not seen. */
static bool is_hidden(uint32_t letter)
{
	static const struct {
		uint32_t from, to;
	} hidden[] = {
		{ 0x00, 0x08 },       { 0x0b, 0x1f },     { 0x7f, 0x9f },     { 0xad, 0xad },
		{ 0x61c, 0x61c },     { 0x180e, 0x180e }, { 0x200b, 0x200f }, { 0x2028, 0x202e },
		{ 0x2060, 0x206f },   { 0xd800, 0xf8ff }, { 0xfeff, 0xfeff }, { 0xfff0, 0xfffb },
		{ 0xe0000, 0xe0fff },
	};

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (letter >= hidden[i].from && letter <= hidden[i].to)
			return true;
	return false;
}

void plain_append(const char *bytes, size_t size, struct buffer *out, size_t *rest)
{
	size_t at = 0;

	while (at < size) {
		uint32_t letter = 0;
		char piece[PIECE_MAX];
		const int taken = letter_at(bytes + at, size - at, &letter);

		if (taken < 0)
			break;
		if (taken > 0 && !is_hidden(letter)) {
			buffer_append(out, bytes + at, (size_t)taken);
			at += (size_t)taken;
			continue;
		}
		const bool byte = taken == 0 || letter < 0x100;
		const int shown = snprintf(piece, sizeof(piece), byte ? "\\x%02x" : "\\u%04x",
		                           taken == 0 ? (uint8_t)bytes[at] : letter);

		buffer_append(out, piece, (size_t)shown);
		at += taken == 0 ? 1 : (size_t)taken;
	}
	*rest = size - at;
}

const char *plain_text(struct arena *arena, const char *text)
{
	struct buffer out = { 0 };
	size_t rest;

	plain_append(text, strlen(text), &out, &rest);
	const char *plain =
	        arena_text(arena, "%.*s%s", (int)out.size,
	                   out.size > 0 ? (const char *)out.data : "", rest > 0 ? "\\x" : "");

	buffer_close(&out);
	return plain;
}
