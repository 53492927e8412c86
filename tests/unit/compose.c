#include "compose.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VARINT = 0, SIZED = 2 };

static void put_byte(struct buffer *out, unsigned byte)
{
	*buffer_extend(out, 1) = (uint8_t)byte;
}

static void put_varint(struct buffer *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		put_byte(out, (unsigned)(value & 0x7f) | 0x80);
	put_byte(out, (unsigned)value);
}

static void put_sized(struct buffer *out, unsigned long number, const struct buffer *inside)
{
	put_varint(out, number << 3 | SIZED);
	put_varint(out, inside->size);
	buffer_append(out, inside->data, inside->size);
}

static unsigned hex_byte(const char *digits)
{
	const char pair[3] = { digits[0], digits[1], '\0' };
	char *end;
	const unsigned long byte = strtoul(pair, &end, 16);

	assert(end == pair + 2);
	return (unsigned)byte;
}

static const char *put_hex(struct buffer *out, const char *at)
{
	for (; isxdigit((unsigned char)*at); at += 2)
		put_byte(out, hex_byte(at));
	return at;
}

static const char *put_quoted(struct buffer *out, const char *at)
{
	while (*at != '"') {
		assert(*at != '\0');
		if (at[0] == '\\' && at[1] == 'x') {
			put_byte(out, hex_byte(at + 2));
			at += 4;
		} else {
			put_byte(out, (unsigned char)*at++);
		}
	}
	return at + 1;
}

static const char *put_fields(struct buffer *out, const char *at);

static const char *put_value(struct buffer *out, unsigned long number, const char *at)
{
	struct buffer inside = { 0 };

	if (*at == '"') {
		at = put_quoted(&inside, at + 1);
	} else if (*at == '\'') {
		at = put_hex(&inside, at + 1) + 1;
	} else if (*at == '{') {
		at = put_fields(&inside, at + 1);
		assert(*at == '}');
		at++;
	} else {
		put_varint(out, number << 3 | VARINT);
		char *end;

		put_varint(out,
		           *at == '-' ? (uint64_t)strtoll(at, &end, 10) : strtoull(at, &end, 10));
		assert(end != at);
		return end;
	}
	put_sized(out, number, &inside);
	buffer_close(&inside);
	return at;
}

/* Up to the end or a closing brace. */
static const char *put_fields(struct buffer *out, const char *at)
{
	for (;;) {
		while (*at == ' ')
			at++;
		if (*at == '\0' || *at == '}')
			return at;
		if (*at == '!') {
			at = put_hex(out, at + 1);
			continue;
		}
		char *equals;
		const unsigned long number = strtoul(at, &equals, 10);

		assert(*equals == '=');
		at = put_value(out, number, equals + 1);
	}
}

void compose(struct buffer *out, const char *script)
{
	const char *end = put_fields(out, script);

	assert(*end == '\0');
	(void)end;
}

const char *told(const struct faults *why)
{
	static char text[8192];
	size_t used = 0;

	if (why->count == 0)
		return "OK";
	text[0] = '\0';
	for (size_t i = 0; i < why->count && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s %s: %s",
		                         i > 0 ? " | " : "", status_name(why->items[i].code),
		                         why->items[i].field, why->items[i].message);
	return text;
}
