/*
 * A text is brought into one alphabet (blanks, minus, percent), then read once with a decimal point
 * and once with a decimal comma; each reading is a row of digits and how many of them are decimals.
 * What is more precise than a spreadsheet can be is rounded away. A reading fits when it has no more
 * decimals than there may be, zeros at the end not counted. One that fits is the number; two
 * different ones are a question.
 */
#include "number_read.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "decimal.h"
#include "faults.h"
#include "ruleset.h"

enum { TEXT_SIZE = 64, DIGITS_MAX = 48, PRECISION = 15, GROUP = 3, EXPONENT_MAX = 99 };

struct reading {
	char digits[DIGITS_MAX]; /* '0' .. '9', no NUL */
	int count;
	int decimals; /* of them; negative: so many zeros follow */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* --- one alphabet --- */

/* Bytes of a blank that separates thousands, or of a minus, at text; and what stands for it. */
static size_t plain(const char *text, char *out)
{
	static const struct {
		const char *bytes;
		char plain;
	} others[] = {
		{ "\xc2\xa0", ' ' },     /* no-break space */
		{ "\xe2\x80\x87", ' ' }, /* figure space */
		{ "\xe2\x80\x89", ' ' }, /* thin space */
		{ "\xe2\x80\xaf", ' ' }, /* narrow no-break space */
		{ "\xe2\x88\x92", '-' }, /* minus sign */
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		const size_t size = strlen(others[i].bytes);

		if (strncmp(text, others[i].bytes, size) == 0) {
			*out = others[i].plain;
			return size;
		}
	}
	*out = *text;
	return 1;
}

/* Without blanks around it and the percent sign, which is told. False: too long for a number. */
static bool simplify(const char *text, char out[TEXT_SIZE], bool *percent)
{
	size_t size = 0;

	while (*text) {
		char c;

		text += plain(text, &c);
		if (size == 0 && c == ' ')
			continue;
		if (size + 1 == TEXT_SIZE)
			return false;
		out[size++] = c;
	}
	while (size > 0 && out[size - 1] == ' ')
		size--;
	*percent = size > 0 && out[size - 1] == '%';
	if (*percent)
		size--;
	while (size > 0 && out[size - 1] == ' ')
		size--;
	out[size] = '\0';
	return true;
}

/* --- readings --- */

/* The whole part up to `end`: digits, or groups of three with one mark between them, which is not
 * the decimal mark. */
static bool read_whole(const char *text, const char *end, char decimal, struct reading *out)
{
	const char group = decimal == '.' ? ',' : '.';
	const size_t first = strspn(text, "0123456789");
	const char mark = text + first < end ? text[first] : '\0';

	if (first == 0 || (mark && mark != group && mark != ' '))
		return false;
	if (mark && (first > GROUP || *text == '0'))
		return false;
	for (const char *at = text; at < end; at++) {
		if (is_digit(*at))
			out->digits[out->count++] = *at;
		else if (*at != mark || strspn(at + 1, "0123456789") != GROUP)
			return false;
	}
	return true;
}

/* Of a text in one alphabet, which is shorter than there are digits. */
static bool read_written(const char *text, char decimal, struct reading *out)
{
	const char *end = strchr(text, decimal);

	*out = (struct reading){ .count = 0 };
	if (strlen(text) > DIGITS_MAX ||
	    !read_whole(text, end ? end : text + strlen(text), decimal, out))
		return false;
	if (!end)
		return true;
	const size_t decimals = strspn(end + 1, "0123456789");

	if (decimals == 0 || end[1 + decimals])
		return false;
	memcpy(out->digits + out->count, end + 1, decimals);
	out->count += (int)decimals;
	out->decimals = (int)decimals;
	return true;
}

/* As programs write it: 80.09999999999999, 9.55E-1. */
static bool read_stored(const char *text, struct reading *out)
{
	char mantissa[TEXT_SIZE];
	const size_t size = strcspn(text, "eE");
	long exponent = 0;

	if (size >= sizeof(mantissa))
		return false;
	memcpy(mantissa, text, size);
	mantissa[size] = '\0';
	if (text[size]) {
		char *end;
		const char *power = text + size + 1;

		exponent = strtol(power, &end, 10);
		if (end == power || *end || power[0] == ' ' || labs(exponent) > EXPONENT_MAX)
			return false;
	}
	if (!read_written(mantissa, '.', out) || strpbrk(mantissa, ", "))
		return false;
	out->decimals -= (int)exponent;
	return true;
}

/* --- how exact --- */

/* Cuts the last digits, rounded half up. */
static void round_off(struct reading *reading, int drop)
{
	const bool up = drop <= reading->count && reading->digits[reading->count - drop] >= '5';

	reading->count = drop < reading->count ? reading->count - drop : 0;
	reading->decimals -= drop;
	if (!up)
		return;
	for (int i = reading->count - 1; i >= 0; i--) {
		if (++reading->digits[i] <= '9')
			return;
		reading->digits[i] = '0';
	}
	/* a place was dropped, so there is room for the one that is carried */
	memmove(reading->digits + 1, reading->digits, (size_t)reading->count++);
	reading->digits[0] = '1';
}

static int zeros_before(const struct reading *reading)
{
	int zeros = 0;

	while (zeros < reading->count && reading->digits[zeros] == '0')
		zeros++;
	return zeros;
}

/* A double has no more digits than PRECISION that are surely those that were typed. */
static void drop_noise(struct reading *reading)
{
	const int digits = reading->count - zeros_before(reading);

	if (digits > PRECISION)
		round_off(reading, digits - PRECISION);
}

/* Decimals without the zeros at the end. */
static int decimals_of(const struct reading *reading)
{
	int decimals = reading->decimals;

	for (int i = reading->count - 1; decimals > 0 && (i < 0 || reading->digits[i] == '0'); i--)
		decimals--;
	return decimals > 0 ? decimals : 0;
}

/* False when it is beyond QUANTITY_MAX. At most QUANTITY_DECIMALS count. */
static bool value_of(const struct reading *reading, int64_t *out)
{
	int64_t value = 0;

	for (int i = 0; i < reading->count - reading->decimals + QUANTITY_DECIMALS; i++) {
		const int digit = i < reading->count ? reading->digits[i] - '0' : 0;

		value = value * 10 + digit;
		if (value > QUANTITY_MAX)
			return false;
	}
	*out = value;
	return true;
}

/* As it stands in a fault: from the first digit that counts on, the units at the latest. */
static const char *spelled(struct faults *why, const struct reading *reading)
{
	char text[DIGITS_MAX + 2];
	const int decimals = decimals_of(reading);
	const int whole = reading->count - reading->decimals;
	int i = zeros_before(reading), size = 0;

	for (i = i < whole ? i : whole - 1; i < whole + decimals && size < DIGITS_MAX; i++) {
		if (i == whole)
			text[size++] = '.';
		text[size++] = i >= 0 && i < reading->count ? reading->digits[i] : '0';
	}
	text[size] = '\0';
	return fault_path(why, "%s", text);
}

/* --- all readings together --- */

struct asking {
	const struct number_rule *rule;
	const char *field;
	struct faults *why;
};

static bool decide(const struct asking *asking, struct reading *reading, int64_t *out)
{
	char limit[DECIMAL_SIZE];

	if (decimals_of(reading) > asking->rule->decimals) {
		fail(asking->why, FAULT_NUMBER_DECIMALS, asking->field,
		     spelled(asking->why, reading),
		     fault_number(asking->why, asking->rule->decimals));
		return false;
	}
	if (value_of(reading, out))
		return true;
	fail(asking->why, FAULT_NUMBER_RANGE, asking->field,
	     decimal_short(QUANTITY_MAX, QUANTITY_DECIMALS, limit));
	return false;
}

/* A mark that may be one of thousands or of decimals: how either can be written so that it is not.
 */
static bool ask(const struct asking *asking, const struct reading *point,
                const struct reading *comma)
{
	const struct reading *whole = point->decimals == 0 ? point : comma;
	const struct reading *part = whole == point ? comma : point;
	const char *first = spelled(asking->why, whole), *second = spelled(asking->why, part);
	const char *longer = fault_path(asking->why, "%.*s%c%.*s0", part->count - part->decimals,
	                                part->digits, part == point ? '.' : ',', part->decimals,
	                                part->digits + part->count - part->decimals);

	fail(asking->why, FAULT_NUMBER_TWO_READINGS, asking->field, first, second, first, longer);
	return false;
}

static bool decide_written(const struct asking *asking, const char *text, int64_t *out)
{
	const int decimals = asking->rule->decimals;
	const char said = asking->rule->decimal_mark;
	struct reading point, comma;
	const bool by_point = said != ',' && read_written(text, '.', &point);
	const bool by_comma = said != '.' && read_written(text, ',', &comma);

	if (by_point)
		drop_noise(&point);
	if (by_comma)
		drop_noise(&comma);
	if (by_point && by_comma && point.decimals != comma.decimals) {
		const bool point_fits = decimals_of(&point) <= decimals;
		const bool comma_fits = decimals_of(&comma) <= decimals;

		return point_fits && comma_fits ? ask(asking, &point, &comma)
		                                : decide(asking, point_fits ? &point : &comma, out);
	}
	if (by_point || by_comma)
		return decide(asking, by_point ? &point : &comma, out);
	fail(asking->why, FAULT_NUMBER_NONE, asking->field, fault_path(asking->why, "%s", text));
	return false;
}

static bool decide_stored(const struct asking *asking, const char *text, bool computed,
                          bool percent, int64_t *out)
{
	struct reading reading;

	if (!read_stored(text, &reading)) {
		fail(asking->why, FAULT_NUMBER_NONE, asking->field,
		     fault_path(asking->why, "%s", text));
		return false;
	}
	drop_noise(&reading);
	if (percent)
		reading.decimals -= 2;
	if (computed && decimals_of(&reading) > asking->rule->decimals)
		round_off(&reading, reading.decimals - asking->rule->decimals);
	return decide(asking, &reading, out);
}

bool number_read(const char *text, enum number_from from, bool percent,
                 const struct number_rule *rule, const char *field, struct faults *why,
                 int64_t *out)
{
	const struct asking asking = { rule, field, why };
	char plain_text[TEXT_SIZE];
	bool sign = false;

	if (!simplify(text, plain_text, &sign) || !*plain_text)
		fail(why, FAULT_NUMBER_NONE, field, fault_path(why, "%.40s", text));
	else if (*plain_text == '-' && is_digit(plain_text[1]))
		fail(why, FAULT_NUMBER_NEGATIVE, field);
	else if ((percent || sign) && !rule->percentage)
		fail(why, FAULT_NUMBER_PERCENT, field);
	else if (from == NUMBER_WRITTEN)
		return decide_written(&asking, plain_text, out);
	else
		return decide_stored(&asking, plain_text, from == NUMBER_COMPUTED, percent, out);
	return false;
}
