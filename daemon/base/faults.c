/*
 * Nothing is allocated until something is wrong. Texts quote what a stranger sent, so each is
 * bounded, and cut between characters, because a fault travels as UTF-8.
 *
 * The rows of faults.inc become one table here; the English sentence is made at once, since most
 * faults are logged or sent, and the arguments are kept beside it for who says it otherwise.
 */
#include "faults.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "decimal.h"
#include "text.h"

enum { FIRST_ROOM = 8, TEXT_MAX = 400, ARGUMENT_MAX = 200, DROPPED_SIZE = 48 };

struct row {
	const char *name, *kinds;
	enum status status;
	const char *sentences[LANGUAGES];
};

static const struct row rows[FAULT_REASONS] = {
#define FAULT(name, status, kinds, english, vietnamese)                                            \
	[FAULT_##name] = { #name, kinds, STATUS_##status, { vietnamese, english } },
#include "faults.inc"
#undef FAULT
};

#define FAULT(name, status, kinds, english, vietnamese)                                            \
	static_assert(sizeof(kinds) - 1 <= FAULT_ARGUMENTS_MAX, #name " has too many arguments");
#include "faults.inc"
#undef FAULT

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

static const char *bounded_copy(struct faults *why, const char *text, size_t most)
{
	size_t length = strnlen(text, most);

	if (length == most)
		length = whole_characters(text, most, (int)most);
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
		const char **number = arena_alloc(why->arena, 1, sizeof(*number));

		*number = arena_alloc(why->arena, DROPPED_SIZE, 1);
		*last = (struct fault){
			.code = last->code,
			.reason = rows[FAULT_MORE_FAULTS].name,
			.field = "",
			.message = arena_alloc(why->arena, DROPPED_SIZE, 1),
			.arguments = number,
			.argument_count = 1,
		};
		why->dropped = 1;
	}
	why->dropped++;
	snprintf((char *)last->arguments[0], DROPPED_SIZE, "%zu", why->dropped);
	fault_fill(rows[FAULT_MORE_FAULTS].sentences[ENGLISH], last->arguments, 1,
	           (char *)last->message, DROPPED_SIZE);
}

/* The next character of a sentence, or the argument that {1} stands for. */
static const char *next_part(const char **sentence, const char *const *arguments, size_t count,
                             size_t *length)
{
	const char *at = *sentence;

	if (at[0] == '{' && at[1] >= '1' && at[1] < '1' + (int)count && at[2] == '}') {
		*sentence += 3;
		*length = strlen(arguments[at[1] - '1']);
		return arguments[at[1] - '1'];
	}
	*sentence += 1;
	*length = 1;
	return at;
}

char *fault_fill(const char *sentence, const char *const *arguments, size_t count, char *out,
                 size_t size)
{
	size_t used = 0;
	bool cut = false;

	while (*sentence && !cut) {
		size_t length;
		const char *part = next_part(&sentence, arguments, count, &length);

		cut = length >= size - used;
		if (cut)
			length = size - used - 1;
		memcpy(out + used, part, length);
		used += length;
	}
	out[used] = '\0';
	if (cut)
		out[whole_characters(out, size, (int)size)] = '\0';
	return out;
}

static const char *const *copy_arguments(struct faults *why, const char *const *arguments,
                                         size_t count)
{
	const char **copies = arena_alloc(why->arena, count, sizeof(*copies));

	for (size_t i = 0; i < count; i++)
		copies[i] = bounded_copy(why, arguments[i], ARGUMENT_MAX);
	return copies;
}

void faults_add(struct faults *why, enum fault_reason reason, const char *field,
                const char *const *arguments, size_t count)
{
	assert(count == strlen(rows[reason].kinds));
	if (why->count == FAULTS_MAX) {
		drop(why);
		return;
	}
	struct fault *fault = next_item(why);
	char text[TEXT_MAX];

	*fault = (struct fault){
		.code = rows[reason].status,
		.reason = rows[reason].name,
		.field = bounded_copy(why, field, TEXT_MAX),
		.arguments = copy_arguments(why, arguments, count),
		.argument_count = count,
	};
	fault_fill(rows[reason].sentences[ENGLISH], fault->arguments, count, text, sizeof(text));
	fault->message = bounded_copy(why, text, TEXT_MAX);
}

void faults_take(struct faults *why, const char *place, const struct faults *from)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct fault *fault = &from->items[i];

		faults_add(why, fault_find(fault->reason),
		           fault_path(why, "%s: %s", place, fault->field), fault->arguments,
		           fault->argument_count);
	}
}

enum fault_reason fault_find(const char *name)
{
	int reason = 0;

	while (reason < FAULT_REASONS && strcmp(rows[reason].name, name) != 0)
		reason++;
	return (enum fault_reason)reason;
}

const char *fault_name(enum fault_reason reason)
{
	return rows[reason].name;
}

enum status fault_status(enum fault_reason reason)
{
	return rows[reason].status;
}

const char *fault_kinds(enum fault_reason reason)
{
	return rows[reason].kinds;
}

const char *fault_sentence(enum fault_reason reason, enum language language)
{
	return rows[reason].sentences[language];
}

const char *fault_number(struct faults *why, long long number)
{
	return fault_path(why, "%lld", number);
}

const char *fault_points(struct faults *why, long long centipoints)
{
	char text[DECIMAL_SIZE];

	return fault_path(why, "%s", decimal_format(centipoints, POINT_DECIMALS, text));
}

const char *fault_quantity(struct faults *why, long long tenthousandths)
{
	char text[DECIMAL_SIZE];

	return fault_path(why, "%s", decimal_short(tenthousandths, QUANTITY_DECIMALS, text));
}

const char *fault_hash(struct faults *why, const unsigned char *hash, size_t size)
{
	char text[2 * size + 1];

	text_hex(hash, size, text);
	return fault_path(why, "%s", text);
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
		[STATUS_BROKEN] = "BROKEN",
	};
	size_t index = (size_t)status;

	return index < sizeof(names) / sizeof(names[0]) && names[index] ? names[index] : "UNKNOWN";
}
