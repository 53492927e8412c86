/*
 * A number is read and written digit by digit, in integers: no strtod, no printf of a double, no
 * locale. It is kept negative while it is gathered, because only that side of two's complement
 * holds INT64_MIN; whatever would not fit is refused by the compiler's overflow checks, never
 * wrapped. Writing fills a buffer from its end, so that no length need be known before.
 */
#include "decimal.h"

#include <assert.h>
#include <string.h>

enum { DECIMALS_MAX = 18 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Appends a digit to a number that is kept negative, because only that side holds INT64_MIN. */
static bool append_digit(int64_t *value, int digit)
{
	return !__builtin_mul_overflow(*value, INT64_C(10), value) &&
	       !__builtin_sub_overflow(*value, (int64_t)digit, value);
}

bool decimal_parse(const char *text, int decimals, int64_t *out)
{
	bool negative = *text == '-';
	const char *next = text + (negative ? 1 : 0);
	int64_t value = 0;
	int seen = 0;

	assert(decimals >= 0 && decimals <= DECIMALS_MAX);
	if (!is_digit(*next))
		return false;
	for (; is_digit(*next); next++)
		if (!append_digit(&value, *next - '0'))
			return false;
	if (*next == '.') {
		for (next++; is_digit(*next); next++, seen++)
			if (seen == decimals || !append_digit(&value, *next - '0'))
				return false;
		if (seen == 0)
			return false;
	}
	if (*next != '\0')
		return false;
	for (; seen < decimals; seen++)
		if (!append_digit(&value, 0))
			return false;
	if (!negative && value == INT64_MIN)
		return false;
	*out = negative ? value : -value;
	return true;
}

static uint64_t magnitude_of(int64_t value)
{
	return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

char *decimal_format(int64_t value, int decimals, char *out)
{
	uint64_t left = magnitude_of(value);
	char digits[DECIMAL_SIZE];
	char *first = digits + sizeof(digits);

	assert(decimals >= 0 && decimals <= DECIMALS_MAX);
	for (int place = 0; left != 0 || place <= decimals; place++, left /= 10) {
		if (place == decimals && decimals > 0)
			*--first = '.';
		*--first = (char)('0' + left % 10);
	}
	if (value < 0)
		*--first = '-';
	size_t length = (size_t)(digits + sizeof(digits) - first);

	memcpy(out, first, length);
	out[length] = '\0';
	return out;
}

char *decimal_short(int64_t value, int decimals, char *out)
{
	char *end = decimal_format(value, decimals, out) + strlen(out);

	if (decimals == 0)
		return out;
	while (end[-1] == '0')
		end--;
	if (end[-1] == '.')
		end--;
	*end = '\0';
	return out;
}

bool decimal_fits(int64_t value, int scale, int decimals)
{
	int64_t step = 1;

	for (int i = decimals; i < scale; i++)
		step *= 10;
	return value % step == 0;
}

char *decimal_wide(int128 value, char *out)
{
	bool negative = value < 0;
	char digits[WIDE_SIZE];
	char *first = digits + sizeof(digits);

	do { /* a remainder has the sign of the number, so the smallest one needs no negation */
		int digit = (int)(value % 10);

		*--first = (char)('0' + (digit < 0 ? -digit : digit));
		value /= 10;
	} while (value != 0);
	if (negative)
		*--first = '-';
	size_t length = (size_t)(digits + sizeof(digits) - first);

	memcpy(out, first, length);
	out[length] = '\0';
	return out;
}
