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
#include "cli.h"
#include "decimal.h"
#include "ruleset.h"
#include "text.h"

static void wrong(const struct json_reader *reader, const char *path, const char *what)
{
	fail_freely(reader->why, STATUS_INVALID, path, "%s", what);
}

bool json_read_text(const struct json_reader *reader, const char *text, size_t size, json_t **out)
{
	json_error_t error;

	*out = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
	if (!*out)
		fail_freely(
		        reader->why, STATUS_INVALID,
		        arena_text(reader->arena, "line %d, column %d", error.line, error.column),
		        "%s", error.text);
	return *out != NULL;
}

static const char *path_of(const struct json_place *place, const char *key)
{
	return arena_text(place->reader->arena, "%s%s%s", place->path, *place->path ? "." : "",
	                  key);
}

static const char *path_at(const struct json_place *list, size_t index)
{
	return arena_text(list->reader->arena, "%s[%zu]", list->path, index);
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
		const char *near = names[i] ? NULL : nearest(key, names);

		if (!names[i] && near)
			fail_freely(object->reader->why, STATUS_INVALID, path_of(object, key),
			            "is not known; did you mean \"%s\"?", near);
		else if (!names[i])
			wrong(object->reader, path_of(object, key), "is not known");
	}
}

/* The member, or NULL having said that it is missing when it must be there. An object that is not
 * there was told already. */
static const json_t *member(const struct json_place *object, const char *key, enum need need)
{
	const json_t *value = json_object_get(object->value, key);

	if (!value && object->value && need == MUST)
		wrong(object->reader, path_of(object, key), "is missing");
	return value;
}

bool json_has(const struct json_place *object, const char *key)
{
	return json_object_get(object->value, key) != NULL;
}

bool json_text_value(const struct json_reader *reader, const json_t *value, const char *path,
                     const char **out)
{
	if (!json_is_string(value)) {
		wrong(reader, path, "must be a text in quotes");
		return false;
	}
	const enum text_flaw flaw = text_check(json_string_value(value), json_string_length(value));

	if (flaw != TEXT_FINE) {
		wrong(reader, path, text_flaw_name(flaw));
		return false;
	}
	*out = arena_text(reader->arena, "%s", json_string_value(value));
	return true;
}

bool json_text(const struct json_place *object, const char *key, enum need need, const char **out)
{
	const json_t *value = member(object, key, need);

	return value && json_text_value(object->reader, value, path_of(object, key), out);
}

bool json_whole_value(const struct json_reader *reader, const json_t *value, const char *path,
                      uint32_t high, uint32_t *out)
{
	const json_int_t number = json_is_integer(value) ? json_integer_value(value) : -1;

	if (number < 0 || number > high) {
		fail_freely(reader->why, STATUS_INVALID, path,
		            "must be a whole number from 0 to %u", high);
		return false;
	}
	*out = (uint32_t)number;
	return true;
}

bool json_whole(const struct json_place *object, const char *key, enum need need, uint32_t high,
                uint32_t *out)
{
	const json_t *value = member(object, key, need);

	return value && json_whole_value(object->reader, value, path_of(object, key), high, out);
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
	fail_freely(reader->why, STATUS_INVALID, path,
	            "must be 0 to %s with at most %d decimals, such as \"12.5\", got \"%.40s\"",
	            decimal_short(most, decimals, limit), decimals, text);
	return false;
}

bool json_points(const struct json_place *object, const char *key, enum need need, int64_t *out)
{
	const json_t *value = member(object, key, need);

	if (!value)
		return false;
	if (json_is_string(value))
		return exact(object->reader, value, path_of(object, key), POINT_DECIMALS,
		             POINTS_MAX, out);
	wrong(object->reader, path_of(object, key),
	      json_is_number(value)
	              ? "write points in quotes, such as \"80.00\": JSON numbers are not exact"
	              : "must be points in quotes, such as \"80.00\"");
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
		fail_freely(reader->why, STATUS_INVALID, path, "must be 0 to %d, got %lld",
		            (int)(QUANTITY_MAX / UNIT), (long long)number);
	} else if (json_is_real(value)) {
		wrong(reader, path,
		      "write it in quotes, such as \"12.5\": JSON numbers with a decimal point are not exact");
	} else {
		wrong(reader, path, "must be a quantity, such as \"12.5\" or 12");
	}
	return false;
}

