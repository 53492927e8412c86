/*
 * Task by task in the season's order a varint: 0 where the report says nothing, else one more than
 * the number with two flags below it, in whole units unless FLAG_PARTS says ten-thousandths. After
 * FLAG_SHARE its out_of follows in the same form. What is absent at the end is left out.
 */
#include "report_values.h"

enum { FLAG_SHARE = 1, FLAG_PARTS = 2, FLAG_BITS = 2 };

static uint8_t *put(uint8_t *at, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		*at++ = (uint8_t)(number | 0x80);
	*at++ = (uint8_t)number;
	return at;
}

static uint8_t *put_quantity(uint8_t *at, int64_t quantity, uint64_t flags)
{
	const bool whole = quantity % FULL == 0;
	const uint64_t number = (uint64_t)(whole ? quantity / FULL : quantity);

	return put(at, (number << FLAG_BITS | flags | (whole ? 0 : FLAG_PARTS)) + 1);
}

uint8_t *report_value_put(uint8_t *at, const struct value *value)
{
	at = put_quantity(at, value->actual, value->out_of > 0 ? FLAG_SHARE : 0);
	return value->out_of > 0 ? put_quantity(at, value->out_of, 0) : at;
}

size_t report_values_write(const struct value *values, size_t task_count, uint8_t *out)
{
	uint8_t *at = out;

	while (task_count > 0 && values[task_count - 1].actual < 0)
		task_count--;
	for (size_t i = 0; i < task_count; i++) {
		const struct value *value = &values[i];

		if (value->actual < 0)
			*at++ = 0;
		else
			at = report_value_put(at, value);
	}
	return (size_t)(at - out);
}

/* Most numbers are one byte. */
static inline uint64_t get(const uint8_t **at)
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

static int64_t quantity_of(uint64_t number)
{
	return (int64_t)(number >> FLAG_BITS) * (number & FLAG_PARTS ? 1 : FULL);
}

/* Of a number that is not 0. */
static inline struct value value_of(uint64_t number, const uint8_t **at)
{
	struct value value = { .actual = quantity_of(number - 1) };

	if ((number - 1) & FLAG_SHARE)
		value.out_of = quantity_of(get(at) - 1);
	return value;
}

const uint8_t *report_value_get(const uint8_t *at, struct value *out)
{
	const uint64_t number = get(&at);

	*out = value_of(number, &at);
	return at;
}

void report_values_read(const uint8_t *bytes, size_t size, struct value *out, size_t task_count)
{
	const uint8_t *at = bytes, *end = size > 0 ? bytes + size : bytes; /* bytes may be NULL */

	for (size_t i = 0; i < task_count; i++) {
		const uint64_t number = at != end ? get(&at) : 0;

		out[i] = number > 0 ? value_of(number, &at) : (struct value){ .actual = -1 };
	}
}
