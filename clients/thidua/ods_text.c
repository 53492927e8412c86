#include "ods_text.h"

#include <string.h>

void ods_text_begin(struct ods_text *text)
{
	buffer_reset(&text->bytes);
	text->begun = false;
	text->blank = true;
}

/* What is left of the path in a paragraph and the spans and links of it, or NULL elsewhere: notes
 * and comments are no text of the cell. */
static const char *inside(const char *path)
{
	static const char paragraph[] = "/text:p";
	static const char *const passed[] = { "/text:span", "/text:a", NULL };
	const size_t size = sizeof(paragraph) - 1;

	if (strncmp(path, paragraph, size) != 0 || (path[size] && path[size] != '/'))
		return NULL;
	return xml_path_after(path + size, passed);
}

void ods_text_element(struct ods_text *text, const char *path, xml_attributes attributes,
                      size_t limit)
{
	const char *rest = inside(path);

	if (!rest)
		return;
	if (strcmp(path, "/text:p") == 0) {
		if (text->begun)
			buffer_append(&text->bytes, "\n", 1);
		text->begun = text->blank = true;
	} else if (strcmp(rest, "/text:s") == 0) {
		uint32_t count = xml_whole(attributes, "text:c", 1);

		for (; count > 0 && text->bytes.size <= limit; count--)
			buffer_append(&text->bytes, " ", 1);
		text->blank = false;
	} else if (strcmp(rest, "/text:tab") == 0 || strcmp(rest, "/text:line-break") == 0) {
		buffer_append(&text->bytes, rest[6] == 't' ? "\t" : "\n", 1);
		text->blank = true;
	}
}

void ods_text_append(struct ods_text *text, const char *path, const char *bytes, size_t size)
{
	const char *rest = inside(path);

	if (!rest || *rest)
		return;
	for (size_t i = 0; i < size; i++) {
		const bool blank = strchr(" \t\r\n", bytes[i]) && bytes[i];

		if (!blank)
			buffer_append(&text->bytes, bytes + i, 1);
		else if (!text->blank)
			buffer_append(&text->bytes, " ", 1);
		text->blank = blank;
	}
}

void ods_text_end(struct ods_text *text, const char *path)
{
	struct buffer *bytes = &text->bytes;

	if (strcmp(path, "/text:p") == 0 && text->blank && bytes->size > 0 &&
	    bytes->data[bytes->size - 1] == ' ')
		bytes->size--;
}
