/*
 * Task by task in the season's order a varint: 0 where the report says nothing, else one more than
 * the number with two flags below it, in whole units unless FLAG_PARTS says ten-thousandths. After
 * FLAG_SHARE its out_of follows in the same form. What is absent at the end is left out.
 */
#include "report_values.h"

#include "varint.h"

enum { FLAG_SHARE = 1, FLAG_PARTS = 2, FLAG_BITS = 2 };

static uint8_t *put_quantity(uint8_t *at, int64_t quantity, uint64_t flags)
{
	const bool whole = quantity % FULL == 0;
	const uint64_t number = (uint64_t)(whole ? quantity / FULL : quantity);

	return varint_put(at, (number << FLAG_BITS | flags | (whole ? 0 : FLAG_PARTS)) + 1);
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

static int64_t quantity_of(uint64_t number)
{
	return (int64_t)(number >> FLAG_BITS) * (number & FLAG_PARTS ? 1 : FULL);
}

/* Of a number that is not 0. */
static inline struct value value_of(uint64_t number, const uint8_t **at)
{
	struct value value = { .actual = quantity_of(number - 1) };

	if ((number - 1) & FLAG_SHARE)
		value.out_of = quantity_of(varint_get(at) - 1);
	return value;
}

const uint8_t *report_value_get(const uint8_t *at, struct value *out)
{
	const uint64_t number = varint_get(&at);

	*out = value_of(number, &at);
	return at;
}

void report_values_read(const uint8_t *bytes, size_t size, struct value *out, size_t task_count)
{
	const uint8_t *at = bytes, *end = size > 0 ? bytes + size : bytes; /* bytes may be NULL */

	for (size_t i = 0; i < task_count; i++) {
		const uint64_t number = at != end ? varint_get(&at) : 0;

		out[i] = number > 0 ? value_of(number, &at) : (struct value){ .actual = -1 };
	}
}
