#include "mistaken.h"

#include <string.h>
#include <thidua.h>

#include "buffer.h"
#include "complain.h"
#include "options.h"
#include "seal.h"
#include "words.h"

enum { HEAD_SIZE = 64 };

static bool holds(const struct buffer *file, size_t size, const char *text)
{
	const size_t most = file->size < size ? file->size : size;

	return most > 0 && memmem(file->data, most, text, strlen(text)) != NULL;
}

int mistaken_tell(const char *path, struct buffer *file)
{
	if (holds(file, HEAD_SIZE, "thidua credential ") ||
	    holds(file, HEAD_SIZE, "curve_secret ")) {
		seal_forget(file->data, file->capacity);
		return complain(THIDUA_BAD_INPUT, say(WORD_MISTAKEN_SECRET), path);
	}
	if (holds(file, HEAD_SIZE, "thidua public "))
		return complain(THIDUA_BAD_INPUT, say(WORD_MISTAKEN_KEY), path);
	if (holds(file, HEAD_SIZE, "\"thidua_invitation\"")) {
		struct arena arena;

		arena_init(&arena, 0);
		complain(THIDUA_BAD_INPUT, say(WORD_MISTAKEN_INVITATION), path,
		         options_quoted(&arena, path));
		arena_close(&arena);
		return THIDUA_BAD_INPUT;
	}
	return THIDUA_OK;
}
