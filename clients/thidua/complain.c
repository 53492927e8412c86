#include "complain.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "show.h"
#include "thidua.h"

enum { NAME_MAX_SIZE = 32, NEAR_AT_MOST = 3 };

/* How a command is used and what is not set are long, and broken between words as --help is. What came of
 * a deed may end with a command to be copied, and stays one line. */
static void print(int code, const char *text)
{
	const bool breaks = code == THIDUA_USAGE || code == THIDUA_CONFIG;
	struct arena arena;

	arena_init(&arena, 0);
	const char *whole = arena_text(&arena, "thidua: %s", text);

	fprintf(stderr, "%s\n", breaks ? show_wrapped(&arena, whole, show_error_columns()) : whole);
	arena_close(&arena);
}

int complain(int code, const char *format, ...)
{
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	const int size = vsnprintf(NULL, 0, format, arguments) + 1;
	char *text = must_alloc((size_t)size, 1);

	vsnprintf(text, (size_t)size, format, again);
	va_end(again);
	va_end(arguments);
	print(code, text);
	free(text);
	return code;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
	const size_t d = a < b ? a : b;

	return c < d ? c : d;
}

/* Levenshtein distance. */
static size_t distance(const char *a, const char *b)
{
	const size_t width = strlen(b);
	size_t row[NAME_MAX_SIZE + 1];

	if (strlen(a) > NAME_MAX_SIZE || width > NAME_MAX_SIZE)
		return NAME_MAX_SIZE;
	for (size_t j = 0; j <= width; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			const size_t above = row[j];

			row[j] = smallest(above + 1, row[j - 1] + 1,
			                  diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[width];
}

const char *complain_nearest(const char *typed, const char *const *names)
{
	const char *best = NULL;
	const size_t half = strlen(typed) / 2 + 1;
	size_t least = half < NEAR_AT_MOST ? half : NEAR_AT_MOST;

	for (; *names; names++) {
		const size_t away = distance(typed, *names);

		if (away <= least && (away < least || !best)) {
			least = away;
			best = *names;
		}
	}
	return best;
}
