#include "complain.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "show.h"
#include "thidua.h"

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
