#include "xlsx_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { ESCAPE_SIZE = 7 /* _x000D_ */, ASCII = 0x80 };

void xlsx_text_begin(struct xlsx_text *text)
{
	buffer_reset(&text->bytes);
	text->run = 0;
}

void xlsx_text_run(struct xlsx_text *text, xml_attributes attributes)
{
	const char *space = xml_attribute(attributes, "xml:space");

	text->run = text->bytes.size;
	text->kept = space && strcmp(space, "preserve") == 0;
}

void xlsx_text_append(struct xlsx_text *text, const char *bytes, size_t size)
{
	buffer_append(&text->bytes, bytes, size);
}

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

void xlsx_text_run_end(struct xlsx_text *text)
{
	struct buffer *bytes = &text->bytes;
	size_t begin = text->run;

	if (text->kept)
		return;
	while (bytes->size > text->run && is_blank(bytes->data[bytes->size - 1]))
		bytes->size--;
	while (begin < bytes->size && is_blank(bytes->data[begin]))
		begin++;
	if (begin == text->run)
		return;
	memmove(bytes->data + text->run, bytes->data + begin, bytes->size - begin);
	bytes->size -= begin - text->run;
}

/* The character of an escape that begins here, or -1. Beyond ASCII nobody needs one. */
static int escaped(const uint8_t *bytes, size_t size)
{
	char digits[5] = "";

	if (size < ESCAPE_SIZE || bytes[0] != '_' || bytes[1] != 'x' || bytes[6] != '_')
		return -1;
	for (size_t i = 0; i < 4; i++) {
		if (!isxdigit(bytes[2 + i]))
			return -1;
		digits[i] = (char)bytes[2 + i];
	}
	const long unit = strtol(digits, NULL, 16);

	return unit < ASCII ? (int)unit : -1;
}

void xlsx_text_decode(struct xlsx_text *text)
{
	struct buffer *bytes = &text->bytes;
	size_t put = 0, at = 0;

	while (at < bytes->size) {
		const int character = escaped(bytes->data + at, bytes->size - at);

		bytes->data[put++] = character < 0 ? bytes->data[at] : (uint8_t)character;
		at += character < 0 ? 1 : ESCAPE_SIZE;
	}
	bytes->size = put;
}
