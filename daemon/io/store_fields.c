/*
 * Binary, because then the server parses nothing: a number costs it a byte swap, an array one loop.
 * A field is written whole before the next begins; only an array's size is known late, so
 * field_array leaves room for it and field_array_end fills it in.
 *
 * A numeric is digits to base 10000, the first with its weight. Ours have at most four decimals, so
 * all are whole numbers of ten-thousandths: the last digit is the decimals, the others the units.
 */
#include "store_fields.h"

#include "names.h"
#include "store_private.h"

void field_bytes(struct buffer *out, uint32_t type, const void *bytes, size_t size)
{
	uint8_t *at = buffer_extend(out, 8 + size);

	put_u32(at, type);
	put_u32(at + 4, (uint32_t)size);
	if (size > 0)
		memcpy(at + 8, bytes, size);
}

void field_null(struct buffer *out, uint32_t type)
{
	buffer_u32(out, type);
	buffer_u32(out, UINT32_MAX);
}

void field_text(struct buffer *out, const char *text)
{
	field_bytes(out, TEXT, text, strlen(text));
}

void field_text_or_null(struct buffer *out, const char *text)
{
	if (!text || text[0] == '\0')
		field_null(out, TEXT);
	else
		field_text(out, text);
}

void field_i64(struct buffer *out, uint32_t type, int64_t value)
{
	uint64_t big = htobe64((uint64_t)value);

	field_bytes(out, type, &big, sizeof(big));
}

void field_i32(struct buffer *out, uint32_t type, uint32_t value)
{
	value = htobe32(value);
	field_bytes(out, type, &value, sizeof(value));
}

void field_i16(struct buffer *out, size_t value)
{
	uint16_t big = htobe16((uint16_t)value);

	field_bytes(out, INT2, &big, sizeof(big));
}

void field_bool(struct buffer *out, bool value)
{
	field_bytes(out, BOOL, &(uint8_t){ value }, 1);
}

/* The format's version, then the text. */
void field_json(struct buffer *out, const char *text, size_t size)
{
	buffer_u32(out, JSONB);
	buffer_u32(out, (uint32_t)(1 + size));
	buffer_append(out, "\1", 1);
	buffer_append(out, text, size);
}

void field_time(struct buffer *out, int64_t instant)
{
	field_i64(out, TIMESTAMPTZ, instant == INT64_MAX ? INT64_MAX : instant - POSTGRES_EPOCH);
}

void field_period(struct buffer *out, uint32_t type, enum period period)
{
	const char *name = names_find(&names_periods, (int)period);

	field_bytes(out, type, name, strlen(name));
}

/* Number of digits to base 10000, weight of the first, sign, decimals shown; then the digits. */
void field_element_numeric(struct buffer *out, int64_t value, int decimals)
{
	int64_t scaled = decimals == 2
	                         ? value * 100
	                         : value; /* to ten-thousandths; maxima are far below the limit */
	uint16_t digits[6];
	int count = 0;

	for (int64_t left = scaled; left > 0 || count < 2; left /= 10000)
		digits[count++] = (uint16_t)(left % 10000);
	buffer_u32(out, (uint32_t)(8 + 2 * count));
	buffer_u16(out, (uint16_t)count);
	buffer_u16(out, (uint16_t)(count - 2));
	buffer_u16(out, 0);
	buffer_u16(out, (uint16_t)decimals);
	while (count > 0)
		buffer_u16(out, digits[--count]);
}

void field_numeric(struct buffer *out, int64_t value, int decimals)
{
	buffer_u32(out, NUMERIC);
	field_element_numeric(out, value, decimals);
}

size_t field_array(struct buffer *out, uint32_t type, uint32_t element, size_t count, bool nulls)
{
	size_t at = out->size;

	buffer_u32(out, type);
	buffer_u32(out, 0);
	buffer_u32(out, count > 0);
	buffer_u32(out, nulls);
	buffer_u32(out, element);
	if (count > 0) {
		buffer_u32(out, (uint32_t)count);
		buffer_u32(out, 1);
	}
	return at;
}

void field_array_end(struct buffer *out, size_t at)
{
	put_u32(out->data + at + 4, (uint32_t)(out->size - at - 8));
}

void field_quantities(struct buffer *out, const int64_t *values, size_t count)
{
	size_t at = field_array(out, INT8_ARRAY, INT8, count, true);

	for (size_t i = 0; i < count; i++) {
		if (values[i] < 0) {
			buffer_u32(out, UINT32_MAX);
			continue;
		}
		buffer_u32(out, 8);
		buffer_u64(out, (uint64_t)values[i]);
	}
	field_array_end(out, at);
}
