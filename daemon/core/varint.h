/*
 * varint -- numbers in bytes of seven bits each, the low ones first: most are one byte.
 *
 * Inside core only.
 */
#ifndef CORE_VARINT_H
#define CORE_VARINT_H

#include <stdint.h>

enum { VARINT_MOST = 10 };

/* Returns where the next one goes. */
static inline uint8_t *varint_put(uint8_t *at, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		*at++ = (uint8_t)(number | 0x80);
	*at++ = (uint8_t)number;
	return at;
}

/* Moves on to the next one. */
static inline uint64_t varint_get(const uint8_t **at)
{
	uint64_t number = *(*at)++;

	if (number < 0x80)
		return number;
	number &= 0x7F;
	for (int shift = 7;; shift += 7) {
		const uint64_t byte = *(*at)++;

		number |= (byte & 0x7F) << shift;
		if (byte < 0x80)
			return number;
	}
}

#endif
