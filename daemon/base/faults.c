/*
 * Nothing is allocated until something is wrong. Texts quote what a stranger sent, so each is
 * bounded, and cut between characters, because a fault travels as UTF-8.
 */
#include "faults.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"

enum { FIRST_ROOM = 8, TEXT_MAX = 400, DROPPED_SIZE = 48 };

void faults_init(struct faults *why, struct arena *arena)
{
	*why = (struct faults){ .arena = arena };
}

/* Length of text without the half character at its end that a cut at size - 1 bytes may have left.
 */
static size_t whole_characters(const char *text, size_t size, int wanted)
{
	size_t length = strnlen(text, size);

	if (wanted >= 0 && (size_t)wanted < size)
		return length;
	while (length > 0 && ((uint8_t)text[length - 1] & 0xC0) == 0x80)
		length--;
	return length > 0 && ((uint8_t)text[length - 1] & 0x80) != 0 ? length - 1 : length;
}

static char *bounded_text(struct faults *why, const char *format, va_list arguments)
{
	char text[TEXT_MAX];
	int wanted = vsnprintf(text, sizeof(text), format, arguments);
	size_t length = whole_characters(text, sizeof(text), wanted);
	char *copy = arena_alloc(why->arena, length + 1, 1);

	memcpy(copy, text, length);
	return copy;
}

static const char *bounded_copy(struct faults *why, const char *text)
{
	size_t length = strnlen(text, TEXT_MAX);

	if (length == TEXT_MAX)
		length = whole_characters(text, TEXT_MAX, TEXT_MAX);
	char *copy = arena_alloc(why->arena, length + 1, 1);

	memcpy(copy, text, length);
	return copy;
}

/* Room is FIRST_ROOM, a power of two, and doubles when it is full. */
static struct fault *next_item(struct faults *why)
{
	bool full = why->count == 0 ||
	            (why->count >= FIRST_ROOM && (why->count & (why->count - 1)) == 0);

	if (full) {
		struct fault *items = arena_alloc(
		        why->arena, why->count == 0 ? FIRST_ROOM : 2 * why->count, sizeof(*items));

		if (why->count > 0)
			memcpy(items, why->items, why->count * sizeof(*items));
		why->items = items;
	}
	return &why->items[why->count++];
}

/* The list is full: its last entry becomes the count of what it leaves out, itself included, and is
 * rewritten in place. */
static void drop(struct faults *why)
{
	struct fault *last = &why->items[FAULTS_MAX - 1];

	if (why->dropped == 0) {
		why->dropped = 1;
		last->field = "";
		last->message = arena_alloc(why->arena, DROPPED_SIZE, 1);
	}
	why->dropped++;
	snprintf((char *)last->message, DROPPED_SIZE, "and %zu more faults", why->dropped);
}

void fail(struct faults *why, enum status code, const char *field, const char *format, ...)
{
	va_list arguments;

	if (why->count == FAULTS_MAX) {
		drop(why);
		return;
	}
	struct fault *fault = next_item(why);

	fault->code = code;
	fault->field = bounded_copy(why, field);
	va_start(arguments, format);
	fault->message = bounded_text(why, format, arguments);
	va_end(arguments);
}

const char *fault_path(struct faults *why, const char *format, ...)
{
	va_list arguments;

	if (why->count == FAULTS_MAX) /* will be dropped: a hostile message must not make us build a
	                                 million paths */
		return "";
	va_start(arguments, format);
	const char *path = bounded_text(why, format, arguments);

	va_end(arguments);
	return path;
}

enum status faults_status(const struct faults *why)
{
	return why->count == 0 ? STATUS_OK : why->items[0].code;
}

const char *status_name(enum status status)
{
	static const char *const names[] = {
		[STATUS_OK] = "OK",
		[STATUS_INVALID] = "INVALID",
		[STATUS_CONFLICT] = "CONFLICT",
		[STATUS_STALE] = "STALE",
		[STATUS_FORBIDDEN] = "FORBIDDEN",
		[STATUS_CLOSED] = "CLOSED",
		[STATUS_NOT_FOUND] = "NOT_FOUND",
		[STATUS_BUSY] = "BUSY",
		[STATUS_UNAVAILABLE] = "UNAVAILABLE",
		[STATUS_UNSUPPORTED] = "UNSUPPORTED",
	};
	size_t index = (size_t)status;

	return index < sizeof(names) / sizeof(names[0]) && names[index] ? names[index] : "UNKNOWN";
}
