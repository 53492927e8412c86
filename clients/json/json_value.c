/*
 * Decimals are texts, since a JSON reader may take numbers for binary fractions; instants carry the
 * offset of Vietnam; what is not known is null, not absent, so that a program need not ask twice.
 */
#include "json_value.h"

#include <stdlib.h>

#include "arena.h"
#include "calendar.h"
#include "decimal.h"
#include "plain.h"
#include "text.h"

json_t *json_points_text(int64_t points)
{
	char text[DECIMAL_SIZE];

	return json_string(decimal_format(points, POINT_DECIMALS, text));
}

json_t *json_quantity_text(int64_t quantity)
{
	char text[DECIMAL_SIZE];

	return json_string(decimal_short(quantity, QUANTITY_DECIMALS, text));
}

json_t *json_hex(const uint8_t *bytes, size_t size)
{
	char *text = must_alloc(2 * size + 1, 1);

	text_hex(bytes, size, text);
	json_t *value = json_string(text);

	free(text);
	return value;
}

json_t *json_instant(int64_t instant)
{
	char text[CALENDAR_INSTANT_SIZE];

	return instant == 0 ? json_null() : json_string(calendar_format_instant(instant, text));
}

json_t *json_text(const char *text)
{
	json_t *value = json_string(text);
	struct arena arena;

	if (value)
		return value;
	arena_init(&arena, 0);
	value = json_string(plain_text(&arena, text));
	arena_close(&arena);
	return value;
}

json_t *json_maybe(const char *text)
{
	return text && *text ? json_text(text) : json_null();
}

json_t *json_name(const struct names *names, int number)
{
	return json_maybe(names_find(names, number));
}
