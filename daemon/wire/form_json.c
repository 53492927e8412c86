/* One walk over the fields, one function for each manner of writing a value. */
#include "form_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "calendar.h"
#include "decimal.h"
#include "messages_forms.h"
#include "text.h"

static void write_plain(struct buffer *out, const char *text)
{
	buffer_append(out, text, strlen(text));
}

/* Texts are UTF-8 without controls but tab and newline, by their form. */
static void write_text(struct buffer *out, const char *text)
{
	write_plain(out, "\"");
	for (; *text; text++) {
		char escaped[8];

		if (*text == '"' || *text == '\\')
			snprintf(escaped, sizeof(escaped), "\\%c", *text);
		else if ((uint8_t)*text < ' ')
			snprintf(escaped, sizeof(escaped), "\\u%04x", (unsigned)*text);
		else
			snprintf(escaped, sizeof(escaped), "%c", *text);
		write_plain(out, escaped);
	}
	write_plain(out, "\"");
}

static void write_hex(struct buffer *out, struct bytes bytes)
{
	write_plain(out, "\"");
	for (size_t i = 0; i < bytes.size; i++) {
		char digits[3];

		text_hex(&bytes.data[i], 1, digits);
		write_plain(out, digits);
	}
	write_plain(out, "\"");
}

static void write_number(struct buffer *out, const struct form_field *field, int64_t number)
{
	char text[64];

	switch (field->unit) {
	case FORM_UNIT_POINTS:
		write_text(out, decimal_format(number, POINT_DECIMALS, text));
		return;
	case FORM_UNIT_QUANTITY:
		write_text(out, decimal_short(number, QUANTITY_DECIMALS, text));
		return;
	case FORM_UNIT_DAY:
		write_text(out, calendar_format((int32_t)number, text));
		return;
	case FORM_UNIT_INSTANT:
		write_text(out, calendar_format_instant(number, text));
		return;
	case FORM_UNIT_SHARE:
		break;
	}
	snprintf(text, sizeof(text), "%" PRId64, number);
	write_plain(out, text);
}

/* What was signed, not the signature: who proves things reads the journal. */
static void write_opened(struct buffer *out, const struct form_field *field, const void *from)
{
	const struct form *form;
	const void *opened = form_opened(field, from, &form);

	if (opened)
		form_json(form, opened, out);
	else
		write_plain(out, "null");
}

static void write_value(struct buffer *out, const struct form *form, const struct form_field *field,
                        const void *from, size_t i)
{
	const char *name;

	switch (field->kind) {
	case FORM_TEXT:
		write_text(out, form_text(field, from, i));
		break;
	case FORM_BYTES:
	case FORM_FIXED:
		write_hex(out, form_bytes(field, from, i));
		break;
	case FORM_SIGNED_COMMAND:
	case FORM_RECEIPT:
		write_opened(out, field, from);
		break;
	case FORM_HELD:
	case FORM_MESSAGE:
		form_json(field->inside, form_inside(field, from, i), out);
		break;
	case FORM_BOOL:
		write_plain(out, form_number(field, from, i) ? "true" : "false");
		break;
	case FORM_ENUM:
		name = form_enum_name(form, field, (int)form_number(field, from, i));
		write_text(out, name ? name : "");
		break;
	default:
		write_number(out, field, form_number(field, from, i));
		break;
	}
}

static void write_field(struct buffer *out, const struct form *form, const struct form_field *field,
                        const void *from)
{
	write_text(out, field->name);
	write_plain(out, field->repeated ? ":[" : ":");
	for (size_t i = 0; i < form_items(field, from); i++) {
		if (i > 0)
			write_plain(out, ",");
		write_value(out, form, field, from, i);
	}
	if (field->repeated)
		write_plain(out, "]");
}

void form_json(const struct form *form, const void *from, struct buffer *out)
{
	bool first = true;

	write_plain(out, "{");
	for (size_t i = 0; i < form->field_count; i++) {
		if (!form_given(form, &form->fields[i], from))
			continue;
		if (!first)
			write_plain(out, ",");
		first = false;
		write_field(out, form, &form->fields[i], from);
	}
	write_plain(out, "}");
}

void form_json_action(const struct command *command, struct buffer *out)
{
	for (size_t i = 0; i < form_command.field_count; i++) {
		const struct form_field *field = &form_command.fields[i];

		if (field->chosen && form_given(&form_command, field, command))
			form_json(field->inside, form_inside(field, command, 0), out);
	}
}
