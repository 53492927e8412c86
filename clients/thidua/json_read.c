/*
 * Each function reads one value, or says what is wrong with it under its path and leaves the
 * default, so that reading goes on and a person hears of all faults at once. A place whose value is
 * NULL (it was missing, or no object) gives nothing and says nothing more: one mistake is one
 * fault.
 *
 * Only what JSON itself decides is checked here: kind of value, digits, names, counts that bound
 * memory. Whether a number is right is said by the code that the daemon runs too.
 */
#include "json_read.h"

#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "choice.h"
#include "decimal.h"
#include "json_syntax.h"
#include "ruleset.h"
#include "text.h"
#include "text_file.h"

static bool is_blank(const char *text, size_t size)
{
	while (size > 0 && strchr(" \t\n", text[size - 1]))
		size--;
	return size == 0;
}

bool json_read_text(const struct json_reader *reader, const char *text, size_t size, json_t **out)
{
	json_error_t error;

	*out = json_loadb(text ? text : "", size, JSON_REJECT_DUPLICATES, &error);
	if (*out)
		return true;
	if (is_blank(text, size))
		fail(reader->why, FAULT_JSON_EMPTY, "line 1");
	else
		json_syntax_fail(text, size, &error, reader->why);
	return false;
}

const char *json_path(const struct json_place *place, const char *key)
{
	return arena_text(place->reader->arena, "%s%s%s", place->path, *place->path ? "." : "",
	                  key);
}

const char *json_path_at(const struct json_place *list, size_t index)
{
	return arena_text(list->reader->arena, "%s[%zu]", list->path, index);
}

static size_t name_count(const char *const *names)
{
	size_t count = 0;

	while (names[count])
		count++;
	return count;
}

void json_only(const struct json_place *object, const char *const *names)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object->value, key, value)
	{
		size_t i = 0;

		while (names[i] && strcmp(names[i], key) != 0)
			i++;
		const char *near = names[i] ? NULL : choice_nearest(key, names, name_count(names));

		if (!names[i] && near)
			fail(object->reader->why, FAULT_JSON_UNKNOWN_NEAR, json_path(object, key),
			     near);
		else if (!names[i])
			fail(object->reader->why, FAULT_JSON_UNKNOWN, json_path(object, key));
	}
}

bool json_has(const struct json_place *object, const char *key)
{
	const json_t *value = json_object_get(object->value, key);

	return value && !json_is_null(value);
}

/* The member, or NULL having said that it is missing when it must be there. An object that is not
 * there was told already. */
const json_t *json_member(const struct json_place *object, const char *key, enum need need)
{
	const json_t *value = json_has(object, key) ? json_object_get(object->value, key) : NULL;

	if (!value && object->value && need == MUST)
		fail(object->reader->why, FAULT_JSON_MISSING, json_path(object, key));
	return value;
}

struct json_place json_list(const struct json_place *object, const char *key, enum need need,
                            size_t most, size_t *count)
{
	struct json_place list = { object->reader, json_member(object, key, need),
		                   json_path(object, key) };

	*count = 0;
	if (list.value && !json_is_array(list.value)) {
		fail(object->reader->why, FAULT_JSON_NO_LIST, list.path);
		list.value = NULL;
	}
	if (json_array_size(list.value) > most) {
		fail(object->reader->why, FAULT_JSON_LIST_LONG, list.path,
		     fault_number(object->reader->why, (long long)most),
		     fault_number(object->reader->why, (long long)json_array_size(list.value)));
		list.value = NULL;
	}
	*count = json_array_size(list.value);
	return list;
}

bool json_text_value(const struct json_reader *reader, const json_t *value, const char *path,
                     const char **out)
{
	if (!json_is_string(value)) {
		fail(reader->why, FAULT_JSON_NO_TEXT, path);
		return false;
	}
	const char *text = text_file_compose(reader->arena, json_string_value(value));
	const enum text_flaw flaw = text_check(text, strlen(text));

	if (flaw != TEXT_FINE) {
		faults_add(reader->why, text_fault(flaw), path, NULL, 0);
		return false;
	}
	*out = text;
	return true;
}

