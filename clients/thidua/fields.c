/*
 * A field on the command line is "name=value", the value as it stands in a JSON file, without its
 * quotes; lists and messages are only for files. Options that people have in their context, such as
 * board, serve as fields of the same name.
 */
#include "fields.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "choice.h"
#include "json_form.h"
#include "json_write.h"
#include "messages_forms.h"
#include "words.h"

enum { FIELDS_MAX = 64, YEAR_MAX = 2999 };

struct filling {
	const struct json_reader reader;
	const struct form_field *action;
	struct command *out;
	bool told[FIELDS_MAX];
};

static void *into(const struct filling *filling)
{
	return (char *)filling->out + filling->action->offset;
}

/* Of a board, whose field is not bounded as one everywhere, or of a task. */
static bool is_code(const struct form_field *field)
{
	return strcmp(field->name, "board") == 0 || field->code == FORM_CODE_BOARD ||
	       field->code == FORM_CODE_TASK;
}

static void take(struct filling *filling, const struct form_field *field, const char *value)
{
	const struct form *form = filling->action->inside;

	filling->told[field - form->fields] = true;
	if (is_code(field))
		value = choice_code(arena_text(filling->reader.arena, "%s", value));
	json_form_read_text(&filling->reader, form, field, value, into(filling));
}

static void unknown(const struct filling *filling, const char *name)
{
	const struct form *form = filling->action->inside;
	const char *names[FIELDS_MAX] = { NULL };

	for (size_t i = 0; i < form->field_count && i < FIELDS_MAX; i++)
		names[i] = form->fields[i].name;
	const char *near = choice_nearest(name, names, FIELDS_MAX);

	if (near)
		fail(filling->reader.why, FAULT_JSON_UNKNOWN_NEAR, name, near);
	else
		fail(filling->reader.why, FAULT_JSON_UNKNOWN, name);
}

static void read_operand(struct filling *filling, const char *operand)
{
	const size_t size = strcspn(operand, "=");
	const char *name = arena_text(filling->reader.arena, "%.*s", (int)size, operand);
	const char *value = operand[size] == '=' ? operand + size + 1 : "";
	const struct form_field *field = form_find(filling->action->inside, name);

	if (field && filling->told[field - filling->action->inside->fields])
		fail(filling->reader.why, FAULT_GIVEN_TWICE, name);
	else if (field && !field->repeated && !field->inside)
		take(filling, field, value);
	else if (field)
		fail(filling->reader.why, FAULT_FIELD_OF_FILES, name);
	else
		unknown(filling, name);
}

bool fields_from_operands(const struct options *options, const struct form_field *action,
                          size_t count, char **operands, struct command *out, struct faults *why)
{
	struct filling filling = { { why->arena, why }, action, out, { false } };
	const struct form *form = action->inside;

	for (size_t i = 0; i < count; i++)
		read_operand(&filling, operands[i]);
	for (size_t i = 0; i < form->field_count && i < FIELDS_MAX; i++) {
		const struct form_field *field = &form->fields[i];
		const char *told = field->repeated || field->inside || filling.told[i]
		                           ? NULL
		                           : options_named(options, field->name);

		if (told)
			take(&filling, field, told);
		if (!filling.told[i] && field->bounds.required)
			fail(why, FAULT_JSON_MISSING, field->name);
	}
	return why->count == 0;
}

bool fields_from_json(const struct form_field *action, const char *text, size_t size,
                      struct command *out, struct faults *why)
{
	static const char *const beside[] = { "year", "$schema", "$comment", NULL };
	const struct json_reader reader = { why->arena, why };
	json_t *value;

	if (!json_read_text(&reader, text, size, &value))
		return false;
	const struct json_place file = { &reader, value, "" };
	const json_t *year = json_member(&file, "year", MAY);

	if (json_is_object(value)) {
		json_form_only(&file, action->inside, beside);
		json_form_read(&file, action->inside, NULL, (char *)out + action->offset);
	} else {
		fail(why, FAULT_JSON_FILE_NO_OBJECT, "file");
	}
	if (year)
		json_whole_value(&reader, year, "year", YEAR_MAX, &out->year);
	json_decref(value);
	return why->count == 0;
}

/* What a field takes, in words. */
static const char *kind_of(struct arena *arena, const struct form *form,
                           const struct form_field *field)
{
	static const enum word units[] = {
		[FORM_UNIT_POINTS] = WORD_FIELD_POINTS,
		[FORM_UNIT_QUANTITY] = WORD_FIELD_QUANTITY,
		[FORM_UNIT_SHARE] = WORD_FIELD_SHARE,
		[FORM_UNIT_DAY] = WORD_FIELD_DAY,
		[FORM_UNIT_INSTANT] = WORD_FIELD_INSTANT,
	};
	const char *list = "";

	if (field->repeated || field->inside)
		return say(WORD_FIELD_OF_FILES);
	if (field->unit)
		return say(units[field->unit]);
	switch (field->kind) {
	case FORM_TEXT:
		return arena_text(arena, say(WORD_FIELD_TEXT), field->bounds.most_bytes);
	case FORM_FIXED:
		return arena_text(arena, say(WORD_FIELD_HEX), 2 * field->bounds.most_bytes);
	case FORM_BOOL:
		return "true, false";
	case FORM_ENUM:
		for (int i = 1; json_form_name(arena, form, field, i); i++)
			list = arena_text(arena, "%s%s%s", list, i > 1 ? ", " : "",
			                  json_form_name(arena, form, field, i));
		return list;
	default:
		return say(WORD_FIELD_WHOLE);
	}
}

const char *fields_takes(struct arena *arena, const struct form *form,
                         const struct form_field *field)
{
	return arena_text(arena, "%s%s", kind_of(arena, form, field),
	                  field->bounds.required ? say(WORD_FIELD_MUST) : "");
}
