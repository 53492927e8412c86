/*
 * Walking over the fields of a struct: what is given, its values, whether two say the same, and
 * whether they keep the bounds of an edition.
 */
#include <assert.h>
#include <protobuf-c/protobuf-c.h>
#include <string.h>

#include "form_place.h"
#include "messages_forms.h"

static const void *item(const struct form_field *field, const void *from, size_t i, size_t size)
{
	const char *at = (const char *)from + field->offset;

	return field->repeated ? *(const char *const *)at + i * size : at;
}

bool form_given(const struct form *form, const struct form_field *field, const void *from)
{
	const char *at = from;

	if (field->repeated)
		return form_items(field, from) > 0;
	if (field->chosen)
		return *(const int *)(at + form->choice) ==
		       (int)form->message->fields[field - form->fields].id;
	switch (field->presence) {
	case FORM_HAS:
		return *(const bool *)(at + field->beside);
	case FORM_ALWAYS:
	case FORM_REQUIRED:
		return true;
	case FORM_ZERO_IS_ABSENT:
		return form_number(field, from, 0) != 0;
	case FORM_FILLED:
		break;
	}
	return field->kind == FORM_TEXT ? form_text(field, from, 0)[0] != '\0'
	                                : form_bytes(field, from, 0).size > 0;
}

size_t form_items(const struct form_field *field, const void *from)
{
	return field->repeated ? *(const size_t *)((const char *)from + field->beside) : 1;
}

int64_t form_number(const struct form_field *field, const void *from, size_t i)
{
	switch (field->kind) {
	case FORM_INT32:
	case FORM_ENUM:
		return *(const int32_t *)item(field, from, i, sizeof(int32_t));
	case FORM_UINT32:
		return *(const uint32_t *)item(field, from, i, sizeof(uint32_t));
	case FORM_INT64:
	case FORM_UINT64:
		return *(const int64_t *)item(field, from, i, sizeof(int64_t));
	case FORM_BOOL:
		return *(const bool *)item(field, from, i, sizeof(bool));
	default:
		assert(0 && "no number");
		return 0;
	}
}

const char *form_text(const struct form_field *field, const void *from, size_t i)
{
	const char *text = *(const char *const *)item(field, from, i, sizeof(char *));

	assert(field->kind == FORM_TEXT);
	return text ? text : "";
}

struct bytes form_bytes(const struct form_field *field, const void *from, size_t i)
{
	switch (field->kind) {
	case FORM_FIXED:
		return (struct bytes){ item(field, from, i, field->bounds.most_bytes),
			               field->bounds.most_bytes };
	case FORM_HELD:
		return *(const struct bytes *)((const char *)from + field->beside);
	default:
		assert(field->kind == FORM_BYTES);
		return *(const struct bytes *)item(field, from, i, sizeof(struct bytes));
	}
}

const void *form_inside(const struct form_field *field, const void *from, size_t i)
{
	return item(field, from, i, field->inside->size);
}

const void *form_opened(const struct form_field *field, const void *from, const struct form **form)
{
	*form = field->kind == FORM_RECEIPT ? &form_receipt_statement : &form_command;
	return *(const void *const *)((const char *)from + field->beside);
}

const char *form_enum_name(const struct form *form, const struct form_field *field, int number)
{
	const ProtobufCEnumDescriptor *names =
	        form->message->fields[field - form->fields].descriptor;
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(names, number);

	return value ? value->name : NULL;
}

int form_enum_number(const struct form *form, const struct form_field *field, const char *name)
{
	const ProtobufCEnumDescriptor *names =
	        form->message->fields[field - form->fields].descriptor;
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value_by_name(names, name);

	return value ? value->value : -1;
}

const char *form_enum_short(const struct form *form, const struct form_field *field, int number)
{
	static const char unspecified[] = "UNSPECIFIED";
	const char *zero = form_enum_name(form, field, 0),
	           *name = form_enum_name(form, field, number);

	return number != 0 && name ? name + strlen(zero) - strlen(unspecified) : NULL;
}

uint32_t form_field_number(const struct form *form, const struct form_field *field)
{
	return form->message->fields[field - form->fields].id;
}

const struct form_field *form_find(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->field_count; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return &form->fields[i];
	return NULL;
}

static bool same_item(const struct form_field *field, uint32_t edition, const void *a,
                      const void *b, size_t i)
{
	switch (field->kind) {
	case FORM_TEXT:
		return strcmp(form_text(field, a, i), form_text(field, b, i)) == 0;
	case FORM_MESSAGE:
	case FORM_SIGNED_COMMAND:
	case FORM_RECEIPT:
		return form_same(field->inside, edition, form_inside(field, a, i),
		                 form_inside(field, b, i));
	case FORM_BYTES:
	case FORM_FIXED:
	case FORM_HELD: {
		const struct bytes left = form_bytes(field, a, i), right = form_bytes(field, b, i);

		return left.size == right.size &&
		       (left.size == 0 || memcmp(left.data, right.data, left.size) == 0);
	}
	default:
		return form_number(field, a, i) == form_number(field, b, i);
	}
}