bool json_whole_value(const struct json_reader *reader, const json_t *value, const char *path,
                      uint32_t high, uint32_t *out)
{
	const json_int_t number = json_is_integer(value) ? json_integer_value(value) : -1;

	if (number < 0 || number > high) {
		fail(reader->why, FAULT_JSON_NO_WHOLE, path, fault_number(reader->why, high));
		return false;
	}
	*out = (uint32_t)number;
	return true;
}

/* Digits and at most `decimals` after a point, 0 or more, up to most. */
static bool exact(const struct json_reader *reader, const json_t *value, const char *path,
                  int decimals, int64_t most, int64_t *out)
{
	const char *text = json_string_value(value);
	char limit[DECIMAL_SIZE];
	int64_t number;

	if (decimal_parse(text, decimals, &number) && number >= 0 && number <= most) {
		*out = number;
		return true;
	}
	fail(reader->why, FAULT_JSON_DECIMAL, path, decimal_short(most, decimals, limit),
	     fault_number(reader->why, decimals), fault_path(reader->why, "%.40s", text));
	return false;
}

bool json_points_value(const struct json_reader *reader, const json_t *value, const char *path,
                       int64_t *out)
{
	if (json_is_string(value))
		return exact(reader, value, path, POINT_DECIMALS, POINTS_MAX, out);
	if (json_is_number(value))
		fail(reader->why, FAULT_JSON_POINTS_REAL, path);
	else
		fail(reader->why, FAULT_JSON_NO_POINTS, path);
	return false;
}

bool json_quantity_value(const struct json_reader *reader, const json_t *value, const char *path,
                         int64_t *out)
{
	enum { UNIT = 10000 };

	if (json_is_string(value))
		return exact(reader, value, path, QUANTITY_DECIMALS, QUANTITY_MAX, out);
	if (json_is_integer(value)) {
		const json_int_t number = json_integer_value(value);

		if (number >= 0 && number <= QUANTITY_MAX / UNIT) {
			*out = number * UNIT;
			return true;
		}
		fail(reader->why, FAULT_JSON_QUANTITY_RANGE, path,
		     fault_number(reader->why, QUANTITY_MAX / UNIT),
		     fault_number(reader->why, number));
	} else if (json_is_real(value)) {
		fail(reader->why, FAULT_JSON_QUANTITY_REAL, path);
	} else {
		fail(reader->why, FAULT_JSON_NO_QUANTITY, path);
	}
	return false;
}

bool json_day_value(const struct json_reader *reader, const json_t *value, const char *path,
                    int32_t *out)
{
	if (json_is_string(value) && calendar_parse(json_string_value(value), out))
		return true;
	fail(reader->why, FAULT_JSON_NO_DATE, path);
	return false;
}

bool json_instant_value(const struct json_reader *reader, const json_t *value, const char *path,
                        int64_t *out)
{
	if (json_is_string(value) && calendar_parse_instant(json_string_value(value), out))
		return true;
	fail(reader->why, FAULT_JSON_NO_INSTANT, path);
	return false;
}

bool json_flag_value(const struct json_reader *reader, const json_t *value, const char *path,
                     bool *out)
{
	if (json_is_boolean(value)) {
		*out = json_is_true(value);
		return true;
	}
	fail(reader->why, FAULT_JSON_NO_FLAG, path);
	return false;
}

bool json_hex_value(const struct json_reader *reader, const json_t *value, const char *path,
                    size_t size, uint8_t *out)
{
	if (json_is_string(value) && json_string_length(value) == 2 * size &&
	    text_unhex(json_string_value(value), out, size))
		return true;
	fail(reader->why, FAULT_JSON_NO_HEX, path, fault_number(reader->why, 2 * (long long)size));
	return false;
}

bool json_bytes_value(const struct json_reader *reader, const json_t *value, const char *path,
                      struct bytes *out)
{
	const size_t size = json_string_length(value) / 2;
	uint8_t *bytes = arena_alloc(reader->arena, size, 1);

	if (!json_hex_value(reader, value, path, size, bytes))
		return false;
	*out = (struct bytes){ bytes, size };
	return true;
}

struct json_place json_object_value(const struct json_reader *reader, const json_t *value,
                                    const char *path)
{
	if (value && !json_is_object(value)) {
		fail(reader->why, FAULT_JSON_NO_OBJECT, path);
		value = NULL;
	}
	return (struct json_place){ reader, value, path };
}
