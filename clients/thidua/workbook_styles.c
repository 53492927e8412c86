/*
 * In a format's code only bare characters format: what stands in quotes, after a backslash, or
 * after _ and * (a width, a filler) is shown as it is, and square brackets hold a colour, a
 * currency, a condition or a time that passed, such as [h].
 */
#include "workbook_styles.h"

#include <string.h>

#include "faults.h"
#include "xml.h"

/* ECMA-376 part 1, 18.8.30, with the dates of East Asia and Thailand. */
static enum style_shown built_in(size_t id)
{
	if (id == 9 || id == 10)
		return STYLE_PERCENT;
	if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
	    (id >= 50 && id <= 58) || (id >= 71 && id <= 81))
		return STYLE_DATE;
	return STYLE_PLAIN;
}

/* "[h]", "[mm]": hours, minutes, seconds beyond a day. code begins with the bracket; size without
 * the closing one. */
static bool is_elapsed(const char *code, size_t size)
{
	return size > 1 && strspn(code + 1, "hHmMsS") == size - 1;
}

/* The literal that begins here, as its size; 0 when none does. */
static size_t literal(const char *code)
{
	const char *end = NULL;

	switch (*code) {
	case '\\':
	case '_':
	case '*':
		return code[1] ? 2 : 1;
	case '"':
		end = strchr(code + 1, '"');
		return end ? (size_t)(end - code) + 1 : strlen(code);
	case '[':
		end = strchr(code, ']');
		if (!end)
			return strlen(code);
		return is_elapsed(code, (size_t)(end - code)) ? 0 : (size_t)(end - code) + 1;
	case 'E':
	case 'e':
		return code[1] == '+' || code[1] == '-' ? 2 : 0;
	case 'G':
	case 'g':
		return strncasecmp(code, "general", 7) == 0 ? 7 : 0;
	default:
		return 0;
	}
}

enum style_shown style_of_code(const char *code)
{
	bool percent = false;

	while (*code) {
		const size_t size = literal(code);

		if (size == 0 && strchr("yYmMdDhHsS", *code))
			return STYLE_DATE;
		percent = percent || (size == 0 && *code == '%');
		code += size > 0 ? size : 1;
	}
	return percent ? STYLE_PERCENT : STYLE_PLAIN;
}

static bool begin(void *context, const char *path, xml_attributes attributes)
{
	struct styles *styles = context;
	const uint32_t id = xml_whole(attributes, "numFmtId", 0);

	if (strcmp(path, "styleSheet/numFmts/numFmt") == 0) {
		const char *code = xml_attribute(attributes, "formatCode");

		if (code && id < STYLES_MAX)
			styles->formats[id] = (uint8_t)style_of_code(code);
	} else if (strcmp(path, "styleSheet/cellXfs/xf") == 0) {
		if (styles->count == STYLES_MAX) {
			fail(styles->why, FAULT_WORKBOOK_STYLES_MANY, "",
			     fault_number(styles->why, STYLES_MAX));
			return false;
		}
		styles->shown[styles->count++] =
		        id < STYLES_MAX ? styles->formats[id] : STYLE_PLAIN;
	}
	return true;
}

void styles_init(struct styles *styles, struct faults *why)
{
	styles->why = why;
	styles->count = 0;
	for (size_t id = 0; id < STYLES_MAX; id++)
		styles->formats[id] = (uint8_t)built_in(id);
}

bool styles_read(struct styles *styles, const char *part, const struct buffer *bytes)
{
	static const struct xml_reader reader = { .begin = begin };

	return xml_read(part, bytes, &reader, styles, styles->why);
}

enum style_shown styles_shown(const struct styles *styles, uint32_t number)
{
	return number < styles->count ? (enum style_shown)styles->shown[number] : STYLE_PLAIN;
}