bool json_quantity(const struct json_place *object, const char *key, enum need need, int64_t *out)
{
	const json_t *value = member(object, key, need);

	return value && json_quantity_value(object->reader, value, path_of(object, key), out);
}

bool json_day_value(const struct json_reader *reader, const json_t *value, const char *path,
                    int32_t *out)
{
	if (json_is_string(value) && calendar_parse(json_string_value(value), out))
		return true;
	wrong(reader, path, "must be a date such as \"2024-03-20\"");
	return false;
}

bool json_day(const struct json_place *object, const char *key, enum need need, int32_t *out)
{
	const json_t *value = member(object, key, need);

	return value && json_day_value(object->reader, value, path_of(object, key), out);
}

static const char *listed(const struct json_reader *reader, const struct names *names)
{
	const char *list = "";

	for (int i = 0; i < names->count; i++)
		list = arena_text(reader->arena, "%s%s%s", list, i > 0 ? ", " : "",
		                  names->names[i]);
	return list;
}

bool json_choice_value(const struct json_reader *reader, const json_t *value, const char *path,
                       const struct names *names, int *out)
{
	const int number = json_is_string(value) ? number_of(names, json_string_value(value)) : -1;

	if (number < 0) {
		fail_freely(reader->why, STATUS_INVALID, path, "must be one of %s",
		            listed(reader, names));
		return false;
	}
	*out = number;
	return true;
}

bool json_choice(const struct json_place *object, const char *key, enum need need,
                 const struct names *names, int *out)
{
	const json_t *value = member(object, key, need);

	return value && json_choice_value(object->reader, value, path_of(object, key), names, out);
}

bool json_flag(const struct json_place *object, const char *key, enum need need, bool *out)
{
	const json_t *value = member(object, key, need);

	if (value && !json_is_boolean(value))
		wrong(object->reader, path_of(object, key), "must be true or false");
	if (!json_is_boolean(value))
		return false;
	*out = json_is_true(value);
	return true;
}

bool json_hash_value(const struct json_reader *reader, const json_t *value, const char *path,
                     uint8_t out[32])
{
	if (json_is_string(value) && json_string_length(value) == 64 &&
	    text_unhex(json_string_value(value), out, 32))
		return true;
	wrong(reader, path, "must be a BLAKE2b-256 in 64 hex digits");
	return false;
}

bool json_hash(const struct json_place *object, const char *key, enum need need, uint8_t out[32])
{
	const json_t *value = member(object, key, need);

	return value && json_hash_value(object->reader, value, path_of(object, key), out);
}

struct json_place json_list(const struct json_place *object, const char *key, enum need need,
                            size_t most, size_t *count)
{
	struct json_place list = { object->reader, member(object, key, need),
		                   path_of(object, key) };

	*count = 0;
	if (list.value && !json_is_array(list.value)) {
		wrong(object->reader, list.path, "must be a list");
		list.value = NULL;
	}
	if (json_array_size(list.value) > most) {
		fail_freely(object->reader->why, STATUS_INVALID, list.path,
		            "must have at most %zu items, got %zu", most,
		            json_array_size(list.value));
		list.value = NULL;
	}
	*count = json_array_size(list.value);
	return list;
}

static struct json_place object_at(const struct json_reader *reader, const json_t *value,
                                   const char *path)
{
	if (value && !json_is_object(value)) {
		wrong(reader, path, "must be an object");
		value = NULL;
	}
	return (struct json_place){ reader, value, path };
}

struct json_place json_inner(const struct json_place *object, const char *key, enum need need)
{
	return object_at(object->reader, member(object, key, need), path_of(object, key));
}

struct json_place json_item(const struct json_place *list, size_t index)
{
	return object_at(list->reader, json_array_get(list->value, index), path_at(list, index));
}
