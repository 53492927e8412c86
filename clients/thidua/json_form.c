/*
 * One walk over a form reads; json_write.c has the one that writes. A value's way follows from the kind of its field and, for
 * numbers, from what they count: JSON numbers only where every number is whole.
 *
 * Reading goes through json_read.c, which says what is wrong under the path in the file and leaves
 * the default; so every fault of a file is told at once, with the words of its format and not of
 * the wire. Bounds are not judged here, but for those that keep a number representable: the command
 * is judged as the daemon judges it, when it has been made.
 */
#include "json_form.h"

#include <string.h>
#include <strings.h>

#include "arena.h"
#include "buffer.h"
#include "calendar.h"
#include "decimal.h"
#include "json_write.h"

enum { NAMES_MAX = 64 };

static const struct json_twist *find_twist(const struct json_twist *twists, const struct form *form)
{
	static const struct json_twist none = { .must = "", .may = "" };

	for (; twists && twists->form; twists++)
		if (twists->form == form)
			return twists;
	return &none;
}

static bool is_among(const char *name, const char *names)
{
	const size_t size = strlen(name);

	for (const char *at = names; at && (at = strstr(at, name)); at += size)
		if ((at == names || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
			return true;
	return false;
}

/* --- reading --- */

static bool read_name(const struct json_reader *reader, const struct form *form,
                      const struct form_field *field, const json_t *value, const char *path,
                      int *out)
{
	const char *list = "", *name;

	for (int i = 1; (name = json_form_name(reader->arena, form, field, i)); i++) {
		if (json_is_string(value) && strcmp(json_string_value(value), name) == 0) {
			*out = i;
			return true;
		}
		list = arena_text(reader->arena, "%s%s%s", list, i > 1 ? ", " : "", name);
	}
	fail(reader->why, FAULT_JSON_NO_CHOICE, path, list);
	return false;
}

static size_t item_size(const struct form_field *field)
{
	switch (field->kind) {
	case FORM_INT32:
	case FORM_UINT32:
	case FORM_ENUM:
		return sizeof(int32_t);
	case FORM_INT64:
	case FORM_UINT64:
		return sizeof(int64_t);
	case FORM_BOOL:
		return sizeof(bool);
	case FORM_TEXT:
		return sizeof(const char *);
	case FORM_BYTES:
	case FORM_HELD:
		return sizeof(struct bytes);
	case FORM_FIXED:
		return field->bounds.most_bytes;
	case FORM_MESSAGE:
	case FORM_SIGNED_COMMAND:
	case FORM_RECEIPT:
		return field->inside->size;
	}
	return 0;
}

static void put_number(const struct form_field *field, void *at, int64_t number)
{
	if (field->kind == FORM_BOOL)
		*(bool *)at = number != 0;
	else if (item_size(field) == sizeof(int32_t))
		*(uint32_t *)at = (uint32_t)number;
	else
		*(int64_t *)at = number;
}

static bool read_number(const struct json_reader *reader, const struct form *form,
                        const struct form_field *field, const json_t *value, const char *path,
                        int64_t *out)
{
	const uint32_t most =
	        field->bounds.most < UINT32_MAX ? (uint32_t)field->bounds.most : UINT32_MAX;
	int32_t day = 0;
	uint32_t whole = 0;
	bool flag = false;
	int choice = 0;

	if (field->unit == FORM_UNIT_POINTS)
		return json_points_value(reader, value, path, out);
	if (field->unit == FORM_UNIT_QUANTITY)
		return json_quantity_value(reader, value, path, out);
	if (field->unit == FORM_UNIT_INSTANT)
		return json_instant_value(reader, value, path, out);
	const bool fine =
	        field->unit == FORM_UNIT_DAY ? json_day_value(reader, value, path, &day)
	        : field->kind == FORM_ENUM   ? read_name(reader, form, field, value, path, &choice)
	        : field->kind == FORM_BOOL   ? json_flag_value(reader, value, path, &flag)
	                                     : json_whole_value(reader, value, path, most, &whole);

	*out = (int64_t)day + choice + flag + whole; /* one of them */
	return fine;
}

static void read_object(const struct json_place *object, const struct form *form,
                        const struct json_twist *twists, void *out);

static bool read_value(const struct json_reader *reader, const struct form *form,
                       const struct form_field *field, const struct json_twist *twists,
                       const json_t *value, const char *path, void *at)
{
	int64_t number = 0;
	struct json_place inside;

	switch (field->kind) {
	case FORM_TEXT:
		return json_text_value(reader, value, path, at);
	case FORM_FIXED:
		return json_hex_value(reader, value, path, field->bounds.most_bytes, at);
	case FORM_BYTES:
		return json_bytes_value(reader, value, path, at);
	case FORM_HELD:
	case FORM_MESSAGE:
	case FORM_SIGNED_COMMAND:
	case FORM_RECEIPT:
		inside = json_object_value(reader, value, path);
		if (inside.value)
			read_object(&inside, field->inside, twists, at);
		return inside.value != NULL;
	default:
		if (!read_number(reader, form, field, value, path, &number))
			return false;
		put_number(field, at, number);
		return true;
	}
}

static void read_list(const struct json_place *object, const struct form *form,
                      const struct form_field *field, const struct json_twist *twists,
                      enum need need, void *out)
{
	size_t count;
	const struct json_place list = json_list(
	        object, field->name, need,
	        field->bounds.most_items > 0 ? field->bounds.most_items : SIZE_MAX, &count);
	char *items = arena_alloc(object->reader->arena, count, item_size(field));

	for (size_t i = 0; i < count; i++)
		read_value(object->reader, form, field, twists, json_array_get(list.value, i),
		           json_path_at(&list, i), items + i * item_size(field));
	*(void **)((char *)out + field->offset) = items;
	*(size_t *)((char *)out + field->beside) = count;
}

/* The bytes of a message that is held as such. */
static void hold(struct arena *arena, const struct form_field *field, void *out)
{
	struct buffer bytes = { 0 };

	form_write(field->inside, (char *)out + field->offset, &bytes);
	uint8_t *copy = arena_alloc(arena, bytes.size, 1);

	if (bytes.size > 0)
		memcpy(copy, bytes.data, bytes.size);
	*(struct bytes *)(void *)((char *)out + field->beside) = (struct bytes){ copy, bytes.size };
	buffer_close(&bytes);
}

static void read_field(const struct json_place *object, const struct form *form,
                       const struct form_field *field, const struct json_twist *twists,
                       enum need need, void *out)
{
	char *at = (char *)out + field->offset;

	if (field->kind == FORM_TEXT && !field->repeated)
		*(const char **)(void *)at = "";
	if (field->repeated) {
		read_list(object, form, field, twists, need, out);
		return;
	}
	const json_t *value = json_member(object, field->name, need);
	const bool read = value && read_value(object->reader, form, field, twists, value,
	                                      json_path(object, field->name), at);

	if (read && field->kind == FORM_HELD)
		hold(object->reader->arena, field, out);

	if (field->presence == FORM_HAS)
		*(bool *)((char *)out + field->beside) = read;
}

void json_form_only(const struct json_place *object, const struct form *form,
                    const char *const *beside)
{
	const char *names[NAMES_MAX + 1];
	size_t count = 0;

	for (size_t i = 0; i < form->field_count && count < NAMES_MAX; i++)
		names[count++] = form->fields[i].name;
	for (; beside && *beside && count < NAMES_MAX; beside++)
		names[count++] = *beside;
	names[count] = NULL;
	json_only(object, names);
}

static enum need need_of(const struct form_field *field, const struct json_twist *twist)
{
	if (is_among(field->name, twist->must))
		return MUST;
	if (is_among(field->name, twist->may))
		return MAY;
	return field->presence == FORM_REQUIRED || field->presence == FORM_ALWAYS ||
	                       field->bounds.required
	               ? MUST
	               : MAY;
}

void json_form_read(const struct json_place *object, const struct form *form,
                    const struct json_twist *twists, void *out)
{
	const struct json_twist *twist = find_twist(twists, form);

	for (size_t i = 0; i < form->field_count; i++) {
		const struct form_field *field = &form->fields[i];

		if (twist->other && strcmp(twist->other, field->name) == 0)
			twist->read_other(object, out);
		else
			read_field(object, form, field, twists, need_of(field, twist), out);
	}
	if (twist->check)
		twist->check(object);
}

static void read_object(const struct json_place *object, const struct form *form,
                        const struct json_twist *twists, void *out)
{
	json_form_only(object, form, NULL);
	json_form_read(object, form, twists, out);
}

/* The name that somebody typed in whatever letters. */
static const char *name_as_written(struct arena *arena, const struct form *form,
                                   const struct form_field *field, const char *text)
{
	const char *name;

	for (int i = 1; (name = json_form_name(arena, form, field, i)); i++)
		if (strcasecmp(name, text) == 0)
			return name;
	return text;
}

bool json_form_read_text(const struct json_reader *reader, const struct form *form,
                         const struct form_field *field, const char *text, void *out)
{
	const bool counts = field->kind == FORM_INT32 || field->kind == FORM_UINT32 ||
	                    field->kind == FORM_INT64 || field->kind == FORM_UINT64;
	const bool plain = counts && (field->unit == 0 || field->unit == FORM_UNIT_SHARE);

	if (field->kind == FORM_ENUM)
		text = name_as_written(reader->arena, form, field, text);
	json_t *value = plain || field->kind == FORM_BOOL ? json_loads(text, JSON_DECODE_ANY, NULL)
	                                                  : json_string(text);
	const bool read = read_value(reader, form, field, NULL, value, field->name,
	                             (char *)out + field->offset);

	json_decref(value);
	if (read && field->presence == FORM_HAS)
		*(bool *)((char *)out + field->beside) = true;
	return read;
}
