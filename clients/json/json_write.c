/*
 * One walk over a form. A value's way follows from the kind of its field and, for numbers, from what
 * they count: JSON numbers only where every number is whole.
 */
#include "json_write.h"

#include <ctype.h>
#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "json_value.h"

const char *json_form_name(struct arena *arena, const struct form *form,
                           const struct form_field *field, int number)
{
	static const char *const typed[] = { "ROLE_", "AUDIENCE_" }; /* so they are small */
	const char *name = form_enum_short(form, field, number);
	bool is_typed = false;

	for (size_t i = 0; name && i < sizeof(typed) / sizeof(typed[0]); i++)
		is_typed |= strncmp(form_enum_name(form, field, number), typed[i],
		                    strlen(typed[i])) == 0;
	if (!is_typed)
		return name;
	char *small = arena_text(arena, "%s", name);

	for (char *at = small; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return small;
}

static const struct json_exception *find_exception(const struct json_exception *exceptions,
                                                   const struct form *form)
{
	for (; exceptions && exceptions->form; exceptions++)
		if (exceptions->form == form)
			return exceptions;
	return NULL;
}

static json_t *number_of(const struct form *form, const struct form_field *field, const void *from,
                         size_t i)
{
	const int64_t number = form_number(field, from, i);
	char day[CALENDAR_DATE_SIZE];
	struct arena arena;

	switch (field->unit) {
	case FORM_UNIT_POINTS:
		return json_points_text(number);
	case FORM_UNIT_QUANTITY:
		return json_quantity_text(number);
	case FORM_UNIT_DAY:
		return json_string(calendar_format((int32_t)number, day));
	case FORM_UNIT_INSTANT:
		return json_instant(number);
	default:
		break;
	}
	if (field->kind == FORM_BOOL)
		return json_boolean(number != 0);
	if (field->kind != FORM_ENUM)
		return json_integer(number);
	arena_init(&arena, 0);
	json_t *name = json_maybe(json_form_name(&arena, form, field, (int)number));

	arena_close(&arena);
	return name;
}

static json_t *object_of(const struct form *form, const struct json_exception *exceptions,
                         const void *from, bool outermost);

static json_t *value_of(const struct form *form, const struct form_field *field,
                        const struct json_exception *exceptions, const void *from, size_t i)
{
	const struct form *signs;
	const void *opened;
	struct bytes bytes;

	switch (field->kind) {
	case FORM_TEXT:
		return json_string(form_text(field, from, i));
	case FORM_BYTES:
	case FORM_FIXED:
		bytes = form_bytes(field, from, i);
		return json_hex(bytes.data, bytes.size);
	case FORM_HELD:
	case FORM_MESSAGE:
		return object_of(field->inside, exceptions, form_inside(field, from, i), false);
	case FORM_SIGNED_COMMAND:
	case FORM_RECEIPT: /* what was signed, not the signature */
		opened = form_opened(field, from, &signs);
		return opened ? object_of(signs, exceptions, opened, false) : NULL;
	default:
		return number_of(form, field, from, i);
	}
}

static json_t *list_of(const struct form *form, const struct form_field *field,
                       const struct json_exception *exceptions, const void *from)
{
	json_t *list = json_array();

	for (size_t i = 0; i < form_items(field, from); i++)
		json_array_append_new(list, value_of(form, field, exceptions, from, i));
	return list;
}

static json_t *object_of(const struct form *form, const struct json_exception *exceptions,
                         const void *from, bool outermost)
{
	const struct json_exception *exception = find_exception(exceptions, form);
	json_t *object = json_object();

	for (size_t i = 0; i < form->field_count; i++) {
		const struct form_field *field = &form->fields[i];
		json_t *value = NULL;

		if (exception && strcmp(exception->member, field->name) == 0)
			value = exception->write(from);
		else if (field->repeated && (outermost || form_given(form, field, from)))
			value = list_of(form, field, exceptions, from);
		else if (form_given(form, field, from))
			value = value_of(form, field, exceptions, from, 0);
		if (value)
			json_object_set_new(object, field->name, value);
	}
	return object;
}

json_t *json_form_write(const struct form *form, const struct json_exception *exceptions,
                        const void *from)
{
	return object_of(form, exceptions, from, true);
}

json_t *json_form_value(const struct form *form, const struct form_field *field, const void *from)
{
	const bool single = !field->repeated && !field->inside;

	return single && form_given(form, field, from) ? value_of(form, field, NULL, from, 0)
	                                               : NULL;
}