bool form_same(const struct form *form, uint32_t edition, const void *a, const void *b)
{
	for (size_t i = 0; i < form->field_count; i++) {
		const struct form_field *field = &form->fields[i];
		const bool given = form_given(form, field, a);

		if (field->since_edition > edition)
			continue;
		if (given != form_given(form, field, b) ||
		    (given && form_items(field, a) != form_items(field, b)))
			return false;
		for (size_t k = 0; given && k < form_items(field, a); k++)
			if (!same_item(field, edition, a, b, k))
				return false;
	}
	return true;
}

static void judge_message(const struct form *form, const struct form_place *place, uint32_t edition,
                          const void *from, struct faults *why);

/* No two items of a list have the same text in this field. */
static void judge_distinct(const struct form_field *list, const struct form_field *field,
                           const struct form_place *outer, const void *from, struct faults *why)
{
	const size_t count = form_items(list, from);

	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i; k++) {
			if (strcmp(form_text(field, form_inside(list, from, i), 0),
			           form_text(field, form_inside(list, from, k), 0)) != 0)
				continue;
			const struct form_place here = form_place_item(outer, list, i),
			                        there = form_place_item(outer, list, k),
			                        place = form_place_whole(&here, field);

			refuse(why, FAULT_ITEM_TWICE, &place, form_place_path(why, &there));
			break;
		}
}

static void judge_item(const struct form *form, const struct form_field *field,
                       const struct form_bounds *bounds, const struct form_place *place,
                       const void *from, size_t i, struct faults *why)
{
	switch (field->kind) {
	case FORM_TEXT:
		form_judge_size(why, place, bounds, strlen(form_text(field, from, i)));
		return;
	case FORM_BYTES:
	case FORM_FIXED:
	case FORM_HELD:
		form_judge_size(why, place, bounds, form_bytes(field, from, i).size);
		return;
	case FORM_MESSAGE:
	case FORM_SIGNED_COMMAND:
	case FORM_RECEIPT:
		return;
	default:
		form_judge_number(why, place, form, field, bounds, form_number(field, from, i));
	}
}

static void judge_field(const struct form *form, const struct form_field *field,
                        const struct form_bounds *bounds, const struct form_place *outer,
                        const void *from, struct faults *why)
{
	const struct form_place whole = form_place_whole(outer, field);
	const size_t count = form_items(field, from);

	if (!form_given(form, field, from)) {
		if (bounds->required)
			refuse(why, FAULT_NOT_GIVEN, &whole);
		return;
	}
	if (field->repeated && bounds->most_items != 0 && count > bounds->most_items)
		refuse(why, FAULT_TOO_MANY_ITEMS, &whole, fault_number(why, bounds->most_items));
	for (size_t i = 0; i < count && why->dropped == 0; i++) {
		const struct form_place place = form_place_item(outer, field, i);

		judge_item(form, field, bounds, &place, from, i, why);
	}
}

/* By the bounds of an edition, that is; reading it has judged it by the others. */
static void judge_opened(const struct form_field *field, uint32_t edition, const void *from,
                         struct faults *why)
{
	const struct form *form;
	const void *opened = form_opened(field, from, &form);
	const struct form_place outermost = form_place_root(form->name, FORM_UNNAMED);

	judge_message(form, &outermost, edition, opened, why);
}

static void judge_inside(const struct form *form, const struct form_field *field,
                         const struct form_place *outer, uint32_t edition, const void *from,
                         struct faults *why)
{
	if (!form_given(form, field, from))
		return;
	for (size_t i = 0; i < form_items(field, from); i++) {
		struct form_place place = form_place_item(outer, field, i);

		if (field->kind == FORM_HELD)
			place.outer = NULL;
		if (field->chosen)
			place.paths = form->paths;
		judge_message(field->inside, &place, edition, form_inside(field, from, i), why);
	}
	if (field->kind == FORM_SIGNED_COMMAND && edition != 0)
		judge_opened(field, edition, from, why);
	for (size_t k = 0; edition == 0 && field->repeated && k < field->inside->field_count; k++)
		if (field->inside->fields[k].distinct)
			judge_distinct(field, &field->inside->fields[k], outer, from, why);
}

static void judge_message(const struct form *form, const struct form_place *place, uint32_t edition,
                          const void *from, struct faults *why)
{
	if (edition == 0 ? !form->distinct : !form->tightened && !form->opened)
		return;
	for (size_t i = 0; i < form->field_count; i++) {
		const struct form_field *field = &form->fields[i];

		for (size_t k = 0; k < field->tightened_count; k++)
			if (field->tightened[k].edition <= edition)
				judge_field(form, field, &field->tightened[k], place, from, why);
		if (field->inside)
			judge_inside(form, field, place, edition, from, why);
	}
}

bool form_judge(const struct form *form, const char *name, unsigned how, uint32_t edition,
                const void *from, struct faults *why)
{
	const size_t before = why->count;
	const struct form_place outermost = form_place_root(name, how);

	judge_message(form, &outermost, edition, from, why);
	return why->count == before;
}
